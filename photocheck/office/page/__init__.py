"""The desk's page; it is served by :mod:`photocheck.office.routes`."""

"""A desk without a terminal: checking a folder, making pictures and handing them over, merging trees, by clicks.

The same work as the command line's, by the same functions and in the same words; the page and its server are those
of :mod:`photocheck.station`.
"""

"""The version, for whoever names it; nothing else is imported for it."""

__version__ = "0.1.0"

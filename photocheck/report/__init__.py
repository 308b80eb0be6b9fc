"""Report -> text for people and programs; one module a format, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import IO, Protocol

from photocheck.types import Language, Profile, Report

FORMATS = {"text": "text", "json": "json", "jsonl": "jsonl", "csv": "csv"}
"""Format name -> module of this package that has a ``writer``."""


class Writer(Protocol):
    """Writes reports one by one as they come."""

    def add(self, report: Report) -> None:
        """Write one report."""

    def close(self) -> None:
        """Write what stands at the end; the stream stays open."""


def open_writer(format_name: str, stream: IO[str], profile: Profile, language: Language) -> Writer:
    """A writer of the named format on a text stream (UTF-8 unless the stream says otherwise)."""
    module = import_module(f"photocheck.report.{FORMATS[format_name]}")
    writer: Writer = module.writer(stream, profile, language)
    return writer

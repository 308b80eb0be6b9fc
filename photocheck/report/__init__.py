"""Report -> text for people and programs; one module a format, loaded when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from photocheck.collection.roster import Roster
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.types import Language

if TYPE_CHECKING:
    from photocheck.collection.comparison import Across  # loads OpenCV, which no help needs

STREAMED = ("text", "json", "jsonl", "csv", "junit", "sarif", "github")
"""Formats that are text and can go anywhere; each is a module of this package with a ``writer``."""
FILES = ("html", "xlsx")
"""Formats that are a file of their own."""
FORMATS = (*STREAMED, *FILES)


@dataclass(frozen=True, slots=True)
class Brief:
    """What every writer is told before the first report comes."""

    profile: Profile
    language: Language
    roster: Roster | None = None
    verbose: bool = False
    """Text lists the photos that pass as well."""
    failed_only: bool = False
    """Text leaves warnings out."""
    colour: bool = False
    """Text goes to a terminal that shows colours."""
    live: bool = False
    """Photos come as they are taken: nothing waits for the end."""

    def name(self, number: str | None) -> str:
        """The candidate's name, empty without a roster."""
        return "" if self.roster is None else self.roster.name(number)


class Writer(Protocol):
    """Writes reports one by one as they come."""

    def add(self, report: Report) -> None:
        """Write one report."""

    def close(self, across: Across) -> None:
        """Write what stands at the end; a stream stays open."""


def open_writer(format_name: str, target: IO[str] | Path, brief: Brief) -> Writer:
    """A writer of the named format, on a text stream, or on a path where the format is one of FILES."""
    writer: Writer = import_module(f"photocheck.report.{format_name}").writer(target, brief)
    return writer

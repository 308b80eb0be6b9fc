"""What a clerk asks for, and how far it is: what goes between the page and the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.types import Problem, Text
from photocheck.words import sentence


@dataclass(slots=True)
class Progress:
    """How far a piece of work is; read by the page while the work's thread goes on."""

    kind: str
    state: str = "running"
    """running, done, refused (something is in its way, or not all of it could be done), stopped or failed."""
    done: int = 0
    total: int | None = None
    """How many photos there are, once they were counted."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Verdict -> photos so far, and ``written``."""
    told: list[Text] = field(default_factory=list)
    """What a clerk should know, in order."""
    lines: list[tuple[str, Text]] = field(default_factory=list)
    """File and what stands in the way."""
    more: int = 0
    """How many further lines were left out."""
    alike: Sequence[str] = ()
    """Numbers whose pictures look like another's: a person may say that they are right."""
    conflicts: int = 0
    """Numbers with different pictures, of which a person has to choose one each."""
    has_report: bool = False
    output: str = ""
    """What was written: a tree or a ZIP."""
    error: Problem | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "counts": dict(self.counts),
            "told": [text.to_dict() for text in list(self.told)],
            "lines": [{"file": file, **text.to_dict()} for file, text in list(self.lines)],
            "more": self.more,
            "alike": list(self.alike),
            "conflicts": self.conflicts,
            "report": self.has_report,
            "output": self.output,
            "error": None if self.error is None else self.error.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What a piece of work is asked to do; paths as text, empty where nothing was named."""

    folder: str = ""
    """Photos to be looked at, where they are not those that were dropped."""
    dropped: bool = False
    tree: str = ""
    origins: tuple[str, ...] = ()
    """Trees and ZIPs to be merged."""
    resolve: str = ""
    """A table of conflicts that somebody has filled in."""
    chosen: tuple[str, ...] = ()
    """SHA-256 of pictures that somebody has decided for on the page."""
    archive: str = ""
    """The ZIP to be written."""
    roster: str = ""
    numbers: str = ""
    profile: str = ""
    overwrite: bool = False
    accept: tuple[str, ...] = ()
    """Numbers of pictures that look like another's and that a person has compared."""

    @classmethod
    def of(cls, given: object) -> Asked:
        """From what a page sends.

        :raises UsageError: when it is nothing of the kind.
        """
        kinds = {name: type(getattr(cls(), name)) for name in cls.__dataclass_fields__}
        if not isinstance(given, dict) or not given.keys() <= kinds.keys():
            raise UsageError(sentence("office.error.request"))
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
        }
        if not all(type(value) is kinds[name] for name, value in values.items()):
            raise UsageError(sentence("office.error.request"))
        lists = [value for value in values.values() if isinstance(value, tuple)]
        if not all(isinstance(word, str) for words in lists for word in words):
            raise UsageError(sentence("office.error.request"))
        return cls(**values)

    def path(self, name: str) -> Path:
        """A path that must be named.

        :raises UsageError: when it is not.
        """
        return _path(str(getattr(self, name)), name)

    def paths(self, name: str) -> list[Path]:
        """Paths of which at least one must be named.

        :raises UsageError: when none is, or one is no path.
        """
        found = [_path(text, name) for text in getattr(self, name)]
        if not found:
            raise UsageError(sentence(f"office.need.{name}"))
        return found


def _path(text: str, name: str) -> Path:
    # Windows copies a path with quotes around it.
    text = text.strip().strip('"')
    if not text or "\0" in text:
        raise UsageError(sentence(f"office.need.{name}"))
    return Path(text).expanduser()

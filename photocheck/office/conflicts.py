"""Numbers with different pictures, as the page shows them side by side."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from photocheck.io.archive.merge import Choices, Claim

MOST = 500
"""Numbers that are shown at once; when they are settled, the next run shows more."""


class Conflicts:
    """What a merge has left open; added by its thread, read by the page when it is over.

    :param folder: for copies of the pictures.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers: list[dict[str, Any]] = []
        self._paths: dict[str, Path] = {}
        self._shown: dict[str, frozenset[str]] = {}
        """Number -> SHA-256 of the pictures that somebody could choose from, also in earlier merges."""

    def add(self, claims: tuple[Claim, ...], name: str) -> None:
        """The pictures of one number, and its candidate's name."""
        if len(self._numbers) >= MOST:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for claim in claims:
            # By a name of ours: the sum of what is in the tree is what a journal says, not what we have found.
            path = self._folder / f"{len(self._paths)}.jpg"
            path.write_bytes(claim.data)
            self._paths[claim.entry.sha256] = path
        self._shown[claims[0].entry.number] = frozenset(claim.entry.sha256 for claim in claims)
        self._numbers.append({"number": claims[0].entry.number, "name": name, "pictures": [_told(c) for c in claims]})

    def choices(self, clicked: frozenset[str], written: Choices) -> Choices:
        """What is decided by clicks, and, for other numbers, by what is written down."""
        shown = frozenset().union(*self._shown.values())
        overruled = frozenset().union(*(sums for sums in self._shown.values() if sums & clicked))
        return Choices(clicked | (written.chosen - overruled), shown | written.seen)

    def to_list(self) -> list[dict[str, Any]]:
        """Each number with ``name`` and ``pictures``: where each comes from, and its ``sum``."""
        return list(self._numbers)

    def picture(self, sha256: str) -> Path | None:
        """One of their pictures."""
        return self._paths.get(sha256)

    def forget(self) -> None:
        """Delete the copies."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._numbers, self._paths = [], {}


def _told(claim: Claim) -> dict[str, Any]:
    entry = claim.entry
    return {
        "origin": claim.origin,
        "file": claim.file,
        "source": entry.source,
        "written": entry.filed_at,
        "sum": entry.sha256,
        "there": claim.is_there,
    }

"""Files that a clerk drops on the page: copies in the desk's own temporary folder, gone with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PureWindowsPath

from photocheck.errors import UsageError
from photocheck.words import sentence

MOST, MOST_BYTES = 5000, 8 << 30
TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".dbf", ".xls", ".xml", ".htm", ".html")
"""Endings of tables; anything else that is dropped is meant as a photo."""
REFUSED = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$')
"""What Windows has no file name for, or takes for something else (a stream beside a file)."""
MOST_LETTERS = 200


class Drops:
    """What was dropped, until the clerk has it forgotten."""

    def __init__(self, folder: Path) -> None:
        self.photos = folder / "photos"
        self._tables = folder / "tables"
        self._sizes: dict[str, int] = {}

    def __len__(self) -> int:
        """How many photos."""
        return len(self._sizes)

    def keep(self, name: str, data: bytes) -> Path:
        """Keep a file under its own name; one of that name that was dropped before is replaced.

        :returns: where it lies.
        :raises UsageError: when there are too many, or the name is none.
        """
        # A browser gives the name alone; whatever leads elsewhere is cut off.
        plain = name.replace("\\", "/").rpartition("/")[2]
        if not plain or plain.startswith(".") or len(plain) > MOST_LETTERS or REFUSED.search(plain):
            raise UsageError(sentence("office.error.name", name=plain[:MOST_LETTERS]))
        if _is_reserved(plain):
            raise UsageError(sentence("office.error.name", name=plain))
        is_table = Path(plain).suffix.lower() in TABLES
        others = sum(size for key, size in self._sizes.items() if key != plain)
        if not is_table and (len(self._sizes.keys() - {plain}) >= MOST or others + len(data) > MOST_BYTES):
            raise UsageError(sentence("office.error.too_many", limit=MOST))
        folder = self._tables if is_table else self.photos
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / plain
        target.write_bytes(data)
        if not is_table:
            self._sizes[plain] = len(data)
        return target

    def forget(self) -> None:
        """Delete the photos."""
        shutil.rmtree(self.photos, ignore_errors=True)
        self._sizes.clear()


def _is_reserved(name: str) -> bool:
    """Names of devices on Windows (``con``, ``nul.jpg``)."""
    return PureWindowsPath(name).stem.partition(".")[0].rstrip().lower() in _DEVICES


_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{place}" for port in ("com", "lpt") for place in range(1, 10))}

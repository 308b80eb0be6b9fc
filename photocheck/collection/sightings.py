"""Photos that were seen, to be asked for again by number, by bytes and by place; on the disk when there are many."""

from __future__ import annotations

import sqlite3
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from photocheck.errors import UsageError
from photocheck.words import sentence

CACHE = 8192
"""KB kept in memory: enough for some tens of thousands of photos, after which the disk is needed."""
TABLES = """
CREATE TABLE seen (place INTEGER PRIMARY KEY, number BLOB, photo BLOB NOT NULL);
CREATE TABLE numbers (number BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID;
CREATE TABLE sums (sum BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One photo, by what matters here."""

    number: str | None
    photo: str

    @property
    def title(self) -> str:
        """The number, and the photo where its name does not say as much."""
        if self.number is None:
            return self.photo
        return self.number if PurePath(self.photo).stem == self.number else f"{self.number} ({self.photo})"

    def to_dict(self) -> dict[str, Any]:
        return {"number": self.number, "photo": self.photo}


class Sightings:
    """A run's photos.

    :raises UsageError: from every method, when there is no room in the system's temporary folder.
    """

    def __init__(self) -> None:
        # A file without a name, made when it is needed.  One thread at a time uses it, not always the same.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.execute(f"PRAGMA cache_size = -{CACHE}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(TABLES)
        self._db.execute("BEGIN")
        self._count = 0

    def add(self, seen: Sighting) -> int:
        """Keep a photo; the place by which it is known."""
        self._count += 1
        number = None if seen.number is None else _bytes(seen.number)
        self._run("INSERT INTO seen VALUES (?, ?, ?)", self._count, number, _bytes(seen.photo))
        return self._count

    def first_of_number(self, number: str, place: int) -> int:
        """The place of the photo that had the number first; the one given where it is that."""
        return self._first("numbers", "number", _bytes(number), place)

    def first_of_bytes(self, sha256: str, place: int) -> int:
        """The place of the photo that had these bytes first; the one given where it is that."""
        return self._first("sums", "sum", _bytes(sha256), place)

    def at(self, place: int) -> Sighting:
        """The photo that is known by a place."""
        number, photo = self._run("SELECT number, photo FROM seen WHERE place = ?", place).fetchone()
        return Sighting(None if number is None else _text(number), _text(photo))

    def _first(self, table: str, column: str, value: bytes, place: int) -> int:
        added = self._run(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", value, place)  # noqa: S608 - our own names
        if added.rowcount:
            return place
        (first,) = self._run(f"SELECT place FROM {table} WHERE {column} = ?", value).fetchone()  # noqa: S608 - as above
        return int(first)

    def _run(self, query: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, values)
        except sqlite3.OperationalError as error:
            folder = tempfile.gettempdir()
            raise UsageError(sentence("archive.journal.temporary", folder=folder, why=error)) from error


def _bytes(text: str) -> bytes:
    """File names that are no UTF-8 hold lone surrogates, which SQLite takes in no text."""
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")

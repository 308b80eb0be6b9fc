"""What the station remembers beside a tree (``out`` -> ``out.station.sqlite``): every picture taken with its result,
who is passed over, and whose picture was filed who has not left the seat.

A shot is entered before its picture is filed and confirmed after.  When the program is cut off in between, the next
start compares the picture's hash with what lies in the tree, and so knows on which side of the moment it was.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from photocheck import OutputError
from photocheck.words import sentence

FORMAT = 1
WAIT = 30.0
"""Seconds that a writer waits for another station's."""
_SCHEMA = (
    """CREATE TABLE shots (id INTEGER PRIMARY KEY, number TEXT, at TEXT, source TEXT, source_sha256 TEXT,
    sha256 TEXT, filed INTEGER, result BLOB)""",
    "CREATE INDEX shots_number ON shots (number)",
    "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    f"PRAGMA user_version = {FORMAT}",
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture taken."""

    number: str
    at: str
    """Coordinated universal time, ISO 8601 to the millisecond."""
    source: str
    """As the tree's journal names it."""
    source_sha256: str
    sha256: str
    """Of the finished picture."""
    result: dict[str, Any]
    """The result object."""


def memory_path(tree: Path) -> Path:
    """Where a tree's station file lies."""
    tree = tree.absolute()
    return tree.with_name(f"{tree.name}.station.sqlite") if tree.name else tree / ".station.sqlite"


class Shots:
    """The open file; one thread, any number of stations.

    :raises OutputError: when it cannot be made, read or written; as every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("BEGIN IMMEDIATE")
            if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA:
                    self._db.execute(statement)
            self._db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise _unusable(path, error) from error

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------------------------------- shots

    def mean(self, shot: Shot, notes: dict[str, str]) -> int:
        """Enter a shot whose picture is about to be filed, and what is to be noted with it; its key."""
        result = zlib.compress(json.dumps(shot.result).encode())
        row = (shot.number, shot.at, shot.source, shot.source_sha256, shot.sha256, 0, result)
        try:
            with _Transaction(self._db):
                key = self._db.execute(
                    "INSERT INTO shots (number, at, source, source_sha256, sha256, filed, result)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    row,
                ).lastrowid
                self._note(notes)
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error
        return int(key or 0)

    def confirm(self, key: int) -> None:
        """The picture is in the tree."""
        self._do("UPDATE shots SET filed = 1 WHERE id = ?", key)

    def drop(self, key: int) -> None:
        """The picture was not filed after all."""
        self._do("DELETE FROM shots WHERE id = ?", key)

    def meant(self) -> list[tuple[int, Shot]]:
        """Shots that were cut off, with their keys."""
        return self._rows("filed = 0 ORDER BY id")

    def taken(self, since: str) -> list[tuple[str, str]]:
        """Numbers and times of the filed shots from a time on, the newest first."""
        query = "SELECT number, at FROM shots WHERE filed = 1 AND at >= ? ORDER BY id DESC"
        return [(str(number), str(at)) for number, at in self._read(query, since)]

    def last_of(self, number: str) -> Shot | None:
        """The newest filed shot of a number."""
        return self._newest("number = ?", number)

    def last_from(self, origin: str) -> Shot | None:
        """The newest filed shot of one station, by how its sources begin."""
        return self._newest("substr(source, 1, ?) = ?", len(origin), origin)

    def _newest(self, where: str, *values: Any) -> Shot | None:
        rows = self._rows(f"filed = 1 AND {where} ORDER BY id DESC LIMIT 1", *values)
        return rows[0][1] if rows else None

    # ------------------------------------------------------------------------------------- notes

    def notes(self, prefix: str) -> dict[str, str]:
        """Notes whose names begin so, by the rest of the name."""
        rows = self._read("SELECT name, value FROM notes WHERE substr(name, 1, ?) = ?", len(prefix), prefix)
        return {str(name)[len(prefix) :]: str(value) for name, value in rows}

    def noted(self, name: str) -> str:
        """One note, empty where there is none."""
        rows = list(self._read("SELECT value FROM notes WHERE name = ?", name))
        return str(rows[0][0]) if rows else ""

    def note(self, **notes: str) -> None:
        """Keep something; an empty text forgets it."""
        try:
            with _Transaction(self._db):
                self._note(notes)
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    def _note(self, notes: dict[str, str]) -> None:
        for name, value in notes.items():
            self._db.execute("DELETE FROM notes WHERE name = ?", (name,))
            if value:
                self._db.execute("INSERT INTO notes VALUES (?, ?)", (name, value))

    # ------------------------------------------------------------------------------------ SQLite

    def _rows(self, where: str, *values: Any) -> list[tuple[int, Shot]]:
        """Keys and shots; ``where`` is our own text."""
        query = f"SELECT id, number, at, source, source_sha256, sha256, result FROM shots WHERE {where}"  # noqa: S608
        return [
            (int(key), Shot(number, at, source, source_sha256, sha256, json.loads(zlib.decompress(result))))
            for key, number, at, source, source_sha256, sha256, result in self._read(query, *values)
        ]

    def _read(self, query: str, *values: Any) -> Iterable[Any]:
        try:
            with closing(self._db.execute(query, values)) as rows:
                return rows.fetchall()
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    def _do(self, statement: str, *values: Any) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error


class _Transaction:
    """All of what is done within, or nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _unusable(path: Path, error: Exception) -> OutputError:
    full = "full" in str(error)
    return OutputError(
        sentence("station.fault.full") if full else sentence("station.error.memory", file=path, why=error),
        kind="disk",
    )


def now() -> str:
    """The time as shots have it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")

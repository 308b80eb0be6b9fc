"""The journal of a tree: what was judged, and which picture in the tree came from which photo.

An SQLite file beside the tree (``out`` -> ``out.photocheck.sqlite``), so that the tree itself holds
nothing but pictures.  Where the tree is the root of a disk or share there is no beside, and it lies
hidden inside (``.photocheck.sqlite``).

Pictures are written first and entered after.  A run that is cut off in between leaves whole pictures
without an entry; the next run makes them again, finds the same bytes there, and enters them.  Only where
a picture is replaced, both change in one transaction, so that of two runs at once the second has both.

SQLite's rollback journal is kept on purpose: its write-ahead log needs memory shared by all writers,
which two stations on a network share do not have.

A journal may come from another office with its tree: it is read within the bounds of :mod:`rows`, and only
where its tables are exactly ours.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from photocheck.errors import OutputError, UsageError
from photocheck.io.archive.rows import (
    COLUMNS,
    MAX_PICTURES,
    MAX_RULES,
    ORIGINS,
    SCHEMA,
    TABLES,
    Entry,
    Judged,
    Row,
    packed,
    row_of,
    storable,
    unpacked,
)
from photocheck.io.archive.sqlite import as_it_is, sweep_copies, tables_in, tables_of, within_bounds
from photocheck.io.files import why
from photocheck.words import sentence
from photocheck.words.system import database_words

FORMAT = 1
INSIDE = ".photocheck.sqlite"
BESIDE = ".photocheck.sqlite"
WAIT = 30.0
"""Seconds that a writer waits for another station's."""
BATCH_SECONDS, BATCH_ROWS = 1.0, 256
"""Entries are flushed to the disk together; what a power cut takes is made again in so much time."""
MAX_ORIGIN = 1_000
"""Characters of where a picture was merged from."""
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged journal raises; of some damage SQLite tells in bytes that are no text."""

_VALUES = {kind: attrgetter(*names) for kind, names in COLUMNS.items()}

_log = logging.getLogger("photocheck")


def journal_path(tree: Path) -> Path:
    """Where a tree's journal lies."""
    tree = Path(os.path.abspath(tree))  # noqa: PTH100 - a share's name is not resolved: it may be gone
    inside = tree / INSIDE
    if not tree.name or os.path.ismount(tree) or inside.exists():
        return inside
    beside = tree.with_name(tree.name + BESIDE)
    if beside.exists() or os.access(tree.parent, os.W_OK) or not tree.parent.exists():
        return beside
    return inside


class Journal:
    """An open journal; one thread at a time, any number of processes and stations.

    :param path: see :func:`journal_path`; it is made where there is none.
    :param read_only: whether nothing is written, not even what a run that was cut off left to be undone: that is
        undone in a copy.
    :raises UsageError: when it cannot be made or is no journal.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._judged: dict[str, Judged] = {}
        self._pictures: dict[str, tuple[Entry, Entry | None]] = {}
        """Entries to be flushed, each with the one that it takes the place of."""
        self._origins: dict[str, str] = {}
        self._flushed = time.monotonic()
        self.before_entries: Callable[[], None] = lambda: None
        """Called before entries come to the disk: what they name must be there first."""
        self._open = contextlib.ExitStack()
        sweep_copies()
        try:
            copy = None
            if read_only:
                path, copy = as_it_is(path)
                if copy is not None:
                    self._open.callback(copy.close)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
            where = f"{path.absolute().as_uri()}?mode={'ro' if path == self.path and read_only else 'rwc'}"
            self._db = sqlite3.connect(where, uri=True, timeout=WAIT, isolation_level=None)
            self._open.callback(self._db.close)
            self._restart = within_bounds(self._db)
            self._db.execute("PRAGMA synchronous = FULL")
            if read_only:  # a merge has a hundred of them open
                self._db.execute("PRAGMA cache_size = -256")
            self._prepare(read_only=read_only)
            if copy is not None and sys.platform != "win32":
                copy.close()  # it is in order, and SQLite has it open: a kill from now on leaves nothing
        except BROKEN as error:
            self._open.close()
            raise _unusable(self.path, error) from error
        except OSError as error:
            self._open.close()
            if read_only:
                raise UsageError(sentence("archive.journal.closed", path=self.path, why=why(error))) from error
            raise UsageError(sentence("archive.journal.folder", folder=path.parent, why=why(error))) from error
        except UsageError:
            self._open.close()
            raise

    def __enter__(self) -> Journal:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush what is to be entered, and let go of the file."""
        self.flush()
        self._open.close()

    def _prepare(self, *, read_only: bool) -> None:
        if self._format() == 0 and not read_only:
            self._db.execute("BEGIN IMMEDIATE")
            if self._format() == 0:  # nobody was quicker
                for statement in SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {FORMAT}")
            self._db.execute("COMMIT")
        if self._format() != FORMAT:
            raise UsageError(sentence("archive.journal.version", path=self.path))
        tables = tables_of(self._db)
        self._has_origins = tables == tables_in(SCHEMA + ORIGINS)
        if not self._has_origins and tables != tables_in(SCHEMA):
            raise UsageError(sentence("archive.journal.foreign", path=self.path))

    def _format(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    # ------------------------------------------------------------------------------------ reading

    def judged(self, source: str) -> Judged | None:
        """What was said of a source last time."""
        return self._judged.get(storable(source)) or self._one(Judged, "source = ?", source)

    def judged_number(self, number: str, sha256: str) -> Judged | None:
        """What was said of this very photo under another path (a card or share that moved)."""
        return self._one(Judged, "number = ? AND sha256 = ?", number, sha256)

    def judged_output(self, number: str, output: str) -> Judged | None:
        """What was said of the photo that a picture in the tree was made from."""
        return self._one(Judged, "number = ? AND output = ?", number, output)

    def knows_number(self, number: str) -> bool:
        """Whether anything was ever said of the number."""
        return self._one(Judged, "number = ?", number) is not None

    def picture(self, output: str) -> Entry | None:
        """Where a picture in the tree came from."""
        waiting = self._pictures.get(output)
        return self._one(Entry, "output = ?", output) if waiting is None else waiting[0]

    def pictures(self) -> Iterator[Entry]:
        """All pictures that should be in the tree, in order.

        :raises UsageError: when the journal is damaged.
        """
        self.flush()
        columns = ", ".join(COLUMNS[Entry])
        before, count = "", 0
        try:
            for row in self._run(f"SELECT {columns} FROM pictures ORDER BY output"):  # noqa: S608 - our own names
                entry = self._checked(Entry, row)
                count += 1
                if entry.output <= before and count > 1:
                    raise _unusable(self.path, sqlite3.DatabaseError("order"))  # pages that lead in a circle
                if count > MAX_PICTURES:
                    raise UsageError(sentence("archive.journal.rows", path=self.path, limit=MAX_PICTURES))
                before = entry.output
                yield entry
        except BROKEN as error:
            raise _unusable(self.path, error) from error

    def pictures_after(self, output: str, most: int = 1000) -> list[Entry]:
        """The next pictures in order, for who writes to the journal meanwhile."""
        columns = ", ".join(COLUMNS[Entry])
        query = f"SELECT {columns} FROM pictures WHERE output > ? ORDER BY output LIMIT ?"  # noqa: S608 - our own names
        try:
            return [self._checked(Entry, row) for row in self._run(query, output, most).fetchall()]
        except BROKEN as error:
            raise _unusable(self.path, error) from error

    def count(self) -> int:
        """How many pictures there are."""
        try:
            return int(self._run("SELECT count(*) FROM pictures").fetchone()[0])
        except BROKEN as error:
            raise _unusable(self.path, error) from error

    def profile_toml(self, digest: str) -> str | None:
        """The rules by which pictures were made, as TOML; None where there are none, or none of a bearable length."""
        try:
            row = self._run("SELECT toml FROM profiles WHERE digest = ?", digest).fetchone()
        except BROKEN as error:
            raise _unusable(self.path, error) from error
        return row[0] if row is not None and isinstance(row[0], str) and len(row[0]) <= MAX_RULES else None

    def origins(self) -> list[tuple[str, int]]:
        """Where pictures were merged from, and how many from each; empty for a tree that was not merged."""
        if not self._has_origins:
            return []
        try:
            rows = self._run(
                "SELECT origin, count(*) FROM origins GROUP BY origin ORDER BY origin LIMIT 1000"
            ).fetchall()
        except BROKEN as error:
            raise _unusable(self.path, error) from error
        return [(str(origin)[:MAX_ORIGIN], int(count)) for origin, count in rows]

    def origin(self, output: str) -> str | None:
        """Where a picture was merged from; None where it was made here."""
        if output in self._origins:
            return self._origins[output]
        if not self._has_origins:
            return None
        row = self._run("SELECT origin FROM origins WHERE output = ?", output).fetchone()
        return None if row is None else str(row[0])[:MAX_ORIGIN]

    def know_origins(self) -> None:
        """Make room for where pictures were merged from.

        :raises UsageError: when nothing can be written.
        """
        try:
            if not self._has_origins:
                self._db.execute(ORIGINS.replace("TABLE", "TABLE IF NOT EXISTS"))
                self._has_origins = tables_of(self._db) == tables_in(SCHEMA + ORIGINS)
        except BROKEN as error:
            raise _unusable(self.path, error) from error

    def _run(self, query: str, *values: object) -> sqlite3.Cursor:
        self._restart()
        return self._db.execute(query, tuple(storable(value) for value in values))

    def _one(self, kind: type[Row], where: str, *values: str) -> Row | None:
        query = f"SELECT {', '.join(COLUMNS[kind])} FROM {TABLES[kind]} WHERE {where} LIMIT 1"  # noqa: S608 - our own names
        try:
            row = self._run(query, *values).fetchone()
        except BROKEN as error:
            raise _unusable(self.path, error) from error
        return None if row is None else self._checked(kind, row)

    def _checked(self, kind: type[Row], row: tuple[Any, ...]) -> Row:
        try:
            return row_of(kind, row)
        except ValueError as error:
            raise _unusable(self.path, sqlite3.DatabaseError(f"{TABLES[kind]}.{error}")) from error

    # ------------------------------------------------------------------------------------ writing

    def know_profile(self, digest: str, name: str, toml: str) -> None:
        """Keep the rules themselves, so that the tree can be verified without them at hand.

        :raises UsageError: when nothing can be written.
        """
        try:
            self._run("INSERT OR IGNORE INTO profiles VALUES (?, ?, ?)", digest, name, toml)
        except BROKEN as error:
            raise _unusable(self.path, error) from error

    def enter(
        self,
        judged: Judged | None = None,
        picture: Entry | None = None,
        *,
        before: Entry | None = None,
        origin: str | None = None,
    ) -> None:
        """Enter an outcome, a picture that is safely in the tree, or both; flushed within a second.

        :param before: the picture's entry as it was before the picture was written: where another run has replaced
            both since then, its entry stays.
        :param origin: the tree or ZIP that the picture was merged from.
        """
        if picture is not None:
            self._pictures[picture.output] = picture, before
            if origin is not None:
                self._origins[picture.output] = origin
        if judged is not None:
            self._judged[storable(judged.source)] = judged
        waiting = len(self._judged) + len(self._pictures)
        if waiting >= BATCH_ROWS or time.monotonic() - self._flushed >= BATCH_SECONDS:
            self.flush()

    def replace(self, picture: Entry, change: Callable[[], None], *, origin: str | None = None) -> None:
        """Replace a picture and its entry together: no other run comes between.

        :param change: replaces the picture; what it raises leaves both as they were.
        :raises OutputError: when the journal cannot be written; nothing was replaced then.
        """
        self.flush()
        changed = False
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._insert(picture, origin)
                change()
                changed = True
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
        except BROKEN as error:
            if not changed:
                raise OutputError(sentence("archive.journal.kept", path=self.path, why=error), kind="disk") from error
            self._warn(error)

    def flush(self) -> None:
        """Bring entries to the disk.

        Where that fails (the disk is full, the share is gone) they are let go with a warning: the
        pictures are safe, and the next run finds and enters them.
        """
        self._flushed = time.monotonic()
        judged, pictures, origins = list(self._judged.values()), list(self._pictures.values()), dict(self._origins)
        if not judged and not pictures:
            return
        self._judged.clear()
        self._pictures.clear()
        self._origins.clear()
        self.before_entries()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for entry, before in pictures:
                if self._one(Entry, "output = ?", entry.output) in {before, entry}:
                    self._insert(entry, origins.get(entry.output))
            for one in judged:
                self._insert(one)
            self._db.execute("COMMIT")
        except (*BROKEN, UsageError) as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._warn(error)

    def _warn(self, error: Exception) -> None:
        told = sentence("archive.journal.later", path=self.path.name, why=error)
        _log.warning("%s %s", told.zh, told.en)

    def _insert(self, row: Judged | Entry, origin: str | None = None) -> None:
        marks = ", ".join("?" * len(COLUMNS[type(row)]))
        self._run(f"INSERT OR REPLACE INTO {TABLES[type(row)]} VALUES ({marks})", *_VALUES[type(row)](row))  # noqa: S608 - our own names
        if isinstance(row, Entry) and self._has_origins:
            self._run("DELETE FROM origins WHERE output = ?", row.output)
            if origin is not None:
                self._run("INSERT INTO origins VALUES (?, ?)", row.output, origin)


def _unusable(path: Path, error: Exception) -> UsageError:
    disk = isinstance(error, sqlite3.OperationalError) and "interrupted" not in str(error)
    return UsageError(
        sentence("archive.journal.closed" if disk else "archive.journal.damaged", path=path, why=database_words(error))
    )


__all__ = ["Entry", "Journal", "Judged", "journal_path", "packed", "unpacked"]

"""SQLite files that may come from elsewhere: opened without a byte written, asked within bounds of memory and time."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.io.archive.rows import MAX_RESULT
from photocheck.io.files import opened
from photocheck.io.temporary import TemporaryFolder, sweep
from photocheck.words import sentence

UNFINISHED = "-journal"
"""What SQLite appends to the name for what it needs to undo a change that was cut off."""
COPY = "photocheck-journal-"
"""What the name of a folder with a copy begins with."""
MAX_COPIED = 4 * 2**30
"""Bytes: seven times the journal of a province (docs/scale.md)."""
LIMIT_LENGTH = 0
"""SQLite's own number for the longest value, which Python 3.10 does not name."""
STEPS, MOST_STEPS = 1_000_000, 2_000
"""SQLite's own steps between two looks, and looks after which a query is given up: a sound one takes one or two."""


def as_it_is(path: Path) -> tuple[Path, TemporaryFolder | None]:
    """The file to read from: the one at the path, or a copy with its folder where it must first be brought in order.

    :raises UsageError: when it is kept by a write-ahead log, as ours never are.
    :raises OSError: when it cannot be read, is no plain file, or is larger than :data:`MAX_COPIED` and would be copied.
    """
    with opened(path) as file:
        head = file.read(20)
    # Bytes 18 and 19 say by which kind of log it is written (the file format's own description, 1.3.3).
    if len(head) == 20 and head[18:] != b"\x01\x01":
        raise UsageError(sentence("archive.journal.foreign", path=path))
    cut_off = path.with_name(path.name + UNFINISHED)
    if not cut_off.exists():
        return path, None
    folder = TemporaryFolder(Path(tempfile.gettempdir()), COPY)
    try:
        for part in (path, cut_off):
            with opened(part, MAX_COPIED) as old, (folder.path / part.name).open("wb") as new:
                shutil.copyfileobj(old, new)
    except OSError:
        folder.close()
        raise
    return folder.path / path.name, folder


@cache
def sweep_copies() -> None:
    """Remove the copies of runs that were killed; once is enough for a run."""
    with contextlib.suppress(OSError):  # no temporary folder at all: no copies in it
        sweep(Path(tempfile.gettempdir()), COPY)


def within_bounds(db: sqlite3.Connection) -> Callable[[], None]:
    """No text or value may cost much memory or time, whoever wrote the file.

    :returns: to be called before each query: the time of a query begins anew.
    """
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 11):
        db.setlimit(LIMIT_LENGTH, 2 * MAX_RESULT)
    looks = 0

    def restart() -> None:
        nonlocal looks
        looks = 0

    def look() -> bool:
        nonlocal looks
        looks += 1
        return looks > MOST_STEPS

    db.set_progress_handler(look, STEPS)
    return restart


def tables_of(db: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """What a database says that it consists of; a few more lines than ours have, and no more."""
    return db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name LIMIT 20").fetchall()


@cache
def tables_in(schema: str) -> list[tuple[Any, ...]]:
    """The same of a database with that schema."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript(schema)
        return tables_of(db)

"""The journal of a tree: what was judged, and which picture in the tree came from which photo.

An SQLite file beside the tree (``out`` -> ``out.photocheck.sqlite``), so that the tree itself holds
nothing but pictures.  Where the tree is the root of a disk or share there is no beside, and it lies
hidden inside (``.photocheck.sqlite``).

Pictures are written first and entered after.  A run that is cut off in between leaves whole pictures
without an entry; the next run makes them again, finds the same bytes there, and enters them.

SQLite's rollback journal is kept on purpose: its write-ahead log needs memory shared by all writers,
which two stations on a network share do not have.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError

FORMAT = 1
INSIDE = ".photocheck.sqlite"
BESIDE = ".photocheck.sqlite"
WAIT = 30.0
"""Seconds that a writer waits for another station's."""
BATCH_SECONDS, BATCH_ROWS = 1.0, 256
"""Entries are flushed to the disk together; what a power cut takes is made again in so much time."""

_log = logging.getLogger("photocheck")


@dataclass(frozen=True, slots=True)
class Judged:
    """One photo's outcome, by which the next run knows that it is done."""

    source: str
    size: int
    mtime_ns: int
    ctime_ns: int
    """Change time: a file that was swapped for another of the same size and date still shows it."""
    sha256: str
    number: str
    profile: str
    digest: str
    selection: str
    verdict: str
    output: str | None
    """The picture in the tree, with ``/`` between folders."""
    output_sha256: str | None
    result: bytes
    """The result object, packed."""
    judged_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture in the tree."""

    output: str
    number: str
    source: str
    source_sha256: str
    profile: str
    digest: str
    sha256: str
    bytes: int
    written_at: str


_COLUMNS = {
    "judged": [f.name for f in fields(Judged)],
    "pictures": [f.name for f in fields(Entry)],
}
_SCHEMA = """
CREATE TABLE judged (source TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, sha256 TEXT,
    number TEXT, profile TEXT, digest TEXT, selection TEXT, verdict TEXT, output TEXT, output_sha256 TEXT,
    result BLOB, judged_at TEXT) WITHOUT ROWID;
CREATE INDEX judged_number ON judged (number);
CREATE TABLE pictures (output TEXT PRIMARY KEY, number TEXT, source TEXT, source_sha256 TEXT, profile TEXT,
    digest TEXT, sha256 TEXT, bytes INTEGER, written_at TEXT) WITHOUT ROWID;
CREATE TABLE profiles (digest TEXT PRIMARY KEY, id TEXT, toml TEXT) WITHOUT ROWID;
"""


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
    :raises UsageError: when it cannot be made or is no journal.
    """

    def __init__(self, path: Path, *, must_exist: bool = False) -> None:
        self.path = path
        self._judged: dict[str, Judged] = {}
        self._pictures: dict[str, Entry] = {}
        self._flushed = time.monotonic()
        try:
            if not must_exist:
                path.parent.mkdir(parents=True, exist_ok=True)
            mode = "rw" if must_exist else "rwc"
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT, isolation_level=None
            )
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error
        except OSError as error:
            raise UsageError(
                f"{path.parent} 不能写入:{error.strerror}。请换一个目录,或检查权限和磁盘。",
                f"{path.parent} cannot be written to: {error.strerror}. Choose another folder, or check permissions"
                " and disk.",
            ) from error

    def __enter__(self) -> Journal:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush what is to be entered, and let go of the file."""
        self.flush()
        self._db.close()

    def _prepare(self) -> None:
        if self._format() == 0:
            self._db.execute("BEGIN IMMEDIATE")
            if self._format() == 0:  # nobody was quicker
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {FORMAT}")
            self._db.execute("COMMIT")
        if self._format() != FORMAT:
            raise UsageError(
                f"台账 {self.path} 是另一版本的程序写的。请用同一版本,或换一个目录。",
                f"The journal {self.path} was written by another version. Use that version, or another folder.",
            )

    def _format(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    # ------------------------------------------------------------------------------------ reading

    def judged(self, source: str) -> Judged | None:
        """What was said of a source last time."""
        waiting = self._judged.get(_text(source))
        found: Judged | None = waiting or self._one(Judged, "judged", "source = ?", source)
        return found

    def judged_number(self, number: str, sha256: str) -> Judged | None:
        """What was said of this very photo under another path (a card or share that moved)."""
        found: Judged | None = self._one(Judged, "judged", "number = ? AND sha256 = ?", number, sha256)
        return found

    def knows_number(self, number: str) -> bool:
        """Whether anything was ever said of the number."""
        return self._one(Judged, "judged", "number = ?", number) is not None

    def picture(self, output: str) -> Entry | None:
        """Where a picture in the tree came from."""
        waiting = self._pictures.get(output)
        found: Entry | None = waiting or self._one(Entry, "pictures", "output = ?", output)
        return found

    def pictures(self) -> Iterator[Entry]:
        """All pictures that should be in the tree, in order."""
        self.flush()
        columns = ", ".join(_COLUMNS["pictures"])
        for row in self._db.execute(f"SELECT {columns} FROM pictures ORDER BY output"):  # noqa: S608 - our own names
            yield Entry(*row)

    def profile_toml(self, digest: str) -> str | None:
        """The rules by which pictures were made, as TOML."""
        row = self._db.execute("SELECT toml FROM profiles WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else str(row[0])

    def _one(self, kind: Any, table: str, where: str, *values: str) -> Any:
        columns = ", ".join(_COLUMNS[table])
        query = f"SELECT {columns} FROM {table} WHERE {where} LIMIT 1"  # noqa: S608 - our own names
        try:
            row = self._db.execute(query, tuple(_text(v) for v in values)).fetchone()
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from error
        return None if row is None else kind(*row)

    # ------------------------------------------------------------------------------------ writing

    def know_profile(self, digest: str, name: str, toml: str) -> None:
        """Keep the rules themselves, so that the tree can be verified without them at hand.

        :raises UsageError: when nothing can be written.
        """
        try:
            self._db.execute("INSERT OR IGNORE INTO profiles VALUES (?, ?, ?)", (digest, name, toml))
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from error

    def enter(self, judged: Judged | None = None, picture: Entry | None = None) -> None:
        """Enter an outcome, a picture that is safely in the tree, or both; flushed within a second."""
        if picture is not None:
            self._pictures[picture.output] = picture
        if judged is not None:
            self._judged[_text(judged.source)] = judged
        waiting = len(self._judged) + len(self._pictures)
        if waiting >= BATCH_ROWS or time.monotonic() - self._flushed >= BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Bring entries to the disk.

        Where that fails (the disk is full, the share is gone) they are let go with a warning: the
        pictures are safe, and the next run finds and enters them.
        """
        self._flushed = time.monotonic()
        if not self._judged and not self._pictures:
            return
        rows: dict[str, list[Judged | Entry]] = {
            "judged": list(self._judged.values()),
            "pictures": list(self._pictures.values()),
        }
        self._judged.clear()
        self._pictures.clear()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for table, entries in rows.items():
                marks = ", ".join("?" * len(_COLUMNS[table]))
                self._db.executemany(
                    f"INSERT OR REPLACE INTO {table} VALUES ({marks})",  # noqa: S608 - our own names
                    [tuple(_text(v) for v in astuple(entry)) for entry in entries],
                )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            _log.warning(
                "台账 %s 写不进去(%s)。照片都已写好;下次运行会补记。 "
                "The journal cannot be written; the pictures are safe, and the next run enters them.",
                self.path.name,
                error,
            )


class Seen:
    """Number -> first source of a run; on the disk when there are many, so that memory stays flat."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE seen (number TEXT PRIMARY KEY, source TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, number: str, source: str) -> str | None:
        """The source that had the number before, or None, and then this one has it."""
        try:
            self._db.execute("INSERT INTO seen VALUES (?, ?)", (number, _text(source)))
        except sqlite3.IntegrityError:
            row = self._db.execute("SELECT source FROM seen WHERE number = ?", (number,)).fetchone()
            return str(row[0])
        return None

    def close(self) -> None:
        self._db.close()


def packed(result: dict[str, Any]) -> bytes:
    """A result object for the journal."""
    return zlib.compress(json.dumps(result, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def unpacked(result: bytes) -> dict[str, Any]:
    """The reverse of :func:`packed`.

    :raises ValueError: when it cannot be read.
    """
    try:
        found: dict[str, Any] = json.loads(zlib.decompress(result))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return found


def _text(value: Any) -> Any:
    """File names that are no UTF-8 hold lone surrogates, which SQLite refuses: written out."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _unusable(path: Path, error: sqlite3.DatabaseError) -> UsageError:
    if isinstance(error, sqlite3.OperationalError):
        return UsageError(
            f"台账 {path} 打不开或写不进去({error})。请检查磁盘空间和权限,或换一个目录。",
            f"The journal {path} cannot be opened or written ({error}). Check disk space and permissions, or choose"
            " another folder.",
        )
    return UsageError(
        f"台账 {path} 已损坏({error})。请把它改名另存后再运行:已有照片会重新核对登记,不会丢失。",
        f"The journal {path} is damaged ({error}). Rename it and run again: the pictures in the tree are compared"
        " and entered anew; none is lost.",
    )


__all__ = ["Entry", "Journal", "Judged", "Seen", "journal_path", "packed", "unpacked"]

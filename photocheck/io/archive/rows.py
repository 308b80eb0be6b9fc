"""What a journal holds, as values; and the bounds that one from another office is read within."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

MAX_TEXT = 32_768
"""Characters of a path, a time, a number."""
MAX_RULES = 1 << 18
"""Characters of a profile's TOML; the longest of ours has 8,000."""
MAX_RESULT = 4 << 20
"""Bytes of a result, packed and unpacked; they have 3,000 and 30,000."""
MAX_PICTURES = 5_000_000

SCHEMA = """
CREATE TABLE judged (source TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, sha256 TEXT,
    number TEXT, profile TEXT, digest TEXT, selection TEXT, verdict TEXT, output TEXT, output_sha256 TEXT,
    result BLOB, judged_at TEXT) WITHOUT ROWID;
CREATE INDEX judged_number ON judged (number);
CREATE TABLE pictures (output TEXT PRIMARY KEY, number TEXT, source TEXT, source_sha256 TEXT, profile TEXT,
    digest TEXT, sha256 TEXT, bytes INTEGER, written_at TEXT) WITHOUT ROWID;
CREATE TABLE profiles (digest TEXT PRIMARY KEY, id TEXT, toml TEXT) WITHOUT ROWID;
"""
ORIGINS = "CREATE TABLE origins (output TEXT PRIMARY KEY, origin TEXT) WITHOUT ROWID"
"""Where a picture was merged from; only journals of merged trees have it."""


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

    @property
    def filed_at(self) -> str:
        """When it was written, as a clock here shows it, to the minute; what is no time stays as it is."""
        try:
            return datetime.fromisoformat(self.written_at).astimezone().strftime("%Y-%m-%d %H:%M")
        except (ValueError, OverflowError, OSError):  # another office's journal may hold anything
            return self.written_at


Row = TypeVar("Row", Judged, Entry)
COLUMNS: dict[type, list[str]] = {kind: [field.name for field in fields(kind)] for kind in (Judged, Entry)}
TABLES: dict[type, str] = {Judged: "judged", Entry: "pictures"}
_TYPES: dict[type, list[tuple[type, ...]]] = {
    kind: [
        (str, type(None)) if hint == str | None else (hint,)
        for hint in (get_type_hints(kind)[name] for name in COLUMNS[kind])
    ]
    for kind in COLUMNS
}


def row_of(kind: type[Row], values: tuple[Any, ...]) -> Row:
    """A table's row as a value.

    :raises ValueError: where a column holds what no journal of ours holds: another type, or more than the bounds.
    """
    for name, value, types in zip(COLUMNS[kind], values, _TYPES[kind], strict=True):
        if type(value) not in types or (isinstance(value, str | bytes) and len(value) > _most(value)):
            raise ValueError(name)
    return kind(*values)


def _most(value: str | bytes) -> int:
    return MAX_TEXT if isinstance(value, str) else MAX_RESULT


def packed(result: dict[str, Any]) -> bytes:
    """A result object for the journal."""
    return zlib.compress(json.dumps(result, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def unpacked(result: bytes) -> dict[str, Any]:
    """The reverse of :func:`packed`.

    :raises ValueError: when it cannot be read, or is larger than :data:`MAX_RESULT`.
    """
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(result, MAX_RESULT)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError(f"no whole result of at most {MAX_RESULT} bytes")
        found: dict[str, Any] = json.loads(text)
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one thing
    return found


def storable(value: Any) -> Any:
    """File names that are no UTF-8 hold lone surrogates, which SQLite refuses: written out."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value

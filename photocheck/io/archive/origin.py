"""What is merged: a tree with its journal, or a ZIP with its manifest; both give their pictures in the order of places.

Nothing of either is ever written to.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from photocheck.errors import UsageError
from photocheck.io.archive.contents import files_of
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.manifest import Manifest, manifest_path, read_manifest
from photocheck.io.archive.pack import BROKEN, ENDING, ROOM
from photocheck.io.archive.rows import Entry, Judged
from photocheck.io.archive.verify import beside, unknown
from photocheck.io.files import MAX_BYTES, NoFileError, opened, why
from photocheck.types import Problem, Text
from photocheck.words import sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """What lies at one place of an origin."""

    place: str
    entry: Entry | None
    """What the origin's own journal or manifest says of it; None where that does not know it."""
    problem: Problem | None = None
    """Why it is not taken, as far as it shows without reading it."""


class RefusedError(Exception):
    """A picture that is not what its own journal or manifest says."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem


class Origin(Protocol):
    """A tree or a ZIP, open for reading."""

    path: Path

    @property
    def name(self) -> str:
        """What it is called in journals and reports."""

    def count(self) -> int:
        """How many pictures its journal or manifest names."""

    def pieces(self) -> Iterator[Piece]:
        """What is in it and what should be, in the order of places."""

    def read(self, entry: Entry) -> bytes:
        """A picture's bytes, held against its entry.

        :raises RefusedError: when they are not what the entry says.
        """

    def judged(self, entry: Entry) -> Judged | None:
        """What was said of the photo that a picture was made from, where that is known."""

    def close(self) -> None: ...


def origin_of(path: Path) -> Origin:
    """The tree or ZIP at a path.

    :raises UsageError: when there is none, or nothing beside it says what it holds.
    """
    return PackOrigin(path) if path.is_file() or path.suffix.lower() == ENDING else TreeOrigin(path)


class TreeOrigin:
    """A tree and its journal."""

    def __init__(self, tree: Path) -> None:
        self.path = tree
        if not tree.is_dir():
            raise UsageError(sentence("archive.verify.no_tree", tree=tree))
        journal = journal_path(tree)
        if not journal.exists():
            raise UsageError(sentence("archive.verify.no_journal", tree=tree, journal=journal.name))
        self._journal = Journal(journal, read_only=True)

    @property
    def name(self) -> str:
        return str(self.path)

    def count(self) -> int:
        return self._journal.count()

    def pieces(self) -> Iterator[Piece]:
        for file, entry in beside(files_of(self.path), self._journal.pictures()):
            if entry is None:
                found = unknown(self.path, file or "")
                yield Piece(found.file, None, Problem(found.kind, found.message))
            elif file is None:
                yield Piece(entry.output, entry, Problem("missing", sentence("merge.missing")))
            else:
                yield Piece(entry.output, entry)

    def read(self, entry: Entry) -> bytes:
        try:
            with opened(self.path / entry.output, MAX_BYTES) as file:
                data = file.read(MAX_BYTES)
        except NoFileError as error:
            raise _changed(error.message) from error
        except OSError as error:
            raise _changed(why(error)) from error
        return _proved(data, entry)

    def judged(self, entry: Entry) -> Judged | None:
        return self._journal.judged_output(entry.number, entry.output)

    def close(self) -> None:
        self._journal.close()


class PackOrigin:
    """A ZIP and its manifest, which has to be whole."""

    def __init__(self, archive: Path) -> None:
        self.path = archive
        self._manifest, flaws = read_manifest(manifest_path(archive))
        if flaws:
            raise UsageError(sentence("merge.manifest", path=manifest_path(archive), why=flaws[0].message))
        self._open = contextlib.ExitStack()
        most = sum(item.bytes + 2 * len(item.file.encode()) + 200 for item in self._manifest.items) + ROOM
        try:
            file = self._open.enter_context(opened(archive, most))
            self._packed = self._open.enter_context(zipfile.ZipFile(file))
        except BROKEN as error:
            self._open.close()
            told = why(error) if isinstance(error, OSError) else sentence("archive.pack.unreadable")
            raise UsageError(sentence("merge.archive", path=archive, why=told)) from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._packed.infolist():
            self._entries.setdefault(info.filename, info)

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    def count(self) -> int:
        return len(self._manifest.items)

    def pieces(self) -> Iterator[Piece]:
        known = {item.file: item for item in self._manifest.items}
        for place in sorted({*known, *self._entries}):
            item = known.get(place)
            if item is None:
                yield Piece(place, None, Problem("extra", sentence("merge.unknown")))
                continue
            rules = self._manifest.profile, self._manifest.digest
            entry = Entry(place, item.number, self.name, "", *rules, item.sha256, item.bytes, "")
            absent = place not in self._entries
            yield Piece(place, entry, Problem("missing", sentence("merge.missing")) if absent else None)

    def read(self, entry: Entry) -> bytes:
        info = self._entries[entry.output]
        sizes = {info.file_size, info.compress_size, entry.bytes}
        if info.compress_type != zipfile.ZIP_STORED or len(sizes) != 1 or entry.bytes > MAX_BYTES:
            raise _changed(sentence("archive.pack.changed"))
        try:
            data = self._packed.read(info)
        except BROKEN as error:
            raise _changed(sentence("archive.pack.unreadable")) from error
        return _proved(data, entry)

    def judged(self, entry: Entry) -> Judged | None:
        return None

    def close(self) -> None:
        self._open.close()


def _proved(data: bytes, entry: Entry) -> bytes:
    if not data or len(data) != entry.bytes or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _changed(sentence("merge.changed"))
    return data


def _changed(reason: Text) -> RefusedError:
    return RefusedError(Problem("changed", reason))

"""A picture into the tree and its entry into the journal, in that order."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from photocheck.errors import ExistsError, OutputError
from photocheck.io.archive.guard import same_file
from photocheck.io.archive.journal import Entry, Journal, journal_path
from photocheck.io.archive.place import place_of
from photocheck.io.archive.write import ready, sync_folder
from photocheck.io.files import MAX_BYTES, digest_of
from photocheck.profile.dump import as_toml
from photocheck.profile.rules import Profile
from photocheck.words import sentence

CONFLICT_WAIT = 2.5
"""Seconds to wait for another run to say where a picture came from: it enters it within one or two."""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture ready to be filed."""

    number: str
    data: bytes = field(repr=False)
    source: str
    """The photo it was made from, as a path; ``camera`` for a frame that was never a file."""
    source_sha256: str


class Store:
    """A tree and its journal, open for writing pictures of one profile.

    :param together: whether the names of new pictures are brought to the disk together, right before their entries are,
        and not one by one: a third of the time where making a picture costs nothing.
    """

    def __init__(self, tree: Path, journal: Journal, profile: Profile, *, together: bool = False) -> None:
        self.tree = tree
        self.journal = journal
        self._profile = profile
        self._swept: set[str] = set()
        self._together = together
        self._unsynced: set[str] = set()
        if together:
            journal.before_entries = self._sync

    def place(self, number: str) -> str:
        """Where a number's picture belongs; also its name in the journal.

        :raises PhotocheckError: as :func:`photocheck.io.archive.place.place_of`.
        """
        return place_of(number, self._profile)

    def path(self, number: str) -> Path:
        """The same as a path."""
        return self.tree / self.place(number)

    def file(self, made: Made, *, overwrite: bool = False) -> Entry:
        """Write the picture, unless the very same is there already, and enter it.

        :raises ExistsError: when the number has another picture; it says from where.
        :raises OutputError: when it cannot be written, or the picture's place is the photo itself.
        """
        place = self.place(made.number)
        if same_file(Path(made.source), self.tree / place):
            raise OutputError(sentence("archive.filing.source", name=place), kind="path")
        entry = Entry(
            output=place,
            number=made.number,
            source=made.source,
            source_sha256=made.source_sha256,
            profile=self._profile.id,
            digest=self._profile.digest,
            sha256=hashlib.sha256(made.data).hexdigest(),
            bytes=len(made.data),
            written_at=now(),
        )
        self.put(entry, made.data, overwrite=overwrite)
        return entry

    def put(self, entry: Entry, data: bytes, *, overwrite: bool = False, origin: str | None = None) -> None:
        """Write the picture of an entry, unless the very same is there already, and enter it.

        :param data: the picture, of which the entry has size and sum.
        :param origin: the tree or ZIP that it was merged from.
        :raises ExistsError, OutputError: as :meth:`file`.
        """
        place = entry.output
        before = self.journal.picture(place)
        with ready(self.tree, place, data, sweep=self._is_new(place)) as picture:
            try:
                picture.claim(sync=not self._together)
            except ExistsError:
                before = self.journal.picture(place)
                if not self._is_ours(entry, before):
                    if not overwrite:
                        raise self.taken(entry.number, entry.source) from None
                    self.journal.replace(entry, picture.replace, origin=origin)
                    return
        self._enter(entry, before, origin)

    def put_soon(self, entry: Entry, data: bytes, pool: Executor, *, origin: str | None = None) -> Callable[[], None]:
        """The same while others are written as well: a disk flushes many as quickly as one.

        :returns: to be called in this thread: waits for the picture, enters it, and raises as :meth:`put` does.
        """
        before, place = self.journal.picture(entry.output), entry.output
        written = pool.submit(self._claimed, place, data, sweep=self._is_new(place))

        def entered() -> None:
            if written.result():
                self._enter(entry, before, origin)
            else:
                self.put(entry, data, origin=origin)

        return entered

    def _claimed(self, place: str, data: bytes, *, sweep: bool) -> bool:
        with ready(self.tree, place, data, sweep=sweep) as picture:
            try:
                picture.claim(sync=not self._together)
            except ExistsError:
                return False
        return True

    def _enter(self, entry: Entry, before: Entry | None, origin: str | None) -> None:
        self._unsynced.add(entry.output.rpartition("/")[0])
        self.journal.enter(picture=entry, before=before, origin=origin)

    def _sync(self) -> None:
        for folder in sorted(self._unsynced):
            sync_folder(self.tree, folder)
        self._unsynced.clear()

    def _is_new(self, place: str) -> bool:
        """Whether this is the run's first picture in that folder."""
        folder = place.rpartition("/")[0]
        seen = folder in self._swept
        self._swept.add(folder)
        return not seen

    def _is_ours(self, entry: Entry, before: Entry | None) -> bool:
        """Whether what is there is what this photo gives, and no other photo's by the journal."""
        there = _sha256(self.tree / entry.output)
        others = before is not None and before.sha256 == there and before.source_sha256 != entry.source_sha256
        return there == entry.sha256 and not others

    def taken(self, number: str, source: str) -> ExistsError:
        """The number has a picture: from which photo, as far as the journal knows."""
        place = self.place(number)
        path = self.tree / place
        deadline = time.monotonic() + CONFLICT_WAIT
        entry = self.journal.picture(place)
        while entry is None and time.monotonic() < deadline and _is_fresh(path):
            time.sleep(0.1)
            entry = self.journal.picture(place)
        if entry is None:
            key = "unrecorded"
        elif entry.sha256 != _sha256(path):
            key = "changed"
        else:
            key = "earlier" if entry.source == source else "another"
        told = {"source": entry.source, "time": entry.filed_at} if entry is not None else {}
        return ExistsError(sentence(f"archive.taken.{key}", name=path.name, **told))


def file_one(tree: Path, profile: Profile, made: Made, *, overwrite: bool = False) -> Path:
    """File a single picture in a tree, with its entry in the tree's journal.

    :returns: the path written.
    :raises ExistsError, OutputError: as :meth:`Store.file`.
    """
    with Journal(journal_path(tree)) as journal:
        journal.know_profile(profile.digest, profile.id, as_toml(profile))
        return tree / Store(tree, journal, profile).file(made, overwrite=overwrite).output


def _sha256(path: Path) -> str:
    try:
        return digest_of(path, MAX_BYTES)[1]
    except OSError:
        return ""


def _is_fresh(path: Path) -> bool:
    """Written a moment ago, so that another run may be about to enter it."""
    try:
        return abs(time.time() - path.stat().st_mtime) < 60
    except OSError:
        return False


def now() -> str:
    """The time as the journal writes it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")

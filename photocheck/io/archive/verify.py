"""Whether a tree is what its journal says: every file's hash, name, place and profile, nothing more, nothing less."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from photocheck.errors import PhotocheckError, UsageError
from photocheck.io.archive.contents import files_of, shown
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.place import misplaced
from photocheck.io.archive.rows import Entry
from photocheck.io.files import MAX_BYTES, NoFileError, digest_of_stream, opened, why
from photocheck.io.folder import PART
from photocheck.io.system import PassedOver
from photocheck.profile.load import load_profile_text
from photocheck.profile.rules import Profile
from photocheck.types import Text
from photocheck.words import sentence


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it should be."""

    kind: str
    """``missing``, ``changed``, ``misplaced``, ``profile``, ``extra``, ``unfinished``; of a ZIP and its manifest also
    ``totals``, ``seal``, ``signature``, ``twice``, ``archive`` and ``unreadable``."""
    file: str
    """Relative to the tree, with ``/`` between folders."""
    message: Text


class TreeCheck:
    """One look at a tree.

    :param only: the profile that all pictures must have been made by; any that the journal knows by default.
    :raises UsageError: when there is no tree, or no journal beside it.
    """

    def __init__(self, tree: Path, only: Profile | None = None) -> None:
        self.pictures = 0
        """How many pictures the journal names, once :meth:`run` is through."""
        self.passed = PassedOver()
        """What of a system's own lies in the tree: it is no part of it."""
        self.origins: list[tuple[str, int]] = []
        """Where its pictures were merged from and how many from each, once :meth:`run` is through."""
        self._tree = tree
        self._only = only
        self._profiles: dict[str, Profile | None] = {}
        if not tree.is_dir():
            raise UsageError(sentence("archive.verify.no_tree", tree=tree))
        self._path = journal_path(tree)
        if not self._path.exists():
            raise UsageError(sentence("archive.verify.no_journal", tree=tree, journal=self._path.name))

    def run(self) -> Iterator[Discrepancy]:
        """All that is not as it should be, in the order of the files.

        :raises UsageError: when the journal is damaged, or a folder cannot be read.
        """
        with Journal(self._path, read_only=True) as journal:
            for file, entry in beside(files_of(self._tree, self.passed), journal.pictures()):
                self.pictures += entry is not None
                for found in self._pair(file, entry, journal):
                    origin = journal.origin(found.file)
                    told = (
                        None
                        if origin is None
                        else sentence("archive.verify.from", origin=origin, message=found.message)
                    )
                    yield found if told is None else replace(found, message=told)
            self.origins = journal.origins()

    def _pair(self, file: str | None, entry: Entry | None, journal: Journal) -> Iterator[Discrepancy]:
        """What is wrong with a file, an entry, or the two together."""
        if entry is None:
            yield unknown(self._tree, file or "")
        elif file is None:
            yield Discrepancy("missing", entry.output, sentence("archive.verify.missing"))
        else:
            yield from self._picture(file, entry, journal)

    def _picture(self, file: str, entry: Entry, journal: Journal) -> Iterator[Discrepancy]:
        changed = changed_since(self._tree / file, entry.bytes, entry.sha256)
        if changed is not None:
            yield Discrepancy("changed", entry.output, changed)
        profile = self._rules(entry.digest, journal)
        if profile is None:
            yield Discrepancy("profile", entry.output, sentence("archive.verify.no_rules"))
        elif (reason := misplaced(entry.output, profile, entry.number)) is not None:
            yield Discrepancy("misplaced", entry.output, reason)
        if self._only is not None and self._only.digest != entry.digest:
            yield Discrepancy("profile", entry.output, sentence("archive.verify.other_rules", id=entry.profile))

    def _rules(self, digest: str, journal: Journal) -> Profile | None:
        """The profile of that digest, where the journal has it; a few are kept, for a journal could name many."""
        if digest not in self._profiles:
            while len(self._profiles) >= KEPT_PROFILES:
                del self._profiles[next(iter(self._profiles))]
            self._profiles[digest] = profile_of(journal, digest)
        return self._profiles[digest]


KEPT_PROFILES = 50


def beside(files: Iterator[str], entries: Iterator[Entry]) -> Iterator[tuple[str | None, Entry | None]]:
    """Files of a tree and entries of its journal, both in order, each with its other half where it has one."""
    there = next(files, None)
    for entry in entries:
        while there is not None and shown(there) < entry.output:
            yield there, None
            there = next(files, None)
        if there is not None and shown(there) == entry.output:
            yield there, entry
            there = next(files, None)
        else:
            yield None, entry
    while there is not None:
        yield there, None
        there = next(files, None)


def unknown(tree: Path, file: str) -> Discrepancy:
    """What to say of a file that is in a tree and not in its journal."""
    name = file.rpartition("/")[2]
    if (name.startswith(".") and name.endswith(PART)) or _is_empty(tree / file):
        return Discrepancy("unfinished", shown(file), sentence("archive.verify.unfinished"))
    return Discrepancy("extra", shown(file), sentence("archive.verify.extra"))


def changed_since(path: Path, size: int, sha256: str) -> Text | None:
    """Why a file is not the picture of that size and sum, None where it is.

    Nothing but a plain file of the right size is read: no link, no pipe, no device, nothing huge.
    """
    try:
        with opened(path, MAX_BYTES) as file:
            same = os.fstat(file.fileno()).st_size == size and digest_of_stream(file) == (size, sha256)
    except NoFileError as error:
        return error.message
    except OSError as error:
        return sentence("archive.verify.unreadable", why=why(error))
    return None if same else sentence("archive.verify.changed")


def profile_of(journal: Journal, digest: str) -> Profile | None:
    """The rules of that digest as the journal keeps them; None where it does not, or they are not those."""
    toml = journal.profile_toml(digest)
    try:
        profile = None if toml is None else load_profile_text(toml)
    except PhotocheckError:
        return None
    return profile if profile is not None and profile.digest == digest else None


def _is_empty(path: Path) -> bool:
    """Whether it is an empty file, which a run leaves that was cut off on a disk without links."""
    try:
        return path.is_file() and not path.is_symlink() and path.stat().st_size == 0
    except OSError:
        return False

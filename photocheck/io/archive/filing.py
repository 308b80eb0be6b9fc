"""A picture into the tree and its entry into the journal, in that order."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from photocheck.errors import ExistsError
from photocheck.io.archive.journal import Entry, Journal, journal_path
from photocheck.io.archive.place import place, sweep, write_new
from photocheck.profile.dump import as_toml
from photocheck.profile.number import fields_of
from photocheck.profile.rules import Profile

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
    """A tree and its journal, open for writing pictures of one profile."""

    def __init__(self, tree: Path, journal: Journal, profile: Profile) -> None:
        self.tree = tree
        self.journal = journal
        self._profile = profile
        self._swept: set[Path] = set()

    def place(self, number: str) -> Path:
        """Where a number's picture belongs.

        :raises OutputError: as :func:`photocheck.io.archive.place.place`.
        """
        fields = fields_of(number, self._profile.number) or {}
        return place(self.tree, self._profile.tree.template, number, fields)

    def name(self, path: Path) -> str:
        """A picture's name in the journal."""
        return path.relative_to(self.tree).as_posix()

    def file(self, made: Made, *, overwrite: bool = False) -> Entry:
        """Write the picture, unless the very same is there already, and enter it.

        :raises ExistsError: when the number has another picture; it says from where.
        :raises OutputError: when it cannot be written.
        """
        path = self.place(made.number)
        if path.parent not in self._swept:
            self._swept.add(path.parent)
            sweep(path.parent)
        sha256 = hashlib.sha256(made.data).hexdigest()
        try:
            write_new(path, made.data, tree=self.tree, overwrite=overwrite)
        except ExistsError:
            if not self._is_ours(path, made, sha256):
                raise self.taken(path, made.source) from None
        entry = Entry(
            output=self.name(path),
            number=made.number,
            source=made.source,
            source_sha256=made.source_sha256,
            profile=self._profile.id,
            digest=self._profile.digest,
            sha256=sha256,
            bytes=len(made.data),
            written_at=now(),
        )
        self.journal.enter(picture=entry)
        return entry

    def _is_ours(self, path: Path, made: Made, sha256: str) -> bool:
        """Whether what is there is what this photo gives, and no other photo's by the journal."""
        there = _sha256(path)
        entry = self.journal.picture(self.name(path))
        others = entry is not None and entry.sha256 == there and entry.source_sha256 != made.source_sha256
        return there == sha256 and not others

    def taken(self, path: Path, source: str) -> ExistsError:
        """The number has a picture: from which photo, as far as the journal knows."""
        deadline = time.monotonic() + CONFLICT_WAIT
        entry = self.journal.picture(self.name(path))
        while entry is None and time.monotonic() < deadline and _is_fresh(path):
            time.sleep(0.1)
            entry = self.journal.picture(self.name(path))
        if entry is None:
            return ExistsError(
                f"{path.name} 已经在目录里(来源没有登记),没有覆盖。要替换请加 --overwrite。",
                f"This number is there already: {path.name}, from an unrecorded source. It was not replaced; to replace"
                " it, give --overwrite.",
            )
        if entry.sha256 != _sha256(path):
            return ExistsError(
                f"{path.name} 已经在目录里(来自 {entry.source}),但内容和写入时不同,没有覆盖。"
                "请查明谁改过;要替换请加 --overwrite。",
                f"This number is there already: {path.name}, from {entry.source}, but changed since it was written."
                " It was not replaced. Find out who changed it; to replace it, give --overwrite.",
            )
        if entry.source == source:
            return ExistsError(
                f"{path.name} 已经在目录里,来自这张照片之前的内容或规则({entry.written_at}),没有覆盖。"
                "要替换请加 --overwrite。",
                f"This number is there already: {path.name}, from an earlier state of this photo or its rules"
                f" ({entry.written_at}). It was not replaced; to replace it, give --overwrite.",
            )
        return ExistsError(
            f"{path.name} 已经在目录里,来自 {entry.source}({entry.written_at}),没有覆盖。"
            "请核对哪张是本人;要替换请加 --overwrite。",
            f"This number is there already: {path.name}, from {entry.source} ({entry.written_at}). It was not replaced."
            " Find out which is the candidate's; to replace it, give --overwrite.",
        )


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
        return hashlib.sha256(path.read_bytes()).hexdigest()
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

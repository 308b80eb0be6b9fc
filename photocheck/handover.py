"""Handing a tree over: what stands in the way, and the proof of what was handed over.

.. code-block:: python

    review = HandOver("out", "zikao")
    obstacles = list(review.obstacles())
    if not obstacles:
        review.write("handover.zip")
    assert not list(proof("handover.zip").run())
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from photocheck.advice import advice
from photocheck.batch import Selection, check_folder
from photocheck.collection.comparison import Across, Alike, twice
from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import ProfileError, UsageError
from photocheck.io.archive.contents import files_of, shown
from photocheck.io.archive.journal import journal_path
from photocheck.io.archive.manifest import Item, Manifest, manifest_path, read_manifest
from photocheck.io.archive.pack import ENDING, check_pack, write_pack
from photocheck.io.archive.place import misplaced
from photocheck.io.archive.signature import PublicKey, SigningKey
from photocheck.io.archive.verify import Discrepancy, TreeCheck
from photocheck.io.read import PHOTO_ENDINGS
from photocheck.io.system import PassedOver
from photocheck.profile.load import load_profile, shipped_names
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.types import Text, Verdict
from photocheck.words import sentence


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way."""

    file: str
    """Relative to the tree, with ``/`` between folders."""
    reason: Text
    pair: Alike | None = None
    """The pictures that look like one, where that is the obstacle."""


class HandOver:
    """One look at a tree before it is handed over, and its writing.

    :param accepted: numbers of pictures that look like another's, were compared by a person, and are right.
    :param selection: which checks are asked once more.
    :param jobs: worker processes; one a core by default.
    :raises UsageError: when there is no such folder.
    :raises ProfileError: when the profile is wrong.
    """

    def __init__(
        self,
        tree: str | Path,
        profile: str | Path | Profile = "zikao",
        *,
        roster: Roster | None = None,
        accepted: Iterable[str] = (),
        selection: Selection | None = None,
        jobs: int | None = None,
    ) -> None:
        self.tree = Path(tree)
        self.profile = load_profile(profile)
        if not self.tree.is_dir():
            raise UsageError(sentence("archive.verify.no_tree", tree=tree))
        self.items: list[Item] = []
        """The pictures, once :meth:`obstacles` is through."""
        self.alike: list[str] = []
        """Numbers of pictures that look like another's and that nobody has accepted."""
        self.pairs: list[Alike] = []
        """Those pictures, and the very same files, two by two."""
        self._across = Across(self.profile, roster)
        self._accepted = frozenset(accepted)
        self._selection = Selection() if selection is None else selection
        self._jobs = jobs
        self._free = False

    @property
    def missing(self) -> tuple[Candidate, ...]:
        """The roster's candidates without a picture: they are called back, and stop nothing."""
        return self._across.missing

    def obstacles(self, look: Callable[[Report], None] = lambda _: None) -> Iterator[Obstacle]:
        """All that stands in the way.

        :param look: shown every picture's report as it comes; what it raises ends the look at the tree.
        :raises UsageError: when there is no picture, or the journal is damaged.
        """
        self._free = True
        for obstacle in self._all(look):
            self._free = False
            yield obstacle
        if not self.items:
            self._free = False
            raise UsageError(sentence("archive.handover.empty", tree=self.tree))

    def _all(self, look: Callable[[Report], None]) -> Iterator[Obstacle]:
        reports = check_folder(self.tree, profile=self.profile, selection=self._selection, jobs=self._jobs)
        with closing(reports):
            for report in reports:
                self._across.add(report)
                yield from self._picture(report)
                look(report)
        for pair in self._across.alike:
            numbers = [pair.first.number or "", pair.second.number or ""]
            if pair.same_bytes or not self._accepted.issuperset(numbers):
                self.pairs.append(pair)
                yield Obstacle(self._named(pair.second.photo), pair.words(), pair)
                self.alike += [] if pair.same_bytes else [n for n in numbers if n not in self.alike]
        for stranger in self._across.strangers:
            yield Obstacle(self._named(stranger.seen.photo), stranger.words())
        for first, second in self._across.twice:
            yield Obstacle(self._named(second.photo), twice(first, second))
        yield from self._journal()

    def _picture(self, report: Report) -> Iterator[Obstacle]:
        """What is wrong with one picture by itself."""
        name = self._named(report.photo)
        facts = report.image
        self.items.append(Item(report.number or "", name, facts.bytes or 0, facts.sha256 or ""))
        for told in advice(report):
            if told.counts_as is not Verdict.WARN:
                yield Obstacle(name, told.hint)
        if (reason := misplaced(name, self.profile)) is not None:
            yield Obstacle(name, reason)

    def _named(self, photo: str) -> str:
        return Path(photo).relative_to(self.tree).as_posix()

    def _journal(self) -> Iterator[Obstacle]:
        """What the tree's journal says, where there is one: a tree put together by hand has none."""
        if not journal_path(self.tree).exists():
            return
        for found in TreeCheck(self.tree).run():
            if found.kind != "extra" or Path(found.file).suffix.lower() in PHOTO_ENDINGS:
                yield Obstacle(found.file, found.message)

    def left_out(self, passed: PassedOver | None = None) -> list[str]:
        """Files of the tree that are no pictures and stay out of the ZIP; a system's own are only counted."""
        pictures = {item.file for item in self.items}
        return [shown(file) for file in files_of(self.tree, passed) if file not in pictures]

    def write(self, archive: str | Path, *, overwrite: bool = False, key: SigningKey | None = None) -> Path:
        """Write the ZIP and the manifest beside it; the manifest's path.

        :raises UsageError: when something stood in the way, or :meth:`obstacles` was not asked; or as
            :func:`photocheck.io.archive.pack.write_pack`.
        :raises OutputError: when a picture changed since it was looked at.
        """
        if not self._free:
            raise UsageError(sentence("archive.handover.not_free"))
        archive = Path(archive)
        write_pack(self.tree, self.items, archive, self.profile, overwrite=overwrite, key=key)
        return manifest_path(archive)


class PackProof:
    """A ZIP held against the manifest beside it.

    :param only: the profile that it must have been made by; any by default.
    :param key: who must have signed it.
    :raises UsageError: when there is no whole manifest.
    """

    def __init__(self, archive: Path, only: Profile | None = None, key: PublicKey | None = None) -> None:
        self.passed = PassedOver()
        self.origins: list[tuple[str, int]] = []
        """A ZIP does not say where its pictures were merged from."""
        self._archive = archive
        self._only = only
        self.manifest, self._flaws = read_manifest(manifest_path(archive), key)

    @property
    def pictures(self) -> int:
        """How many pictures the manifest names."""
        return len(self.manifest.items)

    def run(self) -> Iterator[Discrepancy]:
        """All that is not as it should be."""
        yield from self._flaws
        manifest = self.manifest
        if self._only is not None and self._only.digest != manifest.digest:
            told = sentence("archive.verify.other_rules", id=manifest.profile)
            yield Discrepancy("profile", manifest_path(self._archive).name, told)
        yield from check_pack(self._archive, manifest, self._only or _known_rules(manifest))


def _known_rules(manifest: Manifest) -> Profile | None:
    """The manifest's own rules, where they are shipped; an office's own need not be on this computer."""
    if manifest.profile not in shipped_names():
        return None
    try:
        profile = load_profile(manifest.profile)
    except ProfileError:
        return None
    return profile if profile.digest == manifest.digest else None


def proof(
    path: str | Path, only: str | Path | Profile | None = None, key: PublicKey | None = None
) -> TreeCheck | PackProof:
    """What proves a tree by its journal, or a ZIP by its manifest; ask its ``run`` for all that is wrong.

    :param only: the only profile allowed.
    :param key: who must have signed the ZIP's manifest.
    :raises UsageError: when there is neither a tree with a journal nor a ZIP with a manifest.
    """
    path = Path(path)
    profile = None if only is None else load_profile(only)
    if path.is_file() or path.suffix.lower() == ENDING:
        return PackProof(path, profile, key)
    if key is not None:
        raise UsageError(sentence("archive.signature.no_tree"))
    return TreeCheck(path, profile)


__all__ = ["HandOver", "Obstacle", "PackProof", "proof"]

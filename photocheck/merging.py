"""County trees into the city's: what becomes of each picture, as reports that every format can show.

.. code-block:: python

    with Merging(["county-a", "county-b.zip"], "city") as merging:
        for report in merging.reports():
            print(report.number, report.verdict)
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from photocheck.checks import run_checks
from photocheck.checks.scene import Scene
from photocheck.collection.likeness import is_likeness
from photocheck.collection.roster import Roster, area_of
from photocheck.io.archive.merge import UNDECIDED, Choices, Merge, Merged
from photocheck.io.archive.rows import unpacked
from photocheck.io.source import opened
from photocheck.measurements import image_of
from photocheck.pipeline import stages_of
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.results import Image, Report
from photocheck.types import Landmarks, Problem
from photocheck.words import sentence


class Merging:
    """One merge; see :class:`photocheck.io.archive.merge.Merge`.

    :param origins: trees with their journals, ZIPs with their manifests.
    :param tree: the tree to merge into.
    :param choices: what somebody has decided.
    :param write: false to look only.
    :raises UsageError: when an origin is none, or lies in the tree or the tree in it.
    :raises ProfileError: when the profile is wrong.
    """

    def __init__(
        self,
        origins: Iterable[str | os.PathLike[str]],
        tree: str | os.PathLike[str],
        profile: str | Path | Profile = "zikao",
        *,
        choices: Choices = UNDECIDED,
        write: bool = True,
    ) -> None:
        self.profile = load_profile(profile)
        self.outcomes: Counter[str] = Counter()
        """How many were new (``new``), were there already (``there``), or not taken, by kind of problem."""
        self.unmeasured = 0
        """Pictures of which only their bytes are compared, for nothing was measured of them (they came in a ZIP)."""
        self._write = write
        self._merge = Merge(
            [Path(origin) for origin in origins], Path(tree), self.profile, choices=choices, write=write
        )

    def __enter__(self) -> Merging:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Enter what is to be entered, and let go of all files."""
        self._merge.close()

    def count(self) -> int:
        """How many pictures the origins name."""
        return self._merge.count()

    @property
    def same(self) -> int:
        """Pictures that several origins have, or that the tree had already."""
        return self._merge.same

    def merged(self) -> Iterator[tuple[Merged, Report]]:
        """What becomes of each picture, and the report of it."""
        for merged in self._merge.run():
            kind = "new" if merged.is_new else "there"
            self.outcomes[kind if merged.problem is None else merged.problem.kind] += 1
            yield merged, self._report(merged)

    def reports(self) -> Iterator[Report]:
        """A report for each picture, in the order of places."""
        return (report for _, report in self.merged())

    def _report(self, merged: Merged) -> Report:
        photo = f"{merged.origin}/{merged.file}"
        if merged.problem is not None or merged.entry is None:
            image = Image() if merged.entry is None else Image(bytes=merged.entry.bytes, sha256=merged.entry.sha256)
            return Report(photo, self.profile.id, image=image, number=merged.number, error=merged.problem)
        report = self._of_photo(merged) or self._of_file(merged, photo)
        if report is None:
            return Report(
                photo, self.profile.id, number=merged.number, error=Problem("changed", sentence("merge.lost"))
            )
        if report.measurements.likeness is None:
            self.unmeasured += 1
        return replace(
            report,
            photo=photo,
            number=merged.number,
            # The picture's own sum, so that one file under two numbers is known.
            image=replace(report.image, bytes=merged.entry.bytes, sha256=merged.entry.sha256),
            output=str(self._merge.tree / merged.entry.output) if self._write else None,
            error=None,
        )

    def _of_photo(self, merged: Merged) -> Report | None:
        """What the origin's journal says of the photo that the picture was made from."""
        if merged.judged is None:
            return None
        try:
            report = Report.from_dict(unpacked(merged.judged.result))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None  # written by another version
        found = report.measurements.likeness
        return report if found is None or is_likeness(found) else None

    def _of_file(self, merged: Merged, photo: str) -> Report | None:
        """What the file alone says, where nothing else is known; None where it cannot be read."""
        data = merged.data or (b"" if merged.entry is None else self._merge.read(merged.entry))
        if not data:
            return None
        source = opened(data, name=Path(merged.file).name, title=photo)
        facts = source.undecoded()
        assert facts is not None  # noqa: S101 - it has bytes
        scene = Scene(self.profile, facts, Landmarks(()), None)
        findings = run_checks(scene, stages_of(facts), lambda check: check.of_file)
        return Report(photo, self.profile.id, findings, image_of(facts, source.sha256), number=merged.number)


def missing_by_area(roster: Roster, numbers: set[str], profile: Profile) -> dict[str, tuple[int, int]]:
    """City and county code -> candidates of the roster, and how many of them have no picture."""
    found: dict[str, tuple[int, int]] = {}
    for number in roster.candidates:
        area = "".join(area_of(number, profile.number))
        all_, missing = found.get(area, (0, 0))
        found[area] = all_ + 1, missing + (number not in numbers)
    return dict(sorted(found.items()))


__all__ = ["Merging", "missing_by_area"]

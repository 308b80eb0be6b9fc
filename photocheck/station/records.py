"""All that must survive the program: the tree with its journal, and the station's own file beside it."""

from __future__ import annotations

import hashlib
import platform
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from photocheck import (
    ExistsError,
    OutputError,
    PhotocheckError,
    Picture,
    Profile,
    Report,
    Roster,
    Text,
    Tree,
    UsageError,
)
from photocheck.collection.likeness import ALIKE, difference
from photocheck.station.shots import Shot, Shots, memory_path, now
from photocheck.station.turns import Turns
from photocheck.words import sentence


class Records:
    """What was filed, who is left, who was passed over, and whether the last one still sits there.

    :param name: the station's among those that share the tree; the computer's by default.
    :raises PhotocheckError: when the tree's journal or the station's file cannot be used.
    """

    def __init__(self, profile: Profile, tree: Path, roster: Roster | None, name: str | None = None) -> None:
        name = name or platform.node() or "station"
        self._origin = f"camera {name} "
        """How this station's sources begin in the journal."""
        self._seat = f"seat.{name}"
        self._number_title = profile.number.title
        self._tree = Tree(tree, profile)
        self._shots = Shots(memory_path(tree))
        self._order = tuple(roster.candidates) if roster is not None else ()
        self._names = {c.number: c.name for c in roster.candidates.values()} if roster is not None else {}
        self._recover()
        self._before = self._tree.entered()
        # Whoever lacks a picture is due, whatever the journal says of one that was taken away.
        self._present = frozenset(number for number in {*self._order, *self._before} if self._tree.holds(number))

    def close(self) -> None:
        """Let go of the files."""
        self._shots.close()
        self._tree.close()

    def _recover(self) -> None:
        """Pictures of this station that were being filed when the program was cut off."""
        for key, shot in self._shots.meant():
            if not shot.source.startswith(self._origin):
                continue  # another station's, which may be at work
            data = self._tree.picture(shot.number)
            if data is None or hashlib.sha256(data).hexdigest() != shot.sha256:
                self._shots.drop(key)
                self._shots.note(**{self._seat: ""})
                continue
            self._tree.file(shot.number, data, source=shot.source, source_sha256=shot.source_sha256)
            self._shots.confirm(key)

    # ------------------------------------------------------------------------------------ reading

    def checked(self, number: str) -> str:
        """The number.

        :raises UsageError: when it is none of the profile's.
        """
        try:
            self._tree.place(number)
        except PhotocheckError as error:
            zh, en = self._number_title.zh, self._number_title.en
            said = sentence("station.error.bad_number", number=number[:40], title="{title}")
            raise UsageError(Text(said.zh.replace("{title}", zh), said.en.replace("{title}", en))) from error
        return number

    def holds(self, number: str) -> bool:
        """Whether the number has a picture."""
        return self._tree.holds(number)

    def picture(self, number: str) -> bytes | None:
        """The number's picture; raises as :meth:`checked`."""
        return self._tree.picture(self.checked(number))

    def result(self, number: str) -> dict[str, Any] | None:
        """What was said of the number's picture when it was taken here."""
        shot = self._shots.last_of(number)
        return None if shot is None else shot.result

    def name(self, number: str) -> str:
        """The candidate's name, empty where nobody knows it."""
        return self._names.get(number, "")

    def turns(self) -> Turns:
        """The queue as it is now, pictures that others filed included."""
        skipped = frozenset(self._shots.notes("skip."))
        return Turns(self._order, self._names, self._present | (self._tree.entered() - self._before), skipped)

    def last(self) -> str | None:
        """The number whose picture this station filed last."""
        shot = self._shots.last_from(self._origin)
        return None if shot is None else shot.number

    def like_the_last(self, report: Report, number: str) -> str | None:
        """The number whose picture this station filed last, where this one looks like that."""
        last, mine = self._shots.last_from(self._origin), report.measurements.likeness
        if last is None or last.number == number or mine is None:
            return None
        theirs = last.result["measurements"].get("likeness")
        return last.number if theirs is not None and difference(mine, theirs) <= ALIKE else None

    def today(self, limit: int = 300) -> list[dict[str, Any]]:
        """Today's pictures, the newest first; each number once, with how often it was taken."""
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        found: dict[str, dict[str, Any]] = {}
        for number, at in self._shots.taken(midnight.astimezone(timezone.utc).isoformat(timespec="milliseconds")):
            entry = found.setdefault(number, {"number": number, "name": self.name(number), "at": at, "times": 0})
            entry["times"] += 1
        return list(found.values())[:limit]

    # ------------------------------------------------------------------------------------ writing

    @property
    def seat_taken(self) -> bool:
        """Whether somebody's picture was filed here who was not seen to leave."""
        return bool(self._shots.noted(self._seat))

    def seat_free(self) -> None:
        """The seat was seen empty, or the same one is taken once more."""
        with suppress(OutputError):  # a full disk: the next start asks for an empty seat, which does no harm
            self._shots.note(**{self._seat: ""})

    def skip(self, number: str, *, skipped: bool) -> None:
        """Pass a number over, or no longer."""
        self._shots.note(**{f"skip.{number}": now() if skipped else ""})

    def file(self, picture: Picture, number: str, source: bytes, *, overwrite: bool, seated: bool) -> Report:
        """File a picture, so that being cut off at any moment leaves nothing in doubt.

        :param source: the frame's bytes.
        :param seated: whether somebody must be seen to leave the seat before the next picture.
        :raises OutputError: when it was not filed; nothing is left of it.
        """
        report = replace(picture.report, output=str(self._tree.place(number)))
        if self._tree.holds(number) and not overwrite:
            raise ExistsError(sentence("station.ask.exists", number=number, name=self.name(number)))
        at = now()
        origin, source_sha256 = f"{self._origin}{at}", hashlib.sha256(source).hexdigest()
        shot = Shot(number, at, origin, source_sha256, hashlib.sha256(picture.data).hexdigest(), report.to_dict())
        key = self._shots.mean(shot, {f"skip.{number}": "", **({self._seat: number} if seated else {})})
        try:
            self._tree.file(number, picture.data, source=origin, source_sha256=source_sha256, overwrite=overwrite)
        except PhotocheckError:
            with suppress(OutputError):  # what a full disk keeps from being dropped, the next start drops
                self._shots.drop(key)
            self.seat_free()
            raise
        self._present |= {number}
        with suppress(OutputError):  # the picture is safe; the next start finds it
            self._shots.confirm(key)
        return report

"""The one thread that owns the checker, the tree and the queue: frames in, answers out.

Nothing here knows of HTTP.  Everything that must survive the program lies in the tree, its journal and the station's
own file; what is kept in memory is only what the next frame needs.
"""

from __future__ import annotations

import hashlib
import platform
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from photocheck import (
    Checker,
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
from photocheck.station import guidance
from photocheck.station.guidance import Guide
from photocheck.station.shots import Shot, Shots, memory_path, now
from photocheck.station.sights import Sight, sight
from photocheck.station.turns import Turns
from photocheck.words import sentence

VIEWS = 16
"""Pages that are guided at the same time; the one that was silent for longest is forgotten."""
CLOSELY = 2.0
"""Seconds for which the slow model is asked, once it saw something that a quick look does not."""
EVERY = 1.0
"""Seconds between two slow looks at somebody of whom nothing is asked."""


@dataclass(slots=True)
class _View:
    """One page's camera."""

    guide: Guide
    looked_at: float = -EVERY
    closely_until: float = 0.0
    texts: dict[str, Text] = field(default_factory=dict)
    """Operator's matters, as they were last worded."""


@dataclass(frozen=True, slots=True)
class Look:
    """The answer to one frame of the live picture."""

    guide: Guide
    report: Report
    matters: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a full frame."""

    number: str
    report: Report | None = None
    held: str | None = None
    """Why it waits for a person's yes: ``exists``, ``seat`` or ``alike``; ``turn`` where it is another's by now."""
    other: str = ""
    """The number of the picture that it is like."""
    reason: Text | None = None
    """Why it was not filed."""

    @property
    def is_filed(self) -> bool:
        return self.report is not None and self.report.output is not None


@dataclass(frozen=True, slots=True)
class _Held:
    data: bytes
    number: str
    view: str


class Desk:
    """A station at work.

    :param name: the station's among those that share the tree; the computer's by default.
    :param clock: seconds that never go back.
    :raises PhotocheckError: when the tree's journal or the station's file cannot be used.
    """

    def __init__(
        self,
        profile: Profile,
        tree: Path,
        roster: Roster | None = None,
        *,
        name: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.profile = profile
        self.roster = roster
        self.turn: str | None = None
        self.retake = False
        self._clock = clock
        name = name or platform.node() or "station"
        self._origin = f"camera {name} "
        """How this station's sources begin in the journal."""
        self._seat = f"seat.{name}"
        """The note that says whose picture was filed who was not seen to leave."""
        self._tree = Tree(tree, profile)
        self._shots = Shots(memory_path(tree))
        self._views: OrderedDict[str, _View] = OrderedDict()
        self._held: _Held | None = None
        self._order = tuple(roster.candidates) if roster is not None else ()
        self._names = {c.number: c.name for c in roster.candidates.values()} if roster is not None else {}
        self._recover()
        self._before = self._tree.entered()
        # Whoever lacks a picture is due, whatever the journal says of one that was taken away.
        self._present = frozenset(number for number in {*self._order, *self._before} if self._tree.holds(number))
        last = self._shots.last_from(self._origin)
        self.turn = self.turns().after(None if last is None else last.number)
        self._checker = Checker(profile)

    def close(self) -> None:
        """Free the models, and let go of the files."""
        self._checker.close()
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

    # ------------------------------------------------------------------------------------- queue

    def turns(self) -> Turns:
        """The queue as it is now, pictures that others filed included."""
        skipped = frozenset(self._shots.notes("skip."))
        return Turns(self._order, self._names, self._present | (self._tree.entered() - self._before), skipped)

    def name(self, number: str) -> str:
        """The candidate's name, empty where nobody knows it."""
        return self._names.get(number, "")

    def ask_for(self, number: str, *, sure: bool = False) -> str | None:
        """Make it a number's turn; ``unknown`` or ``exists`` where a person should look twice first.

        :raises UsageError: when it is no number of the profile.
        """
        self._number(number)
        if not sure and self.roster is not None and number not in self.roster:
            return "unknown"
        holds = self._tree.holds(number)
        if holds and not sure:
            return "exists"
        self.turn, self.retake, self._held = number, holds, None
        if holds:
            self._again()
        else:
            self._shots.note(**{f"skip.{number}": ""})
        return None

    def skip(self, number: str) -> None:
        """Pass somebody over; the next one's turn.

        :raises UsageError: when it is no number of the profile.
        """
        self._number(number)
        if not self.retake:
            self._shots.note(**{f"skip.{number}": now()})
        self._next(number)

    def _next(self, number: str | None) -> None:
        self.turn, self.retake, self._held = self.turns().after(number), False, None

    def _again(self) -> None:
        """The one whose picture is taken once more need not leave the seat first."""
        for view in self._views.values():
            view.guide = guidance.again(view.guide)
        self._shots.note(**{self._seat: ""})

    def _number(self, number: str) -> str:
        try:
            self._tree.place(number)
        except PhotocheckError as error:
            title = self.profile.number.title
            shown = number[:40]
            said = Text(
                sentence("station.error.bad_number", number=shown, title=title.zh).zh,
                sentence("station.error.bad_number", number=shown, title=title.en).en,
            )
            raise UsageError(said) from error
        return number

    def queue(self, find: str = "", states: tuple[str, ...] = (), limit: int = 50) -> dict[str, Any]:
        """Counts, whose turn it is, who is next, and who is found."""
        turns = self.turns()
        after = turns.after(self.turn) if self._order else None
        return {
            **turns.counts(),
            "roster": None if self.roster is None else self.roster.source,
            "current": None if self.turn is None else {**self._entry(self.turn, turns), "retake": self.retake},
            "next": None if after is None or after == self.turn else self._entry(after, turns),
            "candidates": [self._entry(number, turns) for number in turns.find(find, states, limit)],
        }

    def _entry(self, number: str, turns: Turns) -> dict[str, Any]:
        return {"number": number, "name": self.name(number), "state": turns.state(number)}

    def today(self, limit: int = 300) -> list[dict[str, Any]]:
        """Today's pictures, the newest first; each number once, with how often it was taken."""
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        found: dict[str, dict[str, Any]] = {}
        for number, at in self._shots.taken(midnight.astimezone(timezone.utc).isoformat(timespec="milliseconds")):
            entry = found.setdefault(number, {"number": number, "name": self.name(number), "at": at, "times": 0})
            entry["times"] += 1
        return list(found.values())[:limit]

    def picture(self, number: str) -> bytes | None:
        """The filed picture.

        :raises UsageError: when it is no number of the profile.
        """
        return self._tree.picture(self._number(number))

    def result(self, number: str) -> dict[str, Any] | None:
        """What was said of the number's picture when it was taken here."""
        shot = self._shots.last_of(number)
        return None if shot is None else shot.result

    # -------------------------------------------------------------------------------------- live

    def look(
        self, data: bytes, view: str, *, number: str | None = None, reduced: float = 1.0, auto: bool = True
    ) -> Look:
        """One frame of a live picture, guided.

        :param view: which page's.
        :param reduced: its size over the camera's.
        :param auto: whether the picture may be taken by itself.
        """
        seen = self._view(view)
        report, found = self._seen(data, seen, reduced)
        time_now = self._clock()
        # A page may not know yet that it is another's turn.
        armed = auto and number is not None and number == self.turn and self._held is None
        armed = armed and (self.retake or not self._tree.holds(number or ""))
        before = seen.guide.occupied
        seen.guide = guidance.advance(seen.guide, found, time_now, armed=armed)
        if before and not seen.guide.occupied:
            self._shots.note(**{self._seat: ""})
        seen.texts.update({f.check: f.hint for f in report.failures if f.check in found.matters})
        return Look(seen.guide, report, tuple(_worded(check, seen.texts) for check in seen.guide.matters))

    def _view(self, name: str) -> _View:
        if name not in self._views:
            self._views[name] = _View(Guide(occupied=bool(self._shots.noted(self._seat))))
            while len(self._views) > VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(name)
        return self._views[name]

    def _seen(self, data: bytes, view: _View, reduced: float) -> tuple[Report, Sight]:
        """A quick look; a slow one only at somebody of whom nothing is asked, and while that sees more."""
        before = self._clock()
        if before >= view.closely_until:
            report = self._checker.preview(data, quick=True)
            found = sight(report, reduced)
            nothing_asked = found.faces > 0 and not found.matters and all(value <= 0 for value in found.asks.values())
            due = found.unsure or (view.guide.good_since is not None and before - view.looked_at >= EVERY)
            if not nothing_asked or not due:
                return report, found
        report = self._checker.preview(data)
        close = sight(report, reduced)
        view.looked_at = self._clock()
        if before >= view.closely_until and (not close.good or found.unsure):
            view.closely_until = view.looked_at + CLOSELY
        return report, close

    # -------------------------------------------------------------------------------------- take

    def take(self, data: bytes, number: str, view: str = "", *, sure: bool = False) -> Taken:
        """Judge a full frame and file it, or say why not.

        :param number: whose turn it is, as far as the page knows.
        :param sure: whether a person has said that it is the right one on the seat.
        :raises UsageError: when it is no number of the profile.
        """
        self._number(number)
        seen, retake = self._view(view) if view else None, self.retake and number == self.turn
        if self._tree.holds(number) and not retake:
            return Taken(number, held="exists")
        if number != self.turn:
            return Taken(number, held="turn")
        if seen is not None and seen.guide.occupied and not retake and not sure:
            return self._hold(Taken(number, held="seat"), data, view)
        picture = self._checker.make(data, number=number)
        if not picture.data:
            return self._refused(picture.report, number, seen)
        other = None if sure or retake else self._like_the_last(picture.report, number)
        if other is not None:
            return self._hold(Taken(number, picture.report, "alike", other), data, view)
        try:
            report = self._file(picture, number, data, overwrite=retake, seated=seen is not None)
        except OutputError as error:
            return Taken(number, replace(picture.report, error=error.problem()), reason=error.message)
        if seen is not None:
            seen.guide = guidance.filed(seen.guide, self._clock())
        self._next(number)
        return Taken(number, report)

    def confirm(self) -> Taken | None:
        """The frame that was held back is the right one; None where none is held any more."""
        held, self._held = self._held, None
        if held is None:
            return None
        return self.take(held.data, held.number, held.view, sure=True)

    def let_go(self) -> None:
        """The frame that was held back is not the right one: the seat must be seen empty first."""
        held, self._held = self._held, None
        if held is not None and held.view in self._views:
            view = self._views[held.view]
            view.guide = replace(view.guide, occupied=True, good_since=None)

    def _hold(self, taken: Taken, data: bytes, view: str) -> Taken:
        self._held = _Held(data, taken.number, view)
        return taken

    def _refused(self, report: Report, number: str, view: _View | None) -> Taken:
        found = sight(report)
        asked = [name for name in guidance.ORDER if found.asks.get(name, 0.0) > 0]
        phrase = asked[0] if asked else guidance.SIT if found.faces == 0 else guidance.WAIT
        if view is not None:
            view.guide = guidance.refuse(view.guide, phrase, self._clock())
        reason = report.error.message if report.error is not None else None
        if reason is None and report.failures:
            worst = report.failures[0]
            reason = _worded(worst.check, {worst.check: worst.hint})
        return Taken(number, report, reason=reason)

    def _like_the_last(self, report: Report, number: str) -> str | None:
        """The number whose picture was filed last, where this one looks like that."""
        last, mine = self._shots.last_from(self._origin), report.measurements.likeness
        if last is None or last.number == number or mine is None:
            return None
        theirs = last.result["measurements"].get("likeness")
        return last.number if theirs is not None and difference(mine, theirs) <= ALIKE else None

    def _file(self, picture: Picture, number: str, source: bytes, *, overwrite: bool, seated: bool) -> Report:
        """File a picture, so that being cut off at any moment leaves nothing in doubt.

        :param source: the frame's bytes.
        :param seated: whether somebody must be seen to leave the seat before the next picture.
        :raises OutputError: when it was not filed; nothing is left of it.
        """
        place = self._tree.place(number)
        report = replace(picture.report, output=str(place))
        if self._tree.holds(number) and not overwrite:
            raise ExistsError(_asked("exists", number, self.name(number)))
        at = now()
        origin, source_sha256 = f"{self._origin}{at}", hashlib.sha256(source).hexdigest()
        shot = Shot(number, at, origin, source_sha256, hashlib.sha256(picture.data).hexdigest(), report.to_dict())
        key = self._shots.mean(shot, {f"skip.{number}": "", **({self._seat: number} if seated else {})})
        try:
            self._tree.file(number, picture.data, source=origin, source_sha256=source_sha256, overwrite=overwrite)
        except PhotocheckError:
            self._shots.drop(key)
            self._shots.note(**{self._seat: ""})
            raise
        self._present |= {number}
        with suppress(OutputError):  # the picture is safe; the next start finds it
            self._shots.confirm(key)
        return report

    # --------------------------------------------------------------------------- other programs

    def preview(self, data: bytes, *, quick: bool = False) -> Report:
        return self._checker.preview(data, quick=quick)

    def check(self, data: bytes, name: str | None) -> Report:
        return self._checker.check(data, name=name)

    def process(self, data: bytes, number: str, *, overwrite: bool = False) -> Report:
        """As :meth:`photocheck.Checker.process`, into the station's tree.

        :raises UsageError: when it is no number of the profile.
        """
        self._number(number)
        picture = self._checker.make(data, number=number)
        if not picture.data:
            return picture.report
        try:
            return self._file(picture, number, data, overwrite=overwrite, seated=False)
        except OutputError as error:
            return replace(picture.report, error=error.problem())


def _worded(check: str, texts: Mapping[str, Text]) -> Text:
    """A matter of the operator's: the station's own short words, else the check's."""
    try:
        return sentence(f"station.matter.{check}")
    except KeyError:
        return texts.get(check) or sentence("station.phrase.wait")


def _asked(key: str, number: str, name: str = "") -> Text:
    return sentence(f"station.ask.{key}", number=number, name=name)

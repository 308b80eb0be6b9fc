"""The one thread that owns the checker, the tree and the queue: frames in, answers out.

Nothing here knows of HTTP.  Everything that must survive the program lies in the tree, its journal and the station's
own file; what is kept in memory is only what the next frame needs.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from photocheck import Checker, OutputError, Profile, Report, Roster, Text
from photocheck.station import guidance
from photocheck.station.guidance import Guide
from photocheck.station.records import Records
from photocheck.station.sights import Sight, sight
from photocheck.station.turns import Turns
from photocheck.words import sentence

COMING = 6
"""Candidates whom a page names ahead."""
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
        self.records = Records(profile, tree, roster, name)
        self._views: OrderedDict[str, _View] = OrderedDict()
        self._held: _Held | None = None
        self.turn = self.records.turns().after(self.records.last())
        self._checker = Checker(profile)

    def close(self) -> None:
        """Free the models, and let go of the files."""
        self._checker.close()
        self.records.close()

    # ------------------------------------------------------------------------------------- queue

    def ask_for(self, number: str, *, sure: bool = False) -> str | None:
        """Make it a number's turn; ``unknown`` or ``exists`` where a person should look twice first.

        :raises UsageError: when it is no number of the profile.
        """
        self.records.checked(number)
        if not sure and self.roster is not None and number not in self.roster:
            return "unknown"
        holds = self.records.holds(number)
        if holds and not sure:
            return "exists"
        self.turn, self.retake, self._held = number, holds, None
        if holds:
            self._again()
        else:
            self.records.skip(number, skipped=False)
        return None

    def skip(self, number: str) -> None:
        """Pass somebody over; the next one's turn.

        :raises UsageError: when it is no number of the profile.
        """
        self.records.checked(number)
        if not self.retake:
            self.records.skip(number, skipped=True)
        self._next(number)

    def _next(self, number: str | None) -> None:
        self.turn, self.retake, self._held = self.records.turns().after(number), False, None

    def _again(self) -> None:
        """The one whose picture is taken once more need not leave the seat first."""
        for view in self._views.values():
            view.guide = guidance.again(view.guide)
        self.records.seat_free()

    def queue(self, find: str = "", states: tuple[str, ...] = (), limit: int = 50) -> dict[str, Any]:
        """Counts, whose turn it is, who is next, and who is found."""
        turns = self.records.turns()
        after = turns.after(self.turn) if turns.order else None
        return {
            **turns.counts(),
            "roster": None if self.roster is None else self.roster.source,
            "current": None if self.turn is None else {**self._entry(self.turn, turns), "retake": self.retake},
            "next": None if after is None or after == self.turn else self._entry(after, turns),
            "coming": [self._entry(number, turns) for number in islice(turns.ahead(self.turn), COMING)],
            "candidates": [self._entry(number, turns) for number in turns.find(find, states, limit)],
        }

    def _entry(self, number: str, turns: Turns) -> dict[str, Any]:
        return {"number": number, "name": self.records.name(number), "state": turns.state(number)}

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
        armed = armed and (self.retake or not self.records.holds(number or ""))
        before = seen.guide.occupied
        seen.guide = guidance.advance(seen.guide, found, time_now, armed=armed)
        if before and not seen.guide.occupied:
            self.records.seat_free()
        seen.texts.update({f.check: f.hint for f in report.failures if f.check in found.matters})
        return Look(seen.guide, report, tuple(_worded(check, seen.texts) for check in seen.guide.matters))

    def _view(self, name: str) -> _View:
        if name not in self._views:
            self._views[name] = _View(Guide(occupied=self.records.seat_taken))
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
        self.records.checked(number)
        seen, retake = self._view(view) if view else None, self.retake and number == self.turn
        if self.records.holds(number) and not retake:
            return Taken(number, held="exists")
        if number != self.turn:
            return Taken(number, held="turn")
        if seen is not None and seen.guide.occupied and not retake and not sure:
            return self._hold(Taken(number, held="seat"), data, view)
        picture = self._checker.make(data, number=number)
        if not picture.data:
            return self._refused(picture.report, number, seen)
        other = None if sure or retake else self.records.like_the_last(picture.report, number)
        if other is not None:
            return self._hold(Taken(number, picture.report, "alike", other), data, view)
        try:
            report = self.records.file(picture, number, data, overwrite=retake, seated=seen is not None)
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

    # --------------------------------------------------------------------------- other programs

    def preview(self, data: bytes, *, quick: bool = False) -> Report:
        return self._checker.preview(data, quick=quick)

    def check(self, data: bytes, name: str | None) -> Report:
        return self._checker.check(data, name=name)

    def process(self, data: bytes, number: str, *, overwrite: bool = False) -> Report:
        """As :meth:`photocheck.Checker.process`, into the station's tree.

        :raises UsageError: when it is no number of the profile.
        """
        self.records.checked(number)
        picture = self._checker.make(data, number=number)
        if not picture.data:
            return picture.report
        try:
            report = self.records.file(picture, number, data, overwrite=overwrite, seated=False)
        except OutputError as error:
            return replace(picture.report, error=error.problem())
        if number == self.turn:
            self._next(number)
        return report


def _worded(check: str, texts: Mapping[str, Text]) -> Text:
    """A matter of the operator's: the station's own short words, else the check's."""
    try:
        return sentence(f"station.matter.{check}")
    except KeyError:
        return texts.get(check) or sentence("station.phrase.wait")

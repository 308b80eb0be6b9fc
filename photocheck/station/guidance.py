"""The last sights in, one phrase out; and the moment to take the picture.  Pure: the time is given.

A person at a desk says what is worst first and says it until it is done, so the order here is a person's (nobody
there, somebody else, too far, too near ...), not that of the checks.  Three things keep the phrase steady:

- a condition is the median over the last frames, so one frame never changes anything;
- it is set where it is clearly wrong at once, where it is barely wrong after a second, and cleared a little inside
  its limit: between the two nothing changes;
- a phrase stays for 0.7 seconds, and its opposite is not said within two seconds of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from types import MappingProxyType

from photocheck.station.sights import Sight

ORDER = (
    "others", "closer", "back", "left", "right", "hat", "mask", "lenses", "upright", "turn", "chin_up", "chin_down",
    "shoulders", "level", "hair", "brows", "look", "eyes", "mouth", "teeth", "glare",
)  # fmt: skip
"""Conditions, which are also the phrases that ask for them to be mended."""
SIT, STILL, WAIT, DONE = "sit", "still", "wait", "done"
OPPOSITE: Mapping[str, str] = MappingProxyType(
    {
        one: other
        for pair in (("closer", "back"), ("left", "right"), ("chin_up", "chin_down"))
        for one, other in (pair, pair[::-1])
    }
)

WINDOW, LEAST, MOST = 0.45, 3, 12
"""Seconds of sights that a median is taken over; so many at least on a slow computer, at most on a fast one."""
FORGOTTEN = 3.0
"""Seconds after which an older sight counts for nothing, however few there are."""
SLOW, CLEARED = 1.0, -0.25
"""Seconds for which a condition is barely wrong before it is set; where it is right again."""
STAY, APART = 0.7, 2.0
GOOD_FOR, BAR = 0.5, 0.25
"""Seconds of a good picture before the bar, and those that the bar takes."""
GONE_FOR = 0.5
"""Seconds for which nobody is seen before the seat counts as empty."""
MOVED = 0.025
"""Share of the frame's height by which a head moves between two frames when it does not hold still."""
SAID_FOR = 1.5
"""Seconds that the reason for a refused picture is said, and none is taken by itself."""

_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Guide:
    """What is said now, and all that the next sight needs to know."""

    phrase: str = ""
    """One of :data:`ORDER`, ``sit``, ``still``, ``wait`` or ``done``; empty before the first sight."""
    matters: tuple[str, ...] = ()
    """What the operator is told: checks that fail for longer than a moment."""
    progress: float = 0.0
    """How full the bar is, 0 to 1."""
    take: bool = False
    """Whether the frame of this very sight is to be filed."""
    occupied: bool = False
    """Whether somebody's picture was filed who has not left the seat yet."""
    since: float = 0.0
    """When the phrase was first said."""
    seen: tuple[tuple[float, Sight], ...] = field(default=(), repr=False)
    ready: bool = False
    """Whether nothing but the candidate stands in the way of a picture, in most frames."""
    asked: frozenset[str] = frozenset()
    wrong_since: Mapping[str, float] = field(default_factory=lambda: _NONE, repr=False)
    said: Mapping[str, float] = field(default_factory=lambda: _NONE, repr=False)
    """Phrase -> when it was last on the screen."""
    good_since: float | None = None
    refused: tuple[str, float] | None = None
    """The reason why the full picture was not filed, and until when it is said."""
    refusals: int = 0
    """How many in a row: what a reduced frame cannot show is not tried again and again."""


def advance(guide: Guide, sight: Sight, now: float, *, armed: bool = True) -> Guide:
    """What is said after one more sight.

    :param now: seconds of a clock that never goes back, when the frame was taken.
    :param armed: whether a picture may be taken: there is a number, and auto-capture is on.
    """
    seen = _kept((*guide.seen, (now, sight)), now)
    guide = replace(guide, seen=seen, take=False)
    guide = replace(
        guide,
        matters=_matters(guide),
        ready=_is_most(sum(s.ready for _, s in seen), len(seen), before=guide.ready),
        occupied=guide.occupied and not _is_gone(seen, now),
        refusals=guide.refusals if sight.faces else 0,
    )
    guide = _conditions(guide, now)
    guide = replace(guide, good_since=_good_since(guide, now))
    if guide.phrase or len(seen) >= LEAST:  # one frame says nothing
        guide = _say(guide, _wanted(guide, now), now)
    good_for = 0.0 if guide.good_since is None else now - guide.good_since
    progress = min(1.0, max(0.0, (good_for - GOOD_FOR) / BAR)) if armed and guide.phrase == STILL else 0.0
    # The frame that is filed is the one that was just judged, so it must be good itself.
    return replace(guide, progress=progress, take=progress >= 1.0 and sight.good)


def filed(guide: Guide, now: float) -> Guide:
    """The picture is filed: nothing is taken until the seat was seen empty."""
    return _say(replace(guide, occupied=True, good_since=None, progress=0.0, since=now - STAY, refusals=0), DONE, now)


def refuse(guide: Guide, condition: str, now: float) -> Guide:
    """The full picture was not filed: its reason is said for a while."""
    if now - guide.said.get(OPPOSITE.get(condition, ""), -APART) < APART:
        condition = WAIT
    refusals = guide.refusals + 1
    until = now + SAID_FOR * min(refusals, 4)
    said = replace(
        guide, good_since=None, progress=0.0, since=now - STAY, refused=(condition, until), refusals=refusals
    )
    return _say(said, condition, now)


def again(guide: Guide) -> Guide:
    """The same candidate once more: nobody need have left."""
    return replace(guide, occupied=False, good_since=None, progress=0.0)


def is_empty(guide: Guide) -> bool:
    """Whether nobody sits there, by the frames seen last."""
    return bool(guide.seen) and sum(s.faces == 0 for _, s in guide.seen) * 2 > len(guide.seen)


# ------------------------------------------------------------------------------------- conditions


def _kept(seen: tuple[tuple[float, Sight], ...], now: float) -> tuple[tuple[float, Sight], ...]:
    recent = [each for each in seen if now - each[0] <= WINDOW]
    if len(recent) < LEAST:
        recent = [each for each in seen[-LEAST:] if now - each[0] <= FORGOTTEN]
    return tuple(recent[-MOST:])


def _conditions(guide: Guide, now: float) -> Guide:
    asked, wrong_since = set(guide.asked), {}
    for condition in ORDER:
        found = [s.asks[condition] for _, s in guide.seen if condition in s.asks]
        # A face in the room's background is no longer there in most frames: not measured means not wrong.
        value = median(found) if 2 * len(found) > len(guide.seen) else CLEARED
        if value > 0:
            wrong_since[condition] = guide.wrong_since.get(condition, now)
            if value >= 1 or now - wrong_since[condition] >= SLOW:
                asked.add(condition)
        elif value <= CLEARED:
            asked.discard(condition)
    return replace(guide, asked=frozenset(asked), wrong_since=wrong_since)


def _matters(guide: Guide) -> tuple[str, ...]:
    """What fails in most frames; what is shown stays until it is right in most."""
    counts: dict[str, int] = {}
    for _, sight in guide.seen:
        for matter in sight.matters:
            counts[matter] = counts.get(matter, 0) + 1
    frames = len(guide.seen)
    return tuple(m for m, count in counts.items() if _is_most(count, frames, before=m in guide.matters))


def _is_most(count: int, frames: int, *, before: bool) -> bool:
    """What is so stays so until it is not in two frames of three, and the other way round."""
    return 3 * count > frames if before else 3 * count > 2 * frames and frames >= LEAST


def _good_since(guide: Guide, now: float) -> float | None:
    last = guide.seen[-2:]
    if guide.occupied or guide.asked or not any(sight.good for _, sight in last):
        return None
    if guide.refused is not None and now < guide.refused[1]:
        return None
    if len(last) == 2 and _has_moved(last[0][1], last[1][1]):
        return now
    if guide.good_since is not None:
        return guide.good_since  # a blink in between is let pass
    return last[0][0] if len(last) == 2 and all(sight.good for _, sight in last) else None


def _has_moved(before: Sight, after: Sight) -> bool:
    if before.place is None or after.place is None:
        return False
    return max(abs(a - b) for a, b in zip(before.place, after.place, strict=True)) > MOVED


def _is_gone(seen: tuple[tuple[float, Sight], ...], now: float) -> bool:
    """Whether nobody was seen for long enough, in the last frames without a break."""
    first, frames = now, 0
    for time, sight in reversed(seen):
        if sight.faces:
            break
        first, frames = time, frames + 1
    return frames >= LEAST and now - first >= min(GONE_FOR, WINDOW - 0.1)


# --------------------------------------------------------------------------------------- phrases


def _wanted(guide: Guide, now: float) -> str:
    if guide.occupied:
        return DONE
    if is_empty(guide):
        return SIT
    if guide.refused is not None and now < guide.refused[1]:
        return guide.refused[0]
    for condition in ORDER:
        if condition in guide.asked and now - guide.said.get(OPPOSITE.get(condition, ""), -APART) >= APART:
            return condition
    return WAIT if guide.asked or not guide.ready else STILL


def _say(guide: Guide, wanted: str, now: float) -> Guide:
    phrase, since = guide.phrase, guide.since
    if wanted != phrase and (not phrase or now - since >= STAY):
        phrase, since = wanted, now
    return replace(guide, phrase=phrase, since=since, said={**guide.said, phrase: now})

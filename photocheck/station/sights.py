"""What guidance takes from a report: how far the candidate is from right, and what only the operator can mend.

A condition is a number: 0 at the profile's limit, 1 where it is clearly wrong, negative where it is right.  The unit
of each (``margin`` in asks.toml) is several times what the measurement moves between two frames of a person who sits
still.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from photocheck import Finding, Report, Verdict

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sight:
    """One frame, as guidance sees it."""

    faces: int
    asks: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    """Condition -> how far from right; what could not be measured is left out."""
    matters: tuple[str, ...] = ()
    """Checks that fail and that only the operator can mend, worst first as the profile lists them."""
    place: tuple[float, float, float] | None = None
    """The crop's middle and height, shares of the frame's height; None where none could be planned."""
    good: bool = False
    """Whether nothing stands in the way of the picture, as far as a reduced frame can tell."""
    ready: bool = False
    """Whether nothing but the candidate stands in the way."""
    unsure: bool = False
    """Whether something was left unmeasured that a slower look might settle."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """A condition as one check sees it; see asks.toml."""

    condition: str
    check: str
    side: str
    margin: float


_TABLE = tomllib.loads(files(__package__).joinpath("asks.toml").read_text("utf-8"))
ASKS = tuple(_Ask(name, **entry) for name, entries in _TABLE["conditions"].items() for entry in entries)
_AT: Mapping[str, Any] = _TABLE["position"]
GEOMETRY = frozenset(_AT[name] for name in ("faces", "room", "cut", "shoulders", "far"))
"""Checks that :func:`_position` speaks for."""
CANDIDATES = GEOMETRY | {ask.check for ask in ASKS}
EDGE = 0.02
"""Share of the frame by which a crop that leaves it is clearly outside."""
TALL, TALL_STEP = 0.7, 0.05
"""A crop that fills more of the frame's height than this is too near rather than too high or too low."""
CAMERA_UP, CAMERA_DOWN = "camera.up", "camera.down"
"""Operator's matters that are no check's."""


def sight(report: Report, reduced: float = 1.0) -> Sight:
    """What a preview report says.

    :param reduced: the judged frame's size over the camera's; the full one will be filed.
    """
    findings = {finding.check: finding for finding in report.findings}
    faces = _faces(findings)
    if faces == 0 or report.error is not None:
        return Sight(0)
    asks, matters = _position(report, findings, reduced)
    for ask in ASKS:
        value = _excess(findings.get(ask.check), ask)
        if value is not None:
            asks[ask.condition] = max(value, asks.get(ask.condition, value))
    if faces > 1:
        asks["others"] = 1.0
    shoulders = findings.get(_AT["shoulders"])
    if shoulders is not None and isinstance(shoulders.value, str):
        asks["shoulders"] = 1.0 if shoulders.verdict is Verdict.FAIL else -1.0
    failing = [f for f in report.failures if not _is_elsewhere(f, findings, reduced)]
    matters += [f.check for f in failing if f.check not in CANDIDATES and f.verdict is not Verdict.UNMEASURED]
    unsure = any(f.verdict is Verdict.UNMEASURED for f in failing)
    ready = report.crop is not None and not matters and not unsure
    good = ready and not failing and all(v <= 0 for v in asks.values())
    return Sight(faces, asks, tuple(matters), _place(report), good, ready, unsure)


def _faces(findings: Mapping[str, Finding]) -> int:
    count = findings.get(_AT["faces"])
    return int(count.value) if count is not None and isinstance(count.value, int | float) else 0


def _excess(finding: Finding | None, ask: _Ask) -> float | None:
    """How far a value is outside its limit, in margins; None where there is no value or no such limit."""
    if finding is None or isinstance(finding.value, str | bool) or finding.value is None:
        return None
    if finding.level is not Verdict.FAIL:
        return None  # a warning is the operator's to weigh, and never holds a picture back
    rule, value = finding.rule, finding.value
    outside = []
    if rule.min is not None and ask.side != "high":
        outside.append(rule.min - value)
    if rule.max is not None and ask.side != "low":
        outside.append(value - rule.max)
    return float(max(outside)) / ask.margin if outside else None


def _is_elsewhere(finding: Finding, findings: Mapping[str, Finding], reduced: float) -> bool:
    """Whether a failure is judged by other means: on the full frame, or by the position."""
    if finding.check in _TABLE["full_frame"]["always"] or (
        finding.check in GEOMETRY and finding.verdict is not Verdict.UNMEASURED
    ):
        return True
    if finding.check == _TABLE["full_frame"]["unless_fine"]:
        size = findings.get(_AT["far"])
        return reduced < 1 and size is not None and isinstance(size.value, float) and size.value > 0.8
    return False


# --------------------------------------------------------------------------------------- position


def _position(report: Report, findings: Mapping[str, Finding], reduced: float) -> tuple[dict[str, float], list[str]]:
    """Too near, too far, off to one side: from where the crop lies in the frame."""
    size = frame_size(report)
    if report.crop is None or size is None:
        return _cut(report, findings, size)
    width, height = size
    left, top, right, bottom = _reach(report)
    tall = (report.crop.y1 - report.crop.y0) / height
    over = max(-top / height, bottom / height - 1)
    beyond_left, beyond_right = -left / width / EDGE, (right / width - 1) / EDGE
    asks = {
        "back": max(min(over / EDGE, (tall - TALL) / TALL_STEP), min(beyond_left, beyond_right)),
        "left": beyond_left,
        "right": beyond_right,
    }
    far = findings.get(_AT["far"])
    if far is not None and isinstance(far.value, int | float) and far.rule.max is not None:
        asks["closer"] = (far.value * reduced - far.rule.max) / _AT["far_margin"]
    matters = []
    if over > 0 and tall < TALL + TALL_STEP:
        matters.append(CAMERA_UP if -top / height >= bottom / height - 1 else CAMERA_DOWN)
    return asks, matters


def _cut(
    report: Report, findings: Mapping[str, Finding], size: tuple[int, int] | None
) -> tuple[dict[str, float], list[str]]:
    """A head that the frame's edge cuts, so that no crop could be planned."""
    cut = findings.get(_AT["cut"])
    side = cut.value if cut is not None else None
    eye, chin = report.measurements.eye_line_y, report.measurements.chin_y
    if size is None or eye is None or chin is None:
        return {"back": 1.0}, []  # a face without an outline: too near to be seen whole
    # From the eyes to the chin is about half of a head, and the head takes some 0.7 of the crop.
    tall = 2 * (chin - eye) / 0.7 / size[1]
    if side == "both sides":
        return {"back": 1.0}, []
    if side in {"left", "right"}:
        return {str(side): 1.0}, []
    if side == "top":
        return {"back": min(1.0, (tall - TALL) / TALL_STEP)}, [] if tall > TALL + TALL_STEP else [CAMERA_UP]
    return {}, []


def _reach(report: Report) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the turned crop, pixels of the frame."""
    crop = report.crop
    assert crop is not None  # noqa: S101 - the caller has looked
    (cx, cy), turn = crop.centre, math.radians(crop.angle)
    half_w, half_h = (crop.x1 - crop.x0) / 2, (crop.y1 - crop.y0) / 2
    wide = abs(half_w * math.cos(turn)) + abs(half_h * math.sin(turn))
    tall = abs(half_w * math.sin(turn)) + abs(half_h * math.cos(turn))
    return cx - wide, cy - tall, cx + wide, cy + tall


def _place(report: Report) -> tuple[float, float, float] | None:
    size = frame_size(report)
    if report.crop is None or size is None:
        return None
    (x, y), tall = report.crop.centre, report.crop.y1 - report.crop.y0
    return x / size[1], y / size[1], tall / size[1]


def frame_size(report: Report) -> tuple[int, int] | None:
    """Width and height of the frame, None where it could not be read."""
    image = report.image
    return None if not image.width or not image.height else (image.width, image.height)

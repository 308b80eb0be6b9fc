"""Where the head stands in the picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from photocheck.checks.base import Check, Stage, Unmeasured, check
from photocheck.checks.judge import judge
from photocheck.layout.crop import Plan
from photocheck.layout.mesh import IRISES
from photocheck.layout.place import ANY, Limits, Range
from photocheck.profile.rules import Profile
from photocheck.types import Cure, Doubt, Face, Framing, Ratios, Reason, Verdict

if TYPE_CHECKING:
    from photocheck.checks.scene import Scene


@check("framing.upright", unit="degrees", cure=Cure.REPROCESS, of_camera_photo=True, mended=True)
def upright(turned: int) -> int:
    """By how much the photo has to be turned clockwise: 0, 90, 180 or 270.  All else is judged on the turned one."""
    return turned


@check("framing.top", unit="ratio", cure=Cure.REPROCESS, silences=["framing.shoulder", "framing.crown"])
def top(top_ratio: float) -> float:
    return top_ratio


@check(
    "framing.head",
    unit="ratio",
    cure=Cure.REPROCESS,
    silences=[
        "framing.top",
        "framing.shoulder",
        "framing.left",
        "framing.right",
        "framing.centre",
        "framing.crown",
        "framing.eyes",
        "framing.face_width",
    ],
)
def head(head_ratio: float) -> float:
    return head_ratio


@check("framing.shoulder", unit="ratio", cure=Cure.REPROCESS)
def shoulder(shoulder_ratio: float) -> float:
    return shoulder_ratio


@check("framing.left", unit="ratio", cure=Cure.REPROCESS, silences=["framing.centre"])
def left(left_ratio: float) -> float:
    return left_ratio


@check("framing.right", unit="ratio", cure=Cure.REPROCESS, silences=["framing.centre"])
def right(right_ratio: float) -> float:
    return right_ratio


@check("framing.centre", unit="ratio", cure=Cure.REPROCESS)
def centre(framing: Framing, ratios: Ratios) -> float:
    if ratios.left is None or ratios.right is None:
        raise Unmeasured(Reason.NO_SIDES)
    return abs(ratios.left - ratios.right)


@check("framing.shoulders", silences=["framing.level"], explains=[Reason.NO_SHOULDER, Reason.CLOTHES_HIDDEN])
def shoulders(framing: Framing) -> str:
    """Which of them are seen: both, left, right or none."""
    seen = (framing.left_shoulder is not None, framing.right_shoulder is not None)
    return {(True, True): "both", (True, False): "left", (False, True): "right"}.get(seen, "none")


@check("framing.level", unit="ratio")
def level(framing: Framing) -> float:
    """The difference in height of the two shoulders, over the head's height."""
    if framing.left_shoulder is None or framing.right_shoulder is None:
        raise Unmeasured(Reason.NO_SHOULDER)
    if framing.crown_y is None or framing.chin_y is None:
        raise Unmeasured(Reason.NO_CROWN)
    return abs(framing.left_shoulder[1] - framing.right_shoulder[1]) / (framing.chin_y - framing.crown_y)


@check("framing.certain", cure=Cure.REVIEW)
def certain(framing: Framing, scene: Scene) -> bool:
    """Whether no doubt about a length could turn another verdict."""
    for doubt, why in framing.doubts.items():
        otherwise = _otherwise(framing, doubt)
        if otherwise is None or any(_turns(scene, other) for other in otherwise):
            raise Unmeasured(why)
    return True


def place_limits(profile: Profile) -> Limits:
    """What the profile's rules of framing allow of a crop, least and most that pass without a warning."""
    picture = profile.picture
    ranges: dict[str, Range] = {}
    for each in (top, head, shoulder, left, right, centre, crown, eyes, face_width, enlargement):
        ranges[each.id.partition(".")[2]] = _allowed(profile, each)
    # The same lengths in other units, or from another edge.
    for name, (least, most) in (
        ("head", _scaled(_allowed(profile, head_length), 1 / picture.imaging_height)),
        ("face_width", _scaled(_allowed(profile, face_share), picture.width)),
        ("eyes", _scaled(_allowed(profile, eye_height), picture.height)),
        ("eyes", tuple(picture.height - value for value in reversed(_allowed(profile, eyes_above)))),
    ):
        ranges[name] = max(ranges[name][0], least), min(ranges[name][1], most)
    return Limits(picture, profile.framing, **ranges)


def _allowed(profile: Profile, each: Check) -> Range:
    """Least and most that pass a check without a warning.  A rule that only warns binds no crop: what it asks for may
    be what no place gives."""
    rule = profile.rule(each.id)
    if rule is None or rule.level is Verdict.WARN:
        return ANY
    least = rule.min if rule.warn_min is None else rule.warn_min
    most = rule.max if rule.warn_max is None else rule.warn_max
    return -math.inf if least is None else least, math.inf if most is None else most


def _scaled(limits: Range, by: float) -> Range:
    return limits[0] * by, limits[1] * by


IN_DOUBT = {
    Doubt.CROWN: (("crown_y", (0.06,)),),
    Doubt.CHIN: (("chin_y", (-0.025, 0.025)),),
    Doubt.OUTLINE: (("crown_y", (-0.02, 0.02)), ("head_left_x", (-0.02, 0.02)), ("head_right_x", (-0.02, 0.02))),
    Doubt.HEAD_LEFT: (("head_left_x", (-0.1,)),),
    Doubt.HEAD_RIGHT: (("head_right_x", (0.1,)),),
}
"""How far a length in doubt may truly lie from where it was measured, head heights: a tuft's foot lies lower,
a side that something meets lies further out, both by no more in labelled portraits; chins under beards were
labelled within 0.023, outlines before busy rooms within 0.02."""


def _otherwise(framing: Framing, doubt: Doubt) -> Iterator[Framing] | None:
    """The framing as it may truly be; None where the length was not measured at all."""
    if framing.crown_y is None or framing.chin_y is None:
        return None
    head = framing.chin_y - framing.crown_y
    moves = [(name, getattr(framing, name), by * head) for name, some in IN_DOUBT[doubt] for by in some]
    if any(value is None for _, value, _ in moves):
        return None
    return (replace(framing, **{name: value + by}) for name, value, by in moves)


def _turns(scene: Scene, framing: Framing) -> bool:
    """Whether another check would say otherwise of this framing."""
    other = replace(scene, measured=framing)
    for each in (top, head, shoulder, left, right, centre, crown, head_length, head_width):
        rule = scene.profile.rule(each.id)
        if rule is not None:
            one, another = (judge(each, _value(each, seen), rule).verdict for seen in (scene, other))
            if one is not another:
                return True
    return False


def _value(each: Check, scene: Scene) -> float | Unmeasured:
    try:
        return float(each.measure(*[getattr(scene, name) for name in each.needs]))
    except Unmeasured as why:
        return why


@check("framing.crown", unit="px", cure=Cure.REPROCESS)
def crown(crown_y: float) -> float:
    return crown_y


@check("framing.eyes", unit="px", cure=Cure.REPROCESS)
def eyes(eye_line_y: float) -> float:
    """Pixels from the upper edge to the mean height of the pupils."""
    return eye_line_y


@check("framing.face_width", unit="px", cure=Cure.REPROCESS)
def face_width(framing: Framing) -> float:
    """Pixels between the outermost cheek points of the mesh."""
    if framing.face_left_x is None or framing.face_right_x is None:
        raise Unmeasured(Reason.NO_FACE)
    return framing.face_right_x - framing.face_left_x


@check("framing.head_length", unit="px", cure=Cure.REPROCESS)
def head_length(head_length: float) -> float:
    """Pixels from crown to chin."""
    return head_length


@check("framing.head_width", unit="px", cure=Cure.REPROCESS)
def head_width(head_sides: tuple[float, float]) -> float:
    """Pixels between the outermost hair or ears on both sides."""
    return head_sides[1] - head_sides[0]


@check("framing.face_share", unit="ratio", cure=Cure.REPROCESS)
def face_share(framing: Framing, picture_size: tuple[int, int]) -> float:
    """Width between the cheeks over the picture's width."""
    return float(face_width.measure(framing)) / picture_size[0]


@check("framing.eye_height", unit="ratio", cure=Cure.REPROCESS)
def eye_height(eye_line_y: float, picture_size: tuple[int, int]) -> float:
    """From the upper edge to the pupils, over the picture's height."""
    return eye_line_y / picture_size[1]


@check("framing.eyes_above", unit="px", cure=Cure.REPROCESS)
def eyes_above(eye_line_y: float, picture_size: tuple[int, int]) -> float:
    """Pixels from the pupils down to the lower edge."""
    return picture_size[1] - eye_line_y


@check("framing.eye_middle", unit="px", cure=Cure.REPROCESS)
def eye_middle(face: Face) -> float:
    """Column of the middle between the pupils."""
    assert face.points is not None  # noqa: S101 - only a measured face comes here
    return float(face.points[list(IRISES), 0].mean())


@check(
    "framing.room",
    stage=Stage.CAPTURE,
    unit="px",
    silences=["framing.top", "framing.shoulder", "framing.left", "framing.right", "framing.centre", "framing.certain"],
)
def room(plan: Plan) -> float:
    """The most pixels that the photo lacks on any side for the crop."""
    return float(max(plan.missing))


@check("framing.enlargement", stage=Stage.CAPTURE, unit="times", explains=[Reason.TOO_SMALL])
def enlargement(plan: Plan) -> float:
    return plan.enlargement


@check("framing.straightened", stage=Stage.CAPTURE, unit="degrees", silences=["face.roll", "framing.level"])
def straightened(plan: Plan) -> float:
    """The angle that the crop turns back."""
    return plan.crop.angle

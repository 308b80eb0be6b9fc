"""Where the head stands in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.checks.judge import judge
from photocheck.layout.outline import CUT_ABOVE
from photocheck.types import Framing, Stage, Text

RULE = Text(
    "成像区自上而下:头顶上方空 1/10,头部占 7/10,肩部占 1/5;左右各空 1/10。容差由我们设定。",
    "Imaging area from top to bottom: 1/10 blank, head 7/10, shoulders 1/5; 1/10 blank left and right."
    " The tolerances are ours.",
)
NATIONAL = Text(
    "教试中心函〔2021〕125号,640×480 像素的照片。", "The national rule of 2021 for pictures of 480 x 640 px."
)
NO_CROWN = Text("头顶量不出来", "the crown could not be measured")
NO_HEAD = Text("头的左右边缘量不出来", "the sides of the head could not be measured")
NO_SHOULDER = Text("肩膀没有拍全", "the shoulders are not both in the picture")
SIDES_HOW = Text(
    "头发和耳朵的最外缘到成像区边缘,除以成像区宽。",
    "From the outermost hair or ear to the imaging area's edge, over its width.",
)


def _ratio(subject: Subject, name: str, doubt: str, reason: Text) -> Measured:
    if subject.framing is None:
        return None
    value: float | None = getattr(subject.ratios, name)
    return Unmeasured(subject.framing.doubts.get(doubt, reason)) if value is None else value


@check(
    "framing.top",
    unit="ratio",
    title=Text("头顶上方留空", "blank above the head"),
    why=RULE,
    how=Text(
        "头发顶端(不计碎发)到成像区上边,除以成像区高。",
        "From the top of the hair, stray strands aside, over the height.",
    ),
    low=Text(
        "头顶离上边太近({value},至少 {min})。请把相机抬高或退后,或用 process 重新裁剪。",
        "Too little blank above the head ({value}, at least {min}). Raise the camera or move it back, or"
        " crop again with process.",
    ),
    high=Text(
        "头顶上方空得太多({value},至多 {max})。请把相机放低,或用 process 重新裁剪。",
        "Too much blank above the head ({value}, at most {max}). Lower the camera, or crop again with process.",
    ),
)
def top(subject: Subject) -> Measured:
    return _ratio(subject, "top", "crown", NO_CROWN)


@check(
    "framing.head",
    unit="ratio",
    title=Text("头部高度", "head height"),
    why=RULE,
    how=Text(
        "头发顶端到下巴下缘,除以成像区高。", "From the top of the hair to the chin's lower edge, over the height."
    ),
    low=Text(
        "头太小({value},至少 {min})。请把相机移近,或用 process 重新裁剪。",
        "The head is too small ({value}, at least {min}). Move closer, or crop again with process.",
    ),
    high=Text(
        "头太大({value},至多 {max})。请把相机退后,或用 process 重新裁剪。",
        "The head is too large ({value}, at most {max}). Move back, or crop again with process.",
    ),
)
def head(subject: Subject) -> Measured:
    return _ratio(subject, "head", "crown", NO_CROWN)


@check(
    "framing.shoulder",
    unit="ratio",
    title=Text("肩部高度", "shoulder height"),
    why=RULE,
    how=Text("下巴下缘到成像区下边,除以成像区高。", "From the chin's lower edge to the lower edge, over the height."),
    low=Text(
        "下巴以下太少({value},至少 {min})。请把相机放低或退后。",
        "Too little below the chin ({value}, at least {min}). Lower the camera or move back.",
    ),
    high=Text(
        "下巴以下太多({value},至多 {max})。请把相机抬高或移近。",
        "Too much below the chin ({value}, at most {max}). Raise the camera or move closer.",
    ),
)
def shoulder(subject: Subject) -> Measured:
    return _ratio(subject, "shoulder", "chin", NO_CROWN)


@check(
    "framing.left",
    unit="ratio",
    title=Text("头左侧留空", "blank left of the head"),
    why=RULE,
    how=SIDES_HOW,
    hint=Text(
        "画面左边留空不够({value},至少 {min})。请让考生居中,收拢头发。",
        "Too little blank at the picture's left ({value}, at least {min}). Centre the candidate; tie the hair back.",
    ),
)
def left(subject: Subject) -> Measured:
    return _ratio(subject, "left", "head_left", NO_HEAD)


@check(
    "framing.right",
    unit="ratio",
    title=Text("头右侧留空", "blank right of the head"),
    why=RULE,
    how=SIDES_HOW,
    hint=Text(
        "画面右边留空不够({value},至少 {min})。请让考生居中,收拢头发。",
        "Too little blank at the picture's right ({value}, at least {min}). Centre the candidate; tie the hair back.",
    ),
)
def right(subject: Subject) -> Measured:
    return _ratio(subject, "right", "head_right", NO_HEAD)


@check(
    "framing.centre",
    unit="ratio",
    title=Text("头部居中", "head centred"),
    why=RULE,
    how=Text("左右留空之差,除以成像区宽。", "The difference between the two side blanks, over the width."),
    hint=Text(
        "头偏了,左右留空相差 {value}(至多 {max})。请让考生坐到画面正中。",
        "The head is off centre: the side blanks differ by {value} (at most {max}). Centre the candidate.",
    ),
)
def centre(subject: Subject) -> Measured:
    if subject.framing is None:
        return None
    sides = subject.ratios
    if sides.left is None or sides.right is None:
        return Unmeasured(NO_HEAD)
    return abs(sides.left - sides.right)


@check(
    "framing.shoulders",
    title=Text("双肩入镜", "both shoulders in the picture"),
    why=Text("肩部占 1/5:双肩都要看得见。", "Shoulders take 1/5: both must be seen."),
    how=Text(
        "人像轮廓在头两侧同样距离处有没有肩。",
        "Whether the outline shows a shoulder at the same distance on either side.",
    ),
    hint=Text(
        "没有看到双肩(看到:{value})。请考生正坐,放下头发,相机放低或退后。",
        "The shoulders are not both seen (seen: {value}). Sit straight, put the hair back, lower the camera"
        " or move back.",
    ),
)
def shoulders(subject: Subject) -> Measured:
    framing = subject.framing
    if framing is None:
        return None
    seen = (framing.left_shoulder is not None, framing.right_shoulder is not None)
    return {(True, True): "both", (True, False): "left", (False, True): "right"}.get(seen, "none")


@check(
    "framing.level",
    unit="ratio",
    title=Text("双肩齐平", "shoulders level"),
    why=Text("考生须端坐。", "The candidate sits straight."),
    how=Text("双肩高度差,除以头高。", "The difference in height of the two shoulders, over the head's height."),
    hint=Text(
        "双肩高低差 {value} 头高(至多 {max})。请考生坐正,放平双肩。",
        "One shoulder is higher by {value} of the head (at most {max}). Ask the candidate to sit straight.",
    ),
)
def level(subject: Subject) -> Measured:
    framing = subject.framing
    if framing is None:
        return None
    if framing.left_shoulder is None or framing.right_shoulder is None:
        return Unmeasured(NO_SHOULDER)
    if framing.crown_y is None or framing.chin_y is None:
        return Unmeasured(NO_CROWN)
    return abs(framing.left_shoulder[1] - framing.right_shoulder[1]) / (framing.chin_y - framing.crown_y)


@check(
    "framing.certain",
    title=Text("量得准", "lengths are certain"),
    why=Text("量不准的数不能当准数用。", "A length that is in doubt must not be taken for a sure one."),
    how=Text(
        "头顶、下巴和头的两侧有没有疑点(一撮竖发、碰到边缘、与背景分不清、胡须、帽兜),而且可能改变别的结论。",
        "Whether crown, chin or a side is in doubt (a tuft, a cut edge, hair like the background, a beard, a hood)"
        " by so much that another verdict could be the other way round.",
    ),
    hint=Text("有的长度量不准,请人工看一眼。", "A length is in doubt: have a look at the photo."),
)
def certain(subject: Subject) -> Measured:
    if subject.framing is None:
        return None
    for name, why in subject.framing.doubts.items():
        otherwise = _otherwise(subject.framing, name)
        if otherwise is None or any(_turns(subject, other) for other in otherwise):
            return Unmeasured(why)
    return True


IN_DOUBT = {
    "crown": (("crown_y", (0.06,)),),
    "chin": (("chin_y", (-0.025, 0.025)),),
    "outline": (("crown_y", (-0.02, 0.02)), ("head_left_x", (-0.02, 0.02)), ("head_right_x", (-0.02, 0.02))),
    "head_left": (("head_left_x", (-0.1,)),),
    "head_right": (("head_right_x", (0.1,)),),
}
"""How far a length in doubt may truly lie from where it was measured, head heights: a tuft's foot lies lower,
a side that something meets lies further out, both by no more in labelled portraits; chins under beards were
labelled within 0.023, outlines before busy rooms within 0.02."""


def _otherwise(framing: Framing, doubt: str) -> Iterator[Framing] | None:
    """The framing as it may truly be; None where the length was not measured at all."""
    if framing.crown_y is None or framing.chin_y is None:
        return None
    head = framing.chin_y - framing.crown_y
    moves = [(name, getattr(framing, name), by * head) for name, some in IN_DOUBT[doubt] for by in some]
    if any(value is None for _, value, _ in moves):
        return None
    return (replace(framing, **{name: value + by}) for name, value, by in moves)


def _turns(subject: Subject, framing: Framing) -> bool:
    """Whether another check would say otherwise of this framing."""
    other = replace(subject, framing=framing)
    for each in (top, head, shoulder, left, right, centre, crown):
        rule = subject.profile.rule(each.id)
        if rule and judge(each, each.measure(subject), rule).verdict != judge(each, each.measure(other), rule).verdict:
            return True
    return False


@check(
    "framing.crown",
    unit="px",
    title=Text("头顶位置", "crown position"),
    why=NATIONAL,
    how=Text("头发顶端到上边的像素。", "Pixels from the upper edge to the top of the hair."),
    hint=Text(
        "头顶距上边 {value} 像素,应为 {min}-{max}。请用 process 重新裁剪。",
        "The crown is {value} px from the top, not {min}-{max}. Crop again with process.",
    ),
)
def crown(subject: Subject) -> Measured:
    framing = subject.framing
    if framing is None:
        return None
    return Unmeasured(framing.doubts.get("crown", CUT_ABOVE)) if framing.crown_y is None else framing.crown_y


@check(
    "framing.eyes",
    unit="px",
    title=Text("眼睛位置", "eye position"),
    why=NATIONAL,
    how=Text("双瞳中心的平均高度到上边的像素。", "Pixels from the upper edge to the mean height of the pupils."),
    hint=Text(
        "眼睛距上边 {value} 像素,应为 {min}-{max}。请用 process 重新裁剪。",
        "The eyes are {value} px from the top, not {min}-{max}. Crop again with process.",
    ),
)
def eyes(subject: Subject) -> Measured:
    return None if subject.framing is None else subject.framing.eye_line_y


@check(
    "framing.face_width",
    unit="px",
    title=Text("脸宽", "face width"),
    why=NATIONAL,
    how=Text("人脸网格两颊最外点的距离。", "Between the outermost cheek points of the face mesh."),
    hint=Text(
        "脸宽 {value} 像素,应为 {min}-{max}。请用 process 重新裁剪。",
        "The face is {value} px wide, not {min}-{max}. Crop again with process.",
    ),
)
def face_width(subject: Subject) -> Measured:
    framing = subject.framing
    if framing is None or framing.face_left_x is None or framing.face_right_x is None:
        return None
    return framing.face_right_x - framing.face_left_x


@check(
    "framing.room",
    stage=Stage.CAPTURE,
    unit="px",
    title=Text("四周够裁剪", "room to crop"),
    why=Text("裁剪不能补画背景。", "A crop may not invent background."),
    how=Text(
        "按规定比例裁剪时,原片四边缺的像素之最大值。", "The most pixels that the photo lacks on any side for the crop."
    ),
    hint=Text(
        "人离画面边缘太近,缺 {value} 像素的空白。请退后或居中重拍。",
        "The person is too close to the edge: {value} px of blank are missing. Move back or to the middle, and retake.",
    ),
)
def room(subject: Subject) -> Measured:
    if subject.plan is None:
        return None if subject.framing is None else Unmeasured(subject.framing.doubts.get("crown", NO_CROWN))
    return float(max(subject.plan.missing))


@check(
    "framing.enlargement",
    stage=Stage.CAPTURE,
    unit="times",
    title=Text("原片够大", "photo large enough"),
    why=Text("小照片放大会被退回。", "Small photos that were enlarged are rejected."),
    how=Text("输出像素与原片像素之比。", "Output pixels per source pixel."),
    hint=Text(
        "头部像素太少,要放大 {value} 倍(至多 {max})。请移近相机或用更高分辨率。",
        "The head has too few pixels: it would be enlarged {value} times (at most {max}). Move closer or"
        " use a higher resolution.",
    ),
)
def enlargement(subject: Subject) -> Measured:
    if subject.plan is None:
        return None if subject.framing is None else Unmeasured(subject.framing.doubts.get("crown", NO_CROWN))
    return subject.plan.enlargement


@check(
    "framing.straightened",
    stage=Stage.CAPTURE,
    unit="degrees",
    title=Text("原片头部倾斜", "lean taken out"),
    why=Text("倾斜太多时转正后肩膀会歪。", "Straightening a strong lean tilts the shoulders instead."),
    how=Text("裁剪时转回的角度。", "The angle that the crop turns back."),
    hint=Text(
        "头歪了 {value} 度,转正后肩会歪。请考生坐正重拍。",
        "The head leans {value} degrees. Ask for an upright head and retake.",
    ),
)
def straightened(subject: Subject) -> Measured:
    if subject.plan is None:
        return None
    return subject.plan.crop.angle

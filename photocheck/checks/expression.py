"""Eyes and mouth."""

from __future__ import annotations

from photocheck.checks.base import Measured, Subject, check
from photocheck.layout import eyes as measures
from photocheck.layout.cover import brows as skin_above_brows
from photocheck.layout.cover import ears as skin_at_ears
from photocheck.layout.lenses import darkness, reflection
from photocheck.types import Face, Text

NEUTRAL = Text(
    "须双眼睁开、平视镜头、闭嘴、表情自然。", "Eyes open, looking at the camera, mouth closed, a natural face."
)
GLASSES = Text("眼镜不得反光,不得戴有色眼镜。", "No glare on glasses, no tinted ones.")
UNCOVERED = Text("眉毛、眼睛、耳朵不得被头发遮住。", "Hair must not cover brows, eyes or ears.")


def _measured(subject: Subject) -> Face | None:
    face = subject.face
    return None if face is None or face.points is None else face


@check(
    "face.eyes",
    title=Text("双眼睁开", "eyes open"),
    why=NEUTRAL,
    how=Text(
        "上下眼睑间距除以眼宽,再按模型的闭眼得分打折;取较小的一只眼。细长眼不会因此判为闭眼。",
        "Gap between the lids over the eye's width, less what the model scores as a blink; the smaller eye. Narrow"
        " eyes that look straight pass.",
    ),
    hint=Text(
        "眼睛闭着或没睁开({value},至少 {min})。请考生睁眼看镜头,重拍。",
        "An eye is closed or half closed ({value}, at least {min}). Ask for open eyes and retake.",
    ),
)
def eyes(subject: Subject) -> Measured:
    face = _measured(subject)
    return None if face is None else measures.openness(face)


@check(
    "face.gaze",
    title=Text("平视镜头", "looking at the camera"),
    why=NEUTRAL,
    how=Text(
        "虹膜离平视位置的距离,除以眼宽。",
        "Distance of the irises from where they lie looking ahead, over the eye's width.",
    ),
    hint=Text(
        "眼睛没有看镜头(偏 {value},至多 {max})。请考生看着镜头。",
        "The eyes look elsewhere (off by {value}, at most {max}). Ask the candidate to look into the lens.",
    ),
)
def gaze(subject: Subject) -> Measured:
    face = _measured(subject)
    return None if face is None else measures.gaze(face)


@check(
    "face.mouth",
    title=Text("嘴闭合", "mouth closed"),
    why=NEUTRAL,
    how=Text("内唇间距除以嘴宽。", "Gap between the inner lips over the mouth's width."),
    hint=Text(
        "嘴张开了({value},至多 {max})。请考生闭嘴。",
        "The mouth is open ({value}, at most {max}). Ask the candidate to close it.",
    ),
)
def mouth(subject: Subject) -> Measured:
    face = _measured(subject)
    return None if face is None else measures.lip_gap(face)


@check(
    "face.teeth",
    title=Text("不露齿", "no teeth"),
    why=NEUTRAL,
    how=Text(
        "双唇间又亮又没有颜色的面积,除以眼距平方的百分之一。",
        "Bright, colourless area between the lips, in hundredths of the squared distance of the eyes.",
    ),
    hint=Text(
        "露出了牙齿({value},至多 {max})。请考生闭嘴,自然微笑即可。",
        "Teeth show ({value}, at most {max}). Ask for closed lips; a slight smile is fine.",
    ),
)
def teeth(subject: Subject) -> Measured:
    return None if subject.regions is None else measures.teeth(subject.regions)


@check(
    "face.lenses",
    title=Text("没有深色镜片", "no dark lenses"),
    why=GLASSES,
    how=Text("眼周与脸颊的亮度比,取较亮的一侧。", "Light round the eyes over light on the cheeks, the brighter side."),
    hint=Text(
        "眼睛周围太暗,像是墨镜或有色镜片({value},至少 {min})。请摘掉眼镜。",
        "Too dark round the eyes: sunglasses or tinted lenses? ({value}, at least {min}). Take the glasses off.",
    ),
)
def lenses(subject: Subject) -> Measured:
    return None if subject.regions is None else darkness(subject.regions)


@check(
    "face.glare",
    title=Text("镜片没有反光", "no glare on glasses"),
    why=GLASSES,
    how=Text(
        "眼周白色反光的面积,除以眼距平方;眼里的小光点不算。",
        "Area of white reflections round the eyes over their squared distance; catch lights in the eyes do not count.",
    ),
    hint=Text(
        "镜片反光({value},至多 {max})。请把灯抬高移侧,让镜框略向下,或摘掉眼镜。",
        "The glasses reflect the lamps ({value}, at most {max}). Raise the lamps, tip the frame, or take them off.",
    ),
)
def glare(subject: Subject) -> Measured:
    return None if subject.regions is None else reflection(subject.regions)


@check(
    "face.brows",
    unit="ratio",
    title=Text("眉毛和眼睛没被头发遮住", "brows and eyes clear of hair"),
    why=UNCOVERED,
    how=Text(
        "眉毛上方一带露出皮肤的比例,取被遮得多的一侧。",
        "Share of skin in the band above the brows, the more covered side.",
    ),
    hint=Text(
        "刘海遮住了眉毛(露出 {value},至少 {min})。请把头发撩开。",
        "The fringe covers the brows (skin seen: {value}, at least {min}). Pin the hair back.",
    ),
)
def brows(subject: Subject) -> Measured:
    return None if subject.regions is None else skin_above_brows(subject.regions)


@check(
    "face.ears",
    unit="ratio",
    title=Text("露出双耳", "ears shown"),
    why=UNCOVERED,
    how=Text(
        "脸颊旁耳朵处露出皮肤的比例,取被遮得多的一侧。",
        "Share of skin beside the cheeks where the ears are, the more covered side.",
    ),
    hint=Text(
        "头发遮住了耳朵(露出 {value},至少 {min})。请把头发拢到耳后。",
        "Hair covers an ear (skin seen: {value}, at least {min}). Put the hair behind the ears.",
    ),
)
def ears(subject: Subject) -> Measured:
    return None if subject.regions is None else skin_at_ears(subject.regions)

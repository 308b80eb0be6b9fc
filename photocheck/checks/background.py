"""The cloth behind the person."""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.layout.colour import ciede2000, lab_of
from photocheck.layout.regions import Regions
from photocheck.types import Field, Text

HIDDEN = Text("几乎看不到背景", "hardly any background is seen")
LEAST = 0.02
"""Share of the picture that must be background for its colour to be judged."""
BLUE = Text(
    "背景布为浅蓝色;公布的参考色 RGB(100,197,255),同色调或更浅。",
    "Light-blue cloth; the published reference is RGB(100,197,255), the same hue or lighter.",
)
CHANGE_CLOTH = Text(
    "背景不是浅蓝色({value})。请换浅蓝色背景布,检查白平衡。",
    "The background is not light blue ({value}). Use light-blue cloth and check the white balance.",
)


def _cloth(parts: Regions) -> Field | None:
    """N x 3 CIELAB of the background's pixels."""
    seen = parts.background
    return parts.lab[seen] if seen.mean() >= LEAST else None


def _median(parts: Regions) -> Field | None:
    cloth = _cloth(parts)
    return None if cloth is None else np.median(cloth, axis=0)


@check(
    "background.hue",
    unit="degrees",
    title=Text("背景色调", "background hue"),
    why=BLUE,
    how=Text("背景像素 CIELAB 中位数的色调角。", "Hue angle of the background's CIELAB median."),
    hint=CHANGE_CLOTH,
)
def hue(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    colour = _median(subject.regions)
    if colour is None:
        return Unmeasured(HIDDEN)
    return float(np.degrees(np.arctan2(colour[2], colour[1])) % 360)


@check(
    "background.chroma",
    title=Text("背景浓度", "background chroma"),
    why=BLUE,
    how=Text("背景像素 CIELAB 中位数的彩度。", "Chroma of the background's CIELAB median."),
    low=Text(
        "背景太淡,近于白或灰({value},至少 {min})。请换浅蓝色背景布,或减弱背景上的灯。",
        "The background is nearly white or grey ({value}, at least {min}). Use light-blue cloth, or less light on it.",
    ),
    high=Text(
        "背景蓝得太浓({value},至多 {max})。请换浅一些的背景布。",
        "The background is too strong a blue ({value}, at most {max}). Use lighter cloth.",
    ),
)
def chroma(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    colour = _median(subject.regions)
    return Unmeasured(HIDDEN) if colour is None else float(np.hypot(colour[1], colour[2]))


@check(
    "background.difference",
    title=Text("与参考浅蓝的色差", "difference from the reference blue"),
    why=BLUE,
    how=Text(
        "背景 CIELAB 中位数到参考色的 CIEDE2000。", "CIEDE2000 from the background's CIELAB median to the reference."
    ),
    hint=Text(
        "背景与参考浅蓝相差 {value}(至多 {max})。请检查背景布和白平衡。",
        "The background differs from the reference blue by {value} (at most {max}). Check cloth and white balance.",
    ),
)
def difference(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    colour = _median(subject.regions)
    if colour is None:
        return Unmeasured(HIDDEN)
    return float(ciede2000(colour, lab_of(subject.profile.background.reference)))


@check(
    "background.even",
    title=Text("背景均匀", "background even"),
    why=Text("背景布须垂直、无皱、不反光,光线均匀。", "The cloth hangs straight and matte, evenly lit."),
    how=Text(
        "背景 90% 像素离中位色的 CIELAB 距离(第 90 百分位)。",
        "90th percentile of the background pixels' CIELAB distance from their median.",
    ),
    hint=Text(
        "背景不均匀({value},至多 {max})。请拉平背景布,让灯光均匀,人离布远一些。",
        "The background is uneven ({value}, at most {max}). Pull the cloth straight, light it evenly, seat"
        " the candidate further from it.",
    ),
)
def even(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    cloth = _cloth(subject.regions)
    if cloth is None:
        return Unmeasured(HIDDEN)
    away = np.linalg.norm(cloth - np.median(cloth, axis=0), axis=1)
    return float(np.percentile(away, 90))

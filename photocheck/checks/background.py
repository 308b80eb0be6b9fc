"""The background's colour and how evenly it is lit; what hangs or stands there is in cloth.py."""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.pixels.colour import ciede2000, lab_of
from photocheck.types import Text

BLUE = Text(
    "背景布为浅蓝色;公布的参考色 RGB(100,197,255),同色调或更浅。",
    "Light-blue cloth; the published reference is RGB(100,197,255), the same hue or lighter.",
)


@check(
    "background.hue",
    unit="degrees",
    title=Text("背景色调", "background hue"),
    why=BLUE,
    how=Text("背景像素 CIELAB 中位数的色调角。", "Hue angle of the background's CIELAB median."),
    hint=Text(
        "背景不是浅蓝色(色调 {value},应为 {min}-{max})。请换浅蓝色背景布,检查白平衡。",
        "The background is not light blue (hue {value}, not {min}-{max}). Use light-blue cloth; check the white"
        " balance.",
    ),
)
def hue(subject: Subject) -> Measured:
    cloth = subject.cloth
    if cloth is None or isinstance(cloth, Unmeasured):
        return cloth
    return float(np.degrees(np.arctan2(cloth.median[2], cloth.median[1])) % 360)


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
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else cloth.chroma


@check(
    "background.dark",
    title=Text("背景不太深", "background light enough"),
    why=Text(
        "公布的容差是单向的:与参考色同色调,同样亮或更浅。",
        "The published tolerance has one side: the reference's hue, as light as it or lighter.",
    ),
    how=Text("背景像素的 L* 中位数。", "Median L* of the background's pixels."),
    hint=Text(
        "背景太深(亮度 {value},至少 {min})。请换浅蓝色背景布,或给背景加灯。",
        "The background is too dark (lightness {value}, at least {min}). Use light-blue cloth, or light it.",
    ),
)
def dark(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else float(cloth.median[0])


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
    cloth = subject.cloth
    if cloth is None or isinstance(cloth, Unmeasured):
        return cloth
    return float(ciede2000(cloth.median, lab_of(subject.profile.background.reference)))


@check(
    "background.even",
    title=Text("背景均匀", "background even"),
    why=Text("背景布上的光线须均匀。", "The cloth is evenly lit."),
    how=Text(
        "背景明暗拟合成平滑曲面,最亮与最暗处的 L* 之差。",
        "L* between the lightest and darkest place of a smooth surface fitted to the background.",
    ),
    hint=Text(
        "背景一边亮一边暗(相差 {value},至多 {max})。请让两侧的灯一样远,人离布远一些。",
        "One part of the background is darker (by {value}, at most {max}). Set the lamps at equal distances; seat"
        " the candidate further from the cloth.",
    ),
)
def even(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else cloth.range

"""The light on the face.

Judged against the picture's own background and against what the sensor clips, never by how light a skin
is: the same limits hold for every skin tone.
"""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import TOO_SMALL, Measured, Subject, Unmeasured, check
from photocheck.layout.lenses import redness, whites
from photocheck.layout.light import darkest, forehead_and_cheeks, halves, shine
from photocheck.layout.symmetry import step
from photocheck.pixels.quantiles import percentile
from photocheck.types import Text

LAMPS = Text(
    "至少一盏正面灯,最好再有两盏侧灯;光线不匀、脸上有影子会被退回。",
    "A front lamp at least, better two side lamps as well; uneven light and shadows on the face are rejected.",
)
EXPOSURE = Text("过亮、过暗的照片会被退回。", "Photos that are too bright or too dark are rejected.")
COLOURS = Text("偏色的照片会被退回。", "Photos with a colour cast are rejected.")
NO_FOREHEAD = Text("额头被头发遮住", "hair covers the forehead")
WHITE, BLACK = 252, 6
"""8-bit values from which, and to which, a channel has lost all drawing."""
COLOURED = 8.0
"""Chroma from which a background is a coloured cloth, so that its lightness tells of the exposure too: a
white one may be as bright as it likes."""


@check(
    "light.dark",
    title=Text("曝光够亮", "bright enough"),
    why=EXPOSURE,
    how=Text(
        "背景亮度 L* 的中位数与脸上最亮处(第 98 百分位)L*,取较大者。深肤色不会因此判暗。",
        "The larger of the background's median L* and the L* of the brightest skin (98th percentile), so that"
        " dark skin does not count as a dark photo.",
    ),
    hint=Text(
        "照片太暗(亮度 {value},至少 {min})。请把灯移近或调亮,或加曝光。",
        "The photo is too dark (lightness {value}, at least {min}). Move the lamps closer, or expose longer.",
    ),
)
def dark(subject: Subject) -> Measured:
    skin, cloth = subject.skin, subject.cloth
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    face = percentile(skin.lightness, 98)
    return face if cloth is None or isinstance(cloth, Unmeasured) else max(face, float(cloth.median[0]))


@check(
    "light.bright",
    title=Text("曝光不过亮", "not too bright"),
    why=EXPOSURE,
    how=Text(
        "脸上亮处(第 90 百分位)的 L* 与有色背景布的 L*,取较大者。",
        "The larger of the brighter skin's L* (90th percentile) and a coloured cloth's L*.",
    ),
    hint=Text(
        "照片太亮(亮度 {value},至多 {max})。请减曝光,或把灯移远。",
        "The photo is too bright (lightness {value}, at most {max}). Expose less, or move the lamps away.",
    ),
)
def bright(subject: Subject) -> Measured:
    skin, cloth = subject.skin, subject.cloth
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    face = percentile(skin.lightness, 90)
    if cloth is None or isinstance(cloth, Unmeasured) or cloth.chroma < COLOURED:
        return face
    return max(face, float(cloth.median[0]))


@check(
    "light.clipped",
    unit="ratio",
    title=Text("脸上没有死白", "no burnt-out skin"),
    why=EXPOSURE,
    how=Text(
        "脸部皮肤中至少两个颜色通道到顶的像素占比。",
        "Share of the skin's pixels with two colour channels at their end.",
    ),
    hint=Text(
        "脸上有 {value} 的地方过曝成死白(至多 {max})。请关掉闪光灯或减曝光。",
        "{value} of the face is burnt out to white (at most {max}). No direct flash; expose less.",
    ),
)
def clipped(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    return float((skin.middle >= WHITE).mean())


@check(
    "light.crushed",
    unit="ratio",
    title=Text("脸上没有死黑", "no blocked-up skin"),
    why=EXPOSURE,
    how=Text("脸部皮肤中三个通道都到底的像素占比。", "Share of the skin's pixels with all channels at their end."),
    hint=Text(
        "脸上有 {value} 的地方黑成一片(至多 {max})。请给暗处补光。",
        "{value} of the face is black without drawing (at most {max}). Put light on the dark side.",
    ),
)
def crushed(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    return float((skin.strongest <= BLACK).mean())


@check(
    "light.even",
    unit="ratio",
    title=Text("左右光线均匀", "light even left to right"),
    why=LAMPS,
    how=Text(
        "左右半脸的线性亮度中位数之差,除以较亮的一侧。",
        "Difference of the two half-faces' median linear luminance, over the brighter.",
    ),
    hint=Text(
        "脸上一侧比另一侧暗({value},至多 {max})。请把暗侧的灯移近或调亮。",
        "One side of the face is darker ({value}, at most {max}). Move the lamp on the dark side closer.",
    ),
)
def even(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    found = halves(skin)
    if found is None:
        return Unmeasured(TOO_SMALL)
    a, b = found
    return abs(a - b) / max(a, b, 1e-4)


@check(
    "light.vertical",
    unit="stops",
    title=Text("上下光线均匀", "light even top to bottom"),
    why=LAMPS,
    how=Text(
        "额头与上脸颊线性亮度之比的 log2;胡须不算在内。",
        "log2 of the forehead's over the upper cheeks' linear luminance; beards are left out.",
    ),
    hint=Text(
        "光从头顶来,眼窝和下巴发暗({value},至多 {max})。请加正面灯,不要只用顶灯。",
        "The light comes from above; eyes and chin are dark ({value}, at most {max}). Add a front lamp.",
    ),
)
def vertical(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    found = forehead_and_cheeks(skin)
    if found is None:
        return Unmeasured(NO_FOREHEAD)
    return float(np.log2(max(found[0], 1e-4) / max(found[1], 1e-4)))


@check(
    "light.shadow",
    unit="stops",
    title=Text("脸上没有硬阴影", "no hard shadow on the face"),
    why=LAMPS,
    how=Text(
        "左右半脸逐点对比(镜像相消,五官与肤色不算),其中最明显的一道明暗分界两侧亮度比的 log2。",
        "log2 of the light on either side of the clearest edge in the difference of the mirrored halves of the face;"
        " features and skin, alike on both sides, cancel.",
    ),
    hint=Text(
        "脸上有一道硬阴影({value},至多 {max})。请移开挡光的东西,灯前加柔光。",
        "A hard shadow crosses the face ({value}, at most {max}). Clear what is before the lamp, or soften it.",
    ),
)
def shadow(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    found = step(subject.regions)
    return Unmeasured(TOO_SMALL) if found is None else found


@check(
    "light.hot_spot",
    title=Text("脸上没有反光", "no shine on the face"),
    why=Text("额头、鼻子反光会被退回。", "Shine on forehead and nose is rejected."),
    how=Text(
        "皮肤本色之上叠加的白光(线性,第 98 百分位)。",
        "White light on top of the skin's own colour (linear, 98th percentile).",
    ),
    hint=Text(
        "额头、鼻子或脸颊反光({value},至多 {max})。请擦汗或扑粉,灯前加柔光。",
        "Forehead, nose or cheeks shine ({value}, at most {max}). Dab or powder the face; soften the lamp.",
    ),
)
def hot_spot(subject: Subject) -> Measured:
    skin = subject.skin
    return skin if skin is None or isinstance(skin, Unmeasured) else shine(skin)


@check(
    "light.cast",
    title=Text("没有偏色", "no colour cast"),
    why=COLOURS,
    how=Text(
        "眼白的 CIELAB b*:人人的眼白都是白的,正数偏黄,负数偏蓝。",
        "CIELAB b* of the eyes' whites, which are white on everyone: above 0 yellow, below it blue.",
    ),
    low=Text(
        "照片偏蓝(眼白 b* {value},至少 {min})。请按灯光校准白平衡。",
        "The photo is bluish (b* of the eyes' whites {value}, at least {min}). Set the white balance to the lamps.",
    ),
    high=Text(
        "照片偏黄(眼白 b* {value},至多 {max})。请按灯光校准白平衡,不要混用黄灯。",
        "The photo is yellowish (b* of the eyes' whites {value}, at most {max}). Set the white balance to the lamps.",
    ),
)
def cast(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    found = whites(subject.regions)
    return Unmeasured(TOO_SMALL) if found is None else found


@check(
    "light.tone",
    unit="degrees",
    title=Text("肤色自然", "natural hue of the skin"),
    why=COLOURS,
    how=Text(
        "脸部皮肤 CIELAB 中位数的色调角;各种肤色都在同一段内。",
        "Hue angle of the skin's CIELAB median; it lies in one range for all skin tones.",
    ),
    low=Text(
        "脸色偏红或偏蓝(色调 {value},至少 {min})。请校准白平衡,统一灯的色温。",
        "The skin is reddish or bluish (hue {value}, at least {min}). Set the white balance; use lamps of one kind.",
    ),
    high=Text(
        "脸色偏黄或偏绿(色调 {value},至多 {max})。请校准白平衡,避开日光灯。",
        "The skin is yellowish or greenish (hue {value}, at most {max}). Set the white balance; avoid old tubes.",
    ),
)
def tone(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    _, a, b = skin.parts.own
    # Bluish skin is an angle just below zero, not just below a full turn.
    return float((np.degrees(np.arctan2(b, a)) + 90) % 360 - 90)


@check(
    "light.skin",
    title=Text("皮肤有血色", "skin has colour"),
    why=Text(
        "要真人的彩色照片,不要雕像、画像、黑白照。",
        "A colour photo of a living person: no statue, drawing, grey print.",
    ),
    how=Text("脸部皮肤 CIELAB 中位数的彩度。", "Chroma of the skin's CIELAB median."),
    low=Text(
        "脸几乎没有颜色({value},至少 {min})。请确认是真人彩色照片,并校准白平衡。",
        "The face has hardly any colour ({value}, at least {min}). A living person in colour? Set the white balance.",
    ),
    high=Text(
        "脸的颜色过浓({value},至多 {max})。请关掉美颜滤镜,校准白平衡。",
        "The face's colour is too strong ({value}, at most {max}). No filters; set the white balance.",
    ),
)
def skin_colour(subject: Subject) -> Measured:
    skin = subject.skin
    if skin is None or isinstance(skin, Unmeasured):
        return skin
    _, a, b = skin.parts.own
    return float(np.hypot(a, b))


@check(
    "light.contrast",
    title=Text("反差足够", "enough contrast"),
    why=Text("发灰、像蒙了雾的照片会被退回。", "Veiled, washed-out photos are rejected."),
    how=Text(
        "人像最暗的百分之一(瞳孔、鼻孔、头发)的 L*。", "L* of the person's darkest hundredth: pupils, nostrils, hair."
    ),
    hint=Text(
        "画面发灰,最暗处 L* 也有 {value}(至多 {max})。请擦镜头,挡住直射镜头的光。",
        "The photo is veiled: even its darkest parts have L* {value} (at most {max}). Clean and shade the lens.",
    ),
)
def contrast(subject: Subject) -> Measured:
    return None if subject.regions is None else darkest(subject.regions)


@check(
    "light.red_eyes",
    title=Text("没有红眼", "no red eyes"),
    why=Text("红眼会被退回。", "Red eyes are rejected."),
    how=Text("瞳孔处 CIELAB a* 的中位数,取较红的一只眼。", "Median CIELAB a* of the pupils, the redder eye."),
    hint=Text(
        "瞳孔发红({value},至多 {max})。请关掉机顶闪光灯。",
        "The pupils are red ({value}, at most {max}). Switch off the flash on the camera.",
    ),
)
def red_eyes(subject: Subject) -> Measured:
    return None if subject.regions is None else redness(subject.regions)

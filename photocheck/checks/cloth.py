"""The cloth itself: how it hangs, and what falls on it or stands before it."""

from __future__ import annotations

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.layout.cloth import clothes_alike, liveliness, other
from photocheck.layout.cloth import folds as stripes
from photocheck.layout.cloth import shadow as head_shadow
from photocheck.layout.cloth import sheen as highlights
from photocheck.types import Text

NO_CLOTHES = Text("肩部衣服看得太少", "too little of the clothes is seen at the shoulders")


@check(
    "background.folds",
    title=Text("背景布无皱", "cloth without folds"),
    why=Text("背景布须有垂感:垂直无皱。", "The cloth must hang straight, without folds."),
    how=Text("背景上从上到下的条纹的 L* 标准差。", "L* deviation of stripes that run down the background."),
    hint=Text(
        "背景布有皱褶({value},至多 {max})。请熨平,上下拉紧。",
        "The cloth hangs in folds ({value}, at most {max}). Iron it, and pull it tight above and below.",
    ),
)
def folds(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else stripes(cloth)


@check(
    "background.sheen",
    title=Text("背景布不反光", "cloth without sheen"),
    why=Text("背景布须吸光,用棉或毛涤。", "The cloth must absorb light: cotton or wool-polyester."),
    how=Text(
        "背景最亮处(第 99.5 百分位)比周围高出的 L*。",
        "L* of the brightest patches (99.5th percentile) over their surroundings.",
    ),
    hint=Text(
        "背景布反光({value},至多 {max})。请换不反光的棉布,或让灯避开背景。",
        "The cloth shines ({value}, at most {max}). Use matt cotton, or turn the lamps off it.",
    ),
)
def sheen(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else highlights(cloth)


@check(
    "background.shadow",
    title=Text("背景上没有人影", "no shadow of the head"),
    why=Text("背景上有阴影会被退回。", "A shadow on the background is rejected."),
    how=Text(
        "头旁一圈背景比远处背景暗多少 L*,取较暗的一侧。",
        "L* by which the cloth beside the head is darker than cloth further off, the darker side.",
    ),
    hint=Text(
        "头旁的背景上有影子(暗 {value},至多 {max})。请让人离布 1 米以上,两侧各放一盏灯。",
        "The head throws a shadow on the cloth ({value} darker, at most {max}). Seat the candidate a metre from it,"
        " with a lamp on either side.",
    ),
)
def shadow(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else head_shadow(cloth)


@check(
    "background.object",
    unit="ratio",
    title=Text("背景里没有别的东西", "nothing else in the background"),
    why=Text("背景里只能有背景布。", "Nothing but the cloth may be behind the candidate."),
    how=Text(
        "背景里颜色与布不同的最大一块(或旁边另一个人),占背景的比例。",
        "Share of the background that its largest patch of another colour, or another person in it, takes.",
    ),
    hint=Text(
        "背景里有别的东西,占 {value}(至多 {max})。请移开,或让背景布铺满画面。",
        "Something else takes {value} of the background (at most {max}). Clear it, or let the cloth fill the picture.",
    ),
)
def thing(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else other(cloth)


@check(
    "background.replaced",
    title=Text("背景不是软件填的", "background not filled in by software"),
    why=Text("PS 换背景、改底色的照片有的地方禁止。", "Several authorities forbid a background changed by software."),
    how=Text(
        "背景(单个像素平均后)亮处与暗处的 L* 之差;灯光做不到完全均匀。",
        "L* between light and dark parts of the background, single pixels averaged out; no lamp is perfectly even.",
    ),
    hint=Text(
        "背景像是用软件填的,过于均匀({value},至少 {min})。请核对是否现场拍摄。",
        "The background is too even to be real ({value}, at least {min}). Check that it was taken before a cloth.",
    ),
)
def replaced(subject: Subject) -> Measured:
    cloth = subject.cloth
    return cloth if cloth is None or isinstance(cloth, Unmeasured) else liveliness(cloth)


@check(
    "background.clothes",
    title=Text("衣服与背景分得清", "clothes distinct from the background"),
    why=Text("衣服颜色与背景相近会被退回。", "Clothes close to the background's colour are rejected."),
    unit="ratio",
    how=Text(
        "画面下缘脖子两侧(肩部的位置)与背景中位色相差不到 7(CIELAB)的像素占比。",
        "Share of the pixels at the lower edge on both sides of the neck, where the shoulders are, that are less"
        " than 7 (CIELAB) from the background's median.",
    ),
    hint=Text(
        "衣服与背景颜色太近(肩部有 {value} 分不清,至多 {max})。请换一件颜色不同的上衣。",
        "The clothes are too close to the background ({value} of the shoulders cannot be told from it, at most {max})."
        " Wear another colour.",
    ),
)
def clothes(subject: Subject) -> Measured:
    cloth = subject.cloth
    if cloth is None or isinstance(cloth, Unmeasured):
        return cloth
    found = clothes_alike(cloth)
    return Unmeasured(NO_CLOTHES) if found is None else found

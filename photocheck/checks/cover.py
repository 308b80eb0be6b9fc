"""What covers the head or the face.

The map of hair, skin and clothes decides.  It is made only where colours leave a doubt (see
``layout.cover.doubtful``); without one the head is bare as far as colours tell, and the value is 0.
"""

from __future__ import annotations

from photocheck.checks.base import Measured, Subject, check
from photocheck.layout.cover import head_cover, lower_face
from photocheck.types import Text

BARE = Text("不得戴帽子、头巾;因宗教、医疗原因的除外。", "No hat or scarf, except for religious or medical reasons.")
MAP_HOW = Text(
    "人像分类图中,头顶部分属于{kind_zh}的比例;颜色没有疑点时不跑这个模型,记为 0。",
    "Share of the top of the head that the map of parts calls {kind_en}; where colours raise no doubt the map is"
    " not made and the share is 0.",
)


@check(
    "face.hat",
    unit="ratio",
    title=Text("没戴帽子", "no hat"),
    why=BARE,
    how=MAP_HOW.filled(kind_zh="物件(帽、宽发带)", kind_en="a thing (hat, wide band)"),
    hint=Text(
        "头上像是戴着帽子或宽发带({value},至多 {max})。请摘掉。",
        "There seems to be a hat or wide band on the head ({value}, at most {max}). Take it off.",
    ),
)
def hat(subject: Subject) -> Measured:
    return _share(subject, 0)


@check(
    "face.headscarf",
    unit="ratio",
    title=Text("没有头巾", "no headscarf"),
    why=BARE,
    how=MAP_HOW.filled(kind_zh="衣物(头巾、兜帽)", kind_en="clothes (scarf, hood)"),
    hint=Text(
        "头上像是有头巾或兜帽({value},至多 {max})。请人工确认是否允许。",
        "There seems to be a scarf or hood on the head ({value}, at most {max}). A person should decide.",
    ),
)
def headscarf(subject: Subject) -> Measured:
    return _share(subject, 1)


def _share(subject: Subject, which: int) -> Measured:
    if subject.regions is None:
        return None
    shares = head_cover(subject.regions)
    return 0.0 if shares is None else shares[which]


@check(
    "face.covered",
    unit="ratio",
    title=Text("脸没有被遮挡", "nothing before the face"),
    why=Text("手、口罩、衣领等不得遮挡面部。", "No hand, mask, collar or thing before the face."),
    how=Text(
        "人像分类图中,下半脸不是脸部皮肤的比例;颜色没有疑点时不跑这个模型,记为 0。",
        "The share of the lower face that the map of parts calls something else; where colours raise no doubt the"
        " map is not made and the share is 0.",
    ),
    hint=Text(
        "下半脸有 {value} 被遮住(至多 {max})。请放下手,摘掉口罩,拉低衣领。",
        "{value} of the lower face is covered (at most {max}). Hands down, mask off, collar down.",
    ),
)
def covered(subject: Subject) -> Measured:
    return None if subject.regions is None else lower_face(subject.regions)

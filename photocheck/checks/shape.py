"""Whether the picture was stretched, framed or cut."""

from __future__ import annotations

from photocheck.checks.base import Measured, Subject, check
from photocheck.layout.edges import border as border_width
from photocheck.layout.edges import cut_sides
from photocheck.layout.proportions import stretch
from photocheck.types import Text


@check(
    "framing.stretched",
    unit="ratio",
    title=Text("没有拉伸或压缩", "not stretched"),
    why=Text(
        "拉伸、压缩变形会被退回,例如把 3:4 的照片压成 48:33。",
        "Stretched or squeezed faces are rejected, as when 3:4 is squeezed into 48:33.",
    ),
    how=Text(
        "21 个脸部长度的横竖比例与常人相比(对数);人与人之间本身相差约 3.3%。",
        "Log of width over height from 21 lengths of the face, against a usual face; people themselves differ by"
        " about 3.3 %.",
    ),
    low=Text(
        "脸像是被压窄了({value},至少 {min})。请用 process 从原片裁剪,不要改变长宽比。",
        "The face looks squeezed narrow ({value}, at least {min}). Crop from the camera photo with process; never"
        " change the proportions.",
    ),
    high=Text(
        "脸像是被拉宽了({value},至多 {max})。请用 process 从原片裁剪,不要改变长宽比。",
        "The face looks stretched wide ({value}, at most {max}). Crop from the camera photo with process; never"
        " change the proportions.",
    ),
)
def stretched(subject: Subject) -> Measured:
    face = subject.face
    return None if face is None or face.points is None else stretch(face)


@check(
    "framing.border",
    unit="ratio",
    title=Text("没有边框或黑边", "no border"),
    why=Text("带边框、黑边的照片会被退回。", "Photos with a border or a black edge are rejected."),
    how=Text(
        "四边上单一颜色、与画面截然分开的条带,最宽一条除以照片宽。",
        "The widest strip of one colour that ends sharply along an edge, over the picture's width.",
    ),
    hint=Text(
        "照片有边框或黑边,宽 {value}。请裁掉边框,或用 process 从原片生成。",
        "There is a border or black edge, {value} wide. Crop it off, or make the picture with process.",
    ),
)
def border(subject: Subject) -> Measured:
    # Seen on any picture, with or without a face; a small copy of a camera frame would do as well.
    return border_width(subject.photo.pixels if subject.regions is None else subject.regions.full)


@check(
    "framing.cut",
    title=Text("头部完整", "the whole head is seen"),
    why=Text("头顶和两侧都要留空,头发不能被切掉。", "There is blank above and beside the head; no hair is cut off."),
    how=Text("人像轮廓在哪条边上碰到画面边缘。", "At which of the picture's edges the head's outline ends."),
    hint=Text(
        "头被画面边缘切到({value})。请把相机退后,让头的四周都留空。",
        "The picture's edge cuts the head ({value}). Move the camera back so that there is blank all round.",
    ),
)
def cut(subject: Subject) -> Measured:
    if subject.regions is None:
        return None
    above, left, right = cut_sides(subject.regions)
    if above:
        return "top"
    return {(False, False): "none", (True, False): "left", (False, True): "right"}.get((left, right), "both sides")

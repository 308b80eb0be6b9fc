"""The five lengths and the shoulders: from points and mask to rows and columns.

Every number below is a fraction of the head's height unless it says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from photocheck.layout.matte import refine
from photocheck.layout.patch import straight, to_patch
from photocheck.types import (
    Field,
    Framing,
    Landmarks,
    Mask,
    PictureRules,
    Points,
    Ratios,
    Text,
)

FOREHEAD, CHIN, MOUTH = 10, 152, 14
CHIN_CONTOUR = (148, 152, 377)
LEFT_CHEEK, RIGHT_CHEEK = 234, 454
LEFT_IRIS, RIGHT_IRIS = 468, 473
HEAD_IN_FACES = 1.40
"""Head height / distance from forehead point to chin point: the median over labelled portraits
(0.63 to 0.78 the other way round); only for choosing kernel sizes before the crown is known."""
CHIN_BELOW_POINT = 0.008
"""The mesh's chin point lies inside the chin: the labelled lower edge is so much lower (median)."""
STRAND = 0.05
"""What is narrower than this is a strand, not the head."""
SOFTEN = 0.01
SHOULDER_OFFSETS = (0.50, 0.42)
"""Where the shoulder is looked for, from the head's middle: the finished picture shows 0.54."""
FLARE = 1.2
"""Columns that an outline may widen a row, going down, before it counts as shoulder or collar."""
FLARE_SPAN = 0.03

CUT_ABOVE = Text("头发碰到照片上边,头顶量不出来", "the hair reaches the upper edge, so the crown cannot be seen")
NO_OUTLINE = Text("分不清人和背景,头顶量不出来", "person and background cannot be told apart")
COLLAR = Text("头侧与肩、衣领或长发相连", "shoulder, collar or long hair meets the side of the head")
CUT_SIDE = Text("头侧碰到照片边缘", "the side of the head reaches the picture's edge")


@dataclass(frozen=True, slots=True)
class _Outline:
    """The head in patch rows and columns, corner coordinates."""

    top: float | None
    left: float | None
    right: float | None
    doubts: dict[str, Text]


def frame(landmarks: Landmarks) -> Framing | None:
    """Measure the head; None where there is no face to measure.

    Lengths are pixels of the photo the landmarks came from, straightened by the patch's angle.
    """
    patch, face = landmarks.patch, landmarks.faces[0] if landmarks.faces else None
    if patch is None or face is None or face.points is None:
        return None
    if landmarks.window is None or landmarks.inside is None or landmarks.person is None:
        return None
    points = straight(patch, face.points)
    here = to_patch(patch, points)
    head = HEAD_IN_FACES * float(np.hypot(*(here[CHIN] - here[FOREHEAD])))
    matte = refine(landmarks.window, landmarks.inside, landmarks.person, head)
    chin_row = float(here[list(CHIN_CONTOUR), 1].max()) + CHIN_BELOW_POINT * head
    outline = _outline(matte, landmarks, here, chin_row, head)
    if outline.top is not None:
        head = chin_row - outline.top
    middle = float(here[[LEFT_CHEEK, RIGHT_CHEEK], 0].mean())
    left_shoulder, right_shoulder = _shoulders(matte, landmarks.inside, middle, chin_row, head)

    def x(u: float | None) -> float | None:
        return None if u is None else patch.x0 + u / patch.scale

    def y(v: float | None) -> float | None:
        return None if v is None else patch.y0 + v / patch.scale

    def spot(p: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if p is None else (patch.x0 + p[0] / patch.scale, patch.y0 + p[1] / patch.scale)

    return Framing(
        crown_y=y(outline.top),
        chin_y=y(chin_row),
        head_left_x=x(outline.left),
        head_right_x=x(outline.right),
        eye_line_y=float(points[[LEFT_IRIS, RIGHT_IRIS], 1].mean()),
        left_shoulder=spot(left_shoulder),
        right_shoulder=spot(right_shoulder),
        face_left_x=float(points[LEFT_CHEEK, 0]),
        face_right_x=float(points[RIGHT_CHEEK, 0]),
        matte=matte,
        doubts=outline.doubts,
    )


def ratios(framing: Framing | None, width: float, height: float, rules: PictureRules) -> Ratios:
    """The blanks and the head as fractions of the imaging area of a width x height picture."""
    if framing is None:
        return Ratios()
    area_w = width * rules.imaging_width / rules.width
    area_h = height * rules.imaging_height / rules.height
    x0, y0 = (width - area_w) / 2, (height - area_h) / 2
    crown, chin = framing.crown_y, framing.chin_y
    left, right = framing.head_left_x, framing.head_right_x
    return Ratios(
        top=None if crown is None else (crown - y0) / area_h,
        head=None if crown is None or chin is None else (chin - crown) / area_h,
        shoulder=None if chin is None else (y0 + area_h - chin) / area_h,
        left=None if left is None else (left - x0) / area_w,
        right=None if right is None else (x0 + area_w - right) / area_w,
    )


def _outline(matte: Field, landmarks: Landmarks, here: Points, chin_row: float, head: float) -> _Outline:
    inside = landmarks.inside
    assert inside is not None  # noqa: S101 - frame() has looked
    doubts: dict[str, Text] = {}
    soft = np.asarray(cv2.GaussianBlur(matte, (0, 0), SOFTEN * head), np.float32)
    solid = _component(soft > 0.5, here, STRAND * head)
    if solid is None:
        return _Outline(None, None, None, {"crown": NO_OUTLINE})
    top = _crown(soft, solid, inside, head)
    if top is None:
        doubts["crown"] = CUT_ABOVE
    rows = _head_rows(solid, inside, here, top, chin_row)
    if landmarks.parts is not None:
        clothes = cv2.resize(landmarks.parts[4], matte.shape[::-1]) > 0.5
        solid = solid & ~clothes
    left, flared_left = _side(solid, rows, head, here)
    right, flared_right = _side(solid[:, ::-1], rows, head, here)
    if right is not None:
        right = matte.shape[1] - right
    for name, flared in (("head_left", flared_left), ("head_right", flared_right)):
        if flared:
            doubts[name] = COLLAR
    first, last = _columns(inside)
    if left is not None and left <= first + 0.5:
        doubts["head_left"] = CUT_SIDE
    if right is not None and right >= last - 0.5:
        doubts["head_right"] = CUT_SIDE
    return _Outline(top, left, right, doubts)


def _component(person: Mask, here: Points, width: float) -> Mask | None:
    """The part that holds the face, without strands narrower than ``width``."""
    k = 2 * max(1, round(width / 2)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (k, k))
    opened = cv2.morphologyEx(person.astype(np.uint8), cv2.MORPH_OPEN, disc)
    _, labels = cv2.connectedComponents(opened)
    u, v = here[[LEFT_IRIS, RIGHT_IRIS, MOUTH]].mean(0)
    size = person.shape[0]
    label = labels[min(size - 1, max(0, int(v))), min(size - 1, max(0, int(u)))]
    return None if label == 0 else np.asarray(labels == label)


def _columns(inside: Mask) -> tuple[int, int]:
    """First column inside the photo and the one after the last."""
    columns = np.flatnonzero(inside.any(0))
    return int(columns[0]), int(columns[-1]) + 1


def _crown(soft: Field, solid: Mask, inside: Mask, head: float) -> float | None:
    """The first row of the solid head, to a fraction of a row; None where the edge cuts it."""
    row = int(np.flatnonzero(solid.any(1))[0])
    columns = np.flatnonzero(solid[row])
    column = int(columns.mean())
    if not inside[max(0, row - max(1, round(0.004 * head))), column] or row == 0:
        return None
    # Where the softened matte crosses one half, on the columns that reach up there.
    strip = soft[max(0, row - 8) : row + 8, columns].mean(1)
    above = np.flatnonzero(strip < 0.5)
    if not len(above) or above[-1] + 1 >= len(strip):
        return float(row)
    i = int(above[-1])
    step = (0.5 - strip[i]) / max(1e-6, strip[i + 1] - strip[i])
    return float(max(0, row - 8) + i + 0.5 + step)


def _head_rows(solid: Mask, inside: Mask, here: Points, top: float | None, chin_row: float) -> range:
    first = int(np.flatnonzero(solid.any(1))[0]) if top is None else int(top)
    last = min(int(chin_row), int(np.flatnonzero(inside.any(1))[-1]))
    return range(first, max(first + 1, last))


def _side(solid: Mask, rows: range, head: float, here: Points) -> tuple[float | None, bool]:
    """The leftmost column of the head, and whether a shoulder or collar was left out below."""
    block = solid[rows.start : rows.stop]
    some = block.any(1)
    if not some.any():
        return None, False
    edge = np.where(some, block.argmax(1), block.shape[1]).astype(float)
    span = max(2, round(FLARE_SPAN * head))
    # From the eyes down: an outline that runs off sideways is no longer the head.
    eyes = int(here[[LEFT_IRIS, RIGHT_IRIS], 1].mean()) - rows.start
    for i in range(max(0, eyes) + span, len(edge)):
        if edge[i - span] - edge[i] > FLARE * span and edge[i] < edge[: i - span].min() - 0.01 * head:
            return float(edge[: i - span].min()), True
    return float(edge.min()), False


def _shoulders(
    matte: Field, inside: Mask, middle: float, chin_row: float, head: float
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Where the trunk's outline crosses the same distance left and right of the head's middle."""
    first, last = _columns(inside)
    bottom = int(np.flatnonzero(inside.any(1))[-1])
    room = min(middle - first, last - middle) - 1.5
    found: list[tuple[float, float] | None] = [None, None]
    for offset in SHOULDER_OFFSETS:
        reach = min(offset * head, room)
        for side, sign in enumerate((-1, 1)):
            if found[side] is None:
                found[side] = _shoulder(matte, middle + sign * reach, chin_row, head, bottom)
        if None not in found:
            break
    return found[0], found[1]


def _shoulder(matte: Field, column: float, chin_row: float, head: float, bottom: int) -> tuple[float, float] | None:
    size = matte.shape[0]
    start = max(0, int(chin_row - 0.15 * head))
    strip = matte[start : bottom + 1, min(size - 1, max(0, int(column)))]
    if not len(strip) or strip[-1] < 0.5:
        return None
    outside = np.flatnonzero(strip < 0.5)
    return None if not len(outside) else (column, float(start + outside[-1] + 1))

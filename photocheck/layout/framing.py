"""The five lengths and the shoulders: from points and mask to rows and columns.

Every number below is a fraction of the head's height unless it says otherwise.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from photocheck.layout.matte import refine
from photocheck.layout.mesh import CHEEKBONES, CHEEKS, CHIN_CONTOUR, CHIN_PAD, IRISES, Point
from photocheck.layout.outline import columns_inside, outline
from photocheck.pixels.quantiles import median
from photocheck.pixels.windows import straight, to_patch
from photocheck.profile.rules import PictureRules
from photocheck.types import Doubt, Field, Framing, Landmarks, Mask, PartClass, Pixels, Points, Ratios, Reason

HEAD_IN_FACES = 1.40
"""Head height / distance from forehead point to chin point: the median over labelled portraits
(0.63 to 0.78 the other way round); only for choosing kernel sizes before the crown is known."""
CHIN_BELOW_POINT, CHIN_PER_DEGREE, NODS = 0.008, 0.0008, (-15.0, 10.0)
"""The mesh's chin point lies inside the chin: the labelled lower edge is so much lower for a level head, and by so
much less for each degree that it nods, as most do in ID photos; 44 labelled portraits, London's alone have 0.0009,
ID photos alone 0.0007.  Degrees beyond the last two count as those."""
SIDES_BELOW = 0.02
"""So far below the jaw's contour the head's sides still count: reviewers take hair that hangs slanting where it passes
the chin.  With 0.01 to 0.03 the sides of 22 labelled people from elsewhere lie nearest to their labels (left 0.41, then
0.34 % of the head in the mean, right 0.25, then 0.20 %), those of 28 portraits where they were; from 0.04 on collars
come in."""
BEARD = 0.75
"""Brightness of the chin over that of the cheeks under which a beard (or deep shade) covers it: labelled
portraits with full beards have 0.62 to 0.70, all others 0.80 and more, whatever the skin."""
SHOULDER_OFFSETS = (0.50, 0.42)
"""Where the shoulder is looked for, from the head's middle: the finished picture shows 0.54."""


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
    head = HEAD_IN_FACES * float(np.hypot(*(here[Point.CHIN] - here[Point.FOREHEAD])))
    class_map = landmarks.class_map
    person = landmarks.person if class_map is None else 1 - class_map[PartClass.BACKGROUND]
    matte, trust = refine(landmarks.window, landmarks.inside, person, head)
    # The jaw's contour is where the head's sides end; the chin of a head that nods is seen a little above it.
    jaw_row = float(here[list(CHIN_CONTOUR), 1].max()) + CHIN_BELOW_POINT * head
    nod = 0.0 if face.pose is None else float(np.clip(face.pose.pitch, *NODS))
    chin_row = jaw_row + CHIN_PER_DEGREE * nod * head
    last_row = jaw_row + SIDES_BELOW * head
    found = outline(landmarks.window, matte, trust, landmarks.inside, class_map, here, last_row, head)
    if found.top is not None:
        head = chin_row - found.top
    doubts = found.doubts
    if _covered_chin(landmarks.window, here, head):
        doubts = {**doubts, Doubt.CHIN: Reason.UNDER_BEARD}
    middle = float(here[list(CHEEKS), 0].mean())
    left_shoulder, right_shoulder = _shoulders(matte, landmarks.inside, middle, chin_row, head)

    def x(u: float | None) -> float | None:
        return None if u is None else patch.x0 + u / patch.scale

    def y(v: float | None) -> float | None:
        return None if v is None else patch.y0 + v / patch.scale

    def spot(p: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if p is None else (patch.x0 + p[0] / patch.scale, patch.y0 + p[1] / patch.scale)

    return Framing(
        crown_y=y(found.top),
        chin_y=y(chin_row),
        head_left_x=x(found.left),
        head_right_x=x(found.right),
        eye_line_y=float(points[list(IRISES), 1].mean()),
        left_shoulder=spot(left_shoulder),
        right_shoulder=spot(right_shoulder),
        face_left_x=float(points[Point.LEFT_CHEEK, 0]),
        face_right_x=float(points[Point.RIGHT_CHEEK, 0]),
        matte=matte,
        doubts=doubts,
        # Clothes of the cloth's own colour may hide a shoulder from the coarse mask.
        unsettled=found.unsettled or (class_map is None and None in {left_shoulder, right_shoulder}),
    )


def moved(framing: Framing, x0: float, y0: float, factor: float) -> Framing:
    """The same lengths with (x0, y0) as the origin and every pixel as ``factor`` pixels."""

    def x(value: float | None) -> float | None:
        return None if value is None else (value - x0) * factor

    def y(value: float | None) -> float | None:
        return None if value is None else (value - y0) * factor

    def spot(point: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if point is None else ((point[0] - x0) * factor, (point[1] - y0) * factor)

    return replace(
        framing,
        crown_y=y(framing.crown_y),
        chin_y=y(framing.chin_y),
        head_left_x=x(framing.head_left_x),
        head_right_x=x(framing.head_right_x),
        eye_line_y=y(framing.eye_line_y),
        left_shoulder=spot(framing.left_shoulder),
        right_shoulder=spot(framing.right_shoulder),
        face_left_x=x(framing.face_left_x),
        face_right_x=x(framing.face_right_x),
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


def _covered_chin(window: Pixels, here: Points, head: float) -> bool:
    reach = max(1, round(0.03 * head))
    toward_lip = (0.4, 0.3, 0.3)
    chin = [
        _brightness(window, here[point] + share * (here[Point.LOWER_LIP] - here[point]), reach)
        for point, share in zip(CHIN_PAD, toward_lip, strict=True)
    ]
    cheeks = [_brightness(window, here[point], reach) for point in CHEEKBONES]
    return float(np.mean(chin)) < BEARD * float(np.mean(cheeks))


def _brightness(window: Pixels, spot: Points, reach: int) -> float:
    u, v = (int(c) for c in np.clip(spot, reach, window.shape[0] - reach - 1))
    return median(window[v - reach : v + reach + 1, u - reach : u + reach + 1].sum(2, dtype=np.uint16)) / 3


def _shoulders(
    matte: Field, inside: Mask, middle: float, chin_row: float, head: float
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Where the trunk's outline crosses the same distance left and right of the head's middle."""
    first, last = columns_inside(inside)
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

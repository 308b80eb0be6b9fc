"""Whether the picture was stretched, framed or cut."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.base import check
from photocheck.checks.drape import ON_CLOTH
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import Point
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Cure, Face, Pixels, Reason

DEEPEST = 0.12
"""Share of the picture's width or height beyond which a strip is no border any more."""
STEP = 10.0
"""8-bit levels by which a strip differs from the picture all along it."""
ALL_ALONG = 0.85
PLAIN = 12.0
"""8-bit levels within a strip's outermost line: a frame is of one colour."""
EYES = (33, 133, 362, 263)
"""The four eye corners: their mean stands for the eye line."""
ACROSS: tuple[tuple[tuple[int, ...], tuple[int, ...], float], ...] = (
    ((33,), (263,), -0.223),
    ((133,), (362,), -0.148),
    ((234,), (454,), 0.055),
    ((127,), (356,), 0.206),
    ((172,), (397,), -0.208),
    ((61,), (291,), 0.136),
    ((98,), (327,), -0.054),
    ((70,), (300,), 0.688),
    ((471, 476), (469, 474), 0.447),
    ((468,), (473,), 0.103),
)
"""Lengths across the face: from the mean of some mesh points to the mean of others, and the weight."""
DOWN: tuple[tuple[tuple[int, ...], tuple[int, ...], float], ...] = (
    (EYES, (152,), -0.143),
    ((10,), (152,), -0.221),
    (EYES, (2,), 0.239),
    (EYES, (0,), 0.029),
    ((2,), (152,), -0.152),
    ((10,), EYES, -0.164),
    ((105, 334), EYES, -0.001),
    ((470, 475), (472, 477), -0.404),
    ((17,), (152,), -0.046),
    ((168,), (2,), -0.209),
    ((6,), (1,), 0.072),
)
"""The same down the face."""
USUAL, TURN, NOD, NOD_TWICE = 0.1873, 2.12e-05, -0.00299, 9.39e-05
"""What the sum is for a usual face, and what yaw squared, pitch and pitch squared (degrees) add."""


@check("framing.stretched", unit="ratio", cure=Cure.REPROCESS, silences=["framing.face_width"])
def stretched(face: Face) -> float:
    """log(width over height) of the face against a usual face's: 0.08 is 8 % too wide, -0.08 too tall."""
    assert face.points is not None  # noqa: S101 - only a measured face comes here
    left, right = face.points[[33, 133]].mean(0), face.points[[362, 263]].mean(0)
    turn = np.arctan2(right[1] - left[1], right[0] - left[0])
    c, s = np.cos(turn), np.sin(turn)
    used, (across, down), weights = _lengths()
    level = face.points[used] @ np.array([[c, -s], [s, c]])
    lengths = np.abs(np.concatenate([across @ level[:, 0], down @ level[:, 1]]))
    total = float(weights @ np.log(np.maximum(lengths, 1e-3)))
    if face.pose is None:
        return total - USUAL
    yaw, pitch = face.pose.yaw, face.pose.pitch
    return total - USUAL - TURN * yaw**2 - NOD * pitch - NOD_TWICE * pitch**2


@lru_cache(maxsize=1)
def _lengths() -> tuple[NDArray[np.intp], tuple[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]:
    """The mesh points in use; two matrices that make the lengths across and down of their coordinates; all weights."""
    used = sorted({point for start, end, _ in (*ACROSS, *DOWN) for point in (*start, *end)})
    place = {point: number for number, point in enumerate(used)}
    found = []
    for lengths in (ACROSS, DOWN):
        matrix = np.zeros((len(lengths), len(used)))
        for row, (start, end, _) in zip(matrix, lengths, strict=True):
            for points, sign in ((start, -1.0), (end, 1.0)):
                row[[place[point] for point in points]] += sign / len(points)
        found.append(matrix)
    weights = np.array([weight for *_, weight in (*ACROSS, *DOWN)])
    return np.array(used, np.intp), (found[0], found[1]), weights


# A border is no cloth, and hides what it covers.
@check(
    "framing.border",
    unit="ratio",
    cure=Cure.REPROCESS,
    silences=["framing.shoulders", "framing.certain", *ON_CLOTH],
)
def border(picture: Pixels) -> float:
    """Width of the widest plain strip along an edge, over the picture's width; 0 where there is none."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    sides = (grey, grey[::-1], grey.T, grey.T[::-1])
    return float(max(_strip(side) for side in sides) / grey.shape[1])


def _strip(lines: NDArray[np.uint8]) -> int:
    """Rows of a plain strip at the first row."""
    outermost = lines[0, ::2]
    if percentile(outermost, 95) - percentile(outermost, 5) > PLAIN:
        return 0
    deep = np.asarray(lines[1 : max(3, round(DEEPEST * lines.shape[0]) + 1), ::2], np.float32)
    away = np.abs(deep - np.float32(median(outermost)))
    # All along the line but for corners, where another side's strip goes on.
    departs = np.count_nonzero(away > STEP, axis=1) >= ALL_ALONG * away.shape[1]
    if not departs.any():
        return 0
    depth = int(departs.argmax()) + 1
    if depth == 1:
        return 1
    # A frame ends at once; a cloth that slowly gets darker does not.
    before = median(away[depth - 2])
    ends = np.count_nonzero(away[depth - 1 : depth + 1] - before > 0.7 * STEP, axis=1) >= ALL_ALONG * away.shape[1]
    return depth if ends.any() else 0


@check(
    "framing.cut",
    silences=[
        "framing.top",
        "framing.head",
        "framing.shoulder",
        "framing.left",
        "framing.right",
        "framing.centre",
        "framing.crown",
        "framing.eyes",
        "framing.room",
        "framing.certain",
    ],
    explains=[Reason.NO_CROWN, Reason.NO_SIDES, Reason.CUT_ABOVE, Reason.CUT_SIDE],
)
def cut(portrait: Portrait) -> str:
    """At which of the picture's edges the head's outline ends: none, top, left, right or both sides."""
    above, left, right = _cut_sides(portrait)
    if above:
        return "top"
    return {(False, False): "none", (True, False): "left", (False, True): "right"}.get((left, right), "both sides")


def _cut_sides(portrait: Portrait) -> tuple[bool, bool, bool]:
    """Whether the head meets the picture's upper edge, left edge, right edge (above the chin)."""
    chin = min(portrait.rgb.shape[0], max(1, int(portrait.points[Point.CHIN, 1])))
    eyes = max(1, int(portrait.eyes[:, 1].mean()))
    person = portrait.matte > 0.5
    width = person.shape[1]
    least = max(2, round(0.06 * portrait.head))
    left, right = person[:eyes, :1].sum(), person[:eyes, width - 1 :].sum()
    return bool(person[:1].sum() >= least and chin > 0), bool(left >= least), bool(right >= least)

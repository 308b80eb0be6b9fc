"""The picture's own edges: frames and strips round it, and where they cut the head."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.scene import Regions
from photocheck.layout.mesh import Point
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Pixels

DEEPEST = 0.12
"""Share of the picture's width or height beyond which a strip is no border any more."""
STEP = 10.0
"""8-bit levels by which a strip differs from the picture all along it."""
ALL_ALONG = 0.85
PLAIN = 12.0
"""8-bit levels within a strip's outermost line: a frame is of one colour."""


def border(rgb: Pixels) -> float:
    """Width of the widest plain strip along an edge, over the picture's width; 0 where there is none."""
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
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


def cut_sides(parts: Regions) -> tuple[bool, bool, bool]:
    """Whether the head meets the picture's upper edge, left edge, right edge (above the chin)."""
    chin = min(parts.rgb.shape[0], max(1, int(parts.points[Point.CHIN, 1])))
    eyes = max(1, int(parts.eyes[:, 1].mean()))
    person = parts.matte > 0.5
    width = person.shape[1]
    least = max(2, round(0.06 * parts.head))
    left, right = person[:eyes, :1].sum(), person[:eyes, width - 1 :].sum()
    return bool(person[:1].sum() >= least and chin > 0), bool(left >= least), bool(right >= least)

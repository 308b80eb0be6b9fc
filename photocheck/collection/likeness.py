"""Whether two photos show the same picture: a hash of the framed face that survives re-encoding,
resizing and light cropping, and that two people do not share.

The head is laid on a fixed grid by its own eyes and chin, so a crop or another size changes nothing;
what is kept are the signs of the low frequencies of a cosine transform (as in the well-known pHash).
How it was measured: docs/likeness.md.
"""

from __future__ import annotations

import re

import cv2
import numpy as np

from photocheck.layout.mesh import IRISES, Point
from photocheck.pixels.windows import resized, straight, to_patch
from photocheck.types import Landmarks

GRID = 64
"""Side of the grid that the head is laid on."""
ABOVE, BELOW, BESIDE = 1.35, 1.3, 1.1
"""What the grid shows, about the middle between the eyes: from over the crown to the collar.  The unit
is the geometric mean of the distances between the eyes and from them to the chin."""
KEPT = 20
"""Lowest frequencies kept on either axis."""
BITS = KEPT * KEPT - 1
"""All of them but the mean."""
ALIKE = 70
"""Most bits in which two copies of one picture differ.  Copies differ in 8 at the median and 46 at most;
two people in 181 with a standard deviation of 16, and in 119 at least (benchmarks/likeness.py).  How those that
differ in no more are found among very many: :mod:`photocheck.collection.nearest`."""


def likeness(landmarks: Landmarks) -> str | None:
    """The measured face's likeness as hexadecimal digits, None where there is no face to lay on the grid."""
    patch, window = landmarks.patch, landmarks.window
    face = landmarks.faces[0] if landmarks.faces else None
    if patch is None or window is None or face is None or face.points is None:
        return None
    points = to_patch(patch, straight(patch, face.points))
    eyes = points[list(IRISES)]
    middle = eyes.mean(axis=0)
    unit = float(np.sqrt(np.hypot(*(eyes[1] - eyes[0])) * np.hypot(*(points[Point.CHIN] - middle))))
    if not np.isfinite(unit) or unit < 1:
        return None
    corner, side = middle - (BESIDE * unit, ABOVE * unit), (2 * BESIDE * unit, (ABOVE + BELOW) * unit)
    size = [max(1, round(window.shape[1 - axis] * min(1.0, GRID / side[axis]))) for axis in (0, 1)]
    grey = resized(cv2.cvtColor(window, cv2.COLOR_RGB2GRAY), *size).astype(np.float32)
    share = np.array(size) / patch.size
    corner, step = corner * share, np.array(side) * share / GRID
    matrix = np.array([[step[0], 0, corner[0]], [0, step[1], corner[1]]], np.float32)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grid = np.asarray(cv2.warpAffine(grey, matrix, (GRID, GRID), flags=how, borderMode=cv2.BORDER_REPLICATE))
    low = np.asarray(cv2.dct(grid))[:KEPT, :KEPT].ravel()[1:]
    return np.packbits(low > 0).tobytes().hex()


def is_likeness(value: object) -> bool:
    """Whether it is one as :func:`likeness` gives it: what comes from another office may be anything."""
    return isinstance(value, str) and bool(_LIKENESS.fullmatch(value))


def difference(first: str, second: str) -> int:
    """In how many of :data:`BITS` bits two likenesses differ."""
    return ((int(first, 16) ^ int(second, 16)) >> -BITS % 8).bit_count()


_LIKENESS = re.compile(f"[0-9a-f]{{{2 * -(-BITS // 8)}}}")

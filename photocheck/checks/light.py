"""The light on the face."""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.layout.regions import LEFT_EYE_RING, RIGHT_EYE_RING
from photocheck.types import Text

TOO_SMALL = Text("脸太小", "the face is too small")


@check(
    "light.even",
    unit="ratio",
    title=Text("左右光线均匀", "light even left to right"),
    why=Text(
        "至少一盏正面灯,最好再有两盏侧灯;阴阳脸会被退回。",
        "A front lamp at least, better two side lamps as well; a half-dark face is rejected.",
    ),
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
    parts = subject.regions
    if parts is None:
        return None
    left = parts.points[list(LEFT_EYE_RING)].mean(0)
    right = parts.points[list(RIGHT_EYE_RING)].mean(0)
    middle, across = (left + right) / 2, right - left
    rows, columns = np.nonzero(parts.skin)
    if len(rows) < 40:
        return Unmeasured(TOO_SMALL)
    # On which side of the face's own midline: it stays true where the head leans.
    side = (columns + 0.5 - middle[0]) * across[0] + (rows + 0.5 - middle[1]) * across[1]
    light = parts.luminance[rows, columns]
    a, b = float(np.median(light[side < 0])), float(np.median(light[side > 0]))
    return abs(a - b) / max(a, b, 1e-4)

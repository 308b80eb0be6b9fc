"""Eyes and mouth: how far they are open, and where they look.

Lengths are in eye widths, distances between the eyes or mouth widths, so that no size matters.
"""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import check
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import (
    INNER_LIP_PAIRS,
    INNER_LIPS,
    LEFT_EYE_CORNERS,
    LEFT_IRIS_RING,
    LEFT_LIDS,
    MOUTH_CORNERS,
    RIGHT_EYE_CORNERS,
    RIGHT_IRIS_RING,
    RIGHT_LIDS,
)
from photocheck.types import Face

LIDS = ((*LEFT_LIDS, LEFT_EYE_CORNERS), (*RIGHT_LIDS, RIGHT_EYE_CORNERS))
"""For the picture's left and right eye: three pairs of points on upper and lower lid, and the corners."""
IRIS_RINGS = (LEFT_IRIS_RING, RIGHT_IRIS_RING)
BLINKS = ("eyeBlinkRight", "eyeBlinkLeft")
"""The person's right eye is the picture's left."""
RESTING = -0.08
"""How far below the line of its corners an iris lies that looks straight ahead (eye widths, downwards is
positive): the median of 600 faces."""


@check("face.eyes", silences=["face.gaze", "light.red_eyes"])
def eyes(face: Face) -> float:
    """How far the less open eye is open: lids' gap over the eye's width, less what the model calls a blink.

    About 0.3 for an open eye; narrow eyes looking straight have 0.12 and more, closed ones 0.06 and less.
    """
    assert face.points is not None  # noqa: S101 - only a measured face comes here
    points = face.points
    found = []
    for (*pairs, (outer, inner)), blink in zip(LIDS, BLINKS, strict=True):
        width = np.hypot(*(points[outer] - points[inner]))
        gap = float(np.mean([np.hypot(*(points[a] - points[b])) for a, b in pairs]) / max(width, 1e-6))
        found.append(gap * (1 - face.expression.get(blink, 0.0)))
    return min(found)


@check("face.gaze")
def gaze(face: Face) -> float:
    """How far the irises are from where they lie when looking ahead, in eye widths; both eyes' mean.

    A turned head that still looks at the camera moves them less than the limit allows.
    """
    assert face.points is not None  # noqa: S101 - only a measured face comes here
    points = face.points
    seen = []
    for (*_, corners), iris in zip(LIDS, IRIS_RINGS, strict=True):
        ends = points[list(corners)]
        ends = ends[ends[:, 0].argsort()]
        along = ends[1] - ends[0]
        square = max(float(along @ along), 1e-6)
        away = points[iris[0]] - ends.mean(0)
        seen.append((away @ along / square, (away[1] * along[0] - away[0] * along[1]) / square))
    across, down = np.mean(seen, axis=0)
    return float(max(abs(across), abs(down - RESTING)))


@check("face.mouth", silences=["face.teeth"])
def mouth(face: Face) -> float:
    """Gap between the inner lips over the mouth's width."""
    assert face.points is not None  # noqa: S101 - only a measured face comes here
    points = face.points
    width = np.hypot(*(points[MOUTH_CORNERS[0]] - points[MOUTH_CORNERS[1]]))
    return float(np.mean([np.hypot(*(points[a] - points[b])) for a, b in INNER_LIP_PAIRS]) / max(width, 1e-6))


@check("face.teeth")
def teeth(portrait: Portrait) -> float:
    """Bright pixels of little colour between the inner lips, over the square of the distance of the eyes.

    Bright and colourless as against the face's own skin, for teeth are lit as it is.
    """
    between = portrait.inside(portrait.points[list(INNER_LIPS)])
    if not between.any() or not portrait.skin.any():
        return 0.0
    lab, skin = portrait.lab[between], portrait.own
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    white = (lab[:, 0] > 0.8 * skin[0]) & (chroma < 0.75 * np.hypot(skin[1], skin[2])) & (lab[:, 1] < 0.7 * skin[1])
    return float(white.sum() / portrait.between**2 * 100)

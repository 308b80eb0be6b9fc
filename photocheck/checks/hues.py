"""The colours of the light and of the face, and how black black is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from photocheck.checks.base import Unmeasured, check
from photocheck.checks.portrait import Portrait, disc
from photocheck.checks.skin import Skin
from photocheck.layout.mesh import LEFT_EYE_RING, LEFT_IRIS_RING, RIGHT_EYE_RING, RIGHT_IRIS_RING
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Mask, Points, Reason

PUPIL = 0.55
"""Radius of the disc inside an iris that is looked at for red, in iris radii."""


@check("light.cast")
def cast(portrait: Portrait) -> float:
    """b* of the eyes' whites: the lightest third of the eyes' openings.  White is white on everyone, so it
    shows the colour of the light: above 0 yellow, below it blue."""
    seen = portrait.lab[portrait.polygon(LEFT_EYE_RING) | portrait.polygon(RIGHT_EYE_RING)]
    if len(seen) < 12:
        raise Unmeasured(Reason.TOO_SMALL)
    light = seen[seen[:, 0] >= percentile(seen[:, 0], 65)]
    return median(light[:, 2])


@check("light.tone", unit="degrees")
def tone(skin: Skin) -> float:
    """Hue angle of the skin's CIELAB median."""
    _, a, b = skin.portrait.own
    # Bluish skin is an angle just below zero, not just below a full turn.
    return float((np.degrees(np.arctan2(b, a)) + 90) % 360 - 90)


@check("light.skin")
def skin_colour(skin: Skin) -> float:
    """Chroma of the skin's CIELAB median."""
    _, a, b = skin.portrait.own
    return float(np.hypot(a, b))


@check("light.contrast")
def contrast(portrait: Portrait) -> float:
    """L* of the darkest hundredth of the face and its surroundings: pupils, nostrils, brows, hair."""
    person = cv2.erode((portrait.matte > 0.9).view(np.uint8), disc(1)).view(bool)
    values = cv2.extractChannel(portrait.lab, 0).ravel().take(np.flatnonzero(person | portrait.oval))
    return percentile(values, 1) if values.size else 0.0


@check("light.red_eyes")
def red_eyes(portrait: Portrait) -> float:
    """a* of the pupils; the redder eye."""
    return max(_pupil(portrait, eye) for eye in _eyes(portrait))


@dataclass(frozen=True, eq=False)
class _Eye:
    """One eye, in pixels of the working picture."""

    opening: Mask
    iris: Points
    """Its middle, x and y."""
    radius: float


def _eyes(portrait: Portrait) -> tuple[_Eye, _Eye]:
    """The picture's left and right eye."""
    found = []
    for ring, iris in zip((LEFT_EYE_RING, RIGHT_EYE_RING), (LEFT_IRIS_RING, RIGHT_IRIS_RING), strict=True):
        middle = portrait.points[iris[0]]
        radius = float(np.hypot(*(portrait.points[list(iris[1:])] - middle).T).mean())
        found.append(_Eye(portrait.polygon(ring), middle, radius))
    return found[0], found[1]


def _pupil(portrait: Portrait, eye: _Eye) -> float:
    radius = max(1.0, PUPIL * eye.radius)
    height, width = portrait.rgb.shape[:2]
    x0, y0 = (int(max(0, v - radius - 1)) for v in eye.iris)
    x1, y1 = (int(max(0, min(size, v + radius + 2))) for v, size in zip(eye.iris, (width, height), strict=True))
    x = np.arange(x0, x1)[None, :] + 0.5 - eye.iris[0]
    y = np.arange(y0, y1)[:, None] + 0.5 - eye.iris[1]
    inside = (x * x + y * y <= radius**2) & eye.opening[y0:y1, x0:x1]
    return median(portrait.lab[y0:y1, x0:x1, 1][inside]) if inside.any() else 0.0

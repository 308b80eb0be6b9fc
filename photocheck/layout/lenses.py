"""What lies before the eyes: tinted lenses, reflections, and the pupils' own red."""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.layout.eyes import Eye, eyes
from photocheck.layout.regions import LEFT_BROW_RING, LEFT_EYE_RING, RIGHT_BROW_RING, RIGHT_EYE_RING, Regions, disc
from photocheck.types import Field, Mask

CHEEK = (0.48, 0.95)
"""Rows of the cheek below an eye, distances between the eyes below the eyes' line."""
LENS_ACROSS, LENS_ABOVE, LENS_BELOW = 0.36, 0.10, 0.32
"""Half width of the zone that a spectacle lens covers, and its reach above and below the eye."""
REFLECTED = 0.15
"""White over the skin's own colour, linear light, from which a pixel counts as a reflection."""
PUPIL = 0.55
"""Radius of the disc inside an iris that is looked at for red, in iris radii."""


def _zones(parts: Regions) -> tuple[tuple[Mask, Mask], tuple[Mask, Mask]]:
    """For either eye: the skin round it that a lens would cover, and the cheek below it."""
    across, down = parts.upright
    eye = cv2.dilate((parts.polygon(LEFT_EYE_RING) | parts.polygon(RIGHT_EYE_RING)).astype(np.uint8), disc(2)) > 0
    brow = cv2.dilate((parts.polygon(LEFT_BROW_RING) | parts.polygon(RIGHT_BROW_RING)).astype(np.uint8), disc(1)) > 0
    free = parts.oval & ~eye & ~brow
    found = []
    for side in (-0.5, 0.5):
        beside = np.abs(across - side) < LENS_ACROSS
        lens = beside & free & (down > -LENS_ABOVE) & (down < LENS_BELOW)
        cheek = beside & parts.oval & (down > CHEEK[0]) & (down < CHEEK[1])
        found.append((lens, cheek))
    return found[0], found[1]


def darkness(parts: Regions) -> float | None:
    """Light round the eyes over light on the cheeks; of the two sides the brighter, for dark lenses come in
    pairs and a shadow does not."""
    found = []
    for lens, cheek in _zones(parts):
        if lens.sum() < 8 or cheek.sum() < 8:
            return None
        round_eye, below = np.median(parts.luminance[lens]), np.median(parts.luminance[cheek])
        found.append(float(round_eye / max(float(below), 1e-3)))
    return max(found)


def reflection(parts: Regions) -> float:
    """Area of white reflections before the eyes, over the square of the eyes' distance; the larger side.

    The eye's own opening is left out: a catch light in it is wanted.
    """
    found = []
    for lens, cheek in _zones(parts):
        if lens.sum() < 8 or cheek.sum() < 8:
            continue
        below, before = parts.linear[cheek], parts.linear[lens]
        own = np.median(below, axis=0)
        floor = max(REFLECTED, 1.5 * float(np.percentile(_white(below, own), 95)))
        found.append(float((_white(before, own) > floor).sum()) / parts.between**2)
    return max(found, default=0.0)


def _white(light: Field, own: Field) -> Field:
    """How much white lies over the skin's own colour: N x 3 linear light -> N."""
    low, high = int(own.argmin()), int(own.argmax())
    ratio = float(own[low] / max(float(own[high]), 1e-3))
    return np.asarray((light[:, low] - ratio * light[:, high]) / max(1 - ratio, 0.2), np.float32)


def whites(parts: Regions) -> float | None:
    """b* of the eyes' whites: the lightest third of the eyes' openings.  White is white on everyone, so it
    shows the colour of the light: above 0 yellow, below it blue."""
    seen = parts.lab[parts.polygon(LEFT_EYE_RING) | parts.polygon(RIGHT_EYE_RING)]
    if len(seen) < 12:
        return None
    light = seen[seen[:, 0] >= np.percentile(seen[:, 0], 65)]
    return float(np.median(light[:, 2]))


def redness(parts: Regions) -> float:
    """a* of the pupils; the redder eye."""
    return max(_pupil(parts, eye) for eye in eyes(parts))


def _pupil(parts: Regions, eye: Eye) -> float:
    radius = max(1.0, PUPIL * eye.radius)
    height, width = parts.rgb.shape[:2]
    x0, y0 = (int(max(0, v - radius - 1)) for v in eye.iris)
    x1, y1 = (int(max(0, min(size, v + radius + 2))) for v, size in zip(eye.iris, (width, height), strict=True))
    x = np.arange(x0, x1)[None, :] + 0.5 - eye.iris[0]
    y = np.arange(y0, y1)[:, None] + 0.5 - eye.iris[1]
    inside = (x * x + y * y <= radius**2) & eye.opening[y0:y1, x0:x1]
    return float(np.median(parts.lab[y0:y1, x0:x1, 1][inside])) if inside.any() else 0.0

"""The colours of the light and of the face, and how black black is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from photocheck.checks.base import Unmeasured, check
from photocheck.checks.portrait import Portrait, disc
from photocheck.checks.skin import Skin
from photocheck.layout.mesh import LEFT_EYE_RING, LEFT_IRIS_RING, RIGHT_EYE_RING, RIGHT_IRIS_RING
from photocheck.pixels.colour import lab
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Mask, Points, Reason

IRIS_EDGE = 1.1
"""Iris radii from which an eye's opening is no iris any more."""
WHITE_RED, WHITE_LIGHT = 0.55, 0.55
"""a* and L* of the eyes' whites over the skin's own: lids and corners are redder, lashes and shade darker.  Redness
tells them whatever the colour of the lamps, which moves b* far more than a*."""
LEAST_WHITE = 0.1
"""Pixels of white in both eyes together, over the pixels between the eyes, up to which too little is seen.  From there
to twice as much they count more and more: a pixel more or less, which is noise, must not turn a verdict."""
LEAST_CLOTHES = 12
"""Pixels of white or grey clothes below which they do not vouch."""
CLOTHES_BELOW, LIGHT, NEUTRAL, VOUCHING = 2.6, 65.0, 6.0, 0.05
"""Clothes begin so far below the eyes (distances between them); so light and colourless they are white or grey; and
such a share of them vouches for the light."""
SKIN_RANGE = (4.0, 25.0)
"""b* that the skin of people has in good light: 2 % of 140 photos have less or more."""
PUPIL = 0.55
"""Radius of the disc inside an iris that is looked at for red, in iris radii."""


@check("light.cast", silences=["light.tone", "light.skin"])
def cast(portrait: Portrait) -> float:
    """b* of the eyes' whites.  White is white on everyone, so it shows the colour of the light: above 0 yellow, below
    it blue.

    Lids lend their yellow to what little white narrow or spectacled eyes show, so little white counts little; where
    it is yellow, or none is seen, white or grey clothes vouch for the light.  Without those too only the skin tells,
    and only b* beyond what people's skin has counts.
    """
    if not portrait.skin.any():
        raise Unmeasured(Reason.TOO_SMALL)
    own, clothes = float(portrait.own[2]), _neutral_clothes(portrait)
    otherwise = own - min(max(own, SKIN_RANGE[0]), SKIN_RANGE[1]) if clothes is None else clothes
    whites, weight = _whites(portrait)
    seen = whites if whites <= 0 or clothes is None else min(whites, clothes, key=abs)
    return otherwise + weight * (seen - otherwise)


def _whites(portrait: Portrait) -> tuple[float, float]:
    """b* of what is white in the two eyes' openings, at the picture's own size; and how far it counts, 0 to 1."""
    times = portrait.full.shape[0] / portrait.rgb.shape[0]
    found = [np.zeros((0, 3), np.float32)]
    for ring, iris in zip((LEFT_EYE_RING, RIGHT_EYE_RING), (LEFT_IRIS_RING, RIGHT_IRIS_RING), strict=True):
        lids, circle = portrait.points[list(ring)] * times, portrait.points[list(iris)] * times
        height, width = portrait.full.shape[:2]
        x0, y0 = np.clip(np.floor(lids.min(0)), 0, (width - 1, height - 1)).astype(int)
        x1, y1 = np.clip(np.ceil(lids.max(0)) + 1, (x0 + 1, y0 + 1), (width, height)).astype(int)
        opening = np.zeros((y1 - y0, x1 - x0), np.uint8)
        # In sixteenths of a pixel: an opening may be three pixels high.
        cv2.fillPoly(opening, [np.round((lids - (x0 + 0.5, y0 + 0.5)) * 16).astype(np.int32)], 1, shift=4)
        rows, columns = np.nonzero(opening)
        radius = np.hypot(*(circle[1:] - circle[0]).T).mean()
        away = np.hypot(columns + x0 + 0.5 - circle[0, 0], rows + y0 + 0.5 - circle[0, 1])
        found.append(lab(np.ascontiguousarray(portrait.full[y0:y1, x0:x1]))[rows, columns][away > IRIS_EDGE * radius])
    seen = np.concatenate(found)
    lightness, redness, _ = portrait.own
    white = seen[(seen[:, 1] < WHITE_RED * redness) & (seen[:, 0] > WHITE_LIGHT * lightness)]
    weight = min(len(white) / (LEAST_WHITE * portrait.between * times) - 1, 1.0)
    return (median(white[:, 2]), weight) if weight > 0 else (0.0, 0.0)


def _neutral_clothes(portrait: Portrait) -> float | None:
    """b* of white or grey clothes; None where hardly any are seen."""
    clothes = portrait.lab[(portrait.matte > 0.98) & (portrait.upright[1] > CLOTHES_BELOW)]
    grey = clothes[(clothes[:, 0] > LIGHT) & (np.hypot(clothes[:, 1], clothes[:, 2]) < NEUTRAL)]
    return median(grey[:, 2]) if len(grey) >= max(LEAST_CLOTHES, VOUCHING * len(clothes)) else None


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


@check("light.contrast", silences=["light.skin"])
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

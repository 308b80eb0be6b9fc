"""Spectacles: tinted lenses and reflections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.base import Unmeasured, check
from photocheck.checks.portrait import Portrait, disc
from photocheck.layout.mesh import LEFT_BROW_RING, LEFT_EYE_RING, RIGHT_BROW_RING, RIGHT_EYE_RING
from photocheck.pixels.quantiles import median, medians, percentile
from photocheck.types import Field, Mask, Reason

CHEEK = (0.48, 0.95)
"""Rows of the cheek below an eye, distances between the eyes below the eyes' line."""
LENS_ACROSS, LENS_ABOVE, LENS_BELOW = 0.36, 0.10, 0.32
"""Half width of the zone that a spectacle lens covers, and its reach above and below the eye."""
CLEAR_BELOW = 0.26
"""How far down reflections are looked for: not on the cheekbone, where the sun shines."""
LEAST_PIXELS = 8
"""Pixels of a zone below which it says nothing."""
REFLECTED = 0.15
"""White over the skin's own colour, linear light, from which a pixel counts as a reflection."""
SHARP = 0.08
"""Step of that white from one pixel to the next along a reflection's rim: lamps in a lens have an edge, the
sheen of skin in the sun fades."""
NEIGHBOURS: Final = np.ones((3, 3), np.uint8)


@check("face.lenses", silences=["face.eyes", "face.gaze", "face.glare", "face.lifelike", "light.red_eyes"])
def lenses(portrait: Portrait) -> float:
    """Light round the eyes over light on the cheeks; of the two sides the brighter, for dark lenses come in
    pairs and a shadow does not."""
    window, sides = _sides(portrait, LENS_BELOW)
    if len(sides) < 2:
        raise Unmeasured(Reason.TOO_SMALL)
    light = portrait.luminance[window]
    return max(median(light[side.lens]) / max(median(light[side.cheek]), 1e-3) for side in sides)


@check("face.glare")
def glare(portrait: Portrait) -> float:
    """Area of the largest white reflection with a sharp rim before an eye, over the square of the eyes' distance.

    The eye's own opening is left out: a catch light in it is wanted.
    """
    window, sides = _sides(portrait, CLEAR_BELOW)
    linear = portrait.linear[window]
    largest = 0.0
    for side in sides:
        white = _white(linear, medians(linear[side.cheek]))
        floor = max(REFLECTED, 1.5 * percentile(white[side.cheek], 95))
        bright = (side.lens & (white > floor)).astype(np.uint8)
        if bright.any():
            largest = max(largest, _largest_sharp(bright, white))
    return largest / portrait.between**2


@dataclass(frozen=True, eq=False)
class _Side:
    """One eye's surroundings, as masks of the window that holds both."""

    lens: Mask
    """The skin round it that a lens would cover."""
    cheek: Mask
    """The skin below it."""


def _sides(portrait: Portrait, below_eye: float) -> tuple[tuple[slice, slice], list[_Side]]:
    """The window of the picture that holds eyes and cheeks, and in it the sides that have enough pixels.

    :param below_eye: how far down a lens reaches, distances between the eyes.
    """
    window = _window(portrait)
    across, down = (place[window] for place in portrait.upright)
    eye = cv2.dilate(_either(portrait, LEFT_EYE_RING, RIGHT_EYE_RING)[window].astype(np.uint8), disc(2)) > 0
    brow = cv2.dilate(_either(portrait, LEFT_BROW_RING, RIGHT_BROW_RING)[window].astype(np.uint8), disc(1)) > 0
    oval = portrait.oval[window]
    before = oval & ~eye & ~brow & (down > -LENS_ABOVE) & (down < below_eye)
    below = oval & (down > CHEEK[0]) & (down < CHEEK[1])
    found = []
    for side in (-0.5, 0.5):
        beside = np.abs(across - side) < LENS_ACROSS
        lens, cheek = beside & before, beside & below
        if np.count_nonzero(lens) >= LEAST_PIXELS and np.count_nonzero(cheek) >= LEAST_PIXELS:
            found.append(_Side(lens, cheek))
    return window, found


def _window(portrait: Portrait) -> tuple[slice, slice]:
    """Rows and columns that hold both eyes' surroundings, however the head leans."""
    across = portrait.eyes[1] - portrait.eyes[0]
    down = np.array((-across[1], across[0]))
    reach = 0.5 + LENS_ACROSS
    corners = np.array([x * across + y * down for x in (-reach, reach) for y in (-LENS_ABOVE - 0.05, CHEEK[1])])
    spots = portrait.eyes.mean(0) + corners
    height, width = portrait.rgb.shape[:2]
    x0, y0 = np.clip(np.floor(spots.min(0)), 0, (width - 1, height - 1)).astype(int)
    x1, y1 = np.clip(np.ceil(spots.max(0)) + 1, (x0 + 1, y0 + 1), (width, height)).astype(int)
    return slice(y0, y1), slice(x0, x1)


def _either(portrait: Portrait, left: tuple[int, ...], right: tuple[int, ...]) -> Mask:
    return portrait.polygon(left) | portrait.polygon(right)


def _largest_sharp(bright: NDArray[np.uint8], white: Field) -> float:
    """Pixels of the largest connected spot whose rim is sharp on at least a quarter of its length."""
    step = np.hypot(cv2.Sobel(white, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(white, cv2.CV_32F, 0, 1, scale=1 / 8))
    rim = bright - cv2.erode(bright, NEIGHBOURS)
    count, spots = cv2.connectedComponents(bright, connectivity=8)
    largest = 0
    for spot in range(1, count):
        here = spots == spot
        edge = step[here & (rim > 0)]
        if edge.size and percentile(edge, 75) > SHARP:
            largest = max(largest, int(np.count_nonzero(here)))
    return float(largest)


def _white(light: Field, own: Field) -> Field:
    """How much white lies over the skin's own colour: H x W x 3 linear light -> H x W."""
    low, high = int(own.argmin()), int(own.argmax())
    ratio = float(own[low] / max(float(own[high]), 1e-3))
    return np.asarray((light[..., low] - ratio * light[..., high]) / max(1 - ratio, 0.2), np.float32)

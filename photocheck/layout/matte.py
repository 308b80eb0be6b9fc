"""Refining the person mask against colour models of the background and the person.

The mask is 256 x 256, one pixel of it 0.7 % of a head.  On plain cloth the colours say far more
exactly where the hair ends: both sides are modelled as slowly varying colours taken from where the
mask is sure, and a pixel between them is placed on the line from the one colour to the other.  Where
the two are too alike for the local noise, or the background is busy, the mask keeps the say.
"""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.pixels.quantiles import median
from photocheck.pixels.windows import resized
from photocheck.types import Field, Mask, Pixels

GRID = 96
"""Pixels a side of the copy that the colour models are fitted on: they vary slowly."""
SURE = 0.9
"""Mask value that counts as surely a person; one minus it as surely none."""
BAND_INSIDE, BAND_OUTSIDE = 0.05, 0.07
"""Half widths of the uncertain band about the mask's edge, in head heights."""
TRUST_FROM, TRUST_FULL = 4.0, 10.0
"""Colour contrast in local standard deviations at which colour starts to count, and counts alone."""
NOISE_FLOOR = 1.5
"""Added to the local deviation, in 8-bit steps: rounding and JPEG leave at least so much."""
_SUM = np.ones((1, 3), np.float32)


def refine(window: Pixels, inside: Mask, person: Field, head: float) -> tuple[Field, Field]:
    """The person's share in every pixel of a patch, and how far colour could be trusted for it.

    :param window: n x n x 3 uint8 RGB, the patch's pixels; n is a multiple of :data:`GRID`.
    :param inside: n x n, where the patch lies inside the photo.
    :param person: probability of a person, any square size, float32.
    :param head: the head's height in patch pixels, roughly.
    :returns: twice n x n float32: 0 background to 1 person; 0 the mask alone to 1 colour alone.
    """
    size = window.shape[0]
    times, small = size // GRID, GRID
    mask = np.clip(resized(person, size, size), 0, 1).astype(np.float32, copy=False)
    colours = resized(window, small, small).astype(np.float32)
    coarse = resized(mask, small, small)
    unit = head / times
    real = resized(inside.astype(np.float32), small, small) > 0.99
    background = (cv2.dilate((coarse > 1 - SURE).astype(np.uint8), _disc(BAND_OUTSIDE * unit)) == 0) & real
    person_sure = cv2.erode((coarse > SURE).astype(np.uint8), _disc(BAND_INSIDE * unit)) > 0

    behind = _smooth(colours, background, 0.05 * unit, 0.25 * unit)
    front = _smooth(colours, person_sure, 0.03 * unit, 0.12 * unit)
    noise = _local_deviation(colours, behind, background, 0.08 * unit)
    apart = front - behind
    power = np.einsum("ijk,ijk->ij", apart, apart)
    believed = np.clip((np.sqrt(power) / (noise + NOISE_FLOOR) - TRUST_FROM) / (TRUST_FULL - TRUST_FROM), 0, 1)
    # A pixel's share is (pixel - behind) . apart / power: three weights and a constant, which vary slowly.
    weights = apart / (power + 1e-3)[..., None]
    constant = np.einsum("ijk,ijk->ij", behind, weights)
    weights, constant, believed = (
        cv2.resize(each, (size, size), interpolation=cv2.INTER_LINEAR) for each in (weights, constant, believed)
    )
    share = np.clip(cv2.transform(weights * window, _SUM) - constant, 0, 1)
    # Only between the two is there anything to decide.
    between = _grown((~background & ~person_sure).astype(np.float32), times)
    trust = believed * between
    # Elsewhere trust is 0, and the person is there or is not.
    matte = (mask + trust * (share - mask)) * between + _grown(person_sure.astype(np.float32), times)
    return matte, trust


def _grown(coarse: Field, times: int) -> Field:
    """A field of the coarse copy on the patch's own grid."""
    return np.asarray(coarse.repeat(times, 0).repeat(times, 1))


def _disc(radius: float) -> np.ndarray:
    r = max(1, round(radius))
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))


def _smooth(colours: np.ndarray, where: Mask, near: float, wide: float) -> np.ndarray:
    """Colours averaged over ``where``: nearby ones count most, far ones fill in where there are none."""
    weight = where.astype(np.float32)
    masked = colours * weight[..., None]
    close = cv2.GaussianBlur(masked, (0, 0), near)
    close_weight = cv2.GaussianBlur(weight, (0, 0), near)
    tiny = weight.shape[0] // 4
    far = cv2.GaussianBlur(resized(masked, tiny, tiny), (0, 0), wide / 4)
    far_weight = cv2.GaussianBlur(resized(weight, tiny, tiny), (0, 0), wide / 4)
    filled = resized(far / (far_weight[..., None] + 1e-5), *weight.shape[::-1])
    little = 0.01
    return (close + little * filled) / (close_weight[..., None] + little)


def _local_deviation(colours: np.ndarray, model: np.ndarray, where: Mask, near: float) -> Field:
    """Root mean square distance of the background from its model, nearby."""
    squared = np.einsum("ijk,ijk->ij", colours - model, colours - model)
    typical = median(squared[where]) if where.any() else 1e4
    weight = where.astype(np.float32)
    near_sum = cv2.GaussianBlur(squared * weight, (0, 0), near)
    near_weight = cv2.GaussianBlur(weight, (0, 0), near)
    return np.asarray(np.sqrt((near_sum + 0.01 * typical) / (near_weight + 0.01)), np.float32)

"""From a mask to an alpha: how much of each pixel is the person, and which colour the person has there.

On a plain background every edge pixel is background * (1 - alpha) + foreground * alpha in linear light. The background
is known there (a smooth surface fitted to the sure background), the foreground nearly (the colour of the person close
by), so alpha follows, and then the pixel's own foreground colour. White clothes on light grey give no colour to go by:
there the mask decides.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from studio.colour import Floats, floats

_FITTING_SIDE = 160
"""The longer side, in pixels, of the reduced picture in which the background is fitted."""
_ORDER = 4
"""Order of the polynomial of the background."""
_PLAIN_LIMIT = 0.06
"""Largest relative deviation (robust) of a background that counts as plain."""


def fit_background(linear: Floats, outside: Floats) -> tuple[Floats, float] | None:
    """The plain background behind a person as a smooth surface.

    `linear` is linear RGB, height x width x 3; `outside` is 1 where the pixel is surely background. Returns the surface
    (height x width x 3) and the relative noise left over, or None where the background is not plain. The logarithm is
    fitted, because the fall-off of a lamp is a factor; outliers are dropped four times.
    """
    height, width = linear.shape[:2]
    scale = _FITTING_SIDE / max(height, width)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = np.log(np.maximum(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), 1e-3)).astype(np.float64)
    usable = cv2.resize(outside, size, interpolation=cv2.INTER_AREA) > 0.99
    terms = _terms(size[1], size[0])
    rows, samples = terms[usable], small[usable]
    if len(rows) < 0.05 * usable.size:
        return None
    keep = np.ones(len(rows), dtype=bool)
    for _ in range(5):
        weights, *_ = np.linalg.lstsq(rows[keep], samples[keep], rcond=None)
        off = np.abs(samples - rows @ weights).max(axis=1)
        spread = 1.4826 * float(np.median(off[keep]))
        keep = off < 3.0 * max(spread, 0.004)
    if spread > _PLAIN_LIMIT or keep.mean() < 0.6:
        return None
    surface = np.exp(terms @ weights).astype(np.float32)
    sized = floats(cv2.resize(surface, (width, height), interpolation=cv2.INTER_CUBIC))
    return sized, spread


def _terms(height: int, width: int) -> npt.NDArray[np.float64]:
    """Every x^i y^j with i + j up to the order, height x width x terms, for x and y from -1 to 1."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    powers = [x**i * y**j for i in range(_ORDER + 1) for j in range(_ORDER + 1 - i)]
    return np.stack(powers, axis=-1)


def spread_colour(linear: Floats, weight: Floats) -> Floats:
    """Carry the colour of the weighted pixels outwards over the whole picture, near ones first.

    `linear` is height x width x 3, `weight` height x width from 0 to 1. A pyramid is filled from coarse to fine: a
    pixel without weight takes its colour from the next coarser level.
    """
    stacked = np.dstack([linear * weight[..., None], weight])
    return _fill(stacked)


def _fill(stacked: Floats) -> Floats:
    weight = stacked[..., 3:]
    own = stacked[..., :3] / np.maximum(weight, 1e-4)
    height, width = stacked.shape[:2]
    if min(height, width) < 4:
        mean = stacked[..., :3].sum((0, 1)) / max(float(weight.sum()), 1e-6)
        return np.where(weight > 1e-3, own, mean).astype(np.float32)
    half = cv2.resize(stacked, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    half = floats(half / np.maximum(1.0, half[..., 3:]))
    coarse = cv2.resize(_fill(half), (width, height), interpolation=cv2.INTER_LINEAR)
    sure = np.clip(weight, 0.0, 1.0)
    return floats(own * sure + coarse * (1.0 - sure))


def guided(mask: Floats, guide: Floats, radius: int, strictness: float) -> Floats:
    """The guided filter (He, Sun, Tang 2010): the mask, redrawn so that its edges follow the guide's.

    `mask` and `guide` are height x width; `radius` in pixels; `strictness` is the guide's variance that counts as flat.
    """
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(field: Floats) -> Floats:
        return floats(cv2.blur(field, window))

    guide_mean, mask_mean = mean(guide), mean(mask)
    slope = (mean(guide * mask) - guide_mean * mask_mean) / (mean(guide * guide) - guide_mean**2 + strictness)
    level = mask_mean - slope * guide_mean
    return floats(np.clip(mean(slope) * guide + mean(level), 0.0, 1.0))


def smoothstep(field: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((field - low) / (high - low), 0.0, 1.0)
    return floats(t * t * (3.0 - 2.0 * t))


def widen(mask: npt.NDArray[np.bool_], radius: float) -> npt.NDArray[np.bool_]:
    """Grow (positive radius) or shrink (negative radius) a mask by that many pixels; beyond the picture it goes on."""
    if radius == 0 or mask.all() or not mask.any():
        return mask
    field = (~mask if radius > 0 else mask).astype(np.uint8)
    distance = cv2.distanceTransform(field, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(distance <= radius if radius > 0 else distance > -radius)


def filled(mask: npt.NDArray[np.bool_], largest: float) -> npt.NDArray[np.bool_]:
    """The mask with its holes of at most `largest` pixels filled; the outside and larger gaps stay."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] <= largest
    small[0] = False
    height, width = mask.shape
    for name in range(1, count):
        left, top, wide, high, _ = stats[name]
        if left == 0 or top == 0 or left + wide == width or top + high == height:
            small[name] = False
    return np.asarray(mask | small[names])

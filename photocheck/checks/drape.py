"""The cloth itself: how it hangs, and what falls on it or stands before it."""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.checks.base import NotAsked, Unmeasured, check
from photocheck.checks.cloth import LEAST, OTHER_COLOUR, OTHER_LIGHT, Cloth
from photocheck.checks.portrait import Portrait, disc
from photocheck.layout.mesh import Point
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Cure, Field, Reason

ON_CLOTH = ("background.even", "background.folds", "background.sheen", "background.shadow", "background.object")
"""Ids of what is asked of the cloth up to the edges; grain, blocks and borders are taken for it."""
BRIDGE = 0.03
"""Head heights: half of what joins two heads without making them one."""
CLEAR_OF_HAIR = 0.09
"""Head heights: loose hair and earrings end within it; they shine, and strands look like folds."""
NEAR, FAR = (0.04, 0.13), 0.22
"""Head heights from the outline: the ring where a head's shadow falls, and the cloth beyond it."""
STRIPES, STRIPE_LENGTH, ROWS_IN_ONE = (0.012, 0.06), 0.06, 5
"""Folds, in head heights: the two widths (sigmas) that they lie between, and how far they are smoothed down;
and how many rows of the picture are first made one."""
SHOULDER_ROWS, SHOULDERS = 0.07, (0.55, 1.6)
"""Where clothes are looked at: the lowest rows, in head heights, and how far from the face's middle, in distances
between the eyes."""
ALIKE = 7.0
"""CIELAB distance under which clothes and cloth can hardly be told apart in a picture of this size; a light-blue
shirt before light-blue cloth has more on most of its folds."""

BURNT = 99.5
"""L* from which a background says nothing of paint: 254 of 255 in all channels, where every sensor ends.  23 of 28 real
photos on white were warned of, 19 of them for the reference white itself, RGB(255,255,255)."""


@check("background.folds")
def folds(cloth: Cloth) -> float:
    """L* deviation of stripes that run down the cloth: what is left of its light between two widths across."""
    head, (height, width) = cloth.portrait.head, cloth.where.shape
    narrow, wide = (max(0.3, share * head) for share in STRIPES)
    # Stripes are long: a fifth of the rows, each the mean of some, shows them.
    size = (width, max(1, height // ROWS_IN_ONE))
    tall = max(0.3, STRIPE_LENGTH * head / ROWS_IN_ONE)
    light, weight = (
        np.asarray(
            cv2.GaussianBlur(cv2.resize(field, size, interpolation=cv2.INTER_AREA), (0, 0), narrow, sigmaY=tall),
            np.float32,
        )
        for field in (cloth.light, cloth.weight)
    )
    more = (wide * wide - narrow * narrow) ** 0.5
    stripes = light / (weight + 1e-3) - _across(light, more) / (_across(weight, more) + 1e-3)
    clear = cloth.where & cloth.portrait.away_from_person(CLEAR_OF_HAIR)
    where = clear if clear.any() else cloth.where
    seen = np.flatnonzero(cv2.resize(where.view(np.uint8), size, interpolation=cv2.INTER_NEAREST))
    return float(np.std(stripes.ravel()[seen])) if seen.size else 0.0


def _across(field: Field, sigma: float) -> Field:
    """Smoothed along the rows."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma, sigmaY=1e-3), np.float32)


@check("background.sheen")
def sheen(cloth: Cloth) -> float:
    """L* by which the brightest patches of cloth stand above their surroundings."""
    light = cv2.GaussianBlur(cloth.light, (0, 0), max(0.5, 0.012 * cloth.portrait.head)).ravel()
    clear = np.flatnonzero(cloth.where & cloth.portrait.away_from_person(CLEAR_OF_HAIR))
    return percentile(light.take(clear if clear.size else cloth.index), 99.5)


@check("background.shadow")
def shadow(cloth: Cloth) -> float:
    """L* by which the cloth beside the head is darker than the cloth further off; the darker side.

    Compared with cloth at the same height of the picture, and from brow to chin only: below, clothes
    throw their colour on it.
    """
    portrait = cloth.portrait
    ring = cloth.where & ~portrait.away_from_person(NEAR[1])
    far = portrait.away_from_person(FAR)
    if np.count_nonzero(far) < LEAST / 2 * far.size:
        far = cloth.where & ~ring
    across, down = portrait.upright
    light = cloth.planes[0].ravel()
    rest = light.take(np.flatnonzero(far & (down < 1.9)))
    if rest.size < 20:
        return 0.0
    reference = median(rest)
    beside = np.flatnonzero(ring & (down > -1.2) & (down < 1.6))
    near, right = light.take(beside), across.ravel().take(beside) > 0
    drops = [reference - percentile(near[side], 20) for side in (right, ~right) if np.count_nonzero(side) >= 20]
    return max(drops, default=0.0)


@check("background.object", unit="ratio", silences=["background.even", "background.folds"])
def thing(cloth: Cloth) -> float:
    """Share of the background that the largest thing of another colour takes, or the largest part of a
    person beside the candidate's own outline."""
    odd = (cloth.colour > OTHER_COLOUR) | (np.abs(cloth.light) > OTHER_LIGHT)
    largest = _second_person(cloth.portrait)
    if odd.any():
        solid = cv2.morphologyEx(odd.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
        largest = max(largest, int(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0)
    return largest / max(1, cloth.index.size)


def _second_person(portrait: Portrait) -> int:
    """Pixels of the largest part of the person mask beside the candidate's head that does not hang together with
    it above the mouth; further down shoulders meet."""
    height = int(np.clip(portrait.points[Point.UPPER_LIP, 1], 2, portrait.rgb.shape[0]))
    # Every second pixel: heads are large.  Thin bridges, of hair or an earring, are cut.
    person = np.ascontiguousarray(portrait.matte[:height:2, ::2] > 0.5).view(np.uint8)
    bridge = disc(max(1, round(BRIDGE * portrait.head / 2)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.erode(person, bridge, borderValue=1))
    if count < 3:
        return 0
    x, y = portrait.points[Point.BETWEEN_EYES] / 2
    own = labels[int(np.clip(y, 0, labels.shape[0] - 1)), int(np.clip(x, 0, labels.shape[1] - 1))]
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[[0, own]] = 0
    whole = cv2.dilate((labels == areas.argmax()).astype(np.uint8), bridge) if areas.any() else np.zeros(1, np.uint8)
    return 4 * int(np.count_nonzero(whole))


@check("background.replaced", cure=Cure.REVIEW)
def replaced(cloth: Cloth) -> float:
    """L* between the lighter and darker parts of the cloth, single pixels averaged out: no lamp lights a
    real cloth so evenly that it is none, a bucket of paint does.

    :raises NotAsked: where white is burnt out: a well-lit white wall is then as flat as paint.
    """
    if cloth.median[0] >= BURNT:
        raise NotAsked
    light = cv2.blur(cloth.planes[0], (5, 5)).ravel().take(cloth.some)
    return percentile(light, 95) - percentile(light, 5)


@check("background.clothes", unit="ratio")
def clothes(cloth: Cloth) -> float:
    """Share of the place of the shoulders that cannot be told from the cloth, whatever is there.

    Where clothes have the cloth's colour the person's outline is lost, so it is not asked for: at the picture's
    lower edge, beside the neck, there is a body in every finished photo.
    """
    portrait = cloth.portrait
    across = np.abs(portrait.upright[0])
    first = portrait.rgb.shape[0] - max(3, round(SHOULDER_ROWS * portrait.head))
    beside = (across[first:] > SHOULDERS[0]) & (across[first:] < SHOULDERS[1])
    colours = portrait.lab[first:][beside]
    if len(colours) < 24:
        raise Unmeasured(Reason.CLOTHES_HIDDEN)
    return float((np.square(colours - cloth.median).sum(axis=1) < ALIKE * ALIKE).mean())

"""The cloth behind the person: its colour, its slow shading, and what departs from that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.scene import Regions, disc
from photocheck.layout.mesh import Point
from photocheck.pixels.quantiles import median, percentile
from photocheck.types import Field, Mask

LEAST = 0.02
"""Share of the picture that must be background for it to be judged."""
SAMPLES = 800
"""Pixels that the slow shading is fitted to: it has few numbers, more change nothing."""
OTHER_COLOUR, OTHER_LIGHT = 11.0, 26.0
"""CIELAB distance in a*b*, and in L*, from the cloth's own shading that make a pixel something else:
folds and shadows of clean photos stay under 8 and 20."""
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


@dataclass(frozen=True, eq=False)
class Cloth:
    """The background of a picture; make it by :func:`cloth`, which knows when there is too little."""

    parts: Regions
    where: Mask

    @cached_property
    def index(self) -> NDArray[np.intp]:
        """N: where the cloth's pixels are in the flattened picture."""
        return np.flatnonzero(self.where)

    @cached_property
    def planes(self) -> tuple[Field, Field, Field]:
        """L*, a* and b*, each H x W."""
        lightness, a, b = cv2.split(self.parts.lab)
        return np.asarray(lightness, np.float32), np.asarray(a, np.float32), np.asarray(b, np.float32)

    @cached_property
    def median(self) -> Field:
        """CIELAB, 3."""
        return np.array([median(plane.ravel().take(self.index)) for plane in self.planes], np.float32)

    @cached_property
    def chroma(self) -> float:
        return float(np.hypot(self.median[1], self.median[2]))

    @cached_property
    def shading(self) -> Field:
        """6 x 3: a smooth surface through the cloth's colours, see :func:`quadratic`, fitted twice, the second
        time without what lies far from the first."""
        height, width = self.where.shape
        places = self.index[:: max(1, self.index.size // SAMPLES)]
        colours = self.parts.lab.reshape(-1, 3).take(places, axis=0)
        rows, columns = np.divmod(places, width)
        shape = quadratic(*(np.float32(v) for v in (columns / height - 0.5 * width / height, rows / height - 0.5)))
        away = np.hypot(*(colours - self.median)[:, 1:].T)
        keep = away <= max(OTHER_COLOUR, median(away))
        found = np.zeros((6, 3), np.float32)
        for _ in range(2):
            some = shape[keep]
            normal = some.T @ some + np.float32(1e-5) * np.eye(6, dtype=np.float32)
            found = np.linalg.solve(normal, some.T @ colours[keep])
            rest = np.sqrt(np.square(colours - shape @ found).sum(axis=1))
            keep = rest <= max(4.0, 2.5 * median(rest))
        return np.asarray(found, np.float32)

    @cached_property
    def slow(self) -> Field:
        """H x W: L* of the slow shading."""
        return self._slow(0)

    def _slow(self, channel: int) -> Field:
        height, width = self.where.shape
        y = np.float32(np.arange(height) / height - 0.5)
        x = np.float32(np.arange(width) / height - 0.5 * width / height)
        constant, right, below, right2, both, below2 = self.shading[:, channel]
        # Row by row and column by column: a whole picture of six numbers a pixel is not needed.
        across = constant + x * right + x * x * right2
        down = y * below + y * y * below2
        return np.asarray(down[:, None] + across[None, :] + (y * both)[:, None] * x[None, :], np.float32)

    @cached_property
    def light(self) -> Field:
        """H x W: L* that the slow shading does not explain; 0 where there is no cloth."""
        return np.asarray((self.planes[0] - self.slow) * self.weight, np.float32)

    @cached_property
    def colour(self) -> Field:
        """H x W: distance in a*b* from the slow shading; 0 where there is no cloth."""
        a, b = (self.planes[channel] - self._slow(channel) for channel in (1, 2))
        return np.asarray(np.sqrt(a * a + b * b) * self.weight, np.float32)

    @cached_property
    def weight(self) -> Field:
        """H x W: 1 where there is cloth."""
        return self.where.astype(np.float32)

    @property
    def range(self) -> float:
        """L* between the lightest and darkest place of the slow shading."""
        values = self.slow.ravel().take(self.index[::4])
        return percentile(values, 98) - percentile(values, 2)


def cloth(parts: Regions) -> Cloth | None:
    """The background, or None where hardly any is seen."""
    where = parts.background
    return Cloth(parts, where) if np.count_nonzero(where) >= LEAST * where.size else None


def quadratic(x: Field, y: Field) -> Field:
    """N x 6: what a quadratic surface is made of, at N places."""
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def folds(found: Cloth) -> float:
    """L* deviation of stripes that run down the cloth: what is left of its light between two widths across."""
    head, (height, width) = found.parts.head, found.where.shape
    narrow, wide = (max(0.3, share * head) for share in STRIPES)
    # Stripes are long: a fifth of the rows, each the mean of some, shows them.
    size = (width, max(1, height // ROWS_IN_ONE))
    tall = max(0.3, STRIPE_LENGTH * head / ROWS_IN_ONE)
    light, weight = (
        np.asarray(
            cv2.GaussianBlur(cv2.resize(field, size, interpolation=cv2.INTER_AREA), (0, 0), narrow, sigmaY=tall),
            np.float32,
        )
        for field in (found.light, found.weight)
    )
    more = (wide * wide - narrow * narrow) ** 0.5
    stripes = light / (weight + 1e-3) - _across(light, more) / (_across(weight, more) + 1e-3)
    clear = found.where & found.parts.away_from_person(CLEAR_OF_HAIR)
    where = clear if clear.any() else found.where
    seen = np.flatnonzero(cv2.resize(where.view(np.uint8), size, interpolation=cv2.INTER_NEAREST))
    return float(np.std(stripes.ravel()[seen])) if seen.size else 0.0


def _across(field: Field, sigma: float) -> Field:
    """Smoothed along the rows."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma, sigmaY=1e-3), np.float32)


def sheen(found: Cloth) -> float:
    """L* by which the brightest patches of cloth stand above their surroundings."""
    light = cv2.GaussianBlur(found.light, (0, 0), max(0.5, 0.012 * found.parts.head)).ravel()
    clear = np.flatnonzero(found.where & found.parts.away_from_person(CLEAR_OF_HAIR))
    return percentile(light.take(clear if clear.size else found.index), 99.5)


def shadow(found: Cloth) -> float:
    """L* by which the cloth beside the head is darker than the cloth further off; the darker side.

    Compared with cloth at the same height of the picture, and from brow to chin only: below, clothes
    throw their colour on it.
    """
    parts = found.parts
    ring = found.where & ~parts.away_from_person(NEAR[1])
    far = parts.away_from_person(FAR)
    if np.count_nonzero(far) < LEAST / 2 * far.size:
        far = found.where & ~ring
    across, down = parts.upright
    light = found.planes[0].ravel()
    rest = light.take(np.flatnonzero(far & (down < 1.9)))
    if rest.size < 20:
        return 0.0
    reference = median(rest)
    beside = np.flatnonzero(ring & (down > -1.2) & (down < 1.6))
    near, right = light.take(beside), across.ravel().take(beside) > 0
    drops = [reference - percentile(near[side], 20) for side in (right, ~right) if np.count_nonzero(side) >= 20]
    return max(drops, default=0.0)


def other(found: Cloth) -> float:
    """Share of the background that the largest thing of another colour takes, or the largest part of a
    person beside the candidate's own outline."""
    odd = (found.colour > OTHER_COLOUR) | (np.abs(found.light) > OTHER_LIGHT)
    largest = _second_person(found.parts)
    if odd.any():
        solid = cv2.morphologyEx(odd.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
        largest = max(largest, int(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0)
    return largest / max(1, found.index.size)


def _second_person(parts: Regions) -> int:
    """Pixels of the largest part of the person mask beside the candidate's head that does not hang together with
    it above the mouth; further down shoulders meet."""
    height = int(np.clip(parts.points[Point.UPPER_LIP, 1], 2, parts.rgb.shape[0]))
    # Every second pixel: heads are large.  Thin bridges, of hair or an earring, are cut.
    person = np.ascontiguousarray(parts.matte[:height:2, ::2] > 0.5).view(np.uint8)
    bridge = disc(max(1, round(BRIDGE * parts.head / 2)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.erode(person, bridge, borderValue=1))
    if count < 3:
        return 0
    x, y = parts.points[Point.BETWEEN_EYES] / 2
    own = labels[int(np.clip(y, 0, labels.shape[0] - 1)), int(np.clip(x, 0, labels.shape[1] - 1))]
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[[0, own]] = 0
    whole = cv2.dilate((labels == areas.argmax()).astype(np.uint8), bridge) if areas.any() else np.zeros(1, np.uint8)
    return 4 * int(np.count_nonzero(whole))


def liveliness(found: Cloth) -> float:
    """L* between the lighter and darker parts of the cloth, single pixels averaged out: no lamp lights a
    real cloth so evenly that it is none, a bucket of paint does."""
    light = cv2.blur(found.planes[0], (5, 5)).ravel().take(found.index)
    return percentile(light, 95) - percentile(light, 5)


def clothes_alike(found: Cloth) -> float | None:
    """Share of the place of the shoulders that cannot be told from the cloth, whatever is there.

    Where clothes have the cloth's colour the person's outline is lost, so it is not asked for: at the picture's
    lower edge, beside the neck, there is a body in every finished photo.
    """
    parts = found.parts
    across = np.abs(parts.upright[0])
    first = parts.rgb.shape[0] - max(3, round(SHOULDER_ROWS * parts.head))
    beside = (across[first:] > SHOULDERS[0]) & (across[first:] < SHOULDERS[1])
    colours = parts.lab[first:][beside]
    if len(colours) < 24:
        return None
    return float((np.square(colours - found.median).sum(axis=1) < ALIKE * ALIKE).mean())

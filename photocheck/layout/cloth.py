"""The cloth behind the person: its colour, its slow shading, and what departs from that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from photocheck.layout.regions import CLEAR_OF_PERSON, Regions
from photocheck.types import Field, Mask

LEAST = 0.02
"""Share of the picture that must be background for it to be judged."""
SAMPLES = 800
"""Pixels that the slow shading is fitted to: it has few numbers, more change nothing."""
OTHER_COLOUR, OTHER_LIGHT = 11.0, 26.0
"""CIELAB distance in a*b*, and in L*, from the cloth's own shading that make a pixel something else:
folds and shadows of clean photos stay under 8 and 20."""
CLEAR_OF_HAIR = 0.09
"""Head heights: loose hair and earrings end within it, and they shine."""
NEAR, FAR = (0.04, 0.13), 0.22
"""Head heights from the outline: the ring where a head's shadow falls, and the cloth beyond it."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """The background of a picture; make it by :func:`cloth`, which knows when there is too little."""

    parts: Regions
    where: Mask

    @cached_property
    def lab(self) -> Field:
        """N x 3."""
        return self.parts.lab[self.where]

    @cached_property
    def median(self) -> Field:
        return np.asarray(np.median(self.lab, axis=0), np.float32)

    @cached_property
    def chroma(self) -> float:
        return float(np.hypot(self.median[1], self.median[2]))

    @cached_property
    def shading(self) -> Field:
        """H x W x 3: a smooth surface through the cloth's colours, fitted twice, the second time without
        what lies far from the first."""
        height, width = self.where.shape
        rows, columns = np.nonzero(self.where)
        step = max(1, len(rows) // SAMPLES)
        rows, columns = rows[::step], columns[::step]
        colours = self.parts.lab[rows, columns]
        # About the picture's middle, in heights.
        shape = _surface(*(np.float32(v) for v in (rows / height - 0.5, columns / height - 0.5 * width / height)))
        away = np.hypot(*(colours - self.median)[:, 1:].T)
        keep = away <= max(OTHER_COLOUR, float(np.median(away)))
        for _ in range(2):
            some = shape[keep]
            found = np.linalg.solve(
                some.T @ some + np.float32(1e-5) * np.eye(6, dtype=np.float32), some.T @ colours[keep]
            )
            rest = np.linalg.norm(colours - shape @ found, axis=1)
            keep = rest <= max(4.0, 2.5 * float(np.median(rest)))
        y = np.float32(np.arange(height) / height - 0.5)[:, None]
        x = np.float32(np.arange(width) / height - 0.5 * width / height)[None, :]
        constant, right, below, right2, both, below2 = found
        # Row by row and column by column: a whole picture of six numbers a pixel is not needed.
        across = constant + x[..., None] * right + (x * x)[..., None] * right2
        down = y[..., None] * below + (y * y)[..., None] * below2
        return np.asarray(across + down + (x * y)[..., None] * both, np.float32)

    @cached_property
    def rest(self) -> Field:
        """H x W x 3: what the shading does not explain; 0 where there is no cloth."""
        return np.asarray((self.parts.lab - self.shading) * self.where[..., None], np.float32)

    @property
    def range(self) -> float:
        """L* between the lightest and darkest place of the slow shading."""
        values = self.shading[..., 0][self.where][::4]
        low, high = np.percentile(values, (2, 98))
        return float(high - low)

    def band(self, across: float, wide: float, down: float) -> Field:
        """L* of what is not shading, between two widths (head heights, sigmas) across, smoothed down."""
        weight = self.where.astype(np.float32)
        light = self.rest[..., 0]
        return self._smooth(light, weight, across, down) - self._smooth(light, weight, wide, down)

    def _smooth(self, light: Field, weight: Field, across: float, down: float) -> Field:
        size = (max(0.3, across * self.parts.head), max(0.3, down * self.parts.head))
        some = cv2.GaussianBlur(weight, (0, 0), size[0], sigmaY=size[1])
        return np.asarray(cv2.GaussianBlur(light * weight, (0, 0), size[0], sigmaY=size[1]) / (some + 1e-3), np.float32)


def cloth(parts: Regions) -> Cloth | None:
    """The background, or None where hardly any is seen."""
    where = parts.background
    return Cloth(parts, where) if where.mean() >= LEAST else None


def _surface(y: Field, x: Field) -> Field:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def folds(found: Cloth) -> float:
    """L* deviation of stripes that run down the cloth."""
    stripes = found.band(0.012, 0.06, 0.06)
    return float(np.std(stripes[found.where]))


def sheen(found: Cloth) -> float:
    """L* by which the brightest patches of cloth stand above their surroundings."""
    size = max(0.5, 0.012 * found.parts.head)
    light = cv2.GaussianBlur(found.rest[..., 0], (0, 0), size)
    clear = found.where & found.parts.away_from_person(CLEAR_OF_HAIR)
    return float(np.percentile(light[clear if clear.any() else found.where], 99.5))


def shadow(found: Cloth) -> float:
    """L* by which the cloth beside the head is darker than the cloth further off; the darker side.

    Compared with cloth at the same height of the picture, and from brow to chin only: below, clothes
    throw their colour on it.
    """
    parts = found.parts
    ring = found.where & ~parts.away_from_person(NEAR[1])
    far = parts.away_from_person(FAR)
    if far.mean() < LEAST / 2:
        far = found.where & ~ring
    across, down = parts.upright
    light = parts.lab[..., 0]
    beside = (down > -1.2) & (down < 1.6)
    rest = light[far & (down < 1.9)]
    if rest.size < 20:
        return 0.0
    reference = float(np.median(rest))
    drops = []
    for side in (across < 0, across > 0):
        near = ring & beside & side
        if near.sum() >= 20:
            drops.append(reference - float(np.percentile(light[near], 20)))
    return max(drops, default=0.0)


def other(found: Cloth) -> float:
    """Share of the background that the largest thing of another colour takes."""
    rest = found.rest
    odd = (np.hypot(rest[..., 1], rest[..., 2]) > OTHER_COLOUR) | (np.abs(rest[..., 0]) > OTHER_LIGHT)
    solid = cv2.morphologyEx((odd & found.where).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    largest = int(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0
    return largest / max(1, int(found.where.sum()))


def liveliness(found: Cloth) -> float:
    """L* between the lighter and darker parts of the cloth, single pixels averaged out: no lamp lights a
    real cloth so evenly that it is none, a bucket of paint does."""
    light = cv2.blur(found.parts.lab[..., 0], (5, 5))[found.where]
    low, high = np.percentile(light, (5, 95))
    return float(high - low)


def clothes_contrast(found: Cloth) -> float | None:
    """CIELAB distance between the clothes at the shoulders and the cloth; the smaller side."""
    parts = found.parts
    across = parts.upright[0]
    height = parts.rgb.shape[0]
    rows = np.arange(height)[:, None]
    low = (rows > height - max(3, 0.07 * parts.head)) & (parts.matte > 0.95)
    distances = []
    for side in (-1, 1):
        zone = low & (across * side > 0.55) & (across * side < 1.6)
        if zone.sum() >= 12:
            away = np.linalg.norm(parts.lab[zone] - found.median, axis=1)
            distances.append(float(np.median(away)))
    return min(distances, default=None)


__all__ = [
    "CLEAR_OF_PERSON", "Cloth", "cloth", "clothes_contrast", "folds", "liveliness", "other", "shadow", "sheen",
]  # fmt: skip

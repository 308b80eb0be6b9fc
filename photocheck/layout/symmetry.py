"""A hard shadow on the face, seen against the face's own other half.

Nose, cheeks, beard and fringe are alike on both sides; a shadow's edge is not.  So every place of the skin is
compared with its mirrored place, which the mesh's mirrored points show, and a step is looked for in what is left.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from photocheck.checks.scene import Regions, disc
from photocheck.layout.cloth import quadratic
from photocheck.layout.mesh import MIDDLE_LINE, MIRRORED
from photocheck.types import Field, Mask

ACROSS, DOWN, STEP = (0.02, 1.1), (-0.54, 1.9), 0.05
"""Where the halves are compared, in distances between the eyes from the middle line and from the eyes' line: below
the forehead, for fringes are not alike."""
PLACES, LEANS = np.arange(0, 0.85, 0.1), np.radians(np.arange(-40, 41, 10))
"""Where an edge may run: its distance from the middle line, and its lean."""
SOFT = 0.12
"""Width of the edge, distances between the eyes."""
LEAST_PLACES = 130
LARGEST = 2.0
"""Stops between mirrored places beyond which one of them is no skin."""


def step(parts: Regions) -> float | None:
    """Stops of light between the two sides of the edge that explains the halves' difference best; None where too
    little of both halves is seen.

    Light that grows steadily across the face, as beside a lamp, is taken out first.
    """
    difference, seen = _difference(parts)
    if np.count_nonzero(seen) < LEAST_PLACES:
        return None
    across, edges, squares = _edges()
    shown = seen.astype(np.float32)
    growth = across * shown
    strength = growth @ across
    rest = (difference - across * ((growth @ difference) / strength)) * shown
    # Of each edge, what is no steady growth; what is nearly all growth says nothing.
    size = squares @ shown - (edges @ growth) ** 2 / strength
    along = edges @ rest
    explained = np.where(size > 0.03 * shown.sum(), along**2 / np.maximum(size, 1e-6), 0.0)
    best = int(explained.argmax())
    return float(abs(along[best]) / max(size[best], 1e-6))


def _difference(parts: Regions) -> tuple[Field, Mask]:
    """log2 of the light of one half's places over that of their mirrored places; and which of them are skin."""
    middle = parts.eyes.mean(0)
    along = (parts.eyes[1] - parts.eyes[0]) / parts.between**2
    level = np.array([[along[0], -along[1]], [along[1], along[0]]])
    points = (parts.points - middle) @ level
    left, right = (list(side) for side in zip(*MIRRORED, strict=True))
    here, there = [*left, *right, *MIDDLE_LINE], [*right, *left, *MIDDLE_LINE]
    mirror = _fitted(quadratic(*points[here].T), points[there])
    line = points[list(MIDDLE_LINE)]
    start, slope = _fitted(np.stack([np.ones(len(line)), line[:, 1]], axis=-1), line[:, 0])
    across, down = _grid()
    place = np.stack([across + start + slope * down, down], axis=-1)
    mirrored = quadratic(*place.T) @ mirror
    back = np.linalg.inv(level)
    skin = cv2.erode(parts.skin.astype(np.uint8), disc(1)).astype(np.float32)
    light = cv2.GaussianBlur(parts.luminance, (0, 0), 1.0)
    found = []
    for spots in (place, mirrored):
        where = np.asarray(spots @ back + middle - 0.5, np.float32)
        sample = (cv2.remap(field, where[:, :1], where[:, 1:], cv2.INTER_LINEAR)[:, 0] for field in (light, skin))
        found.append((np.log2(np.maximum(next(sample), 2e-3)), next(sample) > 0.99))
    (one, one_skin), (other, other_skin) = found
    difference = np.asarray(one - other, np.float32)
    return difference, np.asarray(one_skin & other_skin & (np.abs(difference) < LARGEST))


def _fitted(shape: Field, values: Field) -> Field:
    """Least squares; numpy's own costs three times as much for so few numbers."""
    return np.asarray(np.linalg.solve(shape.T @ shape, shape.T @ values))


@lru_cache(maxsize=1)
def _grid() -> tuple[Field, Field]:
    """The compared places, across and down, flat."""
    across, down = np.meshgrid(*(np.arange(start, end, STEP, dtype=np.float32) for start, end in (ACROSS, DOWN)))
    return across.ravel(), down.ravel()


@lru_cache(maxsize=1)
def _edges() -> tuple[Field, Field, Field]:
    """Steady growth across; K x N: the difference of the halves under each edge that is looked for; its square."""
    across, down = _grid()
    found = []
    for lean in LEANS:
        for place in PLACES:
            beside = (down - 0.3) * np.sin(lean)
            lit = (np.clip(((x - place) * np.cos(lean) + beside) / SOFT + 0.5, 0, 1) for x in (across, -across))
            found.append(next(lit) - next(lit))
    edges = np.asarray(found, np.float32)
    return across, edges, edges * edges


__all__ = ["step"]

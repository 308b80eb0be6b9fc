"""Where the light on the face comes from: one side, above, through a hard edge, straight back as shine.

For a hard shadow the face is compared with its own other half.  Nose, cheeks, beard and fringe are alike on both
sides; a shadow's edge is not.  So every place of the skin is compared with its mirrored place, which the mesh's
mirrored points show, and a step is looked for in what is left.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from photocheck.checks.base import Unmeasured, check
from photocheck.checks.portrait import Portrait, disc
from photocheck.checks.skin import Skin
from photocheck.layout.mesh import MIDDLE_LINE, MIRRORED
from photocheck.pixels.quantiles import medians, percentile
from photocheck.pixels.surface import least_squares, quadratic
from photocheck.types import Cure, Field, Mask, Reason

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


@check("light.even", unit="ratio")
def even(skin: Skin) -> float:
    """Difference of the two half-faces' median linear luminance, over the brighter."""
    across, _ = skin.place
    left, right = skin.light(across < 0), skin.light(across > 0)
    if left is None or right is None:
        raise Unmeasured(Reason.TOO_SMALL)
    return abs(left - right) / max(left, right, 1e-4)


@check("light.vertical", unit="stops")
def vertical(skin: Skin) -> float:
    """log2 of the forehead's luminance over that of the cheeks just below the eyes, which beards leave free and
    which look forward as the forehead does."""
    forehead = skin.light(skin.zone(-0.55, -1.05, 0.55, -0.5))
    cheeks = skin.light(skin.zone(-0.85, 0.3, -0.4, 0.7) | skin.zone(0.4, 0.3, 0.85, 0.7))
    if forehead is None or cheeks is None:
        raise Unmeasured(Reason.FOREHEAD_HIDDEN)
    return float(np.log2(max(forehead, 1e-4) / max(cheeks, 1e-4)))


@check("light.shadow", unit="stops")
def shadow(portrait: Portrait) -> float:
    """Stops of light between the two sides of the edge that explains the halves' difference best.

    Light that grows steadily across the face, as beside a lamp, is taken out first.
    """
    difference, seen = _difference(portrait)
    if np.count_nonzero(seen) < LEAST_PLACES:
        raise Unmeasured(Reason.TOO_SMALL)
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


@check("light.hot_spot", cure=Cure.REVIEW)
def hot_spot(skin: Skin) -> float:
    """Specular light: the 98th percentile of the white that lies over the skin's own colour, linear.

    Skin lit more brightly keeps its colour; a reflection of the lamp adds white.  So the part of the
    weakest channel that the pixel's strongest one does not explain is the reflection.
    """
    rgb = skin.portrait.linear.reshape(-1, 3).take(skin.index, axis=0)
    own = medians(rgb)
    low, high = int(own.argmin()), int(own.argmax())
    ratio = float(own[low] / max(float(own[high]), 1e-3))
    # white w over colour c: high = c + w, low = ratio * c + w
    white = (rgb[:, low] - ratio * rgb[:, high]) / max(1 - ratio, 0.2)
    return percentile(white, 98)


def _difference(portrait: Portrait) -> tuple[Field, Mask]:
    """log2 of the light of one half's places over that of their mirrored places; and which of them are skin."""
    middle = portrait.eyes.mean(0)
    along = (portrait.eyes[1] - portrait.eyes[0]) / portrait.between**2
    level = np.array([[along[0], -along[1]], [along[1], along[0]]])
    points = (portrait.points - middle) @ level
    left, right = (list(side) for side in zip(*MIRRORED, strict=True))
    here, there = [*left, *right, *MIDDLE_LINE], [*right, *left, *MIDDLE_LINE]
    mirror = least_squares(quadratic(*points[here].T), points[there])
    line = points[list(MIDDLE_LINE)]
    start, slope = least_squares(np.stack([np.ones(len(line)), line[:, 1]], axis=-1), line[:, 0])
    across, down = _grid()
    place = np.stack([across + start + slope * down, down], axis=-1)
    mirrored = quadratic(*place.T) @ mirror
    back = np.linalg.inv(level)
    skin = cv2.erode(portrait.skin.astype(np.uint8), disc(1)).astype(np.float32)
    light = cv2.GaussianBlur(portrait.luminance, (0, 0), 1.0)
    found = []
    for spots in (place, mirrored):
        where = np.asarray(spots @ back + middle - 0.5, np.float32)
        sample = (cv2.remap(field, where[:, :1], where[:, 1:], cv2.INTER_LINEAR)[:, 0] for field in (light, skin))
        found.append((np.log2(np.maximum(next(sample), 2e-3)), next(sample) > 0.99))
    (one, one_skin), (other, other_skin) = found
    difference = np.asarray(one - other, np.float32)
    return difference, np.asarray(one_skin & other_skin & (np.abs(difference) < LARGEST))


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

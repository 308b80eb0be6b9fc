"""Light on the face: luminance and colour of its skin, zone by zone.

Zones are places in the face's own frame (see ``Regions.upright``): x across, y down, both in distances
between the eyes; the mouth is then at y = 1.1, the chin at about 1.9, the face's sides at x = +-1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.layout.regions import Regions, disc
from photocheck.types import Field, Mask

LEAST_PIXELS = 40
"""Skin pixels below which a zone says nothing."""
EDGE_ANGLES = np.radians((-20, 0, 20))
"""Directions across a shadow's edge: edges that run down the face; across it run brows and lids."""
EDGE_REACH, EDGE_STRIP, EDGE_SHARE = 0.15, 0.08, 0.25
"""Distance of the two places compared and width of a strip, in distances between the eyes; and the
share of a strip that need not show the step: an eye or the nose fills less than three quarters of it."""


@dataclass(frozen=True, eq=False)
class Skin:
    """The face's skin, flattened: one entry a pixel."""

    parts: Regions

    @cached_property
    def where(self) -> Mask:
        return self.parts.skin

    @cached_property
    def lab(self) -> Field:
        """N x 3 CIELAB."""
        return self.parts.lab[self.where]

    @cached_property
    def luminance(self) -> Field:
        """N, linear, 0-1."""
        return self.parts.luminance[self.where]

    @cached_property
    def strongest(self) -> NDArray[np.uint8]:
        """N: the largest of the three channels, 8-bit."""
        return np.asarray(self.parts.rgb[self.where].max(1), np.uint8)

    @cached_property
    def middle(self) -> NDArray[np.uint8]:
        """N: the second of the three channels, 8-bit: a strong red alone is no white."""
        rgb = self.parts.rgb[self.where]
        return np.asarray(rgb.sum(1, dtype=np.int16) - rgb.max(1) - rgb.min(1), np.uint8)

    @cached_property
    def place(self) -> tuple[Field, Field]:
        """N each: across and down in the face's own frame."""
        across, down = self.parts.upright
        return across[self.where], down[self.where]

    def zone(self, left: float, top: float, right: float, bottom: float) -> Mask:
        """Which of the N lie in a box of the face's own frame."""
        across, down = self.place
        return np.asarray((across > left) & (across < right) & (down > top) & (down < bottom))

    def light(self, zone: Mask) -> float | None:
        """Median luminance of a zone."""
        return float(np.median(self.luminance[zone])) if zone.sum() >= LEAST_PIXELS // 2 else None


def skin(parts: Regions) -> Skin | None:
    """The face's skin, None where there are too few pixels of it."""
    found = Skin(parts)
    return found if int(found.where.sum()) >= LEAST_PIXELS else None


def halves(found: Skin) -> tuple[float, float]:
    """Median luminance of the face's left and right half."""
    across, _ = found.place
    return float(np.median(found.luminance[across < 0])), float(np.median(found.luminance[across > 0]))


def forehead_and_cheeks(found: Skin) -> tuple[float, float] | None:
    """Median luminance of the forehead and of the upper cheeks, which beards leave free."""
    forehead = found.light(found.zone(-0.55, -1.05, 0.55, -0.5))
    cheeks = found.light(found.zone(-0.95, 0.35, -0.35, 0.95) | found.zone(0.35, 0.35, 0.95, 0.95))
    return None if forehead is None or cheeks is None else (forehead, cheeks)


def edge(found: Skin) -> float:
    """The steepest edge of light that runs down the face: log2 of the light on one side over the other.

    The face is cut into narrow strips that run down it; a strip shows an edge where the light steps by
    as much on three quarters of its length.  Eyes, nose and mouth step on a part of it only.
    """
    parts = found.parts
    reach = EDGE_REACH * parts.between
    rows, columns = np.nonzero(found.where)
    margin = int(reach) + 2
    y0, x0 = max(0, rows.min() - margin), max(0, columns.min() - margin)
    y1, x1 = rows.max() + margin, columns.max() + margin
    light = np.log2(np.maximum(cv2.GaussianBlur(parts.luminance[y0:y1, x0:x1], (0, 0), 1.0), 2e-3))
    across, down = found.place
    keep = np.abs(across) < 0.6
    across, down, rows, columns = across[keep], down[keep], rows[keep] - y0, columns[keep] - x0
    steepest = 0.0
    for angle in EDGE_ANGLES:
        dx, dy = float(np.cos(angle) * reach), float(np.sin(angle) * reach)
        ahead, behind = _moved(light, -dx, -dy), _moved(light, dx, dy)
        steps = (ahead - behind)[rows, columns]
        strips = ((across * np.cos(angle) + down * np.sin(angle) + 3) / EDGE_STRIP).astype(int)
        # Sorted by strip and, within one, by step: any percentile is then an index away.
        steps = steps[np.lexsort((steps, strips))]
        counts = np.bincount(strips)
        counts, starts = counts[counts > 0], np.cumsum(np.r_[0, counts])[:-1][counts > 0]
        full = counts >= 0.07 * parts.between**2
        if full.any():
            below, size = starts[full], counts[full] - 1
            low = steps[below + (EDGE_SHARE * size).astype(int)]
            high = steps[below + ((1 - EDGE_SHARE) * size).astype(int)]
            steepest = max(steepest, float(low.max()), float(-high.min()))
    return steepest


def _moved(field: Field, dx: float, dy: float) -> Field:
    matrix = np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])
    return np.asarray(cv2.warpAffine(field, matrix, field.shape[::-1], borderMode=cv2.BORDER_REPLICATE), np.float32)


def shine(found: Skin) -> float:
    """Specular light: the 98th percentile of the white that lies over the skin's own colour, linear.

    Skin lit more brightly keeps its colour; a reflection of the lamp adds white.  So the part of the
    weakest channel that the pixel's strongest one does not explain is the reflection.
    """
    rgb = found.parts.linear[found.where]
    own = np.median(rgb, axis=0)
    low, high = int(own.argmin()), int(own.argmax())
    ratio = float(own[low] / max(float(own[high]), 1e-3))
    # white w over colour c: high = c + w, low = ratio * c + w
    white = (rgb[:, low] - ratio * rgb[:, high]) / max(1 - ratio, 0.2)
    return float(np.percentile(white, 98))


def darkest(parts: Regions) -> float:
    """L* of the darkest hundredth of the face and its surroundings: pupils, nostrils, brows, hair."""
    person = cv2.erode((parts.matte > 0.9).astype(np.uint8), disc(1)) > 0
    values = parts.lab[..., 0][person | parts.oval]
    return float(np.percentile(values, 1)) if values.size else 0.0

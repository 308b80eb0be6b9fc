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

from photocheck.checks.scene import Regions, disc
from photocheck.pixels.quantiles import median, medians, percentile
from photocheck.types import Field, Mask

LEAST_PIXELS = 40
"""Skin pixels below which a zone says nothing."""


@dataclass(frozen=True, eq=False)
class Skin:
    """The face's skin, flattened: one entry a pixel."""

    parts: Regions

    @cached_property
    def index(self) -> NDArray[np.intp]:
        """N: where the pixels are in the flattened picture; taking by it is far cheaper than by a mask."""
        return np.flatnonzero(self.parts.skin)

    def _of(self, field: Field) -> Field:
        """N: one number a pixel of an H x W field."""
        return np.asarray(field.ravel().take(self.index))

    @cached_property
    def lightness(self) -> Field:
        """N: L*."""
        return np.ascontiguousarray(self.parts.lab.reshape(-1, 3).take(self.index, axis=0)[:, 0])

    @cached_property
    def luminance(self) -> Field:
        """N, linear, 0-1."""
        return self._of(self.parts.luminance)

    @cached_property
    def channels(self) -> NDArray[np.uint8]:
        """3 x N: red, green and blue, 8-bit."""
        return np.ascontiguousarray(self.parts.rgb.reshape(-1, 3).take(self.index, axis=0).T)

    @property
    def strongest(self) -> NDArray[np.uint8]:
        """N: the largest of the three channels, 8-bit."""
        return np.asarray(self.channels.max(axis=0), np.uint8)

    @property
    def middle(self) -> NDArray[np.uint8]:
        """N: the second of the three channels, 8-bit: a strong red alone is no white."""
        red, green, blue = self.channels
        return np.asarray(np.maximum(np.minimum(red, green), np.minimum(np.maximum(red, green), blue)), np.uint8)

    @cached_property
    def place(self) -> tuple[Field, Field]:
        """N each: across and down in the face's own frame."""
        across, down = self.parts.upright
        return self._of(across), self._of(down)

    def zone(self, left: float, top: float, right: float, bottom: float) -> Mask:
        """Which of the N lie in a box of the face's own frame."""
        across, down = self.place
        return np.asarray((across > left) & (across < right) & (down > top) & (down < bottom))

    def light(self, zone: Mask) -> float | None:
        """Median luminance of a zone."""
        seen = self.luminance[zone]
        return median(seen) if seen.size >= LEAST_PIXELS // 2 else None


def skin(parts: Regions) -> Skin | None:
    """The face's skin, None where there are too few pixels of it."""
    found = Skin(parts)
    return found if found.index.size >= LEAST_PIXELS else None


def halves(found: Skin) -> tuple[float, float] | None:
    """Median luminance of the face's left and right half."""
    across, _ = found.place
    left, right = found.light(across < 0), found.light(across > 0)
    return None if left is None or right is None else (left, right)


def forehead_and_cheeks(found: Skin) -> tuple[float, float] | None:
    """Median luminance of the forehead and of the cheeks just below the eyes, which beards leave free and
    which look forward as the forehead does."""
    forehead = found.light(found.zone(-0.55, -1.05, 0.55, -0.5))
    cheeks = found.light(found.zone(-0.85, 0.3, -0.4, 0.7) | found.zone(0.4, 0.3, 0.85, 0.7))
    return None if forehead is None or cheeks is None else (forehead, cheeks)


def shine(found: Skin) -> float:
    """Specular light: the 98th percentile of the white that lies over the skin's own colour, linear.

    Skin lit more brightly keeps its colour; a reflection of the lamp adds white.  So the part of the
    weakest channel that the pixel's strongest one does not explain is the reflection.
    """
    rgb = found.parts.linear.reshape(-1, 3).take(found.index, axis=0)
    own = medians(rgb)
    low, high = int(own.argmin()), int(own.argmax())
    ratio = float(own[low] / max(float(own[high]), 1e-3))
    # white w over colour c: high = c + w, low = ratio * c + w
    white = (rgb[:, low] - ratio * rgb[:, high]) / max(1 - ratio, 0.2)
    return percentile(white, 98)


def darkest(parts: Regions) -> float:
    """L* of the darkest hundredth of the face and its surroundings: pupils, nostrils, brows, hair."""
    person = cv2.erode((parts.matte > 0.9).view(np.uint8), disc(1)).view(bool)
    values = cv2.extractChannel(parts.lab, 0).ravel().take(np.flatnonzero(person | parts.oval))
    return percentile(values, 1) if values.size else 0.0

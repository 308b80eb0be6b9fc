"""The face's skin, zone by zone.

Zones are places in the face's own frame (see ``Portrait.upright``): x across, y down, both in distances
between the eyes; the mouth is then at y = 1.1, the chin at about 1.9, the face's sides at x = +-1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photocheck.checks.portrait import Portrait
from photocheck.pixels.quantiles import median
from photocheck.types import Field, Mask

LEAST_PIXELS = 40
"""Skin pixels below which a zone says nothing."""


@dataclass(frozen=True, eq=False)
class Skin:
    """The face's skin, flattened: one entry a pixel."""

    portrait: Portrait

    @cached_property
    def index(self) -> NDArray[np.intp]:
        """N: where the pixels are in the flattened picture; taking by it is far cheaper than by a mask."""
        return np.flatnonzero(self.portrait.skin)

    def _of(self, field: Field) -> Field:
        """N: one number a pixel of an H x W field."""
        return np.asarray(field.ravel().take(self.index))

    @cached_property
    def lightness(self) -> Field:
        """N: L*."""
        return np.ascontiguousarray(self.portrait.lab.reshape(-1, 3).take(self.index, axis=0)[:, 0])

    @cached_property
    def luminance(self) -> Field:
        """N, linear, 0-1."""
        return self._of(self.portrait.luminance)

    @cached_property
    def channels(self) -> NDArray[np.uint8]:
        """3 x N: red, green and blue, 8-bit."""
        return np.ascontiguousarray(self.portrait.rgb.reshape(-1, 3).take(self.index, axis=0).T)

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
        across, down = self.portrait.upright
        return self._of(across), self._of(down)

    def zone(self, left: float, top: float, right: float, bottom: float) -> Mask:
        """Which of the N lie in a box of the face's own frame."""
        across, down = self.place
        return np.asarray((across > left) & (across < right) & (down > top) & (down < bottom))

    def light(self, zone: Mask) -> float | None:
        """Median luminance of a zone."""
        seen = self.luminance[zone]
        return median(seen) if seen.size >= LEAST_PIXELS // 2 else None


def skin_of(portrait: Portrait) -> Skin | None:
    """The face's skin, None where there are too few pixels of it."""
    found = Skin(portrait)
    return found if found.index.size >= LEAST_PIXELS else None

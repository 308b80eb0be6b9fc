"""The cloth behind the person: its colour, its slow shading, and what departs from that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.portrait import Portrait
from photocheck.pixels.quantiles import median, medians, percentile
from photocheck.pixels.surface import quadratic
from photocheck.types import Field, Mask

LEAST = 0.02
"""Share of the picture that must be background for it to be judged."""
SAMPLES = 800
"""Pixels that the slow shading is fitted to: it has few numbers, more change nothing."""
SOME = 3000
"""Pixels that its median and its quantiles are taken from."""
OTHER_COLOUR, OTHER_LIGHT = 11.0, 26.0
"""CIELAB distance in a*b*, and in L*, from the cloth's own shading that make a pixel something else:
folds and shadows of clean photos stay under 8 and 20."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """The background of a picture; make it by :func:`cloth`, which knows when there is too little."""

    portrait: Portrait
    where: Mask

    @cached_property
    def index(self) -> NDArray[np.intp]:
        """N: where the cloth's pixels are in the flattened picture."""
        return np.flatnonzero(self.where)

    @cached_property
    def planes(self) -> tuple[Field, Field, Field]:
        """L*, a* and b*, each H x W."""
        lightness, a, b = cv2.split(self.portrait.lab)
        return np.asarray(lightness, np.float32), np.asarray(a, np.float32), np.asarray(b, np.float32)

    @cached_property
    def some(self) -> NDArray[np.intp]:
        """About SOME of the cloth's pixels, spread evenly: as many as a share of it needs to be known to 1 %."""
        return self.index[:: max(1, self.index.size // SOME)]

    @cached_property
    def median(self) -> Field:
        """CIELAB, 3."""
        return medians(self.portrait.lab.reshape(-1, 3).take(self.some, axis=0))

    @cached_property
    def chroma(self) -> float:
        return float(np.hypot(self.median[1], self.median[2]))

    @cached_property
    def shading(self) -> Field:
        """6 x 3: a smooth surface through the cloth's colours, see :func:`quadratic`, fitted twice, the second
        time without what lies far from the first."""
        height, width = self.where.shape
        places = self.index[:: max(1, self.index.size // SAMPLES)]
        colours = self.portrait.lab.reshape(-1, 3).take(places, axis=0)
        rows, columns = np.divmod(places, width)
        shape = quadratic(
            *(np.asarray(v, np.float32) for v in (columns / height - 0.5 * width / height, rows / height - 0.5))
        )
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
        y = np.asarray(np.arange(height) / height - 0.5, np.float32)
        x = np.asarray(np.arange(width) / height - 0.5 * width / height, np.float32)
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
        values = self.slow.ravel().take(self.some)
        return percentile(values, 98) - percentile(values, 2)


def cloth_of(portrait: Portrait) -> Cloth | None:
    """The background, or None where hardly any is seen."""
    where = portrait.background
    return Cloth(portrait, where) if np.count_nonzero(where) >= LEAST * where.size else None

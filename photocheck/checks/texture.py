"""The picture at its own size, in 8-bit grey levels: what sharpness, noise and rasters are measured on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING
from photocheck.types import Field, Mask

COARSE_STEP = 0.03
"""Head heights: the size of lids and lips, which no blur that leaves a face wipes out."""
LEAST_CALM = 0.01
"""Share of the picture that must be cloth, or skin, for noise to be measured on it."""
NOISE_SAMPLES = 4000
"""Places that noise is measured at: its deviation is then known to 1 %."""
CALM_MEAN = 0.515
"""Mean size of the smaller three quarters of normal deviations, in standard deviations: edges and weave
are in the other quarter."""
SECOND_SAMPLES = 25_000
"""Pixels of the features that sharpness is measured on, at least, where there are so many."""
DIRECTIONS = ((1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1))
"""(dx, dy), from right by an eighth of a half turn to beyond down-left."""


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture at its own size, in grey."""

    portrait: Portrait

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        return np.asarray(cv2.cvtColor(self.portrait.full, cv2.COLOR_RGB2GRAY), np.uint8)

    @property
    def times(self) -> float:
        """Pixels of ``full`` per pixel of the working picture."""
        return float(self.portrait.full.shape[0] / self.portrait.rgb.shape[0])

    @cached_property
    def features(self) -> Field:
        """The part of the picture with eyes, brows, nose and mouth in it."""
        rings = [*LEFT_EYE_RING, *RIGHT_EYE_RING, *LIP_RING]
        return np.asarray(self.grey[self._box(rings, 0.45 * self.portrait.between * self.times)], np.float32)

    @cached_property
    def face(self) -> Field:
        return np.asarray(self.grey[self.face_box], np.float32)

    @property
    def face_box(self) -> tuple[slice, slice]:
        return self._box(list(FACE_OVAL), 0.0)

    def _box(self, points: list[int], margin: float) -> tuple[slice, slice]:
        """Rows and columns round some mesh points."""
        spots = self.portrait.points[points] * self.times
        height, width = self.grey.shape
        x0, y0 = np.clip(np.floor(spots.min(0) - margin), 0, (width - 1, height - 1)).astype(int)
        x1, y1 = np.clip(np.ceil(spots.max(0) + margin), (x0 + 1, y0 + 1), (width, height)).astype(int)
        return slice(y0, y1), slice(x0, x1)

    def places(self, where: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns of the picture, one for each pixel of the working picture: they are enough."""
        rows, columns = np.divmod(np.flatnonzero(where), where.shape[1])
        if self.grey.shape == where.shape:
            return rows, columns
        rows, columns = ((some * self.times + self.times / 2).astype(np.intp) for some in (rows, columns))
        return np.minimum(rows, self.grey.shape[0] - 1), np.minimum(columns, self.grey.shape[1] - 1)

    @cached_property
    def noise(self) -> float:
        """Standard deviation of the finest detail, in the calmer of cloth and skin."""
        return min(self._noise_in(self.portrait.background), self._noise_in(self.portrait.skin))

    def _noise_in(self, where: Mask) -> float:
        rows, columns = self.places(where)
        if rows.size < LEAST_CALM * where.size:
            return float("inf")
        every = max(1, rows.size // NOISE_SAMPLES)
        rows, columns = rows[::every], columns[::every]
        fine = np.abs(self._laplacian.ravel().take(rows * self.grey.shape[1] + columns))
        many = fine.size * 3 // 4
        # The Laplacian's weights 1, 1, 1, 1, -4 multiply white noise by the root of 20.
        return float(np.partition(fine, many)[:many].mean() / CALM_MEAN / 20**0.5)

    @cached_property
    def sharp(self) -> Field:
        """log of the fine over the coarse contrast of the features in each of the directions."""
        step = max(4, round(COARSE_STEP * self.portrait.head * self.times))
        # A second difference 1, -2, 1 multiplies white noise by the root of 6.
        noise = 6 * self.noise**2 if np.isfinite(self.noise) else 0.0
        found = []
        for dx, dy in DIRECTIONS:
            far = max(2, round(step / math.hypot(dx, dy)))
            fine, coarse = (_second(self.features, (dx * times, dy * times)) - noise for times in (1, far))
            found.append(0.5 * math.log(max(fine, 1e-3) / max(coarse, 1e-3)))
        return np.array(found, np.float32)

    @cached_property
    def _laplacian(self) -> NDArray[np.int16]:
        return np.asarray(cv2.Laplacian(self.grey, cv2.CV_16S, ksize=1), np.int16)


def _second(grey: Field, step: tuple[int, int]) -> float:
    """Mean square of the second difference over a step (dx, dy)."""
    dx, dy = step
    height, width = grey.shape
    if dx < 0:
        grey, dx = grey[:, ::-1], -dx
    if height <= 2 * dy + 1 or width <= 2 * dx + 1:
        return 0.0
    # In a large picture some rows say as much as all.
    every = max(1, height * width // SECOND_SAMPLES)
    bend = grey[: height - 2 * dy : every, : width - 2 * dx] + grey[2 * dy :: every, 2 * dx :]
    bend -= 2 * grey[dy : height - dy : every, dx : width - dx]
    return float(np.vdot(bend, bend)) / bend.size

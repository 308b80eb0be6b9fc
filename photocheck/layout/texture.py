"""What only shows at the picture's own size: sharpness, noise, JPEG blocks, rasters.

All work on ``Regions.full``, the picture as large as the profile asks for, in 8-bit grey levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from photocheck.layout.regions import FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING, Regions
from photocheck.types import Field, Mask, Points

NOISE_PER_MAD = 1.4826
BLOCK = 8
"""Pixels a side of a JPEG block."""
SPECTRUM = 216
"""Largest side of a square whose spectrum is looked at."""
FINE_BAND, COARSE_BAND = (0.3, 0.4), (0.1, 0.2)
DIRECTIONS = ((1, 0), (1, 1), (0, 1), (-1, 1))
"""Right, down-right, down, down-left: (dx, dy)."""


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture at its own size, in grey."""

    parts: Regions

    @cached_property
    def grey(self) -> Field:
        return np.asarray(cv2.cvtColor(self.parts.full, cv2.COLOR_RGB2GRAY), np.float32)

    @property
    def times(self) -> float:
        """Pixels of ``full`` per pixel of the working picture."""
        return float(self.parts.full.shape[0] / self.parts.rgb.shape[0])

    @cached_property
    def features(self) -> Field:
        """The part of the picture with eyes, brows, nose and mouth in it."""
        rings = [*LEFT_EYE_RING, *RIGHT_EYE_RING, *LIP_RING]
        spots = self.parts.points[rings] * self.times
        margin = 0.45 * self.parts.between * self.times
        return self._cut(spots, margin)

    @cached_property
    def face(self) -> Field:
        return self._cut(self.parts.points[list(FACE_OVAL)] * self.times, 0.0)

    def _cut(self, spots: Points, margin: float) -> Field:
        height, width = self.grey.shape
        x0, y0 = np.clip(np.floor(spots.min(0) - margin), 0, (width - 1, height - 1)).astype(int)
        x1, y1 = np.clip(np.ceil(spots.max(0) + margin), (x0 + 1, y0 + 1), (width, height)).astype(int)
        return self.grey[y0:y1, x0:x1]

    @cached_property
    def noise(self) -> float:
        """Standard deviation of the finest detail, in the calmer of cloth and skin."""
        return min(self._noise_in(self.parts.background), self._noise_in(self.parts.skin))

    def _noise_in(self, where: Mask) -> float:
        height, width = self.grey.shape
        if where.mean() < 0.01:
            return float("inf")
        mask = cv2.resize(where.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
        rows = np.flatnonzero(mask.any(1))
        strip = slice(rows[0], rows[-1] + 1)
        fine = cv2.Laplacian(self.grey[strip], cv2.CV_32F, ksize=1)[mask[strip]]
        # The Laplacian's weights 1, 1, 1, 1, -4 multiply white noise by the root of 20.
        return float(NOISE_PER_MAD * np.median(np.abs(fine - np.median(fine))) / 20**0.5)


def sharpness(texture: Texture) -> float:
    """Fine over coarse contrast of the features, in the direction that is blurred most.

    For a step edge it does not depend on the edge's contrast, nor on how much there is to see; noise is
    taken out of the fine part.
    """
    return min(_sharp(texture, direction) for direction in DIRECTIONS)


def smear(texture: Texture) -> float:
    """How much blurrier the features are in their most blurred direction than in their least."""
    values = [_sharp(texture, direction) for direction in DIRECTIONS]
    return max(values) / max(min(values), 1e-3)


def _sharp(texture: Texture, direction: tuple[int, int]) -> float:
    grey = texture.features
    fine = _second(grey, direction, 1)
    coarse = _second(grey, direction, 4 if direction[0] == 0 or direction[1] == 0 else 3)
    # A second difference 1, -2, 1 multiplies white noise by the root of 6.
    noise = 6 * texture.noise**2 if np.isfinite(texture.noise) else 0.0
    power = float(np.mean(np.square(fine))) - noise
    return float(np.sqrt(max(power, 0.0) / max(float(np.mean(np.square(coarse))) - noise, 1e-3)))


def _second(grey: Field, direction: tuple[int, int], step: int) -> Field:
    dx, dy = direction[0] * step, direction[1] * step
    height, width = grey.shape
    if dx < 0:
        grey, dx = grey[:, ::-1], -dx
    if height <= 2 * dy + 1 or width <= 2 * dx + 1:
        return np.zeros((1, 1), np.float32)
    first = grey[: height - 2 * dy, : width - 2 * dx]
    middle = grey[dy : height - dy, dx : width - dx]
    last = grey[2 * dy :, 2 * dx :]
    return first - 2 * middle + last


def blocks(texture: Texture) -> float:
    """Steps at the borders of 8 x 8 blocks over the steps between other neighbours, less one."""
    ratios = []
    for grey in (texture.grey, texture.grey.T):
        step = np.abs(grey[:, 1:] - grey[:, :-1])
        # What neighbours on either side do not explain: an edge of the picture is no block's border.
        bend = np.maximum(step[:, 1:-1] - 0.5 * (step[:, :-2] + step[:, 2:]), 0)
        bend = np.minimum(bend, 12.0)
        place = (np.arange(bend.shape[1]) + 2) % BLOCK
        means = [float(bend[:, place == k].mean()) for k in range(BLOCK)]
        ratios.append(means[0] / max(float(np.median(means[1:])), 0.05))
    return float(np.mean(ratios)) - 1


def reach(texture: Texture) -> float:
    """Power of the face's fine detail over that of its coarser detail, log10: 0.3 to 0.4 cycles a pixel
    over 0.1 to 0.2.  A picture enlarged 1.5 times and more has nothing in the finer band."""
    grey = texture.face
    y, x = (max(0, (size - SPECTRUM) // 2) for size in grey.shape)
    grey = grey[y : y + SPECTRUM, x : x + SPECTRUM]
    grey = grey - grey.mean()
    height, width = grey.shape
    window = np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft2(grey * window)))
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    fine, coarse = (power[(radius >= low) & (radius < high)] for low, high in (FINE_BAND, COARSE_BAND))
    if not fine.size or not coarse.size:
        return 0.0
    return float(np.log10(max(float(fine.mean()), 1e-6) / max(float(coarse.mean()), 1e-6)))


def raster(texture: Texture) -> float:
    """The strongest periodic pattern: its peak in the spectrum over what is usual at that frequency.

    Screens and prints are rasters; so are shirts, so only the square round the face and the cloth above
    the shoulders is looked at.  Frequencies of JPEG's own grid are left out.
    """
    grey = texture.grey
    side = min(grey.shape[1], grey.shape[0], SPECTRUM)
    x0, y0 = (grey.shape[1] - side) // 2, 0
    square = grey[y0 : y0 + side, x0 : x0 + side]
    fine = square - cv2.GaussianBlur(square, (0, 0), 4)
    fine = np.clip(fine, -12, 12)
    window = np.hanning(side).astype(np.float32)
    power = np.abs(np.fft.rfft2(fine * window[:, None] * window[None, :])) ** 2
    fy = np.abs(np.fft.fftfreq(side))[:, None]
    fx = np.fft.rfftfreq(side)[None, :]
    radius = np.hypot(fx, fy)
    rings = np.minimum((radius * 40).astype(int), 24)
    usual = np.array([np.median(power[rings == k]) if (rings == k).any() else 1.0 for k in range(25)])
    ratio = power / (usual[rings] + 1e-6)
    on_grid = [np.abs(f * BLOCK - np.round(f * BLOCK)) < 0.12 for f in (fx, fy)]
    jpeg = (on_grid[0] & (fy < 0.02)) | (on_grid[1] & (fx < 0.02)) | (on_grid[0] & on_grid[1])
    looked = (radius > 0.07) & ~jpeg
    return float(np.log10(np.max(ratio[looked])))


def colourfulness(parts: Regions) -> float:
    """Root mean square chroma about the picture's mean colour."""
    ab = parts.lab[..., 1:].reshape(-1, 2)
    return float(np.sqrt(np.square(ab - ab.mean(0)).sum(1).mean()))

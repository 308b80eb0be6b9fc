"""The cloth behind the candidate: light blue, hanging straight, matt; or not quite so."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import cv2
import numpy as np

from studio.colour import Floats, floats, linear_colour

COTTON = (134, 190, 232)
"""A light-blue cotton cloth as a camera sees it under the lamps (sRGB): the hue of the exam offices' reference colour,
less saturated than it."""
REFERENCE = (100, 197, 255)
"""The exam offices' reference colour (sRGB)."""
PALE = (150, 195, 225)
"""A light-blue cloth that has been washed often (sRGB)."""


class Weave(Enum):
    """How the threads show: contrast (deviation as a share of the light) and thickness (share of the height)."""

    PLAIN = (0.010, 1 / 900)
    COARSE = (0.026, 1 / 330)
    NONE = (0.0, 1 / 900)


def cloth(
    height: int,
    width: int,
    rng: np.random.Generator,
    colour: Sequence[float] = COTTON,
    folds: float = 0.0,
    sheen: float = 0.0,
    weave: Weave = Weave.PLAIN,
) -> Floats:
    """An evenly lit cloth, linear RGB, height x width x 3.

    `colour` is sRGB, 0..255. `folds` from 0 (hangs straight) to 1 (deep folds from top to bottom); `sheen` from 0
    (matt) to 1 (satin with bright highlights). Every cloth has threads and a little cloudiness.
    """
    shade = _clouds(height, width, rng, 0.012)
    slope = _drape(height, width, rng)
    if folds > 0:
        # The lamp stands a little to the left: a slope towards it is brighter, and a valley sees less of the room.
        depth = _valleys(slope)
        shade = floats(shade + folds * (0.24 * slope - 0.16 * depth))
    shade = floats(np.maximum(1.0 + shade + _threads(height, width, rng, weave), 0.05))
    # Light that reaches a valley has met the cloth more than once: it is darker and also bluer.
    tint = linear_colour(colour)
    bluer = tint / tint.max()
    darker = np.clip(1.0 - shade, 0.0, 1.0)[..., None]
    picture = floats(tint * shade[..., None] * (1.0 - 0.6 * darker * (1.0 - bluer)))
    if sheen > 0:
        picture = floats(picture + 0.75 * sheen * _highlights(height, width, rng, slope)[..., None])
    return picture


def _noise(height: int, width: int, rng: np.random.Generator, cells_y: int, cells_x: int) -> Floats:
    """Smooth noise of mean 0 and standard deviation 1 with about so many cells down and across."""
    grid = rng.standard_normal((max(cells_y, 2) + 2, max(cells_x, 2) + 2)).astype(np.float32)
    field = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    return floats((field - field.mean()) / (field.std() + 1e-6))


def _clouds(height: int, width: int, rng: np.random.Generator, contrast: float) -> Floats:
    """Unevenness of dye and hang at several sizes."""
    field = _noise(height, width, rng, 3, 3) + 0.6 * _noise(height, width, rng, 6, 9)
    return floats((field + 0.35 * _noise(height, width, rng, 30, 30)) * contrast / 1.25)


def _threads(height: int, width: int, rng: np.random.Generator, weave: Weave) -> Floats:
    """Warp and weft: noise that is long along the threads and as thin as a thread across them."""
    contrast, thickness = weave.value
    if contrast == 0:
        return np.zeros((height, width), dtype=np.float32)
    thin, long = 0.5 * thickness * height, 0.012 * height
    raw = rng.standard_normal((2, height, width), dtype=np.float32)
    warp = cv2.GaussianBlur(raw[0], (0, 0), sigmaX=max(thin, 0.25), sigmaY=max(long, 1.0))
    weft = cv2.GaussianBlur(raw[1], (0, 0), sigmaX=max(long, 1.0), sigmaY=max(thin, 0.25))
    field = warp / warp.std() + weft / weft.std()
    return floats(field * (contrast / 1.414))


def _drape(height: int, width: int, rng: np.random.Generator) -> Floats:
    """Slopes (left-facing positive) of soft folds that run down the cloth, about -1..1."""
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    x = np.linspace(0.0, width / height, width, dtype=np.float32)[None, :]
    slope = np.zeros((height, width), dtype=np.float32)
    place = float(rng.uniform(-0.05, 0.05))
    while place < width / height + 0.1:
        size = float(rng.uniform(0.022, 0.06))
        lean, bend = float(rng.normal(0, 0.04)), float(rng.normal(0, 0.012))
        phase = float(rng.uniform(0, 6.3))
        path = place + lean * (y - 0.5) + bend * np.sin(4.0 * y + phase)
        grown = size * (0.75 + 0.5 * y)
        strong = float(rng.uniform(0.35, 1.0)) * np.clip(0.65 + 0.5 * np.sin(2.2 * y + phase), 0.15, 1.0)
        t = (x - path) / grown
        slope += (strong * -t * np.exp(0.5 - 0.5 * t * t)).astype(np.float32)
        place += float(rng.uniform(1.4, 3.6)) * size + 0.02
    return slope


def _valleys(slope: Floats) -> Floats:
    """Where the cloth lies deep, 0..1: the running sum of the slopes, less its own mean over a wide window."""
    height = np.cumsum(slope, axis=1, dtype=np.float32) / slope.shape[0]
    wide = cv2.GaussianBlur(height, (0, 0), max(1.0, 0.08 * slope.shape[0]))
    depth = wide - height
    return floats(np.clip(depth / (float(np.percentile(depth, 97)) + 1e-6), 0.0, 1.0))


def _highlights(height: int, width: int, rng: np.random.Generator, slope: Floats) -> Floats:
    """Reflections of the lamps, 0..1: broken streaks where the cloth faces them, and one or two wide blobs."""
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    x = np.linspace(0.0, width / height, width, dtype=np.float32)[None, :]
    field = np.zeros((height, width), dtype=np.float32)
    for _ in range(int(rng.integers(2, 4))):
        centre_y, centre_x = rng.uniform(0.08, 0.6), rng.choice([rng.uniform(0.02, 0.2), rng.uniform(0.55, 0.73)])
        tall, broad = rng.uniform(0.08, 0.22), rng.uniform(0.03, 0.09)
        distance = ((y - centre_y) / tall) ** 2 + ((x - centre_x * width / height / 0.75) / broad) ** 2
        field += (rng.uniform(0.5, 1.0) * np.exp(-0.5 * distance)).astype(np.float32)
    facing = np.exp(-(((slope - 0.25) / 0.22) ** 2)).astype(np.float32)
    grain = 1.0 + 0.12 * _noise(height, width, rng, 60, 12)
    return floats(np.clip(field * (0.35 + 0.65 * facing) * grain, 0.0, 1.0))

"""The picture as a whole, at the size that the profile asks for."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.checks.base import Stage, Unmeasured, check
from photocheck.checks.drape import ON_CLOTH
from photocheck.checks.portrait import Portrait
from photocheck.checks.texture import DIRECTIONS, Texture
from photocheck.pixels.quantiles import median, percentile
from photocheck.pixels.spectrum import packed_power, unpacked
from photocheck.types import Cure, Field, Mask, Photo, Reason

LEAST_SKIN, SKIN_DETAIL = 200, (1.0, 2.0)
"""Places of skin that must be seen for its detail to be judged, and the two sigmas, pixels, that it lies between."""
BLOCK = 8
"""Pixels a side of a JPEG block."""
BLOCK_LINES = 100
LEAST_STEP = 1.0
"""8-bit levels that the steps between neighbours are taken to be at least: on calmer pixels a border of
blocks that stands out is still too faint to be seen."""
SPECTRUM = 216
"""Largest side of the part of the face whose spectrum is looked at."""
WINDOWS = (48, 96)
"""Least and largest side of the windows in which a raster is looked for."""
FINE_BAND, COARSE_BAND = (0.3, 0.4), (0.1, 0.2)
TONES = 16
"""Steps of lightness, each of which has one colour in a toned picture."""
LINES_ACROSS = 0.034
"""How much sharper a sharp face looks down than across, as a share of how coarse it is: lids, brows and lips run
across.  Mean of 24 portraits; the same at 192 and at 640 rows."""


@check("picture.sharp", silences=["picture.enlarged", "picture.smoothed"])
def sharp(texture: Texture) -> float:
    """Fine over coarse contrast of the features, in the direction that is blurred most.

    For a step edge it does not depend on the edge's contrast, nor on how much there is to see; noise is
    taken out of the fine part.
    """
    return math.exp(float(texture.sharp.min()))


@check("picture.motion", silences=["picture.sharp", "picture.enlarged", "picture.smoothed"])
def motion(texture: Texture) -> float:
    """Sharpness of the features in their sharpest direction over that in their most blurred one.

    What moves by a length in one direction is blurred as the cosine of twice the angle to it; that part alone
    counts, so that an even blur, however strong, is no motion.
    """
    constant, _, across, aslant = (float(part) for part in _by_direction() @ texture.sharp)
    return math.exp(2 * math.hypot(across + LINES_ACROSS * constant, aslant))


@lru_cache(maxsize=1)
def _by_direction() -> Field:
    """4 x K: from the contrast in each direction to its constant, its growth with the step's length (a longer step
    shows more), and its two parts that go with twice the angle."""
    steps = np.array(DIRECTIONS, float)
    twice = 2 * np.arctan2(steps[:, 1], steps[:, 0])
    lengths = np.log(np.hypot(*steps.T))
    shape = np.stack([np.ones_like(twice), lengths, np.cos(twice), np.sin(twice)], axis=-1)
    return np.asarray(np.linalg.pinv(shape), np.float32)


@check("picture.noise", silences=ON_CLOTH)
def noise(texture: Texture) -> float:
    """Standard deviation of the finest detail, in the calmer of cloth and skin."""
    if texture.noise == float("inf"):
        raise Unmeasured(Reason.NOTHING_CALM)
    return texture.noise


@check("picture.blocks", stage=Stage.FILE, cure=Cure.REPROCESS, silences=ON_CLOTH)
def blocks(photo: Photo) -> float:
    """Steps at the borders of 8 x 8 blocks over the steps between other neighbours, less one.  Of the photo as it was
    decoded: a resized one has no blocks any more."""
    if photo.scale != 1 or min(photo.width, photo.height) < 3 * BLOCK:
        raise Unmeasured(Reason.REDUCED)
    whole = np.asarray(cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    ratios = []
    for grey in (whole, whole.T):
        # Some lines say as much as all of them.
        lines = np.ascontiguousarray(grey[1 :: max(3, grey.shape[0] // BLOCK_LINES)], np.int16)
        step = np.abs(np.diff(lines, axis=1))
        # What neighbours on either side do not explain: an edge of the picture is no block's border.
        bend = np.clip(2 * step[:, 1:-1] - step[:, :-2] - step[:, 2:], 0, 24)
        place = (np.arange(bend.shape[1]) + 2) % BLOCK
        means = np.bincount(place, bend.mean(axis=0, dtype=np.float64), BLOCK) / np.bincount(place, minlength=BLOCK)
        ratios.append(means[0] / max(median(means[1:]), LEAST_STEP))
    return float(np.mean(ratios)) - 1


@check("picture.enlarged", cure=Cure.REPROCESS)
def enlarged(texture: Texture) -> float:
    """Power of the face's fine detail over that of its coarser detail, log10: 0.3 to 0.4 cycles a pixel
    over 0.1 to 0.2.  A picture enlarged 1.5 times and more has nothing in the finer band."""
    grey = texture.face
    y, x = (max(0, (size - SPECTRUM) // 2) for size in grey.shape)
    grey = grey[y : y + SPECTRUM, x : x + SPECTRUM]
    if min(grey.shape) < 8:
        return 0.0
    height, width = (cv2.getOptimalDFTSize(size) for size in grey.shape)
    seen = (grey - grey.mean()) * cv2.createHanningWindow(grey.shape[::-1], cv2.CV_32F)
    spare = height - grey.shape[0], width - grey.shape[1]
    bordered = cv2.copyMakeBorder(seen, 0, spare[0], 0, spare[1], cv2.BORDER_CONSTANT)
    power = unpacked(packed_power(np.asarray(bordered, np.float32)))
    radius = _frequencies(height, width)[0]
    fine, coarse = (float(power[(radius >= low) & (radius < high)].mean()) for low, high in (FINE_BAND, COARSE_BAND))
    return float(np.log10(max(fine, 1e-6) / max(coarse, 1e-6)))


@check("picture.screen", cure=Cure.REVIEW)
def screen(texture: Texture) -> float:
    """The strongest periodic pattern: its peak in the spectrum over what is usual at that frequency, log10.

    Screens and prints are rasters; so are shirts, so only the upper middle of the picture is looked at.  The
    spectrum is the geometric mean over windows: a pattern is in all of them, however the picture is bent, while
    hair, lids and noise are not.  Frequencies of JPEG's own grid are left out.
    """
    grey = texture.grey
    side = min(grey.shape)
    size = cv2.getOptimalDFTSize(max(WINDOWS[0], min(side // 5, WINDOWS[1])))
    if side < size:
        return 0.0
    x0, many = (grey.shape[1] - side) // 2, side // size
    looked_at = grey[: many * size, x0 : x0 + many * size]
    # What is coarser than a raster is taken out, and edges are cut down.
    detail = np.clip(looked_at - cv2.boxFilter(looked_at, cv2.CV_32F, (9, 9)), -12, 12)
    detail *= np.tile(cv2.createHanningWindow((size, size), cv2.CV_32F), (many, many))
    product = np.ones((size, size))
    for window in detail.reshape(many, size, many, size).swapaxes(1, 2).reshape(-1, size, size):
        product *= packed_power(window) + np.float32(1e-6)
    _, rings, looked = _frequencies(size, size)
    strength = np.log10(unpacked(product)).ravel() / many**2
    # The usual is a mean of logarithms, which a few peaks do not move.
    usual = np.bincount(rings, strength) / np.maximum(np.bincount(rings), 1)
    return float((strength - usual[rings])[looked].max())


@lru_cache(maxsize=16)
def _frequencies(height: int, width: int) -> tuple[Field, NDArray[np.intp], Mask]:
    """Of each place in a spectrum: its frequency in cycles a pixel (H x W); flat, its ring of frequencies, and
    whether a raster is looked for there, off JPEG's own grid."""
    fy, fx = np.abs(np.fft.fftfreq(height))[:, None], np.fft.rfftfreq(width)[None, :]
    radius = np.hypot(fx, fy).astype(np.float32)
    across, down = (np.abs(f * BLOCK - np.round(f * BLOCK)) < 0.12 for f in (fx, fy))
    jpeg = (across & (fy < 0.02)) | (down & (fx < 0.02)) | (across & down)
    rings = np.minimum((radius * 40).astype(np.intp), 24)
    return radius, rings.ravel(), np.asarray((radius > 0.07) & ~jpeg).ravel()


@check("picture.smoothed", unit="ratio", cure=Cure.REPROCESS)
def smoothed(texture: Texture) -> float:
    """The usual over the strongest detail of the skin, of one to two pixels.

    Pores and noise are everywhere; a beauty filter wipes them out and keeps what is strong, so most of the skin is
    then calm beside its strongest spots.
    """
    inner = cv2.erode(texture.portrait.skin.view(np.uint8), np.ones((5, 5), np.uint8)).view(bool)
    rows, columns = texture.places(inner)
    box = texture.face_box
    inside = (rows >= box[0].start) & (rows < box[0].stop) & (columns >= box[1].start) & (columns < box[1].stop)
    if np.count_nonzero(inside) < LEAST_SKIN:
        raise Unmeasured(Reason.TOO_SMALL)
    fine, coarse = (cv2.GaussianBlur(texture.face, (0, 0), sigma) for sigma in SKIN_DETAIL)
    detail = np.abs(fine - coarse)[rows[inside] - box[0].start, columns[inside] - box[1].start]
    return median(detail) / max(percentile(detail, 95), 1e-3)


@check(
    "picture.grey",
    silences=[
        "light.skin",
        "light.tone",
        "light.cast",
        "background.hue",
        "background.chroma",
        "background.difference",
        "file.colour",
    ],
)
def grey(portrait: Portrait) -> float:
    """How many colours there are: the spread (root mean square) of a*b* about its mean, lowered where lightness
    alone explains the colours, as it does in a toned picture: spread^2/3 x unexplained spread^1/3."""
    some = portrait.lab[::2, ::2].reshape(-1, 3)
    levels = np.clip(some[:, 0] * (TONES / 100), 0, TONES - 1).astype(np.intp)
    counts = np.maximum(np.bincount(levels, minlength=TONES), 1)
    spread = unexplained = 0.0
    for colour in (some[:, 1], some[:, 2]):
        usual = (np.bincount(levels, colour, TONES) / counts).astype(np.float32)
        spread += float(colour.var())
        unexplained += float(np.square(colour - usual[levels]).mean())
    return float((spread * spread * unexplained) ** (1 / 6))

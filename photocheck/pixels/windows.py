"""Cutting a window out of a photo and finding the way back."""

from __future__ import annotations

import math
from typing import TypeVar, cast

import cv2
import numpy as np

from photocheck.types import Crop, Mask, Patch, Pixels, Points

Array = TypeVar("Array", bound=np.ndarray)

MOSTLY_PHOTO = 4
"""Photo areas that a window cut by slicing may have: about a head in a finished picture it has 2.4."""


def resized(image: Array, width: int, height: int) -> Array:
    """The whole image at another size: area average when it shrinks, cubic when it grows."""
    if image.shape[:2] == (height, width):
        return image
    shrinks = width * height < image.shape[0] * image.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cast("Array", cv2.resize(image, (width, height), interpolation=how))


def sampled(image: Array, width: int, height: int) -> Array:
    """As :func:`resized`, several times quicker where it shrinks: bilinear by less than two, then whole
    averages.  Good enough to look at, for models and masks; texture would show it."""
    if width * height >= image.shape[0] * image.shape[1]:
        return resized(image, width, height)
    times = 1
    while 2 * times * width <= image.shape[1] and 2 * times * height <= image.shape[0]:
        times *= 2
    first = cast("Array", cv2.resize(image, (times * width, times * height), interpolation=cv2.INTER_LINEAR))
    return first if times == 1 else cast("Array", cv2.resize(first, (width, height), interpolation=cv2.INTER_AREA))


def turned(points: Points, angle: float, pivot: tuple[float, float]) -> Points:
    """N x 2 points after the picture was turned ``angle`` degrees clockwise about ``pivot``."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    around = np.asarray(points, float) - pivot
    return np.asarray(around @ np.array([[c, s], [-s, c]]) + pivot)


def straight(patch: Patch, points: Points) -> Points:
    """Photo coordinates -> the straightened coordinates that a framing is measured in."""
    return turned(points, patch.angle, patch.pivot) if patch.angle else np.asarray(points, float)


def to_patch(patch: Patch, points: Points) -> Points:
    """Straightened photo coordinates -> patch coordinates."""
    return (np.asarray(points, float) - (patch.x0, patch.y0)) * patch.scale


def _matrix(patch: Patch) -> np.ndarray:
    """2 x 3, from patch pixel indices to photo pixel indices."""
    # Corner coordinates of three patch points, taken back through the turn.
    corners = np.array([(0.5, 0.5), (1.5, 0.5), (0.5, 1.5)]) / patch.scale + (patch.x0, patch.y0)
    a, b, c = turned(corners, -patch.angle, patch.pivot) - 0.5
    return np.column_stack([b - a, c - a, a])


def square_window(
    x0: float, y0: float, side: float, size: int, angle: float = 0.0, pivot: tuple[float, float] = (0.0, 0.0)
) -> Patch:
    """A window of ``side`` photo pixels; an upright one is laid on whole pixels, for it is quick to cut then."""
    if angle:
        return Patch(x0, y0, size / side, size, angle, pivot)
    whole = max(2, round(side))
    return Patch(float(round(x0)), float(round(y0)), size / whole, size)


def cut(rgb: Pixels, patch: Patch) -> tuple[Pixels, Mask]:
    """The patch's pixels (edges repeated outwards) and a mask of those inside the photo.

    Shrinking is antialiased: the region is averaged down, then (unless it lies on whole pixels already)
    sampled bilinearly.
    """
    x0, y0, side = (round(v) for v in (patch.x0, patch.y0, max(1.0, patch.size / patch.scale)))
    whole = (x0, y0, patch.size / side, 0.0) == (patch.x0, patch.y0, patch.scale, patch.angle)
    # A window far larger than the photo would be mostly border: 15 GB of it for a strip of 255 x 55,000 px.
    whole = whole and side * side <= MOSTLY_PHOTO * rgb.shape[0] * rgb.shape[1]
    if whole and -side < x0 < rgb.shape[1] and -side < y0 < rgb.shape[0]:
        return _cut_whole(rgb, x0, y0, side, patch.size)
    return _cut_turned(rgb, patch)


def _cut_whole(rgb: Pixels, x0: int, y0: int, side: int, size: int) -> tuple[Pixels, Mask]:
    height, width = rgb.shape[:2]
    region = rgb[max(0, y0) : y0 + side, max(0, x0) : x0 + side]
    outside = (max(0, -y0), max(0, y0 + side - height), max(0, -x0), max(0, x0 + side - width))
    inside = np.zeros((size, size), bool)
    middles = (np.arange(size) + 0.5) * (side / size)
    rows = slice(*np.searchsorted(middles, (-y0, height - y0)))
    columns = slice(*np.searchsorted(middles, (-x0, width - x0)))
    inside[rows, columns] = True
    if any(outside):
        region = np.asarray(cv2.copyMakeBorder(region, *outside, cv2.BORDER_REPLICATE), np.uint8)
    return sampled(region, size, size), inside


def _cut_turned(rgb: Pixels, patch: Patch) -> tuple[Pixels, Mask]:
    matrix = _matrix(patch)
    reach = np.array([(0, 0), (1, 0), (0, 1), (1, 1)]) * (patch.size - 1)
    spots = reach @ matrix[:, :2].T + matrix[:, 2]
    height, width = rgb.shape[:2]
    x0, y0 = (int(v) for v in np.clip(np.floor(spots.min(0)) - 2, 0, (width - 1, height - 1)))
    x1, y1 = (int(v) for v in np.clip(np.ceil(spots.max(0)) + 3, (x0 + 1, y0 + 1), (width, height)))
    region = rgb[y0:y1, x0:x1]
    fx = fy = 1.0
    if patch.scale < 0.75:
        small_w = max(1, round(region.shape[1] * patch.scale))
        small_h = max(1, round(region.shape[0] * patch.scale))
        fx, fy = small_w / region.shape[1], small_h / region.shape[0]
        region = resized(region, small_w, small_h)
    # photo index i -> region index ((i + 0.5 - x0) * f - 0.5)
    factor = np.array([[fx], [fy]])
    shift = (np.array([0.5 - x0, 0.5 - y0]) * factor[:, 0]) - 0.5
    inner = matrix * factor
    inner[:, 2] += shift
    smooth = cv2.INTER_CUBIC if patch.scale > 2 else cv2.INTER_LINEAR
    pixels = cv2.warpAffine(
        region,
        inner,
        (patch.size, patch.size),
        flags=smooth | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(pixels, np.uint8), _inside(matrix, patch.size, width, height)


def _inside(matrix: np.ndarray, size: int, width: int, height: int) -> Mask:
    across, down = np.arange(size)[None, :], np.arange(size)[:, None]
    # Without a turn each is a single row or column, and the grid is made only at the end.
    x = matrix[0, 0] * across + (matrix[0, 1] * down if matrix[0, 1] else 0.0) + matrix[0, 2]
    y = (matrix[1, 0] * across if matrix[1, 0] else 0.0) + matrix[1, 1] * down + matrix[1, 2]
    return np.asarray(((x > -0.5) & (x < width - 0.5)) & ((y > -0.5) & (y < height - 0.5)))


def crop_points(crop: Crop, points: Points, width: int, height: int) -> Points:
    """Photo coordinates -> coordinates of the width x height output that the crop maps onto."""
    level = turned(points, crop.angle, crop.centre)
    return (level - (crop.x0, crop.y0)) * (
        width / (crop.x1 - crop.x0),
        height / (crop.y1 - crop.y0),
    )


def uncrop_points(crop: Crop, points: Points, width: int, height: int) -> Points:
    """The reverse of :func:`crop_points`."""
    level = np.asarray(points, float) * (
        (crop.x1 - crop.x0) / width,
        (crop.y1 - crop.y0) / height,
    ) + (crop.x0, crop.y0)
    return turned(level, -crop.angle, crop.centre)

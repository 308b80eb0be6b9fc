"""Drawing in linear light: soft-edged shapes that are laid over a picture.

A mask is float32, height x width, 0..1. Points are N x 2 (x, y) in pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from studio.colour import Floats, floats

_SHIFT = 4
"""Bits of fraction in the points that are given to OpenCV."""


def _fixed(points: npt.ArrayLike) -> npt.NDArray[np.int32]:
    scaled: npt.NDArray[np.int32] = np.rint(np.asarray(points, dtype=np.float64) * (1 << _SHIFT)).astype(np.int32)
    return scaled


def polygon(height: int, width: int, points: npt.ArrayLike, soft: float = 0.6) -> Floats:
    """A filled polygon; `soft` is the blur of its edge in pixels."""
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(mask, [_fixed(points)], 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    return _softened(mask, soft)


def line(height: int, width: int, points: npt.ArrayLike, thickness: float, closed: bool, soft: float = 0.6) -> Floats:
    """An open or closed line through the points."""
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.polylines(mask, [_fixed(points)], closed, 255, max(1, round(thickness)), cv2.LINE_AA, _SHIFT)
    return _softened(mask, soft)


def _softened(mask: npt.NDArray[np.uint8], soft: float) -> Floats:
    field = floats(mask) / np.float32(255)
    return floats(cv2.GaussianBlur(field, (0, 0), soft) if soft > 0.2 else field)


def ellipse_points(centre: npt.ArrayLike, radius_x: float, radius_y: float, power: float = 2.0) -> Floats:
    """A closed curve of 64 points, N x 2: an ellipse, or with a higher `power` a rounded box."""
    t = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)
    x = np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2.0 / power)
    y = np.sign(np.sin(t)) * np.abs(np.sin(t)) ** (2.0 / power)
    return floats(np.asarray(centre, dtype=np.float64) + np.stack([radius_x * x, radius_y * y], axis=1))


def smooth_curve(points: npt.ArrayLike, count: int = 48) -> Floats:
    """`count` points on a smooth curve (Catmull-Rom) through the given ones."""
    given = np.asarray(points, dtype=np.float64)
    padded = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    place = np.linspace(0.0, len(given) - 1 - 1e-9, count)
    i = place.astype(int)
    t = (place - i)[:, None]
    p0, p1, p2, p3 = padded[i], padded[i + 1], padded[i + 2], padded[i + 3]
    curve = 2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    return floats(curve / 2)


def over(linear: Floats, mask: Floats, colour: npt.ArrayLike, opacity: float = 1.0) -> Floats:
    """Lay a linear colour (three numbers, or height x width x 3) over linear RGB where the mask is."""
    share = (mask * np.float32(opacity))[..., None]
    return floats(linear + share * (np.asarray(colour, dtype=np.float32) - linear))

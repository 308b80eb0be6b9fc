"""Light fields in linear light.

A field is float32, height x width, and multiplies linear RGB: 1 is the light that the scene was metered for. A glow is
added instead. Sizes and places are pixels of the picture; `head` is where the head is in it.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from studio.colour import LUMINANCE, Floats, floats, linear_colour
from studio.labels import Labels


def _grid(height: int, width: int) -> tuple[Floats, Floats]:
    """Rows and columns as x, y from -1 to 1 over the width and the height."""
    y = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    x = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    return x, y


def even(height: int, width: int, fall: float = 0.05) -> Floats:
    """A good station's light: `fall` is the share missing in the corners."""
    x, y = _grid(height, width)
    return floats(1.0 - fall * (x * x + y * y) / 2.0)


def falloff(height: int, width: int, amount: float, angle: float = 0.0) -> Floats:
    """Light that gets weaker across the picture by the share `amount`, keeping its mean.

    `angle` in degrees says where the dark end is: 0 right, 90 bottom, 180 left, 270 top.
    """
    x, y = _grid(height, width)
    turn = math.radians(angle)
    along = x * math.cos(turn) + y * math.sin(turn)
    along = along / (abs(math.cos(turn)) + abs(math.sin(turn)))
    return floats((1.0 - amount * (along + 1.0) / 2.0) / (1.0 - amount / 2.0))


def radial(height: int, width: int, amount: float, centre: tuple[float, float] | None = None) -> Floats:
    """Light that gets weaker from `centre` (x, y in pixels; the middle by default) by `amount` at half the diagonal."""
    cx, cy = centre if centre is not None else ((width - 1) / 2, (height - 1) / 2)
    y, x = np.ogrid[:height, :width]
    distance = ((x - cx) ** 2 + (y - cy) ** 2) / (width * width / 4 + height * height / 4)
    return floats(np.maximum(1.0 - amount * distance, 0.02))


def bulge(height: int, width: int, head: Labels, alpha: Floats) -> Floats:
    """A stand-in for the person's shape: unit normals, height x width x 3 (x right, y down, z to the camera).

    The head is an ellipsoid between its labels, the body a wide cushion made from the blurred alpha.
    """
    y, x = np.mgrid[:height, :width].astype(np.float32)
    nx = (x - np.float32(head.centre_x)) / np.float32(head.width / 2)
    ny = (y - np.float32(head.centre_y)) / np.float32(head.height / 2)
    inside = np.clip(1.25 - np.sqrt(nx * nx + ny * ny), 0.0, 0.35) / 0.35
    size = max(1.0, head.width / 5)
    soft = wide_blur(alpha, size)
    slope_x = -cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) / 8 * size * 2.0
    slope_y = -cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) / 8 * size * 2.0
    mixed_x = slope_x + inside * (np.clip(nx, -0.97, 0.97) * 0.9 - slope_x)
    mixed_y = slope_y + inside * (np.clip(ny, -0.97, 0.97) * 0.5 - slope_y)
    normals = np.dstack([mixed_x, mixed_y, np.full_like(mixed_x, 0.6)])
    normals = cv2.GaussianBlur(normals, (0, 0), max(1.0, head.width / 40))
    return floats(normals / np.linalg.norm(normals, axis=-1, keepdims=True))


def lit_from(normals: Floats, direction: tuple[float, float, float], amount: float) -> Floats:
    """The field of one lamp besides room light: `amount` is the lamp's share, 0 (no change) to 1 (nothing but it).

    `direction` points to the lamp (x right, y down, z to the camera). A surface facing the camera keeps its light.
    """
    toward = np.asarray(direction, dtype=np.float32)
    toward = toward / np.linalg.norm(toward)
    cosine = normals @ toward
    lamp = np.maximum((cosine + 0.25) / 1.25, 0.0) / max((float(toward[2]) + 0.25) / 1.25, 0.2)
    return floats(1.0 - amount + amount * lamp)


def cast_shadow(alpha: Floats, offset: tuple[float, float], softness: float, depth: float) -> Floats:
    """The person's shadow on the cloth: alpha moved by `offset` (x, y) and blurred by `softness`, all in pixels.

    `depth` is the share of the light missing in the shadow's core. It falls on the cloth only; the person covers it.
    """
    height, width = alpha.shape
    move = np.array([[1.0, 0.0, offset[0]], [0.0, 1.0, offset[1]]])
    moved = cv2.warpAffine(alpha, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return floats(1.0 - depth * wide_blur(floats(moved), softness))


def hard_shadow(
    height: int, width: int, head: Labels, depth: float, rng: np.random.Generator, softness: float = 0.02
) -> Floats:
    """The edge of a shadow across the face, as of a beam or a hand before the lamp.

    `depth` is the share of the light missing, `softness` the width of the edge in head heights.
    """
    y, x = np.ogrid[:height, :width]
    turn = math.radians(float(rng.uniform(-25.0, 25.0)) + (0.0 if rng.random() < 0.5 else 180.0))
    through_x = head.centre_x + float(rng.uniform(-0.08, 0.08)) * head.width
    through_y = head.centre_y + 0.1 * head.height
    distance = (x - through_x) * math.cos(turn) + (y - through_y) * math.sin(turn)
    wave = 0.03 * head.height * np.sin((y - through_y) / (0.16 * head.height) + float(rng.uniform(0, 6.3)))
    edge = np.clip((distance + wave) / (softness * head.height) + 0.5, 0.0, 1.0)
    return floats(1.0 - depth * edge * edge * (3.0 - 2.0 * edge))


def hot_spot(height: int, width: int, centre: tuple[float, float], radius: float, strength: float) -> Floats:
    """A glow (to be added): a shiny patch round `centre` (x, y); `strength` is linear light in its core."""
    y, x = np.ogrid[:height, :width]
    distance = ((x - centre[0]) ** 2 + 1.5 * (y - centre[1]) ** 2) / (radius * radius)
    return floats(strength * np.exp(-0.5 * np.minimum(distance, 40.0) ** 1.3))


def temperature(kelvin: float, balance: float = 5500.0) -> Floats:
    """Gains of linear R, G, B (mean luminance kept) of light of `kelvin` on a camera that is balanced for `balance`.

    Black-body light, by the approximation of Planck's law at 610, 545 and 465 nm.
    """
    waves = np.array([610e-9, 545e-9, 465e-9])

    def planck(heat: float) -> Floats:
        return floats(1e-32 * waves**-5 / (np.exp(0.014388 / (waves * heat)) - 1.0))

    gains = planck(kelvin) / planck(balance)
    gains = gains / float(gains @ LUMINANCE)
    return floats(gains)


def tint(colour: tuple[float, float, float], amount: float) -> Floats:
    """Gains of linear R, G, B of light tinted towards an sRGB `colour` by `amount` 0..1, luminance kept."""
    linear = linear_colour(colour)
    gains = 1.0 - amount + amount * linear / max(float(linear.max()), 1e-3)
    return floats(gains / float(gains @ LUMINANCE))


def wide_blur(field: Floats, sigma: float) -> Floats:
    """A Gaussian blur of any width in little time: wide ones are made in a reduced picture."""
    height, width = field.shape[:2]
    step = max(1, int(sigma / 4))
    if step == 1:
        return floats(cv2.GaussianBlur(field, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REPLICATE))
    size = (max(2, round(width / step)), max(2, round(height / step)))
    small = cv2.resize(field, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step, borderType=cv2.BORDER_REPLICATE)
    return floats(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))

"""sRGB and linear light.

Colours are in the order red, green, blue. "Linear" is a float32 array in which 1.0 is display white and values are
proportional to light; values above 1 are allowed until the camera clips them. "sRGB" is uint8, 0 to 255. The transfer
curve is that of IEC 61966-2-1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""uint8 sRGB, height x width x 3."""
Floats = npt.NDArray[np.float32]
"""float32: height x width (a field or mask) or height x width x 3 (linear RGB)."""

_STEPS = 65535
"""Steps of the encoding table: at its steepest the sRGB curve then moves by 0.05 of a level in one step."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Weights of linear red, green and blue in luminance (ITU-R BT.709 primaries)."""


def _decode(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    curve: npt.NDArray[np.float64] = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return curve


def _encode(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    curve: npt.NDArray[np.float64] = np.where(
        values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 1e-9) ** (1 / 2.4) - 0.055
    )
    return curve


_TO_LINEAR: Floats = _decode(np.arange(256) / 255.0).astype(np.float32)
_TO_SRGB: Pixels = np.rint(_encode(np.arange(_STEPS + 1) / _STEPS) * 255.0).astype(np.uint8)


def floats(values: object) -> Floats:
    """Any array as float32."""
    return np.asarray(values, dtype=np.float32)


def to_linear(rgb: Pixels) -> Floats:
    """Decode uint8 sRGB of any shape into linear float32 of the same shape."""
    linear: Floats = _TO_LINEAR[rgb]
    return linear


def to_srgb(linear: Floats) -> Pixels:
    """Encode linear float32 of any shape as uint8 sRGB; values outside 0..1 are clipped."""
    steps = (np.clip(linear, 0.0, 1.0) * np.float32(_STEPS) + np.float32(0.5)).astype(np.uint16)
    rgb: Pixels = _TO_SRGB[steps]
    return rgb


def linear_colour(colour: Sequence[float]) -> Floats:
    """One sRGB colour, three numbers 0..255, as three linear numbers."""
    return _decode(np.asarray(colour, dtype=np.float64) / 255.0).astype(np.float32)


def luminance(linear: Floats) -> Floats:
    """Relative luminance, height x width, of linear RGB, height x width x 3."""
    field: Floats = linear @ LUMINANCE
    return field

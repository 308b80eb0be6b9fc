"""Colours as numbers: CIELAB and the CIEDE2000 difference."""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.types import Field, Pixels


def lab(rgb: Pixels) -> Field:
    """CIELAB (D65) of sRGB pixels, H x W x 3 float32: L* 0-100, a*, b*."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)


def lab_of(rgb: tuple[int, ...]) -> Field:
    """CIELAB (D65) of one sRGB colour, 3 float32."""
    return np.asarray(lab(np.array([[rgb]], np.uint8))[0, 0], np.float32)


def ciede2000(first: Field, second: Field) -> float:
    """The CIEDE2000 colour difference of two CIELAB colours.

    Source: CIE 142-2001, written after G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000
    color-difference formula", Color Research and Application 30 (2005), with its test data.
    """
    (l1, a1, b1), (l2, a2, b2) = (tuple(float(v) for v in colour) for colour in (first, second))
    c_mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    h_mean = h1 + h2 if grey else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c = 1 + 0.045 * c_mean
    s_h = 1 + 0.015 * c_mean * t
    r_c = 2 * np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7))
    r_t = -r_c * np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2))))
    l_term, c_term, h_term = dl / s_l, dc / s_c, dh / s_h
    return float(np.sqrt(l_term**2 + c_term**2 + h_term**2 + r_t * c_term * h_term))

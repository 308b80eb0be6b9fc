"""The masks lie where the photo lies in its window, though the models see the photo alone."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest

from photocheck.detect.detector import _segmented
from photocheck.detect.mediapipe import Segmenter
from photocheck.pixels.windows import cut, square_window


class Brightness:
    """A model that calls what is bright a person."""

    size = Segmenter.SIZE

    def segment(self, rgb: np.ndarray) -> np.ndarray:
        assert rgb.shape == (Segmenter.SIZE, Segmenter.SIZE, 3)
        assert rgb.min() < 50  # the dark photo is in it, not only the spot
        bright = rgb[..., 0].astype(np.float32) / 255
        return np.stack([bright, 1 - bright])


@pytest.mark.parametrize(("x0", "y0", "side"), [(0, 0, 96), (-40, -30, 192), (10, -50, 150), (60, 20, 288)])
def test_a_spot_is_found_where_it_is(x0: int, y0: int, side: int) -> None:
    photo = np.zeros((192, 144, 3), np.uint8)
    cv2.circle(photo, (80, 60), 14, (255, 255, 255), -1)
    patch = square_window(x0, y0, side, 288)
    window, inside = cut(photo, patch)
    mask, rest = _segmented(cast("Segmenter", Brightness()), window, inside)
    assert mask.shape[0] == mask.shape[1]
    rows, columns = np.nonzero(mask > 0.5)
    found = np.array([columns.mean() + 0.5, rows.mean() + 0.5]) / mask.shape[0] * side + (x0, y0)
    assert np.abs(found - (80.5, 60.5)).max() < 1.0
    assert np.abs(mask + rest - 1).max() < 1e-3


def test_a_window_beside_the_photo_is_seen_whole() -> None:
    window = np.zeros((288, 288, 3), np.uint8)
    assert _segmented(cast("Segmenter", Brightness()), window, np.zeros((288, 288), bool)).shape[0] == 2

"""The matte finds an edge to a fraction of a mask pixel where colours allow it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photocheck.layout.matte import refine

SIZE, HEAD = 384, 200


def scene(edge: float, cloth: tuple[int, int, int], hair: tuple[int, int, int], noise: float = 1.0):
    """A dark block up to a slanted edge, on cloth with a light falloff, and a blurred, wrong mask of it."""
    rows, columns = np.indices((SIZE, SIZE)) + 0.5
    share = np.clip(rows - edge + 0.5, 0, 1) * (np.abs(columns - 192) < 90)
    fall = 1 - 0.15 * columns / SIZE
    colours = (share[..., None] * hair + (1 - share)[..., None] * np.array(cloth)) * fall[..., None]
    colours += np.random.default_rng(1).normal(0, noise, colours.shape)
    window = np.clip(colours, 0, 255).astype(np.uint8)
    off = cv2.warpAffine(share.astype(np.float32), np.float32([[1, 0, 0], [0, 1, -3]]), (SIZE, SIZE))
    person = cv2.GaussianBlur(cv2.resize(off, (256, 256), interpolation=cv2.INTER_AREA), (0, 0), 2)
    return window, person


def crown(matte: np.ndarray) -> float:
    column = matte[:, 192]
    i = int(np.flatnonzero(column > 0.5)[0])
    return i + 0.5 - (column[i] - 0.5) / max(1e-6, column[i] - column[i - 1])


@pytest.mark.parametrize("edge", [112.0, 112.4, 128.25])
@pytest.mark.parametrize("hair", [(30, 25, 20), (150, 120, 80), (220, 200, 160)])
def test_the_edge_is_found_although_the_mask_is_three_rows_off(edge, hair):
    window, person = scene(edge, (150, 195, 225), hair)
    matte, trust = refine(window, np.ones((SIZE, SIZE), bool), person, HEAD)
    assert abs(crown(matte) - edge) < 0.6  # 0.3 % of the head
    assert trust[int(edge), 192] > 0.9


def test_where_colours_are_alike_the_mask_keeps_the_say():
    window, person = scene(112, (150, 195, 225), (149, 194, 224))
    matte, trust = refine(window, np.ones((SIZE, SIZE), bool), person, HEAD)
    assert trust.max() < 0.5
    mask = cv2.resize(person, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
    assert abs(crown(matte) - crown(mask)) < 1.0


def test_a_shadow_on_the_cloth_is_not_the_person():
    window, person = scene(112, (150, 195, 225), (40, 30, 25))
    shade = np.ones((SIZE, SIZE, 1))
    shade[:, 282:315] = 0.72
    window = (window * cv2.GaussianBlur(shade, (0, 0), 6)[..., None]).astype(np.uint8)
    matte, _ = refine(window, np.ones((SIZE, SIZE), bool), person, HEAD)
    assert matte[225, 289:315].max() < 0.35

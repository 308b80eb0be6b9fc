"""A drawn person before a drawn wall, so that the studio's tests need no photo and no model."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from studio.colour import linear_colour
from studio.cutout import CutOut
from studio.labels import Labels

SIZE = 400
LABELS = Labels(crown_y=60.0, chin_y=280.0, head_left_x=115.0, head_right_x=285.0, eye_line_y=175.0)


def ellipse(centre, axes):
    mask = np.zeros((SIZE, SIZE), dtype=np.uint8)
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


@pytest.fixture(scope="session")
def labels():
    return LABELS


@pytest.fixture(scope="session")
def person():
    """Dark hair, a face with eyes, a red shirt; alpha is a head-shaped ellipse and shoulders that reach the bottom."""
    head, face = ellipse((200, 170), (85, 110)), ellipse((200, 195), (62, 84))
    body = np.maximum(ellipse((200, 420), (170, 120)), ellipse((200, 300), (40, 60)))
    alpha = np.maximum(head, body)
    hair, clothes = head * (1 - face), body * (1 - head)
    skin = np.clip(alpha - hair - clothes, 0, 1)
    foreground = (
        hair[..., None] * linear_colour((40, 32, 30))
        + clothes[..., None] * linear_colour((170, 40, 50))
        + skin[..., None] * linear_colour((205, 160, 140))
    ) / np.maximum(hair + clothes + skin, 1e-3)[..., None]
    for x in (172, 228):
        for part, colour in ((ellipse((x, 177), (12, 5)), (225, 222, 220)), (ellipse((x, 177), (5, 5)), (30, 24, 22))):
            foreground += part[..., None] * (linear_colour(colour) - foreground)
    return CutOut(foreground.astype(np.float32), alpha, clothes, hair, skin, plain=True)


@pytest.fixture
def rng():
    return np.random.default_rng(7)

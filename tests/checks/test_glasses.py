"""Reflections and tint before the eyes, on a made-up face whose truth is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photocheck.checks.base import Unmeasured
from photocheck.checks.glasses import glare, lenses
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import FACE_OVAL, LEFT_BROW_RING, LEFT_EYE_RING, RIGHT_BROW_RING, RIGHT_EYE_RING
from photocheck.types import Face, Pixels, Points

HEIGHT, WIDTH = 192, 144
EYES = ((53.0, 84.0), (91.0, 84.0))
BETWEEN = 38.0
SKINS = ((214, 168, 142), (92, 60, 46))
Y, X = np.mgrid[:HEIGHT, :WIDTH]


def ring(count: int, middle: tuple[float, float], half: tuple[float, float]) -> Points:
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([middle[0] + half[0] * np.sin(turn), middle[1] - half[1] * np.cos(turn)])


def face(rgb: Pixels, lean: float = 0.0) -> Portrait:
    points = np.full((478, 2), 72.0)
    points[list(FACE_OVAL)] = ring(len(FACE_OVAL), (72, 100), (42, 60))
    for eye, brow, middle in (
        (LEFT_EYE_RING, LEFT_BROW_RING, EYES[0]),
        (RIGHT_EYE_RING, RIGHT_BROW_RING, EYES[1]),
    ):
        points[list(eye)] = ring(len(eye), middle, (8, 3))
        points[list(brow)] = ring(len(brow), (middle[0], middle[1] - 13), (11, 2))
    if lean:
        turn = cv2.getRotationMatrix2D((72, 96), lean, 1.0)
        points = points @ turn[:, :2].T + turn[:, 2]
        rgb = cv2.warpAffine(rgb, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    everywhere = np.ones((HEIGHT, WIDTH))
    measured = Face((30, 40, 114, 160), 0.95, points)
    return Portrait(rgb, 1.0, rgb, everywhere.astype(np.float32), everywhere > 0, points, measured, 130.0, 20.0, None)


def skin(colour: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 2, (HEIGHT, WIDTH, 1)) + np.array(colour, float)


def with_spot(colour: tuple[int, int, int], middle: tuple[float, float], soft: float) -> Pixels:
    """White light added in a box of 10 x 10 pixels, its rim blurred by so many pixels."""
    spot = ((np.abs(X - middle[0]) < 5) & (np.abs(Y - middle[1]) < 5)).astype(np.float32)
    spot = cv2.GaussianBlur(spot, (0, 0), soft)
    light = (np.clip(skin(colour), 0, 255) / 255) ** 2.2 + 0.6 * spot[..., None]
    return np.rint(255 * np.clip(light, 0, 1) ** (1 / 2.2)).astype(np.uint8)


def plain(colour: tuple[int, int, int]) -> Pixels:
    return np.clip(skin(colour), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("colour", SKINS)
def test_a_lamp_in_a_lens_is_seen_on_every_skin(colour: tuple[int, int, int]) -> None:
    beside = (EYES[0][0] + 6, EYES[0][1] + 5)
    assert glare.measure(face(plain(colour))) == 0
    assert glare.measure(face(with_spot(colour, beside, 0.5))) > 40 / BETWEEN**2


def test_a_lens_that_leans_with_the_head_is_found_as_well() -> None:
    beside = (EYES[1][0] - 6, EYES[1][1] + 5)
    assert glare.measure(face(with_spot(SKINS[0], beside, 0.5), lean=8)) > 40 / BETWEEN**2


def test_sheen_that_fades_is_no_lamp_in_a_lens() -> None:
    beside = (EYES[0][0] + 6, EYES[0][1] + 5)
    rgb = with_spot(SKINS[0], beside, 0.5)
    faded = with_spot(SKINS[0], beside, 5.0)
    assert glare.measure(face(faded)) == 0 < glare.measure(face(rgb))


def test_a_catch_light_in_the_eye_and_a_shining_cheekbone_do_not_count() -> None:
    assert glare.measure(face(with_spot(SKINS[0], (EYES[0][0], EYES[0][1] + 17), 0.5))) == 0
    catch = plain(SKINS[0])
    catch[82:85, 52:55] = 255
    assert glare.measure(face(catch)) == 0


@pytest.mark.parametrize("colour", SKINS)
def test_dark_lenses_come_in_pairs(colour: tuple[int, int, int]) -> None:
    bare = plain(colour)
    two, one = bare.copy(), bare.copy()
    for eye in EYES:
        box = (np.abs(X - eye[0]) < 15) & (np.abs(Y - eye[1] - 3) < 11)
        two[box] = two[box] * 0.25
        if eye is EYES[0]:
            one[box] = one[box] * 0.25
    seen = [lenses.measure(face(rgb)) for rgb in (bare, one, two)]
    assert seen[0] == pytest.approx(1.0, abs=0.05)
    assert seen[1] == pytest.approx(1.0, abs=0.05)
    assert seen[2] < 0.3


def test_a_face_too_small_for_a_lens_is_not_measured() -> None:
    tiny = face(plain(SKINS[0]))
    small = Portrait(tiny.rgb, 1.0, tiny.rgb, tiny.matte, tiny.known, tiny.points * 0.05, tiny.face, 6.0, 1.0, None)
    with pytest.raises(Unmeasured):
        lenses.measure(small)
    assert glare.measure(small) == 0

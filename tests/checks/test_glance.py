"""Whether something may cover head or face: told from colours, on a made-up head whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from photocheck.checks.glance import Glance, Look, glance_of
from photocheck.layout.mesh import FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING
from photocheck.types import Face, Field, Framing, Landmarks, PartClass, Patch, Pixels, Points

SIZE = 288
SKIN, LIPS, HAIR, IRIS, CLOTH = (205, 160, 135), (190, 120, 112), (70, 52, 44), (50, 38, 32), (134, 190, 232)
NAVY, BEIGE = (32, 36, 58), (205, 172, 150)
EYES = ((124, 130), (164, 130))
Y, X = np.mgrid[:SIZE, :SIZE]


def oval(middle: tuple[float, float], half: tuple[float, float]) -> np.ndarray:
    return ((X - middle[0]) / half[0]) ** 2 + ((Y - middle[1]) / half[1]) ** 2 < 1


def ring(count: int, middle: tuple[float, float], half: tuple[float, float]) -> Points:
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([middle[0] + half[0] * np.sin(turn), middle[1] - half[1] * np.cos(turn)])


def mesh() -> Points:
    points = np.full((478, 2), 144.0)
    points[list(FACE_OVAL)] = ring(len(FACE_OVAL), (144, 148), (42, 60))
    for eye, middle in zip((LEFT_EYE_RING, RIGHT_EYE_RING), EYES, strict=True):
        points[list(eye)] = ring(len(eye), middle, (9, 4))
    points[list(LIP_RING)] = ring(len(LIP_RING), (144, 178), (15, 6))
    return points


HEAD = oval((144, 132), (54, 78))
FACE = oval((144, 150), (42, 58))
TOP = HEAD & (Y < 112)
"""Hair and forehead down to the brows, as a cap with a peak covers them."""


def strands() -> np.ndarray:
    """Hair, in strands of four pixels."""
    light = np.repeat(np.random.default_rng(4).normal(0, 26, SIZE // 4), 4)
    return np.broadcast_to((np.array(HAIR, float) + light[:, None])[None], (SIZE, SIZE, 3))


def person() -> Pixels:
    """A bare head with eyes, lips and hair."""
    rgb = np.zeros((SIZE, SIZE, 3)) + CLOTH
    rgb[HEAD] = SKIN
    hair = HEAD & ~(FACE & (Y > 96))
    rgb[hair] = strands()[hair]
    rgb[oval((144, 178), (15, 6))] = LIPS
    for eye in EYES:
        rgb[oval(eye, (9, 4))] = IRIS
    return np.clip(rgb + np.random.default_rng(5).normal(0, 2, rgb.shape), 0, 255).astype(np.uint8)


def painted(where: np.ndarray, colour: tuple[int, int, int]) -> Pixels:
    rgb = person()
    rgb[where] = colour
    return rgb


def glanced(rgb: Pixels, score: float = 0.95) -> Glance:
    matte = np.asarray(cv2.GaussianBlur(HEAD.astype(np.float32), (0, 0), 1.0))
    face = Face((102, 90, 186, 206), score, mesh())
    landmarks = Landmarks((face,), Patch(0, 0, 1.0, SIZE), rgb, np.ones((SIZE, SIZE), bool), matte)
    glance = glance_of(landmarks, replace(NOWHERE, matte=matte))
    assert glance is not None
    return glance


def look(rgb: Pixels, score: float = 0.95) -> Look:
    return glanced(rgb, score).look()


NOWHERE = Framing(*[None] * 9)


def test_a_bare_head_is_asked_no_further() -> None:
    assert look(person()) is Look.NONE


@pytest.mark.parametrize(
    ("what", "where", "colour", "expected"),
    [
        ("a dark-blue cap with a peak", TOP, NAVY, Look.COARSE),
        ("a scarf of the skin's own colour", HEAD & ~FACE, BEIGE, Look.COARSE),
        ("a hand before the mouth", oval((144, 178), (22, 16)), SKIN, Look.FINE),
        ("a hand before an eye", oval(EYES[0], (16, 12)), SKIN, Look.COARSE),
        ("a mask", FACE & (Y > 150), (180, 205, 220), Look.FINE),
        ("a red hat", HEAD & (Y < 95), (190, 40, 50), Look.COARSE),
        ("a white band in brown hair", HEAD & (Y > 62) & (Y < 88), (225, 222, 215), Look.COARSE),
    ],
)
def test_what_covers_it_is_suspected(
    what: str, where: np.ndarray, colour: tuple[int, int, int], expected: Look
) -> None:
    """Of the mouth the coarse map is no judge: half the size of its pixels hides a collar's edge."""
    assert look(painted(where, colour)) is expected, what


def test_a_narrow_eye_is_seen_to_be_open() -> None:
    """Of an eye as narrow as a line the reduced patch shows a mixture of lid and iris."""
    rgb = person()
    for eye in EYES:
        rgb[oval(eye, (9, 4))] = SKIN
        rgb[oval(eye, (8, 1.1))] = IRIS
    assert look(rgb) is Look.NONE


def flat_black(step: float) -> Pixels:
    """A head whose hair, over half of the forehead, is black and varies by so much from strand to strand."""
    rgb = person()
    light = np.repeat(np.random.default_rng(4).normal(0, step, SIZE // 4), 4)[None, :, None]
    hair = np.broadcast_to(np.array((24, 23, 24)) + light, (SIZE, SIZE, 3))
    where = HEAD & ~(FACE & (Y > 96))
    rgb[where] = np.clip(hair, 0, 255).astype(np.uint8)[where]
    return rgb


def test_flat_black_hair_with_strands_is_hair_whatever_it_covers_of_the_forehead() -> None:
    assert look(flat_black(step=8)) is Look.NONE


def test_black_felt_is_suspected() -> None:
    assert look(flat_black(step=1)) is Look.COARSE


def test_a_face_that_the_finder_is_unsure_of_is_suspected() -> None:
    assert look(person(), score=0.9) is Look.COARSE


def test_without_a_measured_face_there_is_nothing_to_ask() -> None:
    assert glance_of(Landmarks(()), NOWHERE) is None


def test_a_knitted_cap_like_hair_is_suspected_by_the_missing_forehead() -> None:
    rgb = person()
    rgb[TOP] = np.clip(strands(), 0, 255).astype(np.uint8)[TOP]
    assert look(rgb) is Look.COARSE


def test_pale_lips_with_a_line_between_them_are_lips() -> None:
    rgb = painted(oval((144, 178), (15, 6)), SKIN)
    assert look(rgb) is Look.FINE
    rgb[oval((144, 178), (14, 2))] = IRIS
    assert look(rgb) is Look.NONE
    assert look(rgb, score=0.925) is Look.FINE


def test_the_rim_of_a_scarf_is_no_line_between_lips() -> None:
    rgb = painted(oval((144, 178), (15, 6)), SKIN)
    rgb[FACE & (Y > 176) & (Y < 179)] = np.array(SKIN) // 2  # the scarf's shadow, where the lips would meet
    rgb[FACE & (Y >= 179)] = (196, 214, 222)
    assert look(rgb) is Look.FINE


def class_map(**shares: float) -> Field:
    """A coarse map in which the whole top of the head, and the whole lower face, is so much of a class."""
    found = np.zeros((6, 128, 128), np.float32)
    found[PartClass.HAIR, :48], found[PartClass.FACE_SKIN, 48:] = 1.0, 1.0
    for name, share in shares.items():
        found[PartClass[name], :48] = share
    return found


def test_the_coarse_map_of_a_bare_head_settles_it() -> None:
    assert not glanced(person()).covered(class_map(OTHER=0.02, CLOTHES=0.02))


@pytest.mark.parametrize("part", ["OTHER", "CLOTHES"])
def test_the_least_sign_of_a_cover_is_left_to_the_fine_map(part: str) -> None:
    assert glanced(person()).covered(class_map(**{part: 0.06}))


def test_so_is_a_lower_face_that_is_not_all_face() -> None:
    found = class_map()
    found[PartClass.FACE_SKIN, 48:] = 0.8
    assert glanced(person()).covered(found)

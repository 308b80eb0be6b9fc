"""The pure measures behind the checks, on made-up pictures whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photocheck.checks.base import NotAsked
from photocheck.checks.cloth import cloth_of
from photocheck.checks.cover import hat, headscarf
from photocheck.checks.drape import clothes, folds, replaced, sheen, thing
from photocheck.checks.expression import IRIS_RINGS, LIDS, gaze, mouth
from photocheck.checks.expression import eyes as openness
from photocheck.checks.picture import blocks, motion, screen, smoothed
from photocheck.checks.portrait import Portrait
from photocheck.checks.shape import ACROSS, DOWN, border, stretched
from photocheck.checks.texture import Texture
from photocheck.layout.mesh import FACE_OVAL, LEFT_EYE_RING, RIGHT_EYE_RING
from photocheck.types import Face, Photo, Pose

HEIGHT, WIDTH = 192, 144
BLUE = (134, 190, 232)
Y, X = np.mgrid[:HEIGHT, :WIDTH]
PERSON = (((X - 72) / 42) ** 2 + ((Y - 86) / 66) ** 2 < 1) | (((X - 72) / 60) ** 2 + ((Y - 200) / 50) ** 2 < 1)


def points(seed: int = 1) -> np.ndarray:
    """478 points that are no face, but lie as widely spread as one."""
    return np.random.default_rng(seed).uniform((30, 40), (110, 150), (478, 2))


def face(where: np.ndarray | None = None, **expression: float) -> Face:
    return Face((30, 40, 110, 150), 1.0, points() if where is None else where, Pose(0, 0, 0), expression)


def picture(rgb: np.ndarray, parts: np.ndarray | None = None) -> Portrait:
    """A person-shaped hole in a background; eyes 40 pixels apart."""
    mesh = points()
    mesh[list(LEFT_EYE_RING)] = (52, 90)
    mesh[list(RIGHT_EYE_RING)] = (92, 90)
    mask = PERSON.astype(np.float32)
    known = np.ones((HEIGHT, WIDTH), bool)
    return Portrait(rgb, 1.0, rgb, mask, known, mesh, face(mesh), 132.0, 20.0, parts)


def lit(shade: np.ndarray | float) -> np.ndarray:
    """Blue cloth under some light, with a little noise."""
    noise = np.random.default_rng(2).normal(0, 0.8, (HEIGHT, WIDTH, 1))
    cloth_colour = np.array(BLUE) * np.broadcast_to(np.asarray(shade, float), (HEIGHT, WIDTH))[..., None]
    return np.clip(cloth_colour + noise, 0, 255).astype(np.uint8)


# --------------------------------------------------------------------------------------------- cloth


def test_a_burnt_out_white_is_not_called_paint_and_a_flat_grey_is() -> None:
    white, flat = (cloth_of(picture(np.full((HEIGHT, WIDTH, 3), level, np.uint8))) for level in (255, 250))
    assert white is not None
    assert flat is not None
    with pytest.raises(NotAsked):
        replaced.measure(white)
    assert replaced.measure(flat) == 0


def test_slow_falloff_is_neither_fold_nor_sheen_nor_a_thing() -> None:
    even, dim = cloth_of(picture(lit(1.0))), cloth_of(picture(lit(1 - 0.25 * X / WIDTH)))
    assert even is not None
    assert dim is not None
    assert even.range < 1
    assert dim.range > 5
    assert folds.measure(dim) < 0.3
    assert sheen.measure(dim) < 2
    assert thing.measure(dim) == 0
    assert replaced.measure(dim) > replaced.measure(even)


def test_stripes_down_the_cloth_are_folds_and_across_it_are_not() -> None:
    down = cloth_of(picture(lit(1 + 0.04 * np.sin(X / 2.2))))
    across = cloth_of(picture(lit(1 + 0.04 * np.sin(Y / 2.2))))
    assert down is not None
    assert across is not None
    assert folds.measure(down) > 0.4
    assert folds.measure(across) < 0.2


@pytest.mark.parametrize("side", [14, 22])
def test_a_thing_is_as_large_as_it_is(side: int) -> None:
    rgb = lit(1.0)
    rgb[4 : 4 + side, 4 : 4 + side] = (130, 90, 60)
    found = cloth_of(picture(rgb))
    assert found is not None
    assert thing.measure(found) == pytest.approx(side**2 / found.where.sum(), rel=0.15)


def test_no_background_is_no_cloth() -> None:
    everywhere = replace(picture(lit(1.0)), matte=np.ones((HEIGHT, WIDTH), np.float32))
    assert cloth_of(everywhere) is None


def test_clothes_of_the_cloths_colour_are_alike_and_others_are_not() -> None:
    hidden = cloth_of(picture(lit(1.0)))
    seen = cloth_of(picture(np.where(PERSON[..., None], np.uint8((40, 40, 60)), lit(1.0))))
    assert hidden is not None
    assert seen is not None
    assert clothes.measure(hidden) == pytest.approx(1)
    # These shoulders fill six sevenths of the place.
    assert clothes.measure(seen) == pytest.approx(1 / 7, abs=0.03)


def test_another_head_beside_the_candidate_is_a_thing() -> None:
    alone = picture(lit(1.0))
    beside = ((X - 12) / 9) ** 2 + ((Y - 60) / 12) ** 2 < 1
    found = cloth_of(replace(alone, matte=np.maximum(alone.matte, beside.astype(np.float32))))
    assert found is not None
    assert thing.measure(found) == pytest.approx(beside.sum() / found.where.sum(), rel=0.2)


# ------------------------------------------------------------------------------------------- edges


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.sampled_from([0, 235, 255]), st.integers(0, 3))
def test_a_border_is_as_wide_as_it_is(width: int, grey: int, side: int) -> None:
    rgb = lit(1 - 0.1 * Y / HEIGHT)
    rgb[PERSON] = (90, 70, 60)
    turned = np.rot90(rgb, side).copy()
    turned[:width] = grey
    assert border.measure(np.ascontiguousarray(np.rot90(turned, -side))) == pytest.approx(width / WIDTH)


def test_cloth_that_runs_to_the_edge_is_no_border() -> None:
    assert border.measure(lit(1 - 0.3 * X / WIDTH)) == 0
    assert border.measure(lit(1.0)) == 0


# ------------------------------------------------------------------------------------------ the face


@settings(max_examples=30, deadline=None)
@given(st.floats(0.7, 1.4), st.floats(0.2, 5), st.tuples(st.floats(-900, 900), st.floats(-900, 900)), st.floats(-8, 8))
def test_stretch_sees_the_proportions_and_nothing_else(
    factor: float, size: float, shift: tuple[float, float], turn: float
) -> None:
    mesh = points()
    usual = stretched.measure(face(mesh))
    # Corners level, so that turning the face back is exact.
    for corner in (33, 133, 362, 263):
        mesh[corner, 1] = 90
    mesh[33, 0], mesh[133, 0], mesh[362, 0], mesh[263, 0] = 40, 60, 80, 100
    usual = stretched.measure(face(mesh))
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    moved = (mesh * (factor, 1)) @ np.array([[c, s], [-s, c]]) * size + shift
    assert stretched.measure(face(moved)) == pytest.approx(usual + np.log(factor), abs=0.01)


def test_the_weights_are_an_unbiased_estimate() -> None:
    assert sum(weight for *_, weight in ACROSS) == pytest.approx(1, abs=0.01)
    assert sum(weight for *_, weight in DOWN) == pytest.approx(-1, abs=0.01)


def mesh_of_eyes(gap: float, shift: float = 0.0) -> np.ndarray:
    """Two eyes 20 wide, their lids ``gap`` apart, irises ``shift`` to the right."""
    mesh = points()
    for number, ((*pairs, corners), iris) in enumerate(zip(LIDS, IRIS_RINGS, strict=True)):
        left = 40 + 40 * number
        for corner, x in zip(sorted(corners), (left, left + 20), strict=True):
            mesh[corner] = (x, 90)
        for upper, lower in pairs:
            mesh[upper], mesh[lower] = (left + 10, 90 - gap / 2), (left + 10, 90 + gap / 2)
        mesh[iris[0]] = (left + 10 + shift, 90 - 1.6)
    return mesh


def test_an_open_eye_is_open_and_a_blink_is_not() -> None:
    assert openness.measure(face(mesh_of_eyes(6))) == pytest.approx(0.3)
    assert openness.measure(face(mesh_of_eyes(6), eyeBlinkLeft=0.9)) == pytest.approx(0.03)
    assert openness.measure(face(mesh_of_eyes(1))) == pytest.approx(0.05)


def test_gaze_is_where_the_irises_are() -> None:
    assert gaze.measure(face(mesh_of_eyes(6))) == pytest.approx(0, abs=1e-9)
    assert gaze.measure(face(mesh_of_eyes(6, shift=3))) == pytest.approx(0.15)


def test_a_mouth_is_as_open_as_its_lips() -> None:
    mesh = points()
    mesh[61], mesh[291] = (50, 120), (90, 120)
    for above, below in ((13, 14), (82, 87), (312, 317)):
        mesh[above], mesh[below] = (70, 115), (70, 125)
    assert mouth.measure(face(mesh)) == pytest.approx(0.25)


def test_a_hat_needs_the_map_of_parts() -> None:
    assert hat.measure(picture(lit(1.0))) == 0
    layers = np.zeros((6, HEIGHT, WIDTH), np.float32)
    layers[5] = 1
    covered = picture(lit(1.0), layers)
    assert hat.measure(covered) == pytest.approx(1)
    assert headscarf.measure(covered) == 0


# ------------------------------------------------------------------------------------------ texture


def noisy(sigma: float) -> np.ndarray:
    grain = np.random.default_rng(4).normal(0, sigma, (HEIGHT, WIDTH, 1))
    return np.clip(140 + grain, 0, 255).repeat(3, axis=2).round().astype(np.uint8)


@pytest.mark.parametrize("sigma", [1.5, 4.0, 9.0])
def test_noise_is_measured_as_it_is(sigma: float) -> None:
    assert Texture(picture(noisy(sigma))).noise == pytest.approx(sigma, rel=0.12)


def test_blocks_of_eight_are_seen_and_their_absence_too() -> None:
    calm = noisy(2)
    steps = np.kron(np.random.default_rng(5).integers(-6, 7, (24, 18)), np.ones((8, 8), int))[..., None]
    blocky = np.clip(calm + steps, 0, 255).astype(np.uint8)
    assert blocks.measure(Photo("", blocky)) > 1
    assert blocks.measure(Photo("", calm)) < 0.3


def test_a_raster_stands_out_and_noise_does_not() -> None:
    calm = noisy(3)
    dots = (4 * np.cos(2 * np.pi * (X + 0.3 * Y) / 4.7))[..., None]
    printed = np.clip(calm + dots, 0, 255).astype(np.uint8)
    assert screen.measure(Texture(picture(printed))) > 2
    assert screen.measure(Texture(picture(calm))) < 1.7


@pytest.mark.parametrize("angle", [0, 40, 90, 135])
def test_motion_is_seen_and_an_even_blur_is_none(angle: float) -> None:
    sharp = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    for x, y, size, shade in np.random.default_rng(6).integers((0, 0, 2, 60), (WIDTH, HEIGHT, 6, 200), (900, 4)):
        cv2.circle(sharp, (int(x), int(y)), int(size), (int(shade),) * 3, -1)
    kernel = np.zeros((7, 7), np.float32)
    dx, dy = 3 * np.cos(np.radians(angle)), 3 * np.sin(np.radians(angle))
    ends = [tuple(round(3 + sign * part) for part in (dx, dy)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    moved = cv2.filter2D(sharp, -1, kernel / kernel.sum())
    even = cv2.GaussianBlur(sharp, (0, 0), 1.5)
    assert motion.measure(Texture(picture(moved))) > 1.4
    assert motion.measure(Texture(picture(even))) < 1.25


def test_a_filter_leaves_only_the_strongest_detail_of_the_skin() -> None:
    spots = noisy(3)
    spots[::23, ::23] -= 60
    round_face = picture(spots)
    turns = np.linspace(0, 2 * np.pi, len(FACE_OVAL), endpoint=False)
    round_face.points[list(FACE_OVAL)] = np.stack([72 + 40 * np.sin(turns), 95 + 50 * np.cos(turns)], axis=1)
    filtered = cv2.bilateralFilter(spots, 0, 20, 4)
    plain = smoothed.measure(Texture(round_face))
    smooth = smoothed.measure(Texture(replace(round_face, rgb=filtered, full=filtered)))
    assert smooth < 0.6 * plain


def test_the_working_picture_is_no_larger_than_it_need_be() -> None:
    large = cv2.resize(lit(1.0), (480, 640))
    texture = Texture(replace(picture(lit(1.0)), full=large))
    assert texture.times == pytest.approx(640 / 192)
    assert texture.grey.shape == (640, 480)

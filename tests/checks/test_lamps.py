"""A hard shadow stands out against the face's other half; features and steady light do not."""

from __future__ import annotations

import numpy as np
import pytest

from photocheck.checks.base import Unmeasured
from photocheck.checks.lamps import shadow
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import FACE_OVAL, LEFT_EYE_RING, MIDDLE_LINE, MIRRORED, RIGHT_EYE_RING
from photocheck.types import Face, Pose

HEIGHT, WIDTH = 192, 144
Y, X = np.mgrid[:HEIGHT, :WIDTH] + 0.5
MIDDLE_X, EYES_Y = 72.0, 84.0


def seen(light: np.ndarray) -> Portrait:
    """A symmetric face of even skin, eyes 40 pixels apart, under some light (linear, 1 is the skin's own)."""
    rng = np.random.default_rng(3)
    mesh = np.full((478, 2), (MIDDLE_X, EYES_Y))
    for left, right in MIRRORED:
        across, down = rng.uniform(5, 45), rng.uniform(-20, 70)
        mesh[left], mesh[right] = (MIDDLE_X - across, EYES_Y + down), (MIDDLE_X + across, EYES_Y + down)
    for point, down in zip(MIDDLE_LINE, np.linspace(-40, 70, len(MIDDLE_LINE)), strict=True):
        mesh[point] = (MIDDLE_X, EYES_Y + down)
    turns = np.linspace(0, 2 * np.pi, len(FACE_OVAL), endpoint=False)
    mesh[list(FACE_OVAL)] = np.stack([MIDDLE_X + 46 * np.sin(turns), EYES_Y + 16 - 62 * np.cos(turns)], axis=1)
    mesh[list(LEFT_EYE_RING)], mesh[list(RIGHT_EYE_RING)] = (52, EYES_Y), (92, EYES_Y)
    nose = 1 + 0.5 * np.exp(-(((X - MIDDLE_X) / 6) ** 2))
    rgb = 255 * np.clip(np.array((0.5, 0.32, 0.24)) * (light * nose)[..., None], 0, 1) ** (1 / 2.2)
    known, mask = np.ones((HEIGHT, WIDTH), bool), np.ones((HEIGHT, WIDTH), np.float32)
    face, seen = Face((26, 38, 118, 162), 1.0, mesh, Pose(0, 0, 0), {}), rgb.astype(np.uint8)
    return Portrait(seen, 1.0, seen, mask, known, mesh, face, 132.0, 20.0, None)


def test_an_even_face_with_a_bright_nose_has_no_step() -> None:
    assert shadow.measure(seen(np.ones((HEIGHT, WIDTH)))) == pytest.approx(0, abs=0.05)


def test_light_that_grows_steadily_is_no_step() -> None:
    assert shadow.measure(seen(2 ** ((X - MIDDLE_X) / 80))) == pytest.approx(0, abs=0.12)


@pytest.mark.parametrize("lean", [-0.4, 0.0, 0.4])
@pytest.mark.parametrize("place", [-12, 4, 16])
def test_a_shadow_is_as_deep_as_it_is(place: float, lean: float) -> None:
    shade = X - MIDDLE_X - place + lean * (Y - EYES_Y - 12) > 0
    assert shadow.measure(seen(np.where(shade, 0.5, 1.0))) == pytest.approx(1, abs=0.25)


def test_a_face_of_which_little_is_seen_is_not_measured() -> None:
    hidden = seen(np.ones((HEIGHT, WIDTH)))
    hidden.points[list(FACE_OVAL)] = (20, 20)
    with pytest.raises(Unmeasured):
        shadow.measure(hidden)

"""The colour of the light, told by what is white on everyone; and no verdict on how far somebody's eyes open."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from photocheck.checks import Scene
from photocheck.checks.hues import cast
from photocheck.layout.mesh import LEFT_EYE_RING, RIGHT_EYE_RING
from photocheck.pipeline import Pipeline
from photocheck.profile.load import load_profile
from photocheck.types import Photo, Pixels

SAMPLE = Path(__file__).parents[2] / "samples" / "pass" / "430101191001.JPG"
YELLOW_SKIN = (214, 170, 128)


@pytest.fixture(scope="module")
def picture() -> Pixels:
    return np.asarray(Image.open(SAMPLE).convert("RGB"))


def scene(stages: Pipeline, rgb: Pixels) -> Scene:
    photo = Photo("", rgb)
    return Scene(load_profile("zikao"), photo, *stages.measured(photo))


def measured(stages: Pipeline, rgb: Pixels, seen: Scene | None = None) -> float:
    """The cast of the pixels, with the points of ``seen`` where paint would mislead the mesh."""
    there = seen or scene(stages, rgb)
    return float(cast.measure(Scene(there.profile, Photo("", rgb), there.landmarks, there.measured).portrait))


def lit(rgb: Pixels, red: float, blue: float) -> Pixels:
    """The same under lamps of another colour, roughly."""
    return np.clip(rgb * np.array((red, 1.0, blue)), 0, 255).astype(np.uint8)


def without_whites(rgb: Pixels, seen: Scene, colour: tuple[int, int, int] = YELLOW_SKIN) -> Pixels:
    """Eyes so narrow that nothing but lids, or what has the colour, is seen between them."""
    painted = rgb.copy()
    assert seen.face.points is not None
    for ring in (LEFT_EYE_RING, RIGHT_EYE_RING):
        hull = cv2.convexHull(np.round(seen.face.points[list(ring)]).astype(np.int32))
        cv2.fillPoly(painted, [hull], colour)
        cv2.polylines(painted, [hull], True, colour, 2)
    return painted


def test_good_light_is_within_the_limits(stages: Pipeline, picture: Pixels) -> None:
    assert -6.5 <= measured(stages, picture) <= 12


def test_warm_and_cool_light_are_seen_in_the_whites(stages: Pipeline, picture: Pixels) -> None:
    seen = scene(stages, picture)
    plain, warm, cool = (
        measured(stages, rgb, seen) for rgb in (picture, lit(picture, 1.06, 0.72), lit(picture, 0.9, 1.15))
    )
    assert warm > plain + 6
    assert cool < plain - 6


def test_eyes_without_white_are_not_held_against_their_owner(stages: Pipeline, picture: Pixels) -> None:
    """The lids' yellow is no light's: it failed three in four people with narrow eyes."""
    seen = scene(stages, picture)
    assert measured(stages, without_whites(picture, seen), seen) == 0.0


def test_without_whites_a_white_shirt_vouches_and_a_yellow_one_does_not(stages: Pipeline, picture: Pixels) -> None:
    seen = scene(stages, picture)
    narrow = without_whites(picture, seen)
    below = seen.portrait.upright[1] > 2.4
    found = {}
    for name, colour in (("white", (236, 236, 234)), ("bluish", (228, 234, 242)), ("yellow", (250, 225, 120))):
        dressed = narrow.copy()
        dressed[below & (seen.portrait.matte > 0.5)] = colour
        found[name] = measured(stages, dressed, seen)
    assert abs(found["white"]) < 1.5
    assert -6.0 < found["bluish"] < -2.0
    assert found["yellow"] == 0.0


def test_without_whites_or_white_clothes_skin_beyond_peoples_own_tells(stages: Pipeline, picture: Pixels) -> None:
    seen = scene(stages, picture)
    narrow = without_whites(picture, seen)
    assert measured(stages, lit(narrow, 1.12, 0.5), seen) > 5
    assert measured(stages, lit(narrow, 0.75, 1.5), seen) < -5


def test_a_pixel_of_white_more_or_less_turns_no_verdict(stages: Pipeline, picture: Pixels) -> None:
    """Noise decides over single pixels: at a cliff the same sitter was told of a cast in every other frame."""
    large = cv2.resize(picture, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    seen = scene(stages, large)
    narrow, yellowed = without_whites(large, seen), without_whites(large, seen, (226, 222, 196))
    spots = np.argwhere((yellowed != narrow).any(2))
    np.random.default_rng(1).shuffle(spots)
    found = []
    for count in range(0, len(spots) // 2, 4):
        mixed = narrow.copy()
        rows, columns = spots[:count].T
        mixed[rows, columns] = yellowed[rows, columns]
        found.append(measured(stages, mixed, seen))
    assert found[0] == 0.0
    assert found[-1] > 8
    assert np.abs(np.diff(found)).max() < found[-1] / 3

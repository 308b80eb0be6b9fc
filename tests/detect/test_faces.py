"""Faces are counted as a reviewer counts them: a poster's face is one more, a pattern is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    """The shipped portrait with a plain margin of cloth to both sides: 400 x 560."""
    rgb = data.astronaut()[:400, 60:400]
    return cv2.copyMakeBorder(rgb, 0, 0, 110, 110, cv2.BORDER_CONSTANT, value=(150, 195, 225))


def faces(checker, rgb) -> int:
    return checker.check(np.ascontiguousarray(rgb)).measurements.faces


def test_one_person_is_one_face(checker, portrait):
    assert faces(checker, portrait) == 1


@pytest.mark.parametrize("share", [0.10, 0.14, 0.2])
def test_a_small_face_on_the_wall_is_a_second_face(checker, portrait, share):
    """``share``: the poster's head as a part of the picture's height; at 0.06 the finder's own reach ends."""
    scale = share * 400 / 165
    poster = cv2.resize(data.astronaut()[:190, 130:330], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rgb = portrait.copy()
    rgb[20 : 20 + poster.shape[0], 8 : 8 + poster.shape[1]] = poster
    assert faces(checker, rgb) == 2


def test_a_drawn_face_and_dots_on_the_shirt_are_none(checker, portrait):
    rgb = portrait.copy()
    for x in range(200, 400, 28):
        cv2.circle(rgb, (x, 360), 8, (250, 240, 60), -1, cv2.LINE_AA)
        for dx in (-3, 3):
            cv2.circle(rgb, (x + dx, 358), 1, (20, 20, 20), -1)
        cv2.ellipse(rgb, (x, 362), (4, 2), 0, 0, 180, (20, 20, 20), 1, cv2.LINE_AA)
    assert faces(checker, rgb) == 1


@pytest.mark.parametrize("width", [144, 172, 480])
def test_tight_id_photos_have_exactly_one_face(checker, width):
    """No room about the head at all."""
    rgb = data.astronaut()[8:185, 146:308]
    height = round(width * rgb.shape[0] / rgb.shape[1])
    how = cv2.INTER_AREA if width < 162 else cv2.INTER_CUBIC
    assert faces(checker, cv2.resize(rgb, (width, height), interpolation=how)) == 1


def test_every_labelled_portrait_and_its_tight_crop_have_exactly_one_face(checker, portraits):
    from benchmarks.forms import load_portraits, tight

    for portrait in load_portraits(portraits):
        picture = tight(portrait, None, np.random.default_rng(0)).rgb
        small = cv2.resize(
            picture, (172, round(172 * picture.shape[0] / picture.shape[1])), interpolation=cv2.INTER_AREA
        )
        assert faces(checker, small) == 1, portrait.name


@pytest.mark.parametrize("rgb", [data.chelsea(), data.coffee(), data.rocket(), np.full((300, 200, 3), 200, np.uint8)])
def test_what_is_no_portrait_has_no_face(checker, rgb):
    report = checker.check(np.ascontiguousarray(rgb))
    assert report.measurements.faces == 0
    assert report.verdict == "fail"
    assert "face.count" in {finding.check for finding in report.failures}


def test_the_shared_negatives_never_pass(checker, portraits):
    for path in sorted((portraits / "negatives").iterdir()):
        assert checker.check(path).verdict == "fail", path.name
        assert checker.preview(path).verdict == "fail", path.name


def test_an_upside_down_portrait_is_seen_as_one(checker, portraits):
    """It is turned before anything is measured, and that is the one thing said of it."""
    for path in sorted((portraits / "images").glob("lon_*.jpg")):
        turned = np.ascontiguousarray(cv2.imread(str(path))[::-1, ::-1, ::-1])
        report = checker.check(turned)
        (finding,) = (f for f in report.findings if f.check == "framing.upright")
        assert (finding.value, finding.verdict) == (180, "fail"), path.name
        assert report.measurements.roll is not None
        assert abs(report.measurements.roll) < 30, path.name

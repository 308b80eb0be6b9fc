"""What is said of the face as the finder and the mesh saw it."""

from __future__ import annotations

import numpy as np
import pytest

import photocheck
from photocheck.checks import Scene, measured
from photocheck.checks.face import lifelike
from photocheck.checks.judge import judge
from photocheck.types import Face, Landmarks, Photo, Verdict

PROFILE = photocheck.load_profile("zikao")


def scene(*faces: Face, size: tuple[int, int] = (192, 144)) -> Scene:
    return Scene(PROFILE, Photo("", np.zeros((*size, 3), np.uint8)), Landmarks(faces), None)


def face(score: float, *, confirmed: bool = True) -> Face:
    return Face((40, 40, 100, 120), score, np.full((478, 2), 70.0) if confirmed else None)


def verdict(one: Scene) -> Verdict:
    rule = PROFILE.rule("face.lifelike")
    assert rule is not None
    return judge(lifelike, measured(lifelike, one), rule).verdict


def test_a_plain_face_is_lifelike_in_any_size() -> None:
    assert verdict(scene(face(0.914))) is Verdict.PASS
    assert verdict(scene(face(0.93), size=(640, 480))) is Verdict.PASS
    assert measured(lifelike, scene(face(0.94), size=(640, 480))) == pytest.approx(0.94)


def test_a_face_that_is_drawn_or_covered_is_for_a_person_to_see() -> None:
    assert verdict(scene(face(0.90))) is Verdict.WARN
    assert verdict(scene(face(0.914), size=(640, 480))) is Verdict.WARN


def test_a_face_that_the_mesh_does_not_confirm_is_none() -> None:
    assert measured(lifelike, scene(face(0.93, confirmed=False))) == 0
    # Found by the mesh alone, which the finder did not see.
    assert measured(lifelike, scene(face(0.0))) == 0


def test_without_a_face_nothing_is_measured() -> None:
    assert verdict(scene()) is Verdict.UNMEASURED

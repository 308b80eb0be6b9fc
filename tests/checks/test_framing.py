"""A length in doubt is told where it could turn a verdict, and not where it could not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import photocheck
from photocheck.checks import Scene, Unmeasured, measured
from photocheck.checks.framing import IN_DOUBT, certain
from photocheck.types import Doubt, Framing, Landmarks, Photo, Reason

PROFILE = photocheck.load_profile("zikao")
TRUE = Framing(
    crown_y=19.2, chin_y=153.6, head_left_x=19.2, head_right_x=124.8, eye_line_y=85.0, left_shoulder=(5.0, 165.0),
    right_shoulder=(139.0, 165.0), face_left_x=30.0, face_right_x=114.0, matte=np.zeros((8, 8), np.float32),
)  # fmt: skip
"""A head framed as the rules ask, 134.4 px high."""


def said(framing: Framing) -> object:
    """True, or the reason why it is not certain."""
    scene = Scene(PROFILE, Photo("", np.zeros((192, 144, 3), np.uint8)), Landmarks(()), framing)
    found = measured(certain, scene)
    return found.reason if isinstance(found, Unmeasured) else found


def test_no_doubt_is_certain() -> None:
    assert said(TRUE) is True


@pytest.mark.parametrize("doubt", [Doubt.CHIN, Doubt.OUTLINE])
def test_a_small_doubt_about_a_head_well_inside_its_limits_changes_nothing(doubt: Doubt) -> None:
    assert said(replace(TRUE, doubts={doubt: Reason.UNDER_BEARD})) is True


def test_a_beard_is_told_where_the_head_is_nearly_too_small() -> None:
    near = replace(TRUE, chin_y=19.2 + 0.655 * 192, doubts={Doubt.CHIN: Reason.UNDER_BEARD})
    assert said(near) == Reason.UNDER_BEARD
    assert said(replace(near, doubts={})) is True


def test_a_tuft_is_told_where_its_foot_would_leave_too_much_blank() -> None:
    assert said(replace(TRUE, crown_y=22.0, doubts={Doubt.CROWN: Reason.TWO_CROWNS})) == Reason.TWO_CROWNS


def test_a_side_that_goes_on_under_a_collar_is_told_where_the_middle_may_move() -> None:
    assert said(replace(TRUE, doubts={Doubt.HEAD_LEFT: Reason.COLLAR})) == Reason.COLLAR
    # Beyond the edge already: how far beyond changes no verdict on that side.
    out = replace(TRUE, head_left_x=-40.0, head_right_x=124.8, doubts={Doubt.HEAD_LEFT: Reason.CUT_SIDE})
    assert said(out) is True


def test_a_length_that_was_not_measured_is_always_told() -> None:
    assert said(replace(TRUE, crown_y=None, doubts={Doubt.CROWN: Reason.CUT_ABOVE})) == Reason.CUT_ABOVE
    assert said(replace(TRUE, head_left_x=None, doubts={Doubt.OUTLINE: Reason.VAGUE_OUTLINE})) == Reason.VAGUE_OUTLINE


def test_every_doubt_has_its_reach() -> None:
    assert set(IN_DOUBT) == set(Doubt)

"""The crop puts the head where the profile says, whatever the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.checks.framing import place_limits
from photocheck.layout.crop import carried, cut_out, plan_crop
from photocheck.layout.framing import ratios
from photocheck.pixels.windows import crop_points, turned
from photocheck.profile.load import load_profile, shipped_names
from photocheck.types import Framing, Landmarks, Patch

PROFILES = [load_profile(name) for name in shipped_names()]
heads = st.builds(
    lambda crown, height, middle, width: Framing(
        crown, crown + height, middle - width / 2, middle + width / 2, crown + height / 2,
        (middle - height / 2, crown + 1.2 * height), None, middle - width / 3, middle + width / 3,
    ),
    st.floats(-50, 900), st.floats(20, 900), st.floats(-50, 900), st.floats(15, 700),
)  # fmt: skip
leans = st.one_of(st.just(0.0), st.floats(-12, 12))


def around(framing: Framing, angle: float) -> Landmarks:
    return Landmarks((), Patch(0, 0, 1, 512, angle, (framing.head_left_x or 0, framing.eye_line_y or 0)))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
@given(middle=st.floats(1500, 2500), crown=st.floats(1000, 1500), height=st.floats(450, 700), angle=leans)
def test_where_the_photo_has_the_room_the_best_place_comes_out_exactly(profile, middle, crown, height, angle):
    """A head of ordinary proportions."""
    width = 0.74 * height
    head = Framing(
        crown, crown + height, middle - width / 2, middle + width / 2, crown + 0.49 * height, None, None,
        middle - 0.34 * height, middle + 0.34 * height,
    )  # fmt: skip
    landmarks = around(head, angle)
    plan = plan_crop(head, landmarks, place_limits(profile), 4000, 4000, 1.0)
    size = profile.picture.width, profile.picture.height
    moved, _ = carried(head, landmarks, plan.crop, *size)
    found = ratios(moved, *size, profile.picture)
    assert plan.missing == (0, 0, 0, 0)
    assert found.top == pytest.approx(profile.framing.top, abs=1e-6)
    assert found.head == pytest.approx(profile.framing.head, abs=1e-6)
    assert found.left == pytest.approx(found.right, abs=1e-6)


@given(head=heads, angle=leans)
def test_the_reported_crop_and_the_carried_framing_agree(head, angle):
    profile = PROFILES[0]
    landmarks = around(head, angle)
    plan = plan_crop(head, landmarks, place_limits(profile), 800, 1000, 1.0)
    moved, _ = carried(head, landmarks, plan.crop, 144, 192)
    patch = landmarks.patch
    in_photo = turned(np.array([(head.head_left_x, head.crown_y)]), -patch.angle, patch.pivot)
    assert np.allclose(crop_points(plan.crop, in_photo, 144, 192)[0], (moved.head_left_x, moved.crown_y), atol=1e-6)


@given(head=heads)
def test_what_is_missing_is_told_in_pixels(head):
    plan = plan_crop(head, around(head, 0), place_limits(PROFILES[0]), 800, 1000, 1.0)
    left, top, right, bottom = plan.missing
    for missing, outside in (
        (left, -plan.crop.x0), (top, -plan.crop.y0), (right, plan.crop.x1 - 800), (bottom, plan.crop.y1 - 1000),
    ):  # fmt: skip
        assert missing == (pytest.approx(outside) if outside > 0.5 else 0)


def test_a_reduced_photo_is_told_in_full_size_pixels():
    head = Framing(100, 400, 150, 390, 250, None, None, 170, 370)
    full = plan_crop(head, around(head, 0), place_limits(PROFILES[0]), 540, 500, 1.0)
    half = plan_crop(head, around(head, 0), place_limits(PROFILES[0]), 540, 500, 0.5)
    assert half.enlargement == pytest.approx(full.enlargement / 2)
    assert half.missing == pytest.approx(tuple(2 * m for m in full.missing))


@pytest.mark.parametrize("angle", [0.0, 7.0, -9.0])
def test_pixels_follow_the_crop_and_are_not_stretched(angle):
    rows, columns = np.indices((600, 500))
    photo = np.stack([columns / 500 * 255, rows / 600 * 255, np.zeros((600, 500))], -1).astype(np.uint8)
    head = Framing(200, 400, 170, 330, 300, None, None, 190, 310)
    plan = plan_crop(head, around(head, angle), place_limits(PROFILES[0]), 500, 600, 1.0)
    picture = cut_out(photo, plan.crop, 144, 192).astype(float)
    spots = np.array([(30.5, 40.5), (110.5, 60.5), (72.5, 150.5)])
    from photocheck.pixels.windows import uncrop_points

    for (u, v), (x, y) in zip(spots, uncrop_points(plan.crop, spots, 144, 192), strict=True):
        red, green, _ = picture[int(v), int(u)]
        assert red == pytest.approx((x - 0.5) / 500 * 255, abs=2)
        assert green == pytest.approx((y - 0.5) / 600 * 255, abs=2)


def test_shrinking_does_not_alias():
    photo = np.zeros((1200, 900, 3), np.uint8)
    photo[::2] = 255
    picture = cut_out(photo, plan_crop(
        Framing(250, 850, 230, 670, 550, None, None, 300, 600), Landmarks(()), place_limits(PROFILES[0]), 900, 1200, 1.0
    ).crop, 144, 192)  # fmt: skip
    inner = picture[10:-10, 10:-10].astype(float)
    assert inner.std() < 8
    assert inner.mean() == pytest.approx(127.5, abs=6)

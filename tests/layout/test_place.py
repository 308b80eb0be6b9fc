"""The best place inside the limits: none is refused that a search of all places would find."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photocheck.checks import CHECKS, Scene, judge, measured
from photocheck.checks.base import Check
from photocheck.checks.framing import place_limits
from photocheck.layout.crop import Plan, carried, plan_crop
from photocheck.layout.place import Head, Place, Sheet, best_place
from photocheck.profile.load import load_profile, shipped_names
from photocheck.profile.rules import Profile
from photocheck.types import Framing, Landmarks, Patch, Photo, Verdict

PROFILES = [load_profile(name) for name in shipped_names()]
PLACED = ("top", "head", "shoulder", "left", "right", "centre", "crown", "eyes", "face_width", "room", "enlargement")
"""The checks that the place decides."""
heads = st.builds(
    lambda crown, height, middle, width, eyes, face: Framing(
        crown, crown + height, middle - width * height / 2, middle + width * height / 2, crown + eyes * height, None,
        None, middle - face * height / 2, middle + face * height / 2,
    ),
    st.floats(0, 500), st.floats(150, 700), st.floats(200, 700), st.floats(0.6, 0.9), st.floats(0.45, 0.55),
    st.floats(0.55, 0.75),
)  # fmt: skip
leans = st.one_of(st.just(0.0), st.floats(-9, 9))
WIDTH, HEIGHT = 900, 1100


def around(framing: Framing, angle: float) -> Landmarks:
    return Landmarks((), Patch(0, 0, 1, 512, angle, (framing.head_left_x or 0, framing.eye_line_y or 0)))


def placed(profile: Profile) -> Iterator[Check]:
    for check in CHECKS:
        if check.family == "framing" and check.id.partition(".")[2] in PLACED and profile.rule(check.id) is not None:
            yield check


def failures(profile: Profile, head: Framing, landmarks: Landmarks, plan: Plan) -> list[str]:
    """The checks of the framing that find fault with the picture, as pipeline and checks see it."""
    size = profile.picture.width, profile.picture.height
    moved, seen = carried(head, landmarks, plan.crop, *size)
    scene = Scene(profile, Photo("", np.zeros((size[1], size[0], 3), np.uint8)), seen, moved, plan)
    found = []
    for check in placed(profile):
        rule = profile.rule(check.id)
        assert rule is not None
        if judge(check, measured(check, scene), rule).verdict is not Verdict.PASS:
            found.append(check.id)
    return found


def somewhere(profile: Profile, head: Framing) -> bool:
    """Whether any of many places, none of them leaning, keeps limits and room, by the rules as they are written."""
    crown, chin, left, right = head.crown_y, head.chin_y, head.head_left_x, head.head_right_x
    assert crown is not None
    assert chin is not None
    assert left is not None
    assert right is not None
    picture = profile.picture
    best = (chin - crown) / (profile.framing.head * picture.imaging_height)
    for per in best * np.geomspace(0.6, 1.7, 45):
        if per < 1 / 1.05:
            continue
        room = (WIDTH - picture.width * per, HEIGHT - picture.height * per)
        if min(room) < 0:
            continue
        for x0 in np.linspace(0, room[0], 31):
            for y0 in np.linspace(0, room[1], 31):
                if _keeps(profile, head, float(x0), float(y0), float(per)):
                    return True
    return False


def _keeps(profile: Profile, head: Framing, x0: float, y0: float, per: float) -> bool:
    picture = profile.picture
    area = picture.imaging_width, picture.imaging_height
    border = (picture.width - area[0]) / 2, (picture.height - area[1]) / 2
    crown, chin, eyes = ((value - y0) / per for value in (head.crown_y, head.chin_y, head.eye_line_y))  # type: ignore[operator]
    left, right = ((value - x0) / per for value in (head.head_left_x, head.head_right_x))  # type: ignore[operator]
    sides = (left - border[0]) / area[0], (border[0] + area[0] - right) / area[0]
    values = {
        "framing.top": (crown - border[1]) / area[1],
        "framing.head": (chin - crown) / area[1],
        "framing.shoulder": (border[1] + area[1] - chin) / area[1],
        "framing.left": sides[0],
        "framing.right": sides[1],
        "framing.centre": abs(sides[0] - sides[1]),
        "framing.crown": crown,
        "framing.eyes": eyes,
        "framing.face_width": (head.face_right_x - head.face_left_x) / per,  # type: ignore[operator]
    }
    rules = [rule for rule in profile.rules if rule.check in values]
    return all(rule.allows(values[rule.check]) for rule in rules)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
@settings(max_examples=40, deadline=None)
@given(head=heads)
def test_nothing_is_refused_for_which_there_is_a_place(profile: Profile, head: Framing) -> None:
    landmarks = around(head, 0.0)
    plan = plan_crop(head, landmarks, place_limits(profile), WIDTH, HEIGHT, 1.0)
    assert plan is not None
    if failures(profile, head, landmarks, plan):
        assert not somewhere(profile, head)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
@settings(max_examples=60, deadline=None)
@given(head=heads, angle=leans)
def test_what_is_missing_is_told_and_nothing_else_fails_for_want_of_room(
    profile: Profile, head: Framing, angle: float
) -> None:
    """A photo without room gets the place that keeps the limits, so that the clerk reads how much room is missing."""
    landmarks = around(head, angle)
    plan = plan_crop(head, landmarks, place_limits(profile), WIDTH, HEIGHT, 1.0)
    assert plan is not None
    found = failures(profile, head, landmarks, plan)
    assert ("framing.room" in found) == (max(plan.missing) > 0)
    far = Framing(
        *(None if value is None else value + 2000 for value in (head.crown_y, head.chin_y)),
        *(None if value is None else value + 2000 for value in (head.head_left_x, head.head_right_x, head.eye_line_y)),
        None, None,
        *(None if value is None else value + 2000 for value in (head.face_left_x, head.face_right_x)),
    )  # fmt: skip
    free = plan_crop(far, around(far, angle), place_limits(profile), WIDTH + 4000, HEIGHT + 4000, 1.0)
    assert free is not None
    if not failures(profile, far, around(far, angle), free):
        assert set(found) <= {"framing.room", "framing.enlargement"}


def test_a_photo_that_lacks_a_little_above_is_framed_a_little_higher() -> None:
    """13 % of the head above it, where the best place wants 14 %: the rule allows 10 to 19 %."""
    profile = load_profile("zikao")
    head = Head(crown=52, chin=452, left=300, right=600, eyes=250, cheeks=270)
    place = best_place(head, Sheet(900, 1100, 1.0), place_limits(profile))
    assert place.y0 >= -0.5
    top = (head.crown - place.y0) / place.per / 192
    assert 0.07 <= top < 0.1
    assert 0.65 <= head.height / place.per / 192 <= 0.75


def test_the_margin_is_kept_where_there_is_room_for_it() -> None:
    """The crown is put a measuring error inside the limit, not on it."""
    profile = load_profile("zikao")
    head = Head(crown=46, chin=446, left=300, right=600, eyes=246, cheeks=270)
    place = best_place(head, Sheet(900, 1100, 1.0), place_limits(profile))
    top = (head.crown - place.y0) / place.per / 192
    assert top >= 0.07 + 0.0074 * head.height / place.per / 192
    assert place.y0 >= -0.5


def test_a_small_head_is_not_enlarged_where_a_smaller_one_is_allowed() -> None:
    """At the best place it would be enlarged 1.07 times."""
    profile = load_profile("zikao")
    head = Head(crown=100, chin=225.6, left=300, right=395, eyes=162, cheeks=85)
    place = best_place(head, Sheet(900, 1100, 1.0), place_limits(profile))
    assert 1 / place.per <= 1.05 + 1e-9
    assert head.height / place.per / 192 >= 0.65


def test_without_any_place_it_is_the_one_that_lacks_least() -> None:
    profile = load_profile("zikao")
    head = Head(crown=4, chin=404, left=300, right=600, eyes=204, cheeks=270)
    place = best_place(head, Sheet(900, 1100, 1.0), place_limits(profile))
    # Crown at 7 % of a picture in which the head is 75 %: the least blank that any allowed place has above it.
    assert -place.y0 == pytest.approx(0.07 / 0.75 * 400 - 4, abs=1.5)


def test_places_are_plain_numbers() -> None:
    place = best_place(Head(4, 404, 300, 600, 204, 270), Sheet(900, 1100, 1.0), place_limits(load_profile("zikao")))
    assert place == Place(float(place.x0), float(place.y0), float(place.per))
    assert type(place.per) is float

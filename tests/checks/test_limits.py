"""The shipped limits: what accepted photos have passes, what is surely beyond fails, between them a person decides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import photocheck
from photocheck.checks import CHECKS, NotAsked, judge
from photocheck.checks.backdrop import hue
from photocheck.checks.cloth import Cloth
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.types import Verdict

BY_ID = {check.id: check for check in CHECKS}
SPREAD = {
    "face.yaw": 0.23, "face.pitch": 0.51, "face.roll": 0.15, "face.eyes": 0.017, "face.gaze": 0.008,
    "face.mouth": 0.006, "face.glare": 0.0015, "light.bright": 0.35, "light.even": 0.013, "light.vertical": 0.091,
    "light.shadow": 0.094, "light.tone": 0.77, "light.red_eyes": 1.8, "background.hue": 0.6, "background.dark": 0.38,
    "background.even": 0.17, "background.sheen": 0.17, "background.shadow": 0.37, "picture.motion": 0.091,
    "picture.noise": 0.17,
}  # fmt: skip
"""How far a value moves with JPEG quality, half a pixel and noise (95th percentile, docs/limits.md)."""


@pytest.fixture(params=["zikao", "zikao-hunan-2021", "zikao-national", "zikao-sichuan"])
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def verdict(profile: Profile, check: str, value: float) -> Verdict:
    rule = profile.rule(check)
    assert rule is not None
    return judge(BY_ID[check], value, rule).verdict


@pytest.mark.parametrize("check", sorted(SPREAD))
def test_the_band_between_two_limits_is_no_narrower_than_the_values_own_spread(profile: Profile, check: str) -> None:
    rule = profile.rule(check)
    if rule is None:
        # The national rule takes white and grey cloth as well: hue and depth of a blue are no rules of it.
        assert (profile.id, check.partition(".")[0]) == ("zikao-national", "background")
        return
    bands = [(rule.max, rule.warn_max), (rule.min, rule.warn_min)]
    widths = [abs(fails - warns) for fails, warns in bands if fails is not None and warns is not None]
    assert widths, "two limits"
    assert min(widths) >= SPREAD[check]


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        # People who sit straight for an ID photo have -15 to +8; nods of 15 degrees and more are -17 in the median.
        ("face.pitch", -14.5, Verdict.PASS),
        ("face.pitch", 8.0, Verdict.PASS),
        ("face.pitch", -16.0, Verdict.WARN),
        ("face.pitch", -18.5, Verdict.FAIL),
        ("face.pitch", 10.5, Verdict.WARN),
        ("face.pitch", 12.5, Verdict.FAIL),
        ("face.yaw", 4.0, Verdict.PASS),
        ("face.yaw", -9.0, Verdict.WARN),
        ("face.yaw", 10.1, Verdict.FAIL),
        ("face.roll", 4.2, Verdict.PASS),
        ("face.roll", -10.0, Verdict.WARN),
        ("face.roll", 11.0, Verdict.FAIL),
        ("light.bright", 90.9, Verdict.WARN),
        ("light.bright", 91.7, Verdict.FAIL),
    ],
)
def test_accepted_photos_pass_and_what_is_surely_beyond_fails(check: str, value: float, expected: Verdict) -> None:
    assert verdict(load_profile("zikao-national"), check, value) is expected


@pytest.mark.parametrize(("name", "expected"), [("zikao", Verdict.PASS), ("zikao-national", Verdict.FAIL)])
def test_a_soft_gradient_fails_only_where_the_authority_prints_none(name: str, expected: Verdict) -> None:
    assert verdict(load_profile(name), "background.even", 8.7) is expected


class _Pale(Cloth):
    """A cloth of which only the colour is known."""

    median = np.array([95.0, 0.5, -1.0], np.float32)
    chroma = 1.1


def test_a_white_wall_is_reported_for_its_chroma_and_not_for_a_hue_that_it_has_not() -> None:
    pale = _Pale.__new__(_Pale)
    with pytest.raises(NotAsked):
        hue.measure(pale, 16.0)
    # Where a profile asks for no chroma, nothing else would report it.
    assert hue.measure(pale, 0.0) == pytest.approx(296.6, abs=0.1)


def test_the_sample_with_a_pale_cloth_has_one_finding_on_its_colour(checker: photocheck.Checker) -> None:
    (sample,) = (Path(__file__).parents[2] / "samples" / "fail" / "background.chroma").iterdir()
    found = {finding.check: finding.verdict for finding in checker.check(sample).findings}
    assert found["background.chroma"] is Verdict.FAIL
    assert "background.hue" not in found

"""Verdicts: the only place where a value meets a limit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.checks import CHECKS, Unmeasured, judge
from photocheck.checks.framing import top
from photocheck.profile.rules import Rule
from photocheck.results import Finding, Report
from photocheck.types import Reason, Verdict

CHECK = top
"""A check with advice of its own for either side."""


def rule(**limit: object) -> Rule:
    return Rule(CHECK.id, **limit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "verdict", "problem"),
    [
        (0.9, Verdict.FAIL, "too little blank above the head"),
        (1.0, Verdict.PASS, None),
        (2.0, Verdict.PASS, None),
        (2.1, Verdict.FAIL, "too much blank above the head"),
    ],
)
def test_limits_belong_to_what_passes(value: float, verdict: Verdict, problem: str | None) -> None:
    finding = judge(CHECK, value, rule(min=1.0, max=2.0))
    assert (finding.verdict, finding.problem and finding.problem.en) == (verdict, problem)
    assert finding.title.en == "blank above the head"
    assert (finding.hint == finding.title) == (problem is None)
    assert finding.value == value
    assert finding.limit == {"min": 1.0, "max": 2.0}


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("white", Verdict.PASS), ("light grey", Verdict.WARN), ("grey", Verdict.FAIL), (True, Verdict.FAIL)],
)
def test_words_that_a_person_decides_on_warn(value: str | bool, verdict: Verdict) -> None:
    found = judge(CHECK, value, rule(allowed=("white",), warn_allowed=("light grey", 1)))
    assert found.verdict is found.counts_as is verdict
    assert found.limit == {"allowed": ["white"], "warn_allowed": ["light grey", 1]}
    assert Finding.from_dict(found.to_dict()) == found


@pytest.mark.parametrize(
    ("value", "verdict", "bound"),
    [
        (-11.0, Verdict.FAIL, "-10"),
        (-10.0, Verdict.WARN, "-8"),
        (-8.0, Verdict.PASS, None),
        (6.0, Verdict.PASS, None),
        (6.5, Verdict.WARN, "6"),
        (10.5, Verdict.FAIL, "10"),
    ],
)
def test_between_two_limits_a_person_decides(value: float, verdict: Verdict, bound: str | None) -> None:
    finding = judge(CHECK, value, rule(min=-10.0, max=10.0, warn_min=-8.0, warn_max=6.0))
    assert finding.verdict is finding.counts_as is verdict
    assert bound is None or f"{bound}00 %" in finding.hint.en.replace("−", "-")  # the limit that it is held against
    assert finding.too_high == (value > 6)
    assert finding.limit == {"min": -10.0, "max": 10.0, "warn_min": -8.0, "warn_max": 6.0}


def test_a_rule_that_only_warns() -> None:
    finding = judge(CHECK, 5.0, rule(max=2.0, level=Verdict.WARN))
    assert finding.verdict is finding.counts_as is Verdict.WARN


@pytest.mark.parametrize(
    "nothing",
    [Unmeasured(Reason.NO_FACE), math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("inf")],
)
@pytest.mark.parametrize("limit", [{"min": 1.0}, {"max": 1.0}, {"allowed": (True,)}, {}])
def test_unmeasured_is_never_a_pass(nothing: object, limit: dict[str, object]) -> None:
    finding = judge(CHECK, nothing, rule(**limit))  # type: ignore[arg-type]
    assert finding.verdict is Verdict.UNMEASURED
    assert finding.counts_as is Verdict.FAIL
    assert finding.value is None
    assert judge(CHECK, nothing, rule(**limit, level=Verdict.WARN)).counts_as is Verdict.WARN  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "allowed", "passes"),
    [
        ("JPEG", ("JPEG",), True),
        ("PNG", ("JPEG",), False),
        (True, (True,), True),
        (np.bool_(True), (True,), True),
        (False, (True,), False),
        (1, (True,), False),  # a count is no yes
        (True, (1,), False),
        (1, (1,), True),
        (6, (1,), False),
        ("JPEG", (), False),
    ],
)
def test_listed_words(value: object, allowed: tuple[object, ...], passes: bool) -> None:
    finding = judge(CHECK, value, rule(allowed=allowed))  # type: ignore[arg-type]
    assert (finding.verdict is Verdict.PASS) == passes


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(0, 1e3), st.sampled_from([float, np.float32, np.float64]))
def test_verdict_agrees_with_the_value_that_is_shown(value: float, low: float, wide: float, kind: type) -> None:
    """Whoever compares the printed value with the printed limit comes to the same verdict."""
    finding = judge(CHECK, kind(value), rule(min=low, max=low + wide))
    assert isinstance(finding.value, float)
    assert (finding.verdict is Verdict.PASS) == (low <= finding.value <= low + wide)
    assert type(finding.to_dict()["value"]) is float


def test_every_hint_can_be_filled() -> None:
    for check in CHECKS:
        for limit in ({"min": 10.0, "max": 20.0}, {"min": 10.0}, {"max": 5.0}, {"allowed": ("x",)}):
            for value in (3.0, 30.0, "word", True):
                finding = judge(check, value, rule(**limit))
                for text in (finding.hint.zh, finding.hint.en):
                    assert text
                    assert "{" not in text


def test_ids_are_unique_and_well_formed() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    assert all(check.id == f"{check.family}.{check.id.split('.')[1]}" for check in CHECKS)


def test_a_report_is_as_bad_as_its_worst_finding() -> None:
    good, bad = judge(CHECK, 1.0, rule(max=2.0)), judge(CHECK, 3.0, rule(max=2.0))
    warned, unknown = (
        judge(CHECK, 3.0, rule(max=2.0, level=Verdict.WARN)),
        judge(CHECK, Unmeasured(Reason.NO_FACE), rule(max=2.0)),
    )
    assert Report("p", "x", (good,)).verdict is Verdict.PASS
    assert Report("p", "x", (good, warned)).verdict is Verdict.WARN
    assert Report("p", "x", (good, warned, bad)).verdict is Verdict.FAIL
    assert Report("p", "x", (good, unknown)).verdict is Verdict.FAIL
    assert Report("p", "x").verdict is Verdict.FAIL  # nothing was looked at
    assert Report("p", "x", (good, unknown)).failures == (unknown,)

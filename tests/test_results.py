"""What is said of a photo: the way out and back, and that every way to a report gives the same one."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import photocheck
from photocheck import Crop, Cure, Finding, Image, Measurements, Problem, Report, Rule, Text, Verdict
from photocheck.batch import check_folder
from photocheck.checks import CHECKS
from tests.command import SAMPLES
from tests.command import photocheck as command

GOOD = SAMPLES / "pass" / "430101191001.JPG"
BAD = min((SAMPLES / "fail" / "framing.cut").glob("*.JPG"))
numbers = st.none() | st.floats(-1e4, 1e4).map(lambda v: round(v, 2))
words = st.text(max_size=8)
values = st.booleans() | st.floats(-1e3, 1e3) | st.integers(-5, 5) | st.sampled_from(["top", "none", "JPEG"])


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    check = draw(st.sampled_from(CHECKS))
    low, high = draw(numbers), draw(numbers)
    rule = Rule(check.id, min=low, max=high, level=draw(st.sampled_from([Verdict.FAIL, Verdict.WARN])))
    verdict = draw(st.sampled_from([Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNMEASURED]))
    value = None if verdict is Verdict.UNMEASURED else draw(values)
    reason = draw(st.none() | st.builds(Text, words, words))
    return Finding(check.id, verdict, value, rule, check.unit, draw(st.sampled_from(list(Cure))), reason)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    faces = draw(st.none() | st.integers(0, 3))
    spot = draw(st.none() | st.just((1.5, 2.25)))
    seen = Measurements(faces, crown_y=draw(numbers), left_shoulder=spot, yaw=draw(numbers), top_ratio=draw(numbers))
    width = draw(st.none() | st.integers(1, 5000))
    image = Image() if width is None else Image(width, 3, "JPEG", 77, draw(st.none() | st.just("ab" * 32)))
    return Report(
        photo=draw(words),
        profile="zikao",
        findings=tuple(draw(st.lists(findings(), max_size=4))),
        image=image,
        measurements=Measurements() if faces is None else seen,
        crop=draw(st.none() | st.just(Crop(1.0, 2.0, 3.0, 4.5, 0.125))),
        output=draw(st.none() | words),
        error=draw(st.none() | st.builds(Problem, st.just("disk"), st.builds(Text, words, words))),
        number=draw(st.none() | words),
    )


@given(reports())
def test_a_report_comes_back_as_it_was(report: Report) -> None:
    result = json.loads(json.dumps(report.to_dict()))
    again = Report.from_dict(result)
    assert again == report
    assert again.to_dict() == report.to_dict()


@given(reports())
def test_a_report_shows_itself_on_one_line(report: Report) -> None:
    assert "\n" not in repr(report)
    assert len(repr(replace(report, photo="p", number=None, output=None))) < 250


@given(findings())
def test_what_is_not_passed_has_a_problem_and_advice_in_both_languages(finding: Finding) -> None:
    if finding.verdict is Verdict.PASS:
        assert finding.problem is None
        assert finding.hint == finding.title
    else:
        assert finding.problem is not None
        assert finding.problem.zh
        assert finding.problem.en
        assert "{" not in finding.hint.zh + finding.hint.en or finding.reason is not None


def test_equal_reports_are_equal(checker: photocheck.Checker) -> None:
    first, second = checker.check(GOOD), checker.check(GOOD)
    assert first == second
    assert first != checker.check(BAD)


@pytest.mark.parametrize("photo", [GOOD, BAD], ids=["good", "bad"])
def test_every_way_gives_the_same_report_of_the_same_bytes(checker: photocheck.Checker, photo: Path) -> None:
    """API by path, by bytes, folders, the command line; a cluster's is held in tests/batch."""
    by_path = checker.check(photo)
    assert by_path.image.sha256 is not None
    by_bytes = checker.check(photo.read_bytes(), name=photo.name)
    assert replace(by_bytes, photo=str(photo)) == by_path
    assert next(iter(check_folder(photo, jobs=1))) == by_path
    done = command("check", str(photo), "-f", "jsonl", "-j", "1")
    assert Report.from_dict(json.loads(done.out)) == by_path


def test_the_same_bytes_are_known_over_the_api(checker: photocheck.Checker, tmp_path: Path) -> None:
    copy = tmp_path / "430102191099.JPG"
    copy.write_bytes(GOOD.read_bytes())
    assert checker.check(copy).image.sha256 == checker.check(GOOD).image.sha256
    assert checker.preview(copy).image.sha256 == checker.process(copy, number="430102191099").image.sha256


def test_no_measured_length_is_no_number(checker: photocheck.Checker) -> None:
    told = [v for v in checker.check(GOOD).measurements.to_dict().values() if isinstance(v, float)]
    assert told
    assert all(math.isfinite(value) for value in told)

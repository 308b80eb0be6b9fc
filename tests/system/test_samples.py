"""The samples that come with the project: each is judged as samples.csv says, by the command it is meant for."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import photocheck
from photocheck.checks import Stage
from photocheck.profile.load import shipped_names
from photocheck.types import Verdict

SAMPLES = Path(__file__).parents[2] / "samples"
with (SAMPLES / "samples.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
LIMIT = 2_000_000


@pytest.fixture(scope="module")
def checkers(checker: photocheck.Checker) -> Iterator[dict[str, photocheck.Checker]]:
    """One loaded checker a profile that the samples name."""
    made = {"zikao": checker}
    made |= {name: photocheck.Checker(name) for name in {row["profile"] for row in ROWS} - {"zikao"}}
    yield made
    for name, one in made.items():
        if name != "zikao":
            one.close()


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_sample_is_judged_for_its_own_reason(row: dict[str, str], checkers: dict[str, photocheck.Checker]) -> None:
    checker, path = checkers[row["profile"]], SAMPLES / row["file"]
    report = checker.check(path) if row["command"] == "check" else checker.process(path)
    complained = {f.check: f.counts_as for f in (*report.failures, *report.warnings)}
    if not row["check"]:
        assert report.verdict in {Verdict.PASS, Verdict.WARN}, complained
        return
    rule = checker.profile.rule(row["check"])
    assert rule is not None
    assert complained.get(row["check"]) == rule.level, complained
    assert report.error is None
    if rule.level is Verdict.FAIL:
        assert report.verdict is Verdict.FAIL


def test_every_check_of_every_profile_has_a_sample() -> None:
    named = {rule.check for name in shipped_names() for rule in photocheck.load_profile(name).rules}
    shown = {row["check"] for row in ROWS}
    assert named - shown == set(), "add a line for each of these to samples/cases.py"
    assert shown - named - {""} == set(), "these samples are of checks that no profile names"


def test_folders_are_named_by_check_and_all_files_are_listed() -> None:
    listed = {row["file"] for row in ROWS}
    found = {p.relative_to(SAMPLES).as_posix() for s in ("camera", "pass", "fail") for p in (SAMPLES / s).rglob("*.*")}
    found -= {f"fail/{check}" for check in {row["check"] for row in ROWS}}
    assert found == listed
    assert all(row["file"].split("/")[1] == row["check"] for row in ROWS if row["check"])


def test_only_checks_of_the_capture_need_process() -> None:
    from photocheck.checks import CHECKS

    stage = {check.id: check.stage for check in CHECKS}
    for row in ROWS:
        if row["check"]:
            assert (row["command"] == "process") == (stage[row["check"]] is Stage.CAPTURE), row["file"]


def test_three_pass_and_all_is_small() -> None:
    assert sum(row["file"].startswith("pass/") for row in ROWS) >= 3
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*.*") if path.is_file()) < LIMIT

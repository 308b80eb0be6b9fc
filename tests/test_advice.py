"""What a person is told: causes alone, two checks of one cause as one, and by whom something is to be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.made import ZIKAO, report

from photocheck.advice import advice, cure
from photocheck.results import Report
from photocheck.types import Crop, Cure, Problem, Text, Verdict


def told(values: dict[str, object], **changes: object) -> dict[str, Cure]:
    """Fault -> who acts, in the order in which they are told."""
    return {each.problem.en: each.cure for each in advice(replace(report("x.JPG", values), **changes))}


def test_a_photo_that_passes_needs_no_word() -> None:
    assert told({"file.format": "JPEG", "framing.head": 0.7}) == {}
    assert cure(()) is None


def test_a_cut_head_says_nothing_of_what_is_cut() -> None:
    found = told({"framing.cut": "top", "framing.shoulder": 0.3, "framing.top": 0.0, "framing.left": None})
    assert list(found) == ["head cut off", "not measured: the crown could not be measured"][:1]


def test_width_and_height_are_one_fault_with_both_numbers() -> None:
    (one,) = advice(report("x.JPG", {"file.width": 480, "file.height": 640, "framing.head": 0.5}))
    assert one.checks == ("file.width", "file.height")
    assert "480×640,应为 144×192 像素" in one.hint.zh
    (other,) = advice(report("x.JPG", {"file.width": 144, "file.height": 198}))
    assert other.checks == ("file.height",)
    assert "198 像素,应为 192 像素" in other.hint.zh


def test_both_sides_are_told_together_and_nobody_is_to_be_centred() -> None:
    (one,) = advice(report("x.JPG", {"framing.left": -0.046, "framing.right": 0.01, "framing.centre": 0.09}))
    assert one.problem.zh == "两侧留白不够"
    assert "−4.6% 和 1%" in one.hint.zh
    assert "正中" not in one.hint.zh


def test_a_pale_cloth_has_no_hue_and_a_strong_one_has() -> None:
    assert list(told({"background.hue": 179.0, "background.chroma": 6.0})) == ["background too pale"]
    assert list(told({"background.hue": 179.0, "background.chroma": 40.0})) == ["background not light blue"]


@pytest.mark.parametrize(
    ("cause", "follows"),
    [
        ({"face.hat": 0.5}, {"framing.top": 0.05}),
        ({"face.covered": 0.98}, {"light.bright": 95.0, "light.tone": 100.0, "light.skin": 2.0}),
        ({"light.bright": 95.0}, {"light.tone": 100.0, "light.skin": 2.0, "background.chroma": 6.0}),
        ({"light.cast": -12.0}, {"light.skin": 2.0}),
        ({"light.contrast": 45.0}, {"light.skin": 2.0}),
        ({"framing.border": 0.1}, {"framing.shoulders": "none", "background.sheen": 9.0, "background.shadow": 20.0}),
        ({"picture.blocks": 9.0}, {"background.folds": 0.9, "background.sheen": 9.0, "background.object": 0.3}),
        ({"picture.noise": 9.0}, {"background.folds": 0.9, "background.sheen": 9.0, "background.shadow": 20.0}),
    ],
    ids=" ".join,
)
def test_what_follows_from_a_cause_is_not_told(cause: dict[str, object], follows: dict[str, object]) -> None:
    """Its cure would be another one: a new cloth where the light is too strong, a retake where the file is spoiled."""
    assert told(follows)
    assert list(told({**follows, **cause})) == list(told(cause))
    assert len(told(cause)) == 1


def test_a_warning_never_hides_a_failure() -> None:
    # The scarf only warns, so what it would explain is still told where it fails.
    found = advice(report("x.JPG", {"face.headscarf": 0.9, "framing.certain": False, "face.hat": 0.5}))
    assert [each.problem.en for each in found] == ["wearing a hat"]
    values = {"file.name": False, "file.number": False, "file.extension": ".png"}
    assert list(told(values)) == ["file name not as the profile wants it"]


def test_no_face_is_the_reason_for_all_that_needs_one() -> None:
    found = advice(report("x.JPG", {"face.count": 0, "framing.top": None, "background.dark": 30.0}))
    # made.report leaves the crown unmeasured, which a missing face does not explain.
    assert [each.problem.en for each in found] == [
        "no face",
        "background too dark",
        "not measured: the crown could not be measured",
    ]


def test_unmeasured_checks_of_one_reason_are_one_line_and_a_persons_business() -> None:
    (one,) = advice(report("x.JPG", {"framing.top": None, "framing.head": None}))
    assert set(one.checks) == {"framing.top", "framing.head"}
    assert one.cure is Cure.REVIEW


def test_nobody_is_called_for_a_warning() -> None:
    rules = replace(ZIKAO, rules=tuple(replace(rule, level=Verdict.WARN) for rule in ZIKAO.rules))
    (one,) = advice(report("x.JPG", {"face.eyes": 0.02}, profile=rules))
    assert (one.counts_as, one.cure) == (Verdict.WARN, Cure.REVIEW)


def test_what_was_made_just_now_is_not_to_be_made_again() -> None:
    assert told({"picture.enlarged": -3.0}) == {"enlarged from a small picture": Cure.REPROCESS}
    made = told({"picture.enlarged": -3.0}, crop=Crop(0, 0, 10, 10, 0.0))
    assert made == {"enlarged from a small picture": Cure.RETAKE}


def test_the_most_work_comes_first() -> None:
    both = advice(report("x.JPG", {"face.eyes": 0.01, "file.format": "PNG", "file.extension": ".jpg"}))
    assert cure(both) is Cure.RETAKE
    assert [each.counts_as for each in both] == [Verdict.FAIL, Verdict.FAIL, Verdict.WARN]
    office = advice(report("x.JPG", {"file.format": "PNG", "face.brows": 0.1}))
    assert cure(office) is Cure.RENAME
    assert cure(advice(report("x.JPG", {"face.brows": 0.1}))) is Cure.REVIEW


@pytest.mark.parametrize(
    ("kind", "who"), [("number", Cure.RENAME), ("twice", Cure.REVIEW), ("source", Cure.RENAME), ("new", Cure.RENAME)]
)
def test_errors_are_the_offices_business(kind: str, who: Cure) -> None:
    (one,) = advice(Report("x.JPG", ZIKAO.id, error=Problem(kind, Text("坏", "bad"))))
    assert (one.cure, one.hint.zh, one.counts_as) == (who, "坏", Verdict.ERROR)
    assert one.problem.zh

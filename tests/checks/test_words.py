"""What an operator reads: every check has its words in both languages, and the document is theirs."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import photocheck
from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.profile.load import shipped_names
from photocheck.report.explain import FAMILIES, document, explain
from photocheck.types import Text
from photocheck.words.checks import check_words

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_speaks_both_languages(check: Check) -> None:
    words = check_words(check.id)
    for text in (getattr(words, field.name) for field in fields(words)):
        assert CHINESE.search(text.zh), text
        assert text.en.strip(), text
        assert not CHINESE.search(text.en), text
    for hint in (words.advice_low, words.advice_high):
        places = set(re.findall(r"{(\w+)}", hint.zh))
        assert places == set(re.findall(r"{(\w+)}", hint.en)) <= {"value", "min", "max", "allowed"}
        # Advice says what to do, not only what is wrong.
        assert len(hint.en) > 25


def test_ids_are_unique_and_of_a_known_family() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    assert {check.family for check in CHECKS} == set(FAMILIES)


def test_the_document_is_the_one_that_the_checks_give() -> None:
    profiles = [photocheck.load_profile(name) for name in shipped_names()]
    assert DOCUMENT.read_text("utf-8") == document(profiles), "python -m photocheck.report.explain > docs/checks.md"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_explain_names_every_check_with_its_limit_and_examples(language: str) -> None:
    profile = photocheck.load_profile("zikao")
    words = explain(None, profile, language)  # type: ignore[arg-type]
    for check in CHECKS:
        assert check.id in words
        assert check_words(check.id).why.say(language) in words  # type: ignore[arg-type]
        assert f"samples/fail/{check.id}/" in words
    assert Text("至多", "").zh not in explain("framing.border", profile, "en")


def test_a_check_that_is_not_there_names_its_neighbour() -> None:
    with pytest.raises(UsageError, match=r"face\.eyes"):
        explain("face.eye", photocheck.load_profile("zikao"), "en")

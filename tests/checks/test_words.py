"""What an operator reads: every check has its words in both languages, and the document is theirs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import photocheck
from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.profile.load import shipped_names
from photocheck.report.explain import FAMILIES, document, explain
from photocheck.types import Language
from photocheck.values import limit_words
from photocheck.words.checks import check_words

DOCUMENTS = Path(__file__).parents[2] / "docs"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


ONE = ("title", "problem_low", "problem_high", "why", "how", "advice_low", "advice_high")
PLACES = {"allowed", "value", "size", "min", "max", "number", "least"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_speaks_both_languages(check: Check) -> None:
    words = check_words(check.id)
    both = [advice for _, advice in words.together.values()]
    for text in [*(getattr(words, name) for name in ONE), *both, *(problem for problem, _ in words.together.values())]:
        assert CHINESE.search(text.zh) or text.zh == "JPEG", text
        assert text.en.strip(), text
        assert not CHINESE.search(text.en), text
    for hint in (words.advice_low, words.advice_high, *both):
        places = set(re.findall(r"{(\w+)}", hint.zh))
        assert places == set(re.findall(r"{(\w+)}", hint.en))
        assert {place.removeprefix("other_") for place in places} <= PLACES
        assert not {place for place in places if place.startswith("other_")} or hint in both
        # Advice says what is wrong, and in a second sentence what to do; a list on paper is grouped by the second.
        assert len(re.findall("[。;?]", hint.zh)) >= 2, hint.zh
        assert len(re.findall(r"[.;?](?: |$)", hint.en)) >= 2, hint.en
    # A name of a fault fits on a card and on a bar.
    assert all(len(text.zh) <= 14 for text in (words.problem_low, words.problem_high))


def test_a_fault_is_named_otherwise_than_the_goal() -> None:
    for check in CHECKS:
        words = check_words(check.id)
        assert words.title not in {words.problem_low, words.problem_high}, check.id


@pytest.mark.parametrize("name", shipped_names())
def test_every_limit_is_said_without_a_word_of_the_code(name: str) -> None:
    profile = photocheck.load_profile(name)
    for check in CHECKS:
        rule = profile.rule(check.id)
        if rule is None:
            continue
        said = limit_words(check.id, rule, check.unit)
        assert not re.search(r"[A-Za-z]", re.sub("JPE?G|RGB|dpi|KB", "", said.zh)), said
        assert not re.search(r">=|<=|True|False|ratio|degrees|None", said.en), said


def test_what_follows_from_a_cause_is_a_check_and_no_cause_of_its_cause() -> None:
    causes = {check.id: check.silences | check.silences_low for check in CHECKS}
    for cause, silenced in causes.items():
        assert silenced <= causes.keys(), cause
        assert not [name for name in silenced if cause in causes[name]], cause
    together = {(check.id, f"{check.family}.{other}") for check in CHECKS for other in check_words(check.id).together}
    assert {second for _, second in together} <= causes.keys()


def test_ids_are_unique_and_of_a_known_family() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    assert {check.family for check in CHECKS} == set(FAMILIES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_is_the_one_that_the_checks_give(language: Language) -> None:
    profiles = [photocheck.load_profile(name) for name in shipped_names()]
    page = DOCUMENTS / language / "checks.md"
    assert page.read_text("utf-8") == document(profiles, language), (
        f"python -m photocheck.report.explain {language} > docs/{language}/checks.md"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_explain_names_every_check_with_its_limit_and_examples(language: Language) -> None:
    profile = photocheck.load_profile("zikao")
    samples = DOCUMENTS.parent / "samples"
    words = explain(None, profile, language, samples)
    for check in CHECKS:
        assert check.id in words
        assert check_words(check.id).why.say(language) in words
        assert f"samples/fail/{check.id}\n" in words or not (samples / "fail" / check.id).is_dir()
    assert "{" not in words
    assert not CHINESE.search(explain(None, profile, "en"))
    assert "samples" not in explain(None, profile, "en", DOCUMENTS / "nowhere")


def test_a_check_that_is_not_there_names_its_neighbour() -> None:
    with pytest.raises(UsageError, match=r"face\.eyes"):
        explain("face.eye", photocheck.load_profile("zikao"), "en")

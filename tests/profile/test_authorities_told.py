"""What is told of profiles: their list, their card, what is wrong in one, what differs between two."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import photocheck

import photocheck as api
from photocheck.checks.aims import aims
from photocheck.profile.load import load_profile_text, shipped_names
from photocheck.profile.review import contradictions, differences
from photocheck.report.card import UNITS, card, card_html
from photocheck.values import bound_words, warned_words

NAMES = shipped_names()
HEAD = 'extends = "cet"\nid = "ours"\ntitle = { zh = "甲", en = "a" }\n'


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_profile_contradicts_itself(name: str) -> None:
    profile = api.load_profile(name)
    assert contradictions(profile, aims(profile)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[checks]\n"file.width" = { min = 150 }\n', ["file.width", "144", "150"]),
        ('[checks]\n"framing.head" = { min = 0.75 }\n', ["framing.head", "0.7"]),
        ('[number]\nexample = "123"\n', ["123", "shape"]),
        ('[number]\nexample = "990000200001010013"\n', ["check character"]),
        ('[about]\nsure = "weak"\n[checks]\n"file.size" = { off = true }\n', ["file.size", "[about]"]),
        ("[encoding]\nkb_min = 20\nkb_max = 20\n", ["20 KB"]),
    ],
)
def test_what_contradicts_itself_is_told(text: str, words: list[str]) -> None:
    profile = load_profile_text(HEAD + text)
    (found,) = contradictions(profile, aims(profile))
    for word in words:
        assert word in found.en
    assert found.zh


def test_check_says_so_with_its_exit_code(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(HEAD + '[checks]\n"file.width" = { min = 150 }\n', encoding="utf-8")
    ran = photocheck("profiles", "check", own, "--lang", "zh")
    assert ran.code == 1
    assert "file.width" in ran.out
    own.write_text(HEAD, encoding="utf-8")
    assert photocheck("profiles", "check", own).code == 0
    own.write_text(HEAD + "[pictur]\n", encoding="utf-8")
    assert photocheck("profiles", "check", own).code == 2


def test_profiles_are_found_by_the_words_that_clerks_use() -> None:
    for words, name in (
        (["高考"], "gaokao"), (["教资"], "jiaozi"), (["四级"], "cet"), (["计算机"], "ncre"),
        (["自考", "福建"], "zikao-fujian"),
        (["社保卡", "武汉"], "shebaoka-wuhan"), (["ntce"], "jiaozi"), (["civil service"], "guokao"),
        (["护照"], "churujing"),
    ):  # fmt: skip
        ran = photocheck("profiles", *words, "--lang", "zh")
        assert ran.code == 0
        assert f"  {name} " in ran.out
        assert "zikao-sichuan " not in ran.out
    none = photocheck("profiles", "驾照", "--lang", "zh")
    assert none.code == 2
    assert "驾照" in none.err
    assert not none.out


def test_the_list_has_each_profile_once_under_its_exam() -> None:
    lines = photocheck("profiles", "--lang", "en").out.splitlines()
    rows = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(rows) == NAMES
    assert lines[0] == "self-taught exams"


@pytest.mark.parametrize("name", NAMES)
def test_a_card_tells_whose_each_limit_is(name: str) -> None:
    profile = api.load_profile(name)
    for language in ("zh", "en"):
        text = card(profile, language)
        assert profile.source in text
        assert profile.number.example in text
        head, _, ours = text.partition(
            "我们自己的限度(没有公布)" if language == "zh" else "Limits of ours (nothing published)"
        )
        for rule in profile.rules:
            named = rule.check in {*profile.about.limits, *profile.about.tolerances}
            assert (f"({rule.check})" in head) == named
            # What is only warned of inside a published limit is ours, and stands with ours.
            warned = rule.check in profile.about.limits and warned_words(rule.check, rule, "") is not None
            assert (f"({rule.check})" in ours) == (not named or warned)
        page = card_html(profile, language)
        assert "<svg" in page
        assert "http" not in page.replace(profile.source, "").replace("http-equiv", "")


def test_a_published_limit_holds_nothing_of_ours() -> None:
    said = {language: card(api.load_profile("zikao-xinjiang"), language) for language in ("zh", "en")}
    assert "背景颜色: 白色  (background.colour)" in said["zh"]
    assert "背景颜色: 浅灰色请人工核对  (background.colour)" in said["zh"].partition("我们自己的限度")[2]
    assert "colour of the background: white  (background.colour)" in said["en"]
    assert "light grey: look at it  (background.colour)" in said["en"].partition("Limits of ours")[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_is_shown_as_the_profile_has_it(name: str) -> None:
    """0.055 shown as 0.06 is another rule."""
    for rule in api.load_profile(name).rules:
        unit = UNITS[rule.check]
        for bound in (rule.min, rule.max, rule.warn_min, rule.warn_max):
            if bound is not None:
                shown = re.sub(r"[^\d.−]", "", bound_words(bound, unit).en.replace("°", ""))
                value = float(shown.replace("−", "-"))
                assert value == pytest.approx(100 * bound if unit == "ratio" else bound, abs=1e-9), rule.check


@pytest.mark.parametrize("name", NAMES)
def test_sizes_are_width_by_height_everywhere(name: str) -> None:
    profile = api.load_profile(name)
    for language in ("zh", "en"):
        sizes = re.findall(r"(\d+) ?[x×] ?(\d+)", profile.title.say(language))
        assert all(int(width) < int(height) for width, height in sizes), profile.title
    made = (profile.picture.width, profile.picture.height)
    assert "宽 {}×高 {} 像素".format(*made) in card(profile, "zh")
    assert "{} x {} px (width x height)".format(*made) in card(profile, "en")


def test_a_card_shows_the_colours() -> None:
    page = card_html(api.load_profile("gaokao"), "zh")
    assert page.count('class="patch"') == 3
    assert "浅灰色" in page


def test_differences_are_named_with_both_values() -> None:
    found = {key: (one, other) for key, one, other in differences(*map(api.load_profile, ("gaokao", "jiaozi")))}
    assert found["picture.width"] == ("480", "150")
    assert found["framing.crown"][1] == ""
    assert list(differences(*[api.load_profile("cet")] * 2)) == []
    ran = photocheck("profiles", "diff", "gaokao", "jiaozi")
    assert ran.code == 1
    assert "picture.width" in ran.out
    assert photocheck("profiles", "diff", "cet", "cet").code == 0


def test_differences_are_told_in_the_clerks_language() -> None:
    chinese = photocheck("profiles", "diff", "gaokao", "jiaozi", "--lang", "zh").out
    assert "浅蓝色" in chinese
    assert "照片宽度 (file.width)" in chinese
    assert "allowed" not in chinese
    english = photocheck("profiles", "diff", "zikao", "jiaozi", "--lang", "en").out
    assert "12-digit candidate number" in english
    assert "号" not in english.replace("报名号", "")


@pytest.mark.parametrize(("name", "told"), [("高考", "gaokao"), ("civil service", "guokao"), ("教资", "jiaozi")])
def test_an_exams_own_name_leads_to_its_profile(name: str, told: str) -> None:
    for language in ("zh", "en"):
        ran = photocheck("profiles", "show", name, "--lang", language)
        assert ran.code == 2
        assert told in ran.err
        assert "putonghua" not in ran.err


def test_a_profile_file_that_is_not_there_is_said_so() -> None:
    ran = photocheck("profiles", "check", "nowhere.toml", "--lang", "en")
    assert ran.code == 2
    assert "no profile file nowhere.toml" in ran.err

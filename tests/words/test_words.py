"""Words as data: in both languages, with the same places, each there for somebody, and none left in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import photocheck
from photocheck.types import Reason, Text, Verdict
from photocheck.words import sentence, subjects, text_of

PACKAGE = Path(photocheck.__file__).parent
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
DATA = {"io/tables/headings.py", "io/tables/body.py", "io/naming.py"}
"""What Chinese tables and file names are known by: headings, lines of totals, the mark of a copy."""
SUBJECTS = sorted(path.relative_to(PACKAGE / "words").with_suffix("").as_posix()
                  for path in (PACKAGE / "words").rglob("*.toml"))  # fmt: skip
BY_NAME = {
    "click": "found by click's own English, see test_click.py",
    "page": "found by the page's script, see below",
    "station": "found by the station's page and its conditions, see tests/station/test_words.py",
    "office.page": "found by the desk's page, see tests/office/test_words.py",
    "settings": "written by init in the order of the file",
    "cli.option": "found by an option's name, see tests/cli/test_wording.py",
    "cli.command": "found by a command's name, see tests/cli/test_wording.py",
}
"""Parts that no key in the code names, and what holds them instead."""


def entries(subject: str) -> Iterator[tuple[str, Text]]:
    """All keys of a file with their sentences."""

    def walk(found: dict[str, Any], key: str) -> Iterator[tuple[str, Text]]:
        if set(found) == {"zh", "en"} and all(isinstance(value, str) for value in found.values()):
            yield key, text_of(found)
            return
        for name, inner in found.items():
            assert isinstance(inner, dict), f"{key}.{name} has no zh and en"
            yield from walk(inner, f"{key}.{name}")

    yield from walk(subjects(subject), subject)


def places(sentence: str) -> set[str]:
    """What is to be filled in; doubled braces are plain text."""
    return set(re.findall(r"(?<!{){(\w+)}(?!})", sentence))


@cache
def named_in_code() -> tuple[frozenset[str], frozenset[str]]:
    """Whole keys that stand in the code as text, and beginnings of keys that are put together there."""
    whole, begun = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return frozenset(whole), frozenset(prefix for prefix in begun if prefix.partition(".")[0] in SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_sentence_is_there_in_both_languages_with_the_same_places(subject: str) -> None:
    found = list(entries(subject))
    assert found
    for key, text in found:
        assert text.zh.strip(), key
        assert text.en.strip(), key
        for language in (text.zh, text.en):
            assert language.count("{") == language.count("}"), key
        if subject != "click":
            assert not CHINESE.search(text.en.replace("中文", "")), key
            assert places(text.zh) == places(text.en), key


@pytest.mark.parametrize("subject", [name for name in SUBJECTS if "/" not in name])
def test_no_sentence_is_there_for_nobody(subject: str) -> None:
    whole, begun = named_in_code()
    for key, _ in entries(subject):
        parts = key.split(".")
        if subject in BY_NAME or ".".join(parts[:2]) in BY_NAME:
            continue
        assert key in whole or any(key.startswith(prefix) for prefix in begun if "." in prefix), f"nobody says {key}"


def test_every_key_that_the_code_names_is_there() -> None:
    whole, begun = named_in_code()
    known = {key for subject in SUBJECTS for key, _ in entries(subject)}
    shape = re.compile(r"(?:" + "|".join(name for name in SUBJECTS if "/" not in name) + r")(?:\.\w+)+")
    modules = {".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    for key in whole:
        if shape.fullmatch(key) and not key.endswith((".py", ".toml", ".css", ".html", ".js")) and key not in modules:
            assert key in known, f"the code names {key}"
    for prefix in begun:
        if prefix.count(".") and shape.match(prefix + "x"):
            assert any(key.startswith(prefix) for key in known), f"the code names {prefix}..."


def test_the_page_names_all_of_its_words_and_no_other() -> None:
    script = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "report" / "page").glob("*.js"))
    verdicts = {str(verdict) for verdict in Verdict}
    for key in subjects("page"):
        assert key in verdicts or re.search(rf'"{key}"', script) or f"{{{{{key.replace('_', '-')}}}}}" in _page(), key
    for name in re.findall(r'\bword\("(\w+)"', script):
        assert name in subjects("page"), name


def _page() -> str:
    return (PACKAGE / "report" / "page" / "page.html").read_text("utf-8")


def test_no_chinese_is_left_in_the_code() -> None:
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.html")]:
        name = path.relative_to(PACKAGE).as_posix()
        if name not in DATA:
            found = CHINESE.search(path.read_text("utf-8"))
            assert found is None, f"{name} holds {found and found[0]!r}"


def test_every_reason_has_a_sentence_and_no_other_does() -> None:
    assert set(subjects("reasons")["reason"]) == {str(reason) for reason in Reason}


def test_a_sentence_fills_in_both_languages() -> None:
    said = sentence("files.read.failed", why=Text("坏了", "broken"))
    assert "坏了" in said.zh
    assert "broken" in said.en
    with pytest.raises(KeyError):
        sentence("files.read.nothing_like_it")
    with pytest.raises(KeyError):
        sentence("nothing.like.it")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_term_says_something_else_to_an_office(subject: str) -> None:
    """档案 is the candidate's dossier, 没测出 a negative result, 闭嘴 an insult, 人影 a human figure."""
    for key, text in entries(subject):
        assert not re.search("规则档案|本档案|没有?测出|闭嘴|人影|台账|放大小照片", text.zh), key


ON_PAPER = (
    "checks/", "reasons", "advice", "collection", "page", "batch.photo", "tables.photo_",
    "archive.taken", "archive.write", "archive.filing", "archive.place",
)  # fmt: skip
"""Sentences that stand on pages and on paper as well as on the command line."""


def test_no_page_and_no_paper_names_a_command_line_option() -> None:
    """A clerk who reads them types none; the command line adds the option to what it says (report/text.py)."""
    for subject in SUBJECTS:
        for key, text in entries(subject):
            if key.startswith(ON_PAPER):
                assert not re.search(r"(?<![\w-])--[a-z]|\bprocess\b|photocheck [a-z]", f"{text.zh} {text.en}"), (
                    f"{key}: {text}"
                )

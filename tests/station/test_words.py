"""What the station says: everything has words, no words are for nobody, and candidates are told little at a time."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest

from photocheck.station.guidance import DONE, ORDER, SIT, STILL, WAIT
from photocheck.station.sights import ASKS, CAMERA_DOWN, CAMERA_UP, CANDIDATES
from photocheck.words import subjects
from photocheck.words.checks import check_words

WORDS = subjects("station")
PAGE = {
    entry.name: entry.read_text("utf-8")
    for entry in files("photocheck.station.page").iterdir()
    if entry.name != "__pycache__"
}
SCRIPTS = {name: text for name, text in PAGE.items() if name.endswith(".js")}
PYTHON = "".join(
    entry.read_text("utf-8") for entry in files("photocheck.station").iterdir() if entry.name.endswith(".py")
) + files("photocheck.cli").joinpath("station.py").read_text("utf-8")


def leaves(table: dict[str, Any], path: str = "") -> dict[str, dict[str, str]]:
    if set(table) == {"zh", "en"} and all(isinstance(text, str) for text in table.values()):
        return {path: table}
    found: dict[str, dict[str, str]] = {}
    for name, entry in table.items():
        found.update(leaves(entry, f"{path}.{name}" if path else name))
    return found


@pytest.mark.parametrize("path", leaves(WORDS))
def test_every_sentence_has_both_languages_with_the_same_places(path: str) -> None:
    zh, en = leaves(WORDS)[path].values()
    assert zh
    assert en
    if path != "page.language":  # the switch names the other language
        assert re.search("[\u4e00-\u9fff]", zh)
    assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en))


def test_every_phrase_has_its_words_and_no_other_is_there() -> None:
    assert set(WORDS["phrase"]) == {*ORDER, SIT, STILL, WAIT, DONE}


def test_a_candidate_is_told_eight_characters_at_most() -> None:
    for phrase in WORDS["phrase"].values():
        assert len(phrase["zh"]) <= 8, phrase


def test_what_is_asked_of_candidates_is_asked_by_checks_that_there_are() -> None:
    for check in CANDIDATES:
        check_words(check)
    for ask in ASKS:
        assert ask.condition in ORDER
        assert ask.side in {"low", "high", "both"}
        assert ask.margin > 0


def test_matters_are_checks_or_the_camera() -> None:
    for path in leaves(WORDS["matter"]):
        if path not in {CAMERA_UP, CAMERA_DOWN}:
            check_words(path)


@pytest.mark.parametrize("table", ["page", "ask", "fault", "error", "cli"])
def test_every_sentence_is_said_somewhere(table: str) -> None:
    said = "".join(PAGE.values()) + PYTHON
    for name in WORDS[table]:
        parts = (f'"{table}.{name}"', f'"station.{table}.{name}"', f'data-word="{name}"', f'"{name}"')
        # The rest are put together: auto_on, sound_off, and what a state or a fault is called.
        assert any(part in said for part in parts) or name.rpartition("_")[2] in {"on", "off"} or f" {name}:" in said, (
            name
        )


def test_every_sentence_that_the_page_names_is_there() -> None:
    for text in PAGE.values():
        for table, name in re.findall(r'say\("(\w+)\.(\w+)"', text):
            assert name in WORDS[table] or name.endswith("_")
        for name in re.findall(r'data-word="(\w+)"', text):
            assert name in WORDS["page"]
    for key in re.findall(r'"station\.([\w.]+)"', PYTHON):
        assert key in leaves(WORDS), key


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_old_enough_for_the_last_browser_of_windows_7(name: str) -> None:
    code = re.sub(r"/\*.*?\*/|\"[^\"\n]*\"|/(?:\\.|[^/\n])+/[gi]*", "", SCRIPTS[name], flags=re.DOTALL)
    for newer in (r"=>", r"`", r"\blet\b", r"\bconst\b", r"\bclass\b", r"\basync\b", r"\?\.", r"\?\?", r"\.\.\."):
        assert not re.search(newer, code), newer
    assert '"use strict"' in SCRIPTS[name]


def test_the_page_takes_nothing_from_elsewhere_and_runs_nothing_inline() -> None:
    for name, text in PAGE.items():
        assert not re.search(r"https?://|//cdn|@import|url\(", text), name
    html = PAGE["station.html"]
    assert not re.search(r"<script(?! src=)|\son\w+=|style=", html)
    assert '<meta name="renderer" content="webkit">' in html
    for link in re.findall(r'(?:src|href)="page/([^"]+)"', html):
        assert link in PAGE
    assert set(re.findall(r"page/([\w.]+\.js)", html)) == set(SCRIPTS)

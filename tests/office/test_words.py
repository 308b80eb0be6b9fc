"""What the desk's page says and how it is built: all words are there, none is for nobody, and the look is its own."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from photocheck.words import subjects

WORDS = subjects("office")
STATION = subjects("station")
PAGE = {
    entry.name: entry.read_text("utf-8")
    for entry in files("photocheck.office.page").iterdir()
    if entry.name.rpartition(".")[2] in {"html", "css", "js"}
}
SCRIPTS = {name: text for name, text in PAGE.items() if name.endswith(".js")}
FIRST_PARTS = {
    "lead_", "idle_", "start_", "did_", "pick_",  # by tab, by how it ended, by what is chosen
}  # fmt: skip


def named() -> set[str]:
    """Words of the page that are named whole."""
    text = "".join(PAGE.values())
    return {*re.findall(r'(?:office\.page\.|words\(")(\w+)', text), *re.findall(r'"(did_\w+)"', text)}


def test_the_page_names_all_of_its_words_and_no_other() -> None:
    script = "".join(SCRIPTS.values())
    verdicts = {"pass", "warn", "fail", "error", "written"}
    faults = set(re.findall(r'fault = "(\w+)"', script))
    begun = tuple(part for part in FIRST_PARTS if f'{part}"' in script)
    assert set(begun) == FIRST_PARTS
    for key in WORDS["page"]:
        assert key in named() | verdicts | faults or key.startswith(begun), key
    for key in named() - {*FIRST_PARTS}:
        assert key in WORDS["page"], key
    for key in verdicts | faults:
        assert key in WORDS["page"], key


def test_every_tab_is_told_of_and_every_field_can_be_chosen() -> None:
    html = PAGE["office.html"]
    for tab in re.findall(r'data-tab="(\w+)"', html):
        assert f"tab_{tab}" in STATION["page"]
        assert all(f"{part}{tab}" in WORDS["page"] for part in ("lead_", "idle_", "start_", "did_"))
    for field in re.findall(r'data-pick="(\w+)"', html):
        assert f"pick_{field}" in WORDS["page"]
        assert f'id="{field}"' in html
    for path in re.findall(r'data-word="([\w.]+)"', html):
        subject, _, key = path.removeprefix("office.").rpartition(".")
        assert key in (WORDS if path.startswith("office.") else STATION)[subject], path


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_old_enough_for_the_last_browser_of_windows_7(name: str) -> None:
    code = re.sub(r"/\*.*?\*/|\"[^\"\n]*\"|/(?:\\.|[^/\n])+/[gi]*", "", SCRIPTS[name], flags=re.DOTALL)
    for newer in (r"=>", r"`", r"\blet\b", r"\bconst\b", r"\bclass\b", r"\basync\b", r"\?\.", r"\?\?", r"\.\.\."):
        assert not re.search(newer, code), newer
    assert '"use strict"' in SCRIPTS[name]


def test_the_page_takes_nothing_from_elsewhere_and_runs_nothing_inline() -> None:
    for name, text in PAGE.items():
        assert not re.search(r"https?://|//cdn|@import|url\(", text), name
    html = PAGE["office.html"]
    assert not re.search(r"<script(?! src=)|\son\w+=|style=", html)
    assert set(re.findall(r"office/page/([\w.]+\.js)", html)) == set(SCRIPTS)


def test_the_stations_look_reaches_only_what_is_meant_by_the_same_name() -> None:
    """Both pages share one sheet: an id of the desk's must not be one that is mirrored or painted there."""
    sheet = files("photocheck.station.page").joinpath("station.css").read_text("utf-8")
    shared = set(re.findall(r'id="(\w+)"', PAGE["office.html"])) & set(re.findall(r"#([a-z_]+)", sheet))
    assert shared == {"tabs", "switches", "fault"}

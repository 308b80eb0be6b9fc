"""Numbers and the expressions that describe them: none can keep the program busy, and no two numbers share a place."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.errors import PhotocheckError, ProfileError
from photocheck.io.archive.place import place
from photocheck.profile.load import load_profile, load_profile_text, shipped_names
from photocheck.profile.number import MAX_LENGTH, endless, fields_of, is_number
from photocheck.profile.rules import NumberRules
from photocheck.profile.template import shared_place
from photocheck.types import Text


def rules(shape: str, fields: str | None = None) -> NumberRules:
    return NumberRules(shape, shape if fields is None else fields, Text("号码", "number"))


ENDLESS = (
    r"(a+)+", r"(a|a)*b", r"(a|aa)+", r"(.*)*", r"(x*)*", r"(?:a{0,60}){0,60}", r"((a?){60}){60}", r".*.*.*.*=",
    r"(a)\1", r"(?P<x>a)?(?(x)b|c)", "a" * 1001, r"(?:[0-9]+-?)+",
)  # fmt: skip
PLAIN = (r"[0-9]{12}", r"[0-9]{17}[0-9Xx]", r"[A-Z]{1,3}-?[0-9]{4,8}", r".*", r"([0-9]{2})+", r"(?i)ks[0-9]+", r"a|b|c")


@pytest.mark.parametrize("expression", ENDLESS, ids=lambda text: text[:20])
def test_what_may_try_without_end_is_refused(expression: str) -> None:
    assert endless(expression) is not None
    toml = f"extends = \"zikao\"\nid = \"own\"\n[number]\nshape = '''{expression}'''\n"
    with pytest.raises(ProfileError):
        load_profile_text(toml)


@pytest.mark.parametrize("expression", PLAIN)
def test_what_offices_write_is_taken(expression: str) -> None:
    assert endless(expression) is None


@pytest.mark.parametrize("expression", ["[0-9", "(", "a{9999999999999999999}", "(?P<1>a)"])
def test_what_is_no_expression_is_said(expression: str) -> None:
    with pytest.raises(ProfileError, match="regular expression"):
        load_profile_text(f"extends = \"zikao\"\nid = \"own\"\n[number]\nshape = '''{expression}'''\n")


PIECES = (
    "a",
    "b",
    "[ab]",
    ".",
    "a*",
    "b+",
    "(ab)*",
    "a{0,9}",
    "(a|b)",
    "(a|ab)",
    "(a*)",
    "(a|b)*",
    "(a+b?){2}",
    "(?=a)",
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_what_is_taken_ends_soon(expression: str) -> None:
    """The longest text that nearly fits is refused within a tenth of a second."""
    if endless(expression) is not None:
        return
    start = time.perf_counter()
    for text in ("a" * MAX_LENGTH, "ab" * (MAX_LENGTH // 2), "a" * (MAX_LENGTH - 1) + "!"):
        re.fullmatch(expression, text)
    assert time.perf_counter() - start < 0.3


def test_a_number_has_a_bounded_length() -> None:
    assert is_number("a" * MAX_LENGTH, rules("a+"))
    assert not is_number("a" * (MAX_LENGTH + 1), rules("a+"))
    assert fields_of("a" * (MAX_LENGTH + 1), rules("a+", "(?P<all>a+)")) is None


# ------------------------------------------------------------------------------------------ places

ID = rules("[0-9]{12}", "(?P<city>[0-9]{2})(?P<county>[0-9]{2})(?P<rest>[0-9]{8})")
LOOSE = rules("[0-9]{3,5}", "(?P<first>[0-9]{1,2})(?P<rest>[0-9]{2,3})")
GAP = rules("[0-9]{6}", "(?P<city>[0-9]{2})[0-9]{2}(?P<rest>[0-9]{2})")
DASH = rules("[0-9]{2}-[0-9]+", "(?P<city>[0-9]{2})-(?P<rest>[0-9]+)")

SHARED = [
    ("{city}/{county}.JPG", ID), ("photo.JPG", ID), ("{city}/{county}/{rest}", GAP), ("{first}{rest}.JPG", LOOSE),
    ("{number}{first}", LOOSE), ("{city}/{village}/{number}", ID), ("{city}/{rest}", rules("[0-9]{6}")),
]  # fmt: skip
OWN = [
    ("{number}.JPG", ID), ("{city}/{number}", ID), ("{city}{county}{rest}.JPG", ID), ("{rest}/{county}-{city}", ID),
    ("{first}/{rest}.JPG", LOOSE), ("{city}-{rest}", DASH), ("{city}/{number}", GAP), ("{number}", rules(".*")),
]  # fmt: skip


@pytest.mark.parametrize(("template", "number"), SHARED)
def test_a_template_that_could_file_two_numbers_as_one_is_refused(template: str, number: NumberRules) -> None:
    assert shared_place(template, number) is not None


@pytest.mark.parametrize(("template", "number"), OWN)
def test_a_template_that_gives_each_number_its_place_is_taken(template: str, number: NumberRules) -> None:
    assert shared_place(template, number) is None


def test_a_profile_without_a_place_for_each_number_is_not_loaded() -> None:
    with pytest.raises(ProfileError, match=r"\{number\}"):
        load_profile_text('extends = "zikao"\nid = "own"\n[tree]\ntemplate = "{city}/{county}.JPG"\n')
    with pytest.raises(ProfileError, match="plain text"):
        load_profile_text('extends = "zikao"\nid = "own"\n[tree]\ntemplate = "{number:>9}.JPG"\n')
    assert [shared_place(p.tree.template, p.number) for p in map(load_profile, shipped_names())] == [None] * len(
        shipped_names()
    )


FIELDS = ("(?P<a>[0-9])", "(?P<a>[0-9]{1,2})", "(?P<b>[0-9])", "(?P<b>[0-9]+)", "(?P<c>[0-9]?)", "[0-9]", "-", "x?")
PARTS = ("{a}", "{b}", "{c}", "{number}", "/", "-", "x")


@given(
    fields=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4),
    template=st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join),
    numbers=st.lists(st.text(alphabet="01-x", min_size=1, max_size=4), min_size=2, max_size=30, unique=True),
)
def test_the_proof_holds(fields: list[str], template: str, numbers: list[str]) -> None:
    """Whatever template and fields: where they are taken, no two numbers get one place."""
    try:
        number = rules("[0-9x-]+", "".join(fields))
        if shared_place(template, number) is not None:
            return
    except (re.error, ProfileError):
        return
    places: dict[str, str] = {}
    for one in numbers:
        found = fields_of(one, number)
        if found is None:
            continue
        try:
            there = place(template, one, found)
        except PhotocheckError:
            continue  # no place at all: refused when it is to be filed
        assert places.setdefault(there, one) == one

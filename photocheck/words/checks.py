"""The words of a check, from ``words/checks/<family>.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from photocheck.types import Text
from photocheck.words import sentence, subjects, text_of

FAMILIES = ("file", "face", "framing", "light", "background", "picture")
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class CheckWords:
    """All that people read of one check.  In the file, ``problem`` and ``advice`` serve both sides, ``problem_low``
    and ``problem_high``, ``advice_low`` and ``advice_high`` one each."""

    title: Text
    """The goal: "eyes open"."""
    problem_low: Text
    """The fault, in two or three words: "eyes closed"; where the value is under the limit or is not allowed."""
    problem_high: Text
    """The same where the value is over the limit."""
    why: Text
    """The rule behind it."""
    how: Text
    """How the value is measured."""
    advice_low: Text
    """What to do about a value under the limit, or one that is not allowed; may hold ``{value}``, ``{min}``,
    ``{max}``."""
    advice_high: Text


@cache
def check_words(check: str) -> CheckWords:
    """The words of a check by its id.

    :raises KeyError: when there is no such check.
    """
    family, _, name = check.partition(".")
    entry = subjects(f"checks/{family}")[name]

    def one(kind: str, side: str) -> Text:
        return text_of(entry[f"{kind}_{side}"] if f"{kind}_{side}" in entry else entry[kind])

    return CheckWords(
        title=text_of(entry["title"]),
        problem_low=one("problem", "low"),
        problem_high=one("problem", "high"),
        why=text_of(entry["why"]),
        how=text_of(entry["how"]),
        advice_low=one("advice", "low"),
        advice_high=one("advice", "high"),
    )


def value_words(value: object) -> Text:
    """A measured word as people read it: the names of colours in both languages, others as they are."""
    if isinstance(value, str) and value in subjects("values"):
        return sentence(f"values.{value}")
    return Text(str(value), str(value))


@cache
def check_ids() -> tuple[str, ...]:
    """The ids of all checks that there are words for (tests hold that these are all checks)."""
    return tuple(f"{family}.{name}" for family in FAMILIES for name in subjects(f"checks/{family}"))

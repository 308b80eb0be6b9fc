"""Candidate numbers: their shape and their fields.

A profile's regular expressions come from outside and may be written, by mistake or on purpose, so that Python's engine
tries without end.  Two bounds keep each try short: a number has at most :data:`MAX_LENGTH` characters, and an
expression that allows more than :data:`MAX_WAYS` ways to read one is refused when the profile is loaded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import sentence

if sys.version_info >= (3, 11):
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as codes
    import sre_parse as parser

MAX_LENGTH = 64
"""Characters; the longest number in use, an ID number, has 18."""
MAX_WAYS = 10_000
"""Ways in which an expression may divide a number among its parts; a try of all of them takes some milliseconds."""
MAX_EXPRESSION = 1_000
"""Characters of an expression."""


def is_number(text: str, rules: NumberRules) -> bool:
    """Whether the text has the number's shape."""
    return len(text) <= MAX_LENGTH and re.fullmatch(rules.shape, text) is not None


def fields_of(number: str, rules: NumberRules) -> dict[str, str] | None:
    """The number's named fields, or None where they cannot be read."""
    if not is_number(number, rules):
        return None
    found = re.fullmatch(rules.fields, number)
    return None if found is None else {k: v for k, v in found.groupdict().items() if v is not None}


def has_check_digit(number: str) -> bool:
    """Whether an 18-character ID number ends with its check character (GB 11643, ISO 7064 MOD 11-2)."""
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", number) is None:
        return False
    # Place i (from 0) of the first seventeen weighs 2 ** (17 - i) modulo 11; the sum picks the character.
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


# ------------------------------------------------------------------------------------ expressions


def endless(expression: str) -> Text | None:
    """Why an expression could keep Python's engine busy, or None where that is proved impossible.

    The ways to divide a text of :data:`MAX_LENGTH` characters among the expression's parts are counted (a repetition
    has one for each count it may take, and each round of it multiplies); backtracking tries no more than these.

    :raises re.error: when it is no regular expression.
    """
    if len(expression) > MAX_EXPRESSION:
        return sentence("archive.number.long", limit=MAX_EXPRESSION)
    try:
        tree = parser.parse(expression)
        ways = _ways(tree)
    except RecursionError:
        return sentence("archive.number.deep")
    except _UnknownError:
        return sentence("archive.number.unknown")
    return None if ways <= MAX_WAYS else sentence("archive.number.endless")


class _UnknownError(Exception):
    """Something in an expression whose cost nobody has bounded (a reference back to a group)."""


_ONE = {
    codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.AT, codes.CATEGORY, codes.RANGE, codes.NEGATE,
}  # fmt: skip
"""One character or none: one way."""
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, getattr(codes, "POSSESSIVE_REPEAT", codes.MAX_REPEAT)}


def _ways(items: Any) -> int:
    """In how many ways these parts, one after the other, can take a text of the longest length."""
    ways = 1
    for code, argument in items:
        ways = min(ways * _ways_of(code, argument), MAX_WAYS + 1)
    return ways


def _ways_of(code: Any, argument: Any) -> int:
    if code in _ONE:
        return 1
    if code in _REPEATS:
        least, most, body = argument
        once = _ways(body)
        rounds = range(min(int(least), MAX_LENGTH), min(int(most), MAX_LENGTH) + 1)
        total = 0
        for count in rounds:
            total += once**count
            if total > MAX_WAYS:
                return MAX_WAYS + 1
        return total
    if code is codes.BRANCH:
        return sum(_ways(branch) for branch in argument[1])
    if code is codes.SUBPATTERN:
        return _ways(argument[-1])
    if code in {codes.ASSERT, codes.ASSERT_NOT}:
        return _ways(argument[1])
    if code is getattr(codes, "ATOMIC_GROUP", None):
        return _ways(argument)
    raise _UnknownError


@dataclass(frozen=True, slots=True)
class Spans:
    """Named groups that follow each other and leave nothing of a number out but plain text."""

    widths: Mapping[str, bool]
    """Name -> whether the group has one length in all numbers."""


def spans(fields: str) -> Spans | None:
    """The groups of a ``fields`` expression where they cover the whole number, else None.

    :raises re.error: when it is no regular expression.
    """
    tree: Any = parser.parse(fields)
    names = {place: name for name, place in tree.state.groupdict.items()}
    widths: dict[str, bool] = {}
    for code, argument in tree:
        if code is codes.SUBPATTERN and argument[0] in names:
            least, most = argument[-1].getwidth()
            widths[names[argument[0]]] = int(least) == int(most)
        elif code not in {codes.LITERAL, codes.AT}:
            return None
    return Spans(widths)

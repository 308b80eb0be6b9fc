"""Candidate numbers: their shape and their fields."""

from __future__ import annotations

import re

from photocheck.types import NumberRules


def is_number(text: str, rules: NumberRules) -> bool:
    """Whether the text has the number's shape."""
    return re.fullmatch(rules.shape, text) is not None


def fields_of(number: str, rules: NumberRules) -> dict[str, str] | None:
    """The number's named fields, or None where they cannot be read."""
    if not is_number(number, rules):
        return None
    found = re.fullmatch(rules.fields, number)
    return None if found is None else {k: v for k, v in found.groupdict().items() if v is not None}

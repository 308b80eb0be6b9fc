"""Candidate numbers: their shape and their fields."""

from __future__ import annotations

import re

from photocheck.profile.rules import NumberRules


def is_number(text: str, rules: NumberRules) -> bool:
    """Whether the text has the number's shape."""
    return re.fullmatch(rules.shape, text) is not None


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

"""Values and limits as people read them: percent for ratios, units in words, ranges, and what a word of the code means.

Everything here gives a text in both languages; nothing here judges.
"""

from __future__ import annotations

import re
from dataclasses import replace

from photocheck.profile.rules import Rule
from photocheck.types import Text, Value, Verdict
from photocheck.words import listed, sentence, subjects
from photocheck.words.checks import check_words

RATIO = "ratio"
"""The unit of fractions, which are read as percent."""
EXACT = 4
"""Decimals of a limit, which is shown as the profile has it: 0.055 rounded to 0.06 would be another rule."""
FINEST = 3
"""Decimals at most: where fewer do not tell a value from the limit that it breaks, more are given."""


def value_words(check: str, value: Value | None, unit: str, *, beside: tuple[float | None, ...] = ()) -> Text:
    """A check's value with its unit.

    :param beside: the limits that it stands beside: a value that breaks one is never shown as the same number.
    """
    if value is None:
        return sentence("values.none")
    words = check_words(check).values
    known = words.get(str(value).lower() if isinstance(value, bool) else str(value))
    if known is not None:
        return known
    if isinstance(value, bool):
        return sentence("values.true") if value else sentence("values.false")
    if isinstance(value, str):
        return _file_words(value)
    return number_words(value, unit, beside=tuple(bound for bound in beside if bound is not None))


def number_words(number: float, unit: str, *, beside: tuple[float, ...] = ()) -> Text:
    """A number with its unit."""
    shown = _shown(number, unit, _decimals(number, unit))
    for decimals in range(FINEST + 1):
        if shown not in {_shown(bound, unit, _decimals(bound, unit)) for bound in beside if bound != number}:
            break
        shown = _shown(number, unit, decimals)
    return _with_unit(shown, unit)


def limit_words(check: str, rule: Rule | None, unit: str, *, warned: bool = True) -> Text:
    """What a profile allows, as a range; that it only warns is said as well.

    :param warned: whether what it warns of inside that range is said too.
    """
    if rule is None:
        return sentence("values.limit.unused")
    if not warned:
        rule = replace(rule, warn_min=None, warn_max=None, warn_allowed=None)
    limit = _allowed(check, rule, unit) if rule.allowed is not None else _range(rule.min, rule.max, unit)
    if rule.warn_allowed:
        limit = sentence("values.limit.warned_words", limit=limit, words=_listed(check, rule.warn_allowed, unit))
    if rule.warn_min is not None and rule.warn_max is not None:
        limit = sentence("values.limit.warned", limit=limit, inner=_range(rule.warn_min, rule.warn_max, unit))
    elif rule.warn_min is not None:
        limit = sentence("values.limit.warned_low", limit=limit, low=bound_words(rule.warn_min, unit))
    elif rule.warn_max is not None:
        limit = sentence("values.limit.warned_high", limit=limit, high=bound_words(rule.warn_max, unit))
    return sentence("values.limit.warns_only", limit=limit) if rule.level is Verdict.WARN else limit


def bound_words(bound: float, unit: str) -> Text:
    """A limit with its unit, as it is and not rounded."""
    return _with_unit(_shown(bound, unit, EXACT), unit)


def warned_words(check: str, rule: Rule, unit: str) -> Text | None:
    """What a profile only warns of, inside what it allows; None where there is nothing."""
    bounds = (rule.warn_min, rule.warn_max)
    parts = [] if not rule.warn_allowed else [_listed(check, rule.warn_allowed, unit)]
    for key, bound in zip(("below", "above"), bounds, strict=True):
        if bound is not None:
            parts.append(sentence(f"values.limit.{key}", bound=bound_words(bound, unit)))
    return sentence("values.limit.look", what=listed(parts)) if parts else None


def _range(low: float | None, high: float | None, unit: str) -> Text:
    if low is None and high is None:
        return sentence("values.limit.free")
    if low is None and high == 0:
        return bound_words(0.0, unit)  # what is counted or measured up from nothing
    if low is None:
        return sentence("values.limit.most", high=bound_words(high or 0.0, unit))
    if high is None:
        return sentence("values.limit.least", low=bound_words(low, unit))
    if low == high:
        return bound_words(low, unit)
    bare = _shown(low, unit, EXACT) if unit != RATIO else bound_words(low, unit)
    return sentence("values.limit.range", low=bare, high=bound_words(high, unit))


def _allowed(check: str, rule: Rule, unit: str) -> Text:
    words = check_words(check)
    if words.limit is not None:
        return words.limit
    return _listed(check, rule.allowed or (), unit)


def _listed(check: str, values: tuple[Value, ...], unit: str) -> Text:
    said = [value_words(check, value, unit) for value in values]
    between = sentence("values.between")
    return Text(between.zh.join(text.zh for text in said), between.en.join(text.en for text in said))


def _file_words(value: str) -> Text:
    """What a file is: ``RGB 24-bit``, ``GIF, 3 frames``; names of formats are the same in every language."""
    if found := re.fullmatch(r"(.+) (\d+)-bit", value):
        modes = subjects("values")["mode"]
        mode = sentence(f"values.mode.{found[1]}") if found[1] in modes else found[1]
        return sentence("values.file.bits", mode=mode, bits=found[2])
    if found := re.fullmatch(r"(.+), (\d+) frames", value):
        return sentence("values.file.frames", format=found[1], frames=found[2])
    return Text(value, value)


def _with_unit(shown: str, unit: str) -> Text:
    name = "percent" if unit == RATIO else "face" if (shown, unit) == ("1", "faces") else unit
    return sentence(f"values.unit.{name}", n=shown) if name in subjects("values")["unit"] else Text(shown, shown)


def _decimals(number: float, unit: str) -> int:
    """As many as the number deserves: about three figures, percent in whole numbers from ten on."""
    if unit == RATIO:
        return 0 if abs(number) >= 0.0995 or number == round(number, 2) else 1
    if unit in {"px", "faces", "KB", "dpi", "degrees"}:
        return 0 if abs(number) >= 10 or number == round(number) else 1
    size = abs(number)
    return 0 if size >= 100 or number == round(number) else 1 if size >= 10 else 2 if size >= 0.1 else 3


def _shown(number: float, unit: str, decimals: int) -> str:
    text = f"{100 * number if unit == RATIO else number:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text.replace("-", "−")

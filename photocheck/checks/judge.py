"""Comparing one measured value with a profile's limit: the only place where a verdict is made."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from photocheck.checks.base import NO_FACE, Check, Measured, Unmeasured
from photocheck.types import Finding, Rule, Text, Value, Verdict


def judge(check: Check, measured: Measured, rule: Rule) -> Finding:
    """The finding for one check; unmeasured where there is no value, or one that is no number."""
    if isinstance(measured, Unmeasured) or measured is None:
        reason = NO_FACE if measured is None else measured.reason
        return _finding(
            check, rule, Verdict.UNMEASURED, None, Text(f"没有测出:{reason.zh}。", f"Not measured: {reason.en}.")
        )
    measured = _plain(measured)
    if isinstance(measured, float):
        if not math.isfinite(measured):
            reason = Text("结果不是数字", "the result is no number")
            return judge(check, Unmeasured(reason), rule)
        measured = round(measured, 4)
    hint = _complaint(check, measured, rule)
    if hint is None:
        return _finding(check, rule, Verdict.PASS, measured, check.title)
    return _finding(check, rule, rule.level, measured, _filled(hint, measured, rule))


def _plain(value: Value) -> Value:
    """numpy's numbers as Python's: a float32 that is no number must not slip through as a pass."""
    plain: Value = value.item() if isinstance(value, np.generic) else value
    return plain


def _complaint(check: Check, value: Value, rule: Rule) -> Text | None:
    """The advice for a value outside the limit, None for one inside."""
    if rule.allowed is not None:
        # True is not 1 here: a yes is not a count.
        fits = any(value == word and isinstance(value, bool) == isinstance(word, bool) for word in rule.allowed)
        return None if fits else check.low
    if isinstance(value, str | bool):
        return None if rule.min is None and rule.max is None else check.low
    if rule.min is not None and value < rule.min:
        return check.low
    if rule.max is not None and value > rule.max:
        return check.high
    return None


def _filled(hint: Text, value: Value, rule: Rule) -> Text:
    names: dict[str, Any] = {"value": _said(value)}
    for name, bound in (("min", rule.min), ("max", rule.max)):
        names[name] = "" if bound is None else _said(bound)
    return hint.filled(**names)


def _said(value: Value) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _finding(check: Check, rule: Rule, verdict: Verdict, value: Value | None, hint: Text) -> Finding:
    return Finding(check.id, verdict, value, rule.limit(), check.unit, check.title, hint, rule.level)

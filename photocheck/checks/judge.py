"""A measured value against a profile's limit: the only place where a verdict is made."""

from __future__ import annotations

import math

import numpy as np

from photocheck.checks.base import Check, Unmeasured
from photocheck.profile.rules import Rule
from photocheck.results import Finding
from photocheck.types import Reason, Text, Value, Verdict
from photocheck.words import sentence


def judge(check: Check, measured: Value | Unmeasured, rule: Rule) -> Finding:
    """The finding for one check; unmeasured where there is no value, or one that is no number."""
    if isinstance(measured, Unmeasured):
        return _finding(check, rule, Verdict.UNMEASURED, None, sentence(f"reasons.reason.{measured.reason}"))
    # numpy's numbers become Python's: a float32 that is no number must not slip through as a pass.
    value: Value = measured.item() if isinstance(measured, np.generic) else measured
    if isinstance(value, float):
        if not math.isfinite(value):
            return judge(check, Unmeasured(Reason.NO_NUMBER), rule)
        value = round(value, 4)
    return _finding(check, rule, _verdict(value, rule), value)


def damaged(check: Check, rule: Rule | None, why: Text) -> Finding:
    """The finding on a file without pixels: it is not whole, whatever the profile asks, and why."""
    return _finding(check, Rule(check.id, allowed=(True,) if rule is None else rule.allowed), Verdict.FAIL, False, why)


def worse(first: Finding, second: Finding) -> Finding:
    """The one of two findings of one check that counts for more."""
    order = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)
    return second if order.index(second.counts_as) > order.index(first.counts_as) else first


def _verdict(value: Value, rule: Rule) -> Verdict:
    if rule.allowed is not None:
        if _one_of(value, rule.allowed):
            return Verdict.PASS
        return Verdict.WARN if _one_of(value, rule.warn_allowed or ()) else rule.level
    if isinstance(value, str | bool):
        return Verdict.PASS if rule.min is None and rule.max is None else rule.level
    if not rule.allows(value):
        return rule.level
    return Verdict.WARN if rule.warns_of(value) else Verdict.PASS


def _one_of(value: Value, words: tuple[Value, ...]) -> bool:
    # True is not 1 here: a yes is not a count.
    return any(value == word and isinstance(value, bool) == isinstance(word, bool) for word in words)


def _finding(check: Check, rule: Rule, verdict: Verdict, value: Value | None, reason: Text | None = None) -> Finding:
    return Finding(check.id, verdict, value, rule, check.unit, check.cure, reason)

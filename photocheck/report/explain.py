"""Every check in words: for ``photocheck explain`` and docs/checks.md."""

from __future__ import annotations

import difflib

from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.types import Language, Profile, Rule, Text, Verdict

UNUSED = Text("本档案不用", "not used by this profile")
LABELS = {
    "why": Text("为什么", "why"),
    "how": Text("怎么量", "how"),
    "limit": Text("界限", "limit"),
    "low": Text("怎么办", "advice"),
    "high": Text("过大时", "if too high"),
}


def explain(name: str | None, profile: Profile, language: Language) -> str:
    """The named check, or all of a family, or all.

    :raises UsageError: when there is no such check or family.
    """
    chosen = [c for c in CHECKS if name is None or name in {c.id, c.family}]
    if not chosen:
        near = difflib.get_close_matches(name or "", [c.id for c in CHECKS], n=1)
        raise UsageError(
            f"没有名为 {name} 的检查{f'(是不是 {near[0]}?)' if near else ''}。",
            f"There is no check {name}{f' (did you mean {near[0]}?)' if near else ''}.",
        )
    return "\n".join(_paragraph(check, profile.rule(check.id), language) for check in chosen)


def _paragraph(check: Check, rule: Rule | None, language: Language) -> str:
    def row(label: str, text: str) -> str:
        return f"    {LABELS[label].say(language)}: {text}\n"

    text = f"{check.id}  {check.title.say(language)}\n"
    text += row("why", check.why.say(language)) + row("how", check.how.say(language))
    text += row("limit", limit_words(rule, check.unit, language)) + row("low", _plain(check.low, language))
    if check.high is not check.low:
        text += row("high", _plain(check.high, language))
    return text


def _plain(hint: Text, language: Language) -> str:
    return hint.say(language).replace("{value}", "N").replace("{min}", "MIN").replace("{max}", "MAX")


def limit_words(rule: Rule | None, unit: str, language: Language) -> str:
    """A profile's limit as people write it."""
    if rule is None:
        return UNUSED.say(language)
    if rule.allowed is not None:
        words = " / ".join(str(value) for value in rule.allowed)
    else:
        bounds = [(">= ", rule.min), ("<= ", rule.max)]
        words = ", ".join(f"{sign}{bound:g}" for sign, bound in bounds if bound is not None) or "-"
    only = Text("(只提醒)", " (warns only)").say(language) if rule.level is Verdict.WARN else ""
    return f"{words}{' ' + unit if unit else ''}{only}"

"""Every check in words: for ``photocheck explain`` and for docs/checks.md, which is written by
``python -m photocheck.report.explain``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.profile.rules import Profile, Rule
from photocheck.types import Language, Text, Verdict
from photocheck.words import sentence
from photocheck.words.checks import FAMILIES, check_words, value_words
from photocheck.words.near import nearest


def explain(name: str | None, profile: Profile, language: Language) -> str:
    """The named check, or all of a family, or all.

    :raises UsageError: when there is no such check or family.
    """
    chosen = [c for c in CHECKS if name is None or name in {c.id, c.family}]
    if not chosen:
        near = nearest(name or "", [c.id for c in CHECKS])
        raise UsageError(sentence("report.explain.unknown", name=name, near=near))
    return "\n".join(_paragraph(check, profile.rule(check.id), language) for check in chosen)


def _paragraph(check: Check, rule: Rule | None, language: Language) -> str:
    text = f"{check.id}  {check_words(check.id).title.say(language)}\n"
    for label, words in _rows(check, language):
        if label == "low":
            limit = limit_words(rule, check.unit, language)
            text += f"    {_label('limit', language)}: {limit}\n"
        text += f"    {_label(label, language)}: {words}\n"
    return text


def _rows(check: Check, language: Language) -> list[tuple[str, str]]:
    words = check_words(check.id)
    rows = [("why", words.why), ("how", words.how), ("low", _plain(words.advice_low))]
    if words.advice_high != words.advice_low:
        rows.append(("high", _plain(words.advice_high)))
    said = [(label, text.say(language)) for label, text in rows]
    return [*said, ("good", "samples/pass/"), ("bad", f"samples/fail/{check.id}/")]


def _label(name: str, language: Language) -> str:
    return sentence(f"report.explain.{name}").say(language)


def _plain(advice: Text) -> Text:
    return advice.filled(value="N", min="MIN", max="MAX", allowed="ALLOWED")


def limit_words(rule: Rule | None, unit: str, language: Language) -> str:
    """A profile's limit as people write it."""
    if rule is None:
        return _label("unused", language)
    if rule.allowed is not None:
        words = " / ".join(value_words(value).say(language) for value in rule.allowed)
    else:
        bounds = [(">= ", rule.min), ("<= ", rule.max)]
        words = ", ".join(f"{sign}{bound:g}" for sign, bound in bounds if bound is not None) or "-"
    inner = [f"{sign}{bound:g}" for sign, bound in (("< ", rule.warn_min), ("> ", rule.warn_max)) if bound is not None]
    if inner:
        words += sentence("report.explain.warns_at", limits=", ".join(inner)).say(language)
    only = _label("warns_only", language) if rule.level is Verdict.WARN else ""
    return f"{words}{' ' + unit if unit else ''}{only}"


def document(profiles: Sequence[Profile]) -> str:
    """docs/checks.md: every check in both languages, with its limit in each of the profiles."""
    introduction = sentence("report.explain.introduction")
    parts = [introduction.en, introduction.zh.partition("\n\n")[2]]
    for family in FAMILIES:
        title = sentence(f"report.family.{family}")
        parts.append(f"## {title.en} / {title.zh}")
        parts += [_section(check, profiles) for check in CHECKS if check.family == family]
    return "\n\n".join(parts) + "\n"


def _section(check: Check, profiles: Sequence[Profile]) -> str:
    words = check_words(check.id)
    lines = [f"### `{check.id}`: {words.title.en} / {words.title.zh}", ""]
    for language in ("en", "zh"):
        lines += [f"- {_label(label, language)}: {words}" for label, words in _rows(check, language)]
        lines.append("")
    limits: dict[str, list[str]] = {}
    for profile in profiles:
        limits.setdefault(limit_words(profile.rule(check.id), check.unit, "en"), []).append(profile.id)
    said = [f"{', '.join(names)} {limit}" for limit, names in limits.items() if limit != _label("unused", "en")]
    return "\n".join([*lines, f"Limits: {'; '.join(said)}."])


def main() -> None:
    """Print the document for all shipped profiles."""
    from photocheck.profile.load import load_profile, shipped_names  # noqa: PLC0415 - only when it is written

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document([load_profile(name) for name in shipped_names()]))


if __name__ == "__main__":
    main()

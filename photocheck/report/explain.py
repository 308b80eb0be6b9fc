"""Every check in words: for ``photocheck explain``, and for docs/zh/checks.md and docs/en/checks.md, which
``python -m photocheck.report.explain zh`` and ``en`` write."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.profile.rules import Profile, Rule
from photocheck.types import Language, Text
from photocheck.values import bound_words, limit_words
from photocheck.words import sentence
from photocheck.words.checks import FAMILIES, CheckWords, check_words
from photocheck.words.near import nearest

SAMPLES = Path("samples")
"""Where a clone of the project has its pictures; an installation has none."""


def explain(name: str | None, profile: Profile, language: Language, samples: Path = SAMPLES) -> str:
    """The named check, or all of a family, or all.

    :param samples: where sample pictures lie, if they are there.
    :raises UsageError: when there is no such check or family.
    """
    chosen = [c for c in CHECKS if name is None or name in {c.id, c.family}]
    if not chosen:
        near = nearest(name or "", [*(c.id for c in CHECKS), *FAMILIES])
        raise UsageError(sentence("report.explain.unknown", name=name, near=near))
    return "\n".join(_paragraph(check, profile.rule(check.id), language, samples) for check in chosen)


def _paragraph(check: Check, rule: Rule | None, language: Language, samples: Path) -> str:
    words = check_words(check.id)
    limit = limit_words(check.id, rule, check.unit)
    rows = [*_rows(words), ("limit", limit), *_advice(check, words, rule), *_pictures(check, samples)]
    lines = [sentence("report.explain.line", label=_label(label), words=text).say(language) for label, text in rows]
    return "\n".join([f"{check.id}  {words.title.say(language)}", *(f"    {line}" for line in lines)]) + "\n"


def _rows(words: CheckWords) -> Iterator[tuple[str, Text]]:
    yield "problem", _either(words.problem_low, words.problem_high)
    yield "why", words.why
    yield "how", words.how


def _advice(check: Check, words: CheckWords, rule: Rule | None) -> Iterator[tuple[str, Text]]:
    yield "cure", sentence(f"advice.cure.{check.cure}")
    low, high = (_plain(advice, check, rule) for advice in (words.advice_low, words.advice_high))
    yield "low", low
    if high != low:
        yield "high", high


def _pictures(check: Check, samples: Path) -> Iterator[tuple[str, Text]]:
    for label, folder in (("good", samples / "pass"), ("bad", samples / "fail" / check.id)):
        if folder.is_dir():
            yield label, Text(folder.as_posix(), folder.as_posix())


def _plain(advice: Text, check: Check, rule: Rule | None) -> Text:
    """An advice of no photo in particular: dots for what is measured, the profile's own limits."""
    low, high = (None, None) if rule is None else (rule.min, rule.max)
    limits = {"min": low, "max": high}
    places: dict[str, object] = dict.fromkeys(("value", "size", "number"), "…")
    places |= {name: "…" if at is None else bound_words(at, check.unit) for name, at in limits.items()}
    places["allowed"] = "…" if rule is None else limit_words(check.id, rule, check.unit)
    places["least"] = "…" if low is None else bound_words(low, "")
    return advice.filled(**places)


def _either(one: Text, other: Text) -> Text:
    return one if one == other else Text(f"{one.zh}/{other.zh}", f"{one.en} / {other.en}")


def _label(name: str) -> Text:
    return sentence(f"report.explain.{name}")


def document(profiles: Sequence[Profile], language: Language) -> str:
    """The page of all checks in one language, with its limit in each of the profiles."""
    parts = [sentence("report.explain.introduction", language=language).say(language)]
    for family in FAMILIES:
        parts.append(f"## {sentence(f'report.family.{family}').say(language)}")
        parts += [_section(check, profiles, language) for check in CHECKS if check.family == family]
    return "\n\n".join(parts) + "\n"


def _section(check: Check, profiles: Sequence[Profile], language: Language) -> str:
    words = check_words(check.id)
    lines = [f"### {words.title.say(language)} (`{check.id}`)", ""]
    for label, text in (*_rows(words), *_advice(check, words, None)):
        lines.append(f"- {sentence('report.explain.line', label=_label(label), words=text).say(language)}")
    lines += ["", f"| {_label('profile').say(language)} | {_label('limit').say(language)} |", "|---|---|"]
    alike: dict[str, list[str]] = {}
    for profile in profiles:
        rule = profile.rule(check.id)
        if rule is not None:
            alike.setdefault(limit_words(check.id, rule, check.unit).say(language), []).append(profile.id)
    lines += [f"| {', '.join(names)} | {limit} |" for limit, names in alike.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the document for all shipped profiles, in the language that is named."""
    from photocheck.profile.load import load_profile, shipped_names  # noqa: PLC0415 - only when it is written

    language: Language = "zh" if sys.argv[1:] == ["zh"] else "en"
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document([load_profile(name) for name in shipped_names()], language))


if __name__ == "__main__":
    main()

"""Every check in words: for ``photocheck explain`` and for docs/checks.md, which is written by
``python -m photocheck.report.explain``."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence

from photocheck.checks import CHECKS, Check
from photocheck.errors import UsageError
from photocheck.profile.rules import Profile, Rule
from photocheck.types import Language, Text, Verdict
from photocheck.words.checks import check_words

UNUSED = Text("本档案不用", "not used by this profile")
LABELS = {
    "why": Text("为什么", "why"),
    "how": Text("怎么量", "how"),
    "limit": Text("界限", "limit"),
    "low": Text("怎么办", "advice"),
    "high": Text("过大时", "if too high"),
    "good": Text("好的样片", "a good example"),
    "bad": Text("坏的样片", "a bad example"),
}
FAMILIES = {
    "file": Text("文件", "The file"),
    "face": Text("面部", "The face"),
    "framing": Text("构图", "Framing"),
    "light": Text("光线", "Light"),
    "background": Text("背景", "Background"),
    "picture": Text("画质", "The picture"),
}
INTRODUCTION = Text(
    "# 全部检查\n\n由 `python -m photocheck.report.explain > docs/checks.md` 生成,请不要手改。"
    "每项检查的文字与 `photocheck explain` 相同。界限怎样得来,见 [limits.md](limits.md)。",
    "# Every check\n\nWritten by `python -m photocheck.report.explain > docs/checks.md`; do not edit. The words are"
    " those of `photocheck explain`. How the limits were found is in [limits.md](limits.md).",
)


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
    text = f"{check.id}  {check_words(check.id).title.say(language)}\n"
    for label, words in _rows(check, language):
        if label == "low":
            limit = limit_words(rule, check.unit, language)
            text += f"    {LABELS['limit'].say(language)}: {limit}\n"
        text += f"    {LABELS[label].say(language)}: {words}\n"
    return text


def _rows(check: Check, language: Language) -> list[tuple[str, str]]:
    words = check_words(check.id)
    rows = [("why", words.why), ("how", words.how), ("low", _plain(words.advice_low))]
    if words.advice_high != words.advice_low:
        rows.append(("high", _plain(words.advice_high)))
    said = [(label, text.say(language)) for label, text in rows]
    return [*said, ("good", "samples/pass/"), ("bad", f"samples/fail/{check.id}/")]


def _plain(advice: Text) -> Text:
    return advice.filled(value="N", min="MIN", max="MAX")


def limit_words(rule: Rule | None, unit: str, language: Language) -> str:
    """A profile's limit as people write it."""
    if rule is None:
        return UNUSED.say(language)
    if rule.allowed is not None:
        words = " / ".join(str(value) for value in rule.allowed)
    else:
        bounds = [(">= ", rule.min), ("<= ", rule.max)]
        words = ", ".join(f"{sign}{bound:g}" for sign, bound in bounds if bound is not None) or "-"
    inner = [f"{sign}{bound:g}" for sign, bound in (("< ", rule.warn_min), ("> ", rule.warn_max)) if bound is not None]
    if inner:
        words += Text(";{} 时提醒", "; warns {}").say(language).format(", ".join(inner))
    only = Text("(只提醒)", " (warns only)").say(language) if rule.level is Verdict.WARN else ""
    return f"{words}{' ' + unit if unit else ''}{only}"


def document(profiles: Sequence[Profile]) -> str:
    """docs/checks.md: every check in both languages, with its limit in each of the profiles."""
    parts = [INTRODUCTION.en, INTRODUCTION.zh.partition("\n\n")[2]]
    for family, title in FAMILIES.items():
        parts.append(f"## {title.en} / {title.zh}")
        parts += [_section(check, profiles) for check in CHECKS if check.family == family]
    return "\n\n".join(parts) + "\n"


def _section(check: Check, profiles: Sequence[Profile]) -> str:
    words = check_words(check.id)
    lines = [f"### `{check.id}`: {words.title.en} / {words.title.zh}", ""]
    for language in ("en", "zh"):
        lines += [f"- {LABELS[label].say(language)}: {words}" for label, words in _rows(check, language)]
        lines.append("")
    limits = [f"{profile.id} {limit_words(profile.rule(check.id), check.unit, 'en')}" for profile in profiles]
    return "\n".join([*lines, f"Limits: {'; '.join(limits)}."])


def main() -> None:
    """Print the document for all shipped profiles."""
    from photocheck.profile.load import load_profile, shipped_names  # noqa: PLC0415 - only when it is written

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(document([load_profile(name) for name in shipped_names()]))


if __name__ == "__main__":
    main()

"""docs/en/authorities.md and docs/zh/authorities.md: every shipped profile in a table, generated from the profiles.

``python -m photocheck.report.authorities en > docs/en/authorities.md``, and the same with ``zh``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from photocheck.checks.backdrop import colour
from photocheck.profile.load import load_profile, shipped_names
from photocheck.profile.rules import Profile
from photocheck.report.card import UNITS
from photocheck.types import Language
from photocheck.values import limit_words
from photocheck.words import sentence
from photocheck.words.checks import check_words


def document(profiles: Sequence[Profile], language: Language) -> str:
    """The page: a table of all, then what each says of itself."""
    parts = [sentence("authorities.document.introduction").say(language).strip(), _table(profiles, language)]
    parts += [_section(profile, language) for profile in profiles]
    return "\n\n".join(parts) + "\n"


def _table(profiles: Sequence[Profile], language: Language) -> str:
    heads = sentence("authorities.document.heads").say(language)
    lines = [heads, "|---" * heads.count(" | ") + "|---|"]
    for profile in profiles:
        about, picture = profile.about, profile.picture
        rule = profile.rule(colour.id)
        cells = (
            f"[`{profile.id}`](#{profile.id})",
            "-" if about.exam is None else about.exam.say(language),
            "-" if about.region is None else about.region.say(language),
            f"{picture.width} x {picture.height}",
            "-" if rule is None else limit_words(rule.check, rule, "", warned=False).say(language),
            f"`{profile.tree.template}`",
            sentence(f"authorities.sure.{about.sure}").say(language),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _section(profile: Profile, language: Language) -> str:
    about = profile.about
    lines = [f"## {profile.id}", "", f"{profile.title.say(language)}. <{profile.source}>, {about.read}", ""]
    for key in ("published", "reading", "absent", "conflict"):
        text = getattr(about, key)
        if text is not None:
            lines.append(f"- {_label(key, language)}: {text.say(language)}")
    for key, checks in (("limits", about.limits), ("tolerances", about.tolerances)):
        said = [
            f"{check_words(check).title.say(language)} {limit.say(language)}"
            for check in checks
            for limit in [limit_words(check, profile.rule(check), UNITS[check], warned=key != "limits")]
        ]
        if said:
            lines.append(f"- {_label(key, language)}: {'; '.join(said)}.")
    return "\n".join(lines)


def _label(key: str, language: Language) -> str:
    return sentence(f"authorities.card.{key}").say(language)


def main() -> None:
    """Print the page in the language that is named."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    language: Language = "zh" if sys.argv[1:] == ["zh"] else "en"
    sys.stdout.write(document([load_profile(name) for name in shipped_names()], language))


if __name__ == "__main__":
    main()

"""Where two profiles differ, in a clerk's words: limits as on the card, everything else by its key in the TOML."""

from __future__ import annotations

from collections.abc import Iterator

from photocheck.profile.review import differences
from photocheck.profile.rules import Profile
from photocheck.report.card import UNITS
from photocheck.types import Language
from photocheck.values import limit_words
from photocheck.words.checks import check_words


def differences_said(one: Profile, other: Profile, language: Language) -> Iterator[tuple[str, str, str]]:
    """What differs, and what each of the two has; empty where it has nothing."""
    for key, *plain in differences(one, other, language):
        rules = [profile.rule(key) for profile in (one, other)]
        if any(rules):
            first, second = ("" if rule is None else limit_words(key, rule, UNITS[key]).say(language) for rule in rules)
            yield f"{check_words(key).title.say(language)} ({key})", first, second
        else:
            yield key, plain[0], plain[1]

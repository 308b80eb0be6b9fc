"""What a reader of profiles wants to know beyond that they load: where one contradicts itself, where two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from photocheck.profile.dump import SECTIONS
from photocheck.profile.number import fields_of, has_check_digit
from photocheck.profile.rules import Profile
from photocheck.types import Language, Text
from photocheck.words import sentence


def contradictions(profile: Profile, aims: Mapping[str, float]) -> list[Text]:
    """Where what ``process`` makes by a profile breaks the profile's own limits, or its words and rules disagree.

    :param aims: what process aims at, by check id (:func:`photocheck.checks.aims.aims`).
    """
    found = []
    for rule in profile.rules:
        aim = aims.get(rule.check)
        if aim is not None and not rule.allows(aim):
            found.append(
                sentence("authorities.review.aim", check=rule.check, aim=f"{aim:g}", limit=_limit(rule.limit()))
            )
    number = profile.number
    if number.example is not None:
        named = fields_of(number.example, number)
        if named is None:
            found.append(sentence("authorities.review.example", number=number.example))
        elif number.check_digit and not has_check_digit(named.get("id", number.example)):
            found.append(sentence("authorities.review.check_character", number=number.example))
    held = {rule.check for rule in profile.rules}
    told = (*profile.about.limits, *profile.about.tolerances)
    found += [sentence("authorities.review.not_judged", check=check) for check in told if check not in held]
    low, high = profile.encoding.kb_min, profile.encoding.kb_max
    if low is not None and high is not None and low * 1024 > high * 1000:
        found.append(sentence("authorities.review.no_size", least=f"{low:g}", most=f"{high:g}"))
    return found


def differences(one: Profile, other: Profile, language: Language = "zh") -> Iterator[tuple[str, str, str]]:
    """What differs between two profiles: the key, and its value in each (empty where it has none)."""
    for section, kind in SECTIONS.items():
        for each in fields(kind):
            if each.name == "example":
                continue
            values = (getattr(getattr(profile, section), each.name) for profile in (one, other))
            first, second = ("" if value in {None, False} else _plain(value, language) for value in values)
            if first != second:
                yield f"{section}.{each.name}", first, second
    checks = {rule.check: None for profile in (one, other) for rule in profile.rules}
    for check in sorted(checks):
        rules = [profile.rule(check) for profile in (one, other)]
        first, second = ("" if rule is None else _limit(rule.limit()) + f" {rule.level}" for rule in rules)
        if first != second:
            yield check, first, second


def _limit(limit: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {_plain(value)}" for key, value in limit.items())


def _plain(value: object, language: Language = "zh") -> str:
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, tuple | list):
        return " / ".join(_plain(item, language) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)

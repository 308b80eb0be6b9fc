"""A profile as TOML, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from typing import Any, get_type_hints

from photocheck.profile.rules import (
    About,
    BackgroundRules,
    EncodingRules,
    FramingRules,
    NumberRules,
    PictureRules,
    Profile,
    TreeRules,
)
from photocheck.types import Text, Verdict

SECTIONS = {
    "picture": PictureRules,
    "framing": FramingRules,
    "encoding": EncodingRules,
    "background": BackgroundRules,
    "number": NumberRules,
    "tree": TreeRules,
}
"""The sections of the TOML, each with the values that it is read into."""

ADDED = {
    "rules": ("warn_min", "warn_max", "warn_allowed"),
    "picture": ("print_width", "print_height"),
    "encoding": ("pad",),
}
"""Keys that a profile may do without, by the part that they stand in."""


def digest_of(profile: Profile) -> str:
    """Of what decides where a picture belongs and how it is judged, however the TOML spelled it: 10 is 10.0, what is
    off is not there, and the order of checks says nothing.
    """
    values = asdict(profile)
    # What people are told of the rules is no rule: a better title must not make a stranger of every earlier tree.
    del values["about"], values["title"], values["source"], values["number"]["title"], values["number"]["example"]
    values["rules"] = sorted(values["rules"], key=lambda rule: str(rule["check"]))
    # Profiles that do not use what was added later have the digest that they had before.
    for part, names in ADDED.items():
        for each in values[part] if part == "rules" else [values[part]]:
            for name in names:
                if each[name] in {None, False}:
                    del each[name]
    canonical = json.dumps(_plain(values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def as_toml(profile: Profile) -> str:
    """The whole profile as TOML that reads back to the same rules."""
    lines = [
        f"id = {_quoted(profile.id)}",
        f"title = {_quoted_text(profile.title)}",
        f"source = {_quoted(profile.source)}",
    ]
    for name, cls in SECTIONS.items():
        lines += ["", f"[{name}]"]
        section = getattr(profile, name)
        for key in get_type_hints(cls):
            value = getattr(section, key)
            if value is not None and value is not False:
                lines.append(f"{key} = {_toml(value)}")
    about = [
        f"{each.name} = {_toml(value)}"
        for each in fields(About)
        if (value := getattr(profile.about, each.name)) not in {None, "", ()}
    ]
    if about:
        lines += ["", "[about]", *about]
    lines += ["", "[checks]"]
    for rule in profile.rules:
        parts = [f"{key} = {_toml(value)}" for key, value in rule.limit().items()]
        if rule.level is Verdict.WARN:
            parts.append('level = "warn"')
        lines.append(f'"{rule.check}" = {{ {", ".join(parts)} }}' if parts else f'"{rule.check}" = {{}}')
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, Text):
        return _quoted_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quoted_text(text: Text) -> str:
    return f"{{ zh = {_quoted(text.zh)}, en = {_quoted(text.en)} }}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

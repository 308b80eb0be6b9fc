"""TOML -> Profile.  An unknown key is an error that names the key and the nearest known one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from photocheck import toml
from photocheck.errors import ProfileError
from photocheck.profile.dump import SECTIONS, digest_of
from photocheck.profile.number import endless
from photocheck.profile.rules import About, PictureRules, Profile, Rule
from photocheck.profile.search import has_words
from photocheck.profile.template import shared_place
from photocheck.toml import TomlError
from photocheck.types import Text, Verdict
from photocheck.words import sentence
from photocheck.words.checks import check_ids
from photocheck.words.near import nearest
from photocheck.words.system import system_words

SHIPPED = Path(__file__).parents[1] / "profiles"
TOP_KEYS = ("id", "extends", "title", "source", "about", "checks", *SECTIONS)
LIMITS = ("min", "max", "warn_min", "warn_max")
LISTS = ("allowed", "warn_allowed")
RULE_KEYS = (*LIMITS, *LISTS, "level", "off", "unit")
MAX_EXTENDS = 8
MAX_BYTES = 2**18
"""A profile has a few thousand bytes."""


def shipped_names() -> list[str]:
    """The names of the profiles that come with photocheck, in alphabetical order."""
    return sorted(path.stem for path in SHIPPED.glob("[!_]*.toml"))


def _bases() -> list[str]:
    """What authorities' profiles extend and nobody judges by: our own checks, without any authority's limits."""
    return [path.stem for path in SHIPPED.glob("_*.toml")]


def load_profile(name: str | Path | Profile) -> Profile:
    """Read a profile by shipped name or by the path of a TOML file.

    :raises ProfileError: when it does not exist, is not TOML, or holds a key or value that no
        profile may hold; the message names the file, the key and the nearest known key.
    """
    if isinstance(name, Profile):
        return name
    return _build(*_merged(_locate(name, base=None), depth=0))


def load_profile_text(text: str, where: str = "profile") -> Profile:
    """The same for TOML text; what it ``extends`` must be a shipped profile.

    :raises ProfileError: as :func:`load_profile`.
    """
    try:
        own = toml.parsed(text)
    except TomlError as error:
        raise ProfileError(sentence("profiles.no_toml", where=where, why=error.message)) from error
    if own.get("extends") not in (None, *shipped_names()):  # the text may come from elsewhere: no path is followed
        raise ProfileError(sentence("archive.verify.extends", where=where, name=repr(own["extends"])))
    return _build(_extended(own, where, base=None, depth=0), where)


def _merged(path: Path, depth: int) -> tuple[dict[str, Any], str]:
    where = str(path) if path.parent != SHIPPED else path.stem
    try:
        own = toml.read(path, MAX_BYTES)
    except TomlError as error:
        raise ProfileError(sentence("profiles.no_toml", where=where, why=error.message)) from error
    except UnicodeDecodeError as error:
        raise ProfileError(sentence("profiles.not_utf8", where=where, byte=error.start)) from error
    except OSError as error:
        raise ProfileError(sentence("profiles.unreadable", where=where, why=system_words(error))) from error
    return _extended(own, where, path.parent, depth), where


def _locate(name: str | Path, base: Path | None) -> Path:
    text = str(name)
    if text in shipped_names() or (base is not None and text in _bases()):
        return SHIPPED / f"{text}.toml"
    path = Path(text)
    if base is not None and not path.is_absolute():
        path = base / path
    if path.suffix == ".toml" and path.exists() and not path.is_dir():
        return path
    if path.suffix == ".toml":
        raise ProfileError(sentence("profiles.no_file", where=text))
    # A clerk types the exam's own name as often as the profile's.
    called = [each for each in shipped_names() if text.strip() and has_words(load_profile(each), text.split())]
    if called:
        raise ProfileError(sentence("profiles.called", name=text, names=", ".join(called)))
    near, names = nearest(text, shipped_names()), ", ".join(shipped_names())
    raise ProfileError(sentence("profiles.unknown", name=text, near=near, names=names))


def _parent(name: str, base: Path, where: str) -> Path:
    """The file of what a profile extends.

    :raises ProfileError: where there is none; it names both.
    """
    try:
        return _locate(name, base)
    except ProfileError as error:
        raise ProfileError(sentence("profiles.extends", where=where, why=error.message)) from error


def _extended(own: dict[str, Any], where: str, base: Path | None, depth: int) -> dict[str, Any]:
    _known(own, TOP_KEYS, where, "")
    parent_name = own.get("extends")
    if parent_name is None:
        return own
    if not isinstance(parent_name, str):
        raise _wrong(where, "extends", "profile_name", parent_name)
    if depth >= MAX_EXTENDS:
        raise ProfileError(sentence("profiles.circle", where=where, limit=MAX_EXTENDS))
    parent, _ = _merged(_parent(parent_name, base or Path(), where), depth + 1)
    merged = dict(parent)
    if "about" not in own or own.get("source", parent.get("source")) != parent.get("source"):
        # An office's own profile, or another page: what was said of the parent's is not said of it.
        merged.pop("about", None)
    for key, value in own.items():
        if isinstance(value, dict) and key != "title":
            inherited = merged.get(key, {})
            if key == "number" and "shape" in value and isinstance(inherited, dict):
                # Another number has its own check character, or none, and its own example.
                inherited = {name: inherited[name] for name in inherited if name not in {"check_digit", "example"}}
            merged[key] = {**inherited, **value} if isinstance(inherited, dict) else value
        else:
            merged[key] = value
    merged.pop("extends", None)
    return merged


def _build(data: dict[str, Any], where: str) -> Profile:
    for key in ("id", "title", "checks", *SECTIONS):
        if key not in data:
            raise ProfileError(sentence("profiles.lacks", where=where, key=key))
    sections = {name: _section(data[name], cls, where, name) for name, cls in SECTIONS.items()}
    if not isinstance(data["id"], str) or not re.fullmatch(r"[A-Za-z0-9_.-]+", data["id"]):
        raise _wrong(where, "id", "id", data["id"])
    _sane(sections, where)
    profile = Profile(
        id=data["id"],
        title=_text(data["title"], where, "title"),
        source=_typed(data.get("source", ""), str, where, "source"),
        rules=_rules(data["checks"], sections["picture"], where),
        digest="",
        about=_section(data.get("about", {}), About, where, "about"),
        **sections,
    )
    return replace(profile, digest=digest_of(profile))


def _section(data: object, cls: type, where: str, name: str) -> Any:
    if not isinstance(data, dict):
        raise _wrong(where, name, "table", data)
    hints = get_type_hints(cls)
    _known(data, tuple(hints), where, f"{name}.")
    values = {k: _typed(v, hints[k], where, f"{name}.{k}") for k, v in data.items()}
    try:
        return cls(**values)
    except TypeError:
        absent = sorted(each.name for each in fields(cls) if each.default is MISSING and each.name not in values)
        keys = ", ".join(absent)
        raise ProfileError(sentence("profiles.section_lacks", where=where, section=name, keys=keys)) from None


def _rules(data: object, picture: PictureRules, where: str) -> tuple[Rule, ...]:
    if not isinstance(data, dict):
        raise _wrong(where, "checks", "table", data)
    known = check_ids()
    _known(data, known, where, "checks.")
    return tuple(
        _rule(check, data[check], picture, where) for check in known if check in data and not _is_off(data[check])
    )


def _is_off(data: object) -> bool:
    return isinstance(data, dict) and data.get("off") is True


def _rule(check: str, data: object, picture: PictureRules, where: str) -> Rule:
    key = f"checks.{check}"
    if not isinstance(data, dict):
        raise _wrong(where, key, "table", data)
    _known(data, RULE_KEYS, where, f"{key}.")
    level = data.get("level", "fail")
    if level not in ("fail", "warn"):
        raise _wrong(where, f"{key}.level", "level", level)
    lists = {name: data.get(name) for name in LISTS}
    for name, words in lists.items():
        # A word that only warns needs words that pass.
        if (words is not None and not isinstance(words, list)) or (words and not lists["allowed"]):
            raise _wrong(where, f"{key}.{name}", "list", words)
    allowed, warned = (None if words is None else tuple(words) for words in lists.values())
    limits = {name: _optional_number(data.get(name), where, f"{key}.{name}") for name in LIMITS}
    if (unit := data.get("unit", "")) != "":
        per = _pixels_per_mm(picture, unit, where, key)
        limits = {name: None if value is None else round(value * per, 2) for name, value in limits.items()}
    rule = Rule(check, **limits, allowed=allowed, warn_allowed=warned, level=Verdict(level))
    for name, inside in (("warn_min", rule.warn_min), ("warn_max", rule.warn_max)):
        if inside is not None and not rule.allows(inside):
            raise _wrong(where, f"{key}.{name}", "between", inside)
    return rule


def _pixels_per_mm(picture: PictureRules, unit: object, where: str, key: str) -> float:
    if unit != "mm" or not picture.print_height:
        raise _wrong(where, f"{key}.unit", "mm", unit)
    return picture.height / picture.print_height


def _sane(sections: Mapping[str, Any], where: str) -> None:
    """Values of the right type that no picture could satisfy."""
    picture, framing = sections["picture"], sections["framing"]
    sizes = (picture.width, picture.height, picture.imaging_width, picture.imaging_height)
    if min(sizes) < 1 or max(sizes) > 10_000:
        raise _wrong(where, "picture", "pixels", sizes)
    if picture.imaging_width > picture.width or picture.imaging_height > picture.height:
        raise _wrong(where, "picture.imaging_width", "inside", sizes)
    if not (0 < framing.head < 1 and 0 <= framing.top < 1 and framing.top + framing.head <= 1):
        raise _wrong(where, "framing", "framing", (framing.top, framing.head))
    for name in ("shape", "fields"):
        pattern = getattr(sections["number"], name)
        try:
            reason = endless(pattern)
            re.compile(pattern if reason is None else "")
        except (re.error, OverflowError, RecursionError) as error:
            raise _wrong(where, f"number.{name}", "expression", pattern, error=error) from error
        if reason is not None:
            raise ProfileError(sentence("archive.number.refused", where=where, key=f"number.{name}", why=reason))
    if (reason := shared_place(sections["tree"].template, sections["number"])) is not None:
        raise ProfileError(sentence("archive.template.refused", where=where, why=reason))
    reference = sections["background"].reference
    if len(reference) != 3 or not all(0 <= channel <= 255 for channel in reference):
        raise _wrong(where, "background.reference", "reference", reference)


def _typed(value: object, kind: Any, where: str, key: str) -> Any:
    text = str(kind)
    if "Text" in text:
        return _text(value, where, key)
    if text.startswith("tuple"):
        return _tuple(value, text, where, key)
    if kind is bool:
        if isinstance(value, bool):
            return value
        raise _wrong(where, key, "truth", value)
    if kind is str or text.startswith("str"):
        if isinstance(value, str):
            return value
        raise _wrong(where, key, "text", value)
    if kind is int:
        if type(value) is int:
            return value
        raise _wrong(where, key, "whole_number", value)
    return _optional_number(value, where, key)


def _tuple(value: object, kind: str, where: str, key: str) -> tuple[Any, ...]:
    member, name = (str, "texts_list") if "str" in kind else (int, "whole_numbers")
    if isinstance(value, list) and all(type(item) is member for item in value):
        return tuple(value)
    raise _wrong(where, key, name, value)


def _optional_number(value: object, where: str, key: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(where, key, "number", value)
    return float(value)


def _text(value: object, where: str, key: str) -> Text:
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return Text(str(value["zh"]), str(value["en"]))
    raise _wrong(where, key, "texts", value)


def _known(data: Mapping[str, Any], known: tuple[str, ...], where: str, prefix: str) -> None:
    for key in data:
        if key not in known:
            full, near = prefix + key, nearest(key, known)
            raise ProfileError(sentence("profiles.unknown_key", where=where, key=full, near=near))


def _wrong(where: str, key: str, kind: str, value: object, **places: object) -> ProfileError:
    """The error on a value, by what it should be."""
    wanted = sentence(f"profiles.kind.{kind}", **places)
    return ProfileError(sentence("profiles.wrong", where=where, key=key, kind=wanted, value=repr(value)))

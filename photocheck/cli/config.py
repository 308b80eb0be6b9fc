"""photocheck.toml, or [tool.photocheck] in pyproject.toml: options that do not change from day to day."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.types import Language
from photocheck.words import sentence, subjects, text_of
from photocheck.words.near import nearest
from photocheck.words.system import system_words

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "photocheck.toml"
KEYS = (
    "profile", "format", "output", "select", "ignore", "jobs", "fail-fast", "scheduler", "lang", "to", "numbers",
    "roster", "roster-columns",
)  # fmt: skip
"""The command line's long options that may stand in it, without the dashes."""
PATHS = frozenset({"output", "to", "numbers", "roster"})
"""Relative to the folder of the file that they stand in."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says: option without dashes -> value, paths made absolute."""

    path: Path
    values: Mapping[str, Any]


def find_config(start: Path) -> Config | None:
    """The nearest settings at or above a folder or a photo; None where there are none.

    :raises UsageError: when the file is no TOML, or holds a key that no option has.
    """
    try:
        start = start.resolve()
    except OSError:
        return None  # whoever opens it says what is wrong
    for folder in (start, *start.parents):
        for name in (NAME, "pyproject.toml"):
            found = _read(folder / name)
            if found is not None:
                return found
    return None


def _read(path: Path) -> Config | None:
    try:
        if not path.is_file():
            return None
        data: Any = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        if path.name != NAME:
            return None  # somebody else's file: theirs to repair
        why = system_words(error) if isinstance(error, OSError) else error
        raise UsageError(sentence("cli.error.settings_broken", path=path, why=why)) from error
    if path.name != NAME:
        data = data.get("tool", {}).get("photocheck") if isinstance(data.get("tool"), dict) else None
    if not isinstance(data, dict):
        return None
    for key in data:
        if key not in KEYS:
            raise UsageError(sentence("cli.error.settings_key", path=path, key=key, near=nearest(key, KEYS)))
    return Config(path, {key: _rooted(key, value, path.parent) for key, value in data.items()})


def _rooted(key: str, value: Any, folder: Path) -> Any:
    is_path = key in PATHS or (key == "profile" and str(value).endswith(".toml"))
    return str(folder / value) if is_path and isinstance(value, str) else value


def template(language: Language) -> str:
    """A settings file whose every line is a comment: what each setting means, and an example to uncomment."""
    words = subjects("settings")
    lines = [f"# {text_of(words['intro']).say(language)}"]
    for key, about in words["about"].items():
        lines += ["", f"# {text_of(about).say(language)}", f"# {key} = {text_of(words['example'][key]).say(language)}"]
    return "\n".join(lines) + "\n"

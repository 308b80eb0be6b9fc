"""photocheck.toml, or [tool.photocheck] in pyproject.toml: options that do not change from day to day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck import toml
from photocheck.errors import UsageError
from photocheck.toml import TomlError
from photocheck.types import Language
from photocheck.words import sentence, subjects, text_of
from photocheck.words.near import nearest
from photocheck.words.system import system_words, toml_words

NAME = "photocheck.toml"
MAX_BYTES = 2**20
"""A settings file has a few hundred bytes; what is far larger is none."""
KEYS = (
    "profile", "format", "output", "select", "ignore", "jobs", "fail-fast", "scheduler", "lang", "to", "numbers",
    "roster", "roster-columns",
)  # fmt: skip
"""The command line's long options that may stand in it, without the dashes."""
TRUSTED = frozenset({"scheduler", "output", "to"})
"""What sends photos elsewhere or writes files: believed only where the user named the settings file."""
PATHS = frozenset({"output", "to", "numbers", "roster"})
"""Relative to the folder of the file that they stand in."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says: option without dashes -> value, paths made absolute."""

    path: Path
    values: Mapping[str, Any]
    ignored: tuple[str, ...] = ()
    """Keys that the file has and that do not count, see :data:`TRUSTED`."""


def named_config(path: Path) -> Config:
    """The settings file that the user named; all that it says counts.

    :raises UsageError: when it cannot be read, is no TOML, or holds a key that no option has.
    """
    try:
        path.stat()
    except OSError as error:
        raise UsageError(sentence("cli.error.no_settings", path=path, why=system_words(error))) from error
    found = _read(path, required=True)
    return found if found is not None else Config(path, {})


def find_config(start: Path) -> Config | None:
    """The nearest settings in a folder or above it; None where there are none.  What sends or writes is left out.

    It is for the folder that a command is run in.  Where photos lie nothing is looked for: a stick or a share brings no
    settings along.

    :raises UsageError: when the file is no TOML, or holds a key that no option has.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        for name in (NAME, "pyproject.toml"):
            found = _read(folder / name)
            if found is not None:
                kept = {key: value for key, value in found.values.items() if key not in TRUSTED}
                return Config(found.path, kept, tuple(key for key in found.values if key in TRUSTED))
    return None


def _read(path: Path, *, required: bool = False) -> Config | None:
    """What a file says; None where there is no such file, or it is no file of ours."""
    try:
        if not path.is_file() and not required:
            return None
        data: Any = toml.read(path, MAX_BYTES)
    except (OSError, UnicodeDecodeError, TomlError) as error:
        if path.name == "pyproject.toml" and not required:
            return None  # somebody else's file: theirs to repair
        why: object = toml_words(error)
        if isinstance(error, (TomlError, OSError)):
            why = error.message if isinstance(error, TomlError) else system_words(error)
        raise UsageError(sentence("cli.error.settings_broken", path=path, why=why)) from error
    if path.name == "pyproject.toml":
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

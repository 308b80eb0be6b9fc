"""Which language to speak, and streams that can carry it."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from photocheck.types import Language, Text
from photocheck.words import clean, sentence

_chosen: Language | None = None
"""``--lang`` of the command being run; what goes wrong is said in it even after the command has ended."""


def choose(given: str | None) -> None:
    """Speak this language from now on; the locale's where none is given."""
    global _chosen  # noqa: PLW0603 - a process runs one command at a time
    _chosen = "zh" if given == "zh" else "en" if given == "en" else None


def choose_from(arguments: Sequence[str]) -> None:
    """Look for ``--lang`` before anything is parsed: help, and what is wrong with other options, is said in it."""
    given = [value for name, value in pairwise(arguments) if name == "--lang"]
    given += [argument.partition("=")[2] for argument in arguments if argument.startswith("--lang=")]
    choose(given[-1] if given else None)


def language() -> Language:
    """``--lang`` of the running command, else the locale: Chinese where it says zh."""
    return _chosen or locale_language()


def locale_language() -> Language:
    """Chinese where the locale says zh, English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
        return "zh" if code.startswith("zh") else "en"
    return "en"


def said(text: Text) -> str:
    """A text in the language of the running command."""
    return text.say(language())


def say(key: str, **places: object) -> str:
    """The sentence of a key (see :func:`photocheck.words.sentence`) in the language of the running command."""
    return said(sentence(key, **places))


def tell(text: Text, *, to_output: bool = False) -> None:
    """Say something to whoever runs the command: on standard error, or where results go; harmless whatever it names."""
    click.echo(clean.lines(said(text)), err=not to_output)


def prepare_streams() -> None:
    """Let any text be printed: what a console cannot show is escaped instead of ending the run.

    Under ``LANG=C`` Python takes ASCII or UTF-8 by version; files and pipes are given UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            ascii_only = (stream.encoding or "ascii").lower().replace("-", "") in {"ascii", "ansi_x3.41968"}
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="backslashreplace")

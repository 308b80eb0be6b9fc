"""Which language to speak, and streams that can carry it."""

from __future__ import annotations

import locale
import os
import sys

import click

from photocheck.types import Language

_chosen: Language | None = None
"""``--lang`` of the command being run; what goes wrong is said in it even after the command has ended."""


def _choose(context: click.Context, parameter: click.Parameter, value: Language | None) -> Language | None:
    global _chosen  # noqa: PLW0603 - a process runs one command at a time
    _chosen = value
    return value


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_choose,
    is_eager=True,
    help="Language of the output.  输出语言。",
)


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


def said(zh: str, en: str) -> str:
    return zh if language() == "zh" else en


def prepare_streams() -> None:
    """Let any text be printed: what a console cannot show is escaped instead of ending the run.

    Under ``LANG=C`` Python takes ASCII or UTF-8 by version; files and pipes are given UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            ascii_only = (stream.encoding or "ascii").lower().replace("-", "") in {"ascii", "ansi_x3.41968"}
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="backslashreplace")

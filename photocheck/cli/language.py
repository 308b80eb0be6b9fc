"""Which language to speak, and streams that can carry it."""

from __future__ import annotations

import locale
import os
import sys

import click

from photocheck.types import Language


def language() -> Language:
    """``--lang`` of the running command, else the locale: Chinese where it says zh."""
    context = click.get_current_context(silent=True)
    chosen = context.params.get("lang") if context is not None else None
    if chosen in {"zh", "en"}:
        return "zh" if chosen == "zh" else "en"
    return locale_language()


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

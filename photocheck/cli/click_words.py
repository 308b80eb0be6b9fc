"""What click says itself, in the reader's language: its sentences are looked up in ``words/click.toml``."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import click

from photocheck.cli.language import language
from photocheck.words import subjects


def translate_click() -> None:
    """Let every module of click look its sentences up.

    click hands each of them to gettext's ``_`` and ``ngettext``, whose catalogues are compiled files in folders that
    the system prescribes; its modules are given ours instead, which read the same TOML as all other words do.  What it
    sets in columns is measured as a terminal shows it.
    """
    for name, module in list(sys.modules.items()):
        if name == "click" or name.startswith("click."):
            for function, ours in (("_", _translated), ("ngettext", _counted), ("term_len", columns)):
                if hasattr(module, function):
                    setattr(module, function, ours)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two, a colour none."""
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in click.unstyle(text))


def _translated(said: str) -> str:
    """A sentence of click's in Chinese, where a Chinese user reads; else as it is."""
    return _chinese().get(said, said) if language() == "zh" else said


def _counted(one: str, many: str, count: int) -> str:
    """The same where English has a singular and a plural."""
    if language() == "en":
        return one if count == 1 else many
    return _chinese().get(one) or _chinese().get(many, many)


@cache
def _chinese() -> dict[str, str]:
    return {entry["en"]: entry["zh"] for entry in subjects("click").values()}

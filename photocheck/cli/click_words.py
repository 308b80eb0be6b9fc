"""What click says itself, in the reader's language: its sentences are looked up in ``words/click.toml``."""

from __future__ import annotations

import re
import sys
from functools import cache

import click

from photocheck.cli.language import language, say
from photocheck.cli.wrapping import columns, wrap_text
from photocheck.words import subjects


def translate_click() -> None:
    """Let every module of click look its sentences up.

    click hands each of them to gettext's ``_`` and ``ngettext``, whose catalogues are compiled files in folders that
    the system prescribes; its modules are given ours instead, which read the same TOML as all other words do.  What it
    sets in columns is measured, and lines are broken, as a terminal shows them.
    """
    for name, module in list(sys.modules.items()):
        if name == "click" or name.startswith("click."):
            for function, ours in OURS:
                if hasattr(module, function):
                    setattr(module, function, ours)


def _translated(said: str) -> str:
    """A sentence of click's in Chinese, where a Chinese user reads; else as it is."""
    return _chinese().get(said, said) if language() == "zh" else said


def _counted(one: str, many: str, count: int) -> str:
    """The same where English has a singular and a plural."""
    if language() == "en":
        return one if count == 1 else many
    return _chinese().get(one) or _chinese().get(many, many)


def show_error(error: click.ClickException) -> None:
    """What is wrong, as click shows it.

    Its sentences are put together in code: the names that it hands in stand in straight quotes, and an English full
    stop ends them.  In Chinese a name needs quotes only where it would run into the words around it.
    """
    said = error.format_message()
    if language() == "zh":
        between, end = say("errors.list_between"), say("errors.sentence_end")
        said = QUOTED.sub(lambda found: _named(found[1]), said.replace("', '", f"'{between}'")).strip(". ")
        said = re.sub(f" (?=[ ?:{between}{end}])|(?<=[{between}{end}]) ", "", said)
        said += "" if said.endswith((end, "?")) else end
    error.format_message = lambda: said  # type: ignore[method-assign]
    error.show()


QUOTED = re.compile(r" ?'([^']*)'")
"""What click puts into quotes: a name of ours, or what was typed."""


def _named(name: str) -> str:
    return f" {name} " if name.isascii() and " " not in name else f"“{name.rstrip('.')}”"


@cache
def _chinese() -> dict[str, str]:
    return {entry["en"]: entry["zh"] for entry in subjects("click").values()}


OURS = (("_", _translated), ("ngettext", _counted), ("term_len", columns), ("wrap_text", wrap_text))
"""What the modules of click are given in place of their own."""

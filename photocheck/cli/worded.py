"""Commands and options whose help is looked up in ``words/cli.toml`` when somebody reads it.

An option's words stand under ``[option.<name>]``: its own name with ``_`` for ``-``, or another where one name means
two things in two commands.  A command's stand under ``[command.<name>]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from photocheck.cli.language import choose, say
from photocheck.words import subjects

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Worded:
    """``help`` and ``metavar`` of an option or argument as words; what click's own constructor sets is ignored."""

    words: str

    @property
    def help(self) -> str | None:
        return say(f"cli.option.{self.words}.help") if self._has("help") else None

    @help.setter  # noqa: A003 - the property, by click's own name
    def help(self, value: str | None) -> None: ...

    @property
    def metavar(self) -> str | None:
        return say(f"cli.option.{self.words}.metavar") if self._has("metavar") else None

    @metavar.setter
    def metavar(self, value: str | None) -> None: ...

    def _has(self, kind: str) -> bool:
        return kind in subjects("cli")["option"].get(self.words, {})


class Option(_Worded, click.Option):
    """An option with words."""

    def __init__(self, declared: list[str], *, words: str = "", **attributes: Any) -> None:
        longest = max(declared, key=len)
        self.words = words or longest.lstrip("-").replace("-", "_")
        super().__init__(declared, **attributes)


class Argument(_Worded, click.Argument):
    """An argument with words."""

    def __init__(self, declared: list[str], *, words: str = "", **attributes: Any) -> None:
        self.words = words or declared[0]
        super().__init__(declared, **attributes)


class Command(click.Command):
    """A command with words."""

    words: str = ""

    @property
    def help(self) -> str | None:
        return say(f"cli.command.{self.words or self.name}.help")

    @help.setter  # noqa: A003 - the property, by click's own name
    def help(self, value: str | None) -> None: ...

    def get_short_help_str(self, limit: int = 45) -> str:
        """All of it in a list of commands: click cuts by blanks, and takes a Chinese sentence for one long word."""
        return self.help or ""

    @property
    def options_metavar(self) -> str | None:
        return say("cli.usage.options")

    @options_metavar.setter
    def options_metavar(self, value: str | None) -> None: ...


class Group(Command, click.Group):
    """A group of commands with words."""

    @property
    def subcommand_metavar(self) -> str:
        return say("cli.usage.command")

    @subcommand_metavar.setter
    def subcommand_metavar(self, value: str | None) -> None: ...


def option(*declared: str, **attributes: Any) -> Decorator:
    """:func:`click.option` with words."""
    return click.option(*declared, cls=Option, **attributes)


def argument(*declared: str, **attributes: Any) -> Decorator:
    """:func:`click.argument` with words."""
    return click.argument(*declared, cls=Argument, **attributes)


def files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which a shell completes itself; click tells it so of values that it takes for paths alone."""
    return [CompletionItem(incomplete, type="file")]


def folders(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The same of folders."""
    return [CompletionItem(incomplete, type="dir")]


def worded_command(name: str, words: str = "") -> Callable[[Callable[..., Any]], Command]:
    """:func:`click.command` with words."""

    def made(function: Callable[..., Any]) -> Command:
        made: Command = click.command(name, cls=Command)(function)
        made.words = words
        return made

    return made


def _choose(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:  # a group has the option as well as its commands
        choose(value)
    return value


lang_option = option("--lang", type=click.Choice(["zh", "en"]), callback=_choose, is_eager=True, expose_value=True)

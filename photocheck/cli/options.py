"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from photocheck.cli.language import said, say
from photocheck.cli.worded import argument, files, lang_option, option
from photocheck.report import FORMATS
from photocheck.words import sentence
from photocheck.words.checks import FAMILIES, check_ids, check_words


class Jobs(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.4
    """A number of worker processes, or ``auto`` for one a core."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value in {None, "auto"}:
            return None
        if str(value).isdecimal() and 1 <= int(value) <= 256:
            return int(value)
        return self.fail(say("cli.error.bad_jobs", value=value), param, ctx)


class Port(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # as above
    """A port of this computer."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if str(value).isdecimal() and 1 <= int(value) <= 65535:
            return int(value)
        return self.fail(say("cli.error.bad_port", value=value), param, ctx)


def profile_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Shipped profiles and their titles, for a shell that completes a value."""
    from photocheck.profile.load import load_profile, shipped_names  # noqa: PLC0415 - only where a shell asks

    names = [name for name in shipped_names() if name.startswith(incomplete)]
    if not names:  # a profile of one's own
        return files(context, parameter, incomplete)
    return [CompletionItem(name, help=said(load_profile(name).title)) for name in names]


def check_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Families and checks and their titles; the last of several separated by commas."""
    before, comma, begun = incomplete.rpartition(",")
    known = {family: said(sentence(f"report.family.{family}")) for family in FAMILIES}
    known |= {check: said(check_words(check).title) for check in check_ids()}
    found = {name: title for name, title in known.items() if name.startswith(begun)}
    return [CompletionItem(before + comma + name, help=title) for name, title in found.items()]


PROFILE_OPTION = option("--profile", "-p", default="zikao", show_default=True, shell_complete=profile_names)
IGNORE_OPTION = option("--ignore", multiple=True, shell_complete=check_names)
JOBS_OPTION = option("--jobs", "-j", type=Jobs(), default="auto", show_default=True)
CONFIG_OPTION = option("--config", shell_complete=files)
FORMAT_OPTION = option("--format", "-f", "form", type=click.Choice(list(FORMATS)))
OUTPUT_OPTION = option("--output", "-o", type=click.Path(dir_okay=False))
SHARED = (
    argument("paths", nargs=-1, required=True, shell_complete=files),
    PROFILE_OPTION,
    FORMAT_OPTION,
    OUTPUT_OPTION,
    option("--select", multiple=True, shell_complete=check_names),
    IGNORE_OPTION,
    JOBS_OPTION,
    option("--fail-fast", is_flag=True),
    option("--scheduler"),
    CONFIG_OPTION,
    lang_option,
)


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of ``check`` and ``process``."""
    for decorate in reversed(SHARED):
        function = decorate(function)
    return function

"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from photocheck.cli.language import say
from photocheck.cli.worded import argument, lang_option, option
from photocheck.report import FORMATS


class Jobs(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.4
    """A number of worker processes, or ``auto`` for one a core."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value in {None, "auto"}:
            return None
        if str(value).isdecimal() and 1 <= int(value) <= 256:
            return int(value)
        return self.fail(say("cli.error.bad_jobs", value=value), param, ctx)


PROFILE_OPTION = option("--profile", "-p", default="zikao", show_default=True)
IGNORE_OPTION = option("--ignore", multiple=True)
JOBS_OPTION = option("--jobs", "-j", type=Jobs(), default="auto", show_default=True)
FORMAT_OPTION = option("--format", "-f", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
OUTPUT_OPTION = option("--output", "-o", type=click.Path(dir_okay=False))
SHARED = (
    argument("paths", nargs=-1, required=True),
    PROFILE_OPTION,
    FORMAT_OPTION,
    OUTPUT_OPTION,
    option("--select", multiple=True),
    IGNORE_OPTION,
    JOBS_OPTION,
    option("--fail-fast", is_flag=True),
    option("--scheduler"),
    lang_option,
)


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of ``check`` and ``process``."""
    for decorate in reversed(SHARED):
        function = decorate(function)
    return function

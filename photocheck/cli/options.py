"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from photocheck.cli.language import lang_option
from photocheck.report import FORMATS

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Jobs(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.4
    """A number of worker processes, or ``auto`` for one a core."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value in {None, "auto"}:
            return None
        if str(value).isdecimal() and 1 <= int(value) <= 256:
            return int(value)
        return self.fail(f"{value!r} is neither a number from 1 to 256 nor 'auto'", param, ctx)


PROFILE_OPTION = click.option(
    "--profile", "-p", default="zikao", show_default=True, metavar="NAME|FILE.toml", help="The rules.  规则档案。"
)
IGNORE_OPTION = click.option(
    "--ignore", multiple=True, metavar="CHECK", help="Not these checks or families.  不做这些检查。"
)
JOBS_OPTION = click.option(
    "--jobs", "-j", type=Jobs(), default="auto", show_default=True, help="Worker processes.  并行进程数。"
)
SHARED = (
    click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
    PROFILE_OPTION,
    click.option(
        "--format",
        "-f",
        "form",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        help="Output format.  输出格式。",
    ),
    click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write results to a file.  结果写入文件。"),
    click.option("--select", multiple=True, metavar="CHECK", help="Only these checks or families.  只做这些检查。"),
    IGNORE_OPTION,
    JOBS_OPTION,
    click.option("--fail-fast", is_flag=True, help="Stop at a photo's first failing stage.  不合格就不往下查。"),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Let a Dask cluster do the work.  交给 Dask 集群,如 tcp://10.0.0.1:8786。",
    ),
    lang_option,
)


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of ``check`` and ``process``."""
    for option in reversed(SHARED):
        function = option(function)
    return function

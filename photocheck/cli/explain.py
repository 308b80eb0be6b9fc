"""``photocheck explain``."""

from __future__ import annotations

import click

from photocheck.cli.language import language
from photocheck.cli.options import PROFILE_OPTION, check_names
from photocheck.cli.worded import argument, lang_option, worded_command


@worded_command("explain")
@argument("check", required=False, shell_complete=check_names)
@PROFILE_OPTION
@lang_option
def command(check: str | None, profile: str, lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.report.explain import explain  # noqa: PLC0415

    click.echo(explain(check, load_profile(profile), language()), nl=False)

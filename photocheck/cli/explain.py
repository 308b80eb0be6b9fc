"""``photocheck explain``."""

from __future__ import annotations

import click

from photocheck.cli.language import lang_option, language


@click.command("explain")
@click.argument("check", required=False)
@click.option(
    "--profile", "-p", default="zikao", show_default=True, metavar="NAME|FILE.toml", help="The rules.  规则档案。"
)
@lang_option
def command(check: str | None, profile: str, lang: str | None) -> None:
    """Explain every check, or one: what, why, how it is measured, its limit.

    解释全部或一项检查:查什么、为什么、怎么量、界限是多少。
    """
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.report.explain import explain  # noqa: PLC0415

    click.echo(explain(check, load_profile(profile), language()), nl=False)

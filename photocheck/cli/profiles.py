"""``photocheck profiles``."""

from __future__ import annotations

import click

from photocheck.cli.language import lang_option, language


@click.group("profiles", invoke_without_command=True)
@lang_option
@click.pass_context
def command(context: click.Context, lang: str | None) -> None:
    """List the rule sets that come with photocheck, or show one.

    列出自带的规则档案,或显示其中一个。
    """
    if context.invoked_subcommand is None:
        context.invoke(list_profiles)


@command.command("list")
def list_profiles() -> None:
    """List them.  列出。"""
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.load import shipped_names  # noqa: PLC0415

    for name in shipped_names():
        click.echo(f"{name:22} {load_profile(name).title.say(language())}")


@command.command("show")
@click.argument("name")
def show_profile(name: str) -> None:
    """Show one with all that it inherits.  显示一个档案(含继承的内容)。"""
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.dump import as_toml  # noqa: PLC0415

    click.echo(as_toml(load_profile(name)), nl=False)

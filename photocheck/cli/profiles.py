"""``photocheck profiles``."""

from __future__ import annotations

import click

from photocheck.cli.language import language
from photocheck.cli.options import profile_names
from photocheck.cli.worded import Group, argument, lang_option, worded_command


@click.group("profiles", cls=Group, invoke_without_command=True)
@lang_option
@click.pass_context
def command(context: click.Context, lang: str | None) -> None:
    if context.invoked_subcommand is None:
        context.invoke(list_profiles)


@worded_command("list", words="profiles_list")
@lang_option
def list_profiles(lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.load import shipped_names  # noqa: PLC0415

    for name in shipped_names():
        click.echo(f"{name:22} {load_profile(name).title.say(language())}")


@worded_command("show", words="profiles_show")
@argument("name", shell_complete=profile_names)
@lang_option
def show_profile(name: str, lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.dump import as_toml  # noqa: PLC0415

    click.echo(as_toml(load_profile(name)), nl=False)


command.add_command(list_profiles)
command.add_command(show_profile)

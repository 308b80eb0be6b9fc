"""``photocheck profiles``."""

from __future__ import annotations

import click

from photocheck.cli.language import language, say
from photocheck.cli.options import profile_names
from photocheck.cli.worded import Group, argument, lang_option, option, worded_command
from photocheck.cli.wrapping import columns


class _Searching(Group):
    """``photocheck profiles gaokao``: what is no command is looked for, in any language."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            return "list", list_profiles, args
        return super().resolve_command(ctx, args)


@click.group("profiles", cls=_Searching, invoke_without_command=True)
@lang_option
@click.pass_context
def command(context: click.Context, lang: str | None) -> None:
    if context.invoked_subcommand is None:
        context.invoke(list_profiles)


@worded_command("list", words="profiles_list")
@argument("words", nargs=-1, words="profile_words")
@lang_option
@click.pass_context
def list_profiles(context: click.Context, words: tuple[str, ...], lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.load import shipped_names  # noqa: PLC0415
    from photocheck.profile.search import has_words  # noqa: PLC0415

    found = [profile for profile in map(load_profile, shipped_names()) if has_words(profile, words)]
    if not found:
        click.echo(say("authorities.list.none", words=" ".join(words)), err=True)
        context.exit(2)
    # Those that belong to one exam stand together, the exam with the most regions first.
    exams = [_say(profile.about.exam) for profile in found]
    for exam in sorted(set(exams), key=lambda name: (-exams.count(name), name)):
        click.echo(exam)
        for profile, its in zip(found, exams, strict=True):
            if its == exam:
                click.echo(f"  {profile.id:20} {profile.title.say(language())}  [{_say(profile.about.region)}]")


@worded_command("show", words="profiles_show")
@argument("name", words="profile_name", shell_complete=profile_names)
@option("--format", "form", type=click.Choice(["card", "html", "toml"]), default="card", words="profile_format")
@lang_option
def show_profile(name: str, form: str, lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.profile.dump import as_toml  # noqa: PLC0415
    from photocheck.report.card import card, card_html  # noqa: PLC0415

    profile = load_profile(name)
    texts = {"toml": lambda: as_toml(profile), "html": lambda: card_html(profile, language())}
    click.echo(texts.get(form, lambda: card(profile, language()))(), nl=False)


@worded_command("check", words="profiles_check")
@argument("name", words="profile_name", shell_complete=profile_names)
@lang_option
@click.pass_context
def check_profile(context: click.Context, name: str, lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.checks.aims import aims  # noqa: PLC0415
    from photocheck.profile.review import contradictions  # noqa: PLC0415

    profile = load_profile(name)
    wrong = contradictions(profile, aims(profile))
    for each in wrong:
        click.echo(each.say(language()))
    if wrong:
        context.exit(1)
    click.echo(say("authorities.review.good", name=profile.id))


@worded_command("diff", words="profiles_diff")
@argument("one", words="profile_name", shell_complete=profile_names)
@argument("other", words="profile_name", shell_complete=profile_names)
@lang_option
@click.pass_context
def diff_profiles(context: click.Context, one: str, other: str, lang: str | None) -> None:
    from photocheck import load_profile  # noqa: PLC0415
    from photocheck.report.differences import differences_said  # noqa: PLC0415

    first, second = load_profile(one), load_profile(other)
    rows = list(differences_said(first, second, language()))
    if not rows:
        click.echo(say("authorities.diff.same", one=first.id, other=second.id))
        return
    table = [("", first.id, second.id), *(tuple(cell or "-" for cell in row) for row in rows)]
    widest = [max(columns(row[place]) for row in table) for place in (0, 1)]
    for name, left, right in table:
        click.echo(f"{_filled(name, widest[0])}  {_filled(left, widest[1])}  {right}")
    context.exit(1)


def _filled(text: str, width: int) -> str:
    """Filled up to so many columns of the terminal, of which a Chinese character takes two."""
    return text + " " * (width - columns(text))


def _say(text: object) -> str:
    from photocheck.types import Text  # noqa: PLC0415

    return text.say(language()) if isinstance(text, Text) else "-"


for each in (list_profiles, show_profile, check_profile, diff_profiles):
    command.add_command(each)

"""``photocheck desk``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import ROSTER_OPTION, Desk
from photocheck.cli.language import said, say
from photocheck.cli.options import PROFILE_OPTION, Port
from photocheck.cli.settings import configured
from photocheck.cli.worded import folders, lang_option, option, worded_command
from photocheck.types import Text
from photocheck.words import sentence


@worded_command("desk")
@option("--to", "tree", words="desk_to", shell_complete=folders)
@ROSTER_OPTION
@PROFILE_OPTION
@option("--port", type=Port())
@option("--no-browser", is_flag=True)
@lang_option
@configured
def command(
    tree: str | None, roster: str | None, profile: str, port: int | None, no_browser: bool, lang: str | None
) -> int:
    from photocheck import UsageError, load_profile  # noqa: PLC0415 - models load late

    try:
        from photocheck.office.routes import Given, routes  # noqa: PLC0415 - an extra that may be absent
        from photocheck.office.work import Office  # noqa: PLC0415
        from photocheck.station.serve import serve  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"starlette", "uvicorn"}:
            raise UsageError(sentence("station.error.missing")) from error
        raise
    rules = load_profile(profile)
    names = Desk(roster).read_roster(rules)
    given = Given(
        "" if tree is None else str(Path(tree).absolute()), "" if roster is None else str(Path(roster).absolute())
    )

    def announce(address: str) -> None:
        click.echo(say("office.cli.ready", address=address))

    def tell(text: Text) -> None:
        click.echo(said(text), err=True)

    office = Office(profile)
    try:
        serve(
            rules,
            None if tree is None else Path(tree),
            roster=names,
            port=port,
            browser=not no_browser,
            office=lambda leave: routes(office, given, leave),
            say=tell,
            announce=announce,
        )
    finally:
        office.close()
    return 0

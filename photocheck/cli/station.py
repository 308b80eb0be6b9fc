"""``photocheck station``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import said, say
from photocheck.cli.options import PROFILE_OPTION, Port
from photocheck.cli.settings import configured
from photocheck.cli.worded import folders, lang_option, option, worded_command
from photocheck.types import Text
from photocheck.words import sentence


@worded_command("station")
@option("--to", "tree", required=True, words="station_to", shell_complete=folders)
@ROSTER_OPTION
@COLUMNS_OPTION
@PROFILE_OPTION
@option("--camera-folder", type=click.Path(file_okay=False))
@option("--port", type=Port())
@option("--no-browser", is_flag=True)
@lang_option
@configured
def command(
    tree: str,
    roster: str | None,
    roster_columns: str | None,
    profile: str,
    camera_folder: str | None,
    port: int | None,
    no_browser: bool,
    lang: str | None,
) -> int:
    from photocheck import UsageError, load_profile  # noqa: PLC0415 - models load late

    try:
        from photocheck.station.serve import serve  # noqa: PLC0415 - an extra that may be absent
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"starlette", "uvicorn"}:
            raise UsageError(sentence("station.error.missing")) from error
        raise
    rules = load_profile(profile)
    names = Desk(roster, roster_columns).read_roster(rules)

    def announce(address: str) -> None:
        click.echo(say("station.cli.ready", address=address))

    def tell(text: Text) -> None:
        click.echo(said(text), err=True)

    serve(
        rules,
        Path(tree),
        roster=names,
        port=port,
        camera_folder=None if camera_folder is None else Path(camera_folder),
        browser=not no_browser,
        say=tell,
        announce=announce,
    )
    return 0

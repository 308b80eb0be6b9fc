"""``photocheck station``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.desk import COLUMNS_OPTION, ROSTER_OPTION, Desk
from photocheck.cli.language import lang_option, language
from photocheck.cli.options import PROFILE_OPTION
from photocheck.cli.settings import configured
from photocheck.types import Text
from photocheck.words import sentence


@click.command("station")
@click.option("--to", "tree", metavar="TREE", required=True, help="Folder to file into.  归档的文件夹。")
@ROSTER_OPTION
@COLUMNS_OPTION
@PROFILE_OPTION
@click.option(
    "--camera-folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Take what a tethered camera drops here.  联机相机存照片的文件夹。",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Listen here.  端口。")
@click.option("--no-browser", is_flag=True, help="Open no browser.  不自动打开浏览器。")
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
    """Take pictures of candidates: a page with the camera, guidance and the queue, until Ctrl-C.

    现场拍照:浏览器页面上有画面、提示和排队名单;按 Ctrl-C 结束。
    """
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
        click.echo(sentence("station.cli.ready", address=address).say(language()))

    def say(text: Text) -> None:
        click.echo(text.say(language()), err=True)

    serve(
        rules,
        Path(tree),
        roster=names,
        port=port,
        camera_folder=None if camera_folder is None else Path(camera_folder),
        browser=not no_browser,
        say=say,
        announce=announce,
    )
    return 0

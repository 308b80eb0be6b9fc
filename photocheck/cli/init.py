"""``photocheck init``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.language import language, say
from photocheck.cli.worded import argument, folders, lang_option, worded_command


@worded_command("init")
@argument("folder", default=".", shell_complete=folders)
@lang_option
def command(folder: str, lang: str | None) -> None:
    from photocheck.cli.config import NAME, template  # noqa: PLC0415 - loaded when it is needed
    from photocheck.errors import UsageError  # noqa: PLC0415
    from photocheck.words import sentence  # noqa: PLC0415
    from photocheck.words.system import system_words  # noqa: PLC0415

    path = Path(folder) / NAME
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template(language()))
    except FileExistsError as error:
        raise UsageError(sentence("cli.error.exists", path=path)) from error
    except OSError as error:
        raise UsageError(sentence("cli.error.unwritable", path=path, why=system_words(error))) from error
    click.echo(say("cli.told.settings_written", path=path))

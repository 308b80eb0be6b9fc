"""``photocheck init``."""

from __future__ import annotations

from pathlib import Path

import click

from photocheck.cli.language import lang_option, said


@click.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]")
@lang_option
def command(folder: str, lang: str | None) -> None:
    """Write a commented photocheck.toml into a folder; nothing is replaced.

    在文件夹里写一份带说明的 photocheck.toml;不会覆盖已有的。
    """
    from photocheck.cli.config import NAME, TEMPLATE  # noqa: PLC0415 - loaded when it is needed
    from photocheck.errors import UsageError  # noqa: PLC0415

    path = Path(folder) / NAME
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise UsageError(f"{path} 已经有了,没有改动。", f"{path} is there already and was left as it is.") from error
    except OSError as error:
        raise UsageError(f"{path} 写不了:{error.strerror}。", f"{path} cannot be written: {error.strerror}.") from error
    click.echo(said(f"已写好 {path},用记事本打开修改。", f"Wrote {path}: open it in an editor."))

"""The command line: arguments -> API -> exit code.  Heavy imports wait until a command runs."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

import photocheck
from photocheck.cli.language import prepare_streams, said
from photocheck.errors import PhotocheckError

COMMANDS = {
    "check": "Check finished photos; nothing is written.  检查成品照片,不改动任何文件。",
    "process": "Frame, encode and file camera photos.  把相机照片裁剪、编码并归档。",
    "station": "Take pictures: camera, guidance, queue.  现场拍照。",
    "verify": "Prove that a tree is whole.  核对目录是否完整。",
    "pack": "Hand a tree over as one ZIP with a manifest.  打包移交,附清单。",
    "init": "Write a commented photocheck.toml.  写一份带说明的设置文件。",
    "profiles": "List the rule sets, or show one.  列出或显示规则档案。",
    "explain": "Explain the checks.  解释各项检查。",
}
"""Command -> its one-line help, so that ``--help`` loads no command."""


class Commands(click.Group):
    """Commands whose modules are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"photocheck.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(photocheck.__version__, prog_name="photocheck")
def cli() -> None:
    """Check exam candidates' photos, and make them from camera photos.

    检查考生照片,并从相机照片生成合格照片。照片不离开本机。
    """


def _run(arguments: list[str] | None) -> Any:
    try:
        return cli.main(arguments, prog_name="photocheck", standalone_mode=False)
    except ImportError:
        # A command's own module may reach for OpenCV before anybody has asked whether it can be had.
        from photocheck.libraries import require_libraries  # noqa: PLC0415 - only now

        require_libraries()
        raise


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; always ends in SystemExit, never in a traceback."""
    prepare_streams()
    if "_PHOTOCHECK_COMPLETE" in os.environ:
        import_module("photocheck.cli.completion")  # only a shell that completes a command needs it
    try:
        result = _run(arguments)
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo(said("已停止;写好的照片都是完整的。", "Stopped; every photo written is whole."), err=True)
        code = 2
    except BrokenPipeError:
        # Whoever read our output has gone (| head): not an error worth a word, but nobody was told
        # that every photo passes.  click does the same where it notices first.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except PhotocheckError as error:
        click.echo(said(error.message.zh, error.message.en), err=True)
        code = error.exit_code
    except Exception as error:
        if os.environ.get("PHOTOCHECK_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        click.echo(
            said(
                f"程序内部出错({what})。照片没有损坏;设置 PHOTOCHECK_DEBUG=1 再运行可看到详情。",
                f"An unexpected error ({what}). No photo was harmed; set PHOTOCHECK_DEBUG=1 to see more.",
            ),
            err=True,
        )
        code = 2
    sys.exit(code)

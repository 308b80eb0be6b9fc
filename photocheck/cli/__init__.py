"""The command line: arguments -> API -> exit code.  Heavy imports wait until a command runs."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any

import click

import photocheck
from photocheck.cli.click_words import show_error, translate_click
from photocheck.cli.language import choose_from, prepare_streams, said, say, tell
from photocheck.cli.worded import Group, lang_option, option
from photocheck.errors import PhotocheckError
from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.near import nearest

COMMANDS = ("check", "process", "station", "desk", "verify", "pack", "merge", "init", "profiles", "explain")
"""In the order of ``--help``, which loads none of them."""
MODULES = {"desk": "desk_page"}
"""Commands whose module has another name than they."""


def command_of(name: str) -> click.Command:
    """The command of that name, its module loaded."""
    command: click.Command = import_module(f"photocheck.cli.{MODULES.get(name, name)}").command
    return command


class Commands(Group):
    """Commands whose modules are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return command_of(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(
                say("cli.error.no_command", name=args[0], near=said(nearest(args[0], COMMANDS))), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(say("cli.usage.commands")):
            formatter.write_dl([(name, say(f"cli.command.{name}.summary")) for name in COMMANDS])


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(say("cli.told.version", version=photocheck.__version__))
        context.exit()


@click.command("photocheck", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@lang_option
def cli(lang: str | None) -> None:
    pass


def _run(arguments: list[str] | None) -> Any:
    try:
        return cli.main(arguments, prog_name="photocheck", standalone_mode=False)
    except ImportError:
        # A command's own module may reach for OpenCV before anybody has asked whether it can be had.
        from photocheck.libraries import require_libraries  # noqa: PLC0415 - only now

        require_libraries()
        raise


def _end_as_on_interrupt() -> None:
    """Being ended by the system, or by a terminal that closes, is met like Ctrl-C: what is done is kept and said."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may say what a signal does
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # A background job whose shell told it to survive a closed terminal (nohup) goes on doing so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)


class _Notices(logging.Handler):
    """Notes of the library, said in one language."""

    def emit(self, record: logging.LogRecord) -> None:
        text = getattr(record, "text", None)
        tell(text if isinstance(text, Text) else Text(record.getMessage(), record.getMessage()))


def _speak_notices() -> None:
    logger = logging.getLogger("photocheck")
    if not any(isinstance(handler, _Notices) for handler in logger.handlers):
        logger.addHandler(_Notices())
        logger.propagate = False


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; always ends in SystemExit, never in a traceback."""
    prepare_streams()
    choose_from(sys.argv[1:] if arguments is None else arguments)
    translate_click()
    _end_as_on_interrupt()
    _speak_notices()
    if "_PHOTOCHECK_COMPLETE" in os.environ:
        import_module("photocheck.cli.completion")  # only a shell that completes a command needs it
    try:
        result = _run(arguments)
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
    except click.ClickException as error:
        show_error(error)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("cli.error.stopped"), err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read our output has gone (| head): not an error worth a word, but nobody was told
        # that every photo passes.  click does the same where it notices first.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except PhotocheckError as error:
        tell(error.message)
        code = error.exit_code
    except Exception as error:
        if os.environ.get("PHOTOCHECK_DEBUG"):
            raise
        tell(sentence("cli.error.internal", what=f"{type(error).__name__}: {error}"))
        code = 2
    sys.exit(code)

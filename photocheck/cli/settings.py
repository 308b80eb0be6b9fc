"""Options that the command line leaves out are taken from the settings file, if there is one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from photocheck.cli.config import Config, find_config
from photocheck.cli.language import say
from photocheck.errors import UsageError
from photocheck.words import sentence

Function = Callable[..., Any]


def configured(function: Function) -> Function:
    """Fill in what ``photocheck.toml`` above the first path says, and name the file."""

    @functools.wraps(function)
    def filled(**values: Any) -> Any:
        config = find_config(_start(values))
        if config is not None:
            context = click.get_current_context()
            taken = [p for p in context.command.params if _is_left(p, context) and _key(p) in config.values]
            # The language first: what is wrong with the others is said in it.
            for parameter in sorted(taken, key=lambda p: _key(p) != "lang"):
                assert parameter.name is not None  # noqa: S101 - options have names
                values[parameter.name] = _value(parameter, context, config)
            if taken:
                click.echo(say("cli.told.settings_from", path=config.path), err=True)
        return function(**values)

    return filled


def _start(values: dict[str, Any]) -> Path:
    paths = values.get("paths") or [values.get("tree") or "."]
    return Path(paths[0])


def _is_left(parameter: click.Parameter, context: click.Context) -> bool:
    return context.get_parameter_source(parameter.name or "") in {ParameterSource.DEFAULT, None}


def _key(parameter: click.Parameter) -> str:
    return next((name[2:] for name in parameter.opts if name.startswith("--")), "")


def _value(parameter: click.Parameter, context: click.Context, config: Config) -> Any:
    key = _key(parameter)
    given = config.values[key]
    if parameter.multiple and isinstance(given, str):
        given = [given]
    try:
        return parameter.process_value(context, given)
    except (click.ClickException, TypeError) as error:
        why = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise UsageError(sentence("cli.error.settings_value", path=config.path, key=key, why=why)) from error

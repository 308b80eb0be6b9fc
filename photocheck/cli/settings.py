"""Options that the command line leaves out are taken from the settings file, if there is one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from photocheck.cli.config import Config, find_config, named_config
from photocheck.cli.language import tell
from photocheck.errors import UsageError
from photocheck.words import sentence

Function = Callable[..., Any]


def configured(function: Function) -> Function:
    """Fill in what the settings say: the file of ``--config``, else the nearest from the working directory upwards."""

    @functools.wraps(function)
    def filled(**values: Any) -> Any:
        named = values.get("config")
        config = named_config(Path(named)) if named else find_config(Path())
        if config is not None:
            context = click.get_current_context()
            taken = [p for p in context.command.params if _is_left(p, context) and _key(p) in config.values]
            # The language first: what is wrong with the others is said in it.
            for parameter in sorted(taken, key=lambda p: _key(p) != "lang"):
                assert parameter.name is not None  # noqa: S101 - options have names
                values[parameter.name] = _value(parameter, context, config)
            if taken:
                tell(sentence("cli.told.settings_from", path=config.path))
            for key in config.ignored:
                if any(_key(p) == key and _is_left(p, context) for p in context.command.params):
                    tell(sentence("cli.told.settings_ignored", path=config.path, key=key))
        return function(**values)

    return filled


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

"""Options of ``check`` and ``process`` for the people at the desk, as one value."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photocheck.cli.language import say, tell
from photocheck.cli.worded import files, option

if TYPE_CHECKING:
    from photocheck.collection.roster import Roster
    from photocheck.profile.rules import Profile

COLUMNS = ("number", "name", "identity")


@dataclass(frozen=True, slots=True)
class Desk:
    """What was asked for; see the options' own help."""

    roster: str | None = None
    roster_columns: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    watch: bool = False
    verbose: bool = False
    failed: bool = False

    def read_roster(self, profile: Profile) -> Roster | None:
        """The roster, if one was named; what was taken for what is said on stderr.

        :raises UsageError: when it is wrong.
        """
        if self.roster is None:
            return None
        from photocheck.io.tables.roster import read_roster  # noqa: PLC0415 - only where there is one

        roster, told = read_roster(Path(self.roster), profile.number, self._columns())
        tell(told)
        return roster

    def _columns(self) -> dict[str, str]:
        pairs = [pair.partition("=") for pair in (self.roster_columns or "").split(",") if pair.strip()]
        for name, _, column in pairs:
            if name.strip() not in COLUMNS or not column.strip():
                raise click.BadParameter(say("cli.error.bad_columns"), param_hint="'--roster-columns'")
        return {name.strip(): column.strip() for name, _, column in pairs}


ROSTER_OPTION = option("--roster", shell_complete=files)
COLUMNS_OPTION = option("--roster-columns")
OPTIONS = (
    ROSTER_OPTION,
    COLUMNS_OPTION,
    option("--statistics", is_flag=True),
    option("--exit-zero", is_flag=True),
    option("--watch", is_flag=True),
    option("--verbose", "-v", is_flag=True),
    option("--failed", is_flag=True),
)


def desk_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives the command one argument ``desk`` for all of them."""

    @functools.wraps(function)
    def gathered(**values: Any) -> Any:
        names = Desk.__dataclass_fields__
        desk = Desk(**{name: values.pop(name) for name in list(values) if name in names})
        return function(desk=desk, **values)

    wrapped: Callable[..., Any] = gathered
    for decorate in reversed(OPTIONS):
        wrapped = decorate(wrapped)
    return wrapped

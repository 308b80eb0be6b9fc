"""The table of numbers with different pictures: written for somebody to fill in, and read back when that was done."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.archive.merge import UNDECIDED, Choices, Claim
from photocheck.io.files import write_whole
from photocheck.io.tables.kinds import opened
from photocheck.io.tables.table import Sheet
from photocheck.words import sentence

TAKE, SUM = "take", "sha256"
MARK = "1"
HEAD = (TAKE, "number", "name", "origin", "file", "source", "written", SUM)
"""A mark under ``take`` decides.  Rows are known by their SHA-256: table programs spoil long numbers, and no text."""


Row = tuple[str, ...]


def conflict_rows(claims: Iterable[Claim], name: str) -> list[Row]:
    """The rows of one number."""
    return [
        ("", one.entry.number, name, one.origin, one.file, one.entry.source, one.entry.written_at, one.entry.sha256)
        for one in claims
    ]


def write_conflicts(path: Path, rows: list[Row], choices: Choices = UNDECIDED) -> None:
    """Write the table as CSV, which table programs open.

    What was decided stays in it, so that a later merge need not be told again; a number that has got another picture
    since is open again, without a mark.

    :param rows: of the numbers that are open.
    :param choices: what somebody has decided by another table, or elsewhere.
    :raises UsageError: when it cannot be written.
    """
    earlier: list[Row] = []
    with contextlib.suppress(UsageError):  # none there, or none of ours
        earlier = _read(path)
    marks = choices.chosen | {row[-1] for row in earlier if row[0]}
    seen = choices.seen | {row[-1] for row in earlier}
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(HEAD)
    for group in _numbers(rows):
        sums = {row[-1] for row in group}
        table.writerows(_marked(group, marks if sums <= seen else frozenset()))
    is_open = {row[-1] for row in rows}
    for group in _numbers(earlier):
        sums = {row[-1] for row in group}
        if sums & marks and not sums & is_open:
            table.writerows(_marked(group, choices.chosen if sums & choices.chosen else marks))
    write_whole(path, [out.getvalue().encode("utf-8", "backslashreplace")])


def _numbers(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows of each number, which lie together."""
    return (list(group) for _, group in groupby(rows, key=itemgetter(1)))


def _marked(rows: list[Row], marks: frozenset[str]) -> list[Row]:
    return [(MARK if row[-1] in marks else "", *map(_plain, row[1:])) for row in rows]


def _plain(cell: str) -> str:
    """No table program takes it for a formula."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def read_choices(path: Path) -> Choices:
    """What somebody has marked.

    :param path: the table, filled in; any kind of table that a roster may be.
    :raises UsageError: when it is no such table, or nothing is marked in it.
    """
    rows = _read(path)
    if not rows:
        raise UsageError(sentence("merge.no_choices", path=path, take=TAKE, sum=SUM))
    chosen = frozenset(row[-1] for row in rows if row[0])
    if not chosen:
        raise UsageError(sentence("merge.unmarked", path=path, take=TAKE))
    return Choices(chosen, frozenset(row[-1] for row in rows))


def _read(path: Path) -> list[Row]:
    with opened(path) as table:
        return [row for sheet in table.sheets for row in _rows(sheet)]


def _rows(sheet: Sheet) -> Iterator[Row]:
    """The rows of a sheet with a picture's sum each, as we write them; none where it has not both columns."""
    places: dict[str, int] = {}
    for row in sheet.rows():
        cells = {place: sheet.cell(row, place).text.strip() for place in row.cells}
        if not places:
            found = {text.lower(): place for place, text in cells.items()}
            places = {name: found[name] for name in HEAD if name in found} if {TAKE, SUM} <= found.keys() else {}
            continue
        values = [cells.get(places[name], "") if name in places else "" for name in HEAD]
        values[-1] = values[-1].lower()
        if values[-1]:
            yield tuple(values)

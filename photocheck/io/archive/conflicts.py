"""The table of numbers with different pictures: written for somebody to fill in, and read back when that was done."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.archive.merge import Claim
from photocheck.io.files import write_whole
from photocheck.io.tables.kinds import opened
from photocheck.io.tables.table import Sheet
from photocheck.words import sentence

TAKE, SUM = "take", "sha256"
MARK = "1"
HEAD = (TAKE, "number", "name", "origin", "file", "source", "written", SUM)
"""A mark under ``take`` decides.  Rows are known by their SHA-256: table programs spoil long numbers, and no text."""


def conflict_rows(claims: Iterable[Claim], name: str) -> list[tuple[str, ...]]:
    """The rows of one number."""
    return [
        ("", one.entry.number, name, one.origin, one.file, one.entry.source, one.entry.written_at, one.entry.sha256)
        for one in claims
    ]


def write_conflicts(path: Path, rows: Iterable[tuple[str, ...]], marked: frozenset[str] = frozenset()) -> None:
    """Write the table as CSV, which table programs open; marks in a table that is there already are kept.

    :param marked: SHA-256 of pictures that somebody has marked elsewhere.
    :raises UsageError: when it cannot be written.
    """
    with contextlib.suppress(UsageError):  # none there, or no marks in it
        marked |= read_choices(path)
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(HEAD)
    for mark, *cells in rows:
        table.writerow([MARK if cells[-1] in marked else mark, *map(_plain, cells)])
    write_whole(path, [out.getvalue().encode("utf-8", "backslashreplace")])


def _plain(cell: str) -> str:
    """No table program takes it for a formula."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def read_choices(path: Path) -> frozenset[str]:
    """SHA-256 of the pictures that somebody has marked.

    :param path: the table, filled in; any kind of table that a roster may be.
    :raises UsageError: when it is no such table, or nothing is marked in it.
    """
    with opened(path) as table:
        for sheet in table.sheets:
            found = _marked(sheet)
            if found is None:
                continue
            if not found:
                raise UsageError(sentence("merge.unmarked", path=path, take=TAKE))
            return found
    raise UsageError(sentence("merge.no_choices", path=path, take=TAKE, sum=SUM))


def _marked(sheet: Sheet) -> frozenset[str] | None:
    """The marked sums of a sheet, None where it has not both columns."""
    take = total = None
    marked = set()
    for row in sheet.rows():
        cells = {place: sheet.cell(row, place).text.strip().lower() for place in row.cells}
        if take is None or total is None:
            places = {text: place for place, text in cells.items()}
            take, total = places.get(TAKE), places.get(SUM)
        elif cells.get(take):
            marked.add(cells.get(total, ""))
    return None if take is None or total is None else frozenset(marked - {""})

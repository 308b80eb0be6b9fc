"""A table -> file name to candidate number, for photos that are not named by their number."""

from __future__ import annotations

import re
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.naming import folded
from photocheck.io.tables.body import Body
from photocheck.io.tables.columns import ColumnError, Sample, lay_out
from photocheck.io.tables.headings import HEADINGS
from photocheck.io.tables.kinds import opened
from photocheck.io.tables.table import fill, joined
from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import sentence

ROLES = ("file", "number")


def read_numbers(path: Path, rules: NumberRules) -> tuple[dict[str, str], Text]:
    """File name -> candidate number, and a sentence that says what was taken for what.

    The table is of any kind that a roster may be of.  Its columns are told by their headings; without headings the
    first is the file and the second the number, or the other way round where only the first holds numbers.

    :raises UsageError: with file, sheet, row and column of all that is wrong, and what to do.
    """
    subject = sentence("tables.the_numbers", path=path)
    found: dict[str, str] = {}
    first: dict[str, tuple[str, int]] = {}
    with opened(path) as table:
        layout = lay_out(table, rules, ROLES, _columns)
        body = Body(layout, subject)
        for row, cells in body:
            number = body.number(row, cells["number"], rules)
            file = _file(cells["file"].text)
            if not body.readable(row, "file", cells["file"]) or number is None:
                continue
            if not file:
                body.fault(row, "file", sentence("tables.file_missing"))
                continue
            other, at = first.setdefault(folded(file), (number, row.number))
            if other != number:
                body.fault(row, "file", sentence("tables.file_twice", file=file, row=at, number=other))
                continue
            found[file] = number
        body.finish()
    if not found:
        raise UsageError(fill(sentence("tables.no_number"), subject=subject))
    told = fill(
        sentence("tables.numbers_told"),
        name=path.name,
        count=len(found),
        number=layout.sample.name(layout.columns["number"]),
        file=layout.sample.name(layout.columns["file"]),
    )
    return found, joined(told, *table.notes, *layout.notes, *body.notes())


def _columns(sample: Sample) -> dict[str, int]:
    cure = sentence("tables.cure_number_headings")
    own = HEADINGS["number"]
    if not sample.headed(own) and sample.width > 1 and sample.fitting(1):
        number = 1
    else:
        number = sample.number_column(own, own, cure)
    file = sample.named_column("file", [number], cure)
    if file is None:
        others = [place for place in range(sample.width) if place != number]
        filled = [place for place in others if any(place in row.cells for row in sample.body)]
        pictures = [place for place in filled if _pictures(sample, place)]
        chosen = filled if len(filled) == 1 else pictures
        if len(chosen) != 1:
            raise ColumnError(fill(sentence("tables.no_file_column"), names=sample.names(), cure=cure))
        file = chosen[0]
    return {"file": file, "number": number}


def _pictures(sample: Sample, place: int) -> bool:
    texts = (sample.sheet.cell(row, place).text for row in sample.body)
    return any(re.search(r"\.(jpe?g|png|tiff?|bmp|heic|webp|cr[23]|nef|arw)$", text, re.IGNORECASE) for text in texts)


def _file(text: str) -> str:
    """A file's name without the marks that make Excel keep it as it is."""
    return re.sub(r'^="(.*)"$', r"\1", text).lstrip("'").strip()

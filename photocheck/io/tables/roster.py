"""A table -> Roster: every candidate exactly as it was meant, or all rows named that are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.io.tables.body import Body
from photocheck.io.tables.cells import BLANK, whole
from photocheck.io.tables.columns import Sample, lay_out
from photocheck.io.tables.headings import HEADINGS
from photocheck.io.tables.kinds import opened
from photocheck.io.tables.table import fill, joined
from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import listed, sentence

ROLES = ("number", "name", "identity")


def read_roster(path: Path, rules: NumberRules, given: Mapping[str, str] | None = None) -> tuple[Roster, Text]:
    """The candidates in a table, and a sentence that says what was taken for what.

    :param given: ``number``, ``name``, ``identity`` -> the heading, letter or place of its column;
        what is not given is guessed by headings and contents.
    :raises UsageError: with file, sheet, row and column of all that is wrong, and what to do.
    """
    asked = given or {}
    subject = sentence("tables.the_roster", path=path)
    found: dict[str, Candidate] = {}
    with opened(path) as table:
        layout = lay_out(table, rules, ROLES, lambda sample: _columns(sample, asked), *asked.values())
        body = Body(layout, subject)
        for row, cells in body:
            number = body.number(row, cells["number"], rules)
            name, identity = cells.get("name", BLANK), cells.get("identity", BLANK)
            # All of them are looked at, so that all that is wrong with a row is told.
            readable = [body.readable(row, role, cell) for role, cell in cells.items() if role != "number"]
            if number is None or not all(readable):
                continue
            if number in found:
                body.fault(row, "number", sentence("tables.number_twice", number=number, row=found[number].row))
                continue
            shown = unicodedata.normalize("NFC", name.text)
            found[number] = Candidate(number, shown, whole(identity) or "", row.number)
        body.finish()
    if not found:
        raise UsageError(fill(sentence("tables.no_candidate"), subject=subject))
    columns = {role: layout.sample.name(place) for role, place in layout.columns.items()}
    told = _told(path, len(found), columns, [*table.notes, *layout.notes, *body.notes()])
    return Roster(path.name, found, columns), told


def _columns(sample: Sample, given: Mapping[str, str]) -> dict[str, int]:
    cure = sentence("tables.cure_roster_columns")
    columns = {role: sample.given(wanted) for role, wanted in given.items()}
    if "number" not in columns:
        own = HEADINGS["number"]
        columns["number"] = sample.number_column((*own, *HEADINGS["identity"]), own, cure)
    for role in ("name", "identity"):
        place = sample.named_column(role, columns.values(), cure) if role not in columns else None
        if place is not None:
            columns[role] = place
    return columns


def _told(path: Path, count: int, columns: Mapping[str, str], notes: list[Text]) -> Text:
    titles = {
        "number": sentence("tables.title_number"),
        "name": sentence("tables.title_name"),
        "identity": sentence("tables.title_identity"),
    }
    pairs = [(titles[role], heading) for role, heading in columns.items()]
    taken = listed([fill(sentence("tables.roster_taken"), title=title, column=heading) for title, heading in pairs])
    return joined(fill(sentence("tables.roster_told"), name=path.name, count=count, taken=taken), *notes)

"""Which sheet, which rows are headings and which column is what: by headings, else by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from photocheck.io.tables.cells import Kind, exact, shown, whole
from photocheck.io.tables.headings import HEADINGS, plain
from photocheck.io.tables.limits import TableError
from photocheck.io.tables.table import Row, Sheet, Table, fill
from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import listed, sentence

TITLE_ROWS = 40
"""Rows above the headings that a table may spend on its title and on instructions."""
HEADING_ROWS = 3
"""Rows that headings may take, groups above and names below."""
SAMPLE_ROWS = 200
"""Rows by which columns are told."""
SURE = 0.9
"""Share of a column's cells that have to be numbers where no heading says that it holds them."""
MANY = 30
"""Columns that a sentence names."""


class ColumnError(TableError):
    """This sheet does not have the columns that are needed; another may."""


class Sample:
    """The first rows of a sheet: its headings, and the rows below them."""

    def __init__(self, sheet: Sheet, rules: NumberRules, words: Collection[str], first: Collection[str]) -> None:
        """
        :param words: headings that would be recognised, as :func:`plain` leaves them.
        :param first: those of them that headings cannot do without.
        """
        self.sheet = sheet
        self.rules = rules
        self._rest = (row for row in sheet.rows() if row.cells)
        self.rows = list(islice(self._rest, SAMPLE_ROWS))
        self._begin, self._end = self._headings(words, first)
        self.heading: dict[int, str] = {}
        """Place -> heading; where headings take several rows, the lowest that says something."""
        for row in self.rows[self._begin : self._end]:
            self.heading.update({place: sheet.cell(row, place).text for place in row.cells})
        self.body = self.rows[self._end :]
        self.width = 1 + max((max(row.cells) for row in self.body), default=max(self.heading, default=0))

    def all_rows(self) -> Iterator[Row]:
        """The rows below the headings, to the end of the sheet; to be asked for once."""
        return chain(self.body, self._rest)

    def above(self) -> list[Row]:
        """The rows above the headings."""
        return self.rows[: self._begin]

    # -------------------------------------------------------------------------------- headings

    def _headings(self, words: Collection[str], first: Collection[str]) -> tuple[int, int]:
        """Begin and end of the headings among the rows; both are one where there are none."""
        rows = self.rows[:TITLE_ROWS]
        numbered = next((place for place, row in enumerate(rows) if self._numbers(row)), len(rows))
        for wanted, among in ((first, rows), (words, rows[:numbered])):
            found = next((place for place, row in enumerate(among) if self._says(row, wanted)), None)
            if found is not None:
                return self._heading_block(found, words)
        if numbered == len(rows):
            return 0, min(1, len(rows))
        # Whatever stands above the first number heads its columns, where it is more than a title.
        return (numbered - 1 if numbered and len(rows[numbered - 1].cells) > 1 else numbered), numbered

    def _heading_block(self, found: int, words: Collection[str]) -> tuple[int, int]:
        begin = end = found
        while begin and found - begin < HEADING_ROWS - 1:
            above = self.rows[begin - 1]
            if self._numbers(above) or not self._says(above, words):
                break
            begin -= 1
        seen = set(self._plain(self.rows[found]))
        while end + 1 < len(self.rows) and end + 1 - begin < HEADING_ROWS:
            below = self.rows[end + 1]
            # The same headings once more begin a second table, not a second row of headings.
            if self._numbers(below) or not self._says(below, words) or set(self._plain(below)) <= seen:
                break
            end += 1
        return begin, end + 1

    def _plain(self, row: Row) -> list[str]:
        return [plain(self.sheet.cell(row, place).text[:100]) for place in row.cells]

    def _says(self, row: Row, words: Collection[str]) -> bool:
        return any(word in words for word in self._plain(row))

    def _numbers(self, row: Row) -> bool:
        return any(self.fits(row, place) for place in row.cells)

    def name(self, place: int) -> str:
        """How the table itself calls a column: its heading, else its letter or number."""
        return shown(self.heading.get(place, "")) or self.sheet.column(place)

    # --------------------------------------------------------------------------------- columns

    def fits(self, row: Row, place: int) -> bool:
        """Whether a cell holds a candidate number."""
        return exact(self.sheet.cell(row, place), self.rules) is not None

    def fitting(self, place: int) -> int:
        """How many rows of the sample have a candidate number there."""
        return sum(self.fits(row, place) for row in self.body)

    def headed(self, words: Collection[str]) -> list[int]:
        """Columns whose heading is one of the words, best word first."""
        named = {place: plain(text[:100]) for place, text in self.heading.items()}
        return [place for word in words for place, text in sorted(named.items()) if text == word]

    def given(self, wanted: str) -> int:
        """The column that the user names by heading, letter or place.

        :raises ColumnError: when there is none.
        """
        found = self.headed([plain(wanted)])
        found += [place for place in range(self.width) if self.sheet.column(place) == wanted.upper()]
        if not found:
            raise ColumnError(sentence("tables.no_such_column", wanted=shown(wanted), names=self.names()))
        return found[0]

    def number_column(self, words: Collection[str], own: Collection[str], cure: Text) -> int:
        """The column of candidate numbers.

        A heading is believed where its first values fit: a table may hold several numbers a candidate.

        :param words: headings that it may have.
        :param own: those of them that are believed without a value that fits.
        :raises ColumnError: when none can be told.
        """
        headed = self.headed(words)
        fitting = [place for place in headed if self.fitting(place)] or self.headed(own)
        if fitting:
            return self._one(fitting, cure)
        sure = [place for place in range(self.width) if self._surely_numbers(place)]
        if len(sure) == 1:
            return sure[0]
        raise ColumnError(
            fill(sentence("tables.no_number_column"), title=self.rules.title, names=self.names(), cure=cure)
        )

    def _surely_numbers(self, place: int) -> bool:
        filled = sum(place in row.cells for row in self.body)
        return filled > 0 and self.fitting(place) >= SURE * filled

    def named_column(self, role: str, taken: Collection[int], cure: Text) -> int | None:
        """The column of names, ID numbers or files, by its heading; None where no heading says so.

        :raises ColumnError: when two columns have the heading and their cells do not tell which is meant.
        """
        found = [place for place in self.headed(HEADINGS[role]) if place not in taken]
        if not found:
            return None
        fitting = [place for place in found if self._alike(found[0], place) and self._holds(role, place)]
        return self._one(fitting or found, cure)

    def _holds(self, role: str, place: int) -> bool:
        texts = [text for text in (whole(self.sheet.cell(row, place)) for row in self.body) if text]
        if role == "identity":
            return any(re.fullmatch(r"[0-9]{17}[0-9Xx]|[0-9]{15}", text) for text in texts) or any(
                self.sheet.cell(row, place).kind is Kind.ROUNDED for row in self.body
            )
        return bool(texts)

    def _one(self, places: list[int], cure: Text) -> int:
        """The first of some columns, where no other has the same heading and other values."""
        first = places[0]
        for place in places[1:]:
            if self._alike(first, place) and self._values(first) != self._values(place):
                columns = ", ".join(self.sheet.column(each) for each in (first, place))
                raise ColumnError(
                    fill(sentence("tables.two_columns"), heading=self.name(first), columns=columns, cure=cure)
                )
        return first

    def _alike(self, first: int, second: int) -> bool:
        return plain(self.heading.get(first, "")) == plain(self.heading.get(second, ""))

    def _values(self, place: int) -> list[str | None]:
        return [whole(self.sheet.cell(row, place)) for row in self.body]

    def names(self) -> Text:
        """All columns, as a sentence lists them."""
        names = [self.name(place) for place in range(max(self.width, 1 + max(self.heading, default=0)))]
        return listed(names, MANY)


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet that was chosen and which of its columns is what."""

    sample: Sample
    columns: Mapping[str, int]
    """Role (``number``, ``name`` ...) -> place."""
    notes: tuple[Text, ...]


def lay_out(
    table: Table, rules: NumberRules, roles: Collection[str], choose: Callable[[Sample], dict[str, int]], *more: str
) -> Layout:
    """The first sheet with the columns that are needed, one with numbers in them before one without.

    :param roles: what the columns may be; headings of ``number`` come before all others.
    :param choose: the columns of a sheet; raises ColumnError where they cannot be told.
    :param more: further headings that count as those of numbers.
    :raises TableError: when no sheet has them.
    """
    first = {*HEADINGS["number"], *map(plain, more)}
    words = {*first, *(word for role in roles for word in HEADINGS[role])}
    failures: list[tuple[str, TableError]] = []
    fitting: list[tuple[Sample, dict[str, int]]] = []
    empty: list[tuple[Sample, dict[str, int]]] = []
    for sheet in table.sheets:
        sample = Sample(sheet, rules, words, first)
        if not sample.rows:
            continue
        try:
            columns = choose(sample)
        except ColumnError as error:
            failures.append((sheet.name, error))
            continue
        (fitting if sample.fitting(columns["number"]) else empty).append((sample, columns))
    if not fitting and not empty:
        raise _none(failures)
    sample, columns = (fitting or empty)[0]
    _check_above(sample, columns["number"])
    notes: tuple[Text, ...] = ()
    if len(table.sheets) > 1:
        others = listed(shown(other.sheet.name) for other, _ in fitting[1 : 1 + MANY])
        which = sentence("tables.one_sheet", sheet=shown(sample.sheet.name))
        also = sentence("tables.other_sheets", sheet=shown(sample.sheet.name), others=others)
        notes = (also if len(fitting) > 1 else which,)
    return Layout(sample, columns, notes)


def _none(failures: list[tuple[str, TableError]]) -> TableError:
    if not failures:
        return TableError(sentence("tables.nothing"))
    if len(failures) == 1:
        return failures[0][1]
    names = listed(shown(name) for name, _ in failures[:MANY])
    return TableError(fill(sentence("tables.no_sheet_fits"), sheets=names, what=failures[0][1].what))


def _check_above(sample: Sample, place: int) -> None:
    """A candidate above the headings would be lost."""
    for row in sample.above():
        if sample.fits(row, place):
            raise TableError(
                sentence("tables.above_headings", row=row.number, number=whole(sample.sheet.cell(row, place)))
            )

"""What every kind of table gives: sheets, and rows of cells.

Nothing is repaired silently: what cannot be read exactly is an error that names sheet, row and column.  Rows come one
after the other and a cell is decoded when it is asked for, so that a fault in a column that nobody needs harms nobody.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck.io.tables.cells import BLANK, Cell
from photocheck.io.tables.limits import MAX_JOINED, TableError
from photocheck.types import Text
from photocheck.words import sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the table program shows it, and its cells by their place from 0, as the file has them.

    Cells without content are left out.
    """

    number: int
    cells: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """A merged range, from row and place to row and place, both ends included."""

    name: str
    rows: tuple[int, int]
    places: tuple[int, int]


class Sheet(ABC):
    """A table's rows, one after the other, and its cells; what was met on the way is known once the rows were read."""

    lettered = False
    """Whether the table program names columns by letters, or only their place is known."""
    records = False
    """Whether rows are records (DBF), counted without the headings, which are row 0."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        """Empty where a file can hold one table only."""
        self.joined: list[Joined] = []
        self.hidden: list[int] = []
        """Rows that the table program does not show."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """The rows; asked for once.

        :raises TableError: when a row cannot be read, or a cap is met.
        """

    @abstractmethod
    def decoded(self, place: int, raw: Any) -> Cell:
        """The cell that a row holds at a place."""

    def cell(self, row: Row, place: int) -> Cell:
        """The cell at a place, blank where the row has none."""
        return self.decoded(place, row.cells[place]) if place in row.cells else BLANK

    def column(self, place: int) -> str:
        """How a user finds a column: its letter, or its number from 1."""
        if not self.lettered:
            return str(place + 1)
        letters = ""
        place += 1
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def join(self, area: Joined) -> None:
        """:raises TableError: when there are more merged ranges than a table has."""
        self.joined.append(area)
        if len(self.joined) > MAX_JOINED:
            raise TableError(sentence("tables.limit_joined", limit=f"{MAX_JOINED:,}"))


@dataclass(frozen=True, slots=True)
class Table:
    """A file's tables, hidden ones left out, and what the reader had to make up its mind about."""

    path: Path
    sheets: tuple[Sheet, ...]
    notes: tuple[Text, ...] = ()


def fill(text: Text, **values: object) -> Text:
    """A sentence with its places filled in, those that are given in both languages with either."""
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(text.zh.format(**zh), text.en.format(**en))


def joined(*texts: Text) -> Text:
    """Sentences one after the other."""
    return Text("".join(text.zh for text in texts), " ".join(text.en for text in texts))

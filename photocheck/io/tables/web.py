"""Tables of web pages: what many systems write as "export to Excel" and call ``.xls``."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import islice
from typing import Any

from photocheck.io.tables.cells import Cell, text_cell
from photocheck.io.tables.limits import (
    MAX_COLUMNS,
    MAX_PENDING,
    MAX_ROWS,
    MAX_SHEETS,
    Budget,
    TableError,
    check_cell,
    check_column,
    check_row,
)
from photocheck.io.tables.table import Joined, Row, Sheet
from photocheck.words import sentence

CHUNK = 16_384
"""Characters that are parsed at a time."""
UNSEEN = frozenset(["script", "style", "xml"])


def read_html(text: str, budget: Budget) -> tuple[Sheet, ...]:
    """The page's tables, in the order in which they begin.

    A table inside another, as where pages are laid out by tables, is one of its own.

    :raises TableError: when there are more than a file of tables has.
    """
    begins = [found.start() for found in islice(re.finditer(r"<table\b", text, re.IGNORECASE), MAX_SHEETS + 1)]
    if len(begins) > MAX_SHEETS:
        raise TableError(sentence("tables.limit_sheets", limit=MAX_SHEETS))
    return tuple(
        HtmlSheet(text, budget, begin, f"#{place}" if len(begins) > 1 else "")
        for place, begin in enumerate(begins, start=1)
    )


class HtmlSheet(Sheet):
    """One table of a page."""

    lettered = True

    def __init__(self, text: str, budget: Budget, begin: int, name: str) -> None:
        super().__init__(name)
        self._text = text
        self._budget = budget
        self._begin = begin

    def rows(self) -> Iterator[Row]:
        parser = _Rows(self)
        for at in range(self._begin, len(self._text), CHUNK):
            parser.feed(self._text[at : at + CHUNK])
            self._budget.spend_time()
            if len(parser.rawdata) > MAX_PENDING:
                raise TableError(sentence("tables.damaged"))
            while parser.found:
                yield parser.found.popleft()
            if parser.whole:
                return
        parser.close()
        parser.end_row()
        yield from parser.found

    def decoded(self, place: int, raw: str) -> Cell:
        return text_cell(raw)


class _Rows(HTMLParser):
    """The rows of the first table, as they become whole; closing tags may be missing."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(convert_charrefs=True)
        self.found: deque[Row] = deque()
        self.whole = False
        """Whether the table has ended."""
        self._sheet = sheet
        self._depth = 0
        self._number = 0
        self._cells: dict[int, str] | None = None
        self._value: list[str] | None = None
        self._length = 0
        self._place = 0
        self._next = 0
        self._taken: dict[int, int] = {}
        """Place -> the last row that a cell from above reaches down to."""
        self._unseen = 0

    @property
    def _here(self) -> bool:
        return self._depth == 1 and not self.whole

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        if tag == "table":
            self._depth += 1
        elif tag in UNSEEN:
            self._unseen += 1
        elif self._here and tag == "br" and self._value is not None:
            self._value.append(" ")
        elif self._here and tag == "tr":
            self.end_row()
            self._number += 1
            check_row(self._number)
            self._cells, self._next = {}, 0
        elif self._here and tag in {"td", "th"} and self._cells is not None:
            self._end_cell()
            self._begin_cell(dict(attrs))

    def _begin_cell(self, attributes: dict[str, Any]) -> None:
        while self._taken.get(self._next, 0) >= self._number:
            self._next += 1
        across = max(1, _number(attributes.get("colspan"), MAX_COLUMNS))
        down = max(1, _number(attributes.get("rowspan"), MAX_ROWS))
        self._place, self._value, self._length = self._next, [], 0
        self._next += across
        check_column(self._number, self._place)
        if across > 1 or down > 1:
            last = self._number + down - 1
            name = f"{self._sheet.column(self._place)}{self._number}"
            self._sheet.join(Joined(name, (self._number, last), (self._place, self._next - 1)))
            if down > 1:
                self._taken.update(dict.fromkeys(range(self._place, self._next), last))

    def handle_data(self, data: str) -> None:
        if self._here and self._value is not None and not self._unseen:
            self._length += len(data)
            check_cell(self._number, self._length)
            self._value.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._here and tag in {"td", "th"}:
            self._end_cell()
        elif self._here and tag in {"tr", "table"}:
            self.end_row()
        if tag == "table":
            self._depth -= 1
            self.whole = self.whole or self._depth <= 0

    def _end_cell(self) -> None:
        if self._value is not None and self._cells is not None:
            value = " ".join("".join(self._value).split())
            if value:
                self._cells[self._place] = value
        self._value = None

    def end_row(self) -> None:
        """Take a row for whole."""
        self._end_cell()
        if self._cells is not None:
            self.found.append(Row(self._number, self._cells))
        self._cells = None


def _number(text: Any, most: int) -> int:
    """An attribute that counts, 0 where there is none."""
    return min(int(text), most) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else 0

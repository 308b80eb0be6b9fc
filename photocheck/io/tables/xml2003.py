"""XML Spreadsheet 2003: what old export functions write and call ``.xls``."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from photocheck.io.tables.cells import Cell, Kind, number_cell, odd_cell, text_cell
from photocheck.io.tables.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_STYLES,
    Budget,
    TableError,
    check_cell,
    check_column,
    check_row,
)
from photocheck.io.tables.markup import parse, pieces
from photocheck.io.tables.table import Joined, Row, Sheet
from photocheck.words import sentence


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as it is stored."""

    kind: str
    """``String``, ``Number``, ``DateTime``, ``Boolean`` or ``Error``; empty where there is only a formula."""
    value: str
    format: str


def read_xml(text: str, budget: Budget) -> tuple[Sheet, ...]:
    """The visible worksheets.

    :raises TableError: when it is no whole XML, or holds none.
    """
    data = text.encode("utf-8", "surrogatepass")
    overview = _Overview()
    for _ in parse(pieces(data), overview, budget, "utf-8"):
        pass
    sheets = tuple(
        XmlSheet(data, budget, place, name, overview.formats)
        for place, (name, shown) in enumerate(overview.sheets)
        if shown
    )
    if not sheets:
        raise TableError(sentence("tables.no_sheet"))
    return sheets


class _Overview:
    """Names of the worksheets and whether they are shown (which is said at their ends), and formats of numbers."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool]] = []
        self.formats: dict[str, str] = {}
        self._style = ""
        self._visible: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Worksheet":
            self.sheets.append((text_cell(attributes.get("Name", "")).text, True))
            if len(self.sheets) > MAX_SHEETS:
                raise TableError(sentence("tables.limit_sheets", limit=MAX_SHEETS))
        elif name == "Style":
            self._style = attributes.get("ID", "")
        elif name == "NumberFormat":
            self.formats[self._style] = attributes.get("Format", "General")[:255]
            if len(self.formats) > MAX_STYLES:
                raise TableError(sentence("tables.limit_styles", limit=f"{MAX_STYLES:,}"))
        elif name == "Visible":
            self._visible = []

    def text(self, data: str) -> None:
        if self._visible is not None and len(self._visible) < 100:
            self._visible.append(data)

    def end(self, name: str) -> None:
        if name == "Visible" and self.sheets:
            shown = not "".join(self._visible or ()).strip().startswith("Sheet")  # SheetHidden, SheetVeryHidden
            self.sheets[-1] = (self.sheets[-1][0], shown)
        self._visible = None


class XmlSheet(Sheet):
    """One worksheet."""

    lettered = True

    def __init__(self, data: bytes, budget: Budget, place: int, name: str, formats: Mapping[str, str]) -> None:
        super().__init__(name)
        self._data = data
        self._budget = budget
        self._place = place
        self._formats = formats

    def rows(self) -> Iterator[Row]:
        cells = _Cells(self, self._place)
        for _ in parse(pieces(self._data), cells, self._budget, "utf-8"):
            while cells.rows:
                yield cells.rows.popleft()

    def decoded(self, place: int, raw: Any) -> Cell:
        if raw.kind == "Number":
            return number_cell(raw.value, self._formats.get(raw.format, "General"))
        if raw.kind == "Error":
            return odd_cell(raw.value, Kind.ERROR)
        return text_cell(raw.value) if raw.kind else Cell("", Kind.FORMULA)


class _Cells:
    """The rows of the worksheet at a place in the file, as they become whole."""

    def __init__(self, sheet: XmlSheet, wanted: int) -> None:
        self.rows: deque[Row] = deque()
        self._sheet = sheet
        self._wanted = wanted
        self._seen = -1
        self._number = 0
        self._place = -1
        self._across = 0
        self._cells: dict[int, Raw] = {}
        self._cell: Mapping[str, str] = {}
        self._kind = ""
        self._value: list[str] = []
        self._length = 0
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Worksheet":
            self._seen += 1
        elif self._seen != self._wanted:
            return
        elif name == "Row":
            self._number = _number(attributes, "Index", MAX_ROWS + 1) or self._number + 1
            check_row(self._number)
            self._cells, self._place, self._across = {}, -1, 0
            if attributes.get("Hidden") == "1":
                self._sheet.hidden.append(self._number)
        elif name == "Cell":
            index = _number(attributes, "Index", MAX_COLUMNS + 1)
            self._place = index - 1 if index else self._place + 1 + self._across
            self._across = _number(attributes, "MergeAcross", MAX_COLUMNS)
            self._join(_number(attributes, "MergeDown", MAX_ROWS))
            self._cell, self._kind, self._value, self._length = attributes, "", [], 0
        elif name == "Data":
            self._kind = attributes.get("Type", "String")
            self._inside = True

    def _join(self, down: int) -> None:
        if self._across or down:
            name = f"{self._sheet.column(self._place)}{self._number}"
            rows = (self._number, self._number + down)
            self._sheet.join(Joined(name, rows, (self._place, self._place + self._across)))

    def text(self, data: str) -> None:
        if self._inside:
            self._length += len(data)
            check_cell(self._number, self._length)
            self._value.append(data)

    def end(self, name: str) -> None:
        if self._seen != self._wanted:
            return
        if name == "Data":
            self._inside = False
        elif name == "Cell":
            value = "".join(self._value)
            if value.strip() or (not self._kind and "Formula" in self._cell):
                check_column(self._number, self._place)
                self._cells[self._place] = Raw(self._kind, value, self._cell.get("StyleID", ""))
        elif name == "Row":
            self.rows.append(Row(self._number, self._cells))


def _number(attributes: Mapping[str, str], name: str, most: int) -> int:
    """An attribute that counts, 0 where there is none."""
    text = attributes.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else 0

"""XLSX, Transitional and Strict: the cells of its sheets in a stream, each with its kind and its number format.

Written for rosters: libraries that read workbooks drop what decides here (a formula without a value, a number's
format) or build the whole rectangle up to a sheet's last blank cell.  ECMA-376 part 1, chapter 18.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from photocheck.io.tables.cells import Cell, Kind, number_cell, odd_cell, text_cell
from photocheck.io.tables.limits import (
    MAX_SHEETS,
    MAX_STRING_CHARACTERS,
    MAX_STRINGS,
    MAX_STYLES,
    Budget,
    TableError,
    check_cell,
    check_column,
    check_row,
)
from photocheck.io.tables.markup import Handler
from photocheck.io.tables.package import Package, Silent, linked, links
from photocheck.io.tables.table import Joined, Row, Sheet
from photocheck.words import sentence

PACKED_KINDS = {"content.xml": "ODS", "word/document.xml": "DOCX", "xl/workbook.bin": "XLSB", "Index.zip": "Numbers"}


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as it is stored."""

    kind: str
    """The ``t`` of the cell: ``s`` shared text, ``n`` number, ``str``, ``inlineStr``, ``b``, ``e``, ``d``."""
    value: str
    style: str
    formula: bool


def read_workbook(data: bytes, budget: Budget) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook.

    :raises TableError: when it is no whole workbook.
    """
    package = Package(data, budget)
    for name, kind in PACKED_KINDS.items():
        if name in package.names:
            raise TableError(sentence("tables.other_kind", kind=kind))
    book = linked(package, "", "officeDocument") or ["xl/workbook.xml"]
    if book[0] not in package.names:
        raise TableError(sentence("tables.no_workbook"))
    told = _Book()
    package.tell(book[0], told)
    parts = links(package, book[0])
    strings = cache(partial(_shared, package, linked(package, book[0], "sharedStrings")))
    formats = cache(partial(_formats, package, linked(package, book[0], "styles")))
    sheets = []
    for name, link in told.sheets:
        kind, part = parts.get(link, ("", ""))
        if kind == "worksheet" and part in package.names:
            sheets.append(WorkbookSheet(name, partial(package.told, part), strings, formats))
    if not sheets:
        raise TableError(sentence("tables.no_sheet"))
    return tuple(sheets)


class WorkbookSheet(Sheet):
    """A sheet of a workbook; shared texts and number formats are read when the first cell asks for them."""

    lettered = True

    def __init__(
        self,
        name: str,
        told: Callable[[Handler], Iterator[None]],
        strings: Callable[[], list[str]],
        formats: Callable[[], list[str]],
    ) -> None:
        super().__init__(name)
        self._told = told
        self._strings = strings
        self._formats = formats

    def rows(self) -> Iterator[Row]:
        handler = _Cells(self)
        for _ in self._told(handler):
            while handler.rows:
                yield handler.rows.popleft()

    def decoded(self, place: int, raw: Raw) -> Cell:
        if raw.kind == "s":
            return self._shared(raw.value)
        if raw.formula and not raw.value and raw.kind != "str":
            return Cell("", Kind.FORMULA)
        if raw.kind == "e":
            return odd_cell(raw.value, Kind.ERROR)
        if raw.kind == "n":
            formats = self._formats()
            style = _index(raw.style)
            return number_cell(raw.value, formats[style] if style < len(formats) else "General")
        if raw.kind == "b":
            return Cell("TRUE" if raw.value == "1" else "FALSE")
        return text_cell(_unescaped(raw.value))

    def _shared(self, value: str) -> Cell:
        strings = self._strings()
        place = _index(value)
        return text_cell(strings[place]) if place < len(strings) else odd_cell(value, Kind.GARBLED)


def _index(text: str) -> int:
    """A place in a list, beyond any list where it is none."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 10 else MAX_STRINGS


def _unescaped(text: str) -> str:
    """``_x000D_`` and its like stand for characters that XML cannot hold."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


# ------------------------------------------------------------------------------------ small parts


class _Book(Silent):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        """Name and link of each sheet that is shown."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.sheets.append((text_cell(attributes.get("name", "")).text, attributes.get("id", "")))
            if len(self.sheets) > MAX_SHEETS:
                raise TableError(sentence("tables.limit_sheets", limit=MAX_SHEETS))


class _Strings(Silent):
    """Shared texts, the pieces of rich ones joined; how they are pronounced is left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._wanted = False
        self._aside = 0
        self._length = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._aside += 1
        self._wanted = name == "t" and not self._aside

    def text(self, data: str) -> None:
        if self._wanted:
            self._length += len(data)
            if self._length > MAX_STRING_CHARACTERS:
                raise TableError(sentence("tables.limit_strings", limit=f"{MAX_STRING_CHARACTERS:,}"))
            self._pieces.append(data)

    def end(self, name: str) -> None:
        self._wanted = False
        if name == "rPh":
            self._aside -= 1
        elif name == "si":
            self.strings.append(_unescaped("".join(self._pieces)))
            if len(self.strings) > MAX_STRINGS:
                raise TableError(sentence("tables.limit_strings", limit=f"{MAX_STRINGS:,}"))


def _shared(package: Package, parts: list[str]) -> list[str]:
    told = _Strings()
    for part in parts[:1]:
        package.tell(part, told)
    return told.strings


class _Styles(Silent):
    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._inside = False
        self.formats: list[str] = []
        """Number format of each style of cells; those that are Excel's own add nothing to a whole number."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.formats.append(self._codes.get(attributes.get("numFmtId", ""), "General"))
        if len(self.formats) + len(self._codes) > MAX_STYLES:
            raise TableError(sentence("tables.limit_styles", limit=f"{MAX_STYLES:,}"))

    def end(self, name: str) -> None:
        self._inside = self._inside and name != "cellXfs"


def _formats(package: Package, parts: list[str]) -> list[str]:
    told = _Styles()
    for part in parts[:1]:
        package.tell(part, told)
    return told.formats


# ----------------------------------------------------------------------------------------- a sheet


class _Cells(Silent):
    """The rows of a sheet, as they become whole; merged ranges and hidden rows go straight to the sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.rows: deque[Row] = deque()
        self._number = 0
        self._place = -1
        self._cells: dict[int, Raw] = {}
        self._cell: Mapping[str, str] = {}
        self._value: list[str] = []
        self._length = 0
        self._formula = False
        self._open = False
        self._wanted = False
        self._aside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._wanted = False
        if name == "c":
            self._cell, self._value, self._length, self._formula = attributes, [], 0, False
            self._open = True
            self._place = _place(attributes["r"]) if "r" in attributes else self._place + 1
        elif name in {"v", "t"}:
            self._wanted = self._open and not self._aside
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._sheet.join(_area(attributes.get("ref", "")))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        given = attributes.get("r", "")
        self._number = int(given) if given.isdecimal() and len(given) < 10 else self._number + 1
        check_row(self._number)
        self._cells, self._place = {}, -1
        if attributes.get("hidden") in {"1", "true"}:
            self._sheet.hidden.append(self._number)

    def text(self, data: str) -> None:
        if self._wanted:
            self._length += len(data)
            check_cell(self._number, self._length)
            self._value.append(data)

    def end(self, name: str) -> None:
        self._wanted = False
        if name == "c":
            self._open = False
            value = "".join(self._value)
            if value.strip() or self._formula:
                check_column(self._number, self._place)
                kind = self._cell.get("t", "n")
                self._cells[self._place] = Raw(kind, value, self._cell.get("s", "0"), self._formula)
        elif name == "rPh":
            self._aside = False
        elif name == "row":
            self.rows.append(Row(self._number, self._cells))


def _place(reference: str) -> int:
    """``B3`` -> 1.

    :raises TableError: when it names no cell.
    """
    return _letters(reference.replace("$", "").rstrip("0123456789"))


@lru_cache(4096)
def _letters(letters: str) -> int:
    if re.fullmatch("[A-Z]{1,3}", letters) is None:
        raise TableError(sentence("tables.damaged"))
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _area(reference: str) -> Joined:
    """``A3:B4`` -> its rows and places."""
    first, _, last = reference.partition(":")
    last = last or first
    places = sorted((_place(first), _place(last)))
    rows = sorted(_index(re.sub(r"[^0-9]", "", end)) for end in (first, last))
    return Joined(reference, (rows[0], rows[1]), (places[0], places[1]))

"""Tables that offices have -> rows of cells: what every kind of file gives, and which kind a file is.

By content first: a file keeps its kind whatever it is called.  Nothing is repaired silently: what cannot be read
exactly is an error that names sheet, row and column.  Rows come one after the other and a cell is decoded when it is
asked for, so that a fault in a column that nobody needs harms nobody.
"""

from __future__ import annotations

import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.io.tables.cells import BLANK, Cell
from photocheck.io.tables.limits import MAX_BYTES, MAX_JOINED, Budget, TableError
from photocheck.types import Text
from photocheck.words import sentence

OLD_EXCEL = (b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
"""Excel 97 to 2003 (an OLE file), and its forerunners without one."""
OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"{\\rtf": "RTF",
    b"MIME-Version": "MHT",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format": "SQLite",
}
PACKED_KINDS = {"content.xml": "ODS", "word/document.xml": "DOCX", "xl/workbook.bin": "XLSB", "Index.zip": "Numbers"}
DBF_VERSIONS = frozenset([0x02, 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5])


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


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """A table to be read inside the block: CSV and other text, XLSX, DBF, HTML or XML that is called ``.xls``.

    :raises UsageError: also from inside the block, when the file cannot be read whole and exactly.
    """
    try:
        yield _table(path, _content(path))
    except TableError as error:
        raise UsageError(fill(sentence("tables.refused"), path=path, what=error.what)) from error


def _content(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise TableError(sentence("tables.no_file"))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise TableError(sentence("tables.missing_file")) from error
    except PermissionError as error:
        raise TableError(sentence("tables.not_permitted")) from error
    except (OSError, ValueError) as error:
        raise TableError(sentence("tables.unreadable", why=getattr(error, "strerror", None) or error)) from error
    if len(data) > MAX_BYTES:
        raise TableError(sentence("tables.limit_bytes", limit=MAX_BYTES >> 20))
    if not data:
        raise TableError(sentence("tables.empty"))
    return data


def _table(path: Path, data: bytes) -> Table:
    """The file's kind decides who reads it; the readers are imported when there is something for them to read."""
    budget = Budget()
    if data.startswith(OLD_EXCEL):
        raise TableError(_old_excel(data))
    for start, kind in OTHER_KINDS.items():
        if data.startswith(start):
            raise TableError(sentence("tables.other_kind", kind=kind))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from photocheck.io.tables.xlsx import read_workbook  # noqa: PLC0415

        return Table(path, read_workbook(data, budget))
    if looks_like_dbf(data) or (path.suffix.lower() == ".dbf" and data[0] in DBF_VERSIONS):
        from photocheck.io.tables.dbf import DbfSheet  # noqa: PLC0415

        return Table(path, (DbfSheet(data, budget),))
    from photocheck.io.tables.text import TextSheet, decoded  # noqa: PLC0415

    text, notes = decoded(data)
    top = text[:4000].lstrip().lower()
    if top.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in top:
        from photocheck.io.tables.xml2003 import read_xml  # noqa: PLC0415

        return Table(path, read_xml(text, budget), notes)
    if top.startswith("<") and "<table" in text.lower():
        from photocheck.io.tables.web import read_html  # noqa: PLC0415

        return Table(path, read_html(text, budget), notes)
    return Table(path, (TextSheet(text, budget),), notes)


def _old_excel(data: bytes) -> Text:
    """What an OLE file is, by the names in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return sentence("tables.password")
    if "WordDocument".encode("utf-16-le") in data:
        return sentence("tables.other_kind", kind="DOC")
    return sentence("tables.old_excel")


def looks_like_dbf(data: bytes) -> bool:
    """By the version byte, and the mark that ends the list of fields where the header says so."""
    end = int.from_bytes(data[8:10], "little")
    # Visual FoxPro keeps 263 bytes between the mark and the first record.
    return data[0] in DBF_VERSIONS and any(data[at : at + 1] == b"\r" for at in (end - 1, end - 264) if at > 32)

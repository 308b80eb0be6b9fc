"""DBF (dBase III to IV, FoxPro, Visual FoxPro): records as exam systems export them.

Cells are cut from a record when they are asked for: a bad date or half a character in a field that nobody needs harms
nobody, and two fields of one name stay two.  The layout is that of the dBase III and Visual FoxPro table files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from photocheck.io.tables.cells import BLANK, Cell, Kind, number_cell, odd_cell, text_cell
from photocheck.io.tables.limits import Budget, TableError, check_row
from photocheck.io.tables.table import Row, Sheet
from photocheck.words import sentence

LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950"}
"""Language byte -> encoding, where it can be believed; 0 and the Western ones stand in Chinese files as well."""
ENCODING_SAMPLE = 2**20
"""Bytes of records by which the encoding is told where the language byte does not tell it."""
HEADER = 32
"""Bytes before the first field's entry, and of each entry."""
DELETED = b"*"
END_OF_FIELDS = 0x0D


@dataclass(frozen=True, slots=True)
class Field:
    """A column: where it lies in a record, in bytes."""

    name: str
    kind: str
    start: int
    length: int


class DbfSheet(Sheet):
    """The records of a DBF file; row 0 holds the names of its fields."""

    records = True

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__()
        self._data = data
        self._budget = budget
        if len(data) <= HEADER:
            raise TableError(sentence("tables.damaged_dbf"))
        self._count = int.from_bytes(data[4:8], "little")
        self._start = int.from_bytes(data[8:10], "little")
        self._length = int.from_bytes(data[10:12], "little")
        self._encoding = LANGUAGES.get(data[29]) or _encoding(data[self._start : self._start + ENCODING_SAMPLE])
        self._fields = _fields(data[: self._start], self._encoding)
        if not self._fields or self._length < self._fields[-1].start + self._fields[-1].length:
            raise TableError(sentence("tables.damaged_dbf"))
        whole = (len(data) - self._start) // self._length
        if whole < self._count:
            raise TableError(sentence("tables.short_dbf", wanted=self._count, found=max(0, whole)))
        check_row(self._count)

    def rows(self) -> Iterator[Row]:
        yield Row(0, {place: field.name for place, field in enumerate(self._fields)})
        for number in range(1, self._count + 1):
            if number % 1000 == 0:
                self._budget.spend_time()
            at = self._start + (number - 1) * self._length
            record = self._data[at : at + self._length]
            if not record.startswith(DELETED):
                yield Row(number, self._cut(record))

    def _cut(self, record: bytes) -> dict[int, bytes]:
        """A record's filled fields."""
        cut = ((place, record[field.start : field.start + field.length]) for place, field in enumerate(self._fields))
        return {place: raw for place, raw in cut if raw.strip(b" \0")}

    def decoded(self, place: int, raw: bytes | str) -> Cell:
        kind = self._fields[place].kind
        if isinstance(raw, str):
            return text_cell(raw)
        if kind == "I":
            return number_cell(str(int.from_bytes(raw, "little", signed=True)))
        # Fields are filled up with blanks, by some systems with NULs.
        filled = raw.replace(b"\0", b" ").strip()
        if kind in {"N", "F"}:
            return number_cell(filled.decode("ascii", "replace")) if filled else BLANK
        return _text(filled, self._encoding, full=not raw.endswith((b" ", b"\0")))


def _fields(header: bytes, encoding: str) -> tuple[Field, ...]:
    """The columns that a header of 32-byte entries lists.

    :raises TableError: when an entry is cut short.
    """
    found = []
    start = 1  # the first byte of a record says whether it was deleted
    for at in range(HEADER, len(header), HEADER):
        if header[at] == END_OF_FIELDS:
            break
        entry = header[at : at + HEADER]
        if len(entry) < HEADER:
            raise TableError(sentence("tables.damaged_dbf"))
        kind = chr(entry[11])
        # Texts of more than 255 bytes have the rest of their length where numbers have their decimals.
        length = entry[16] + (entry[17] << 8 if kind == "C" else 0)
        # A name of eleven bytes may end in half a character.
        name = entry[:11].partition(b"\0")[0].decode(encoding, "ignore")
        found.append(Field(name, kind, start, length))
        start += length
    return tuple(found)


def _encoding(records: bytes) -> str:
    """UTF-8 where the records hold Chinese in it (or nothing but ASCII), else GB18030.

    A few bytes may be wrong: fields cut characters in two, and text of GB18030 is wrong nearly everywhere.
    """
    text = records.decode("utf-8", "replace")
    chinese = len(re.findall(r"[\u3000-\u9fff\uf900-\uffef\U00020000-\U0003ffff]", text))
    return "utf-8" if text.count("\ufffd") <= chinese else "gb18030"


def _text(filled: bytes, encoding: str, *, full: bool) -> Cell:
    try:
        return text_cell(filled.decode(encoding))
    except UnicodeDecodeError as error:
        # A field that is full to its last byte may have cut a character in two.
        if full and error.end >= len(filled) and len(filled) - error.start < 4:
            return text_cell(filled[: error.start].decode(encoding), cut=True)
        return odd_cell(filled.decode(encoding, "replace"), Kind.GARBLED)

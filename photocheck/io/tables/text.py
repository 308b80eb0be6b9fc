"""Text tables: which encoding, which separator, and the rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from photocheck.io.tables.cells import Cell, text_cell
from photocheck.io.tables.headings import KNOWN, plain
from photocheck.io.tables.limits import MAX_PENDING, Budget, TableError, check_cell, check_column, check_row
from photocheck.io.tables.table import Row, Sheet
from photocheck.types import Text
from photocheck.words import sentence

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",\t;|,;"
MARKS = ",;|,;"
"""Those beside which a tab is no separator but keeps a number from becoming a number in Excel."""
BLANKS = " "
"""Stands for any run of blanks between columns."""
SAMPLE_LINES = 200
LISTED = 20
"""Rows that a sentence names."""
HEADINGS_WITHIN = 30
"""Lines in which a Big5 table shows itself by its headings."""


# --------------------------------------------------------------------------------------- encoding


def decoded(data: bytes) -> tuple[str, tuple[Text, ...]]:
    """A file's text, and what is to be said about its encoding: UTF-8, UTF-16, GB18030 or Big5, one throughout.

    :raises TableError: naming the rows that are in another encoding, or in none.
    """
    text, notes = (_utf16(data), ()) if data.startswith(UTF16_MARKS) else _bytewise(data)
    if "\0" in text:
        raise TableError(sentence("tables.nul", row=text.count("\n", 0, text.index("\0")) + 1))
    return text.removeprefix("\ufeff"), notes


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        order = "utf-16-le" if data[0] == 0xFF else "utf-16-be"
        row = data[: error.start].decode(order, "replace").count("\n") + 1
        raise TableError(sentence("tables.no_encoding", rows=row)) from error


def _bytewise(data: bytes) -> tuple[str, tuple[Text, ...]]:
    text = _decoded_or_none(data, "utf-8")
    if text is not None:
        return text, ()
    marked = data.startswith(UTF8_MARK)
    data = data.removeprefix(UTF8_MARK)
    utf8, gb18030, neither = _rows_by_encoding(data)
    if utf8:
        most, rows = ("GB18030", utf8) if len(utf8) < len(gb18030) else ("UTF-8", gb18030)
        raise TableError(sentence("tables.mixed_encoding", rows=_listed(rows), most=most))
    big5 = _as_big5(data)
    if big5 is not None:
        return big5, (sentence("tables.read_as_big5"),)
    if neither:
        raise TableError(sentence("tables.no_encoding", rows=_listed(neither)))
    return data.decode("gb18030"), (sentence("tables.gb_behind_mark"),) if marked else ()


def _rows_by_encoding(data: bytes) -> tuple[list[int], list[int], list[int]]:
    """Rows of a file that is not all UTF-8: with Chinese in UTF-8, not in UTF-8, and those that are not GB18030 either.

    Two bytes of GB18030 may look like a letter of UTF-8 by chance; three that look like a Chinese character, hardly.
    """
    chinese, others, neither = [], [], []
    for row, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        text = _decoded_or_none(line, "utf-8")
        if text is None:
            others.append(row)
            if _decoded_or_none(line, "gb18030") is None:
                neither.append(row)
        elif all("\u2010" <= c <= "\u9fff" or "\ufe10" <= c <= "\uffef" or c > "\uffff" for c in text if c > "\x7f"):
            chinese.append(row)
    return chinese, others, neither


def _decoded_or_none(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _as_big5(data: bytes) -> str | None:
    """The text where it is Big5 for sure, by its headings; None where it is GB18030.

    :raises TableError: where it has no headings and the characters are Big5's everyday ones, not GB18030's.
    """
    big5 = _decoded_or_none(data, "cp950")
    if big5 is None:
        return None
    simplified = data.decode("gb18030", "replace")
    if _headed(big5) and not _headed(simplified):
        return big5
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", data)
    # GB 2312 has the everyday characters of GB18030, rows A4 to C6 of Big5 those of Big5.
    everyday = sum(pair[0] <= 0xF7 and pair[0] >= 0xA1 and pair[1] >= 0xA1 for pair in pairs)
    if everyday < 0.8 * len(pairs) and sum(0xA1 <= pair[0] <= 0xC6 for pair in pairs) > 0.95 * len(pairs):
        raise TableError(sentence("tables.perhaps_big5"))
    return None


def _headed(text: str) -> bool:
    lines = text[:4000].split("\n")[:HEADINGS_WITHIN]
    return any(plain(part) in KNOWN for line in lines for part in re.split(rf"[{SEPARATORS}\s\"]", line))


def _listed(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:LISTED])) + (" …" if len(rows) > LISTED else "")


# ------------------------------------------------------------------------------------------- rows


class TextSheet(Sheet):
    """A text table, its rows counted as Excel counts them."""

    def __init__(self, text: str, budget: Budget) -> None:
        super().__init__()
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # Excel's own way to name the separator; it shows no row for this line.
        said = re.match(r'"?sep=(.)"?[^\n]*\n', text[:20], re.IGNORECASE)
        self._text = text[said.end() :] if said else text
        self._separator = said[1] if said else _separator(text)
        self._budget = budget

    def decoded(self, place: int, raw: Any) -> Cell:
        return text_cell(raw)

    def rows(self) -> Iterator[Row]:
        lines = _Lines(self._text, self._separator)
        blanks = self._separator == BLANKS
        width = 0
        for number, cells in enumerate(_blank_divided(lines) if blanks else _divided(lines, self._separator), start=1):
            lines.pending = 0
            check_row(number)
            if number % 1000 == 0:
                self._budget.spend_time()
            if blanks and cells:
                width = width or len(cells)
                if len(cells) != width:
                    raise TableError(sentence("tables.blanks", row=number, found=len(cells), wanted=width))
            filled = {place: cell for place, cell in enumerate(cells) if cell and not cell.isspace()}
            if filled:
                check_column(number, max(filled))
                check_cell(number, max(map(len, filled.values())))
            yield Row(number, filled)


def _separator(text: str) -> str:
    """What most lines are divided by; blanks where nothing else does and all lines have as many parts."""
    lines = [line for line in text[:100_000].split("\n")[:SAMPLE_LINES] if line.strip()]
    bare = [re.sub(rf'\t+(?=[{MARKS}"]|$)|(?<=[{MARKS}"])\t+|^\t+', "", line) for line in lines]
    best = max(
        SEPARATORS, key=lambda mark: (sum(mark in line for line in bare), sum(line.count(mark) for line in bare))
    )
    if any(best in line for line in bare):
        return best
    parts = {len(line.split()) for line in lines}
    return BLANKS if len(parts) == 1 and parts != {1} else ","


def _blank_divided(lines: _Lines) -> Iterator[list[str]]:
    for line in lines:
        yield line.split()


def _divided(lines: _Lines, separator: str) -> Iterator[list[str]]:
    """Rows with their quotes taken off."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # Also a cell of more than 131,072 characters: a quote that is never closed swallows all that follows.
            raise TableError(sentence("tables.quotes", row=number)) from error
        yield row


class _Lines:
    """A text's lines, as many as one row may take; tabs that guard a quoted number from outside are left out."""

    def __init__(self, text: str, separator: str) -> None:
        self._lines = io.StringIO(text)
        self._guarded = separator != "\t"
        self._row = 0
        self.pending = 0
        """Characters since the last row; set back by whoever takes the rows."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._row += not self.pending
        self.pending += len(line)
        if self.pending > MAX_PENDING:
            raise TableError(sentence("tables.limit_line", row=self._row, limit=f"{MAX_PENDING:,}"))
        if self._guarded and '\t"' in line:
            line = re.sub(rf'(^|[{MARKS}])\t+"', r'\1"', line)
        if self._guarded and '"\t' in line:
            line = re.sub(rf'"\t+(?=[{MARKS}\n])', '"', line)
        return line

"""Tables that offices have: CSV in whatever encoding, XLSX, DBF -> rows of cells.

By content first: a file keeps its kind whatever it is called.  Nothing is repaired silently: what
cannot be read exactly is an error that names row and column.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.types import Text

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF8_MARK = b"\xef\xbb\xbf"
DBF_GBK = 0x4D
"""The DBF language byte for code page 936."""
SAMPLE = 20_000
"""Characters by which the separator is chosen."""
DBF_VERSIONS = frozenset([0x02, 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5])
MAX_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the table program shows it, and its cells."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a table; ``note`` is what the reader had to make up its mind about."""

    rows: tuple[Row, ...]
    note: Text | None = None
    lettered: bool = False
    """Whether columns are known by letters (XLSX), or by their place."""
    joined: tuple[tuple[int, int, str], ...] = ()
    """Merged cells: first row, last row, and their name (``A3:B4``)."""

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


def read_table(path: Path) -> Sheet:
    """The rows of a CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab), XLSX or DBF file.

    :raises UsageError: when the file cannot be read whole and exactly; the message says where.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path, f"超过 {MAX_BYTES >> 20} MB,不像一张表", f"is over {MAX_BYTES >> 20} MB, no table")
        data = path.read_bytes()
    except OSError as error:
        raise _wrong(path, f"读不出来:{error.strerror}", f"cannot be read: {error.strerror}") from error
    if not data:
        raise _wrong(path, "是空的(0 字节)", "is empty (0 bytes)")
    if data.startswith(OLD_EXCEL):
        raise _wrong(
            path,
            "是旧版 .xls 或加了密码。请在 Excel 里去掉密码,另存为 .xlsx",
            "is an old .xls or has a password. Save it as .xlsx without one",
        )
    if data.startswith(b"PK\x03\x04"):
        return _xlsx(path, data)
    if path.suffix.lower() == ".dbf" or _looks_like_dbf(data):
        return _dbf(path, data)
    return _text(path, data)


# ------------------------------------------------------------------------------------------- text


def _text(path: Path, data: bytes) -> Sheet:
    text, note = _decoded(path, data)
    comma = max("\t,;", key=text[:SAMPLE].count)
    rows = []
    try:
        for cells in (reader := csv.reader(io.StringIO(text), delimiter=comma, strict=True)):
            rows.append(Row(reader.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise _wrong(
            path, f"第 {reader.line_num} 行的引号不成对或格式有误({error})", f"row {reader.line_num}: {error}"
        ) from error
    return Sheet(tuple(rows), note)


def _decoded(path: Path, data: bytes) -> tuple[str, Text | None]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.removeprefix(UTF8_MARK).decode(code)
        except UnicodeDecodeError as error:
            last = error
            continue
        if "\0" in text:
            raise _wrong(path, "不是文字表格。请另存为 CSV 或 XLSX", "is no text table. Save it as CSV or XLSX")
        mixed = code == "gb18030" and data.startswith(UTF8_MARK)
        note = Text(
            f"{path.name}:文件头说是 UTF-8,内容却是 GB18030,已按 GB18030 读取,请核对姓名。",
            f"{path.name} is marked as UTF-8 but holds GB18030; it was read as GB18030: look at the names.",
        )
        return text, note if mixed else None
    row = data[: last.start].count(b"\n") + 1
    raise _wrong(
        path,
        f"第 {row} 行有既不是 UTF-8 也不是 GB18030 的字。请另存为“CSV UTF-8”",
        f"row {row} holds what is neither UTF-8 nor GB18030. Save it as “CSV UTF-8”",
    )


# ------------------------------------------------------------------------------------------- xlsx


def _xlsx(path: Path, data: bytes) -> Sheet:
    from openpyxl import load_workbook  # noqa: PLC0415 - only where there is a workbook to read

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise _wrong(
            path, "不是完整的 XLSX。请重新拷贝或另存", "is no whole XLSX. Copy it again, or save it again"
        ) from error
    filled = [sheet for sheet in book.worksheets if sheet.max_row and sheet.max_column and sheet.calculate_dimension()]
    visible = [sheet for sheet in filled if sheet.sheet_state == "visible" and any(sheet.iter_rows(values_only=True))]
    if not visible:
        raise _wrong(path, "里没有内容", "holds nothing")
    sheet = visible[0]
    note = None
    if len(visible) > 1:
        note = Text(
            f"{path.name} 有 {len(visible)} 个工作表,读的是第一个“{sheet.title}”。",
            f"{path.name} has {len(visible)} sheets; the first was read: {sheet.title!r}.",
        )
    rows = tuple(
        Row(number, tuple(cell.strip() if isinstance(cell, str) else cell for cell in cells))
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    )
    joined = tuple((area.min_row, area.max_row, str(area.coord)) for area in sheet.merged_cells.ranges)
    return Sheet(rows, note, lettered=True, joined=joined)


# -------------------------------------------------------------------------------------------- dbf


def _looks_like_dbf(data: bytes) -> bool:
    """By the version byte, and the mark that ends the list of fields where the header says so."""
    end = int.from_bytes(data[8:10], "little")
    # Visual FoxPro keeps 263 bytes between the mark and the first record.
    return data[0] in DBF_VERSIONS and any(data[at : at + 1] == b"\r" for at in (end - 1, end - 264) if at > 32)


def _dbf(path: Path, data: bytes) -> Sheet:
    from dbfread import DBF  # noqa: PLC0415 - only where there is a DBF to read

    try:
        table = DBF(str(path), encoding=_dbf_encoding(data), ignore_missing_memofile=True)
        head = table.header
        needed = head.headerlen + head.numrecords * head.recordlen
        rows = tuple(_dbf_rows(path, table)) if len(data) >= needed else ()
    except UsageError:
        raise
    except Exception as error:
        # struct.error and the library's own kinds have no other base in common.
        raise _wrong(path, "不是完整的 DBF。请重新导出或拷贝", "is no whole DBF. Export or copy it again") from error
    if not rows:
        whole = max(0, len(data) - head.headerlen) // max(1, head.recordlen)
        raise _wrong(
            path,
            f"不完整:应有 {head.numrecords} 条记录,只有 {whole} 条。请从考试系统重新导出或拷贝",
            f"is cut short: {whole} of {head.numrecords} records. Export or copy it again",
        )
    return Sheet(rows)


def _dbf_rows(path: Path, table: Any) -> Iterator[Row]:
    yield Row(0, tuple(table.field_names))
    number = 0
    records = iter(table)
    while True:
        number += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise _wrong(
                path,
                f"第 {number} 条记录的文字不是 GB18030。请从考试系统重新导出",
                f"record {number} holds text that is not GB18030. Export it again",
            ) from error
        yield Row(number, tuple(v.strip() if isinstance(v, str) else v for v in record.values()))


def _dbf_encoding(data: bytes) -> str:
    """GB18030, unless the file does not say so and is UTF-8 throughout."""
    if len(data) > 29 and data[29] != DBF_GBK:
        try:
            data[int.from_bytes(data[8:10], "little") :].decode("utf-8")
        except UnicodeDecodeError:
            return "gb18030"
        return "utf-8"
    return "gb18030"


def _wrong(path: Path, zh: str, en: str) -> UsageError:
    return UsageError(f"表格 {path} {zh}。", f"The table {path} {en}.")

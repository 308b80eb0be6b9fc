"""Which candidate a source file belongs to: by its name, or by the table that the user gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from photocheck.errors import NumberMissingError, UsageError
from photocheck.profile.number import is_number
from photocheck.profile.rules import NumberRules


def number_for(path: Path, rules: NumberRules, numbers: Mapping[str, str]) -> str:
    """The candidate number of a source: its stem where that is one, else the table's.

    :raises NumberMissingError: when neither gives one.
    """
    if is_number(path.stem, rules):
        return path.stem
    for key in (path.name, path.stem):
        if key in numbers:
            return numbers[key]
    raise NumberMissingError(
        f"不知道这张照片是谁的:文件名不是{rules.title.zh},号码表里也没有它。",
        f"Nobody knows whose photo this is: its name is no {rules.title.en} and --numbers does not list it.",
    )


def read_numbers(path: Path, rules: NumberRules) -> dict[str, str]:
    """The table ``file,number`` of ``--numbers``; a header row is recognised.

    :raises UsageError: with row and what is wrong there.
    """
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"号码表 {path} 读不出来:{error.strerror}。", f"The table {path} cannot be read: {error.strerror}."
        ) from error
    table: dict[str, str] = {}
    dialect = "excel-tab" if "\t" in text.partition("\n")[0] else "excel"
    for row_number, row in enumerate(csv.reader(io.StringIO(text), dialect), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if row_number == 1 and not any(is_number(cell, rules) for cell in cells):
            continue
        if len(cells) < 2 or not is_number(cells[1], rules):
            raise UsageError(
                f"号码表 {path} 第 {row_number} 行:第二列应是{rules.title.zh},现在是 {row[1:2]}。",
                f"The table {path}, row {row_number}: column 2 should be a {rules.title.en}, but is {row[1:2]}.",
            )
        if table.get(cells[0], cells[1]) != cells[1]:
            raise UsageError(
                f"号码表 {path} 第 {row_number} 行:文件 {cells[0]} 已有另一个号码。",
                f"The table {path}, row {row_number}: file {cells[0]} has another number already.",
            )
        table[cells[0]] = cells[1]
    return table


def _text(data: bytes) -> str:
    """UTF-8 with or without a mark, else GB18030, which Excel writes on Chinese Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")

"""A table -> Roster: which column is what, and every number exactly as it was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.io.tables.table import Row, Sheet, read_table
from photocheck.profile.number import is_number
from photocheck.profile.rules import NumberRules
from photocheck.types import Text

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "考籍号", "考籍号码", "准考证号", "准考证号码", "准考证", "考生号", "考号", "报名号", "号码",
        "kjh", "zkzh", "zkz", "ksh", "bmh",
        "number", "candidatenumber", "candidate", "registrationnumber", "examnumber",
    ),
    "name": ("姓名", "考生姓名", "名字", "xm", "ksxm", "name", "fullname", "candidatename"),
    "identity": (
        "身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码",
        "sfzh", "sfz", "zjhm", "zjh", "idcard", "idnumber", "identity", "identitynumber",
    ),
}  # fmt: skip
"""Headings as exam systems and offices write them; in DBF files by the initials of their pinyin."""
TITLE_ROWS = 10
"""Rows above the headings that a table may spend on its title."""
EXACT = 2**53
"""Up to here a floating-point number holds every whole number exactly."""
TITLES = {"number": Text("号码", "number"), "name": Text("姓名", "name"), "identity": Text("身份证号", "ID number")}


def read_roster(path: Path, rules: NumberRules, given: Mapping[str, str] | None = None) -> tuple[Roster, Text]:
    """The candidates in a table, and a sentence that says what was taken for what.

    :param given: ``number``, ``name``, ``identity`` -> the heading, letter or place of its column;
        what is not given is guessed by headings and contents.
    :raises UsageError: with file, row and column, and what to do.
    """
    sheet = read_table(path)
    rows = [row for row in sheet.rows if any(cell not in {None, ""} for cell in row.cells)]
    head, body = _split(rows, rules, given)
    columns = _columns(path, sheet, head, body, rules, given or {})
    joined = [name for first, last, name in sheet.joined if last >= (head.number if head else 1)]
    if joined:
        raise UsageError(
            f"名单 {path} 有合并的单元格 {joined[0]},分不清是谁的。请在 Excel 里取消合并,每人一行。",
            f"The roster {path} has merged cells, {joined[0]}: whose they are cannot be told. Unmerge them,"
            " one row a candidate.",
        )
    found: dict[str, Candidate] = {}
    for row in body:
        candidate = _candidate(path, sheet, row, columns, rules, _heading(sheet, head, columns["number"]))
        if candidate.number in found:
            other = found[candidate.number].row
            raise UsageError(
                f"名单 {path} 第 {row.number} 行:号码 {candidate.number} 在第 {other} 行已经有了。",
                f"The roster {path}, row {row.number}: number {candidate.number} stands in row {other} already.",
            )
        found[candidate.number] = candidate
    if not found:
        raise UsageError(f"名单 {path} 里没有考生。", f"The roster {path} holds no candidate.")
    said = {name: _heading(sheet, head, place) for name, place in columns.items()}
    return Roster(path.name, found, said), _told(path, len(found), said, sheet.note)


def _told(path: Path, count: int, said: Mapping[str, str], note: Text | None) -> Text:
    zh = ",".join(f"{TITLES[name].zh}={heading}" for name, heading in said.items())
    en = ", ".join(f"{TITLES[name].en} = {heading}" for name, heading in said.items())
    extra = note or Text("", "")
    return Text(
        f"名单 {path.name}:{count} 人;{zh}。{extra.zh}",
        f"Roster {path.name}: {count} candidates; {en}. {extra.en}".rstrip(),
    )


# ---------------------------------------------------------------------------------------- columns


def _split(rows: list[Row], rules: NumberRules, given: Mapping[str, str] | None) -> tuple[Row | None, list[Row]]:
    """The row of headings, if there is one, and what is below it."""
    known = {word for words in HEADINGS.values() for word in words} | {_plain(v) for v in (given or {}).values()}
    for place, row in enumerate(rows[:TITLE_ROWS]):
        if any(_exact(cell, rules) for cell in row.cells):
            above = rows[place - 1] if place else None
            headed = above is not None and sum(cell not in {None, ""} for cell in above.cells) > 1
            return above if headed else None, rows[place:]
        if any(_plain(cell) in known for cell in row.cells):
            return row, rows[place + 1 :]
    return (rows[0], rows[1:]) if rows else (None, [])


def _columns(
    path: Path, sheet: Sheet, head: Row | None, body: list[Row], rules: NumberRules, given: Mapping[str, str]
) -> dict[str, int]:
    columns = {name: _named(path, sheet, head, body, wanted) for name, wanted in given.items()}
    width = max((len(row.cells) for row in body), default=0)
    if "number" not in columns:
        columns["number"] = _number_column(path, sheet, head, body, rules, width)
    for name in ("name", "identity"):
        found = _by_heading(head, HEADINGS[name])
        if name not in columns and found and found[0] != columns["number"]:
            columns[name] = found[0]
    return columns


def _number_column(path: Path, sheet: Sheet, head: Row | None, body: list[Row], rules: NumberRules, width: int) -> int:
    # A heading is believed where its first values fit: a table may hold several numbers a candidate.
    headed = _by_heading(head, (*HEADINGS["number"], *HEADINGS["identity"]))
    sample = body[:50]
    fitting = [place for place in headed if any(_exact(_cell(row, place), rules) for row in sample)]
    if fitting:
        return fitting[0]
    own = _by_heading(head, HEADINGS["number"])
    if own:
        return own[0]  # its cells are then told apart one by one, with row and column
    filled = [p for p in range(width) if sample and all(_exact(_cell(row, p), rules) for row in sample)]
    if len(filled) == 1:
        return filled[0]
    names = "、".join(_heading(sheet, head, place) for place in range(width)) or "-"
    raise UsageError(
        f"名单 {path}:看不出哪一列是{rules.title.zh}(现有:{names})。请用 --roster-columns number=列名 指定。",
        f"The roster {path}: no column could be taken for the {rules.title.en} (there are: {names})."
        " Name it with --roster-columns number=HEADING.",
    )


def _by_heading(head: Row | None, words: tuple[str, ...]) -> list[int]:
    """Columns whose heading is one of the words, best word first."""
    plain = [] if head is None else [_plain(cell) for cell in head.cells]
    return [place for word in words for place, cell in enumerate(plain) if cell == word]


def _named(path: Path, sheet: Sheet, head: Row | None, body: list[Row], wanted: str) -> int:
    found = _by_heading(head, (_plain(wanted),))
    width = max((len(row.cells) for row in body), default=0)
    found += [place for place in range(width) if sheet.column(place) == wanted.upper()]
    if found:
        return found[0]
    names = "、".join(_heading(sheet, head, place) for place in range(width))
    raise UsageError(
        f"名单 {path} 没有“{wanted}”这一列(现有:{names})。",
        f"The roster {path} has no column {wanted!r} (there are: {names}).",
    )


def _plain(cell: Any) -> str:
    """A heading without spaces, brackets' contents and letter case."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).lower()
    return re.sub(r"\(.*?\)|[\s_\-.:*#]", "", text)


def _heading(sheet: Sheet, head: Row | None, place: int) -> str:
    cell = None if head is None else _cell(head, place)
    return str(cell).strip() if cell not in {None, ""} else sheet.column(place)


def _cell(row: Row, place: int) -> Any:
    return row.cells[place] if place < len(row.cells) else None


# ------------------------------------------------------------------------------------------ cells


def _candidate(
    path: Path, sheet: Sheet, row: Row, columns: Mapping[str, int], rules: NumberRules, heading: str
) -> Candidate:
    cell = _cell(row, columns["number"])
    number = _exact(cell, rules)
    if number is None:
        letter = sheet.column(columns["number"])
        column = letter if heading == letter else f"{letter}({heading})"
        where_zh, where_en = f"第 {row.number} 行第 {column} 列", f"row {row.number}, column {column}"
        why = _lost(cell, rules)
        raise UsageError(f"名单 {path} {where_zh}:{why.zh}", f"The roster {path}, {where_en}: {why.en}")
    name = _cell(row, columns["name"]) if "name" in columns else None
    identity = _whole(_cell(row, columns["identity"])) if "identity" in columns else None
    shown = unicodedata.normalize("NFC", "" if name is None else str(name)).strip()
    return Candidate(number, shown, identity or "", row.number)


def _exact(cell: Any, rules: NumberRules) -> str | None:
    """The number that a cell holds, None where it holds none or not all of its digits."""
    text = _whole(cell)
    return text if text is not None and is_number(text, rules) else None


def _whole(cell: Any) -> str | None:
    """A cell as the digits (or letters) that were meant, None where some were lost."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else None
    text = unicodedata.normalize("NFKC", str(cell)).strip().lstrip("'")
    text = re.sub(r'^="(.*)"$', r"\1", text).strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+|[0-9]+\.0+", text):
        return _written_out(text)
    return text


def _written_out(text: str) -> str | None:
    """``4.30102191001E+11`` or ``430102191001.0`` as the whole number, where no digit was rounded away."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    mantissa = re.split(r"[eE]", text)[0]
    shown = len(mantissa.replace(".", "").lstrip("0"))
    exponent = value.adjusted()
    if exponent > 40 or value != value.to_integral_value():
        return None
    rounded = "e" in text.lower() and shown < exponent + 1
    return None if rounded else str(int(value))


def _lost(cell: Any, rules: NumberRules) -> Text:
    title = rules.title
    if cell in {None, ""}:
        return Text(
            f"没有{title.zh}。请补上,或删掉这一行。", f"the {title.en} is missing. Fill it in or delete the row."
        )
    if _whole(cell) is None:
        return Text(
            f"{cell} 是被 Excel 改写过的数字,后几位已经丢了。请从考试系统重新导出,并把这一列设成“文本”。",
            f"{cell} is a number that Excel has rewritten; its last digits are lost. Export it again, with this"
            " column as text.",
        )
    return Text(
        f"“{cell}”不是{title.zh}。请改正(是不是丢了开头的 0,或多了字?)。",
        f"{cell!r} is no {title.en}. Correct it (a lost leading zero, or a stray character?).",
    )

"""The rows of a table that stand for something, and all that is wrong with them, told at once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from photocheck.errors import UsageError
from photocheck.io.tables.cells import Cell, Kind, exact, shown, whole
from photocheck.io.tables.columns import Layout
from photocheck.io.tables.headings import plain
from photocheck.io.tables.table import Row, fill
from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import sentence

LISTED = 20
"""Faults that are told one by one; the others are counted."""
NAMED = 10
"""Rows that a remark names."""
FOOTER = re.compile(
    r"(总计|合计|小计|共计|总人数|合计人数|人数合计|总数|本页|以下空白|以上共|共[0-9 ]+[人名]|total\b)"
    r"|(制表|填表|填报|审核|审批|复核|核对|负责|经办|联系|报送|单位|盖章|签字|签名|日期|时间|电话|备注|说明|注|人数)\S{0,6}[::]",
    re.IGNORECASE,
)
"""How rows below (or between) the candidates begin: totals, and who made the table."""


class Body:
    """Goes through the rows once; afterwards :meth:`finish` says what was wrong, and :attr:`notes` what was odd."""

    def __init__(self, layout: Layout, subject: Text) -> None:
        """
        :param subject: what the table is to the user, with its path: "the roster r.xlsx".
        """
        self._layout = layout
        self._subject = subject
        self._sheet = layout.sample.sheet
        self._places = layout.columns
        self._faults: list[Text] = []
        self._count = 0
        self._rows: list[int] = []
        self._skipped: list[int] = []
        self._cleaned: list[int] = []
        self._cut: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[tuple[Row, Mapping[str, Cell]]]:
        """Each row that stands for something, with the cells that are needed."""
        for row in self._layout.sample.all_rows():
            cells = {role: self._sheet.cell(row, place) for role, place in self._places.items()}
            if self._is_repeated(cells):
                continue
            if self._is_empty(row, cells) or self._is_footer(row, cells):
                self._skipped.append(row.number)
                continue
            self._rows.append(row.number)
            if any(cell.cleaned for cell in cells.values()):
                self._cleaned.append(row.number)
            self._cut += [(row.number, self._places[role]) for role, cell in cells.items() if cell.cut]
            yield row, cells

    def _is_repeated(self, cells: Mapping[str, Cell]) -> bool:
        """The headings once more, as where tables were put together."""
        text = cells["number"].text
        heading = self._layout.sample.heading.get(self._places["number"])
        return bool(heading) and not text.isdigit() and plain(text[:100]) == plain(heading or "")

    def _is_empty(self, row: Row, cells: Mapping[str, Cell]) -> bool:
        """A row with nothing in the needed columns, such as one that only has its printed number."""
        if any(cell.text or cell.kind is not Kind.TEXT for cell in cells.values()):
            return False
        return len(cells) > 1 or len(row.cells) < 2

    def _is_footer(self, row: Row, cells: Mapping[str, Cell]) -> bool:
        number = cells["number"]
        if number.text:
            return FOOTER.match(number.text) is not None
        if any(cell.text and not FOOTER.match(cell.text) for cell in cells.values()):
            return False
        texts = (self._sheet.cell(row, place).text for place in row.cells)
        return number.kind is Kind.TEXT and any(FOOTER.match(text) for text in texts)

    # ------------------------------------------------------------------------------------- faults

    def fault(self, row: Row, role: str, why: Text) -> None:
        """Note what is wrong with a cell."""
        self._count += 1
        if len(self._faults) < LISTED:
            self._faults.append(
                fill(sentence("tables.fault"), where=self._where(row.number, self._places[role]), why=why)
            )

    def _where(self, row: int, place: int) -> Text:
        sheet, column = self._sheet, self._sheet.column(place)
        heading = self._layout.sample.name(place)
        if sheet.records:
            where = sentence("tables.where_field")
        elif heading == column:
            where = sentence("tables.where_column")
        else:
            where = sentence("tables.where_letter") if sheet.lettered else sentence("tables.where_heading")
        text = fill(where, row=row, column=column, heading=heading)
        return fill(sentence("tables.where_sheet"), sheet=shown(sheet.name), where=text) if sheet.name else text

    def readable(self, row: Row, role: str, cell: Cell) -> bool:
        """Whether a cell says all that it was meant to; where not, that is a fault."""
        why = _unreadable(cell, digits=role in {"number", "identity"})
        if why is not None:
            self.fault(row, role, why)
        return why is None

    def number(self, row: Row, cell: Cell, rules: NumberRules) -> str | None:
        """The candidate number of a row; where it has none, that is a fault."""
        found = exact(cell, rules)
        if found is None and self.readable(row, "number", cell):
            missing, wrong = sentence("tables.number_missing"), sentence("tables.number_wrong")
            self.fault(row, "number", fill(wrong if cell.text else missing, value=shown(cell.text), title=rules.title))
        return found

    def finish(self) -> None:
        """To be called when all rows were seen.

        :raises UsageError: with every fault, the first of them one by one.
        """
        merged = list(self._merged())
        if merged:
            self._count += 1
            self._faults.insert(0, sentence("tables.merged", areas=_listed(merged)))
        if self._count == 1:
            raise UsageError(fill(sentence("tables.one_fault"), subject=self._subject, fault=self._faults[0]))
        if self._count:
            lines = [fill(sentence("tables.fault_line"), fault=fault) for fault in self._faults]
            more = self._count - len(self._faults)
            if more:
                lines.append(sentence("tables.more_faults", count=more))
            faults = Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))
            raise UsageError(
                fill(sentence("tables.many_faults"), subject=self._subject, count=self._count, faults=faults)
            )

    def _merged(self) -> Iterator[str]:
        """Merged ranges that leave open whose a needed cell is."""
        needed = sorted(self._places.values())
        rows = sorted(self._rows)
        for area in self._sheet.joined:
            columns = bisect_right(needed, area.places[1]) - bisect_left(needed, area.places[0])
            seen = bisect_right(rows, area.rows[1]) - bisect_left(rows, area.rows[0])
            if seen and columns and (seen > 1 or columns > 1):
                yield area.name

    # -------------------------------------------------------------------------------------- notes

    def notes(self) -> list[Text]:
        """What was read all the same, or passed over, and ought to be looked at."""
        found = []
        if self._skipped:
            found.append(sentence("tables.skipped", rows=_listed(self._skipped)))
        if self._cleaned:
            found.append(sentence("tables.cleaned", rows=_listed(self._cleaned)))
        if self._cut:
            fields = _listed(list(dict.fromkeys(self._layout.sample.name(place) for _, place in self._cut)))
            found.append(sentence("tables.cut", rows=_listed([row for row, _ in self._cut]), fields=fields))
        hidden = sorted(set(self._sheet.hidden) & set(self._rows)) if self._sheet.hidden else []
        if hidden:
            found.append(sentence("tables.hidden_rows", rows=_listed(hidden)))
        return found


def _listed(values: list[int] | list[str]) -> str:
    return "、".join(map(str, values[:NAMED])) + ("…" if len(values) > NAMED else "")


def _unreadable(cell: Cell, *, digits: bool) -> Text | None:
    """Why a cell does not say all that was meant, and what to do; None where it does.

    :param digits: whether it ought to hold a number, so that ``4.30102E+11`` has lost some of it.
    """
    if cell.kind is Kind.ROUNDED or (digits and cell.kind is Kind.TEXT and whole(cell) is None):
        return sentence("tables.digits_lost", value=shown(cell.text))
    if cell.kind is Kind.FORMULA:
        return sentence("tables.formula")
    if cell.kind is Kind.ERROR:
        return sentence("tables.error_value", value=shown(cell.text))
    if cell.kind is Kind.GARBLED:
        return sentence("tables.garbled", value=shown(cell.text))
    return None

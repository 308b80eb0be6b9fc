"""A workbook for the office: photos, counts, and what does not agree with the roster."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from photocheck.checks import CHECKS
from photocheck.collection.comparison import Across
from photocheck.io.files import write_whole
from photocheck.report import Brief
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.checks import check_words

HEAD = {"number": 16, "name": 12, "verdict": 9, "problems": 30, "advice": 70, "photo": 40, "output": 36}
"""Columns of the sheet of photos, by their keys in ``words/report.toml``, and how wide they are."""
AS_TEXT = "@"
BOLD = Font(bold=True)
SHADE = {"fail": "F8D7DA", "error": "F8D7DA", "warn": "FFF3CD"}
MAX_CELL = 32767
"""Characters that Excel allows in a cell."""


class Excel:
    def __init__(self, path: Path, brief: Brief) -> None:
        self._path = path
        self._brief = brief
        self._summary = Summary()
        self._book = Workbook(write_only=True)
        self._photos = self._sheet("photos_sheet", HEAD)
        self._titles = {check.id: self._say(check_words(check.id).title) for check in CHECKS}

    def add(self, report: Report) -> None:
        self._summary.add(report)
        told = [*report.failures, *report.warnings]
        advice = [] if report.error is None else [self._say(report.error.message)]
        advice += dict.fromkeys(self._say(finding.hint) for finding in told)
        verdict = str(report.verdict)
        row = [
            report.number or "",
            self._brief.name(report.number),
            self._say(sentence(f"report.verdict.{verdict}")),
            "\n".join(self._titles[finding.check] for finding in told),
            "\n".join(advice),
            report.photo,
            report.output or "",
        ]
        self._photos.append([self._cell(self._photos, text, SHADE.get(verdict)) for text in row])

    def close(self, across: Across) -> None:
        self._photos.auto_filter.ref = f"A1:G{self._summary.total + 1}"
        self._counts()
        self._across(across)
        out = io.BytesIO()
        self._book.save(out)
        write_whole(self._path, [out.getvalue()])

    def _counts(self) -> None:
        sheet = self._sheet("counts_sheet", {"item": 40, "count": 10})
        counts = self._summary.to_dict()
        sheet.append([self._word("all"), counts["photos"]])
        for verdict in ("pass", "warn", "fail", "error"):
            sheet.append([self._say(sentence(f"report.verdict.{verdict}")), counts[verdict]])
        for check, count in counts["failures"].items():
            sheet.append([f"{self._titles[check]}  {check}", count])

    def _across(self, across: Across) -> None:
        sheet = self._sheet("roster_sheet", {"case": 28, "details": 90})
        for heading, cases in across.sections():
            for case in cases:
                sheet.append([self._cell(sheet, self._say(heading)), self._cell(sheet, self._say(case))])

    def _sheet(self, title: str, columns: dict[str, int]) -> Worksheet:
        sheet = self._book.create_sheet(self._word(title))
        sheet.freeze_panes = "A2"
        for place, width in enumerate(columns.values()):
            sheet.column_dimensions[chr(65 + place)].width = width
        cells = [self._cell(sheet, self._word(name)) for name in columns]
        for cell in cells:
            cell.font = BOLD
        sheet.append(cells)
        return sheet

    def _cell(self, sheet: Worksheet, text: str, shade: str | None = None) -> Any:
        """A cell of text: never a number, never a formula."""
        plain = ILLEGAL_CHARACTERS_RE.sub("", text.encode("utf-8", "backslashreplace").decode())[:MAX_CELL]
        cell = WriteOnlyCell(sheet, plain)
        cell.data_type = "s"
        cell.number_format = AS_TEXT
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if shade is not None:
            cell.fill = PatternFill("solid", fgColor=shade)
        return cell

    def _word(self, name: str) -> str:
        return self._say(sentence(f"report.xlsx.{name}"))

    def _say(self, text: Text) -> str:
        return text.say(self._brief.language)


def writer(path: Path, brief: Brief) -> Excel:
    return Excel(path, brief)

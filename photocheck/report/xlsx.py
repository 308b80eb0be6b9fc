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
from photocheck.report.text import WORDS
from photocheck.results import Report
from photocheck.types import Text
from photocheck.words.checks import check_words

HEAD = (
    (Text("号码", "number"), 16),
    (Text("姓名", "name"), 12),
    (Text("结论", "verdict"), 9),
    (Text("不通过的项", "failed checks"), 30),
    (Text("怎么办", "what to do"), 70),
    (Text("照片", "photo"), 40),
    (Text("写入", "written to"), 36),
)
PHOTOS, COUNTS, ROSTER = Text("照片", "photos"), Text("统计", "counts"), Text("名单核对", "roster and copies")
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
        self._photos = self._sheet(PHOTOS, [(self._say(title), width) for title, width in HEAD])
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
            WORDS[self._brief.language][verdict],
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
        sheet = self._sheet(COUNTS, [(self._say(Text("项目", "item")), 40), (self._say(Text("张数", "photos")), 10)])
        words, counts = WORDS[self._brief.language], self._summary.to_dict()
        sheet.append([self._say(Text("全部", "all")), counts["photos"]])
        for verdict in ("pass", "warn", "fail", "error"):
            sheet.append([words[verdict], counts[verdict]])
        for check, count in counts["failures"].items():
            sheet.append([f"{self._titles[check]}  {check}", count])

    def _across(self, across: Across) -> None:
        head = [(self._say(Text("情况", "what")), 28), (self._say(Text("说明", "details")), 90)]
        sheet = self._sheet(ROSTER, head)
        for heading, cases in across.sections():
            for case in cases:
                sheet.append([self._cell(sheet, self._say(heading)), self._cell(sheet, self._say(case))])

    def _sheet(self, title: Text, columns: list[tuple[str, int]]) -> Worksheet:
        sheet = self._book.create_sheet(self._say(title))
        sheet.freeze_panes = "A2"
        for place, (_, width) in enumerate(columns):
            sheet.column_dimensions[chr(65 + place)].width = width
        cells = [self._cell(sheet, name) for name, _ in columns]
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

    def _say(self, text: Text) -> str:
        return text.say(self._brief.language)


def writer(path: Path, brief: Brief) -> Excel:
    return Excel(path, brief)

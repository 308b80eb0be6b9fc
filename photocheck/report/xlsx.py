"""A workbook for the office: a sheet of all photos, failures first; one for each who has to act; counts; what does not
agree with the roster.

Rows wait in a spool and are put together at the end, so memory stays flat until openpyxl writes them; its own temporary
files lie beside the workbook, in a folder that goes away, also after a run that was killed.
"""

from __future__ import annotations

import gc
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from photocheck.advice import CURES, advice, cure
from photocheck.collection.comparison import Across
from photocheck.errors import UsageError
from photocheck.io.files import Spool, temporary_folder, write_whole
from photocheck.report import Brief
from photocheck.report.summary import VERDICTS, Summary
from photocheck.results import Report
from photocheck.types import Cure, Text, Verdict
from photocheck.words import sentence
from photocheck.words.clean import UNSEEN, terminal

COLUMNS = {"number": 16, "name": 12, "verdict": 9, "cure": 12, "problems": 26, "advice": 70, "photo": 40, "output": 36}
"""Columns of the sheets of photos, by their keys in ``words/report.toml``, and how wide they are."""
AS_TEXT = "@"
BOLD = Font(bold=True)
SHADE = {"fail": "F8D7DA", "error": "F8D7DA", "warn": "FFF3CD"}
MAX_CELL = 32767
"""Characters that Excel allows in a cell."""
MAX_SHEET_NAME = 31


class Excel:
    def __init__(self, path: Path, brief: Brief) -> None:
        self._path = path
        self._brief = brief
        self._summary = Summary()
        self._rows = {verdict: Spool(path) for verdict in VERDICTS}
        self._book = Workbook(write_only=True)

    def add(self, report: Report) -> None:
        self._summary.add(report)
        told = advice(report)
        who = cure(told)
        row = [
            report.number or "",
            self._brief.name(report.number),
            self._say(sentence(f"report.verdict.{report.verdict}")),
            "" if who is None else self._say(sentence(f"advice.short.{who}")),
            "\n".join(dict.fromkeys(self._say(each.problem) for each in told)),
            "\n".join(dict.fromkeys(self._say(each.hint) for each in told)),
            report.photo,
            report.output or "",
        ]
        self._rows[report.verdict].add(json.dumps([None if who is None else str(who), row]))

    def close(self, across: Across) -> None:
        out, before = io.BytesIO(), sys.unraisablehook
        trouble: OSError | UsageError | None = None
        try:
            with _temporary_files(self._path):
                self._fill(across)
                self._book.save(out)
        except (OSError, UsageError) as error:
            # openpyxl's generators fail once more when the book is let go of, which is nobody's business any more.
            sys.unraisablehook = lambda _: None
            trouble = OSError(error.errno, error.strerror) if isinstance(error, OSError) else UsageError(error.message)
        if trouble is not None:
            self._book = Workbook(write_only=True)
            gc.collect()
            sys.unraisablehook = before
            raise trouble
        write_whole(self._path, [out.getvalue()])
        for spool in self._rows.values():
            spool.close()

    def _fill(self, across: Across) -> None:
        self._sheet_of_photos(self._word("photos_sheet"), None)
        for who in CURES:
            if self._summary.cures[who]:
                self._sheet_of_photos(self._say(sentence(f"advice.short.{who}")), who)
        self._counts()
        self._across(across)

    def _sheet_of_photos(self, title: str, only: Cure | None) -> None:
        """All photos, or those that one has to act on, failures first."""
        sheet = self._sheet(title, COLUMNS)
        count = 1
        for verdict in (Verdict.ERROR, Verdict.FAIL, Verdict.WARN, Verdict.PASS):
            for line in self._rows[verdict].lines():
                who, row = json.loads(line)
                if only is None or who == str(only):
                    sheet.append([self._cell(sheet, text, SHADE.get(str(verdict))) for text in row])
                    count += 1
        sheet.auto_filter.ref = f"A1:{chr(64 + len(COLUMNS))}{count}"

    def _counts(self) -> None:
        sheet = self._sheet(self._word("counts_sheet"), {"item": 48, "count": 10})
        sheet.append([self._word("all"), self._summary.total])
        for verdict in VERDICTS:
            sheet.append([self._say(sentence(f"report.verdict.{verdict}")), self._summary.verdicts[verdict]])
        for who in CURES:
            problems = self._summary.problems[who].most_common()
            if problems:
                heading = self._cell(sheet, self._say(sentence(f"advice.cure.{who}")))
                heading.font = BOLD
                sheet.append([heading, self._summary.cures[who]])
            for problem, count in problems:
                sheet.append([self._cell(sheet, f"    {self._say(problem)}"), count])

    def _across(self, across: Across) -> None:
        sheet = self._sheet(self._word("roster_sheet"), {"case": 28, "details": 90})
        for section in across.sections():
            for case in section.cases:
                sheet.append([self._cell(sheet, self._say(section.heading)), self._cell(sheet, self._say(case))])

    def _sheet(self, title: str, columns: dict[str, int]) -> Worksheet:
        sheet = self._book.create_sheet(title[:MAX_SHEET_NAME])
        sheet.freeze_panes = "A2"
        for place, width in enumerate(columns.values()):
            sheet.column_dimensions[chr(65 + place)].width = width
        cells = [self._cell(sheet, self._word(name)) for name in columns]
        for cell in cells:
            cell.font = BOLD
        sheet.append(cells)
        return sheet

    def _cell(self, sheet: Worksheet, text: str, shade: str | None = None) -> Any:
        """A cell of text: never a number, never a formula, nothing that cannot be seen."""
        plain = UNSEEN.sub(lambda found: terminal(found[0]), text)[:MAX_CELL]
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


@contextmanager
def _temporary_files(beside: Path) -> Iterator[None]:
    """openpyxl writes each sheet into the system's temporary folder first; that folder is one beside the workbook."""
    with temporary_folder(beside) as folder:
        before, tempfile.tempdir = tempfile.tempdir, str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before


def writer(path: Path, brief: Brief) -> Excel:
    return Excel(path, brief)

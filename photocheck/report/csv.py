"""A table for Excel: one row a photo.  The file begins with the mark by which Excel knows UTF-8.

In English its headings and words are those of the result object and stay as they are; in Chinese it is for people.
"""

from __future__ import annotations

import csv
from typing import IO, Any

from photocheck.advice import advice, cure
from photocheck.checks import CHECKS
from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.results import Finding, Report
from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.checks import check_words
from photocheck.words.clean import cell

COLUMNS = ("photo", "number", "name", "verdict", "output", "error", "failed", "problems", "cure", "advice", "width",
           "height", "bytes")  # fmt: skip
MEASURES = (
    "faces", "crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y", "top_ratio", "head_ratio",
    "shoulder_ratio", "left_ratio", "right_ratio", "yaw", "pitch", "roll",
)  # fmt: skip


class Table:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._brief = brief
        self._chinese = brief.language == "zh"
        self._checks = [check.id for check in CHECKS if brief.profile.rule(check.id)]
        self._rows = csv.writer(stream, lineterminator="\r\n")
        self._stream = stream
        stream.write("\ufeff")
        titles = [self._say(check_words(check).title) if self._chinese else check for check in self._checks]
        self._rows.writerow([*(self._heading(name) for name in (*COLUMNS, *MEASURES)), *titles])

    def add(self, report: Report) -> None:
        told = advice(report)
        who = cure(told)
        between = self._say(sentence("report.between_problems"))
        findings = {finding.check: finding for finding in report.findings}
        failed = [finding.check for finding in report.failures]
        self._rows.writerow(
            [
                cell(report.photo),
                _number(report.number),
                cell(self._brief.name(report.number)),
                self._say(sentence(f"report.verdict.{report.verdict}")) if self._chinese else str(report.verdict),
                cell(report.output or ""),
                "" if report.error is None else cell(self._say(report.error.message)),
                " ".join(failed),
                cell(between.join(dict.fromkeys(self._say(each.problem) for each in told))),
                "" if who is None else self._say(sentence(f"advice.short.{who}")) if self._chinese else str(who),
                cell(" ".join(dict.fromkeys(self._say(each.hint) for each in told))),
                *(_plain(value) for value in (report.image.width, report.image.height, report.image.bytes)),
                *(_plain(getattr(report.measurements, key)) for key in MEASURES),
                *(self._value(findings.get(check)) for check in self._checks),
            ]
        )
        self._stream.flush()

    def close(self, across: Across) -> None:
        self._stream.flush()

    def _heading(self, name: str) -> str:
        return self._say(sentence(f"report.csv.{name}")) if self._chinese else name

    def _value(self, finding: Finding | None) -> Any:
        """Numbers as they are, so that Excel can count with them; words in the reader's language."""
        if finding is None or finding.value is None:
            return ""
        if self._chinese and isinstance(finding.value, str | bool):
            return cell(self._say(finding.value_words))
        return _plain(finding.value)

    def _say(self, text: Text) -> str:
        return text.say(self._brief.language)


def _number(number: str | None) -> str:
    """A number as a formula that gives text: Excel would show 12 digits as 4.30102E+11, and lose the end of 18."""
    return "" if number is None else f'="{number}"' if number.isascii() and number.isalnum() else cell(number)


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return cell(value) if isinstance(value, str) else value


def writer(stream: IO[str], brief: Brief) -> Table:
    return Table(stream, brief)

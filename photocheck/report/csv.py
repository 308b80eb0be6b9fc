"""A table for Excel: one row a photo.  The file begins with the mark by which Excel knows UTF-8."""

from __future__ import annotations

import csv
from typing import IO, Any

from photocheck.checks import CHECKS
from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.results import Report

MEASURES = (
    "faces", "crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y", "top_ratio", "head_ratio",
    "shoulder_ratio", "left_ratio", "right_ratio", "yaw", "pitch", "roll",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Table:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._brief = brief
        self._language = brief.language
        self._checks = [check.id for check in CHECKS if brief.profile.rule(check.id)]
        self._rows = csv.writer(stream, lineterminator="\r\n")
        self._stream = stream
        stream.write("\ufeff")
        head = ["photo", "number", "name", "verdict", "output", "error", "failed", "advice", "width", "height", "bytes"]
        self._rows.writerow([*head, *MEASURES, *self._checks])

    def add(self, report: Report) -> None:
        told = [*report.failures, *report.warnings]
        values = {finding.check: finding.value for finding in report.findings}
        error = "" if report.error is None else report.error.message.say(self._language)
        self._rows.writerow(
            [
                _safe(report.photo),
                _number(report.number),
                _safe(self._brief.name(report.number)),
                str(report.verdict),
                _safe(report.output or ""),
                _safe(error),
                " ".join(finding.check for finding in report.failures),
                _safe(" ".join(finding.hint.say(self._language) for finding in told)),
                *(_cell(value) for value in (report.image.width, report.image.height, report.image.bytes)),
                *(_cell(getattr(report.measurements, key)) for key in MEASURES),
                *(_cell(values.get(check)) for check in self._checks),
            ]
        )
        self._stream.flush()

    def close(self, across: Across) -> None:
        self._stream.flush()


def _safe(text: str) -> str:
    """A text that Excel would run as a formula is given an apostrophe in front."""
    return "'" + text if text.startswith(FORMULA) else text


def _number(number: str | None) -> str:
    """A number as a formula that gives text: Excel would show 12 digits as 4.30102E+11, and lose the end of 18."""
    return "" if number is None else f'="{number}"' if number.isascii() and number.isalnum() else _safe(number)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return _safe(value) if isinstance(value, str) else value


def writer(stream: IO[str], brief: Brief) -> Table:
    return Table(stream, brief)

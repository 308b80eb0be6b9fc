"""Annotations that a GitHub workflow shows beside the files of a pull request."""

from __future__ import annotations

from typing import IO

from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.report.summary import Summary
from photocheck.results import Report


class Annotations:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        self._summary = Summary()

    def add(self, report: Report) -> None:
        self._summary.add(report)
        language = self._brief.language
        if report.error is not None:
            self._write("error", report.photo, report.error.kind, report.error.message.say(language))
        for finding in report.failures:
            self._write("error", report.photo, finding.check, finding.hint.say(language))
        for finding in report.warnings:
            self._write("warning", report.photo, finding.check, finding.hint.say(language))
        self._stream.flush()

    def close(self, across: Across) -> None:
        for heading, cases in across.sections():
            for case in cases:
                self._write("error", "", heading.say(self._brief.language), case.say(self._brief.language))
        self._stream.write(f"::notice title=photocheck::{_data(self._summary.line(self._brief.language))}\n")
        self._stream.flush()

    def _write(self, kind: str, file: str, title: str, message: str) -> None:
        where = f"file={_property(file.replace(chr(92), '/'))}," if file else ""
        self._stream.write(f"::{kind} {where}title={_property(title)}::{_data(message)}\n")


def _data(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.encode("utf-8", "backslashreplace").decode()


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def writer(stream: IO[str], brief: Brief) -> Annotations:
    return Annotations(stream, brief)

"""Annotations that a GitHub workflow shows beside the files of a pull request."""

from __future__ import annotations

from typing import IO

from photocheck.advice import advice
from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.report.summary import Summary
from photocheck.results import Report
from photocheck.types import Text, Verdict
from photocheck.words import sentence
from photocheck.words.clean import terminal


class Annotations:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        self._summary = Summary()

    def add(self, report: Report) -> None:
        self._summary.add(report)
        for told in advice(report):
            title = sentence("report.github.title", problem=told.problem, checks=" ".join(told.checks))
            self._write(told.counts_as is not Verdict.WARN, report.photo, title, told.hint)
        self._stream.flush()

    def close(self, across: Across) -> None:
        for section in across.sections():
            for case in section.cases:
                self._write(section.bad, "", section.heading, case)
        self._stream.write(f"::notice title=photocheck::{_data(self._summary.line(self._brief.language))}\n")
        self._stream.flush()

    def _write(self, bad: bool, file: str, title: Text, message: Text) -> None:
        where = f"file={_property(file.replace(chr(92), '/'))}," if file else ""
        heading, said = title.say(self._brief.language), message.say(self._brief.language)
        self._stream.write(f"::{'error' if bad else 'warning'} {where}title={_property(heading)}::{_data(said)}\n")


def _data(text: str) -> str:
    """A log shows it on a terminal, or in a browser as one would."""
    return terminal(text).replace("%", "%25")


def _property(text: str) -> str:
    """A file's name with a line's end in it is found by the workflow all the same."""
    return "%0A".join(_data(line) for line in text.split("\n")).replace(":", "%3A").replace(",", "%2C")


def writer(stream: IO[str], brief: Brief) -> Annotations:
    return Annotations(stream, brief)

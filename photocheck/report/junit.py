"""JUnit XML: one test case a photo, for the tools that show test results.

Kept to the strict schema of Ant's JUnit reports, which every reader understands.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import PurePath
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from photocheck.collection.comparison import Across
from photocheck.io.files import Spool
from photocheck.report import Brief
from photocheck.report.text import printable
from photocheck.results import Finding, Report
from photocheck.types import Text, Verdict

UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""


class Junit:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        self._cases, self._warned = Spool(), Spool()
        self._counts = {"tests": 0, "failures": 0, "errors": 0}

    def add(self, report: Report) -> None:
        path = PurePath(report.photo)
        inside = ""
        if report.error is not None:
            self._counts["errors"] += 1
            inside = self._told("error", report.error.kind, [self._say(report.error.message)])
        elif report.verdict is Verdict.FAIL:
            self._counts["failures"] += 1
            failed = [self._finding(finding) for finding in report.failures]
            inside = self._told("failure", report.failures[0].check if report.failures else "none", failed)
        for finding in report.warnings:
            self._warned.add(_text(f"{printable(report.photo)}: {printable(self._finding(finding))}"))
        name = f"{path.name} {self._brief.name(report.number)}".strip()
        self._case(str(path.parent), name, inside)

    def close(self, across: Across) -> None:
        for heading, cases in across.sections():
            for case in cases:
                self._counts["failures"] += 1
                self._case(self._say(heading), self._say(case), self._told("failure", "across", [self._say(case)]))
        facts = {"id": 0, "package": "photocheck", "name": self._brief.profile.id, **self._counts, "time": 0}
        facts |= {"timestamp": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%S}", "hostname": "localhost"}
        suite = " ".join(f"{name}={_attribute(str(value))}" for name, value in facts.items())
        self._stream.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite {suite}>\n<properties/>\n'
        )
        self._stream.writelines(line + "\n" for line in self._cases.lines())
        self._stream.write("<system-out>")
        self._stream.writelines(line + "\n" for line in self._warned.lines())
        self._stream.write("</system-out>\n<system-err/>\n</testsuite>\n</testsuites>\n")
        self._stream.flush()
        self._cases.close()
        self._warned.close()

    def _case(self, group: str, name: str, inside: str) -> None:
        self._counts["tests"] += 1
        # One line a case in the spool; line breaks inside are written as character references.
        line = f'<testcase classname={_attribute(group)} name={_attribute(name)} time="0">{inside}</testcase>'
        self._cases.add(line.replace("\n", "&#10;").replace("\r", "&#13;"))

    def _told(self, tag: str, kind: str, lines: list[str]) -> str:
        return f"<{tag} type={_attribute(kind)} message={_attribute(lines[0])}>{_text(chr(10).join(lines))}</{tag}>"

    def _finding(self, finding: Finding) -> str:
        return f"{finding.check}: {self._say(finding.hint)}"

    def _say(self, text: Text) -> str:
        return text.say(self._brief.language)


def _text(text: str) -> str:
    return escape(UNWRITABLE.sub(lambda found: printable(found[0]), text))


def _attribute(text: str) -> str:
    return quoteattr(UNWRITABLE.sub(lambda found: printable(found[0]), text))


def writer(stream: IO[str], brief: Brief) -> Junit:
    return Junit(stream, brief)

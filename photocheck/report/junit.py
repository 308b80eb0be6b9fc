"""JUnit XML: one test case a photo, for the tools that show test results.

Kept to the strict schema of Ant's JUnit reports, which every reader understands.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import PurePath
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from photocheck.advice import Advice, advice
from photocheck.collection.comparison import Across
from photocheck.io.files import Spool
from photocheck.report import Brief
from photocheck.results import Report
from photocheck.types import Text, Verdict
from photocheck.words import sentence
from photocheck.words.clean import terminal

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
        told = advice(report)
        failed = [each for each in told if each.counts_as is not Verdict.WARN]
        if report.error is not None:
            self._counts["errors"] += 1
            inside = self._told("error", report.error.kind, failed)
        elif report.verdict is Verdict.FAIL:
            self._counts["failures"] += 1
            inside = self._told("failure", failed[0].checks[0] if failed else "none", failed)
        for each in told:
            if each.counts_as is Verdict.WARN:
                self._warn(f"{report.photo}: {self._line(each)}")
        name = f"{path.name} {self._brief.name(report.number)}".strip()
        self._case(str(path.parent), name, inside)

    def close(self, across: Across) -> None:
        for section in across.sections():
            for case in map(self._say, section.cases):
                heading = self._say(section.heading)
                if not section.bad:  # told, not judged: the exit code does not count it either
                    self._warn(f"{heading}: {case}")
                    continue
                self._counts["failures"] += 1
                self._case(heading, case, _element("failure", "across", heading, case))
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

    def _told(self, tag: str, kind: str, told: list[Advice]) -> str:
        """One element a case, as the schema has it: named by what is wrong, with what to do inside."""
        between = self._say(sentence("report.between_problems"))
        problems = between.join(dict.fromkeys(self._say(each.problem) for each in told))
        return _element(tag, kind, problems, "\n".join(self._line(each) for each in told))

    def _line(self, told: Advice) -> str:
        return f"{self._say(told.hint)} [{' '.join(told.checks)}]"

    def _warn(self, line: str) -> None:
        self._warned.add(_text(terminal(line)))

    def _say(self, text: Text) -> str:
        return text.say(self._brief.language)


def _element(tag: str, kind: str, message: str, inside: str) -> str:
    return f"<{tag} type={_attribute(kind)} message={_attribute(message)}>{_text(inside)}</{tag}>"


def _text(text: str) -> str:
    return escape(UNWRITABLE.sub(lambda found: terminal(found[0]), text))


def _attribute(text: str) -> str:
    return quoteattr(UNWRITABLE.sub(lambda found: terminal(found[0]), text))


def writer(stream: IO[str], brief: Brief) -> Junit:
    return Junit(stream, brief)

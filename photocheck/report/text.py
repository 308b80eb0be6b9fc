"""Plain text for a clerk: what is wrong and what to do, photo by photo, failures before warnings.

A photo that fails is told of at once.  What can wait, waits for the end: warnings, photos that pass where they are
asked for, and one line for all photos that have the same trouble (28 files that no table names).
"""

from __future__ import annotations

from typing import IO

from photocheck.advice import Advice, advice
from photocheck.collection.comparison import Across, Section
from photocheck.io.files import Spool
from photocheck.report import Brief
from photocheck.results import Report
from photocheck.types import Language, Text, Verdict
from photocheck.words import sentence
from photocheck.words.clean import terminal

COLOURS = {Verdict.PASS: "32", Verdict.WARN: "33", Verdict.FAIL: "31", Verdict.ERROR: "35"}
"""SGR codes of a terminal; the word says the same."""
GREY = "2"
NAMED = 5
"""Photos that a line on many of them names."""
LISTED = 20
"""Cases of one kind that are listed where nobody asked for all."""
OPTIONS = {"number": "--numbers", "exists": "--overwrite"}
"""By the error's kind, what its cure is called here; on pages and on paper nobody types an option."""


class PlainText:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        self._language = brief.language
        self._waiting = {Verdict.WARN: Spool(), Verdict.PASS: Spool()}
        self._alike: dict[tuple[str, Text], list[str]] = {}

    def add(self, report: Report) -> None:
        told = advice(report)
        if report.error is not None and report.error.kind == "number" and not self._brief.live:
            self._alike.setdefault((report.error.kind, report.error.message), []).append(report.photo)
            return
        if not self._is_wanted(report.verdict):
            return
        lines = self._lines(report, told)
        if report.verdict in self._waiting and not self._brief.live:
            for line in lines:
                self._waiting[report.verdict].add(line)
        else:
            self._write(lines)

    def close(self, across: Across) -> None:
        for (_, message), photos in self._alike.items():
            self._write(self._same(message, photos))
        for verdict in (Verdict.WARN, Verdict.PASS):
            self._stream.writelines(line + "\n" for line in self._waiting[verdict].lines())
            self._waiting[verdict].close()
        for section in across.sections():
            if self._brief.failed_only and not section.bad:
                continue
            heading = self._say(sentence("report.text.section", heading=section.heading, count=len(section.cases)))
            self._write([self._painted(heading, COLOURS[Verdict.FAIL if section.bad else Verdict.WARN])])
            listed = len(section.short) if self._brief.verbose else LISTED
            self._write(section_lines(section, self._language, listed))
            if rest := len(section.short[listed:]):
                self._write([f"    {self._say(sentence('report.text.cases_more', count=rest))}"])
        self._stream.flush()

    def _is_wanted(self, verdict: Verdict) -> bool:
        if verdict is Verdict.PASS:
            return self._brief.verbose
        return verdict is not Verdict.WARN or not self._brief.failed_only

    def _lines(self, report: Report, told: tuple[Advice, ...]) -> list[str]:
        head = f"{self._verdict(report.verdict)}  {terminal(report.photo)}"
        if name := self._brief.name(report.number):
            head += f"  {terminal(name)}"
        if report.output is not None:
            head += f" -> {terminal(report.output)}"
        return [head, *(f"    {self._line(each)}" for each in told)]

    def _line(self, told: Advice) -> str:
        """What is wrong and what to do; the checks' names, which a report in Excel or JSON is looked up by, last."""
        checks = " ".join(told.checks)
        hint = _with_option(told.hint, told.checks[0]) if told.counts_as is Verdict.ERROR else told.hint
        return f"{terminal(self._say(hint))}  {self._painted(f'[{checks}]', GREY)}"

    def _same(self, message: Text, photos: list[str]) -> list[str]:
        """One line for all photos with the same trouble, and some of their names."""
        message = _with_option(message, "number")
        if len(photos) == 1:
            return [
                f"{self._verdict(Verdict.ERROR)}  {terminal(photos[0])}",
                f"    {terminal(self._say(message))}",
            ]
        heading = sentence("report.text.same", count=len(photos), message=message)
        named = photos if self._brief.verbose else photos[:NAMED]
        lines = [f"{self._verdict(Verdict.ERROR)}  {terminal(self._say(heading))}"]
        lines += [f"    {terminal(photo)}" for photo in named]
        if len(named) < len(photos):
            lines.append(f"    {self._say(sentence('report.text.more', count=len(photos) - len(named)))}")
        return lines

    def _verdict(self, verdict: Verdict) -> str:
        return self._painted(self._say(sentence(f"report.verdict.{verdict}")), COLOURS[verdict])

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._brief.colour else text

    def _write(self, lines: list[str]) -> None:
        self._stream.writelines(line + "\n" for line in lines)
        self._stream.flush()

    def _say(self, text: Text) -> str:
        return text.say(self._language)


def section_lines(section: Section, language: Language, listed: int) -> list[str]:
    """What stands under a section's heading: what to do, once, and so many of its cases."""
    lines = [section.advice.say(language)] if section.advice.zh else []
    lines += [terminal(case.say(language)) for case in section.short[:listed]]
    return [f"    {line}" for line in lines]


def _with_option(message: Text, kind: str) -> Text:
    if kind not in OPTIONS:
        return message
    return sentence("report.text.option", message=message, option=OPTIONS[kind])


def writer(stream: IO[str], brief: Brief) -> PlainText:
    return PlainText(stream, brief)

"""Plain text for a clerk: one line a photo, and under it what to do."""

from __future__ import annotations

from typing import IO

from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.results import Finding, Report
from photocheck.types import Verdict
from photocheck.words import sentence


class PlainText:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        self._language = brief.language

    def add(self, report: Report) -> None:
        verdict = sentence(f"report.verdict.{report.verdict}").say(self._language)
        lines = [f"{verdict}  {printable(report.photo)}"]
        if name := self._brief.name(report.number):
            lines[0] += f"  {printable(name)}"
        if report.output is not None:
            lines[0] += f" -> {printable(report.output)}"
        if report.error is not None:
            lines.append(f"    {printable(report.error.message.say(self._language))}")
        told = [*report.failures, *report.warnings]
        measured = [f for f in told if f.verdict is not Verdict.UNMEASURED]
        lines.extend(f"    {f.check}: {printable(f.hint.say(self._language))}" for f in measured)
        lines.extend(self._unmeasured([f for f in told if f.verdict is Verdict.UNMEASURED]))
        self._stream.write("\n".join(lines) + "\n")
        self._stream.flush()

    def _unmeasured(self, findings: list[Finding]) -> list[str]:
        """One line a reason, for a missing face leaves a dozen checks without a value."""
        by_reason: dict[str, list[str]] = {}
        for finding in findings:
            by_reason.setdefault(finding.hint.say(self._language), []).append(finding.check)
        return [f"    {', '.join(checks)}: {reason}" for reason, checks in by_reason.items()]

    def close(self, across: Across) -> None:
        for heading, cases in across.sections():
            self._stream.write(f"{heading.say(self._language)}: {len(cases)}\n")
            self._stream.writelines(f"    {printable(case.say(self._language))}\n" for case in cases)
        self._stream.flush()


def printable(text: str) -> str:
    """File names may hold line breaks and worse: shown escaped, so that a line stays a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def writer(stream: IO[str], brief: Brief) -> PlainText:
    return PlainText(stream, brief)

"""Counting verdicts as they come."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from photocheck.results import Report
from photocheck.types import Language, Text, Verdict
from photocheck.words import sentence

NAMED = 5
"""Checks that the summary line names, the most frequent first."""


class Summary:
    """How many photos passed, warned, failed or could not be judged, and failures by check."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.written = 0
        self._started = time.monotonic()

    def add(self, report: Report) -> None:
        self.verdicts[str(report.verdict)] += 1
        self.failures.update(finding.check for finding in report.failures)
        self.written += report.output is not None

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    @property
    def bad(self) -> bool:
        """Whether any photo failed or could not be judged."""
        return bool(self.verdicts[Verdict.FAIL.value] or self.verdicts[Verdict.ERROR.value])

    def to_dict(self) -> dict[str, Any]:
        counts = {verdict.value: self.verdicts[verdict.value] for verdict in Verdict if verdict.value != "unmeasured"}
        return {"photos": self.total, **counts, "written": self.written, "failures": dict(self.failures.most_common())}

    def line(self, language: Language) -> str:
        """One line for the end of a run."""
        verdicts = self.verdicts
        counts = {name: verdicts[name] for name in ("pass", "warn", "fail", "error")}
        parts = [sentence("report.summary.counts", photos=self.total, **counts)]
        if self.written:
            parts.append(sentence("report.summary.written", count=self.written))
        if self.failures:
            named = ", ".join(f"{check} {count}" for check, count in self.failures.most_common(NAMED))
            parts.append(sentence("report.summary.failed", named=named, others=self._others()))
        rate = self.total / max(time.monotonic() - self._started, 1e-6)
        parts.append(sentence("report.summary.speed", rate=f"{rate:.1f}"))
        return "".join(part.say(language) for part in parts)

    def _others(self) -> Text:
        more = len(self.failures) - NAMED
        if more <= 0:
            return Text("", "")
        return sentence("report.summary.others", more=more)

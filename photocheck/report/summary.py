"""Counting verdicts as they come."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from photocheck.results import Report
from photocheck.types import Language, Verdict

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
        v = self.verdicts
        speed = f"{self.total / max(time.monotonic() - self._started, 1e-6):.1f}"
        zh = language == "zh"
        counts = (
            f"共 {self.total} 张:通过 {v['pass']},提醒 {v['warn']},不通过 {v['fail']},出错 {v['error']}"
            if zh
            else f"{self.total} photos: {v['pass']} passed, {v['warn']} warned, {v['fail']} failed, {v['error']} errors"
        )
        if self.written:
            counts += f";目录里 {self.written} 张" if zh else f"; {self.written} in the tree"
        if self.failures:
            named = ", ".join(f"{check} {count}" for check, count in self.failures.most_common(NAMED))
            more = len(self.failures) - NAMED
            others = "" if more <= 0 else f" 等 {len(self.failures)} 项" if zh else f" and {more} more checks"
            counts += f";不通过的项:{named}{others}" if zh else f"; failed: {named}{others}"
        return counts + (f";{speed} 张/秒" if zh else f"; {speed} photos/s")

"""Counting verdicts as they come."""

from __future__ import annotations

from collections import Counter
from typing import Any

from photocheck.types import Language, Report, Verdict


class Summary:
    """How many photos passed, warned, failed or could not be judged, and failures by check."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.written = 0

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
        worst = ", ".join(f"{check} {count}" for check, count in self.failures.most_common(5))
        if language == "zh":
            tail = f";不通过最多的项:{worst}" if worst else ""
            return f"共 {self.total} 张:通过 {v['pass']},提醒 {v['warn']},不通过 {v['fail']},出错 {v['error']}{tail}"
        tail = f"; most failures: {worst}" if worst else ""
        return (
            f"{self.total} photos: {v['pass']} passed, {v['warn']} warned, {v['fail']} failed,"
            f" {v['error']} errors{tail}"
        )

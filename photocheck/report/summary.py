"""Counting verdicts, faults and cures as reports come."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from photocheck.advice import CURES, advice, cure
from photocheck.results import Report
from photocheck.types import Cure, Language, Text, Verdict
from photocheck.words import listed, sentence

NAMED = 5
"""Faults that a line names, the most frequent first."""
VERDICTS = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.ERROR)


class Summary:
    """How many photos passed, warned, failed or could not be judged; what was wrong, by who has to act."""

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self.failures: Counter[str] = Counter()
        """Photos by the check that failed; a photo may stand under several."""
        self.cures: Counter[Cure] = Counter()
        """Photos by who has to act first; each stands under one."""
        self.problems: dict[Cure, Counter[Text]] = {who: Counter() for who in CURES}
        """Photos by fault, under who has to act on it; a photo may stand under several."""
        self.told: dict[Cure, Counter[Text]] = {who: Counter() for who in CURES}
        """The same of the photos that stand under who has to act alone: no fault of a group is counted more often than
        the group has photos."""
        self.written = 0
        self.again = 0
        """Photos that an earlier run had done."""
        self._started = time.monotonic()

    def add(self, report: Report) -> None:
        self.verdicts[report.verdict] += 1
        self.failures.update(finding.check for finding in report.failures)
        self.written += report.output is not None
        self.again += report.again
        told = advice(report)
        who = cure(told)
        if who is not None:
            self.cures[who] += 1
        for each in told:
            if each.counts_as is not Verdict.WARN or report.verdict is Verdict.WARN:
                self.problems[each.cure][each.problem] += 1
                if each.cure is who:
                    self.told[each.cure][each.problem] += 1

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    @property
    def bad(self) -> bool:
        """Whether any photo failed or could not be judged."""
        return bool(self.verdicts[Verdict.FAIL] or self.verdicts[Verdict.ERROR])

    def to_dict(self) -> dict[str, Any]:
        counts = {str(verdict): self.verdicts[verdict] for verdict in VERDICTS}
        cures = {str(who): self.cures[who] for who in CURES}
        failures = dict(self.failures.most_common())
        return {"photos": self.total, **counts, "written": self.written, "cures": cures, "failures": failures}

    def line(self, language: Language) -> str:
        """One line for the end of a run."""
        counts = {str(verdict): self.verdicts[verdict] for verdict in VERDICTS}
        parts = [sentence("report.summary.counts", photos=self.total, **counts)]
        if self.written:
            parts.append(sentence("report.summary.written", count=self.written))
        if self.again:
            parts.append(sentence("report.summary.again", count=self.again))
        judged = self.total - self.verdicts[Verdict.ERROR] - self.again
        if judged:
            rate = judged / max(time.monotonic() - self._started, 1e-6)
            parts.append(sentence("report.summary.speed", rate=f"{rate:.1f}"))
        return "".join(part.say(language) for part in parts)

    def lines(self, language: Language) -> list[str]:
        """The line, and under it one for each who has to act: how many photos, and what is wrong with them."""
        return [self.line(language), *(f"  {text.say(language)}" for text in self.grouped())]

    def grouped(self) -> list[Text]:
        """A sentence for each who has to act: photos under it, and its faults with their counts."""
        found = []
        for who in CURES:
            problems = self.told[who].most_common()
            if not problems:
                continue
            named = [sentence("report.summary.problem", problem=name, count=n) for name, n in problems[:NAMED]]
            more = len(problems) - NAMED
            others = sentence("report.summary.others", more=more) if more > 0 else Text("", "")
            heading, faults = sentence(f"advice.cure.{who}"), listed(named)
            found.append(
                sentence("report.summary.group", who=heading, count=self.cures[who], listed=faults, others=others)
            )
        return found

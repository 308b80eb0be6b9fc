"""How often each check failed, over all photos of a run."""

from __future__ import annotations

from collections import Counter

from photocheck.results import Report
from photocheck.types import Language, Verdict
from photocheck.words import sentence
from photocheck.words.checks import check_ids, check_words

HEAD = ("failed", "warned", "unmeasured", "passed", "share")
"""The columns, by their keys in ``words/report.toml``."""


class Statistics:
    """Counts of findings by check, as they come."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, report: Report) -> None:
        for finding in report.findings:
            self._counts[finding.check, str(finding.verdict)] += 1

    def table(self, language: Language) -> str:
        """One line a check that was made, most failures first."""
        rows = []
        for check in dict.fromkeys(check for check, _ in self._counts):
            seen = {v: self._counts[check, str(v)] for v in Verdict}
            missed = seen[Verdict.FAIL] + seen[Verdict.UNMEASURED]
            counts = (seen[Verdict.FAIL], seen[Verdict.WARN], seen[Verdict.UNMEASURED], seen[Verdict.PASS])
            rows.append((missed, check, (*counts, round(100 * missed / sum(seen.values()), 1))))
        if not rows:
            return sentence("report.statistics.none").say(language) + "\n"
        rows.sort(key=lambda row: (-row[0], row[1]))
        lines = [_line(tuple(sentence(f"report.statistics.{name}").say(language) for name in HEAD), "")]
        lines += [
            _line(tuple(map(str, cells)), f"{_named(check, missed, language)}  {check}")
            for missed, check, cells in rows
        ]
        return "\n".join(lines) + "\n"


def _named(check: str, missed: int, language: Language) -> str:
    """The faults that the check finds where it found one, else what it looks at."""
    if check not in check_ids():
        return ""
    words = check_words(check)
    faults = dict.fromkeys((words.problem_low.say(language), words.problem_high.say(language)))
    return "/".join(faults) if missed else words.title.say(language)


def _line(cells: tuple[str, ...], name: str) -> str:
    # A Chinese character is two columns wide on a console.
    return (
        "".join(" " * (11 - sum(1 + (ord(c) > 0x2E7F) for c in cell)) + cell for cell in cells) + f"  {name}".rstrip()
    )

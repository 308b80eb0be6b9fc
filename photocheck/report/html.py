"""A page to look at: every photo with its lines, failures first, in one file that needs no network.

Reports are spooled to the disk as they come and put together at the end, failures first; more than
:data:`PER_PAGE` photos are split over pages that link to each other.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from photocheck.advice import CURES, Advice, advice, cure
from photocheck.checks import CHECKS
from photocheck.collection.comparison import Across
from photocheck.io.files import Spool, write_whole
from photocheck.report import Brief
from photocheck.report.summary import Summary
from photocheck.results import Finding, Report
from photocheck.types import Verdict
from photocheck.values import RATIO, limit_words
from photocheck.words import sentence, subjects
from photocheck.words.checks import FAMILIES, check_words

PER_PAGE = 2000
"""Photos a page: as many as an office PC's browser opens and scrolls without a pause (docs/en/report.md)."""
ORDER = (Verdict.ERROR, Verdict.FAIL, Verdict.WARN, Verdict.PASS)
WORDED = frozenset(check.id for check in CHECKS if check_words(check.id).values)
"""Checks whose values are words, whatever the code writes."""
PARTS = Path(__file__).parent / "page"
SCRIPT = ("base", "picture", "overview", "grid", "large", "paper", "main")


class HtmlReport:
    def __init__(self, path: Path, brief: Brief) -> None:
        self._path = path
        self._brief = brief
        self._spools = {verdict: Spool(path) for verdict in ORDER}
        self._numbers = {verdict: Spool(path) for verdict in ORDER}
        self._summary = Summary()
        self._places = {check.id: place for place, check in enumerate(CHECKS)}

    def add(self, report: Report) -> None:
        self._summary.add(report)
        self._spools[report.verdict].add(_dumped(self._record(report)))
        self._numbers[report.verdict].add(_dumped(f"{report.number or report.photo} {self._brief.name(report.number)}"))

    def close(self, across: Across) -> None:
        count = max(1, -(-self._summary.total // PER_PAGE))
        facts = self._facts(across, count)
        index = list(_all(self._numbers)) if count > 1 else []
        lines = (line for spool in self._spools.values() for line in spool.lines())
        for page in range(1, count + 1):
            own = {**facts, "page": page, **({"index": index} if count > 1 and page == 1 else {})}
            write_whole(self._page_path(page), self._page(own, lines))
        for spool in (*self._spools.values(), *self._numbers.values()):
            spool.close()

    def _page_path(self, page: int) -> Path:
        return self._path if page == 1 else self._path.with_name(f"{self._path.stem}-{page}{self._path.suffix}")

    def _page(self, facts: dict[str, Any], lines: Iterator[str]) -> Iterator[bytes]:
        head, middle, tail = _part("page.html").partition("<!--DATA-->")
        style, script = _part("page.css"), script_of_page()
        head = head.replace("{{language}}", "zh-CN" if self._brief.language == "zh" else "en")
        run = sentence("page.run_script")
        head = head.replace("{{run-script}}", f"{run.zh} {run.en}").replace("{{title}}", self._title())
        head = head.replace("{{style-sum}}", _sum(style)).replace("{{script-sum}}", _sum(script))
        yield (head.replace("/*STYLE*/", style) + middle).encode()
        yield b'<script type="application/json" id="facts">' + _dumped(facts).encode() + b"</script>\n"
        yield b'<script type="application/json" id="photos">[\n'
        # The pages share one generator: each takes up where the last one stopped.
        for place, line in enumerate(islice(lines, PER_PAGE)):
            yield (",\n" if place else "").encode() + line.encode()
        yield b"\n]</script>\n" + tail.replace("/*SCRIPT*/", script).encode()

    def _title(self) -> str:
        return sentence("page.title").say(self._brief.language)

    def _facts(self, across: Across, count: int) -> dict[str, Any]:
        profile, brief = self._brief.profile, self._brief
        picture, framing = profile.picture, profile.framing
        border = (picture.height - picture.imaging_height) / 2
        top = border + framing.top * picture.imaging_height
        notes = across.notes()
        return {
            "language": brief.language,
            "made": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            "profile": {"id": profile.id, "title": profile.title.to_dict(), "digest": profile.digest},
            "summary": self._summary.to_dict(),
            "cures": {str(who): sentence(f"advice.cure.{who}").to_dict() for who in CURES},
            "problems": [
                {"cure": str(who), "name": problem.to_dict(), "count": count}
                for who in CURES
                for problem, count in self._summary.problems[who].most_common()
            ],
            "families": {name: sentence(f"report.family.{name}").to_dict() for name in FAMILIES},
            "units": subjects("values")["unit"],
            "checks": [self._check(place) for place in range(len(CHECKS))],
            "targets": {
                "crown": top / picture.height,
                "chin": (top + framing.head * picture.imaging_height) / picture.height,
                "area": [picture.imaging_width / picture.width, picture.imaging_height / picture.height],
            },
            "sections": [
                {
                    "title": section.heading.to_dict(),
                    "lines": [case.to_dict() for case in section.cases],
                    "bad": section.bad,
                    "pictured": section.pictured,
                }
                for section in across.sections()
            ],
            "alike": [pair.to_dict() for pair in across.alike],
            "notes": [
                [path, note.to_dict(), pair is not None, str(Verdict.FAIL if pair is None else pair.verdict)]
                for path, note, pair in notes
            ],
            "todo": self._todo({path for path, _, _ in notes}) + len(across.missing),
            "missing": [[c.number, c.name, c.row] for c in across.missing],
            "roster": across.roster is not None,
            "words": subjects("page"),
            "pages": [self._page_path(number).name for number in range(1, count + 1)],
            "perPage": PER_PAGE,
            "pictures": self._pictures(across) if count > 1 else {},
        }

    def _todo(self, noted: set[str]) -> int:
        """Photos that something is to be done about: all that do not pass, and of the others those with a note."""
        passed = self._spools[Verdict.PASS].lines() if noted else ()
        count = self._summary.total - self._summary.verdicts[Verdict.PASS]
        return count + sum(json.loads(line)["p"] in noted for line in passed)

    def _pictures(self, across: Across) -> dict[str, Any]:
        """The pictures to be seen side by side, wherever their pages are."""
        wanted = {seen.photo for pair in across.alike for seen in (pair.first, pair.second)}
        if not wanted:
            return {}
        keys = ("i", "s", "m")
        return {r["p"]: {k: r[k] for k in keys if k in r} for r in _all(self._spools) if r["p"] in wanted}

    def _check(self, place: int) -> dict[str, Any]:
        check = CHECKS[place]
        rule = self._brief.profile.rule(check.id)
        return {
            "id": check.id,
            "title": check_words(check.id).title.to_dict(),
            "unit": "percent" if check.unit == RATIO else check.unit,
            "family": check.family,
            "limit": {} if rule is None else rule.limit(),
            "allowed": limit_words(check.id, rule, check.unit).to_dict(),
        }

    def _record(self, report: Report) -> dict[str, Any]:
        """One photo, with short keys: there are thousands of them."""
        told = advice(report)
        record: dict[str, Any] = {
            "v": str(report.verdict),
            "c": str(cure(told) or ""),
            "n": report.number or "",
            "m": self._brief.name(report.number),
            "p": report.photo,
            "a": [_told(each) for each in told],
            "f": [self._finding(finding) for finding in report.findings],
        }
        if report.output is not None:
            record["o"] = report.output
        picture = report.thumbnail
        if picture is not None:
            record["i"] = base64.b64encode(picture.jpeg).decode()
            record["s"] = [picture.width, picture.height]
            record["l"] = {name: at for name, at in picture.lines.items() if at is not None}
            record["t"] = picture.framed
        return record

    def _finding(self, finding: Finding) -> list[Any]:
        """Check, verdict, value; a word in both languages."""
        value: Any = finding.value
        if isinstance(value, str | bool) or finding.check in WORDED:
            value = finding.value_words.to_dict()
        return [self._places[finding.check], str(finding.verdict), value]


def _told(each: Advice) -> list[Any]:
    """What it counts as, who acts, the fault, what to do, the checks."""
    return [str(each.counts_as), str(each.cure), each.problem.to_dict(), each.hint.to_dict(), " ".join(each.checks)]


def _all(spools: dict[Verdict, Spool]) -> Iterator[Any]:
    return (json.loads(line) for spool in spools.values() for line in spool.lines())


def script_of_page() -> str:
    """The page's script: its parts inside one function, so that nothing of it is global."""
    return '(function () {\n"use strict";\n' + "\n".join(_part(f"{name}.js") for name in SCRIPT) + "})();\n"


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _sum(text: str) -> str:
    """What the page's own policy lets run: this very text and nothing else, whatever a file is called."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _dumped(value: Any) -> str:
    """JSON inside a script element: no ``<``, so that nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)


def writer(path: Path, brief: Brief) -> HtmlReport:
    return HtmlReport(path, brief)

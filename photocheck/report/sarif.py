"""SARIF 2.1.0, the format that code-scanning services read: one result a finding that did not pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import photocheck
from photocheck.advice import advice
from photocheck.checks import CHECKS
from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.results import Report
from photocheck.types import Text, Verdict
from photocheck.words import sentence
from photocheck.words.checks import check_words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
UNREAD, ACROSS = "photo.error", "photo.across"
OWN_RULES = {UNREAD: "report.sarif.unread", ACROSS: "report.sarif.across"}
"""Rules that are no checks, and the keys of their words."""


class Sarif:
    def __init__(self, stream: IO[str], brief: Brief) -> None:
        self._stream = stream
        self._brief = brief
        rules = [
            _rule(c.id, check_words(c.id).title, check_words(c.id).why) for c in CHECKS if brief.profile.rule(c.id)
        ]
        rules += [_rule(name, sentence(key), sentence(key)) for name, key in OWN_RULES.items()]
        self._places = {rule["id"]: place for place, rule in enumerate(rules)}
        driver = {
            "name": "photocheck",
            "version": photocheck.__version__,
            "language": "zh-CN" if brief.language == "zh" else "en-US",
            "rules": [self._worded(rule) for rule in rules],
        }
        head: dict[str, Any] = {"$schema": SCHEMA, "version": "2.1.0"}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
        stream.write(_dumped(head)[:-1] + ', "runs": [' + _dumped(run)[:-1] + ', "results": [')
        self._separator = "\n"

    def add(self, report: Report) -> None:
        for told in advice(report):
            rule = UNREAD if told.counts_as is Verdict.ERROR else told.checks[0]
            said = sentence("report.sarif.case", heading=told.problem, case=told.hint)
            self._result(rule, told.counts_as is not Verdict.WARN, said, report.photo)

    def close(self, across: Across) -> None:
        for section in across.sections():
            for case in section.cases:
                said = sentence("report.sarif.case", heading=section.heading, case=case)
                self._result(ACROSS, section.bad, said, None)
        self._stream.write("\n]}]}\n")
        self._stream.flush()

    def _worded(self, rule: dict[str, Any]) -> dict[str, Any]:
        """The rule's texts in the report's language."""
        said = {key: {"text": rule[key].say(self._brief.language)} for key in ("shortDescription", "fullDescription")}
        return {"id": rule["id"], **said}

    def _result(self, rule: str, bad: bool, message: Text, photo: str | None) -> None:
        result: dict[str, Any] = {
            "ruleId": rule,
            "ruleIndex": self._places[rule],
            "level": "error" if bad else "warning",
            "message": {"text": _clean(message.say(self._brief.language))},
        }
        if photo is not None:
            result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": _uri(photo)}}}]
        self._stream.write(self._separator + _dumped(result))
        self._separator = ",\n"


def _rule(name: str, title: Text, why: Text) -> dict[str, Any]:
    return {"id": name, "shortDescription": title, "fullDescription": why}


def _uri(photo: str) -> str:
    path = Path(photo)
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix().encode("utf-8", "surrogateescape"))


def _clean(text: str) -> str:
    """Bytes of a file name that are no text, written out: strict readers refuse lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def writer(stream: IO[str], brief: Brief) -> Sarif:
    return Sarif(stream, brief)

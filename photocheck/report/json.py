"""All result objects in one document with a header and a summary."""

from __future__ import annotations

import json
from typing import IO

import photocheck
from photocheck.collection.comparison import Across
from photocheck.profile.rules import Profile
from photocheck.report import Brief
from photocheck.report.jsonl import dumps
from photocheck.report.summary import Summary
from photocheck.results import Report


class JsonDocument:
    def __init__(self, stream: IO[str], profile: Profile) -> None:
        self._stream = stream
        self._summary = Summary()
        header = {
            "photocheck": photocheck.__version__,
            "profile": {"id": profile.id, "digest": profile.digest, "title": profile.title.to_dict()},
        }
        stream.write(json.dumps(header, ensure_ascii=False)[:-1] + ', "results": [')
        self._separator = "\n"

    def add(self, report: Report) -> None:
        self._summary.add(report)
        self._stream.write(self._separator + dumps(report))
        self._separator = ",\n"

    def close(self, across: Across) -> None:
        tail = {"summary": self._summary.to_dict(), "across": across.to_dict()}
        text = json.dumps(tail, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
        self._stream.write("\n], " + text[1:] + "\n")
        self._stream.flush()


def writer(stream: IO[str], brief: Brief) -> JsonDocument:
    return JsonDocument(stream, brief.profile)

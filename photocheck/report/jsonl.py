"""One result object a line."""

from __future__ import annotations

import json
from typing import IO

from photocheck.collection.comparison import Across
from photocheck.report import Brief
from photocheck.results import Report


class JsonLines:
    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def add(self, report: Report) -> None:
        self._stream.write(dumps(report) + "\n")
        self._stream.flush()

    def close(self, across: Across) -> None:
        self._stream.flush()


def dumps(report: Report) -> str:
    """The result object on one line; surrogates of undecodable file names are escaped."""
    text = json.dumps(report.to_dict(), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode()


def writer(stream: IO[str], brief: Brief) -> JsonLines:
    return JsonLines(stream)

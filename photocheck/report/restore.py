"""Result object -> Report: the way back from :meth:`photocheck.types.Report.to_dict`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from photocheck.types import Crop, Finding, Problem, Report, Text, Verdict


def restore(result: Mapping[str, Any]) -> Report:
    """The report whose ``to_dict()`` gave ``result``.

    :raises KeyError, TypeError, ValueError: when it is no result object.
    """
    crop, error = result["crop"], result["error"]
    return Report(
        photo=result["photo"],
        profile=result["profile"],
        number=result["number"],
        findings=tuple(_finding(entry) for entry in result["findings"]),
        image=result["image"],
        measurements=result["measurements"],
        crop=None if crop is None else Crop(**crop),
        output=result["output"],
        error=None if error is None else Problem(error["kind"], Text(error["zh"], error["en"])),
    )


def _finding(entry: Mapping[str, Any]) -> Finding:
    return Finding(
        check=entry["check"],
        verdict=Verdict(entry["verdict"]),
        value=entry["value"],
        limit=entry["limit"],
        unit=entry["unit"],
        title=Text(**entry["title"]),
        hint=Text(**entry["hint"]),
        level=Verdict(entry["level"]),
    )

"""What a request brings, within its bounds, and the answers that several route groups give."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from photocheck import Text
from photocheck.station.desk import Desk, Taken
from photocheck.station.guard import problem
from photocheck.words import sentence

MOST_BYTES = 40 << 20
"""A camera's JPEG of 60 megapixels; what is larger is refused before it is read."""


async def body(request: Request, most: int = MOST_BYTES) -> bytes:
    """The picture in a request.

    :raises HTTPException: when there is none, or it is too large; read no further then.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(most)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most:
            raise _too_large(most)
    if not data:
        raise refusal(400, "empty", sentence("station.error.no_body"))
    return bytes(data)


def given(request: Request, name: str) -> str:
    """A parameter of the address.

    :raises HTTPException: when there is none.
    """
    value = request.query_params.get(name, "")
    if not value:
        raise refusal(400, "number", sentence("station.error.no_number"))
    return value


def flag(request: Request, name: str) -> bool:
    """Whether a parameter says yes."""
    return request.query_params.get(name, "") in {"1", "true", "yes"}


def told(taken: Taken, desk: Desk) -> dict[str, Any]:
    """What became of a frame, as the page is told."""
    report = taken.report
    return {
        "filed": taken.is_filed,
        "number": taken.number,
        "name": desk.records.name(taken.number),
        "held": taken.held,
        "other": taken.other,
        "other_name": desk.records.name(taken.other),
        "reason": None if taken.reason is None else taken.reason.to_dict(),
        "error": None if report is None or report.error is None else report.error.kind,
        "result": None if report is None else report.to_dict(),
    }


def refusal(status: int, kind: str, text: Text) -> HTTPException:
    """An error to raise in a handler."""
    error = HTTPException(status, text.en)
    error.problem = problem(kind, text)  # type: ignore[attr-defined]
    return error


def _too_large(most: int) -> HTTPException:
    return refusal(413, "size", sentence("station.error.too_large", limit=most >> 20))

"""Route groups -> the application.  A group is a module with ``routes(station)``; the desk's tabs bring their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from photocheck import PhotocheckError, Text
from photocheck.station.desk import Desk, Taken
from photocheck.station.guard import Guard, problem
from photocheck.words import sentence

Answer = TypeVar("Answer")
MOST_BYTES = 40 << 20
"""A camera's JPEG of 60 megapixels; what is larger is refused before it is read."""
MOST_WAITING = 12
"""Requests for the one thread that may wait at the same time."""


class Crowded(PhotocheckError):  # noqa: N818 - a state, not a fault
    """Too many requests wait for the one thread."""

    kind = "crowded"


@dataclass(slots=True)
class Station:
    """What the route groups share: the desk, and the one thread that may touch it."""

    make: Callable[[], Desk]
    """Makes the desk, in its thread."""
    has_folder: bool = False
    """Whether pictures come from a camera's folder rather than from the browser."""
    has_office: bool = False
    """Whether the desk's tabs are there as well."""
    news: list[dict[str, Any]] = field(default_factory=list)
    """What became of the folder's pictures, the last ones, each with its ``serial``."""
    _desk: Desk | None = None
    _waiting: int = 0
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "desk"))

    def open(self) -> None:
        """Load models and files.

        :raises PhotocheckError: as :class:`Desk`.
        """
        self._desk = self._thread.submit(self.make).result()

    def close(self) -> None:
        """Finish what is under way, and let go of everything."""
        if self._desk is not None:
            self._thread.submit(self._desk.close).result()
        self._thread.shutdown()

    async def do(self, work: Callable[[Desk], Answer]) -> Answer:
        """Something at the desk, in its thread, in the order of the requests."""
        return await asyncio.wrap_future(self._submit(work))

    def do_now(self, work: Callable[[Desk], Answer]) -> Answer:
        """The same for a thread of our own."""
        return self._submit(work).result()

    def _submit(self, work: Callable[[Desk], Answer]) -> Future[Answer]:
        desk = self._desk
        assert desk is not None, "open() comes first"  # noqa: S101 - a programmer's slip
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise Crowded(sentence("station.error.crowded"))
            self._waiting += 1

        def done() -> Answer:
            try:
                return work(desk)
            finally:
                with self._lock:
                    self._waiting -= 1

        return self._thread.submit(done)

    def tell(self, entry: dict[str, Any]) -> None:
        """News for the page."""
        with self._lock:
            self._count += 1
            self.news = [*self.news[-20:], {**entry, "serial": self._count}]


Group = Callable[[Station], list[Any]]


def groups() -> tuple[Group, ...]:
    """The route groups; the page's come last, for they answer everything else."""
    from photocheck.station import api, live, page  # noqa: PLC0415 - they import this module

    return api.routes, live.routes, page.routes


def application(
    station: Station | None,
    token: str,
    port: int,
    ready: Callable[[], None] = lambda: None,
    more: Sequence[Any] = (),
) -> Guard:
    """The whole station, or none: only what else is served.

    :param more: further routes.
    :param ready: called when requests are being answered.
    """

    @asynccontextmanager
    async def life(_: Starlette) -> Any:
        ready()
        yield

    own = [] if station is None else [route for group in groups() for route in group(station)]
    app = Starlette(
        routes=[Mount(f"/{token}", routes=[*more, *own])],
        lifespan=life,
        exception_handlers={HTTPException: _http, PhotocheckError: _ours, Exception: _unexpected},
    )
    return Guard(app, token, port)


# ----------------------------------------------------------------------------- what the groups use


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


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    said = getattr(error, "problem", None)
    if said is None:
        path = request.url.path.rpartition("/")[2][:80]
        key = "method" if error.status_code == 405 else "no_path"
        said = problem("address", sentence(f"station.error.{key}", path=path))
    return JSONResponse(said, error.status_code, headers={"connection": "close"} if error.status_code == 413 else None)


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, PhotocheckError)  # noqa: S101 - as above
    return JSONResponse({"error": error.problem().to_dict()}, 503 if isinstance(error, Crowded) else 400)


async def _unexpected(_: Request, error: Exception) -> Response:
    what = type(error).__name__
    return JSONResponse(problem("internal", sentence("station.error.internal", what=what)), 500)

"""Route groups -> the application.  A group is a module with ``routes(station)``; the desk's tabs bring their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from photocheck import PhotocheckError
from photocheck.station import api, live, page
from photocheck.station.guard import Guard, problem
from photocheck.station.thread import Crowded, Station
from photocheck.words import sentence

GROUPS = (api.routes, live.routes, page.routes)
"""The page's come last, for they answer everything else."""


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

    own = [] if station is None else [route for group in GROUPS for route in group(station)]
    app = Starlette(
        routes=[Mount(f"/{token}", routes=[*more, *own])],
        lifespan=life,
        exception_handlers={HTTPException: _http, PhotocheckError: _ours, Exception: _unexpected},
    )
    return Guard(app, token, port)


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

"""The HTTP API for station programs in other languages; docs/en/station.md describes it.

Every picture is answered by the result object of ``report/result.schema.json``.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photocheck import Profile
from photocheck.station.request import body, flag, given
from photocheck.station.thread import Station


def routes(station: Station) -> list[Any]:
    """``/api``."""

    async def profile(_: Request) -> Response:
        return JSONResponse(await station.do(lambda desk: rules(desk.profile)))

    async def preview(request: Request) -> Response:
        data, quick = await body(request), flag(request, "quick")
        return JSONResponse(await station.do(lambda desk: desk.preview(data, quick=quick).to_dict()))

    async def check(request: Request) -> Response:
        data, name = await body(request), request.query_params.get("name")
        return JSONResponse(await station.do(lambda desk: desk.check(data, name).to_dict()))

    async def process(request: Request) -> Response:
        number, overwrite = given(request, "number"), flag(request, "overwrite")
        data = await body(request)
        return JSONResponse(await station.do(lambda desk: desk.process(data, number, overwrite=overwrite).to_dict()))

    async def queue(request: Request) -> Response:
        asked = request.query_params
        states = tuple(state for state in asked.get("state", "").split(",") if state)
        limit = int(asked["limit"]) if asked.get("limit", "").isdecimal() else 50
        return JSONResponse(await station.do(lambda desk: desk.queue(asked.get("find", ""), states, limit)))

    return [
        Route("/api/profile", profile),
        Route("/api/preview", preview, methods=["POST"]),
        Route("/api/check", check, methods=["POST"]),
        Route("/api/process", process, methods=["POST"]),
        Route("/api/queue", queue),
    ]


def rules(profile: Profile) -> dict[str, Any]:
    """A profile as other programs are told of it."""
    picture, framing = profile.picture, profile.framing
    return {
        "id": profile.id,
        "title": profile.title.to_dict(),
        "source": profile.source,
        "digest": profile.digest,
        "picture": {
            "width": picture.width,
            "height": picture.height,
            "imaging_width": picture.imaging_width,
            "imaging_height": picture.imaging_height,
            "top": framing.top,
            "head": framing.head,
        },
        "number": {"title": profile.number.title.to_dict(), "shape": profile.number.shape},
        "checks": [{"check": r.check, "limit": r.limit(), "level": str(r.level)} for r in profile.rules],
    }

"""What the page itself asks: a frame's guidance, taking the picture, the queue."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photocheck.station.api import rules
from photocheck.station.desk import Desk, Look
from photocheck.station.request import body, flag, given, refusal, told
from photocheck.station.thread import Station
from photocheck.words import sentence

MOST_REDUCED = 4 << 20


def routes(station: Station) -> list[Any]:
    """``/live``."""
    return [*_frames(station), *_queue(station), *_filed(station)]


def _frames(station: Station) -> list[Any]:
    """The live picture, and taking it."""

    async def look(request: Request) -> Response:
        asked = request.query_params
        data = await body(request, MOST_REDUCED)
        reduced = _share(asked.get("reduced", "1"))
        number, auto, view = asked.get("number") or None, flag(request, "auto"), asked.get("view", "")[:40]
        seen = await station.do(lambda desk: desk.look(data, view, number=number, reduced=reduced, auto=auto))
        return JSONResponse(_seen(seen))

    async def take(request: Request) -> Response:
        number, view = given(request, "number"), request.query_params.get("view", "")[:40]
        data = await body(request)
        return JSONResponse(await station.do(lambda desk: told(desk.take(data, number, view), desk)))

    async def confirm(request: Request) -> Response:
        def yes(desk: Desk) -> dict[str, Any] | None:
            taken = desk.confirm()
            return None if taken is None else told(taken, desk)

        return JSONResponse(await station.do(yes))

    async def let_go(request: Request) -> Response:
        await station.do(lambda desk: desk.let_go())
        return JSONResponse(None)

    posts = {"look": look, "take": take, "confirm": confirm, "let_go": let_go}
    return [Route(f"/live/{name}", handler, methods=["POST"]) for name, handler in posts.items()]


def _queue(station: Station) -> list[Any]:
    """Whose turn it is."""

    async def state(request: Request) -> Response:
        find = request.query_params.get("find", "")

        def all_of_it(desk: Desk) -> dict[str, Any]:
            return {
                "profile": rules(desk.profile),
                "queue": desk.queue(find, limit=60 if find else 0),
                "today": desk.records.today(),
                "folder": station.has_folder,
                "office": station.has_office,
            }

        return JSONResponse(await station.do(all_of_it))

    async def turn(request: Request) -> Response:
        number, sure = given(request, "number"), flag(request, "sure")
        ask = await station.do(lambda desk: (desk.ask_for(number, sure=sure), desk.records.name(number)))
        return JSONResponse({"ask": ask[0], "number": number, "name": ask[1]})

    async def skip(request: Request) -> Response:
        number = given(request, "number")
        await station.do(lambda desk: desk.skip(number))
        return JSONResponse(None)

    return [
        Route("/live/state", state),
        Route("/live/turn", turn, methods=["POST"]),
        Route("/live/skip", skip, methods=["POST"]),
    ]


def _filed(station: Station) -> list[Any]:
    """Pictures that were taken."""

    async def picture(request: Request) -> Response:
        number = request.path_params["number"]
        data = await station.do(lambda desk: desk.records.picture(number))
        if data is None:
            raise refusal(404, "number", sentence("station.error.no_picture", number=number))
        return Response(data, media_type="image/jpeg")

    async def result(request: Request) -> Response:
        number = request.path_params["number"]
        return JSONResponse(await station.do(lambda desk: desk.records.result(number)))

    async def news(request: Request) -> Response:
        after = request.query_params.get("after", "")
        serial = int(after) if after.isdecimal() else 0
        return JSONResponse([entry for entry in station.news if entry["serial"] > serial])

    return [
        Route("/live/news", news),
        Route("/live/picture/{number}", picture),
        Route("/live/result/{number}", result),
    ]


def _seen(look: Look) -> dict[str, Any]:
    guide, report = look.guide, look.report
    return {
        "phrase": guide.phrase,
        "matters": [text.to_dict() for text in look.matters],
        "progress": round(guide.progress, 3),
        "take": guide.take,
        "occupied": guide.occupied,
        "good": bool(guide.seen) and guide.seen[-1][1].good,
        "crop": None if report.crop is None else asdict(report.crop),
    }


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        return 1.0
    return share if 0.05 <= share <= 1 else 1.0

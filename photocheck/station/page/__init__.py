"""The page: its files are read once and served by name, so no path of a request ever reaches the disk."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photocheck.station.app import Station
from photocheck.words import subjects

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}


def routes(station: Station) -> list[Any]:
    """Everything else: the page at the token's own address, and its files beside it."""
    found = {
        entry.name: entry.read_bytes() for entry in files(__name__).iterdir() if entry.name.rpartition(".")[2] in TYPES
    }

    async def index(_: Request) -> Response:
        return Response(found["station.html"], media_type=TYPES["html"])

    async def words(_: Request) -> Response:
        return JSONResponse(subjects("station"))

    def file(name: str) -> Route:
        async def serve(_: Request) -> Response:
            return Response(found[name], media_type=TYPES[name.rpartition(".")[2]])

        return Route(f"/page/{name}", serve)

    return [Route("/", index), Route("/page/words.json", words), *(file(name) for name in sorted(found))]

"""The page: its files are read once and served by name, so no path of a request ever reaches the disk."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photocheck.station.thread import Station
from photocheck.words import subjects

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}


def routes(station: Station) -> list[Any]:
    """Everything else: the page at the token's own address, and its files beside it."""
    found = read(__name__)

    async def index(_: Request) -> Response:
        return Response(found["station.html"], media_type=TYPES["html"])

    async def words(_: Request) -> Response:
        return JSONResponse(subjects("station"))

    return [Route("/", index), Route("/page/words.json", words), *served(found, "/page")]


def read(package: str) -> dict[str, bytes]:
    """A page's files by name."""
    entries = files(package).iterdir()
    return {entry.name: entry.read_bytes() for entry in entries if entry.name.rpartition(".")[2] in TYPES}


def served(found: dict[str, bytes], below: str) -> list[Any]:
    """Each file at its own name."""

    def file(name: str) -> Route:
        async def serve(_: Request) -> Response:
            return Response(found[name], media_type=TYPES[name.rpartition(".")[2]])

        return Route(f"{below}/{name}", serve)

    return [file(name) for name in sorted(found)]

"""The desk behind HTTP: folders to choose from, files dropped, work started, its progress and its report.

The guard, the token and the answers to what goes wrong are the station's.
"""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from photocheck.io.read import MAX_BYTES
from photocheck.office.asked import Asked
from photocheck.office.folders import listed
from photocheck.office.work import Office
from photocheck.profile.load import load_profile, shipped_names
from photocheck.station.guard import POLICY
from photocheck.station.page import TYPES, read, served
from photocheck.station.request import body, refusal
from photocheck.types import Language
from photocheck.words import sentence, subjects

MOST_ASKED = 1 << 20
"""Bytes of a request for work: a few paths, and numbers that a person has compared."""
FRAMED = {"content-security-policy": POLICY.decode() + "; frame-src 'self'"}
"""The desk's page shows the report inside itself."""
REPORT = {
    # The report brings its script along and names it in its own policy.  In its sandbox it is a stranger to the page
    # around it and to the program: whatever a photo's name may hold, it can start no work and read no folder.
    "content-security-policy": (
        "sandbox allow-scripts allow-downloads allow-modals allow-popups; frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
    # A sandboxed page in a window of its own is shown only so.
    "cross-origin-opener-policy": "unsafe-none",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line has filled in already."""

    tree: str = ""
    """Where the capture station files; there is none without."""
    roster: str = ""


def routes(office: Office, given: Given, leave: Callable[[], None] = lambda: None) -> list[Any]:
    """``/desk`` and ``/office``; where there is no capture station, everything else as well.

    :param leave: ends the program.
    """
    shared = [] if given.tree else [Route("/", _page()), *served(read("photocheck.station.page"), "/page")]
    return [
        Route("/desk", _page()),
        *_files(),
        *_choices(office, given),
        *_work(office, leave),
        *_report(office),
        *_conflicts(office),
        *shared,
    ]


def _page() -> Callable[[Request], Any]:
    html = read("photocheck.office.page")["office.html"]

    async def page(_: Request) -> Response:
        return Response(html, media_type=TYPES["html"], headers=FRAMED)

    return page


def _files() -> list[Any]:
    async def words(_: Request) -> Response:
        return JSONResponse({**subjects("station"), "office": subjects("office")})

    return [Route("/office/page/words.json", words), *served(read("photocheck.office.page"), "/office/page")]


def _choices(office: Office, given: Given) -> list[Any]:
    """What is chosen by clicks."""
    keeping = asyncio.Lock()

    def folders(request: Request) -> Response:  # no coroutine: a slow share keeps nobody else waiting
        return JSONResponse(listed(request.query_params.get("path", "")))

    def profiles(_: Request) -> Response:
        names = shipped_names()
        names += [] if office.profile in names else [office.profile]
        found = [{"id": name, "title": load_profile(name).title.to_dict()} for name in names]
        told = {"profiles": found, "profile": office.profile, "tree": given.tree, "roster": given.roster}
        return JSONResponse(told)

    async def drop(request: Request) -> Response:
        name, data = request.query_params.get("name", ""), await body(request, MAX_BYTES)
        async with keeping:
            path = await asyncio.to_thread(office.drops.keep, name, data)
        return JSONResponse(
            {"path": str(path), "photo": path.parent == office.drops.photos, "count": len(office.drops)}
        )

    async def forget(_: Request) -> Response:
        if office.busy:
            raise refusal(400, "busy", sentence("office.error.busy"))
        async with keeping:
            await asyncio.to_thread(office.drops.forget)
        return JSONResponse({"count": 0})

    return [
        Route("/office/folders", folders),
        Route("/office/profiles", profiles),
        Route("/office/drop", drop, methods=["POST"]),
        Route("/office/forget", forget, methods=["POST"]),
    ]


def _work(office: Office, leave: Callable[[], None]) -> list[Any]:
    """What is done."""

    async def start(request: Request) -> Response:
        asked = await body(request, MOST_ASKED)
        try:
            found = json.loads(asked)
        except (ValueError, RecursionError):
            raise refusal(400, "request", sentence("office.error.request")) from None
        office.start(request.query_params.get("kind", ""), Asked.of(found), _language(request))
        return await progress(request)

    async def progress(_: Request) -> Response:
        told = None if office.progress is None else office.progress.to_dict()
        return JSONResponse({"work": told, "dropped": len(office.drops)})

    async def stop(request: Request) -> Response:
        office.stop()
        return await progress(request)

    async def end(_: Request) -> Response:
        if office.busy:
            raise refusal(400, "busy", sentence("office.error.busy"))
        leave()
        return JSONResponse(None)

    return [
        Route("/office/start", start, methods=["POST"]),
        Route("/office/progress", progress),
        Route("/office/stop", stop, methods=["POST"]),
        Route("/office/leave", end, methods=["POST"]),
    ]


def _report(office: Office) -> list[Any]:
    """The last work's report: to be looked at, and to be kept."""

    def pages() -> dict[str, Path]:
        done = office.progress is not None and office.progress.has_report
        found = {path.name: path for path in office.reports.glob("report*.html")} if done else {}
        if not found:
            raise refusal(404, "report", sentence("office.error.no_report"))
        return found

    def shown(request: Request) -> Response:
        found = pages().get(request.path_params["name"])
        if found is None:
            raise refusal(404, "report", sentence("office.error.no_report"))
        return FileResponse(found, media_type=TYPES["html"], headers=REPORT)

    def kept(request: Request) -> Response:
        """The page as a file; a ZIP where very many photos have given several pages."""
        found, name = pages(), sentence("office.told.report_name").say(_language(request))
        if len(found) == 1:
            return FileResponse(next(iter(found.values())), filename=f"{name}.html", headers=REPORT)
        packed = office.reports / "pages.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for page, path in sorted(found.items()):
                archive.write(path, page)
        return FileResponse(packed, filename=f"{name}.zip")

    return [
        Route("/office/report", kept),
        Route("/office/report/{name}", shown),
    ]


def _conflicts(office: Office) -> list[Any]:
    """What the last merge has left open, to be settled on the page."""

    def numbers(_: Request) -> Response:
        return JSONResponse({"numbers": office.conflicts.to_list()})

    def picture(request: Request) -> Response:
        found = office.conflicts.picture(request.path_params["sum"])
        if found is None:
            raise refusal(404, "picture", sentence("office.error.no_picture"))
        return FileResponse(found, media_type="image/jpeg")

    return [Route("/office/conflicts", numbers), Route("/office/conflicts/{sum}", picture)]


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("language") == "en" else "zh"

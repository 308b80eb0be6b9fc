"""A socket on 127.0.0.1, the server behind it, and the browser before it."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from photocheck import PhotocheckError, Profile, Roster, Text, UsageError
from photocheck.station.app import application
from photocheck.station.desk import Desk
from photocheck.station.folder import Folder
from photocheck.station.request import told
from photocheck.station.thread import Station
from photocheck.words import sentence

PORT = 8917
"""The browser remembers a camera's permission by host and port, so the port stays the same from day to day."""


def serve(
    profile: Profile,
    tree: Path | None,
    *,
    roster: Roster | None = None,
    port: int | None = None,
    camera_folder: Path | None = None,
    browser: bool = True,
    office: Callable[[Callable[[], None]], list[Any]] | None = None,
    say: Callable[[Text], None] = lambda _: None,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until the program is interrupted, or the desk's page says that it is done.

    :param tree: what the station files into; without one there is no station, only the office.
    :param office: makes the desk's routes; given what ends the program.
    :param port: this one and no other; by default :data:`PORT`, or any where that is taken.
    :param say: told what the operator should know.
    :param announce: told the address, token included, when requests are answered.
    :raises UsageError: when the port or the camera's folder cannot be used.
    :raises PhotocheckError: as :class:`photocheck.station.desk.Desk`.
    :raises KeyboardInterrupt: when the program is interrupted.
    """
    if camera_folder is not None and tree is not None:
        _check_folder(camera_folder, tree)
    listening = _listen(port, say)
    token = secrets.token_urlsafe(24)
    number = listening.getsockname()[1]
    address = f"http://127.0.0.1:{number}/{token}/" + ("" if office is None else "desk")

    def ready() -> None:
        announce(address)
        if browser:
            webbrowser.open(address)

    left = threading.Event()

    def leave() -> None:
        left.set()
        server.should_exit = True

    try:
        with _station(profile, tree, roster, camera_folder, has_office=office is not None) as station:
            more = [] if office is None else office(leave)
            config = uvicorn.Config(
                application(station, token, number, ready, more),
                log_level="warning",
                access_log=False,
                server_header=False,
                date_header=False,
                http="h11",
                ws="none",
                limit_concurrency=64,
                timeout_graceful_shutdown=2,
            )
            server = uvicorn.Server(config)
            server.run(sockets=[listening])
        if not left.is_set():  # the server takes the signal for its own, and not always raises it again
            raise KeyboardInterrupt
    finally:
        listening.close()


@contextmanager
def _station(
    profile: Profile, tree: Path | None, roster: Roster | None, camera_folder: Path | None, *, has_office: bool
) -> Iterator[Station | None]:
    """The station, open, and its camera's folder watched; none without a tree."""
    if tree is None:
        yield None
        return
    station = Station(lambda: Desk(profile, tree, roster), has_folder=camera_folder is not None, has_office=has_office)
    with ExitStack() as stack:
        stack.callback(station.close)
        station.open()
        if camera_folder is not None:
            folder = Folder(camera_folder, lambda data: _arrived(station, data))
            folder.start()
            stack.callback(folder.stop)
        yield station


def _listen(port: int | None, say: Callable[[Text], None]) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # There, another program could otherwise listen on the same port beside us.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(("127.0.0.1", PORT if port is None else port))
    except OSError as error:
        if port is not None:
            found.close()
            raise UsageError(sentence("station.error.port", port=port, why=error.strerror)) from error
        found.bind(("127.0.0.1", 0))
        say(sentence("station.cli.other_port", port=PORT, other=found.getsockname()[1]))
    found.listen(64)
    return found


def _check_folder(folder: Path, tree: Path) -> None:
    if not folder.is_dir():
        raise UsageError(sentence("station.error.folder", folder=folder))
    one, other = folder.resolve(), tree.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise UsageError(sentence("station.error.folder_in_tree", folder=folder, tree=tree))


def _arrived(station: Station, data: bytes) -> None:
    """A picture of the tethered camera: it is the one's whose turn it is."""

    def take(desk: Desk) -> dict[str, Any]:
        if desk.turn is None:
            return {**nothing, "reason": sentence("station.page.need_number").to_dict()}
        return told(desk.take(data, desk.turn), desk)

    nothing = {"filed": False, "number": "", "held": None, "error": None, "result": None}
    try:
        station.tell(station.do_now(take))
    except PhotocheckError as error:
        station.tell({**nothing, "reason": error.message.to_dict(), "error": error.kind})

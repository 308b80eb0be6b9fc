"""The desk, and the one thread that may touch it: what all route groups share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from photocheck import PhotocheckError
from photocheck.station.desk import Desk
from photocheck.words import sentence

Answer = TypeVar("Answer")
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

"""New photos in folders, as a camera writes them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from photocheck.io.crawl import Found, crawl

EVERY = 0.5
"""Seconds between two looks.  Looking works on network shares too, where no system announces changes."""

Facts = tuple[int, int]


def watched(
    paths: Iterable[str | Path], *, outside: Path | None = None, every: float = EVERY
) -> Iterator[Found | None]:
    """Photos that are there, then those that come or change; None after each look.

    A file is given once its size and time stayed the same over two looks: a camera may still be writing
    it.  Ends at Ctrl-C (a second one interrupts as ever).
    """
    paths = [Path(path) for path in paths]
    given: dict[Path, Facts] = {}
    before: dict[Path, Facts] = {}
    with _until_interrupted() as stopped:
        while not stopped.is_set():
            now: dict[Path, Facts] = {}
            for found in crawl(paths, outside=outside):
                facts = _facts(found.path)
                if given.get(found.path) == facts:
                    continue
                now[found.path] = facts
                if before.get(found.path) == facts:
                    given[found.path] = facts
                    yield found
            before = now
            yield None
            stopped.wait(every)


def _facts(path: Path) -> Facts:
    try:
        facts = os.lstat(path)
    except OSError:
        return (-1, -1)
    return facts.st_size, facts.st_mtime_ns


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, old)

    if threading.current_thread() is not threading.main_thread():
        yield stopped  # only the main thread hears Ctrl-C; elsewhere the generator is closed
        return
    old = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, old)

"""New photos in folders, as a camera writes them or as they are copied there."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from photocheck.errors import PhotocheckError, UsageError
from photocheck.io.crawl import Found, crawl
from photocheck.io.interrupts import SIGNALS
from photocheck.io.read import PHOTO_ENDINGS, read_bytes
from photocheck.io.system import PassedOver
from photocheck.words import sentence

EVERY = 0.5
"""Seconds between two looks.  Looking works on network shares too, where no system announces changes."""
STILL = 1.0
"""Seconds for which size and time must stand still: longer than a camera or a copy pauses between two blocks."""
PATIENCE = 30.0
"""Seconds of stillness after which a file is taken although its end is missing: then it is really cut short."""

Facts = tuple[int, int]


@dataclass(slots=True)
class _Waiting:
    """A file that may still be written."""

    facts: Facts
    since: float
    """When it was first seen as it is."""


def watched(
    paths: Iterable[str | Path],
    *,
    passed: PassedOver | None = None,
    every: float = EVERY,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Found | None]:
    """Photos that are there, then those that come or change; None after each look.

    A file is given once its size and time have stood still for :data:`STILL` seconds and its end is there; one whose
    end does not come is given after :data:`PATIENCE` seconds.  A folder that vanishes (a card that is pulled, a share
    that is gone) is waited for.  Ends at Ctrl-C, or when the system asks the program to end (a second time
    interrupts as ever).

    :raises UsageError: when a path does not exist at the start.
    """
    folders = [Path(path) for path in paths]
    for path in folders:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(sentence("archive.crawl.absent", path=path))
    given: dict[Path, Facts] = {}
    waiting: dict[Path, _Waiting] = {}
    with _until_interrupted() as stopped:
        while not stopped.is_set():
            now, before = clock(), waiting
            waiting = {}
            for found in _there(folders, passed):
                facts = _facts(found.path)
                if facts is None or given.get(found.path) == facts:
                    continue
                one = before.get(found.path)
                if one is None or one.facts != facts:
                    one = _Waiting(facts, now)
                still = now - one.since
                if still >= PATIENCE or (still >= STILL and _has_end(found.path)):
                    given[found.path] = facts
                    yield found
                else:
                    waiting[found.path] = one
            passed = None  # counted once, not at each look
            yield None
            stopped.wait(every)


def _there(paths: Iterable[Path], passed: PassedOver | None) -> Iterator[Found]:
    """The photos that are there at this look; of a folder that has gone, none."""
    for path in paths:
        with contextlib.suppress(UsageError):  # it was there at the start: it may come back
            yield from (found for found in crawl([path], passed=passed) if not _is_unreadable_folder(found.path))


def _is_unreadable_folder(path: Path) -> bool:
    """Whether it is given only because what is in it cannot be read at this moment."""
    return path.suffix.lower() not in PHOTO_ENDINGS and path.is_dir()


def _facts(path: Path) -> Facts | None:
    """Size and time; None where it has gone meanwhile."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - many times
    except OSError:
        try:
            facts = os.lstat(path)  # a link that leads nowhere
        except OSError:
            return None
    return facts.st_size, facts.st_mtime_ns


def _has_end(path: Path) -> bool:
    """Whether a file's last bytes are there: a copy that makes room first has its full size from the beginning.

    Only JPEG and PNG say where they end; of others nothing is known, and stillness has to do.
    """
    if not path.is_file():
        return True  # a folder, a pipe, a link that leads nowhere: no copy will end it
    try:
        data = read_bytes(path)
    except (OSError, PhotocheckError):
        return False  # a copy may hold it
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in data[_scan(data) :]
    if data.startswith(b"\x89PNG"):
        return b"IEND" in data[-64:]
    return any(data[:16])  # zeros at the beginning are room that was made for a copy


def _scan(data: bytes) -> int:
    """Where a JPEG's own compressed data begins (ITU-T T.81 annex B): a thumbnail before it has an end of its own."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:  # start of scan
            return place
        place += 1 if marker == 0xFF else 2 + length
    return min(place, len(data))


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped  # only the main thread hears signals; elsewhere the generator is closed
        return
    old = {number: signal.getsignal(number) for number in SIGNALS}

    def restore() -> None:
        for number, handler in old.items():
            signal.signal(number, handler)

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        restore()

    for number in SIGNALS:
        signal.signal(number, stop)
    try:
        yield stopped
    finally:
        restore()

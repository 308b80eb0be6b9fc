"""Pictures that a tethered camera drops into a folder, each given once, when it is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".tif", ".tiff"})
EVERY = 0.25
"""Seconds between two looks; looking works on every disk and share, where no system announces changes."""

Facts = tuple[int, int]


class Folder:
    """Watches from the moment it is started; what lay there before is nobody's.

    :param arrived: called in the watching thread with the bytes of each new picture, one after another.
    """

    def __init__(self, path: Path, arrived: Callable[[bytes], None]) -> None:
        self._path = path
        self._arrived = arrived
        self._stopped = threading.Event()
        self._known: set[tuple[str, Facts]] = set()
        self._thread = threading.Thread(target=self._watch, name="camera folder", daemon=True)

    def start(self) -> None:
        self._known = set(self._look().items())
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        before: dict[str, Facts] = {}
        while not self._stopped.wait(EVERY):
            found = self._look()
            for name, facts in sorted(found.items()):
                # A camera may still be writing one that changed since the last look.
                if (name, facts) in self._known or before.get(name) != facts:
                    continue
                self._known.add((name, facts))
                try:
                    data = (self._path / name).read_bytes()
                except OSError:
                    continue  # taken away again
                self._arrived(data)
            before = found

    def _look(self) -> dict[str, Facts]:
        found: dict[str, Facts] = {}
        try:
            for entry in self._path.iterdir():
                if entry.suffix.lower() in ENDINGS and not entry.name.startswith("."):
                    facts = entry.stat()
                    if facts.st_size:
                        found[entry.name] = (facts.st_size, facts.st_mtime_ns)
        except OSError:
            return found  # the share or card is gone for a moment
        return found

"""A private temporary folder for as long as a desk is open.

A window that is closed ends the program without a word; what it left is removed when the next desk is opened.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from photocheck.io.folder import is_abandoned, lock

PREFIX = "photocheck-desk-"
HELD = "open"
"""A file in it that is held open: locked, or on Windows, where an open file cannot be removed, by being open."""


class Room:
    """The folder; nobody but this user can look into it."""

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._held = (self.path / HELD).open("wb")
        lock(self._held.fileno())

    def close(self) -> None:
        """Remove it with all that lies in it."""
        self._held.close()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what desks left there that are open no more."""
    for left in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another user's, or gone already
            if not left.is_symlink() and left.is_dir() and _is_left(left / HELD):
                shutil.rmtree(left, ignore_errors=True)


def _is_left(held: Path) -> bool:
    if sys.platform == "win32":
        held.unlink()  # refused while it is open
        return True
    if held.lstat().st_uid != os.getuid():
        return False
    descriptor = os.open(held, os.O_RDWR | os.O_NOFOLLOW)
    try:
        return is_abandoned(descriptor)
    finally:
        os.close(descriptor)

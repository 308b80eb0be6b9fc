"""Folders for temporary files: nobody but this user can look into them, and none outlives its run for long.

A run that is killed removes nothing; what it left is removed by the next that makes a folder of the same kind.  A file
in each tells whose run goes on: it is locked, or on Windows, where an open file cannot be removed, open.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from photocheck.io.folder import ABANDONED, is_abandoned, lock

HELD = "open"


class TemporaryFolder:
    """A folder that is there until it is closed.

    :param where: the folder that it lies in.
    :param prefix: what its name begins with; what was left that has the same is removed.
    :param suffix: what its name ends with.
    :raises OSError: when none can be made there.
    """

    def __init__(self, where: Path, prefix: str, suffix: str = "") -> None:
        sweep(where, prefix, suffix)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=where))
            self._held: IO[bytes] = (self.path / HELD).open("wb")
            lock(self._held.fileno())
            if (self.path / HELD).exists():  # nobody took it for left before it was locked
                return
            self._held.close()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove it with all that lies in it; may be called again."""
        self._held.close()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep(where: Path, prefix: str, suffix: str = "") -> None:
    """Remove the folders of one kind whose runs have ended."""
    for left in where.glob(f"{prefix}*{suffix}"):
        with contextlib.suppress(OSError):  # another user's, or gone already
            if not left.is_symlink() and left.is_dir():
                _remove_if_left(left)


def _remove_if_left(left: Path) -> None:
    held = left / HELD
    if not held.exists():
        # Its run ended, or is, between making the folder and the file: there is nothing in it yet.
        if time.time() - left.lstat().st_mtime > ABANDONED:
            left.rmdir()
    elif sys.platform == "win32":
        held.unlink()  # refused while it is open
        shutil.rmtree(left, ignore_errors=True)
    elif held.lstat().st_uid == os.getuid():
        descriptor = os.open(held, os.O_RDWR | os.O_NOFOLLOW)
        try:
            if is_abandoned(descriptor):
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(descriptor)  # not before all is gone: who has just made it waits for the lock, and sees that

"""A folder shown as a share or an old disk would: what those lack is left out on order.  Needs fusepy and /dev/fuse.

    python share.py FOLDER MOUNT [link=EACCES] [chmod=EPERM] [lock=ENOLCK] [nocase=1] [seconds=2]

``link``, ``chmod`` and ``lock`` are refused with that error; ``nocase`` takes letter case for nothing, and ``seconds``
is what times are rounded to.
"""

# ruff: noqa: PTH101, PTH102, PTH104, PTH106, PTH108, PTH112, PTH118, PTH208

from __future__ import annotations

import errno
import os
import sys
from typing import Any

from fuse import FUSE, FuseOSError, Operations

OPTIONS = dict(word.split("=", 1) for word in sys.argv[3:])
TIMES = ("st_atime", "st_mtime", "st_ctime")
FACTS = ("st_gid", "st_ino", "st_mode", "st_nlink", "st_size", "st_uid", *TIMES)
SPACE = (
    "f_bavail",
    "f_bfree",
    "f_blocks",
    "f_bsize",
    "f_favail",
    "f_ffree",
    "f_files",
    "f_flag",
    "f_frsize",
    "f_namemax",
)


class Share(Operations):
    """Everything goes to the folder below, but what was ordered otherwise."""

    def __init__(self, root: str) -> None:
        self._root = root

    def __call__(self, op: str, *arguments: Any) -> Any:
        if op in OPTIONS:
            raise FuseOSError(getattr(errno, OPTIONS[op]))
        try:
            return super().__call__(op, *arguments)
        except OSError as error:
            raise FuseOSError(error.errno) from error

    def _real(self, path: str) -> str:
        here = self._root
        for part in filter(None, path.split("/")):
            there = os.path.join(here, part)
            if OPTIONS.get("nocase") and not os.path.lexists(there) and os.path.isdir(here):
                there = next((os.path.join(here, n) for n in os.listdir(here) if n.lower() == part.lower()), there)
            here = there
        return here

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        facts = os.lstat(self._real(path))
        found = {name: getattr(facts, name) for name in FACTS}
        step = int(OPTIONS.get("seconds", "0"))
        if step:
            found.update({name: float(found[name] // step * step) for name in TIMES})
        return found

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *os.listdir(self._real(path))]

    def mkdir(self, path: str, mode: int) -> None:
        os.mkdir(self._real(path), mode)

    def rmdir(self, path: str) -> None:
        os.rmdir(self._real(path))

    def unlink(self, path: str) -> None:
        os.unlink(self._real(path))

    def rename(self, old: str, new: str) -> None:
        os.rename(self._real(old), self._real(new))

    def link(self, target: str, source: str) -> None:
        os.link(self._real(source), self._real(target))

    def chmod(self, path: str, mode: int) -> None:
        os.chmod(self._real(path), mode)

    def chown(self, path: str, uid: int, gid: int) -> None:
        pass

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._real(path), flags & ~(os.O_NOFOLLOW | os.O_NONBLOCK))

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        os.truncate(self._real(path), length)

    def flush(self, path: str, fh: int) -> None:
        pass

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        os.fsync(fh)

    def release(self, path: str, fh: int) -> None:
        os.close(fh)

    def utimens(self, path: str, times: tuple[float, float] | None = None) -> None:
        os.utime(self._real(path), times)

    def statfs(self, path: str) -> dict[str, Any]:
        facts = os.statvfs(self._real(path))
        return {name: getattr(facts, name) for name in SPACE}


if __name__ == "__main__":
    FUSE(Share(sys.argv[1]), sys.argv[2], foreground=True, nothreads=True, default_permissions=True, use_ino=True)

"""A folder held open: what is done in it stays in it, whatever its name has come to stand for meanwhile.

Where the system can (POSIX), the folder is opened once and everything is named relative to it, so that a folder that
is swapped for a link while a run goes on leads nothing astray.  Elsewhere (Windows) paths are used.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

PART = ".part"
"""Ending of a file that is being written; its name begins with a dot."""
ABANDONED = 600.0
"""Seconds after which a temporary file is nobody's, where the disk knows no locks to tell it by."""
RELATIVE = sys.platform != "win32" and {os.open, os.mkdir, os.link, os.rename, os.unlink, os.stat} <= os.supports_dir_fd
"""Whether the system can name things relative to an open folder."""
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Folder:
    """An open folder; names given to its methods are names in it, never paths.

    All methods raise OSError as the functions of :mod:`os` do that they are named after.

    Made by :meth:`at` and :meth:`below`.
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> Folder:
        """The folder of that path; a link is followed here, for the user named it."""
        return cls(path, os.open(path, _FOLDER) if RELATIVE else None)

    def __enter__(self) -> Folder:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def below(self, name: str) -> Folder:
        """The folder of that name in this one, made where there is none.

        :raises LinkError: where the name is a link: nothing is followed below a folder that a user named.
        :raises OSError: where it cannot be made or opened, or is no folder.
        """
        with contextlib.suppress(FileExistsError):
            os.mkdir(self._named(name), **self._at())  # noqa: PTH102 - names may be bare
        if _is_link(self.stat(name)):
            raise LinkError(self.path / name)
        if self._descriptor is None:
            return Folder(self.path / name, None)
        # A link that took the name this very moment is not followed either, and gives an error.
        return Folder(self.path / name, os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self._descriptor))

    def create(self, name: str) -> int:
        """A new file's descriptor; its permissions are what the user's umask leaves.

        :raises FileExistsError: where the name is taken.
        """
        return os.open(self._named(name), _NEW, 0o666, **self._at())

    def create_part(self, mark: str = "") -> tuple[int, str]:
        """A new temporary file, locked: its descriptor and its name."""
        while True:
            name = f".{mark}{secrets.token_hex(8)}{PART}"
            with contextlib.suppress(FileExistsError):
                descriptor = self.create(name)
                lock(descriptor)
                return descriptor, name

    def link(self, old: str, new: str) -> None:
        if self._descriptor is None:
            os.link(self._named(old), self._named(new))
        else:
            os.link(old, new, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def rename(self, old: str, new: str) -> None:
        """Over whatever has the new name, all or nothing."""
        if self._descriptor is None:
            os.replace(self._named(old), self._named(new))  # noqa: PTH105 - as above
        else:
            os.rename(old, new, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def remove(self, name: str) -> None:
        os.unlink(self._named(name), **self._at())

    def exists(self, name: str) -> bool:
        """Whether anything has the name, a dangling link too."""
        try:
            os.stat(self._named(name), follow_symlinks=False, **self._at())  # noqa: PTH116 - as above
        except FileNotFoundError:
            return False
        return True

    def stat(self, name: str) -> os.stat_result:
        """Of the name itself, a link not followed."""
        return os.stat(self._named(name), follow_symlinks=False, **self._at())  # noqa: PTH116 - as above

    def open(self, name: str) -> int:
        """A descriptor to read from; nothing is waited for and no link followed."""
        return os.open(self._named(name), _READ, **self._at())

    def names(self) -> list[str]:
        return os.listdir(self.path if self._descriptor is None else self._descriptor)  # noqa: PTH208 - as above

    def sync(self) -> None:
        """Bring the folder's names to the disk, as far as the system lets us."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.fsync(self._descriptor)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else of ours is in here, where the disk knows locks."""
        if self._descriptor is not None:
            lock(self._descriptor)
        try:
            yield
        finally:
            if self._descriptor is not None:
                unlock(self._descriptor)

    def sweep(self, mark: str = "") -> None:
        """Remove the temporary files that a run which was cut off left here.

        One that is being written is locked by its writer, and the lock ends with the writer.

        :param mark: what their names begin with after the dot.
        """
        with contextlib.suppress(OSError):
            for name in self.names():
                if name.startswith(f".{mark}") and name.endswith(PART):
                    with contextlib.suppress(OSError):
                        if self._is_abandoned(name):
                            self.remove(name)

    def _is_abandoned(self, name: str) -> bool:
        if sys.platform == "win32":
            return True  # removing a file that is open fails there, which is all that is wanted
        descriptor = self.open(name)
        try:
            return is_abandoned(descriptor)
        finally:
            os.close(descriptor)

    def _named(self, name: str) -> str:
        return name if self._descriptor is not None else os.path.join(self.path, name)  # noqa: PTH118 - a text path

    def _at(self) -> dict[str, Any]:
        return {} if self._descriptor is None else {"dir_fd": self._descriptor}


class LinkError(OSError):
    """A link where a folder should be."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


def lock(descriptor: int) -> None:
    """Hold a file or folder for this process, where the disk knows locks; waits for another that holds it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a share without locks: age then tells what is abandoned
            fcntl.flock(descriptor, fcntl.LOCK_EX)


def unlock(descriptor: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_abandoned(descriptor: int) -> bool:
    """Whether nobody writes the open file any more.  Where nobody does, it is locked for us from now on."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return time.time() - os.fstat(descriptor).st_mtime > ABANDONED
        return True
    return time.time() - os.fstat(descriptor).st_mtime > ABANDONED


def _is_link(facts: os.stat_result) -> bool:
    if sys.platform == "win32":
        return facts.st_reparse_tag in {stat.IO_REPARSE_TAG_SYMLINK, stat.IO_REPARSE_TAG_MOUNT_POINT}
    return stat.S_ISLNK(facts.st_mode)

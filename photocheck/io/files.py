"""Report files: lines kept on the disk until a report is put together, and files written whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from photocheck.errors import UsageError


class Spool:
    """Lines of text in the order they were added, in a temporary file: memory stays flat.

    The file has no name that others could open, and is gone when the spool is closed.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by close

    def add(self, line: str) -> None:
        self._file.write(line + "\n")

    def lines(self) -> Iterator[str]:
        self._file.seek(0)
        for line in self._file:
            yield line[:-1]

    def close(self) -> None:
        self._file.close()


def check_writable(path: Path) -> None:
    """Say before hours of work, not after, that a report cannot be written there.

    :raises UsageError: when the path is a folder, or nothing can be written beside it.
    """
    if path.is_dir():
        raise UsageError(f"{path} 是一个文件夹,请给出文件名。", f"{path} is a folder: name a file.")
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(handle)
        os.unlink(name)  # noqa: PTH108 - mkstemp gives a text path
    except OSError as error:
        raise _unwritable(path, error) from error


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write or replace a file: whole under its name, or not at all.

    :raises UsageError: when the disk is full, read-only or gone.
    """
    with replace_file(path) as file:
        file.writelines(parts)


@contextlib.contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which gets its name when all went well, and is gone when not.

    :raises UsageError: when the disk is full, read-only or gone.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # noqa: PTH101 - mkstemp gives a text path
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} 写不了:{error.strerror}。", f"{path} cannot be written: {error.strerror}.")

"""Files beside the pictures: reports, lines kept until a report is put together, and sums of what lies on the disk.

What is written is whole under its name or not there; its permissions are what the user's umask leaves; temporary files
lie beside it and go away, those of a run that was cut off too.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from photocheck.errors import UsageError
from photocheck.io.folder import PART, Folder
from photocheck.io.temporary import TemporaryFolder
from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.system import system_words

FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
MARK = "photocheck-"
"""What the names of our temporary files begin with after the dot, where other programs' may lie too."""
MAX_BYTES = 64 * 2**20
"""No picture is larger; what claims to be is not read."""
BLOCK = 1 << 20


class Spool:
    """Lines of text in the order they were added, in a temporary file: memory stays flat.

    The file has no name that others could open, and is gone when the spool is closed or its process ends.

    :param beside: the report that the lines are for: they wait on the same disk.  The system's temporary folder where
        there is none.
    :raises UsageError: here and when a line is added, where that disk is full or cannot be written to.
    """

    def __init__(self, beside: Path | None = None) -> None:
        self._folder = None if beside is None else beside.parent
        with explained(Path(self._folder or tempfile.gettempdir())):
            self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=self._folder)  # noqa: SIM115 - closed by close

    def add(self, line: str) -> None:
        with explained(Path(self._folder or tempfile.gettempdir())):
            self._file.write(line + "\n")

    def lines(self) -> Iterator[str]:
        with explained(Path(self._folder or tempfile.gettempdir())):
            self._file.seek(0)
        for line in self._file:
            yield line[:-1]

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be flushed is not wanted any more
            self._file.close()


def check_writable(path: Path) -> None:
    """Say before hours of work, not after, that a report cannot be written there.

    :raises UsageError: when the path is a folder, or nothing can be written beside it.
    """
    if path.is_dir():
        raise UsageError(sentence("archive.files.is_folder", path=path))
    with explained(path), Folder.at(path.parent) as folder:
        folder.sweep(MARK)
        descriptor, name = folder.create_part(MARK)
        os.close(descriptor)
        folder.remove(name)


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
    with explained(path), Folder.at(path.parent) as folder:
        descriptor, name = folder.create_part(MARK)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            folder.rename(name, path.name)
            folder.sync()
        finally:
            with contextlib.suppress(OSError):
                folder.remove(name)


def temporary_folder(beside: Path) -> TemporaryFolder:
    """A folder for a library's own temporary files, beside the report that they are for.

    :raises UsageError: when none can be made there.
    """
    with explained(beside):
        return TemporaryFolder(beside.parent, f".{MARK}", PART)


# ------------------------------------------------------------------------------------------- sums


class NoFileError(OSError):
    """What has the name is no plain file (a folder, a link, a pipe, a device), or is larger than asked for."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def opened(path: Path, limit: int | None = None) -> IO[bytes]:
    """A plain file to read from; nothing else is opened or waited for, and no link followed.

    :param limit: bytes that it may have at most.
    :raises NoFileError: where it is something else, or larger.
    :raises OSError: when it cannot be opened.
    """
    _must_be_plain(path.lstat(), limit)  # looked at first: opening a device might act on it
    wanted = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, os.O_RDONLY | wanted), "rb")
    try:
        _must_be_plain(os.fstat(file.fileno()), limit)  # the name may stand for something else by now
    except NoFileError:
        file.close()
        raise
    return file


def _must_be_plain(facts: os.stat_result, limit: int | None) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise NoFileError(sentence("archive.files.no_file"))
    if limit is not None and facts.st_size > limit:
        raise NoFileError(sentence("archive.files.too_large", size=megabytes(facts.st_size), limit=megabytes(limit)))


def megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MB" if size >= 10 * 2**20 else f"{size / 2**20:.1f} MB"


def digest_of(path: Path, limit: int | None = None) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a plain file, read in blocks.

    :raises NoFileError: as :func:`opened`.
    :raises OSError: when it cannot be read.
    """
    with opened(path, limit) as file:
        return digest_of_stream(file)


def digest_of_stream(file: IO[bytes]) -> tuple[int, str]:
    """The same of what is still to be read from an open file."""
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


# ------------------------------------------------------------------------------------------ words


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """The system's own errors become a sentence about the path."""
    try:
        yield
    except OSError as error:
        raise UsageError(sentence("archive.files.unwritable", path=path, why=why(error))) from error


def why(error: OSError) -> Text:
    """What the system said, in the reader's own language."""
    return error.message if isinstance(error, NoFileError) else system_words(error)

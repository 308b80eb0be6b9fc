"""A picture onto the disk: whole under its name or not at all, and never over another unless told to.

The bytes go to a hidden temporary file in the same folder, are flushed to the disk, and then get their name by a link,
which fails where the name is taken: two writers cannot both win.  Folders are opened one in the other, links not
followed, and all is done relative to the open folder.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from photocheck.errors import ExistsError, OutputError
from photocheck.io.files import FULL, why
from photocheck.io.folder import Folder, LinkError, is_abandoned, lock
from photocheck.types import Text
from photocheck.words import sentence

TRIES = 3


class Ready:
    """A picture on the disk under a temporary name, in the folder where it belongs; see :func:`ready`."""

    def __init__(self, folder: Folder, name: str, data: bytes) -> None:
        self._folder = folder
        self._name = name
        self._data = data
        self._part: str | None = None
        self._descriptor: int | None = None

    def claim(self, *, sync: bool = True) -> None:
        """Give it its name.

        :param sync: false where the caller brings the folder's names to the disk later, see :func:`sync_folder`.
        :raises ExistsError: when the name is taken.
        :raises OutputError: when the disk fails.
        """
        with explained(self._folder.path / self._name):
            self._named(_take)
            if sync:
                self._folder.sync()

    def replace(self) -> None:
        """Give it its name over whatever has it.

        :raises OutputError: when the disk fails.
        """
        with explained(self._folder.path / self._name):
            self._named(Folder.rename)
            self._folder.sync()

    def _named(self, how: Callable[[Folder, str, str], None]) -> None:
        for attempt in range(TRIES):
            part = self._part or self.write()
            try:
                how(self._folder, part, self._name)
                break
            except FileNotFoundError:
                # Another run, which could not see our lock, took the temporary file for an abandoned one.
                if attempt == TRIES - 1:
                    raise
                self.discard()

    def write(self) -> str:
        """Bring the bytes to the disk; the temporary file's name."""
        self._descriptor, self._part = self._folder.create_part()
        with os.fdopen(self._descriptor, "wb", closefd=False) as file:
            file.write(self._data)
            file.flush()
            os.fsync(self._descriptor)
        if sys.platform == "win32":  # an open file cannot be renamed there
            self._close()
        return self._part

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None

    def discard(self) -> None:
        """Remove the temporary file, where it is still there, and let go of its lock."""
        if self._part is not None:
            with contextlib.suppress(OSError):
                self._folder.remove(self._part)
            self._part = None
        self._close()


@contextlib.contextmanager
def ready(tree: Path, place: str, data: bytes, *, sweep: bool = False) -> Iterator[Ready]:
    """The bytes safely on the disk beside where they belong, to be given their name; gone if they get none.

    :param place: in the tree, with ``/`` between folders, as :func:`photocheck.io.archive.place.place_of` gives it.
    :param sweep: whether to remove first what runs that were cut off left in the folder.
    :raises OutputError: when the disk is full, read-only or gone, or a folder of the tree is a link.
    """
    *folders, name = place.split("/")
    path = tree.joinpath(*folders, name)
    with contextlib.ExitStack() as stack:
        with explained(path):
            with contextlib.suppress(FileExistsError):  # a file of that name: opening it as a folder says so
                tree.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(Folder.at(tree))
            for step in folders:
                folder = stack.enter_context(folder.below(step))
            if sweep:
                folder.sweep()
            picture = Ready(folder, name, data)
            stack.callback(picture.discard)
            picture.write()
        yield picture


def sync_folder(tree: Path, folder: str) -> None:
    """Bring the names of a tree's folder to the disk, as far as the system lets us.

    :param folder: in the tree, with ``/`` between folders.
    """
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        found = stack.enter_context(Folder.at(tree))
        for step in filter(None, folder.split("/")):
            found = stack.enter_context(found.below(step))
        found.sync()


def write_new(tree: Path, place: str, data: bytes, *, overwrite: bool = False) -> None:
    """Write a picture whole or not at all.

    :raises ExistsError: when the name is taken and it is not to be replaced.
    :raises OutputError: as :func:`ready`.
    """
    with ready(tree, place, data) as picture:
        if overwrite:
            picture.replace()
        else:
            picture.claim()


def _take(folder: Folder, part: str, name: str) -> None:
    """Give a file a name that nothing has.

    :raises FileExistsError: where something has it.
    """
    if sys.platform == "win32":
        os.rename(folder.path / part, folder.path / name)  # noqa: PTH104 - on Windows this never replaces
        return
    try:
        folder.link(part, name)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        # No links here (FAT, many shares), for whatever reason: an empty file takes the name, which fails where it
        # is taken, and the picture is renamed over it.
        descriptor = _taken(folder, name)
        try:
            folder.rename(part, name)
        except OSError:
            with contextlib.suppress(OSError):
                folder.remove(name)
            raise
        finally:
            os.close(descriptor)


def _taken(folder: Folder, name: str) -> int:
    """The descriptor of an empty file that has the name, ours alone.

    An empty file that is there already is what a run left that was cut off just here, for no picture is empty: it is
    taken over when its run has ended.
    """
    try:
        descriptor = folder.create(name)
        lock(descriptor)
        ours = True
    except FileExistsError:
        if folder.stat(name).st_size != 0:
            raise
        descriptor = folder.open(name)
        ours = is_abandoned(descriptor)
    # Before it was locked, or even opened, somebody else may have put a picture in its place.
    facts = os.fstat(descriptor)
    if not (ours and facts.st_size == 0 and os.path.samestat(folder.stat(name), facts)):
        os.close(descriptor)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    return descriptor


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """The system's own errors become a sentence about the picture that was to be written there."""
    try:
        yield
    except FileExistsError as error:
        raise ExistsError(sentence("archive.write.exists", name=path.name)) from error
    except LinkError as error:
        raise OutputError(sentence("archive.write.link", folder=error.path), kind="path") from error
    except OSError as error:
        raise OutputError(_failed(path, error), kind="disk") from error


def _failed(path: Path, error: OSError) -> Text:
    where = path.parent
    if error.errno in FULL:
        return sentence("archive.write.full", name=path.name, folder=where)
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return sentence("archive.write.refused", name=path.name, folder=where)
    return sentence("archive.write.failed", name=path.name, folder=where, why=why(error))

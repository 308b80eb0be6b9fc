"""Finding the photos under the paths that a user names."""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from photocheck.errors import UsageError
from photocheck.io.read import PHOTO_ENDINGS
from photocheck.io.system import PassedOver, is_system_file, is_system_folder
from photocheck.types import Problem, Text
from photocheck.words import listed, sentence

COUNTED = 10_000
"""Files after which what a folder holds is known well enough."""


@dataclass(frozen=True, slots=True)
class Found:
    """A photo, or what looks like one."""

    path: Path
    problem: Problem | None = None
    """Why it must not be read."""


def crawl(paths: Iterable[str | Path], *, passed: PassedOver | None = None) -> Iterator[Found]:
    """Photos in a stable order: a file as it is, a folder with all below it.

    Hidden files and folders are left out, and what a system keeps for itself (recycle bins, thumbnails).
    Links to folders are not followed, and links to files only inside the folder that the user named.  What
    has a photo's ending and is no file is given too, so that somebody says that it is no photo.

    :param passed: counts what of a system's own was passed over.
    :raises UsageError: when a path does not exist.
    """
    passed = PassedOver() if passed is None else passed
    for path in map(Path, paths):
        if path.is_dir():
            yield from _below(path, passed)
        elif path.exists() or path.is_symlink():
            yield Found(path, None if path.is_file() else _no_file(path))
        else:
            raise UsageError(sentence("archive.crawl.absent", path=path))


def nothing_found(paths: Iterable[str | Path]) -> Text:
    """What to say where :func:`crawl` found no photo: the folder is there, and what lies in it instead."""
    folders = [Path(path) for path in paths]
    endings: Counter[str] = Counter()
    for folder in folders:
        # A folder that cannot be opened gives nothing here, and was told of as such.
        for _, below, names in os.walk(folder):
            below[:] = [name for name in below if not is_system_folder(name) and not name.startswith(".")]
            endings.update(Path(n).suffix.lower() for n in names if not n.startswith(".") and not is_system_file(n))
            if endings.total() > COUNTED:
                break
    known = " ".join(sorted(PHOTO_ENDINGS))
    named = listed(map(str, folders), most=3)
    if not endings:
        return sentence("archive.crawl.empty", folders=named, endings=known)
    most_first = sorted(endings.items(), key=lambda kind: (-kind[1], kind[0]))
    kinds = listed([_kind(ending, count) for ending, count in most_first], most=3)
    return sentence("archive.crawl.no_photo", folders=named, count=endings.total(), kinds=kinds, endings=known)


def _kind(ending: str, count: int) -> Text:
    return sentence("archive.crawl.kind" if ending else "archive.crawl.no_ending", ending=ending, count=count)


def _below(top: Path, passed: PassedOver) -> Iterator[Found]:
    """Depth first, by name.  A stack of its own: folders may lie deeper than Python can call."""
    home = os.path.realpath(top)
    stack: list[Iterator[_Entry]] = []
    folders = [str(top)]
    try:
        stack.append(_entries(str(top), passed))
    except OSError:
        yield Found(top)  # whoever reads it says why it cannot be opened
        return
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            folders.pop()
            continue
        path = os.path.join(folders[-1], entry.name)  # noqa: PTH118 - many thousand times
        if os.path.splitext(entry.name)[1].lower() in PHOTO_ENDINGS:  # noqa: PTH122 - as above
            yield Found(Path(path), _problem(path, entry, home))
        if entry.is_folder:
            try:
                stack.append(_entries(path, passed))
                folders.append(path)
            except OSError:
                yield Found(Path(path))


class _Entry(NamedTuple):
    name: str
    is_folder: bool
    """A folder to go into."""
    is_link: bool
    is_file: bool


def _entries(folder: str, passed: PassedOver) -> Iterator[_Entry]:
    """What lies in a folder, by name; no file is opened or looked at."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_system_folder(entry.name) if is_folder else is_system_file(entry.name):
                passed.add(entry.name)
            elif not entry.name.startswith("."):
                is_folder = is_folder and not _is_junction(entry)
                is_file = entry.is_file(follow_symlinks=False)
                found.append(_Entry(entry.name, is_folder, entry.is_symlink(), is_file))
    return iter(sorted(found))


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' other kind of link to a folder."""
    if sys.platform != "win32":
        return False
    return entry.stat(follow_symlinks=False).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT


def _problem(path: str, entry: _Entry, home: str) -> Problem | None:
    """Why what has a photo's ending must not be read: so that it claims no number either."""
    if entry.is_link and _leads_out(path, home):
        return Problem("link", sentence("archive.crawl.leads_out"))
    if entry.is_file or (entry.is_link and os.path.isfile(path)):  # noqa: PTH113 - as above
        return None
    return _no_file(Path(path))


def _no_file(path: Path) -> Problem:
    """What to say of a folder, a pipe, a device or a link that leads nowhere."""
    key = "folder" if path.is_dir() else "dangling" if path.is_symlink() and not path.exists() else "no_file"
    return Problem("source", sentence(f"archive.crawl.{key}"))


def _leads_out(path: str, home: str) -> bool:
    target = os.path.realpath(path)
    return os.path.exists(target) and os.path.commonpath([home, target]) != home  # noqa: PTH110 - as above

"""Finding the photos under the paths that a user names."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.read import PHOTO_ENDINGS
from photocheck.types import Problem, Text

LEADS_OUT = Problem(
    "link",
    Text(
        "这是指向文件夹以外的链接,没有读取。请放入照片本身,或直接指定那张照片。",
        "This is a link that leads out of the folder; not read. Put the photo itself here, or name that photo.",
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A photo, or what looks like one."""

    path: Path
    problem: Problem | None = None
    """Why it must not be read."""


def crawl(paths: Iterable[str | Path], *, outside: Path | None = None) -> Iterator[Found]:
    """Photos in a stable order: a file as it is, a folder with all below it.

    Hidden files and folders are left out.  Links to folders are not followed, and links to files only
    inside the folder that the user named.  A folder with a photo's ending is given too, so that
    somebody says that it is no photo.

    :param outside: a folder that is left out wherever it turns up (the tree being written).
    :raises UsageError: when a path does not exist.
    """
    left_out = None if outside is None else os.path.realpath(outside)
    for path in map(Path, paths):
        if path.is_dir():
            yield from _below(path, left_out)
        elif path.exists() or path.is_symlink():
            yield Found(path)
        else:
            raise UsageError(
                f"没有这个文件或文件夹:{path}。请检查路径。", f"No such file or folder: {path}. Check the path."
            )


def _below(top: Path, left_out: str | None) -> Iterator[Found]:
    """Depth first, by name.  A stack of its own: folders may lie deeper than Python can call."""
    home = os.path.realpath(top)
    stack: list[Iterator[tuple[str, bool, bool]]] = []
    folders = [str(top)]
    try:
        stack.append(_entries(str(top)))
    except OSError:
        yield Found(top)  # whoever reads it says why it cannot be opened
        return
    while stack:
        name, is_folder, is_link = next(stack[-1], ("", False, False))
        if not name:
            stack.pop()
            folders.pop()
            continue
        path = os.path.join(folders[-1], name)  # noqa: PTH118 - many thousand times
        if is_folder and left_out is not None and os.path.realpath(path) == left_out:
            continue
        if os.path.splitext(name)[1].lower() in PHOTO_ENDINGS:  # noqa: PTH122 - as above
            yield Found(Path(path), LEADS_OUT if is_link and _leads_out(path, home) else None)
        if is_folder:
            try:
                stack.append(_entries(path))
                folders.append(path)
            except OSError:
                yield Found(Path(path))


def _entries(folder: str) -> Iterator[tuple[str, bool, bool]]:
    """Name, whether it is a folder to go into, whether it is a link; no file is opened or looked at."""
    with os.scandir(folder) as entries:
        return iter(
            sorted(
                (entry.name, entry.is_dir(follow_symlinks=False) and not _is_junction(entry), entry.is_symlink())
                for entry in entries
                if not entry.name.startswith(".")
            )
        )


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' other kind of link to a folder."""
    if sys.platform != "win32":
        return False
    return entry.stat(follow_symlinks=False).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT


def _leads_out(path: str, home: str) -> bool:
    target = os.path.realpath(path)
    return os.path.exists(target) and os.path.commonpath([home, target]) != home  # noqa: PTH110 - as above

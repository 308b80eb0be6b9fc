"""Finding the photos under the paths that a user names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.read import PHOTO_ENDINGS


def crawl(paths: Iterable[str | Path], *, outside: Path | None = None) -> Iterator[Path]:
    """Photos in a stable order: a file as it is, a folder with all below it.

    Hidden files and folders are left out, and links to folders are not followed.  A folder with a
    photo's ending is given too, so that somebody says that it is no photo.

    :param outside: a folder that is left out wherever it turns up (the tree being written).
    :raises UsageError: when a path does not exist.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _below(path, None if outside is None else outside.resolve())
        elif path.exists() or path.is_symlink():
            yield path
        else:
            raise UsageError(
                f"没有这个文件或文件夹:{path}。请检查路径。", f"No such file or folder: {path}. Check the path."
            )


def _below(folder: Path, outside: Path | None) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        yield folder  # whoever reads it says why it cannot be opened; the rest goes on
        return
    for name, is_folder in names:
        path = folder / name
        if name.startswith(".") or (outside is not None and is_folder and path.resolve() == outside):
            continue
        looks_like_photo = Path(name).suffix.lower() in PHOTO_ENDINGS
        if looks_like_photo:
            yield path
        if is_folder:
            yield from _below(path, outside)

"""Folders to be chosen by clicks: what lies in one, and how many photos there are."""

from __future__ import annotations

import os
import string
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from photocheck.errors import UsageError
from photocheck.io.archive.journal import journal_path
from photocheck.io.archive.manifest import manifest_path
from photocheck.io.archive.pack import ENDING as PACK
from photocheck.io.formats import PHOTO_ENDINGS
from photocheck.io.system import is_system_file, is_system_folder
from photocheck.office.drops import TABLES
from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.system import system_words

MOST_ENTRIES = 500
"""Folders, and tables, that are listed of one folder."""
MOST_COUNTED = 10_000
MOST_SECONDS = 1.0
"""For counting photos below all folders listed: a slow share must not make a clerk wait."""


def listed(text: str) -> dict[str, Any]:
    """A folder as the page shows it.

    :param text: a path, or the path of a file in the folder; the home folder where it is empty.
    :returns: ``path``, ``parent``, ``places``, ``folders``, ``tables`` and ``packs`` (each with ``name`` and ``path``),
        ``photos`` right in it, ``more`` that were not listed; whether it is a tree that can be merged (``filed``), as
        each folder in it says; and what would be made of it: ``tree``, ``merged`` and
        ``archive``.
    :raises UsageError: when there is no such folder, or it cannot be read.
    """
    folder = _folder(text)
    try:
        entries = sorted(_entries(folder), key=lambda entry: (entry.name.lower(), entry.name))
    except OSError as error:
        raise UsageError(sentence("office.error.unreadable", folder=folder, why=system_words(error))) from error
    folders = [entry for entry in entries if _is_folder(entry)]
    endings = [os.path.splitext(entry.name)[1].lower() for entry in entries]  # noqa: PTH122 - many times
    tables = [entry for entry, ending in zip(entries, endings, strict=True) if ending in TABLES]
    packs = [entry for entry, ending in zip(entries, endings, strict=True) if ending == PACK and _has_manifest(entry)]
    counting = _Counting()
    parent = folder.parent
    return {
        "path": str(folder),
        "name": folder.name or str(folder),
        "parent": None if parent == folder else str(parent),
        "places": _places(),
        "folders": [
            {"name": e.name, "path": e.path, "photos": counting.below(e.path), "filed": _is_filed(Path(e.path))}
            for e in folders[:MOST_ENTRIES]
        ],
        "packs": [{"name": entry.name, "path": entry.path} for entry in packs[:MOST_ENTRIES]],
        "filed": _is_filed(folder),
        "tables": [{"name": entry.name, "path": entry.path} for entry in tables[:MOST_ENTRIES]],
        "photos": sum(ending in PHOTO_ENDINGS for ending in endings),
        "more": sum(max(0, len(found) - MOST_ENTRIES) for found in (folders, tables, packs)),
        "tree": _beside(folder, "tree").to_dict(),
        "merged": _beside(folder, "merged").to_dict(),
        "archive": _beside(folder, "archive", ".zip").to_dict(),
    }


def _folder(text: str) -> Path:
    text = text.strip().strip('"')
    if "\0" in text:
        raise UsageError(sentence("office.error.no_such", folder="?"))
    folder = Path(text).expanduser() if text else Path.home()
    folder = folder.parent if folder.is_file() else folder
    if not folder.is_dir():
        raise UsageError(sentence("office.error.no_such", folder=folder))
    return folder.absolute()


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """What a clerk would see there."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not (entry.name.startswith(".") or is_system_folder(entry.name) or is_system_file(entry.name)):
                yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_filed(folder: Path) -> bool:
    """Whether a folder has a journal, so that it can be merged."""
    try:
        return journal_path(folder).is_file()
    except OSError:
        return False


def _has_manifest(entry: os.DirEntry[str]) -> bool:
    try:
        return manifest_path(Path(entry.path)).is_file()
    except OSError:
        return False


class _Counting:
    """Photos below several folders, as far as :data:`MOST_COUNTED` and :data:`MOST_SECONDS` allow for all of them."""

    def __init__(self) -> None:
        self._left = MOST_COUNTED
        self._end = time.monotonic() + MOST_SECONDS

    def below(self, folder: str) -> int | None:
        """How many there are; None where they were too many to count."""
        count, waiting = 0, [folder]
        while waiting:
            for entry in _readable(waiting.pop()):
                self._left -= 1
                if self._left < 0 or time.monotonic() > self._end:
                    return None
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                count += os.path.splitext(entry.name)[1].lower() in PHOTO_ENDINGS  # noqa: PTH122 - many times
        return count


def _readable(folder: str) -> list[os.DirEntry[str]]:
    """Nothing where a folder cannot be read: whoever opens it is told why."""
    try:
        return list(_entries(folder))
    except OSError:
        return []


def _places() -> list[dict[str, Any]]:
    """Where to begin: the desktop, the home folder, and the disks and cards."""
    home = Path.home()
    title = sentence("office.place.desktop")  # which is what systems call the folder
    found = [(title, home / name) for name in (title.en, title.zh) if (home / name).is_dir()][:1]
    found.append((sentence("office.place.home"), home))
    return [{"path": str(path), **title.to_dict()} for title, path in [*found, *_disks()]]


def _disks() -> list[tuple[Text, Path]]:
    if sys.platform == "win32":
        roots = [Path(f"{letter}:\\") for letter in string.ascii_uppercase]
        return [(Text(str(root), str(root)), root) for root in roots if root.exists()]
    root = Path("/")
    user = Path.home().name
    mounts = [root / "Volumes", root / "media" / user, root / "run" / "media" / user, root / "mnt"]
    found = []
    for mount in mounts:
        try:
            disks = sorted(path for path in mount.iterdir() if path.is_dir())
        except OSError:
            continue
        found += [(Text(disk.name, disk.name), disk) for disk in disks[:10]]
    return [*found, (sentence("office.place.root"), root)]


def _beside(folder: Path, kind: str, ending: str = "") -> Text:
    """Where to put what is made of a folder: beside it, or in the home folder where it has no beside (a card); an
    archive that is there already is not named again.
    """
    home = folder.parent if folder.name else Path.home()
    name = sentence(f"office.beside.{kind}", name=folder.name or sentence("office.beside.photos"))
    return Text(_free(home, name.zh, ending), _free(home, name.en, ending))


def _free(home: Path, name: str, ending: str) -> str:
    path, place = home / (name + ending), 2
    while ending and path.exists() and place < 1000:
        path, place = home / f"{name}-{place}{ending}", place + 1
    return str(path)

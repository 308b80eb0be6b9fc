"""Nothing that a run reads may be what it writes.  Told by what files are, not by how they are spelled: links, ``..``
and letter case make no difference."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.archive.journal import journal_path
from photocheck.words import sentence


def refuse_tree(tree: Path, sources: Iterable[Path]) -> None:
    """Refuse a tree that lies in what is read, or the other way round; nothing is written before this was asked.

    :param tree: the folder to be written to; it need not be there yet.
    :param sources: photos and folders of photos.
    :raises UsageError: when the tree is a source, lies in one, or holds one; or is a file.
    """
    if tree.exists() and not tree.is_dir():
        raise UsageError(sentence("archive.guard.no_folder", tree=tree))
    for source in sources:
        if same_file(source, tree):
            raise UsageError(sentence("archive.guard.same", tree=tree))
        if source.is_dir() and _lies_in(tree, source):
            raise UsageError(sentence("archive.guard.tree_in_source", tree=tree, source=source))
        if _lies_in(source, tree):
            raise UsageError(sentence("archive.guard.source_in_tree", tree=tree, source=source))


def refuse_report(
    report: Path, *, photos: Iterable[Path], tables: Iterable[Path] = (), tree: Path | None = None
) -> None:
    """Refuse a report that would replace what the run reads or keeps.

    :param photos: photos and folders of photos; in a folder, what has a photo's ending is one.
    :param tables: other files that are read: roster, numbers, profile, settings.
    :param tree: the tree that is written to or read; neither it nor its journal may be written into.
    :raises UsageError: when it would.
    """
    from photocheck.io.read import PHOTO_ENDINGS  # noqa: PLC0415 - decoders load late

    if any(same_file(report, table) for table in tables):
        raise UsageError(sentence("archive.guard.table", report=report))
    for photo in photos:
        in_folder = report.suffix.lower() in PHOTO_ENDINGS and photo.is_dir() and _lies_in(report, photo)
        if same_file(report, photo) or in_folder:
            raise UsageError(sentence("archive.guard.photo", report=report))
    if tree is not None and (_lies_in(report, tree) or same_file(report, journal_path(tree))):
        raise UsageError(sentence("archive.guard.in_tree", report=report, tree=tree))


def same_file(first: Path, second: Path) -> bool:
    """Whether both are one file or folder, or would be."""
    try:
        return first.samefile(second)
    except (OSError, ValueError):  # not both are there
        return os.path.realpath(first) == os.path.realpath(second)


def _lies_in(inner: Path, outer: Path) -> bool:
    """Whether a path, there or not yet, is or would be below a folder."""
    facts = _facts(outer)
    if facts is None:
        return False
    above = (_facts(folder) for folder in _above(inner))
    return any(one is not None and os.path.samestat(one, facts) for one in above)


def _facts(path: str | Path) -> os.stat_result | None:
    """What the system knows of a path, None where nothing is there."""
    try:
        return os.stat(path)  # noqa: PTH116 - a text path
    except (OSError, ValueError):
        return None


def _above(path: Path) -> Iterator[str]:
    """All folders that a path lies in: as it is spelled, and as its links lead."""
    for spelled in {os.path.abspath(path), os.path.realpath(path)}:  # noqa: PTH100 - as above
        folder = os.path.dirname(spelled)  # noqa: PTH120 - as above
        while True:
            yield folder
            further = os.path.dirname(folder)  # noqa: PTH120 - as above
            if further == folder:
                break
            folder = further


__all__ = ["refuse_report", "refuse_tree", "same_file"]

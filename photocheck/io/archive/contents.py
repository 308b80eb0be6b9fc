"""What lies in a tree, file by file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.archive.journal import INSIDE
from photocheck.io.archive.sqlite import UNFINISHED
from photocheck.io.files import why
from photocheck.io.system import PassedOver, is_system_file, is_system_folder
from photocheck.words import sentence

MAX_DEPTH = 40
"""Folders in each other; no template of ours has more than four."""
MAX_FILES = 5_000_000
OWN = frozenset({INSIDE, INSIDE + UNFINISHED})
"""The journal, where it lies inside."""


def files_of(tree: Path, passed: PassedOver | None = None) -> Iterator[str]:
    """Everything in a tree that is no folder, relative to it and with ``/`` between folders, the journal and what is
    a system's own left out; in the order of SQLite's text comparison.

    :param passed: counts what of a system's own was left out.
    :raises UsageError: when a folder cannot be read, or there are more folders in each other or more files than any
        tree has.
    """
    passed = PassedOver() if passed is None else passed
    stack, count = [_entries(tree, "", passed)], 0
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
        elif found.endswith("/"):
            if len(stack) > MAX_DEPTH:
                raise UsageError(sentence("archive.contents.deep", folder=tree / found[:200], limit=MAX_DEPTH))
            stack.append(_entries(tree, found, passed))
        elif found not in OWN:
            count += 1
            if count > MAX_FILES:
                raise UsageError(sentence("archive.contents.many", tree=tree, limit=MAX_FILES))
            yield found


def _entries(tree: Path, folder: str, passed: PassedOver) -> Iterator[str]:
    """Names in a folder, behind its own; those of folders with the slash behind them, by which they sort as the names
    of their files do."""
    names = []
    try:
        with os.scandir(tree / folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_system_folder(entry.name) if is_folder else is_system_file(entry.name):
                    passed.add(entry.name)
                else:
                    names.append(entry.name + "/" if is_folder else entry.name)
    except OSError as error:
        raise UsageError(sentence("archive.contents.unreadable", folder=tree / folder, why=why(error))) from error
    return (folder + name for name in sorted(names))


def shown(name: str) -> str:
    """A file's name as a journal has it: what is no UTF-8 is written out."""
    return name.encode("utf-8", "backslashreplace").decode()

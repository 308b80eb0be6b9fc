"""Whether a tree is what its journal says: every file's hash, name, place and profile, nothing more, nothing less."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from photocheck.errors import PhotocheckError, UsageError
from photocheck.io.archive.journal import INSIDE, Entry, Journal, journal_path
from photocheck.io.archive.place import PART, place
from photocheck.profile.load import load_profile_text
from photocheck.profile.number import fields_of
from photocheck.profile.rules import Profile
from photocheck.types import Text


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it should be."""

    kind: str
    """``missing``, ``changed``, ``misplaced``, ``profile``, ``extra`` or ``unfinished``."""
    file: str
    """Relative to the tree, with ``/`` between folders."""
    message: Text


MISSING = Text("台账里有,目录里没有。请重新运行 process。", "in the journal, but not in the tree: run process again.")
CHANGED = Text(
    "内容和写入时不同。请查明谁改过;删除它再运行 process 可重新生成。",
    "not what was written. Find out who changed it; delete it and run process to make it again.",
)
MISPLACED = Text(
    "名称或位置不是 {place}。请删除它再运行 process。",
    "its name or place should be {place}. Delete it and run process again.",
)
OTHER_RULES = Text(
    "是按另一套规则({id})做的。用 process --overwrite 可重做。",
    "made by other rules ({id}). process --overwrite makes it again.",
)
NO_RULES = Text("台账没有它的规则档案,无法核对位置。", "the journal lacks the rules it was made by.")
EXTRA = Text(
    "目录里有,台账里没有。不是照片就移走;是照片就用 process 处理原片登记。",
    "in the tree, but not in the journal. Move it away, or run process on its source to have it entered.",
)
UNFINISHED = Text(
    "写到一半的临时文件,下次 process 会清理。", "a temporary file of a run cut off; the next process removes it."
)
UNREADABLE = Text("读不出来({why})。请检查磁盘。", "cannot be read ({why}). Check the disk.")


class TreeCheck:
    """One look at a tree.

    :param only: the profile that all pictures must have been made by; any that the journal knows by default.
    :raises UsageError: when there is no tree, or no journal beside it.
    """

    def __init__(self, tree: Path, only: Profile | None = None) -> None:
        self.pictures = 0
        """How many pictures the journal names, once :meth:`run` is through."""
        self._tree = tree
        self._only = only
        self._profiles: dict[str, Profile | None] = {}
        path = journal_path(tree)
        if not tree.is_dir():
            raise UsageError(f"没有这个目录:{tree}。", f"There is no folder {tree}.")
        if not path.exists():
            raise UsageError(
                f"{tree} 旁边没有台账 {path.name}:它不是 process 写的,或台账没有一起拷来。",
                f"No journal {path.name} beside {tree}: it is not made by process, or the journal was not copied.",
            )
        self._path = path

    def run(self) -> Iterator[Discrepancy]:
        """All that is not as it should be, in the order of the files."""
        with Journal(self._path, must_exist=True) as journal:
            files = _files(self._tree)
            there = next(files, None)
            for entry in journal.pictures():
                self.pictures += 1
                while there is not None and there < entry.output:
                    yield _unknown(there)
                    there = next(files, None)
                if there == entry.output:
                    there = next(files, None)
                    yield from self._picture(entry, journal)
                else:
                    yield Discrepancy("missing", entry.output, MISSING)
            while there is not None:
                yield _unknown(there)
                there = next(files, None)

    def _picture(self, entry: Entry, journal: Journal) -> Iterator[Discrepancy]:
        try:
            data = _bytes(self._tree / entry.output)
        except OSError as error:
            why = UNREADABLE.filled(why=error.strerror or type(error).__name__)
            yield Discrepancy("changed", entry.output, why)
            return
        if data is None or hashlib.sha256(data).hexdigest() != entry.sha256:
            yield Discrepancy("changed", entry.output, CHANGED)
        if entry.digest not in self._profiles:
            self._profiles[entry.digest] = _profile(journal, entry.digest)
        profile = self._profiles[entry.digest]
        if profile is None:
            yield Discrepancy("profile", entry.output, NO_RULES)
        elif (right := _place(entry, profile)) != entry.output:
            yield Discrepancy("misplaced", entry.output, MISPLACED.filled(place=right))
        if self._only is not None and self._only.digest != entry.digest:
            yield Discrepancy("profile", entry.output, OTHER_RULES.filled(id=entry.profile))


def _bytes(path: Path) -> bytes | None:
    """A plain file's bytes; None for a link or whatever else took its name."""
    return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None


def _profile(journal: Journal, digest: str) -> Profile | None:
    toml = journal.profile_toml(digest)
    try:
        profile = None if toml is None else load_profile_text(toml)
    except PhotocheckError:
        return None
    return profile if profile is not None and profile.digest == digest else None


def _place(entry: Entry, profile: Profile) -> str:
    try:
        fields = fields_of(entry.number, profile.number) or {}
        return place(Path(), profile.tree.template, entry.number, fields).as_posix()
    except PhotocheckError:
        return "?"


def _unknown(file: str) -> Discrepancy:
    name = file.rpartition("/")[2]
    if name.startswith(".") and name.endswith(PART):
        return Discrepancy("unfinished", file, UNFINISHED)
    return Discrepancy("extra", file, EXTRA)


def _files(tree: Path) -> Iterator[str]:
    """Everything in the tree that is no folder, in the order of SQLite's text comparison, the journal left out."""
    own = {INSIDE, f"{INSIDE}-journal"}
    for file in _below(tree, ""):
        if file not in own:
            yield file


def _below(tree: Path, folder: str) -> Iterator[str]:
    try:
        with os.scandir(tree / folder if folder else tree) as entries:
            # A folder sorts by its name with the slash behind it, as its files' names do.
            names = sorted((e.name + "/" if e.is_dir(follow_symlinks=False) else e.name) for e in entries)
    except OSError as error:
        raise UsageError(
            f"{tree / folder} 读不出来:{error.strerror}。请检查权限和磁盘。",
            f"{tree / folder} cannot be read: {error.strerror}. Check permissions and disk.",
        ) from error
    for name in names:
        if name.endswith("/"):
            yield from _below(tree, folder + name)
        else:
            yield (folder + name).encode("utf-8", "backslashreplace").decode()

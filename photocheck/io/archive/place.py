"""The directory tree: where a number's picture belongs, and writing it there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import string
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from photocheck.errors import ExistsError, OutputError, ProfileError

if sys.platform != "win32":
    import fcntl

SAFE_PART = re.compile(r"[0-9A-Za-z_\-.\u3400-\u9fff]{1,100}")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that Windows takes for devices: a picture written there is gone."""
FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
PART = ".part"
ABANDONED = 600.0
"""Seconds after which a temporary file is nobody's, where the disk knows no locks to tell it by."""
TRIES = 3


def place(tree: Path, template: str, number: str, fields: Mapping[str, str]) -> Path:
    """The path of a number's picture; always inside ``tree``, whatever the number or template holds.

    :raises ProfileError: when the template names a field that the number has not, or does more than
        name fields.
    :raises OutputError: when a part of the path is not a plain folder or file name.
    """
    known = {"number": number, **fields}
    parts = [_filled(part, known, template) for part in re.split(r"[\\/]", template)]
    for part in parts:
        if not SAFE_PART.fullmatch(part) or part.endswith(".") or part.startswith(".") or RESERVED.fullmatch(part):
            raise OutputError(
                f"目录名 {part[:100]!r} 不能用:只可用字母、数字、汉字、- _ 和 .(不在首尾)。",
                f"{part[:100]!r} is no usable folder or file name: only letters, digits, - _ and . inside it.",
                kind="path",
            )
    return tree.joinpath(*parts)


def _filled(part: str, known: Mapping[str, str], template: str) -> str:
    """Plain fields only: a format such as ``{number:>999999999}`` could fill the memory."""
    said = ""
    try:
        for text, field, form, conversion in string.Formatter().parse(part):
            said += text
            if field is None:
                continue
            said += known[f"{field}:{form}" if form or conversion else field]
    except (KeyError, ValueError) as error:
        raise ProfileError(
            f"目录模板 {template!r} 用了号码里没有的字段 {error}。可用:{', '.join(known)}。",
            f"The tree template {template!r} uses a field that the number has not: {error}. Known: {', '.join(known)}.",
        ) from error
    return said


def write_new(path: Path, data: bytes, *, tree: Path, overwrite: bool = False) -> None:
    """Write a file whole or not at all, and never over another unless told to.

    The bytes go to a hidden temporary file in the same folder, are flushed to the disk, and then get
    their name by a link, which fails where the name is taken: two writers cannot both win.

    :param tree: the folder that ``path`` lies in; a link that leads out of it is not followed.
    :raises ExistsError: when the name is taken.
    :raises OutputError: when the disk is full, read-only or gone, or the folder leads out of the tree.
    """
    try:
        _make_folder(path.parent, tree)
        for attempt in range(TRIES):
            try:
                _write(path, data, overwrite=overwrite)
                break
            except FileNotFoundError:
                # Another run, which could not see our lock, took the temporary file for an abandoned one.
                if attempt == TRIES - 1:
                    raise
    except FileExistsError as error:
        raise ExistsError(
            f"{path.name} 已经在目录里,没有覆盖。要替换请加 --overwrite。",
            f"{path.name} is in the tree already and was not replaced. To replace it, give --overwrite.",
        ) from error
    except OSError as error:
        raise _failed(path, error) from error


def _make_folder(folder: Path, tree: Path) -> None:
    """Make the folder, step by step, so that nothing is made beyond a link that leads out."""
    tree.mkdir(parents=True, exist_ok=True)
    home = tree.resolve()
    step = tree
    for part in folder.relative_to(tree).parts:
        step = step / part
        with contextlib.suppress(FileExistsError):
            step.mkdir()
        if not step.resolve().is_relative_to(home):
            raise OutputError(
                f"{step} 是指向目录外的链接,没有写入。请删除这个链接。",
                f"{step} is a link that leads out of the tree; nothing was written. Remove the link.",
                kind="path",
            )


def _write(path: Path, data: bytes, *, overwrite: bool) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _lock(file.fileno())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":
                os.chmod(temporary, 0o644)  # noqa: PTH101 - mkstemp gives a text path
                _name(temporary, path, overwrite)  # while the lock is held
        if sys.platform == "win32":  # an open file cannot be renamed there
            _name(temporary, path, overwrite)
        _sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - mkstemp gives a text path


def _name(temporary: str, path: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(temporary, path)  # noqa: PTH105 - mkstemp gives a text path
        return
    if sys.platform == "win32":
        os.rename(temporary, path)  # noqa: PTH104 - on Windows this never replaces
        return
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        # A disk without links (FAT).  Renaming is all or nothing there too, and the folder's lock
        # keeps two of us from both finding the name free.
        with _folder_locked(path.parent):
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            os.rename(temporary, path)  # noqa: PTH104


def sweep(folder: Path) -> None:
    """Remove the temporary files that a run which was cut off left in a folder.

    One that is being written is locked by its writer, and the lock ends with the writer.
    """
    try:
        parts = [Path(e.path) for e in os.scandir(folder) if e.name.startswith(".") and e.name.endswith(PART)]
    except OSError:
        return
    for part in parts:
        with contextlib.suppress(OSError):
            if _abandoned(part):
                part.unlink()


def _abandoned(part: Path) -> bool:
    if sys.platform == "win32":
        return True  # removing a file that is open fails there, which is all that is wanted
    with part.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return time.time() - os.fstat(file.fileno()).st_mtime > ABANDONED
        return True


def _lock(descriptor: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a share without locks: age then tells what is abandoned
            fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def _folder_locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failed(path: Path, error: OSError) -> OutputError:
    where = path.parent
    if error.errno in FULL:
        return OutputError(
            f"磁盘已满,{path.name} 没有写入 {where}。请腾出空间后再运行。",
            f"The disk is full: {path.name} was not written to {where}. Free some space and run again.",
            kind="disk",
        )
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return OutputError(
            f"{where} 不能写入(只读或没有权限),{path.name} 没有写入。",
            f"{where} cannot be written to (read-only, or no permission): {path.name} was not written.",
            kind="disk",
        )
    return OutputError(
        f"{path.name} 没有写入 {where}:{error.strerror}。请检查磁盘或网络共享后再运行。",
        f"{path.name} was not written to {where}: {error.strerror}. Check the disk or share and run again.",
        kind="disk",
    )

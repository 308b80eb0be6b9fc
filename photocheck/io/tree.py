"""The directory tree: where a number's picture belongs, and writing it there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from photocheck.errors import ExistsError, OutputError, ProfileError

SAFE_PART = re.compile(r"[0-9A-Za-z_\-.\u3400-\u9fff]{1,100}")
FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def place(tree: Path, template: str, number: str, fields: Mapping[str, str]) -> Path:
    """The path of a number's picture; always inside ``tree``, whatever the number or template holds.

    :raises ProfileError: when the template names a field that the number has not.
    :raises OutputError: when a part of the path is not a plain folder or file name.
    """
    try:
        parts = [part.format(number=number, **fields) for part in re.split(r"[\\/]", template)]
    except (KeyError, IndexError, ValueError) as error:
        raise ProfileError(
            f"目录模板 {template!r} 用了号码里没有的字段 {error}。",
            f"The tree template {template!r} uses a field that the number has not: {error}.",
        ) from error
    for part in parts:
        if not SAFE_PART.fullmatch(part) or set(part) <= {"."}:
            raise OutputError(
                f"目录名 {part!r} 不能用:只可用字母、数字、汉字、- _ 和 .",
                f"{part!r} is no usable folder or file name: only letters, digits, - _ and .",
                kind="path",
            )
    return tree.joinpath(*parts)


def write_new(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write a file whole or not at all, and never over another unless told to.

    The bytes go to a hidden temporary file in the same folder, are flushed to the disk, and then get
    their name by a link, which fails where the name is taken: two writers cannot both win.

    :raises ExistsError: when the name is taken.
    :raises OutputError: when the disk is full, read-only or gone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _failed(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # noqa: PTH101 - mkstemp gives a text path
        _name(temporary, path, overwrite)
        _sync_folder(path.parent)
    except FileExistsError as error:
        raise ExistsError(
            f"{path.name} 已经在目录里,没有覆盖。要替换请加 --overwrite。",
            f"{path.name} is in the tree already and was not replaced. To replace it, give --overwrite.",
        ) from error
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - mkstemp gives a text path


def _name(temporary: str, path: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(temporary, path)  # noqa: PTH105 - mkstemp gives a text path
        return
    if os.name == "nt":
        os.rename(temporary, path)  # noqa: PTH104 - on Windows this never replaces
        return
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        # A disk without links (FAT): reserve the name first, then move over the reservation.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        os.replace(temporary, path)  # noqa: PTH105


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
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
        f"{path.name} 没有写入 {where}:{error.strerror}。",
        f"{path.name} was not written to {where}: {error.strerror}.",
        kind="disk",
    )

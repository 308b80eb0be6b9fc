"""What a caller may hand over as a photo: a path, a file's bytes, a PIL image, an array."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from photocheck.errors import UsageError
from photocheck.io.read import decode, read_bytes
from photocheck.types import Photo, Pixels

if TYPE_CHECKING:
    from PIL import Image

    Source = str | os.PathLike[str] | bytes | Image.Image | Pixels


def titles(source: Source, name: str | None) -> tuple[str, str]:
    """What the report calls the photo, and the file name that is checked."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return str(path), path.name
    return name or "", name or ""


def size_of(source: Source) -> int | None:
    """A file's bytes; None for anything else, and where it cannot be asked."""
    try:
        return Path(source).stat().st_size if isinstance(source, str | os.PathLike) else None
    except OSError:
        return None


def sha256_of(source: Source) -> str:
    """Of a file's bytes; empty for pixels, which come from no file."""
    return hashlib.sha256(source).hexdigest() if isinstance(source, bytes | bytearray | memoryview) else ""


def photo_of(source: Source, name: str) -> Photo:
    """The photo, read and decoded where it is a file.

    :raises UsageError: for an array that is not H x W x 3 uint8.
    :raises SourceError: for a file that cannot be read.
    :raises UnreadableError: for one that is no photo.
    """
    if isinstance(source, str | os.PathLike):
        return decode(read_bytes(Path(source)), name)
    if isinstance(source, bytes | bytearray | memoryview):
        return decode(bytes(source), name)
    pixels = np.array(source.convert("RGB")) if hasattr(source, "convert") else np.asarray(source)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise UsageError(
            f"照片数组应为 高×宽×3 的 uint8 RGB,现在是 {pixels.shape} {pixels.dtype}。",
            f"A photo array is H x W x 3 uint8 RGB, not {pixels.shape} {pixels.dtype}.",
        )
    return Photo(name, np.ascontiguousarray(pixels))

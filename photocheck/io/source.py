"""What a caller may hand over as a photo, opened once: a path, a file's bytes, an open file, a PIL image, an array."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from photocheck.errors import SourceError, UnreadableError, UsageError
from photocheck.io.read import MAX_BYTES, decode, decode_image, read_bytes, too_large, undecoded
from photocheck.types import Photo, Pixels
from photocheck.words import sentence

if TYPE_CHECKING:
    Given = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes] | Image.Image | Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A photo as it was handed over.  Its bytes are read once; what travels from here on is this value."""

    title: str
    """What reports call it: the path as it was given, or the name of bytes."""
    name: str
    """The file's name with its ending, which is checked where there is one; else empty."""
    data: bytes | None = field(default=None, repr=False)
    pixels: Pixels | None = field(default=None, repr=False)
    bytes: int | None = None
    """Length of the file; also where it could not be read."""
    sha256: str | None = None
    """Of the bytes; None where there are none."""
    error: SourceError | UnreadableError | None = None
    """Why neither bytes nor pixels could be had."""

    def photo(self, at_least: tuple[int, int] | None = None) -> Photo:
        """Upright sRGB pixels, decoded at a reduced size where ``at_least`` (width, height) allows it.

        :raises SourceError: where the file could not be read.
        :raises UnreadableError: where it is no photo.
        """
        if self.data is not None:
            return decode(self.data, self.name, at_least)
        if self.pixels is not None:
            return Photo(self.name, self.pixels)
        assert self.error is not None  # noqa: S101 - one of the three there is
        raise self.error

    def undecoded(self) -> Photo | None:
        """What the file says of itself, without a pixel; None for pixels, which come from no file.

        :raises SourceError, UnreadableError: as :meth:`photo`.
        """
        if self.error is not None:
            raise self.error
        return None if self.data is None else undecoded(self.data, self.name)


def opened(given: Given, name: str | None = None, title: str | None = None) -> Source:
    """Read what was handed over.  A file that cannot be read gives a source that says why, not an exception.

    :param name: the file's name, where ``given`` is bytes or an open file; a path brings its own.
    :param title: what reports call it, where that is neither the path nor the name.
    :raises UsageError: for an array that is not H x W x 3 uint8, a file opened as text, or anything that is no photo at
        all.
    """
    if isinstance(given, str | os.PathLike):
        path = Path(given)
        title = str(path) if title is None else title
        try:
            return _of_bytes(read_bytes(path), title, path.name)
        except (SourceError, UnreadableError) as error:
            return Source(title, path.name, bytes=_size(path), error=error)
    name = name or ""
    title = name if title is None else title
    try:
        if isinstance(given, bytes | bytearray | memoryview):
            return _of_bytes(bytes(given), title, name)
        if hasattr(given, "read") and not isinstance(given, Image.Image):
            return _of_bytes(_all_of(given), title, name)
        pixels = decode_image(given) if isinstance(given, Image.Image) else _array(given)
    except UnreadableError as error:
        return Source(title, name, error=error)
    return Source(title, name, pixels=pixels)


def _all_of(file: Any) -> bytes:
    """A file's content from its beginning, as :func:`photocheck.io.read.read_bytes` of a path.

    :raises UsageError: when it was opened as text, or is closed.
    :raises UnreadableError: when it is larger than any photo.
    """
    try:
        if file.seekable():
            file.seek(0)
        data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(sentence("errors.closed_file", why=error)) from error
    if isinstance(data, str):
        raise UsageError(sentence("errors.text_file"))
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    return bytes(data)


def _array(given: object) -> Pixels:
    """H x W x 3 uint8 pixels, contiguous.

    :raises UsageError: for anything else, saying what it is.
    """
    if not hasattr(given, "__array__"):
        raise UsageError(sentence("errors.no_photo", type=type(given).__name__))
    pixels = np.asarray(given)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise UsageError(sentence("errors.no_photo_array", shape=pixels.shape, type=pixels.dtype))
    return np.ascontiguousarray(pixels)


def _of_bytes(data: bytes, title: str, name: str) -> Source:
    return Source(title, name, data, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return None

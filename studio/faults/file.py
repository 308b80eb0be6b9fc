"""Faults of the file: right pixels in wrong bytes. These have no degrees; each gives the file's bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from studio import camera as cameras
from studio.colour import Pixels

_ORIENTATION = 0x0112
"""The EXIF tag of the orientation."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """One known way to spoil a file: `make` takes good pixels and gives the bytes of a file named *.jpg."""

    name: str
    check: str
    description: str
    make: Callable[[Pixels], bytes]


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def renamed_png(rgb: Pixels) -> bytes:
    """A PNG under a JPEG's name."""
    return _saved(Image.fromarray(rgb), "PNG")


def renamed_bmp(rgb: Pixels) -> bytes:
    """A BMP under a JPEG's name."""
    return _saved(Image.fromarray(rgb), "BMP")


def truncated(rgb: Pixels) -> bytes:
    """A copy that broke off: the last third of the bytes is missing."""
    data = cameras.jpeg_bytes(rgb, 90)
    return data[: len(data) * 2 // 3]


def empty(rgb: Pixels) -> bytes:
    """A file of no bytes."""
    del rgb
    return b""


def oriented(rgb: Pixels) -> bytes:
    """Pixels on their side, to be turned upright by the EXIF orientation (6)."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    return _saved(Image.fromarray(rgb).transpose(Image.Transpose.ROTATE_90), "JPEG", quality=90, exif=exif.tobytes())


def one_channel(rgb: Pixels) -> bytes:
    """A JPEG of 8 instead of 24 bits a pixel."""
    return _saved(Image.fromarray(rgb).convert("L"), "JPEG", quality=90)


def four_inks(rgb: Pixels) -> bytes:
    """A JPEG in CMYK."""
    return _saved(Image.fromarray(rgb).convert("CMYK"), "JPEG", quality=90)


def too_many_bytes(rgb: Pixels) -> bytes:
    """Quality 100 without chroma subsampling, and a comment of 64 kB: far more bytes than an exam office takes."""
    return _saved(Image.fromarray(rgb), "JPEG", quality=100, subsampling=0, comment=b" " * 65000)


def too_few_bytes(rgb: Pixels) -> bytes:
    """Quality 3."""
    return cameras.jpeg_bytes(rgb, 3)


FILE_FAULTS = (
    FileFault("renamed_png", "file.format", "a PNG under a JPEG's name", renamed_png),
    FileFault("renamed_bmp", "file.format", "a BMP under a JPEG's name", renamed_bmp),
    FileFault("truncated", "file.whole", "the last third is missing", truncated),
    FileFault("empty", "file.whole", "no bytes", empty),
    FileFault("oriented", "file.orientation", "upright only by its EXIF orientation", oriented),
    FileFault("one_channel", "file.colour", "grey, 8 bits a pixel", one_channel),
    FileFault("four_inks", "file.colour", "CMYK", four_inks),
    FileFault("too_many_bytes", "file.size", "quality 100 and a long comment", too_many_bytes),
    FileFault("too_few_bytes", "file.size", "quality 3", too_few_bytes),
)

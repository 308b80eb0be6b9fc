"""Which pictures are read, and what a file is by its content.  No other decoder is ever tried: Pillow's PostScript
reader, for one, would start a program on whatever is named like a photo."""

from __future__ import annotations

import io
from typing import Any

from PIL import (  # the readers that are meant: named here, Pillow need not go and look for all it has
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

from photocheck.errors import UnreadableError
from photocheck.words import sentence

try:
    from PIL.AvifImagePlugin import SUPPORTED as AVIF_IS_READ
except ImportError:  # Pillow before 11.3
    AVIF_IS_READ = False
pillow_heif: Any
try:
    from pillow_heif import HeifImageFile
except ImportError:  # the extra photocheck[heic]
    HeifImageFile: Any = None  # type: ignore[no-redef]

PHOTO_ENDINGS = frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif", ".avif"]
)
FORMATS = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "GIF", "BMP": "BMP", "WebP": "WEBP", "TIFF": "TIFF", "AVIF": "AVIF"}
"""The formats that Pillow reads for us -> its names for them."""
SIGNATURES = (
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
)
"""First bytes -> what announces itself by them."""
HEIF_BRANDS = frozenset([b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"])
"""ISO/IEC 23008-12, annex B, and the two of its image files in general."""
AVIF_BRANDS = frozenset([b"avif", b"avis"])


def sniff(data: bytes) -> str | None:
    """The format that the first bytes announce, or None."""
    if data[4:8] == b"ftyp":
        # An AVIF may call itself an image file in general first, and by its own name only among the brands it suits.
        end = int.from_bytes(data[:4], "big")
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(end, 256), 4))}
        if brands & AVIF_BRANDS:
            return "AVIF"
        return "HEIC" if brands & HEIF_BRANDS else None
    if data[:4] == b"RIFF":
        return "WebP" if data[8:12] == b"WEBP" else None
    return next((name for mark, name in SIGNATURES if data.startswith(mark)), None)


def picture(data: bytes) -> Image.Image:
    """A picture, opened but not decoded.

    :raises UnreadableError: when the bytes are no picture of a format that is read here, or its reader is missing.
    :raises Exception: whatever a decoder raises of bytes that only begin like a picture.
    """
    if not data:
        raise UnreadableError(sentence("files.read.empty"))
    seen = sniff(data)
    if seen == "HEIC":
        if HeifImageFile is None:
            raise UnreadableError(sentence("files.read.heic"))
        opener: Any = HeifImageFile
        image: Image.Image = opener(io.BytesIO(data))
        return image
    if seen not in FORMATS:
        raise unreadable(data)
    if seen == "AVIF" and not AVIF_IS_READ:
        raise UnreadableError(sentence("files.read.avif"))
    try:
        return Image.open(io.BytesIO(data), formats=[FORMATS[seen]])
    except UnidentifiedImageError as error:
        raise unreadable(data) from error


def unreadable(data: bytes) -> UnreadableError:
    """What to say of bytes that no decoder takes."""
    seen = sniff(data)
    if seen is None:
        return UnreadableError(sentence("files.read.no_picture"))
    if seen in FORMATS or seen == "HEIC":
        return UnreadableError(sentence("files.read.broken", format=seen))
    return UnreadableError(sentence("files.read.document", format=seen))

"""Files and bytes -> Photo: what the file was, and upright sRGB pixels."""

from __future__ import annotations

import contextlib
import os
import stat
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from photocheck.errors import PhotocheckError, SourceError, UnreadableError
from photocheck.io.colour_profiles import pixels_to_srgb, to_srgb
from photocheck.io.formats import PHOTO_ENDINGS, picture, sniff
from photocheck.io.jpeg import strict_pixels
from photocheck.io.orientation import orientation_of, stored_size, upright
from photocheck.types import FileFacts, Photo, Pixels, Text
from photocheck.words import sentence
from photocheck.words.system import system_words

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 80_000_000
"""Caps before anything is decoded.  A photo of so many pixels, checked in full, takes a process to 0.94 GB (12 bytes a
pixel: measured of PNG, of JPEG with and without progression, of whole and of lying files), so that two of them run
beside the system on a PC with 4 GB; phones and cameras of 50 and 61 megapixels fit."""
MODES = {"RGB": "RGB", "L": "grey", "1": "black-white", "P": "palette", "CMYK": "CMYK"}
BITS = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}
SHRINKS = (8, 4, 2)
"""The scales at which libjpeg decodes at a fraction of the cost; other formats are averaged down as they are read."""
# ITU-T T.81 annex K, table K.1, summed: the luminance table that quality 50 stands for.
ANNEX_K_LUMINANCE_SUM = 3688


def read_bytes(path: Path) -> bytes:
    """A photo's bytes, the file being neither changed nor waited for.

    :raises SourceError: when it cannot be opened, or is a folder, a pipe or a device.
    :raises UnreadableError: when it is empty or larger than any photo.
    """
    try:
        # Looked at first: opening a pipe would wait for a writer for ever, a device might act on it.
        _must_be_file(path.stat())
        with open(path, "rb", opener=_without_waiting) as file:
            _must_be_file(os.fstat(file.fileno()))  # the name may stand for something else by now
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _source_error(path, error) from error
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    return data


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _must_be_file(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise _not_a_file(facts.st_mode)
    if facts.st_size > MAX_BYTES:
        raise too_large(facts.st_size)


def too_large(size: int) -> UnreadableError:
    sizes = {"size": f"{size / 2**20:.0f}", "limit": MAX_BYTES // 2**20}
    return UnreadableError(sentence("files.read.too_large", **sizes))


def _not_a_file(mode: int) -> SourceError:
    if stat.S_ISDIR(mode):
        return SourceError(sentence("files.read.folder"))
    return SourceError(sentence("files.read.no_plain_file"))


def _source_error(path: Path, error: OSError | ValueError) -> SourceError:
    if path.is_symlink() and not path.exists():
        return SourceError(sentence("files.read.dangling_link"))
    if isinstance(error, FileNotFoundError):
        return SourceError(sentence("files.read.absent"))
    if isinstance(error, PermissionError):
        return SourceError(sentence("files.read.refused"))
    why = system_words(error) if isinstance(error, OSError) else str(error)
    return SourceError(sentence("files.read.failed", why=why))


def undecoded(data: bytes, name: str = "") -> Photo:
    """What the file says of itself, without a pixel decoded: the photo's pixels are 0 x 0.

    :raises UnreadableError: when it is no picture.
    """
    with _explained(sniff(data) or "?"):
        return Photo(name, np.empty((0, 0, 3), np.uint8), 1.0, _facts(picture(data), data))


def decode(data: bytes, name: str = "", at_least: tuple[int, int] | None = None) -> Photo:
    """Upright sRGB pixels of a photo's bytes.

    A JPEG is decoded strictly: where bytes are missing or mangled inside (filled in with grey) the pixels are given,
    and ``file.damage`` says so.

    :param at_least: width and height that suffice, upright; the photo is then decoded at 1/2, 1/4 or 1/8 where that
        still gives them.
    :raises UnreadableError: when no whole picture can be had from the bytes.
    """
    with _explained(sniff(data) or "?"):
        image = picture(data)
        facts = _facts(image, data)
        shrink = 1 if at_least is None else _shrink(facts, at_least)
        pixels, damage = _pixels(image, data, facts, shrink)
    pixels.setflags(write=False)
    return Photo(name, pixels, 1 / shrink, replace(facts, damage=damage))


def decode_image(image: Image.Image) -> Pixels:
    """Upright sRGB pixels of an image that Pillow opened, as of the bytes that it came from.

    :raises UnreadableError: when it is cut short, damaged or too large.
    """
    with _explained(image.format or image.mode):
        _must_fit(image)
        pixels = to_srgb(image)
        return upright(pixels, orientation_of(image))


def _pixels(image: Image.Image, data: bytes, facts: FileFacts, shrink: int) -> tuple[Pixels, Text | None]:
    """Upright pixels, each side 1 / ``shrink`` of the file's, and what is wrong with them."""
    damage = None
    if facts.format == "JPEG":
        size = -(-image.width // shrink), -(-image.height // shrink)
        in_rgb = image.mode in {"RGB", "L"}
        # Of CMYK only the data is looked at, as coarsely as can be; Pillow knows how it is to be read.
        found, said = strict_pixels(data, size if in_rgb else (1, 1), "RGB" if in_rgb else "CMYK")
        if found is not None and in_rgb:
            return upright(pixels_to_srgb(found, image), facts.orientation), None
        if found is None:
            damage = sentence("files.read.damaged", said=said)
        image.draft(image.mode, size)
        shrink = -(-image.width // size[0])
    pixels = to_srgb(image, shrink)
    # Asked again: some readers have turned the pixels by now.
    return upright(pixels, orientation_of(image)), damage


@contextlib.contextmanager
def _explained(form: str) -> Iterator[None]:
    """Whatever a decoder raises becomes a sentence about a picture of this format.

    :raises UnreadableError: with it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's notes on odd tags; what matters is checked here
            yield
    except Image.DecompressionBombError as error:
        limit = MAX_PIXELS // 1_000_000
        raise UnreadableError(sentence("files.read.too_many_pixels", limit=limit)) from error
    except PhotocheckError:
        raise
    except Exception as error:
        # Decoders meet hostile bytes with a dozen kinds of exceptions; each means the same here.
        raise UnreadableError(sentence("files.read.broken", format=form)) from error


def _must_fit(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError


def _shrink(facts: FileFacts, at_least: tuple[int, int]) -> int:
    """The largest of 8, 4, 2 by which the picture may shrink and still be large enough."""
    room = min(facts.width / max(1, at_least[0]), facts.height / max(1, at_least[1]))
    return next((factor for factor in SHRINKS if factor <= room), 1)


def _facts(image: Image.Image, data: bytes) -> FileFacts:
    _must_fit(image)
    exif = image.getexif()
    orientation = orientation_of(image)
    width, height = stored_size(image) if orientation < 5 else stored_size(image)[::-1]
    kept = {
        "EXIF": len(exif) > 0,
        "GPS": ExifTags.IFD.GPSInfo in exif,
        "ICC": "icc_profile" in image.info,
        "XMP": "xmp" in image.info,
        "comment": "comment" in image.info,
    }
    form = {"MPO": "JPEG", "HEIF": "HEIC"}.get(image.format or "?", image.format or "?")
    is_png16 = form == "PNG" and len(data) > 24 and data[24] == 16
    return FileFacts(
        format=form,
        mode=MODES.get(image.mode, "grey" if image.mode.startswith("I") else image.mode),
        bits=16 if is_png16 else BITS.get(image.mode, 8),
        bytes=len(data),
        width=width,
        height=height,
        frames=1 if image.format == "MPO" else getattr(image, "n_frames", 1),
        orientation=orientation,
        dpi=_dpi(image),
        progressive="progressive" in image.info or "progression" in image.info,
        metadata=tuple(word for word, there in kept.items() if there),
        quality=_quality(image),
    )


def _dpi(image: Image.Image) -> float | None:
    value = image.info.get("dpi")
    return round(float(value[0]), 1) if value else None


def _quality(image: Image.Image) -> int | None:
    """The IJG quality whose scaled annex K table is nearest to the file's luminance table."""
    tables = getattr(image, "quantization", None)
    if not tables:
        return None
    scale = 100 * sum(tables[min(tables)]) / ANNEX_K_LUMINANCE_SUM
    return int(np.clip(round((200 - scale) / 2 if scale <= 100 else 5000 / scale), 1, 100))


__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "PHOTO_ENDINGS",
    "decode",
    "decode_image",
    "read_bytes",
    "sniff",
    "too_large",
    "undecoded",
]

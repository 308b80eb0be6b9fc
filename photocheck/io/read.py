"""Files and bytes -> Photo: what the file was, and upright sRGB pixels."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import simplejpeg
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from photocheck.errors import PhotocheckError, SourceError, UnreadableError
from photocheck.types import FileFacts, Photo, Pixels, Text
from photocheck.words import sentence
from photocheck.words.system import system_words

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 120_000_000
"""Caps before anything is decoded: a 100-megapixel camera fits, a decompression bomb does not."""
PHOTO_ENDINGS = frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif", ".avif"]
)
MODES = {"RGB": "RGB", "L": "grey", "1": "black-white", "P": "palette", "CMYK": "CMYK"}
BITS = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}
SIGNATURES = (
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"RIFF", "WebP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
)
SHRINKS = (8, 4, 2)
"""The scales at which libjpeg decodes at a fraction of the cost."""
ORIENTATIONS = {
    1: (False, False),
    2: (True, False),
    3: (True, True),
    4: (False, True),
    5: (False, False),
    6: (True, False),
    7: (True, True),
    8: (False, True),
}
"""EXIF orientation -> mirrored left-right and top-bottom, from 5 on after rows and columns changed places."""
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
        raise _too_large(len(data))
    return data


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _must_be_file(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise _not_a_file(facts.st_mode)
    if facts.st_size > MAX_BYTES:
        raise _too_large(facts.st_size)


def _too_large(size: int) -> UnreadableError:
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
    with _explained(data):
        return Photo(name, np.empty((0, 0, 3), np.uint8), 1.0, _facts(_opened(data), data))


def decode(data: bytes, name: str = "", at_least: tuple[int, int] | None = None) -> Photo:
    """Upright sRGB pixels of a photo's bytes.

    A JPEG is decoded strictly: where the decoder only has a warning (bytes missing or mangled inside,
    filled in with grey) the pixels are given, and ``file.damage`` says so.

    :param at_least: width and height that suffice; a JPEG is then decoded at 1/2, 1/4 or 1/8 where
        that still gives them.
    :raises UnreadableError: when no whole picture can be had from the bytes.
    """
    with _explained(data):
        image = _opened(data)
        facts = _facts(image, data)
        pixels, damage, shrink = None, None, 1
        if facts.format == "JPEG" and image.mode in {"RGB", "L"}:
            shrink = 1 if at_least is None else _shrink(facts, at_least)
            pixels, damage = _strict(data, [-(-side // shrink) for side in image.size])
            if damage is not None:
                image.draft("RGB", (-(-image.width // shrink), -(-image.height // shrink)))
        if pixels is None:
            pixels = np.asarray(_srgb(image))
        elif not _is_srgb(image):
            pixels = np.asarray(_srgb(_with_profile(pixels, image)))
        pixels = _upright(pixels, facts.orientation)
    pixels.setflags(write=False)
    return Photo(name, pixels, 1 / shrink, replace(facts, damage=damage))


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise UnreadableError(sentence("files.read.empty"))
    return Image.open(io.BytesIO(data))


@contextlib.contextmanager
def _explained(data: bytes) -> Iterator[None]:
    """Whatever a decoder raises becomes a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's notes on odd tags; what matters is checked here
            yield
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _unreadable(data, error) from error
    except PhotocheckError:
        raise
    except Exception as error:
        # Decoders meet hostile bytes with a dozen kinds of exceptions; each means the same here.
        raise _broken(data) from error


def _shrink(facts: FileFacts, at_least: tuple[int, int]) -> int:
    """The largest of 8, 4, 2 by which the picture may shrink and still be large enough."""
    room = min(facts.width / max(1, at_least[0]), facts.height / max(1, at_least[1]))
    return next((factor for factor in SHRINKS if factor <= room), 1)


def _strict(data: bytes, size: list[int]) -> tuple[Pixels | None, Text | None]:
    """A JPEG's pixels as they lie in the file, at least ``size`` (width, height); or what is wrong with it.

    simplejpeg is libjpeg-turbo with its warnings made errors, which Pillow does not offer.
    """
    try:
        return simplejpeg.decode_jpeg(data, "RGB", min_width=size[0], min_height=size[1], strict=True), None
    except ValueError as error:
        return None, _damage(str(error))


def _with_profile(pixels: Pixels, image: Image.Image) -> Image.Image:
    """Pixels that still need the file's colour profile applied."""
    raw = Image.fromarray(pixels)
    raw.info["icc_profile"] = image.info["icc_profile"]
    return raw


def _is_srgb(image: Image.Image) -> bool:
    """Whether the numbers are sRGB as they are: no colour profile, or the one that says so."""
    profile = image.info.get("icc_profile")
    if not profile:
        return True
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return True  # a broken profile says nothing: the numbers are taken as sRGB
    return name.strip().startswith("sRGB")


def _damage(said: str) -> Text:
    return sentence("files.read.damaged", said=said.strip().rstrip("."))


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turned and mirrored as the EXIF orientation asks for; contiguous."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    across, down = ORIENTATIONS[orientation]
    return np.ascontiguousarray(pixels[:: -1 if down else 1, :: -1 if across else 1])


def _facts(image: Image.Image, data: bytes) -> FileFacts:
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    exif = image.getexif()
    orientation = exif.get(ExifTags.Base.Orientation, 1)
    orientation = orientation if orientation in range(1, 9) else 1
    width, height = image.size if orientation < 5 else image.size[::-1]
    kept = {
        "EXIF": len(exif) > 0,
        "GPS": ExifTags.IFD.GPSInfo in exif,
        "ICC": "icc_profile" in image.info,
        "XMP": "xmp" in image.info,
        "comment": "comment" in image.info,
    }
    form = "JPEG" if image.format == "MPO" else image.format or "?"
    is_png16 = form == "PNG" and len(data) > 24 and data[24] == 16
    return FileFacts(
        format=form,
        mode=MODES.get(image.mode, "grey" if image.mode.startswith("I") else image.mode),
        bits=16 if is_png16 else BITS.get(image.mode, 8),
        bytes=len(data),
        width=width,
        height=height,
        frames=1 if image.format == "MPO" else getattr(image, "n_frames", 1),
        orientation=int(orientation),
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


def _srgb(image: Image.Image) -> Image.Image:
    """8-bit RGB in sRGB: an embedded colour profile is honoured, transparency laid on white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda v: v / 256).convert("L") if image.mode != "I" else image.convert("L")
    if "A" in image.getbands() or image.mode == "P":
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            image = converted if converted is not None else image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing: the numbers are taken as sRGB
    return image.convert("RGB")


def sniff(data: bytes) -> str | None:
    """The format that the first bytes announce, or None."""
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] == b"avif" else "HEIC"
    return next((name for mark, name in SIGNATURES if data.startswith(mark)), None)


def _unreadable(data: bytes, error: Exception) -> UnreadableError:
    if isinstance(error, Image.DecompressionBombError):
        return UnreadableError(sentence("files.read.too_many_pixels", limit=MAX_PIXELS // 1_000_000))
    seen = sniff(data)
    if seen in {"HEIC", "AVIF"}:
        return UnreadableError(sentence("files.read.phone_format", format=seen))
    if seen is None:
        return UnreadableError(sentence("files.read.no_picture"))
    if seen in {"PDF", "ZIP"}:
        return UnreadableError(sentence("files.read.document", format=seen))
    return _broken(data)


def _broken(data: bytes) -> UnreadableError:
    return UnreadableError(sentence("files.read.broken", format=sniff(data) or "?"))

"""To 8-bit sRGB from whatever a picture's numbers mean: an embedded profile, Adobe RGB that only EXIF tells, 16 bits,
a palette, transparency."""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageCms

from photocheck.types import Pixels

BAND = 2**20
"""Pixels that are converted at a time: all of them are in memory once as decoded and once as given, no more."""
DEEP = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})
"""Pillow's modes of one channel with more than 8 bits."""
SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
"""A profile's colour space -> the mode of the pixels that it speaks of."""
SAME = 1
"""Levels in 255 that a profile may move any colour and still say what sRGB says."""
UNCALIBRATED, NIKON_ADOBE = 65535, 2
"""Values of EXIF ColorSpace: the one of the standard for anything but sRGB, and one that some cameras write."""


def to_srgb(image: Image.Image, shrink: int = 1) -> Pixels:
    """8-bit RGB in sRGB, H x W x 3: the image's colour profile is honoured, transparency is laid on white.

    :param shrink: the picture comes out this many times smaller, averaged, its sides rounded up.
    """
    if image.mode in {"RGBa", "La"}:
        image = image.convert(image.mode.upper())
    convert = _Converter(image)
    width, height = image.size
    out = np.empty((-(-height // shrink), -(-width // shrink), 3), np.uint8)
    rows = max(1, BAND // max(1, width * shrink)) * shrink
    for top in range(0, height, rows):
        band = convert(image.crop((0, top, width, min(height, top + rows))))
        if shrink > 1:
            band = band.reduce(shrink)
        out[top // shrink : top // shrink + band.height] = np.asarray(band)
    return out


def pixels_to_srgb(pixels: Pixels, image: Image.Image) -> Pixels:
    """The same for RGB pixels that were decoded elsewhere, of the image whose profile counts."""
    profile = profile_of(image)
    if profile is None:
        return pixels
    raw = Image.fromarray(pixels[..., 0] if image.mode == "L" else pixels)
    raw.info["icc_profile"] = profile
    return to_srgb(raw)


def profile_of(image: Image.Image) -> bytes | None:
    """The ICC profile that the numbers are to be read with; None where they are sRGB as they are.

    A broken profile says nothing.
    """
    profile = image.info.get("icc_profile")
    if profile:
        return None if _space(profile) is None or _says_srgb(profile) else bytes(profile)
    return adobe_rgb() if _is_adobe(image) else None


def _is_adobe(image: Image.Image) -> bool:
    """Whether EXIF says Adobe RGB, as DCF 2.0 (JEITA CP-3461B) lays down: not sRGB, interoperability index R03."""
    exif = image.getexif()
    space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace) if ExifTags.IFD.Exif in exif else None
    if space not in {UNCALIBRATED, NIKON_ADOBE}:
        return False
    index = exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex, "")
    said = index.decode("ascii", "replace") if isinstance(index, bytes) else str(index)
    return space == NIKON_ADOBE or said.strip("\0 ") == "R03"


class _Converter:
    """Turns a piece of an image into 8-bit sRGB, its transparency laid on white."""

    def __init__(self, image: Image.Image) -> None:
        self._wide = _scale(image) if image.mode in DEEP else None
        self._clear = image.mode not in DEEP and image.has_transparency_data
        profile = profile_of(image)
        if image.mode == "LAB" and profile is None:
            profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        self._transform: Any = None
        space = None if profile is None else _space(profile)
        grey = image.mode in DEEP | {"1", "L", "LA"}
        # A profile of another kind than the pixels says nothing of them.
        suits = {"L": grey, "CMYK": image.mode == "CMYK", "LAB": image.mode == "LAB"}
        self._mode = space or "RGB"
        if profile is not None and suits.get(self._mode, image.mode not in {"CMYK", "LAB"}):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            self._transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), self._mode, "RGB")

    def __call__(self, band: Image.Image) -> Image.Image:
        if self._wide is not None:
            numbers = np.nan_to_num(np.asarray(band, np.float64)) * self._wide
            band = Image.fromarray(np.clip(np.rint(numbers), 0, 255).astype(np.uint8))
        alpha = None
        if self._clear:
            band = band.convert("RGBA")
            alpha = band.getchannel("A")
            band = band.convert("RGB")
        if self._transform is None:
            band = band.convert("RGB")
        else:
            band = ImageCms.applyTransform(band.convert(self._mode), self._transform) or band
        if alpha is None:
            return band
        return Image.composite(band, Image.new("RGB", band.size, "white"), alpha)


def _scale(image: Image.Image) -> float:
    """From the numbers of a deep image to 0-255.  16-bit modes say how deep they are; the others tell only by their
    largest number: shares of 1, bytes, or 16 bits."""
    if image.mode.startswith("I;16"):
        return 255 / 65535
    extrema = image.getextrema()
    most = float(extrema[1])  # type: ignore[arg-type]  # one channel: a pair of numbers
    if image.mode == "F" and most <= 1:
        return 255.0
    if most <= 255:
        return 1.0
    return 255 / 65535 if most <= 65535 else 255 / most


@lru_cache(maxsize=64)
def _space(profile: bytes) -> str | None:
    """The mode that a profile speaks of; None where it is broken or speaks of none that we know."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = SPACES.get(opened.profile.xcolor_space.strip())
        if mode is not None:
            ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return mode


@lru_cache(maxsize=64)
def _says_srgb(profile: bytes) -> bool:
    """Whether a profile leaves colours as they are.  It is asked for colours, not for its name, which may lie."""
    if _space(profile) != "RGB":
        return False
    levels = np.linspace(0, 255, 9).round().astype(np.uint8)
    asked = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(9, -1, 3)
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    answered = ImageCms.profileToProfile(
        Image.fromarray(asked), source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return bool(np.abs(np.asarray(answered, int) - asked).max() <= SAME)


ADOBE_GAMMA = 563 / 256
ADOBE_COLORANTS = {
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
"""Adobe RGB (1998) Color Image Encoding, version 2005-05: the gamma, and the primaries in the profile connection space
(D50)."""
D50 = (0.9642, 1.0, 0.8249)


@lru_cache(maxsize=1)
def adobe_rgb() -> bytes:
    """An ICC profile (ICC.1:2001-04: matrix and gamma) that says what Adobe RGB (1998) says."""
    text = b"Adobe RGB (1998), by its published numbers\0"
    description = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(ADOBE_GAMMA * 256))
    tags = {b"desc": description, b"cprt": b"text" + bytes(4) + b"No copyright\0", b"wtpt": _xyz(D50)}
    tags |= {name: _xyz(place) for name, place in ADOBE_COLORANTS.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, D50)) + bytes(48)
    return head + table + body


def _xyz(place: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, place))


def _fixed(value: float) -> bytes:
    """ICC's s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))

"""A colour profile counts whatever the mode; what is judged is the same sRGB."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from photocheck.io.colour_profiles import adobe_rgb, profile_of, to_srgb
from photocheck.io.read import decode
from photocheck.io.source import opened

SRGB = ImageCms.createProfile("sRGB")
CLOTH, SKIN = (134, 189, 230), (205, 160, 140)
COLOUR_SPACE, INTEROP, INDEX, EXIF = 0xA001, 0xA005, 0x0001, 0x8769


def swatch() -> Image.Image:
    """sRGB: cloth above, skin below."""
    pixels = np.empty((64, 48, 3), np.uint8)
    pixels[:32], pixels[32:] = CLOTH, SKIN
    return Image.fromarray(pixels)


def in_adobe() -> Image.Image:
    """The same colours in numbers of Adobe RGB, worked out from the published formulas and no profile."""
    rgb = np.asarray(swatch(), float) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    adobe_to_xyz = np.array([[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]])
    adobe = np.clip(linear @ to_xyz.T @ np.linalg.inv(adobe_to_xyz).T, 0, 1) ** (256 / 563)
    return Image.fromarray(np.rint(adobe * 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def dcf(space: int, index: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(EXIF)[COLOUR_SPACE] = space
    exif.get_ifd(EXIF)[INTEROP] = {INDEX: index}
    return exif


def colours(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels[16, 24], pixels[48, 24]]).astype(int)


def near(pixels: np.ndarray, by: int = 2) -> bool:
    return bool(np.abs(colours(pixels) - (CLOTH, SKIN)).max() <= by)


def test_adobe_numbers_differ() -> None:
    """So that what follows cannot pass by doing nothing."""
    assert np.abs(colours(np.asarray(in_adobe())) - (CLOTH, SKIN)).max() > 10


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("TIFF", "RGB"),
        ("TIFF", "RGBA"),
        ("WEBP", "RGBA"),
        ("JPEG", "RGB"),
    ],
)
def test_a_profile_counts_whatever_the_mode(kind: str, mode: str) -> None:
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 98, "subsampling": 0}}.get(kind, {})
    image = in_adobe().quantize(16) if mode == "P" else in_adobe().convert(mode)
    assert near(decode(saved(image, kind, icc_profile=adobe_rgb(), **options)).pixels)
    image.info["icc_profile"] = adobe_rgb()
    assert near(opened(image).photo().pixels)


@pytest.mark.parametrize(
    ("space", "index", "counts"),
    [(65535, "R03", True), (2, "", True), (65535, "R98", False), (1, "R98", False), (1, "R03", False)],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_adobe_rgb_that_only_exif_tells_counts(kind: str, space: int, index: str, counts: bool) -> None:
    options = {"quality": 98, "subsampling": 0} if kind == "JPEG" else {}
    data = saved(in_adobe(), kind, exif=dcf(space, index), **options)
    assert near(decode(data).pixels) is counts
    assert near(opened(Image.open(io.BytesIO(data))).photo().pixels) is counts


def test_a_profile_outweighs_what_exif_says() -> None:
    data = saved(swatch(), "PNG", exif=dcf(65535, "R03"), icc_profile=ImageCms.ImageCmsProfile(SRGB).tobytes())
    assert near(decode(data).pixels, by=0)


def grey_profile(gamma: float) -> bytes:
    """The gamma of Adobe's, for one channel."""
    profile = bytearray(adobe_rgb())
    profile[16:20] = b"GRAY"
    return bytes(profile.replace(b"rTRC", b"kTRC"))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("PNG", "L"), ("PNG", "LA"), ("TIFF", "L"), ("TIFF", "LA")])
def test_a_grey_profile_counts_for_grey(kind: str, mode: str) -> None:
    grey = Image.new(mode, (16, 16), 60 if mode == "L" else (60, 255))
    seen = decode(saved(grey, kind, icc_profile=grey_profile(2.2))).pixels[8, 8]
    wanted = 60 / 255
    linear = wanted ** (563 / 256)
    srgb = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    assert np.abs(seen.astype(int) - round(255 * srgb)).max() <= 2
    assert round(255 * srgb) != 60


def test_a_profile_of_another_kind_says_nothing() -> None:
    assert near(decode(saved(swatch(), "PNG", icc_profile=grey_profile(2.2))).pixels, by=0)


def test_transparency_is_laid_on_white_after_the_profile() -> None:
    image = in_adobe().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 128))
    pixels = decode(saved(image, "PNG", icc_profile=adobe_rgb())).pixels
    wanted = (np.array([CLOTH, SKIN]) * 128 + 255 * 127) / 255
    assert np.abs(colours(pixels) - wanted).max() <= 2


@pytest.mark.parametrize("mode", ["I;16", "I", "F", "I;16B"])
def test_sixteen_bits_do_not_become_white(mode: str) -> None:
    ramp = np.linspace(0, 65535, 256 * 8).reshape(8, 256)
    numbers = {"I;16": "<u2", "I;16B": ">u2", "I": "<i4", "F": "<f4"}[mode]
    image = Image.frombytes(mode, (256, 8), ramp.astype(numbers).tobytes())
    seen = to_srgb(image)
    assert np.abs(seen[..., 0].astype(int) - np.rint(ramp / 257)).max() <= 1
    assert (opened(image).photo().pixels == seen).all()


def test_a_profile_that_says_srgb_leaves_the_numbers_alone_whatever_it_is_called() -> None:
    named = ImageCms.ImageCmsProfile(SRGB).tobytes()
    renamed = named.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be")).replace(b"sRGB", b"mine")
    lying = adobe_rgb().replace(b"Adobe RGB", b"sRGB like")
    image = Image.new("RGB", (4, 4))
    for profile, counts in ((named, False), (renamed, False), (lying, True), (b"nonsense", False)):
        image.info["icc_profile"] = profile
        assert (profile_of(image) is not None) is counts


@pytest.mark.parametrize("shrink", [2, 4, 8])
@pytest.mark.parametrize("mode", ["RGB", "P", "RGBA", "L", "CMYK"])
def test_large_pictures_are_averaged_down_as_they_are_read(
    mode: str, shrink: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photocheck.io.colour_profiles.BAND", 3000)
    image = swatch().resize((483, 645)).convert(mode)
    small = to_srgb(image, shrink)
    assert small.shape == (-(-645 // shrink), -(-483 // shrink), 3)
    whole = to_srgb(image)
    assert (np.asarray(Image.fromarray(whole).reduce(shrink), int) - small).std() < 1


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "WEBP"])
def test_other_formats_are_decoded_no_finer_than_is_needed(kind: str) -> None:
    photo = decode(saved(swatch().resize((1200, 1600)), kind), at_least=(480, 480))
    assert photo.scale == 0.5
    assert (photo.width, photo.height) == (600, 800)
    assert photo.file is not None
    assert (photo.file.width, photo.file.height) == (1200, 1600)

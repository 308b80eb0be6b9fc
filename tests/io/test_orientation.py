"""A turn that a file asks for is made exactly once, whoever makes it."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image, features

from photocheck.io.read import decode, undecoded
from photocheck.io.source import opened

TAG = 0x0112
STORED = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
"""Orientation -> Pillow's transposition that gives what a camera held that way would have stored."""
KINDS = ["JPEG", "PNG", "WEBP", "TIFF", "TIFF, deflated", "HEIC"] + ["AVIF"] * bool(features.check("avif"))


def scene() -> Image.Image:
    """Upright, 60 wide and 80 high, each corner of its own colour."""
    pixels = np.full((80, 60, 3), 128, np.uint8)
    pixels[:40, :30], pixels[:40, 30:], pixels[40:, :30] = (220, 30, 30), (30, 220, 30), (30, 30, 220)
    return Image.fromarray(pixels)


def file(kind: str, orientation: int) -> bytes:
    stored, turn = scene(), STORED[orientation]
    if turn is not None:
        stored = stored.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[TAG] = orientation
    out = io.BytesIO()
    if kind == "HEIC":
        # As phones do: the turn stands in the file's own boxes and once more in EXIF.
        Image.register_save("HEIF", pillow_heif.as_plugin._save_heif)  # noqa: SLF001 - there is no public writer alone
        stored.save(out, "HEIF", exif=exif.tobytes(), quality=98)
        assert orientation == 1 or b"irot" in out.getvalue() or b"imir" in out.getvalue()
    elif kind.startswith("TIFF"):
        stored.save(out, "TIFF", exif=exif, compression="tiff_deflate" if "," in kind else None)
    else:
        options = {"WEBP": {"lossless": True}, "PNG": {}}.get(kind, {"quality": 97})
        stored.save(out, kind, exif=exif, **options)
    return out.getvalue()


def stands(pixels: np.ndarray) -> bool:
    wanted = np.asarray(scene(), int)
    if pixels.shape != wanted.shape:
        return False
    spots = [(20, 15), (20, 45), (60, 15), (60, 45)]
    return all(np.abs(pixels[spot].astype(int) - wanted[spot]).max() < 20 for spot in spots)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", KINDS)
def test_every_file_comes_out_upright(kind: str, orientation: int) -> None:
    data = file(kind, orientation)
    photo = decode(data)
    assert stands(photo.pixels)
    for facts in (photo.file, undecoded(data).file):
        assert facts is not None
        assert (facts.width, facts.height) == (60, 80)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "HEIC"])
def test_an_image_that_pillow_opened_comes_out_upright(kind: str, orientation: int) -> None:
    for loaded in (False, True):
        image = Image.open(io.BytesIO(file(kind, orientation)))
        if loaded:
            image.load()
        assert stands(opened(image).photo().pixels)

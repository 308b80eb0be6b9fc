"""Only the decoders that are meant are tried; what is missing says what to install."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import EpsImagePlugin, Image, features

from photocheck.errors import UnreadableError
from photocheck.io import formats
from photocheck.io.read import decode, sniff, undecoded

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 144 192\n%%EndComments\nshowpage\n%%EOF\n"


def gradient(width: int = 160, height: int = 96) -> Image.Image:
    across, down = np.meshgrid(np.linspace(20, 230, width), np.linspace(20, 230, height))
    return Image.fromarray(np.stack([across, down, across[::-1]], axis=-1).astype(np.uint8))


def heic(**options: object) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(gradient()).save(out, quality=95, **options)
    return out.getvalue()


def avif(**options: object) -> bytes:
    out = io.BytesIO()
    gradient().save(out, "AVIF", quality=95, **options)
    return out.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for Ghostscript")
def test_postscript_named_like_a_photo_starts_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Ghostscript is installed, Pillow would run it on this file."""
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", str(program), raising=False)
    for read in (decode, undecoded):
        with pytest.raises(UnreadableError, match="PostScript"):
            read(EPS)
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("kind", ["TGA", "PPM", "ICO", "PCX", "SGI", "DDS", "IM", "ICNS", "JPEG2000", "QOI", "MSP"])
def test_other_formats_are_not_tried(kind: str) -> None:
    out = io.BytesIO()
    small = gradient(32, 32)
    try:
        (small.convert("1") if kind == "MSP" else small).save(out, kind)
    except (KeyError, OSError):
        pytest.skip(f"Pillow writes no {kind} here")
    with pytest.raises(UnreadableError):
        decode(out.getvalue())


def test_heic_is_read() -> None:
    photo = decode(heic())
    assert photo.file is not None
    assert (photo.file.format, photo.width, photo.height) == ("HEIC", 160, 96)
    assert np.abs(np.asarray(photo.pixels, int) - np.asarray(gradient(), int)).mean() < 3
    with pytest.raises(UnreadableError, match="HEIC"):
        decode(heic()[:300])


def test_without_the_extra_heic_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "HeifImageFile", None)
    with pytest.raises(UnreadableError) as caught:
        decode(heic())
    for text in (caught.value.message.zh, caught.value.message.en):
        assert "pip install photocheck[heic]" in text


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_avif_is_read_and_is_not_taken_for_heic() -> None:
    photo = decode(avif())
    assert photo.file is not None
    assert (photo.file.format, photo.width, photo.height) == ("AVIF", 160, 96)
    assert np.abs(np.asarray(photo.pixels, int) - np.asarray(gradient(), int)).mean() < 3


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow makes no AVIF to try")
def test_an_old_pillow_says_what_to_do_about_avif(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "AVIF_IS_READ", False)
    with pytest.raises(UnreadableError, match="pip install --upgrade pillow"):
        decode(avif())


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", None),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"\xc5\xd0\xd3\xc6\x1e\0\0\0", "PostScript"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, format: str | None) -> None:  # noqa: A002 - the field's word
    assert sniff(head + bytes(100)) == format

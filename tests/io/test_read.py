"""Bytes in, facts and upright sRGB pixels out; whatever the bytes are."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from photocheck.errors import SourceError, UnreadableError
from photocheck.io import read
from photocheck.io.read import decode, read_bytes

SHAPE = (40, 30)


def picture() -> Image.Image:
    """A picture whose four corners tell how it lies."""
    pixels = np.full((*SHAPE, 3), 128, np.uint8)
    pixels[:20, :15], pixels[:20, 15:], pixels[20:, :15] = (220, 30, 30), (30, 220, 30), (30, 30, 220)
    return Image.fromarray(pixels)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners(pixels: np.ndarray) -> list[list[int]]:
    height, width = pixels.shape[:2]
    spots = [(height // 4, width // 4), (height // 4, 3 * width // 4), (3 * height // 4, width // 4)]
    return [pixels[spot].tolist() for spot in spots]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_comes_out_upright(orientation: int, kind: str) -> None:
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera held that way would have stored
    stored = picture()
    if orientation > 1:
        stored = stored.transpose(Image.Transpose(turns[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    photo = decode(saved(stored, kind, exif=exif, **options))
    assert photo.file is not None
    assert photo.file.orientation == orientation
    assert (photo.height, photo.width) == SHAPE == (photo.file.height, photo.file.width)
    assert np.abs(np.subtract(corners(photo.pixels), corners(np.asarray(picture())))).max() < 12


def in_mode(mode: str) -> Image.Image:
    if mode == "I;16":
        return picture().convert("L").point(lambda v: v * 257, "I").convert("I;16")
    return picture().convert(mode)


def combinations() -> list[tuple[str, str]]:
    """Formats and modes that go together; Pillow clips 16 bits where it writes WebP."""
    found = []
    for kind in ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"):
        for mode in ("RGB", "L", "1", "P", "CMYK", "RGBA", "LA", "I;16", "YCbCr"):
            with suppress(OSError, KeyError, ValueError):
                saved(in_mode(mode), kind)
                found.append((kind, mode))
    return [pair for pair in found if pair != ("WEBP", "I;16")]


@pytest.mark.parametrize(("kind", "mode"), combinations())
def test_whatever_the_mode_pixels_are_rgb(kind: str, mode: str) -> None:
    photo = decode(saved(in_mode(mode), kind))
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.shape == (*SHAPE, 3)
    assert not photo.pixels.flags.writeable
    grey = np.asarray(picture().convert("L"), int)
    if mode not in {"1", "P"} and kind != "GIF":
        assert np.abs(np.asarray(Image.fromarray(photo.pixels).convert("L"), int)[10, 7] - grey[10, 7]) < 25


def test_transparency_is_laid_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (10, 200, 30, 0))
    assert (decode(saved(clear, "PNG")).pixels == 255).all()


def swapped_profile() -> bytes:
    """A colour profile whose red is sRGB's blue and the other way round."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name in (b"sRGB", "sRGB".encode("utf-16-be")):
        data = data.replace(name, name.replace(b"s", b"x"))
    return data.replace(b"rXYZ", b"!XYZ").replace(b"bXYZ", b"rXYZ").replace(b"!XYZ", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_colour_profile_is_honoured(kind: str) -> None:
    red = Image.new("RGB", (16, 16), (200, 40, 30))
    plain = decode(saved(red, kind)).pixels[8, 8]
    tagged = decode(saved(red, kind, icc_profile=swapped_profile())).pixels[8, 8]
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = decode(saved(red, kind, icc_profile=srgb)).pixels[8, 8]
    assert plain[0] > 150 > plain[2]
    assert (same == plain).all()
    assert tagged[2] > 150 > tagged[0]


def test_broken_colour_profile_says_nothing() -> None:
    assert (decode(saved(Image.new("RGB", (8, 8), (9, 9, 9)), "PNG", icc_profile=b"nonsense")).pixels == 9).all()


def test_facts_are_of_the_content() -> None:
    facts = decode(saved(picture(), dpi=(300, 300), quality=77, progressive=True, comment=b"x")).file
    assert facts is not None
    assert (facts.format, facts.mode, facts.bits, facts.dpi, facts.progressive) == ("JPEG", "RGB", 8, 300, True)
    assert facts.quality == 77
    assert "comment" in facts.metadata
    assert facts.damage is None


@pytest.mark.parametrize("size", [(4000, 3000), (3999, 2999), (1600, 1200), (600, 800)])
def test_large_jpegs_are_decoded_smaller_but_never_too_small(size: tuple[int, int]) -> None:
    data = saved(picture().resize(size), quality=90)
    photo = decode(data, at_least=(480, 360))
    assert photo.file is not None
    assert (photo.file.width, photo.file.height) == size
    assert photo.width >= 480
    assert photo.height >= 360
    assert photo.width == pytest.approx(size[0] * photo.scale, abs=1)
    if size[0] >= 960:
        assert photo.scale < 1
    assert decode(data).scale == 1


def test_bomb_is_refused_before_it_is_decoded() -> None:
    data = bytearray(saved(picture()))
    spot = data.index(b"\xff\xc0")
    data[spot + 5 : spot + 9] = struct.pack(">HH", 30_000, 30_000)
    with pytest.raises(UnreadableError, match="megapixels"):
        decode(bytes(data))


PEAK = """
import resource, sys
from pathlib import Path
import photocheck
with photocheck.Checker("zikao") as checker:
    for name in sys.argv[1:]:
        report = checker.check(Path(name))
        print(report.image.width, *(finding.hint.en for finding in report.failures[:1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process's largest memory is told by POSIX systems")
def test_the_largest_photos_fit_a_small_pc(tmp_path: Path) -> None:
    """Two workers and the system on a PC with 4 GB: the cap on pixels leaves each 1 GB, whatever the file is like."""
    side = int(read.MAX_PIXELS**0.5)
    largest = Image.fromarray(np.random.default_rng(1).integers(0, 255, (side // 16, side // 16, 3), np.uint8))
    largest = largest.resize((side, side))
    names = [str(tmp_path / name) for name in ("plain.JPG", "progressive.JPG", "x.png", "over.png")]
    largest.save(names[0], quality=90)
    largest.save(names[1], quality=20, progressive=True)
    largest.save(names[2], compress_level=1)
    Image.new("RGB", (side, side + 20)).save(names[3])
    done = subprocess.run([sys.executable, "-c", PEAK, *names], capture_output=True, text=True, check=True)
    *said, most = done.stdout.splitlines()
    assert "megapixels" in said[3]
    print(f"\nthree photos of {read.MAX_PIXELS // 10**6} megapixels: {most} MB")  # noqa: T201 - for the record
    assert int(most) < 1024, done.stdout


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF", b"text", bytes(64)]
)
def test_scraps_are_unreadable_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert caught.value.message.zh.endswith("。")
    assert caught.value.message.en.endswith(".")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_mangled_bytes_give_pixels_or_a_sentence(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"]))
    mangled = bytearray(saved(picture(), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        mangled[data.draw(st.integers(0, len(mangled) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(mangled)))
    try:
        photo = decode(bytes(mangled[:cut]))
    except UnreadableError:
        return
    assert photo.pixels.ndim == 3
    assert photo.pixels.shape[2] == 3
    assert photo.file is not None


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_truncated_jpeg_is_never_whole(cut: float) -> None:
    data = saved(picture().resize((600, 800)), quality=90)
    try:
        photo = decode(data[: int(cut * len(data))])
    except UnreadableError:
        return
    assert photo.file is not None
    assert photo.file.damage is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.JPG")
    errors: list[SourceError] = []

    def attempt() -> None:
        try:
            read_bytes(tmp_path / "x.JPG")
        except SourceError as error:
            errors.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(10)
    assert len(errors) == 1


def test_too_many_bytes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1000)
    (tmp_path / "x.JPG").write_bytes(bytes(1001))
    with pytest.raises(UnreadableError):
        read_bytes(tmp_path / "x.JPG")
    (tmp_path / "y.JPG").write_bytes(bytes(1000))
    assert len(read_bytes(tmp_path / "y.JPG")) == 1000


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.JPG", tmp_path):
        with pytest.raises(SourceError):
            read_bytes(path)


def test_sources_are_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.JPG"
    path.write_bytes(saved(picture()))
    os.utime(path, ns=(1_000_000_000, 2_000_000_000))
    path.chmod(0o444)
    before = path.stat()
    decode(read_bytes(path))
    after = path.stat()
    assert (before.st_mtime_ns, before.st_mode, before.st_size) == (after.st_mtime_ns, after.st_mode, after.st_size)

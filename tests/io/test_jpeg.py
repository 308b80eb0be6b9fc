"""What touches pixels is damage, what touches none is not: each warning of libjpeg-turbo with a file made for it.

That a file is harmless is not taken from our own reading: Pillow, which heeds no warning, has to give the pixels of the
file that was not touched.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from photocheck.errors import UnreadableError
from photocheck.io.jpeg import harmless_mended, strict_pixels
from photocheck.io.read import decode

HEIGHT, WIDTH = 96, 160
MCU = 16
"""Pixels a side, of a JPEG with halved colour."""


def picture() -> Image.Image:
    """Half noise, half flat: flat pieces end with zeros of their own."""
    pixels = np.random.default_rng(5).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, WIDTH // 2 :] = (120, 150, 200)
    return Image.fromarray(pixels)


def saved(**options: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG", **{"quality": 75, "subsampling": 2, **options})
    return out.getvalue()


PLAIN = saved()
RESTARTS = saved(restart_marker_blocks=WIDTH // MCU)
PROGRESSIVE = saved(progressive=True)
ADOBE = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe" + struct.pack(">HHH", 100, 0, 0) + b"\x01"


def scan(data: bytes) -> int:
    """Where the first scan's header begins."""
    return data.index(b"\xff\xda")


def body(data: bytes) -> int:
    """Where the first scan's data begins."""
    return scan(data) + 2 + struct.unpack_from(">H", data, scan(data) + 2)[0]


def version(major: int, minor: int) -> bytes:
    spot = PLAIN.index(b"JFIF\0") + 5
    return PLAIN[:spot] + bytes((major, minor)) + PLAIN[spot + 2 :]


def scan_bytes(first: int, last: int, approximation: int, data: bytes = PLAIN) -> bytes:
    return data[: body(data) - 3] + bytes((first, last, approximation)) + data[body(data) :]


def filled(zeros: Callable[[int], int], data: bytes = RESTARTS, filling: bytes = b"\0") -> bytes:
    """With so many bytes before the restart marker of each piece."""
    head, entropy = data[: body(data)], data[body(data) :]
    count = -1

    def more(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return filling * zeros(count) + found[0]

    return head + re.sub(rb"\xff[\xd0-\xd7]", more, entropy)


def adobe(transform: int) -> bytes:
    """Without JFIF, which has a say of its own about the colours."""
    return PLAIN[:2] + ADOBE[:-1] + bytes((transform,)) + PLAIN[PLAIN.index(b"\xff\xdb") :]


def between_segments() -> bytes:
    spot = PLAIN.index(b"\xff\xdb")
    return PLAIN[:spot] + b"\x10\x20\x30" + PLAIN[spot:]


def later(data: bytes, by: bytes) -> bytes:
    """Another byte or two in the middle of the data."""
    spot = (body(data) + len(data)) // 2
    return data[:spot] + by + data[spot + len(by) :]


def lost_piece() -> bytes:
    """One piece between two restart markers is missing."""
    markers = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", RESTARTS[body(RESTARTS) :])]
    start = body(RESTARTS)
    return RESTARTS[: start + markers[0]] + RESTARTS[start + markers[1] :]


def without_a_scan() -> bytes:
    """A progressive file that lacks the first pass over some coefficients, so that a later scan refines nothing."""
    start = [found.start() for found in re.finditer(rb"\xff\xda", PROGRESSIVE)][1]
    after = re.search(rb"\xff[\xc4\xda]", PROGRESSIVE[start + 2 :])
    assert after is not None
    return PROGRESSIVE[:start] + PROGRESSIVE[start + 2 + after.start() :]


def short_piece() -> bytes:
    """The first piece lost its last bytes."""
    end = re.search(rb"\xff[\xd0-\xd7]", RESTARTS[body(RESTARTS) :])
    assert end is not None
    spot = body(RESTARTS) + end.start()
    return RESTARTS[: spot - 8] + RESTARTS[spot:]


def arithmetic() -> bytes:
    """Arithmetic coding, and data that stands for a coefficient that there is not."""
    spot = PLAIN.index(b"\xff\xc0")
    return (
        PLAIN[: spot + 1]
        + b"\xc9"
        + PLAIN[spot + 2 : body(PLAIN)]
        + bytes.fromhex("c86a0d03bb2fbb4ef6fb19")
        + b"\xff\xd9"
    )


def others_data() -> bytes:
    """Restart pieces with picture data left over, which are no zeros."""
    return filled(lambda piece: 9 if piece == 2 else 0, filling=b"\x5a")


HARMLESS = {
    "unknown JFIF revision number 2.01": version(2, 1),
    "unknown JFIF revision number 0.02": version(0, 2),
    "Invalid SOS parameters: last coefficient 0": scan_bytes(0, 0, 0),
    "Invalid SOS parameters: approximation": scan_bytes(0, 63, 0x11),
    "Invalid SOS parameters: first coefficient": scan_bytes(5, 63, 0),
    "Unknown Adobe color transform code 9": adobe(9),
    "extraneous bytes between segments": between_segments(),
    "extraneous zeros, 5 to 10": filled(lambda piece: 5 + piece % 6),
    "extraneous zeros, 12": filled(lambda _: 12),
    "several at once": scan_bytes(0, 0, 0, filled(lambda piece: 11 * (piece % 2))),
}
DAMAGE = {
    "Premature end of JPEG file": PLAIN[: body(PLAIN) + 900],
    "Premature end of JPEG file: no end mark": PLAIN[:-2],
    "premature end of data segment": short_piece(),
    "bad Huffman code": later(PLAIN, b"\xff\x00\xff\x00\xff\x00\xff\x00"),
    "bad arithmetic code": arithmetic(),
    "found marker instead of RST": lost_piece(),
    "Inconsistent progression sequence": without_a_scan(),
    "extraneous bytes before the end": PLAIN[:-2] + bytes(30) + b"\xff\xd9",
    "extraneous bytes that are picture data": others_data(),
    "extraneous zeros, as long as a lost block": filled(lambda piece: 512 if piece == 1 else 0),
    "odd SOS parameters and a lost piece": scan_bytes(0, 0, 0, lost_piece()),
}


def lenient(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def warning(data: bytes) -> str:
    """What a strict decoder says of it."""
    with pytest.raises(ValueError, match=r".") as caught:
        simplejpeg.decode_jpeg(data, "RGB", strict=True)
    return str(caught.value)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_touches_no_pixel_is_no_damage(name: str) -> None:
    data = HARMLESS[name]
    assert warning(data)
    assert (lenient(data) == lenient(RESTARTS if "zeros" in name or "several" in name else PLAIN)).all()
    photo = decode(data)
    assert photo.file is not None
    assert photo.file.damage is None
    clean, said = strict_pixels(harmless_mended(data), (0, 0))
    assert said == ""
    assert (photo.pixels == clean).all()


@pytest.mark.parametrize("name", DAMAGE)
def test_what_touches_pixels_is_damage(name: str) -> None:
    data = DAMAGE[name]
    assert warning(data)
    try:
        photo = decode(data)
    except UnreadableError:
        return  # nor can Pillow make pixels of it
    assert photo.file is not None
    assert photo.file.damage is not None
    assert photo.file.damage.en


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unknown JFIF revision number 2.01", "unknown JFIF revision number 2.01"),
        ("Invalid SOS parameters: last coefficient 0", "Invalid SOS parameters for sequential JPEG"),
        ("Unknown Adobe color transform code 9", "Unknown Adobe color transform code 9"),
        ("extraneous bytes between segments", "3 extraneous bytes before marker 0xdb"),
        ("extraneous zeros, 12", "extraneous bytes before marker 0xd"),
        ("Premature end of JPEG file", "Premature end of JPEG file"),
        ("premature end of data segment", "premature end of data segment"),
        ("bad Huffman code", "bad Huffman code"),
        ("bad arithmetic code", "bad arithmetic code"),
        ("found marker instead of RST", "instead of RST"),
        ("Inconsistent progression sequence", "Inconsistent progression sequence"),
        ("extraneous bytes before the end", "extraneous bytes before marker 0xd9"),
    ],
)
def test_each_file_makes_the_warning_that_it_is_made_for(name: str, words: str) -> None:
    assert words in warning({**HARMLESS, **DAMAGE}[name])


@pytest.mark.parametrize("tail", [b"\0" * 500, b"\xff\xd8\xff\xe1 another picture", bytes(range(256)) * 9])
def test_what_follows_the_end_mark_is_not_looked_at(tail: bytes) -> None:
    photo = decode(PLAIN + tail)
    assert photo.file is not None
    assert photo.file.damage is None


def test_zeros_of_the_data_itself_are_kept() -> None:
    """Flat pieces end with zeros that are data; taking those away would be damage of our own making."""
    ends = re.findall(rb"(.)\xff[\xd0-\xd7]", RESTARTS[body(RESTARTS) :], re.DOTALL)
    flat = Image.new("RGB", (WIDTH, HEIGHT), (120, 150, 200))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=75, subsampling=2, restart_marker_blocks=4)
    data = out.getvalue()
    assert b"\0" in re.findall(rb"(.)\xff[\xd0-\xd7]", data[body(data) :], re.DOTALL) + ends
    photo = decode(filled(lambda piece: piece % 3, data))
    assert photo.file is not None
    assert photo.file.damage is None


def test_a_whole_file_is_not_touched() -> None:
    assert harmless_mended(PLAIN) == PLAIN
    assert harmless_mended(RESTARTS) == RESTARTS


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_any_header_is_followed_or_refused(cut: int) -> None:
    """No odd header ends in anything but a verdict on the data."""
    data = bytearray(scan_bytes(0, 0, 0))
    del data[cut : cut + 5]
    pixels, said = strict_pixels(bytes(data), (0, 0))
    assert (pixels is None) == bool(said)


def test_cmyk_is_read_strictly_too() -> None:
    out = io.BytesIO()
    picture().convert("CMYK").save(out, "JPEG", quality=75)
    data = out.getvalue()
    whole, spoiled = decode(data), decode(later(data, b"\xff\x00\xff\x00\xff\x00\xff\x00"))
    assert whole.file is not None
    assert whole.file.damage is None
    assert spoiled.file is not None
    assert spoiled.file.damage is not None

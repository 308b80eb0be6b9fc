"""JPEG pixels, read strictly: what touches pixels is damage, what touches none is not.

simplejpeg is libjpeg-turbo with its warnings made errors, which Pillow does not offer.  Of a file that it warns of, a
copy is made in which all that no pixel depends on is as the standard wants it, and that is read strictly again: a
warning that stays is damage.  Of libjpeg-turbo 3.1's warnings (``JWRN_`` in jerror.h) these go away so:

- "unknown JFIF revision number": the version is a note, and the pixels are the same;
- "Invalid SOS parameters for sequential JPEG": a sequential scan has no choice of coefficients;
- "Unknown Adobe color transform code": all decoders take it for YCbCr;
- "extraneous bytes before marker", where they lie between two segments of the header, or are zeros that fill up the
  data before a restart marker, as many webcams write them.

These stay: "premature end of data segment", "bad Huffman code", "bad arithmetic code", "found marker instead of RST",
"Inconsistent progression sequence", "Premature end of JPEG file", and extraneous bytes of another kind, which are
picture data that a decoder lost its way in.  What comes after the end mark, no decoder looks at.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import simplejpeg

from photocheck.types import Pixels

STRAY = 16
"""Zeros before a restart marker that are taken for filling; webcams write up to 10.  A lost block is longer."""
SEQUENTIAL = frozenset({0xC0, 0xC1, 0xC9})
"""SOF markers of baseline and extended sequential frames, Huffman and arithmetic."""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
APP0, APP14, SOS, EOI, DRI = 0xE0, 0xEE, 0xDA, 0xD9, 0xDD
END = b"\xff\xd9"
_END_OF_PIECE = re.compile(rb"\xff+([\xd0-\xd7\xd9])")
"""A restart marker or the end mark, with the bytes that may fill up before it."""


def strict_pixels(data: bytes, size: tuple[int, int], colours: str = "RGB") -> tuple[Pixels | None, str]:
    """A JPEG's pixels as they lie in the file, at least ``size`` (width, height); or what is wrong with its data.

    :param colours: ``RGB``, or ``CMYK`` to learn only whether the data is whole.
    :returns: H x W x 3 (4 for CMYK) uint8 and an empty text, or None and the decoder's words.
    """
    try:
        return _decoded(data, size, colours), ""
    except ValueError as error:
        said = str(error).strip().rstrip(".")
    try:
        mended = harmless_mended(data)
        return (None, said) if mended == data else (_decoded(mended, size, colours), "")
    except (ValueError, IndexError, struct.error):
        return None, said


def _decoded(data: bytes, size: tuple[int, int], colours: str = "RGB") -> Pixels:
    pixels: Pixels = simplejpeg.decode_jpeg(data, colours, min_width=size[0], min_height=size[1], strict=True)
    return pixels


def harmless_mended(data: bytes) -> bytes:
    """The same picture with all that no pixel depends on set right; the same bytes where nothing is to be set right.

    :raises IndexError, struct.error, ValueError: when the header cannot be followed.
    """
    header = _header(data)
    mended, frame = bytearray(data[:2]), None
    for marker, segment in header.segments:
        if marker in FRAMES:
            frame = marker, segment
        mended += bytes((0xFF, marker)) + struct.pack(">H", len(segment) + 2) + _mended(marker, segment, frame)
    if frame is None:
        raise ValueError("no frame header")
    entropy = data[header.end :]
    if header.interval and frame[0] in SEQUENTIAL:
        entropy = _without_filling(entropy, header.interval, bytes(mended), frame[1])
    return bytes(mended) + entropy


@dataclass(frozen=True, slots=True)
class _Header:
    segments: list[tuple[int, bytes]]
    """Markers and what they hold, the first scan's header last."""
    end: int
    """Where the first scan's data begins."""
    interval: int
    """MCUs between two restart markers; 0 where there are none."""


def _header(data: bytes) -> _Header:
    at, interval = 2, 0
    segments: list[tuple[int, bytes]] = []
    while True:
        # As the decoder does, what is no marker is passed over.
        at = data.index(b"\xff", at)
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == 0:
            continue
        if marker == EOI or 0xD0 <= marker <= 0xD8:
            raise ValueError("no scan")
        length = struct.unpack_from(">H", data, at)[0]
        segment = data[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise ValueError("cut short")
        segments.append((marker, segment))
        at += length
        if marker == DRI:
            interval = struct.unpack_from(">H", segment)[0]
        if marker == SOS:
            return _Header(segments, at, interval)


def _mended(marker: int, segment: bytes, frame: tuple[int, bytes] | None) -> bytes:
    """A segment with the values that no pixel depends on as the standard wants them."""
    if marker == APP0 and segment.startswith(b"JFIF\0") and len(segment) >= 7:
        return segment[:5] + b"\x01\x01" + segment[7:]
    if marker == APP14 and segment.startswith(b"Adobe") and len(segment) >= 12 and segment[11] > 2:
        return segment[:11] + b"\x01" + segment[12:]
    if marker == SOS and frame is not None and frame[0] in SEQUENTIAL and len(segment) >= 4:
        return segment[:-3] + b"\x00\x3f\x00"
    return segment


# ------------------------------------------------------------------- filling before restart markers


def _without_filling(entropy: bytes, interval: int, header: bytes, frame: bytes) -> bytes:
    """A scan's data without the zeros that fill it up before restart markers.

    A piece's own last byte may be zero as well, so each piece is decoded alone to learn where it ends.
    """
    pieces = list(_pieces(entropy))
    across, per_row, count = _mcus(frame)
    kept = bytearray()
    for number, (piece, ending) in enumerate(pieces):
        bare = piece.rstrip(b"\0")
        bare += (
            piece[len(bare) : len(bare) + 1] if bare.endswith(b"\xff") else b""
        )  # an FF of the data has its own zero
        filling = len(piece) - len(bare)
        if 0 < filling <= STRAY:
            mcus = min(interval, count - number * interval)
            alone = _alone(header, frame, mcus, across, per_row)
            piece = next((each for each in _endings(bare, filling) if _is_whole(alone + each + END)), piece)  # noqa: PLW2901
        kept += piece + ending
    return bytes(kept) + entropy[sum(len(piece) + len(ending) for piece, ending in pieces) :]


def _pieces(entropy: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The data up to each restart marker and up to the end mark, with that marker."""
    start = 0
    for found in _END_OF_PIECE.finditer(entropy):
        yield entropy[start : found.start()], found[0]
        start = found.end()
        if found[1][0] == EOI:
            return


def _mcus(frame: bytes) -> tuple[tuple[int, int], int, int]:
    """Width and height of an MCU, MCUs in a row, and all of them (ITU-T T.81, A.2)."""
    height, width, parts = struct.unpack_from(">xHHB", frame)
    sampling = [(frame[7 + 3 * part] >> 4, frame[7 + 3 * part] & 15) for part in range(parts)]
    if parts == 1:
        sampling = [(1, 1)]
    across = 8 * max(h for h, _ in sampling), 8 * max(v for _, v in sampling)
    per_row = -(-width // across[0])
    return across, per_row, per_row * -(-height // across[1])


def _alone(header: bytes, frame: bytes, mcus: int, across: tuple[int, int], per_row: int) -> bytes:
    """The header of a picture that consists of so many MCUs."""
    columns = per_row if mcus % per_row == 0 else mcus
    height, width = mcus // columns * across[1], columns * across[0]
    small = frame[:1] + struct.pack(">HH", height, width) + frame[5:]
    return header.replace(frame, small, 1)


def _endings(bare: bytes, filling: int) -> Iterator[bytes]:
    return (bare + bytes(zeros) for zeros in range(filling + 1))


def _is_whole(data: bytes) -> bool:
    try:
        _decoded(data, (0, 0))
    except ValueError:
        return False
    return True

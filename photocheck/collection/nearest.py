"""The nearest of very many likenesses, found without comparing each with all.

Two that differ in few bits differ in very few in some part of them.  The bits lie in a ring of 21 parts of 19, of which
each has a share of the 70 bits that two copies may differ in: 2 or 3.  All shares, each with one more, make 71; so
where at most 70 bits differ, there is a part from which on, around the ring, that part differs in no more than its
share, it and the next in no more than theirs and one, these two and the next in no more than theirs and two, and so on
(the cycle lemma).  So it is enough to look, part by part, for those whose part differs in one of the few ways that its
share allows, then to count three parts of these, and all bits of what is left.  Nothing is missed; what it takes at
scale says docs/scale.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photocheck.collection.likeness import ALIKE, BITS, KEPT

Words = NDArray[np.uint64]
Places = NDArray[np.int64]
Counts = NDArray[np.uint16]

PARTS, PART = 21, 19
SHARES = [(place + 1) * (ALIKE + 1) // PARTS - place * (ALIKE + 1) // PARTS - 1 for place in range(PARTS)]
"""Bits that may differ in each part, where a pair is found by it."""
WINDOW = 3
"""Parts that are looked at next; they have room in a word."""
WORDS = 7
_BY_FREQUENCY = np.argsort(np.add.outer(np.arange(KEPT), np.arange(KEPT)).ravel()[1:], kind="stable")
_RING = _BY_FREQUENCY.reshape(PART, PARTS).T.ravel()
LAYOUT = np.concatenate([_RING, _RING[: 64 * WORDS - BITS]])
"""Which bit lies where in the words: the ring, and its beginning once again, so that every part lies in one piece with
the next.  Bits are dealt to the parts in the order of their frequencies: most people have the lowest in common, and of
parts that had more of these, more would be alike by chance."""
OWN = [np.uint64(min(2**64, 2 ** max(0, BITS - 64 * word)) - 1) for word in range(WORDS)]
"""The bits of the words that are there for the first time."""
FLIPS = [
    np.array([sum(1 << bit for bit in bits) for count in range(most + 1) for bits in combinations(range(PART), count)])
    .astype(np.uint32) for most in range(max(SHARES) + 1)
]  # fmt: skip
"""All ways in which a part differs in at most so many bits."""

FEW = 1 << 14
"""So many are compared one by one: that takes less than looking parts up."""
FIRST_WORDS = 4
"""Of two people's likenesses these alone differ in more bits than two copies do."""
BLOCK = 1 << 13
"""Compared one by one in pieces that stay in the processor's own memory."""
AT_ONCE = 1 << 16
"""Parts that are looked up together, for the same reason."""
MOST = 1 << 20
"""Pairs that are looked at together: memory does not grow with how many are alike."""
CROWD = 32
"""Where more than one in so many (and a thousand) have almost the same part as a likeness, it is compared one by one
after all."""

_NONE = np.uint64(2**64 - 1)
_BELOW = np.uint64(32)
_BYTE_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)
"""How many bits are set in each byte, for NumPy before 2.0, which cannot count them."""


@dataclass(frozen=True, slots=True)
class Near:
    """A likeness and the nearest of those before it, by their places in the order in which they came."""

    place: int
    other: int
    distance: int


class Nearest:
    """For each likeness the nearest before it that is another's; they are compared many at a time.

    :param few: so many are compared one by one.
    :param together: so many wait for each other at least.
    """

    def __init__(self, few: int = FEW, together: int = FEW // 8) -> None:
        self._few = few
        self._together = together
        self._texts: list[str] = []
        """Those that wait to be compared."""
        self._waiting: list[int] = []
        """Whose they are."""
        self._near: list[Near] = []
        self._count = 0
        self._words: Words = np.empty((WORDS, 0), np.uint64)
        """In each row a word of every likeness after the other; longer than what is in it."""
        self._owners: Places = np.empty(0, np.int64)

    def __len__(self) -> int:
        return self._count + len(self._texts)

    def add(self, text: str, owner: int) -> None:
        """Keep one.

        :param text: see :func:`photocheck.collection.likeness.likeness`.
        :param owner: whose it is: two that are one's are no pair.
        """
        self._texts.append(text)
        self._waiting.append(owner)
        # The more there are, the longer it takes to put all in order, and the more wait for it.
        if len(self._texts) >= max(self._together, self._count // 16):
            self._compare()

    def found(self) -> list[Near]:
        """All that have a near one, in order."""
        self._compare()
        return self._near

    def _compare(self) -> None:
        """Compare those that wait with all before them: all of them, or none where an interrupt comes."""
        if not self._texts:
            return
        count = len(self)
        self._lay_out(count)
        search = _Search(self._words[:, :count], self._owners[:count], self._count)
        if count <= self._few:
            search.one_by_one(np.arange(self._count, count))
        else:
            search.by_parts()
        near = self._near + list(search.found())
        # Nothing is called here, so no interrupt comes between.
        self._near, self._texts, self._waiting, self._count = near, [], [], count

    def _lay_out(self, count: int) -> None:
        """Bring those that wait to the others, so many in all."""
        if count > len(self._owners):
            room = count + count // 4
            words, owners = np.empty((WORDS, room), np.uint64), np.empty(room, np.int64)
            words[:, : self._count] = self._words[:, : self._count]
            owners[: self._count] = self._owners[: self._count]
            self._words, self._owners = words, owners
        self._words[:, self._count : count] = laid_out(self._texts)
        self._owners[self._count : count] = self._waiting


class _Search:
    """The nearest of those from some place on."""

    def __init__(self, known: Words, owners: Places, first: int) -> None:
        self._known = known
        self._owners = owners
        self._first = first
        self._best = np.full(len(owners) - first, _NONE)
        """Of each the distance and, in the lower half, the place: the least is the nearest, and of those the first."""

    def found(self) -> Iterator[Near]:
        for row in np.flatnonzero(self._best != _NONE):
            distance, other = divmod(int(self._best[row]), 1 << 32)
            yield Near(self._first + int(row), other, distance)

    def one_by_one(self, places: Places) -> None:
        """Compare those at some places with all before them, a block after the other."""
        for begin in range(0, int(places[-1]) if len(places) else 0, BLOCK):
            block = self._known[:FIRST_WORDS, begin : begin + BLOCK]
            apart = _Apart(block)
            for place in places[np.searchsorted(places, begin, "right") :]:
                near = np.flatnonzero(apart.of(self._known[:FIRST_WORDS, place]) <= ALIKE)
                if len(near):
                    self._look(np.full(len(near), place), begin + near)

    def _look(self, places: Places, others: Places) -> None:
        """Count all bits of some pairs."""
        apart = distances(self._known, places, others)
        good = (apart <= ALIKE) & (others < places) & (self._owners[places] != self._owners[others])
        found = apart[good].astype(np.uint64) << _BELOW | others[good].astype(np.uint64)
        np.minimum.at(self._best, places[good] - self._first, found)

    def by_parts(self) -> None:
        """Compare all with those before them that have almost the same bits in some part."""
        table = _Table(self._known.shape[1])
        crowded: list[Places] = []
        left = np.arange(self._first, self._known.shape[1])
        for part in range(PARTS):
            at_once = table.fill(self._known, part)
            kept: list[Places] = []
            for start in range(0, len(left), at_once):
                places = left[start : start + at_once]
                crowd, pairs = table.pairs(places)
                kept.append(places[~crowd])
                crowded.append(places[crowd])
                for rows, others in pairs:
                    self._look(rows, others)
            left = np.concatenate([*kept, left[:0]])
        self.one_by_one(np.sort(np.concatenate(crowded)))


class _Table:
    """All likenesses in the order of a part, so that those with the same part lie together."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._window: Words = np.empty(0, np.uint64)
        """Of each likeness, in the order in which they came; and in the order of the part:"""
        self._sorted: Words = self._window
        self._order: Places = np.empty(0, np.int64)
        self._size: NDArray[np.int32] = np.empty(count, np.int32)
        """At the first of those with the same part: how many there are."""
        self._parts: NDArray[np.uint32] = np.empty(0, np.uint32)
        """All that there are."""
        self._is_part = np.zeros(1 << PART, bool)
        self._begin = np.empty(1 << PART, np.int32)
        """Of each part that there is, where the first of its likenesses lies."""
        self._flips = FLIPS[0]
        self._most = 0
        """Bits that may differ in the window."""

    def fill(self, known: Words, part: int) -> int:
        """Put all in order by a part; how many are best asked for together."""
        self._is_part[self._parts] = False
        self._window = window_at(known, part)
        self._flips = FLIPS[SHARES[part]]
        self._most = sum(SHARES[(part + step) % PARTS] + 1 for step in range(WINDOW)) - 1
        parts = _part(self._window)
        self._order = np.argsort(parts)
        self._sorted = self._window[self._order]
        parts = parts[self._order]
        begin = np.flatnonzero(np.concatenate([[True], parts[1:] != parts[:-1]]))
        self._size[begin] = np.diff(begin, append=self._count)
        self._parts = parts[begin]
        self._is_part[self._parts] = True
        self._begin[self._parts] = begin
        return AT_ONCE // len(self._flips)

    def pairs(self, places: Places) -> tuple[NDArray[np.bool_], Iterator[tuple[Places, Places]]]:
        """Pairs of the likenesses at some places with others whose bits from the part on are almost the same.

        :returns: which of them have too many with almost the same part, and the pairs of the others.
        """
        wanted = _part(self._window[places])[:, None] ^ self._flips
        there = np.take(self._is_part, wanted, mode="clip")  # which looks at no bounds; none is out of them
        rows = np.repeat(places, np.count_nonzero(there, axis=1))
        begin = self._begin[wanted.ravel()[np.flatnonzero(there)]]
        size = self._size[begin]
        crowded = np.zeros(len(places), bool)
        most = 1000 + self._count // CROWD
        if size.sum() > most * len(places):
            row = np.searchsorted(places, rows)
            crowded = np.bincount(row, size, len(places)) > most
            kept = ~crowded[row]
            rows, begin, size = rows[kept], begin[kept], size[kept]
        return crowded, self._fitting(rows, begin, size)

    def _fitting(
        self, rows: Places, begin: NDArray[np.int32], size: NDArray[np.int32]
    ) -> Iterator[tuple[Places, Places]]:
        yield self._fit(rows, begin)
        several = np.flatnonzero(size > 1)
        ends = np.cumsum(size[several] - 1, dtype=np.int64)
        steps_in_all = int(ends[-1]) if len(ends) else 0
        for low, high in pairwise(np.searchsorted(ends, np.arange(0, steps_in_all + MOST, MOST), "right")):
            those = several[low:high]
            more = size[those] - 1
            steps = np.arange(more.sum()) + np.repeat(begin[those] + 1 + more - np.cumsum(more), more)
            yield self._fit(np.repeat(rows[those], more), steps)

    def _fit(self, rows: Places, steps: NDArray[np.signedinteger[Any]]) -> tuple[Places, Places]:
        fit = np.flatnonzero(ones(self._sorted[steps] ^ self._window[rows]) <= self._most)
        return rows[fit], self._order[steps[fit]]


def laid_out(texts: list[str]) -> Words:
    """The words of some likenesses, a column each."""
    bits = np.unpackbits(np.frombuffer(bytes.fromhex("".join(texts)), np.uint8).reshape(len(texts), -1), axis=1)
    packed = np.ascontiguousarray(np.packbits(bits[:, LAYOUT], axis=1, bitorder="little"))
    return np.ascontiguousarray(packed.view("<u8").astype(np.uint64).T)


def window_at(known: Words, part: int) -> Words:
    """The bits of a part and the next."""
    word, bit = divmod(part * PART, 64)
    found = known[word] >> np.uint64(bit)
    if bit + WINDOW * PART > 64:
        found |= known[word + 1] << np.uint64(64 - bit)
    return np.asarray(found & np.uint64(2 ** (WINDOW * PART) - 1))


def _part(window: Words) -> NDArray[np.uint32]:
    return window.astype(np.uint32) & np.uint32((1 << PART) - 1)


class _Apart:
    """In how many bits the first words of a block's likenesses differ from another's.

    Written into the same pieces of memory: so many times a run, new ones cost more than the sums.
    """

    def __init__(self, block: Words) -> None:
        self._block = block
        self._apart = np.empty(block.shape[1], np.uint64)
        self._ones = np.empty(block.shape[1], np.uint8)
        self._total = np.empty(block.shape[1], np.uint8)

    def of(self, row: Words) -> NDArray[np.uint8]:
        """The numbers; 256 of them count as none: whoever asks looks at all words then."""
        self._total.fill(0)
        for known, own in zip(self._block, row, strict=True):
            np.bitwise_xor(known, own, out=self._apart)
            np.add(self._total, ones(self._apart, self._ones), out=self._total)
        return self._total


def distances(known: Words, rows: Places, columns: Places) -> Counts:
    """In how many bits some pairs differ."""
    total = np.zeros(len(rows), np.uint16)
    for word, own in zip(known, OWN, strict=True):
        total += ones((word[rows] ^ word[columns]) & own)
    return total


def ones(words: Words, out: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Bits set in each."""
    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(words, out=out))
    each = _BYTE_ONES[np.ascontiguousarray(words)[..., None].view(np.uint8)]
    return np.asarray(each.sum(axis=-1, dtype=np.uint8))

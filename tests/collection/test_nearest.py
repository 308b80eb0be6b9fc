"""What is found without comparing each with all is what comparing each with all finds."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.collection import nearest
from photocheck.collection.likeness import ALIKE, BITS, difference
from photocheck.collection.nearest import Near, Nearest

BYTES = -(-BITS // 8)


def text_of(bits: int) -> str:
    return (bits << -BITS % 8).to_bytes(BYTES, "big").hex()


def each_with_all(texts: list[str], owners: list[int]) -> list[Near]:
    """The plain way."""
    found = []
    for place, text in enumerate(texts):
        apart = [(difference(text, texts[other]), other) for other in range(place) if owners[other] != owners[place]]
        if apart and min(apart)[0] <= ALIKE:
            found.append(Near(place, min(apart)[1], min(apart)[0]))
    return found


def some(chance: random.Random, count: int, copies: float, bias: float) -> list[str]:
    """Likenesses of which a share are near copies of others, just within reach, just out of it, or the same.

    :param bias: how many of the bits are most people's: they are not as random as random numbers.
    """
    common = chance.getrandbits(BITS)
    kept: list[int] = []
    for _ in range(count):
        if kept and chance.random() < copies:
            bits, flips = chance.choice(kept), chance.choice((0, 1, 20, ALIKE - 1, ALIKE, ALIKE, ALIKE + 1))
            # All over, or all in one place: in some parts only.
            begin, end = chance.choice(((0, BITS), (0, max(flips, 100)), (BITS - max(flips, 100), BITS)))
            bits ^= sum(1 << bit for bit in chance.sample(range(begin, end), flips))
        else:
            bits = sum(chance.getrandbits(1) << bit for bit in range(BITS) if chance.random() > bias)
            bits ^= common
        kept.append(bits)
    return [text_of(bits) for bits in kept]


def in_pieces(texts: list[str], owners: list[int], piece: int, few: int) -> list[Near]:
    """What is found where so many at a time are compared."""
    known = Nearest(few, piece)
    for place, (text, owner) in enumerate(zip(texts, owners, strict=True)):
        known.add(text, owner)
        assert len(known) == place + 1
    return known.found()


@given(
    st.integers(0, 2**32), st.integers(1, 150), st.sampled_from([0.0, 0.3, 0.9]), st.sampled_from([0.0, 0.3, 0.8]),
    st.integers(1, 400), st.sampled_from([0, 10**6]), st.integers(1, 200),
)  # fmt: skip
def test_comparing_each_with_all_finds_the_same(
    seed: int, count: int, copies: float, bias: float, piece: int, few: int, people: int
) -> None:
    chance = random.Random(seed)
    texts = some(chance, count, copies, bias)
    owners = [chance.randrange(people) for _ in texts]
    assert in_pieces(texts, owners, max(piece, count // 4), few) == each_with_all(texts, owners)


@pytest.mark.parametrize("bias", [0.0, 0.35])
def test_the_same_of_some_thousands(bias: float) -> None:
    texts = some(random.Random(5), 3000, 0.2, bias)
    owners = list(range(len(texts)))
    by_parts = in_pieces(texts, owners, 1000, few=0)
    assert by_parts == in_pieces(texts, owners, 1000, few=10**6)
    assert len(by_parts) > 300


def test_a_pair_just_within_reach_is_found_wherever_it_differs() -> None:
    chance = random.Random(9)
    for _ in range(40):
        texts = [text_of(chance.getrandbits(BITS))]
        flips = sum(1 << bit for bit in chance.sample(range(BITS), ALIKE))
        texts.append(text_of(int(texts[0], 16) >> -BITS % 8 ^ flips))
        assert in_pieces(texts, [0, 1], 2, few=0) == [Near(1, 0, ALIKE)]


def test_a_pair_that_only_one_part_shows_is_found_by_it() -> None:
    """In all others it differs in one bit more than their share, and with each of these in all that may be."""
    assert sum(share + 1 for share in nearest.SHARES) == ALIKE + 1
    assert sorted(nearest.LAYOUT[:BITS]) == list(range(BITS))
    chance = random.Random(11)
    for only in range(nearest.PARTS):
        flips = 0
        for part, share in enumerate(nearest.SHARES):
            ring = nearest.LAYOUT[part * nearest.PART : (part + 1) * nearest.PART]
            for bit in chance.sample(list(ring), share + (part != only)):
                flips |= 1 << (BITS - 1 - int(bit))
        assert flips.bit_count() == ALIKE
        bits = chance.getrandbits(BITS)
        assert in_pieces([text_of(bits), text_of(bits ^ flips)], [0, 1], 2, few=0) == [Near(1, 0, ALIKE)]


def test_many_of_one_picture_cost_neither_memory_nor_pairs() -> None:
    """Hundreds of millions of pairs are alike where a province has one picture for all."""
    texts = some(random.Random(2), 1, 0, 0) * 6000
    known = Nearest(few=1000, together=10_000)
    for place, text in enumerate(texts):
        known.add(text, place)
    tracemalloc.start()
    try:
        assert known.found() == [Near(place, 0, 0) for place in range(1, 6000)]
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_an_older_numpy_counts_bits_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = some(random.Random(4), 200, 0.5, 0)
    owners = list(range(len(texts)))
    wanted = each_with_all(texts, owners)
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert in_pieces(texts, owners, 70, few=0) == wanted
    assert in_pieces(texts, owners, 70, few=1000) == wanted

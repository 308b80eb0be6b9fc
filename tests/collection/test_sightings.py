"""Photos that were seen: what is asked for again comes back as it was, and memory does not hold it."""

from __future__ import annotations

import sqlite3
import tracemalloc

import pytest

from photocheck import UsageError
from photocheck.collection.likeness import is_likeness
from photocheck.collection.sightings import Sighting, Sightings


def test_the_first_of_a_number_and_of_bytes_comes_back_as_it_was() -> None:
    seen = Sightings()
    one, two = Sighting("430102191001", "考场/\udcff.jpg"), Sighting(None, "b.jpg")  # a name that is no UTF-8
    first, second = seen.add(one), seen.add(two)
    assert seen.first_of_number("430102191001", first) == first
    assert seen.first_of_number("430102191001", second) == first
    assert seen.first_of_bytes("ab", second) == second
    assert seen.first_of_bytes("ab", first) == second
    assert (seen.at(first), seen.at(second)) == (one, two)


def test_memory_does_not_hold_them() -> None:
    seen = Sightings()

    def add(count: int) -> None:
        for place in range(count):
            here = seen.add(Sighting(f"{place}", f"county/43/01/{place}.JPG"))
            seen.first_of_number(f"{here}", here)
            seen.first_of_bytes(f"{here:064x}", here)

    tracemalloc.start()
    try:
        add(1000)
        before = tracemalloc.get_traced_memory()[0]
        add(20_000)
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
    finally:
        tracemalloc.stop()


def test_no_room_in_the_temporary_folder_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def execute(self, *_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    seen = Sightings()
    monkeypatch.setattr(seen, "_db", Full())
    with pytest.raises(UsageError, match="full"):
        seen.add(Sighting("1", "a.jpg"))


def test_what_another_office_calls_a_likeness_may_be_anything() -> None:
    assert is_likeness("0f" * 50)
    for other in (None, 5, "", "zz" * 50, "0f" * 49, "0f" * 60, "0f" * 50 + "\n", ["0f"]):
        assert not is_likeness(other)

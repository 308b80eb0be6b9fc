"""What a journal's row says of itself."""

from __future__ import annotations

import os
import time

import pytest

from photocheck.io.archive.rows import Entry


def entry(written_at: str) -> Entry:
    return Entry("43/1.JPG", "1", "a.jpg", "0", "zikao", "0", "0", 1, written_at)


@pytest.mark.skipif(os.name == "nt", reason="sets the time zone of a process")
def test_a_clerk_reads_the_time_of_the_office_s_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert entry("2026-11-25T20:07:07+00:00").filed_at == "2026-11-26 04:07"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("text", ["", "yesterday", "9999-99-99T00:00:00+00:00", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_stays_as_it_is(text: str) -> None:
    assert entry(text).filed_at == text

"""Ctrl-C between a picture and its entry in the journal."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

from photocheck.io.interrupts import held

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="raises signals as POSIX has them")


def test_an_interrupt_waits_until_it_is_delivered() -> None:
    before = signal.getsignal(signal.SIGINT)
    with held() as interrupt:
        signal.raise_signal(signal.SIGINT)
        done = True
    assert done
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        interrupt.deliver()
    interrupt.deliver()  # once


def test_without_one_nothing_is_delivered() -> None:
    with held() as interrupt:
        pass
    interrupt.deliver()


def test_a_second_one_counts_at_once() -> None:
    def twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), held():
        twice()


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with held() as interrupt:
            signal.raise_signal(signal.SIGHUP)
        interrupt.deliver()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_are_left_alone() -> None:
    told: list[bool] = []

    def work() -> None:
        with held() as interrupt:
            told.append(True)
        interrupt.deliver()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [True]

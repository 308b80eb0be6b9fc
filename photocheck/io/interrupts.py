"""What must not be torn apart by Ctrl-C, or by the system's wish that we end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""By which somebody, the system or a terminal that closes asks a program to end."""


@dataclass(slots=True)
class Held:
    """The interrupt that came meanwhile, if any."""

    _call: Callable[[], Any] | None = None

    def keep(self, call: Callable[[], Any]) -> None:
        """Hold it back, the first; a second one counts at once."""
        if self._call is not None:
            call()
        self._call = call

    def deliver(self) -> None:
        """Let it count now: raises what its handler raises, :class:`KeyboardInterrupt` as a rule."""
        call, self._call = self._call, None
        if call is not None:
            call()


@contextmanager
def held() -> Iterator[Held]:
    """Hold an interrupt back until :meth:`Held.deliver`; a second one counts at once.

    Signals reach Python's main thread alone, so in any other nothing is done.
    """
    waiting = Held()
    if threading.current_thread() is not threading.main_thread():
        yield waiting
        return
    before: dict[int, Callable[[int, FrameType | None], Any]] = {}

    def hold(number: int, frame: FrameType | None) -> None:
        waiting.keep(lambda: before[number](number, None))

    try:
        for number in SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):
                before[number] = handler
                signal.signal(number, hold)
        yield waiting
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

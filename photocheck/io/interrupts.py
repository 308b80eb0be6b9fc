"""What must not be torn apart by Ctrl-C, or by the system's wish that we end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(slots=True)
class Held:
    """The interrupt that came meanwhile, if any."""

    _calls: list[Callable[[], Any]] = field(default_factory=list)

    def deliver(self) -> None:
        """Let it count now: raises what its handler raises, :class:`KeyboardInterrupt` as a rule."""
        if self._calls:
            self._calls.pop()()


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
        if waiting._calls:  # noqa: SLF001 - of this module
            before[number](number, frame)
        waiting._calls.append(lambda: before[number](number, None))  # noqa: SLF001

    try:
        for name in SIGNALS:
            number = getattr(signal, name, None)
            handler = None if number is None else signal.getsignal(number)
            if number is not None and callable(handler):
                before[number] = handler
                signal.signal(number, hold)
        yield waiting
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

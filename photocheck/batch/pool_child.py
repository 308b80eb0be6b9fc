"""The other end of :mod:`photocheck.batch.pool`: what a worker process does."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO


def main() -> None:
    """Do one call after the other until the input ends."""
    # Ctrl-C and a terminal that closes are for the process that gives the work: with it our input ends, and we do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    calls, answers = _private(0, "rb"), _private(1, "wb")
    _one_thread_each()
    _send(answers, "ready")
    given: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(calls, given), daemon=True).start()
    while (call := given.get()) is not None:
        function, arguments, named = call
        try:
            answer: tuple[bool, Any] = (True, function(*arguments, **named))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            answer = (False, _sendable(error))
        try:
            _send(answers, answer)
        except BrokenPipeError:
            return


def _receive(calls: BinaryIO, given: SimpleQueue[Any]) -> None:
    """Take calls in as they come, and None at their end: whoever gives the next one while this one's answer is under
    way must not have to wait for us as we wait for them.  A pipe of Windows holds 4 KB."""
    try:
        while True:
            given.put(pickle.load(calls))  # noqa: S301 - from the process that started us
    except EOFError:
        pass
    finally:
        given.put(None)


def _private(descriptor: int, mode: str) -> BinaryIO:
    """A pipe of our own; native code that prints then cannot spoil it."""
    own = os.dup(descriptor)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return os.fdopen(own, mode)  # type: ignore[return-value]


def _one_thread_each() -> None:
    """One photo keeps one core busy: there are as many processes as cores."""
    import cv2  # noqa: PLC0415 - after the pipes are safe

    cv2.setNumThreads(1)


def _send(answers: BinaryIO, value: object) -> None:
    pickle.dump(value, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001 - some exceptions cannot be pickled, each in its own way
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error

"""A ``concurrent.futures`` executor of local processes that outlives any one of them.

The standard ProcessPoolExecutor gives up as a whole when one process dies, and cannot say which task
killed it.  Here each process has its own pair of pipes, so a death concerns one task; the process is
replaced, the task is tried once more (it may have been somebody else's fault: memory, an impatient
operator) and then fails alone.  Processes start a fresh interpreter that does not import the caller's
script, so no ``if __name__ == "__main__"`` is asked of anybody.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 2
START_TRIES = 3
PREFETCH = 2
"""Tasks in a process's pipe: the next one waits there already when one is done."""


class WorkerLostError(BrokenExecutor):
    """The process ended in the middle of a task, each time it was tried."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"worker process lost after {seconds:.1f} s")
        self.seconds = seconds
        """How long the last try went on."""


@dataclass(eq=False)
class _Task:
    future: Future[Any]
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
    tries: int = 0


class Workers(Executor):
    """Up to ``count`` processes, started as there is work for them.

    Tasks must be free of side effects: one may be done twice.

    :param once: seconds after which a lost task is not tried again (it did not crash, it took too long).
    """

    def __init__(self, count: int, *, once: float = 60.0) -> None:
        self._count = count
        self.once = once
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._stopping = False
        self.cancelled = False
        self._processes: set[_Process] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See :class:`concurrent.futures.Executor`; ``fn`` is pickled by name."""
        with self._lock:
            if self._stopping:
                raise RuntimeError("no task can be given after shutdown")
            future: Future[T] = Future()
            self._tasks.put(_Task(future, (fn, args, kwargs)))
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._count:
                thread = threading.Thread(target=self._serve, daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes finish what they were given; with ``cancel_futures`` end them at once."""
        with self._lock:
            self._stopping = True
            self.cancelled = self.cancelled or cancel_futures
            for _ in self._threads:
                self._tasks.put(None)
            if cancel_futures:
                for process in self._processes:
                    process.kill()
        if wait:
            for thread in self._threads:
                thread.join()

    # ------------------------------------------------------------------- what the threads share

    def _serve(self) -> None:
        slot = _Slot(self)
        try:
            while slot.turn():
                pass
        except BaseException as error:  # noqa: BLE001 - whatever it is, nobody may wait for ever
            self._fail_all(error)
            slot.fail(error)
        else:
            slot.fail(CancelledError())
        finally:
            slot.end_process()

    def take(self, *, wait: bool) -> _Task | None:
        """The next task, None where there will be none any more.

        :raises Empty: where there is none now and nobody wants to wait.
        """
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                if not wait:
                    raise
                self._idle.release()
                task = self._tasks.get()
            if task is None or task.future.set_running_or_notify_cancel():
                return task

    def start_process(self) -> _Process:
        process = _Process()
        with self._lock:
            self._processes.add(process)
            if self.cancelled:
                process.kill()
        return process

    def end_process(self, process: _Process) -> None:
        process.close()
        with self._lock:
            self._processes.discard(process)

    def _fail_all(self, error: BaseException) -> None:
        with self._lock:
            self._stopping = True
        with contextlib.suppress(Empty):
            while (task := self.take(wait=False)) is not None:
                task.future.set_exception(error)
            self._tasks.put(None)  # another thread's own


class _Slot:
    """One thread's process and the tasks that it was given, the one under way first."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._process: _Process | None = None
        self._given: deque[_Task] = deque()
        self._last = False
        self._failed_starts = 0

    def turn(self) -> bool:
        """One result, or one lost process; false when all is done."""
        self._fill()
        if self._workers.cancelled or not self._given:
            return not (self._last or self._workers.cancelled)
        process = self._process
        if process is not None and not process.pending and not process.alive:
            self.end_process()  # ended between two tasks: nobody's fault here
        if self._process is None:
            self._process = self._workers.start_process()
        process = self._process
        try:
            process.give(self._given)
            good, value = process.answer()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.end_process()
            self._lost(process)
            return True
        self._failed_starts = 0
        future = self._given.popleft().future
        if good:
            future.set_result(value)
        else:
            future.set_exception(value)
        return True

    def _fill(self) -> None:
        with contextlib.suppress(Empty):
            while not self._last and len(self._given) < PREFETCH:
                task = self._workers.take(wait=not self._given)
                if task is None:
                    self._last = True
                else:
                    self._given.append(task)

    def _lost(self, process: _Process) -> None:
        """The first task given is the one it died of; the others go to its successor.

        :raises BrokenExecutor: when processes do not even start.
        """
        if self._workers.cancelled:
            return
        if not process.ready:
            self._failed_starts += 1
            if self._failed_starts >= START_TRIES:
                raise BrokenExecutor("worker processes cannot be started")
            return
        seconds = time.monotonic() - process.since
        task = self._given[0]
        task.tries += 1
        if task.tries >= TRIES or seconds >= self._workers.once:
            self._given.popleft().future.set_exception(WorkerLostError(seconds))

    def fail(self, error: BaseException) -> None:
        """Tell those who wait for what was given."""
        while self._given:
            self._given.popleft().future.set_exception(error)

    def end_process(self) -> None:
        if self._process is not None:
            self._workers.end_process(self._process)
            self._process = None


class _Process:
    """A Python process that runs :mod:`photocheck.batch.pool_child`, and its pipes."""

    def __init__(self) -> None:
        # Modules come from where ours come from, not from the folder that happens to be the current one.
        start = f"import sys; sys.path[:] = {sys.path!r}; from photocheck.batch.pool_child import main; main()"
        debug = bool(os.environ.get("PHOTOCHECK_DEBUG"))
        self._popen = subprocess.Popen(  # noqa: S603 - our own worker, no shell, nothing from outside
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if debug else subprocess.DEVNULL,
        )
        self.pending = 0
        self.ready = False
        self.since = time.monotonic()
        """When the task at hand began."""

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def give(self, given: deque[_Task]) -> None:
        """Send what it has not got yet."""
        assert self._popen.stdin is not None  # noqa: S101 - it is a pipe
        for task in list(given)[self.pending :]:
            pickle.dump(task.call, self._popen.stdin, pickle.HIGHEST_PROTOCOL)
            self._popen.stdin.flush()
            self.pending += 1

    def answer(self) -> tuple[bool, Any]:
        """The next result.

        :raises EOFError: when the process has ended.
        """
        assert self._popen.stdout is not None  # noqa: S101 - it is a pipe
        if not self.ready:
            pickle.load(self._popen.stdout)  # noqa: S301 - our own process
            self.ready = True
        self.since = time.monotonic()
        answer: tuple[bool, Any] = pickle.load(self._popen.stdout)  # noqa: S301
        self.pending -= 1
        return answer

    def kill(self) -> None:
        self._popen.kill()

    def close(self) -> None:
        """End the process, at once: it holds nothing that anybody would miss, and takes its time to unload models."""
        self._popen.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was still to be sent has no reader
                    pipe.close()
        self._popen.wait()

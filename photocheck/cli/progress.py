"""The progress line on a terminal: how many of how many, photos a second, time left."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import closing

import click

from photocheck.cli.language import say
from photocheck.errors import PhotocheckError
from photocheck.io.crawl import crawl
from photocheck.results import Report

EVERY = 0.2
"""Seconds between two pictures of the line."""
WINDOW = 20.0
"""Seconds that the rate is taken over: the start, with its models to load, is soon forgotten."""
WIDTH = 24


class Progress:
    """Counts what is done; the total is counted meanwhile, for the work does not wait for it."""

    def __init__(self, count: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self.total: int | None = None
        self._clock = clock
        self._done = 0
        self._times: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._drawn = 0.0
        self._wide = 0
        threading.Thread(target=self._count, args=(count,), daemon=True).start()

    def _count(self, count: Callable[[], int]) -> None:
        try:
            self.total = count()
        except PhotocheckError:
            return  # the run itself meets it and says it

    def step(self) -> None:
        """One photo more."""
        self._done += 1
        now = self._clock()
        if now - self._drawn >= EVERY:
            self._drawn = now
            self._times.append((now, self._done))
            while now - self._times[0][0] > WINDOW and len(self._times) > 2:
                self._times.popleft()
            self._draw(self.line())

    def line(self) -> str:
        """What stands on the line."""
        since, before = self._times[0]
        rate = (self._done - before) / max(self._clock() - since, 1e-6)
        speed = say("cli.progress.rate", rate=f"{rate:.1f}")
        if self.total is None:
            return say("cli.progress.done", done=self._done, speed=speed)
        total = max(self.total, self._done)
        share = self._done / max(total, 1)
        bar = "#" * round(WIDTH * share) + "-" * (WIDTH - round(WIDTH * share))
        left = say("cli.progress.left", time=_lasting((total - self._done) / rate)) if rate > 0 else ""
        return f"[{bar}] {self._done}/{total}, {speed}{left}"

    def clear(self) -> None:
        """Leave the line empty for what comes next."""
        self._draw("")

    def _draw(self, text: str) -> None:
        click.echo("\r" + text + " " * (self._wide - len(text)) + "\r" * (not text), nl=False, err=True)
        self._wide = len(text)


def _lasting(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return say("cli.progress.hours", hours=hours, minutes=minutes)
    if minutes:
        return say("cli.progress.minutes", minutes=minutes, seconds=rest)
    return say("cli.progress.seconds", seconds=rest)


def with_progress(
    reports: Generator[Report, None, None], count: Callable[[], int], output: str | None
) -> Generator[Report, None, None]:
    """The reports, with a progress line where a person watches and results do not run over it.

    :param count: how many there will be; asked in a thread of its own, for it may take a while.
    """
    results_shown = output in {None, "-"} and sys.stdout.isatty()
    with closing(reports):
        if results_shown or not sys.stderr.isatty():
            yield from reports
            return
        progress = Progress(count)
        try:
            for report in reports:
                yield report
                progress.step()
        finally:
            progress.clear()


def photos_under(paths: Iterable[str]) -> Callable[[], int]:
    """Counts the photos under the paths when it is asked."""
    return lambda: sum(1 for _ in crawl(paths))

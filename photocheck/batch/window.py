"""A window of jobs over an executor; results in the order of the jobs.

This file knows ``concurrent.futures`` and nothing of what stands behind it: local processes or a
cluster of machines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path

from photocheck.batch.job import Job, Outcome, Setup, perform, stamp
from photocheck.batch.pool import WorkerLostError
from photocheck.errors import PhotocheckError
from photocheck.io.read import read_bytes
from photocheck.results import Report
from photocheck.types import Problem
from photocheck.words import sentence

AHEAD = 8
"""Jobs under way per worker: enough that none waits for a slow photo of another, and few enough to
start and stop at once and to keep memory flat."""


@dataclass(eq=False)
class _Waiting:
    job: Job
    future: Future[Outcome]


class Runner:
    """Runs jobs of one setup over an executor.

    :param stamped: whether workers may be on other machines: each job then says which file it means.
    """

    def __init__(self, setup: Setup, executor: Executor, workers: int, *, stamped: bool = False) -> None:
        self._setup = setup
        self._stamped = stamped
        self._executor = executor
        self._ahead = AHEAD * workers
        self._sends_bytes = False

    def run(self, jobs: Iterable[Job | Report | None]) -> Iterator[Outcome]:
        """An outcome for each job, in order; what is a report already passes through.

        None stands for "nothing new at the moment": what is ready is given out meanwhile.
        """
        waiting: deque[_Waiting | Report] = deque()
        for job in jobs:
            if job is not None:
                waiting.append(self._taken(job))
            while waiting and (len(waiting) >= self._ahead or _ready(waiting[0])):
                yield self._outcome(waiting.popleft())
        while waiting:
            yield self._outcome(waiting.popleft())

    def _taken(self, job: Job | Report) -> _Waiting | Report:
        """A job is given out; a report, of what an earlier run has done, only where its thumbnail is wanted."""
        if isinstance(job, Job):
            return self._submitted(job)
        if not self._setup.thumbnails:
            return job
        return self._submitted(Job(job.output or job.photo, job.number, known=job))

    def _submitted(self, job: Job) -> _Waiting:
        if self._sends_bytes:
            job = _with_bytes(job)
        elif self._stamped:
            job = replace(job, stamp=stamp(job.path))
        return _Waiting(job, self._executor.submit(perform, self._setup, job))

    def _outcome(self, item: _Waiting | Report) -> Outcome:
        if isinstance(item, Report):
            return Outcome(item)
        outcome = self._settled(item)
        if outcome.unseen:
            # The workers do not share our folders: this photo and the next ones travel as bytes.
            self._sends_bytes = True
            outcome = self._settled(self._submitted(item.job))
        return outcome

    def _settled(self, item: _Waiting) -> Outcome:
        try:
            return item.future.result()
        except (KeyboardInterrupt, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - each executor has exceptions of its own for a lost worker
            if item.job.known is not None:
                return Outcome(item.job.known)  # without its thumbnail
            problem = _lost(error, self._setup.seconds)
            return Outcome(Report(item.job.path, self._setup.profile.id, number=item.job.number, error=problem))


def _ready(item: _Waiting | Report) -> bool:
    return isinstance(item, Report) or item.future.done()


def _with_bytes(job: Job) -> Job:
    try:
        return replace(job, data=read_bytes(Path(job.path)))
    except PhotocheckError:
        return job  # the worker says that there is no such file


def _lost(error: Exception, cap: float) -> Problem:
    if isinstance(error, WorkerLostError) and error.seconds >= cap:
        return Problem("timeout", sentence("batch.photo.timeout", seconds=f"{cap:g}"))
    return Problem("crash", sentence("batch.photo.crash"))

"""What a worker does with one photo: values in, values out; nothing is written by a worker.

So a worker that crashes, is killed or is lost with its machine leaves nothing behind, and its photo
can simply be done again elsewhere.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from photocheck.errors import PhotocheckError
from photocheck.io.read import read_bytes
from photocheck.io.source import opened
from photocheck.io.thumbnail import thumbnail
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.types import Problem
from photocheck.words import sentence

if TYPE_CHECKING:
    # The process that gives the work never does any: it need not load the models' libraries.
    from photocheck.checks import Check
    from photocheck.detect.detector import ModelDetector
    from photocheck.pipeline import Pipeline

TIME_CAP = 60.0
"""Seconds for one photo: a hundred times what the largest photo needs on a slow computer."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which checks run: by id or family; nothing selected means all that the profile names."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __call__(self, check: Check) -> bool:
        names = {check.id, check.family}
        return not names & set(self.ignore) and (not self.select or bool(names & set(self.select)))


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for all photos of a run."""

    profile: Profile
    selection: Selection = field(default_factory=Selection)
    makes: bool = False
    """Whether pictures are made (process) or photos only judged (check)."""
    fail_fast: bool = False
    thumbnails: bool = False
    """Whether reports bring a small picture of their photo."""
    seconds: float = TIME_CAP


@dataclass(frozen=True, slots=True)
class Job:
    """One photo, by its path and, where a worker cannot see that, by its bytes."""

    path: str
    number: str | None = None
    stamp: tuple[int, int] | None = None
    """Size and modification time: a worker elsewhere reads the path only if it finds this there."""
    data: bytes | None = field(default=None, repr=False)
    known: Report | None = field(default=None, repr=False)
    """What was said of the photo already: only its thumbnail is wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a worker hands back."""

    report: Report
    data: bytes = field(default=b"", repr=False)
    """The picture made, ready to be written; empty where there is none."""
    sha256: str = ""
    """Of the source, as it was read for this outcome; empty where none was made."""
    unseen: bool = False
    """The worker sees no such file: send the bytes."""


class _Loaded(threading.local):
    """A thread's own models: loaded once and used from one thread."""

    key: tuple[str, Selection] | None = None
    pipeline: Pipeline | None = None
    detector: ModelDetector | None = None


_loaded = _Loaded()
_nowhere: IO[str] | None = None


def perform(setup: Setup, job: Job) -> Outcome:
    """One photo; whatever goes wrong with it becomes its report."""
    pipeline = _pipeline(setup) if job.known is None else None  # models load before the clock runs
    try:
        with _time_cap(setup.seconds):
            return _shown(setup, job) if pipeline is None else _done(pipeline, setup, job)
    except PhotocheckError as error:
        return Outcome(Report(job.path, setup.profile.id, number=job.number, error=error.problem()))
    except Exception as error:  # noqa: BLE001 - one photo's trouble must not stop the others
        return Outcome(_internal(setup, job, error))


def _done(pipeline: Pipeline, setup: Setup, job: Job) -> Outcome:
    if job.data is not None:
        source = opened(job.data, Path(job.path).name, job.path)
    elif job.stamp is not None and job.stamp != stamp(job.path):
        return Outcome(Report(job.path, setup.profile.id), unseen=True)
    else:
        source = opened(job.path)
    if setup.makes:
        made = pipeline.make(source, job.number or "", fail_fast=setup.fail_fast)
        report, data = made.report, made.data
    else:
        report, data = pipeline.check(source, fail_fast=setup.fail_fast), b""
    if setup.thumbnails and source.data is not None:
        shown = thumbnail(report, setup.profile, data or source.data, finished=bool(data))
        report = replace(report, thumbnail=shown)
    return Outcome(report, data, source.sha256 or "")


def _shown(setup: Setup, job: Job) -> Outcome:
    """What was said already, with its thumbnail where one can be had."""
    report = job.known
    assert report is not None  # noqa: S101 - that is what it was called for
    if job.data is None and job.stamp is not None and job.stamp != stamp(job.path):
        return Outcome(report, unseen=True)
    try:
        data = read_bytes(Path(job.path)) if job.data is None else job.data
    except PhotocheckError:
        return Outcome(report)
    finished = report.output is not None
    return Outcome(replace(report, thumbnail=thumbnail(report, setup.profile, data, finished=finished)))


def _pipeline(setup: Setup) -> Pipeline:
    from photocheck.detect.detector import ModelDetector  # noqa: PLC0415 - in the worker alone
    from photocheck.pipeline import Pipeline  # noqa: PLC0415

    key = (setup.profile.digest, setup.selection)
    if _loaded.detector is None:
        _loaded.detector = ModelDetector()
    if _loaded.pipeline is None or _loaded.key != key:
        _loaded.pipeline, _loaded.key = Pipeline(setup.profile, setup.selection, _loaded.detector), key
    return _loaded.pipeline


def stamp(path: str) -> tuple[int, int] | None:
    """A file's size and modification time in nanoseconds, None where it cannot be seen."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - the path is text already
    except (OSError, ValueError):
        return None
    return facts.st_size, facts.st_mtime_ns


@contextlib.contextmanager
def _time_cap(seconds: float) -> Iterator[None]:
    """End this process when one photo takes longer: native code cannot be interrupted otherwise.

    The watchdog is a native thread, so it also works while native code holds the interpreter.  The
    executor starts another worker.
    """
    global _nowhere  # noqa: PLW0603 - opened once a process
    if _nowhere is None:
        _nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the process
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _internal(setup: Setup, job: Job, error: Exception) -> Report:
    problem = Problem("internal", sentence("batch.photo.internal", what=type(error).__name__))
    return Report(job.path, setup.profile.id, number=job.number, error=problem)

"""Many photos: a window of jobs over an executor, results in the order of the photos."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from photocheck.checks import Check
from photocheck.errors import NumberMissingError, PhotocheckError
from photocheck.io.crawl import crawl
from photocheck.io.naming import number_for
from photocheck.pipeline import Checker
from photocheck.profile import load_profile
from photocheck.types import Problem, Profile, Report, Text

AHEAD = 4
"""Jobs waiting per worker: enough to keep it busy, few enough to start and stop at once."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which checks run: by id or family; nothing selected means all that the profile names."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __call__(self, check: Check) -> bool:
        names = {check.id, check.family}
        return not names & set(self.ignore) and (not self.select or bool(names & set(self.select)))


@dataclass(frozen=True, slots=True)
class Job:
    """One photo to check, or to process where there is a tree."""

    path: str
    number: str | None = None
    tree: str | None = None
    write: bool = True
    overwrite: bool = False


_checker: Checker | None = None
"""The worker process's own checker: models are loaded once a process."""


def _start(profile: Profile, selection: Selection) -> None:
    global _checker  # noqa: PLW0603 - a worker process has exactly one
    _checker = Checker(profile, wanted=selection)


def _do(job: Job) -> Report:
    assert _checker is not None  # noqa: S101 - _start has run in this process
    return do(_checker, job)


def do(checker: Checker, job: Job) -> Report:
    """One job with one checker; our own errors become the photo's report."""
    try:
        if job.tree is None:
            return checker.check(job.path)
        tree = job.tree if job.write else None
        return checker.process(job.path, number=job.number, tree=tree, overwrite=job.overwrite)
    except PhotocheckError as error:
        return Report(job.path, checker.profile.id, error=error.problem(), number=job.number)


def run(jobs: Iterable[Job | Report], profile: Profile, selection: Selection, workers: int) -> Iterator[Report]:
    """A report for each job, in order; what is a report already passes through."""
    if workers <= 1:
        with Checker(profile, wanted=selection) as checker:
            for job in jobs:
                yield job if isinstance(job, Report) else do(checker, job)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (profile, selection))
    with pool:
        yield from _windowed(jobs, pool, AHEAD * workers)


def _windowed(jobs: Iterable[Job | Report], pool: Executor, ahead: int) -> Iterator[Report]:
    waiting: deque[Future[Report] | Report] = deque()
    for job in jobs:
        waiting.append(job if isinstance(job, Report) else pool.submit(_do, job))
        if len(waiting) >= ahead:
            yield _result(waiting.popleft())
    while waiting:
        yield _result(waiting.popleft())


def _result(item: Future[Report] | Report) -> Report:
    return item if isinstance(item, Report) else item.result()


def worker_count(jobs: int | None) -> int:
    """The ``-j`` option: a number, or as many as there are cores."""
    return jobs or max(1, os.cpu_count() or 1)


def check_folder(
    *paths: str | Path,
    profile: str | Path | Profile = "zikao",
    selection: Selection = Selection(),
    jobs: int | None = None,
) -> Iterator[Report]:
    """Check photos and folders of photos; reports come in the order of the files.

    :raises UsageError: when a path does not exist.
    :raises ProfileError: when the profile is wrong.
    """
    found = (Job(str(path)) for path in crawl(paths))
    yield from run(found, load_profile(profile), selection, worker_count(jobs))


def process_folder(
    *paths: str | Path,
    tree: str | Path,
    profile: str | Path | Profile = "zikao",
    selection: Selection = Selection(),
    numbers: Mapping[str, str] | None = None,
    write: bool = True,
    overwrite: bool = False,
    jobs: int | None = None,
) -> Iterator[Report]:
    """Process photos and folders of photos into a tree; see :meth:`Checker.process`.

    :param numbers: file name or stem -> candidate number, for files not named by their number.
    """
    rules = load_profile(profile)
    seen: dict[str, str] = {}
    options = Job("", tree=str(tree), write=write, overwrite=overwrite)
    found = (_numbered(path, rules, numbers or {}, seen, options) for path in crawl(paths, outside=Path(tree)))
    yield from run(found, rules, selection, worker_count(jobs))


def _numbered(
    path: Path, profile: Profile, numbers: Mapping[str, str], seen: dict[str, str], options: Job
) -> Job | Report:
    try:
        number = number_for(path, profile.number, numbers)
    except NumberMissingError as error:
        return Report(str(path), profile.id, error=error.problem())
    if number in seen:
        return Report(str(path), profile.id, error=_twice(number, seen[number]), number=number)
    seen[number] = str(path)
    return replace(options, path=str(path), number=number)


def _twice(number: str, first: str) -> Problem:
    return Problem(
        "twice",
        Text(
            f"号码 {number} 这次已经有一张照片:{first}。没有处理第二张,请核对哪张是本人。",
            f"Number {number} has a photo in this run already: {first}. The second was left alone; find out"
            " which is the candidate's.",
        ),
    )

"""Many photos: workers, going on after a stop, results in the order of the photos.

| file | holds |
|---|---|
| job.py | what a worker does with one photo |
| window.py | the window of jobs over any ``concurrent.futures`` executor |
| pool.py, pool_child.py | the executor of local processes, and the process |
| cluster.py | the executor of a Dask cluster |
| resume.py | what was done before, and filing what is new |
"""

from __future__ import annotations

import logging
import os
from collections.abc import Container, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from photocheck.batch.job import Job, Selection, Setup
from photocheck.batch.pool import Workers
from photocheck.batch.resume import Filing, Numbers, Policy
from photocheck.batch.window import Runner
from photocheck.io.archive.guard import refuse_tree
from photocheck.io.crawl import Found, crawl
from photocheck.io.interrupts import held
from photocheck.io.system import PassedOver
from photocheck.io.watch import watched
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.words import sentence

_log = logging.getLogger("photocheck")
ALL = Selection()


def check_folder(
    *paths: str | Path,
    profile: str | Path | Profile = "zikao",
    selection: Selection = ALL,
    fail_fast: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
    watch: bool = False,
    thumbnails: bool = False,
) -> Generator[Report, None, None]:
    """Check photos and folders of photos; reports come in the order of the files.

    :param fail_fast: look at file, size and name first, and no further at a photo that fails there.
    :param jobs: worker processes; one a core by default.
    :param scheduler: address of a Dask scheduler whose workers do the work instead.
    :param watch: go on with photos as they arrive, until Ctrl-C.
    :param thumbnails: let each report bring a small picture of its photo.
    :raises UsageError: when a path does not exist.
    :raises ProfileError: when the profile is wrong.
    """
    setup = Setup(load_profile(profile), selection, fail_fast=fail_fast, thumbnails=thumbnails)
    photos = _found(paths, watch=watch)
    found = (None if found is None else _to_check(found, setup) for found in photos)
    with _runner(setup, jobs, scheduler) as runner:
        for outcome in runner.run(found):
            yield outcome.report


def process_folder(
    *paths: str | Path,
    tree: str | Path,
    profile: str | Path | Profile = "zikao",
    selection: Selection = ALL,
    numbers: Mapping[str, str] | None = None,
    write: bool = True,
    overwrite: bool = False,
    recheck: bool = False,
    fail_fast: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
    known: Container[str | None] | None = None,
    watch: bool = False,
    thumbnails: bool = False,
) -> Generator[Report, None, None]:
    """Process photos and folders of photos into a tree; see :meth:`Checker.process`.

    What an earlier run did with the same photo by the same rules is not done again: its report comes
    from the journal beside the tree.

    :param numbers: file name or stem -> candidate number, for files not named by their number.
    :param recheck: do everything again; pictures that come out the same stay as they are.
    :param known: the numbers there are (a roster): a photo of any other is not filed.
    :param watch: go on with photos as they arrive, until Ctrl-C.
    :param thumbnails: let each report bring a small picture of its photo.
    :raises UsageError: when a path does not exist, the tree lies in a source or holds one, or nothing can be
        written beside the tree.
    """
    setup = Setup(load_profile(profile), selection, makes=True, fail_fast=fail_fast, thumbnails=thumbnails)
    refuse_tree(Path(tree), map(Path, paths))  # now, not when the first report is asked for
    owners = Numbers(setup, numbers or {}, known)
    policy = Policy(overwrite, recheck) if write else None
    return _processed(Path(tree), setup, policy, owners, _found(paths, watch=watch), _runner(setup, jobs, scheduler))


def _processed(
    tree: Path,
    setup: Setup,
    policy: Policy | None,
    owners: Numbers,
    found: Iterator[Found | None],
    running: AbstractContextManager[Runner],
) -> Generator[Report, None, None]:
    """:func:`process_folder`'s reports; without a policy nothing is written."""
    with closing(owners), running as runner:
        photos = (None if photo is None else owners.job(photo) for photo in found)
        if policy is None:
            for outcome in runner.run(photos):
                yield outcome.report
            return
        with closing(Filing(tree, setup, policy)) as filing:
            for outcome in runner.run(filing.to_do(photos)):
                with held() as interrupt:  # a picture in the tree, its entry in the journal and its report go together
                    report = filing.filed(outcome)
                yield report
                interrupt.deliver()


def worker_count(jobs: int | None) -> int:
    """The ``-j`` option: a number, or as many as there are cores for us."""
    if jobs is not None:
        return jobs
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _found(paths: Iterable[str | Path], *, watch: bool) -> Iterator[Found | None]:
    """The photos under the paths; what of a system's own was passed over is said in one line at the end."""
    passed = PassedOver()
    yield from watched(paths, passed=passed) if watch else crawl(paths, passed=passed)
    if passed.count:
        told = sentence("archive.crawl.passed", count=passed.count, names=passed.names())
        _log.warning("%s", told.en, extra={"text": told})


def _to_check(found: Found, setup: Setup) -> Job | Report:
    path = str(found.path)
    return Job(path) if found.problem is None else Report(path, setup.profile.id, error=found.problem)


@contextmanager
def _runner(setup: Setup, jobs: int | None, scheduler: str | None) -> Iterator[Runner]:
    """A runner over local processes or a cluster; whatever is under way ends with it."""
    executor: Executor
    if scheduler is None:
        count = worker_count(jobs)
        executor = Workers(count, once=setup.seconds)
        runner = Runner(setup, executor, count)
    else:
        from photocheck.batch.cluster import connect  # noqa: PLC0415 - an optional dependency

        executor, count = connect(scheduler)
        runner = Runner(setup, executor, count, stamped=True)
    try:
        yield runner
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown(wait=True)


__all__ = ["Selection", "check_folder", "process_folder", "worker_count"]

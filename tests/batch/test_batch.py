"""Workers that outlive a crash, and a runner that only knows concurrent.futures."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

import photocheck
from photocheck.batch import Selection
from photocheck.batch.job import Job, Outcome, Setup, perform, stamp
from photocheck.batch.pool import WorkerLostError, Workers
from photocheck.batch.window import AHEAD, Runner
from photocheck.io.archive.journal import Journal
from photocheck.io.archive.verify import TreeCheck
from photocheck.results import Report
from photocheck.types import Verdict
from tests.crowd import CAMERA, crowd, tiny, with_comment

HAZARDS = Path(__file__).parents[1] / "hazards"
NO_PICTURE_CHECKS = Selection(select=("file",))


@pytest.fixture
def workers() -> Iterator[Workers]:
    executor = Workers(2)
    yield executor
    executor.shutdown(cancel_futures=True)


def test_results_come_back_and_exceptions_too(workers: Workers) -> None:
    assert [f.result(60) for f in [workers.submit(operator.add, n, n) for n in range(20)]] == list(range(0, 40, 2))
    with pytest.raises(ZeroDivisionError):
        workers.submit(operator.floordiv, 1, 0).result(60)


def test_processes_start_only_as_there_is_work(workers: Workers) -> None:
    first = workers.submit(os.getpid).result(60)
    assert {workers.submit(os.getpid).result(60) for _ in range(5)} == {first}


def test_calls_and_answers_larger_than_a_pipe_do_not_wait_for_each_other(workers: Workers) -> None:
    """One is given while the answer to the one before is sent; Windows' pipes hold 4 KB, so every photo is larger."""
    large = b"x" * 1_000_000
    tasks = [workers.submit(operator.add, large, large) for _ in range(12)]
    assert {len(task.result(60)) for task in tasks} == {2_000_000}


def test_a_crash_costs_its_own_task_only(workers: Workers) -> None:
    calls = [(os._exit, 3) if n == 5 else (operator.neg, n) for n in range(12)]
    tasks: list[Future[object]] = [workers.submit(*call) for call in calls]
    wait(tasks, 60)
    assert isinstance(tasks[5].exception(), WorkerLostError)
    assert [t.result() for n, t in enumerate(tasks) if n != 5] == [-n for n in range(12) if n != 5]


def test_a_worker_killed_from_outside_has_its_task_done_again(workers: Workers, tmp_path: Path) -> None:
    """The first try is killed; the second finds the mark and returns."""
    mark = tmp_path / "tried"
    script = f"import pathlib, time; p = pathlib.Path({str(mark)!r}); t = p.exists(); p.touch(); t or time.sleep(60)"
    pid = workers.submit(os.getpid).result(60)
    task = workers.submit(exec, script)
    while not mark.exists():
        time.sleep(0.01)
    os.kill(pid, 9)
    assert task.result(60) is None


def test_shutdown_does_not_wait_for_a_task_that_hangs() -> None:
    executor = Workers(1)
    executor.submit(operator.neg, 1).result(60)
    hangs = executor.submit(time.sleep, 600)
    time.sleep(0.2)
    start = time.monotonic()
    executor.shutdown(cancel_futures=True)
    assert time.monotonic() - start < 10
    assert hangs.done()
    with pytest.raises(RuntimeError):
        executor.submit(operator.neg, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a program that ends at once")
def test_processes_that_cannot_start_are_an_error_and_no_endless_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    executor = Workers(2)
    tasks = [executor.submit(operator.neg, n) for n in range(8)]
    for task in tasks:
        with pytest.raises(BrokenExecutor):
            task.result(60)
    executor.shutdown()


# ------------------------------------------------------------------------------------------ runner


def test_any_executor_serves_and_order_is_kept(tmp_path: Path) -> None:
    paths = crowd(tmp_path, 4)
    setup = Setup(photocheck.load_profile("zikao"))
    with ThreadPoolExecutor(1) as executor:
        reports = [o.report for o in Runner(setup, executor, 1).run(Job(str(path)) for path in paths)]
    assert [report.photo for report in reports] == [str(path) for path in paths]
    assert all(report.verdict is not Verdict.ERROR for report in reports)


class Instant(ThreadPoolExecutor):
    """Answers without any work, and counts what it was given."""

    given = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def, override]
        self.given += 1
        future: Future[Outcome] = Future()
        future.set_result(Outcome(Report(args[1].path, "zikao")))
        return future


def test_jobs_are_taken_as_results_are(tmp_path: Path) -> None:
    executor = Instant()
    outcomes = Runner(Setup(photocheck.load_profile("zikao")), executor, 2).run(Job(str(n)) for n in range(100_000))
    assert next(outcomes).report.photo == "0"
    assert executor.given <= 2 * AHEAD
    outcomes.close()  # type: ignore[attr-defined]


class Elsewhere(ThreadPoolExecutor):
    """Workers on a machine that shares no folder with this one: only bytes reach them."""

    seen: list[Job]

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def, override]
        job = args[1]
        self.seen.append(job)
        future: Future[Outcome] = Future()
        future.set_result(Outcome(Report(job.path, "zikao"), unseen=job.data is None))
        return future


def test_photos_travel_as_bytes_to_workers_that_cannot_see_them(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.jpg" for n in range(5)]
    for path in paths:
        path.write_bytes(tiny())
    executor = Elsewhere()
    executor.seen = []
    runner = Runner(Setup(photocheck.load_profile("zikao")), executor, 1, stamped=True)
    outcomes = list(runner.run(Job(str(path)) for path in paths))
    assert not any(outcome.unseen for outcome in outcomes)
    assert executor.seen[0].stamp == stamp(str(paths[0]))
    assert [job.data for job in executor.seen[-4:]] == [path.read_bytes() for path in paths[1:]]


def test_a_worker_reads_a_path_only_if_it_is_the_same_file(tmp_path: Path) -> None:
    setup = Setup(photocheck.load_profile("zikao"), NO_PICTURE_CHECKS)
    path = tmp_path / "430102191001.JPG"
    path.write_bytes(CAMERA.read_bytes())
    assert perform(setup, Job(str(path), stamp=(1, 1))).unseen
    outcome = perform(setup, Job(str(path), stamp=stamp(str(path))))
    assert not outcome.unseen
    assert outcome.report.findings


# ----------------------------------------------------------------------------------- bad photos


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes whose decoder crashes or hangs on marked photos."""
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(HAZARDS), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    )
    monkeypatch.setenv("PHOTOCHECK_TEST_SPOIL", "1")


@pytest.mark.skipif(sys.platform == "win32", reason="the accidents are POSIX signals")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_photo_that_kills_its_worker_is_an_error_and_the_others_go_on(
    tmp_path: Path, spoiled: None, jobs: int
) -> None:
    paths = crowd(tmp_path, 7)
    paths[3].write_bytes(with_comment(paths[3].read_bytes(), b"CRASH-HERE"))
    reports = list(photocheck.check_folder(tmp_path, jobs=jobs, selection=NO_PICTURE_CHECKS))
    assert [report.photo for report in reports] == [str(path) for path in paths]
    problems = [report.error.kind if report.error else None for report in reports]
    assert problems == [None, None, None, "crash", None, None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="the accidents are POSIX signals")
def test_a_decoder_that_hangs_is_ended_and_the_others_go_on(tmp_path: Path, spoiled: None) -> None:
    paths = crowd(tmp_path, 5)
    paths[1].write_bytes(with_comment(paths[1].read_bytes(), b"HANG-HERE"))
    setup = Setup(photocheck.load_profile("zikao"), NO_PICTURE_CHECKS, seconds=3)
    executor = Workers(2, once=setup.seconds)
    outcomes = list(Runner(setup, executor, 2).run(Job(str(path)) for path in paths))
    executor.shutdown()
    problems = [o.report.error.kind if o.report.error else None for o in outcomes]
    assert problems == [None, "timeout", None, None, None]


def test_only_workers_decode_under_their_caps(tmp_path: Path) -> None:
    """Reports with pictures too: one photo must not hold the process that gives the work."""
    crowd(tmp_path / "in", 2)
    (tmp_path / "in" / "430119100009.JPG").write_bytes(b"nothing")
    decoders = tmp_path / "decoders"
    path = os.pathsep.join([str(HAZARDS), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environment = {**os.environ, "PYTHONPATH": path, "PHOTOCHECK_TEST_DECODERS": str(decoders)}
    for report in ("r.html", "r.xlsx"):
        order = ["process", tmp_path / "in", "--to", tmp_path / "out", "-o", tmp_path / report, "-j", "2", "--recheck"]
        program = subprocess.Popen([sys.executable, "-m", "photocheck", *order], env=environment)
        assert program.wait(timeout=120) == 1
        assert str(program.pid) not in decoders.read_text().split()
    assert len(set(decoders.read_text().split())) >= 2


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 2)
    script = tmp_path / "script.py"
    script.write_text(
        "import photocheck\n"
        f"for report in photocheck.check_folder({str(tmp_path / 'in')!r}, jobs=2):\n"
        "    print(report.verdict)\n",
        encoding="utf-8",
    )
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.split()) == 2


# ------------------------------------------------------------------------------- fail fast


class Untouched:
    """A detector that must not be asked."""

    def detect(self, *_: object, **__: object) -> None:
        raise AssertionError("the models were asked although the file already fails")

    parts = detect

    def close(self) -> None:
        pass


def test_fail_fast_stops_at_the_file(tmp_path: Path) -> None:
    path = tmp_path / "430102191001.JPG"
    path.write_bytes(CAMERA.read_bytes())  # 480 x 640: the size is wrong
    checker = photocheck.Checker("zikao", detector=Untouched())  # type: ignore[arg-type]
    report = checker.check(path, fail_fast=True)
    assert {"file.width", "file.height"} <= {finding.check for finding in report.failures}
    assert {finding.check.partition(".")[0] for finding in report.findings} == {"file"}
    assert "file.whole" not in {finding.check for finding in report.findings}
    with pytest.raises(AssertionError):
        checker.check(path)


def test_fail_fast_says_the_same_of_a_photo_whose_file_is_in_order(checker: photocheck.Checker) -> None:
    good = CAMERA.parents[1] / "pass" / "430102191001.JPG"
    assert checker.check(good, fail_fast=True).to_dict() == checker.check(good).to_dict()


@pytest.mark.skipif(sys.platform == "win32", reason="raises signals as POSIX has them")
def test_an_interrupt_comes_between_no_picture_and_its_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts when both are there and the report is out; else `verify` calls the picture a stranger."""
    crowd(tmp_path / "in", 3)
    enter = Journal.enter

    def interrupted(journal: Journal, *given: object, **named: object) -> None:
        monkeypatch.setattr(Journal, "enter", enter)
        signal.raise_signal(signal.SIGINT)
        enter(journal, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Journal, "enter", interrupted)
    reports = photocheck.process_folder(tmp_path / "in", tree=tmp_path / "out", jobs=1, selection=NO_PICTURE_CHECKS)
    assert next(reports).output is not None
    with pytest.raises(KeyboardInterrupt):
        next(reports)
    assert len(list((tmp_path / "out").rglob("*.JPG"))) == 1
    assert list(TreeCheck(tmp_path / "out").run()) == []

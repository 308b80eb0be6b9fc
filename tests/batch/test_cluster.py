"""The same work on a real Dask cluster of separate processes, one of which is killed meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import photocheck
from photocheck.batch import Selection, check_folder, process_folder
from photocheck.batch.cluster import connect
from photocheck.errors import UsageError
from photocheck.io.archive.verify import TreeCheck
from photocheck.results import Report
from tests.command import photocheck as command
from tests.crowd import crowd, pictures

distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed: pip install distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
COUNT = 10
FILE = Selection(select=("file",))


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """Two worker processes and a scheduler on this machine."""
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError:
        pytest.skip("processes cannot share memory here: mount -t tmpfs tmpfs /dev/shm")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    crowd(folder, COUNT)
    return folder


def test_a_killed_worker_costs_nothing(cluster: object, sources: Path, tmp_path: Path) -> None:
    local = list(process_folder(sources, tree=tmp_path / "local", jobs=2, selection=FILE))
    address = cluster.scheduler_address  # type: ignore[attr-defined]
    with distributed.Client(address) as client:
        pids = list(client.run(os.getpid).values())
    reports: list[Report] = []
    for report in process_folder(sources, tree=tmp_path / "out", scheduler=address, selection=FILE):
        if len(reports) == 2:
            os.kill(pids[0], signal.SIGKILL)
        reports.append(report)
    assert [report.error for report in reports] == [None] * COUNT
    assert [report.photo for report in reports] == [report.photo for report in local]
    assert pictures(tmp_path / "out") == pictures(tmp_path / "local")
    assert list(TreeCheck(tmp_path / "out").run()) == []
    again = list(process_folder(sources, tree=tmp_path / "out", jobs=1, selection=FILE))
    assert [report.to_dict() for report in again] == [report.to_dict() for report in reports]


def test_a_cluster_says_the_same_of_a_photo(cluster: object, checker: photocheck.Checker, sources: Path) -> None:
    """As the API does, whether its workers see the file or are sent its bytes."""
    address = cluster.scheduler_address  # type: ignore[attr-defined]
    photo = min(sources.glob("*.JPG"))
    assert next(iter(check_folder(photo, scheduler=address))) == checker.check(photo)


def test_the_command_line_knows_the_cluster(cluster: object, sources: Path) -> None:
    address = cluster.scheduler_address  # type: ignore[attr-defined]
    ran = command("check", sources, "--scheduler", address, "-f", "jsonl", "--select", "file")
    assert ran.code == 1  # camera photos are no finished ones
    assert len(ran.results) == COUNT
    assert not any(result["error"] for result in ran.results)


def test_no_scheduler_is_a_sentence(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photocheck.batch.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="No scheduler"):
        list(process_folder(sources, tree=tmp_path / "out", scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(UsageError, match="No scheduler"):
        list(process_folder(sources, tree=tmp_path / "out", scheduler="nonsense"))


def test_without_dask_the_sentence_says_how_to_get_it(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="photocheck\\[cluster\\]"):
        list(process_folder(sources, tree=tmp_path / "out", scheduler="tcp://127.0.0.1:9"))


def test_a_tls_address_without_certificates_is_said_and_nothing_is_sent() -> None:
    with pytest.raises(UsageError, match="certificates"):
        connect("tls://127.0.0.1:1")

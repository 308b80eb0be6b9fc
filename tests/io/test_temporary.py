"""Temporary folders of runs that were killed go with the next; those of runs that go on stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from photocheck.io.folder import ABANDONED
from photocheck.io.temporary import HELD, TemporaryFolder, sweep

posix = pytest.mark.skipif(sys.platform == "win32", reason="locks, links and kill -9 as POSIX has them")
WAITS = """
import sys, time
from pathlib import Path
from photocheck.io.temporary import TemporaryFolder
with TemporaryFolder(Path(sys.argv[1]), "kind-") as folder:
    (folder / "numbers").write_text("430119100000")
    print("ready", flush=True)
    time.sleep(60)
"""


@posix
def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / "kind-of-another").mkdir()
    (tmp_path / "kind-of-another" / "x").touch()
    (tmp_path / "kind-linked").symlink_to(tmp_path / "kind-of-another")
    process = subprocess.Popen([sys.executable, "-c", WAITS, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    before = sorted(tmp_path.iterdir())
    sweep(tmp_path, "kind-")
    assert sorted(tmp_path.iterdir()) == before, "the other still goes on"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with TemporaryFolder(tmp_path, "kind-") as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert len(list(tmp_path.iterdir())) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kind-linked", "kind-of-another"]


def test_one_that_was_never_filled_goes_when_it_is_old(tmp_path: Path) -> None:
    (tmp_path / "kind-new").mkdir()
    (tmp_path / "kind-old").mkdir()
    then = (tmp_path / "kind-old").stat().st_mtime - ABANDONED - 1
    os.utime(tmp_path / "kind-old", (then, then))
    sweep(tmp_path, "kind-")
    assert [path.name for path in tmp_path.iterdir()] == ["kind-new"]


@posix
def test_one_that_is_taken_for_left_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photocheck.io import temporary

    real, swept = temporary.lock, []

    def late(descriptor: int) -> None:
        if not swept:
            swept.append(sorted(tmp_path.iterdir()))
            sweep(tmp_path, "kind-")
        real(descriptor)

    monkeypatch.setattr(temporary, "lock", late)
    with TemporaryFolder(tmp_path, "kind-") as folder:
        assert len(swept[0]) == 1
        assert (folder / HELD).exists()


def test_many_at_once(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(30):
                with TemporaryFolder(tmp_path, "kind-") as folder:
                    (folder / "x").write_bytes(b"x")
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(tmp_path.iterdir()) == []

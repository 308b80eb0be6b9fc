"""Disks and shares that lack what a Linux disk has: exFAT, FAT, NTFS and SMB as they show themselves.

A FUSE filter plays them (share.py).  What it needs, beside ``pip install fusepy``: /dev/fuse and the system's libfuse2.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from photocheck.errors import ExistsError, UsageError
from photocheck.io.archive.guard import refuse_tree
from photocheck.io.archive.write import write_new
from tests.command import photocheck
from tests.crowd import crowd, pictures
from tests.io.archive.test_pair import is_whole, pack
from tests.io.archive.test_pair import pictures as some_pictures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.access("/dev/fuse", os.W_OK), reason="shares: need /dev/fuse"),
    pytest.mark.skipif(
        shutil.which("fusermount") is None, reason="shares: need the package fuse (apt) and fusepy (pip)"
    ),
]
OPTIONS = ("-j", "1", "--select", "file", "-f", "jsonl")
SHARES = {
    "exFAT": ("link=EPERM", "chmod=EPERM", "nocase=1", "seconds=2"),
    "FAT": ("link=EPERM", "chmod=EPERM", "nocase=1", "seconds=2"),
    "SMB": ("link=EACCES", "chmod=EPERM", "nocase=1"),
    "NTFS": ("link=ENOSYS", "chmod=EACCES", "nocase=1"),
    "another disk below": ("link=EXDEV",),
    "strange": ("link=EINVAL", "chmod=EINVAL", "seconds=2"),
    "broken links": ("link=EIO",),
}


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    below, mount = folder / "below", folder / "share"
    below.mkdir()
    mount.mkdir()
    program = Path(__file__).parent / "share.py"
    process = subprocess.Popen([sys.executable, program, below, mount, *options], stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            if os.path.ismount(mount) or process.poll() is not None:
                break
            time.sleep(0.05)
        if process.poll() is not None:
            pytest.skip(f"shares: need libfuse2 (apt) and fusepy (pip): {(process.stderr or sys.stderr).read()[-200:]}")
        yield mount
    finally:
        subprocess.run(["fusermount", "-u", "-z", mount], check=False)
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(params=SHARES.values(), ids=SHARES.keys())
def share(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path, *request.param) as mount:
        yield mount


def test_pictures_are_made_verified_and_handed_over_there(share: Path, tmp_path: Path) -> None:
    crowd(tmp_path / "in", 3)
    order = ("process", tmp_path / "in", "--to", share / "out", *OPTIONS)
    ran = photocheck(*order)
    assert ran.code in {0, 1}, ran.err
    assert [result["error"] for result in ran.results] == [None] * 3
    first = pictures(share / "out")
    assert len(first) == 3
    assert photocheck("verify", share / "out").code == 0
    assert photocheck(*order).results == ran.results
    shutil.copy(tmp_path / "in" / "430119100001.JPG", tmp_path / "in" / "430119100000.JPG")
    changed = photocheck(*order)
    assert [result["error"]["kind"] if result["error"] else None for result in changed.results] == [
        "exists",
        None,
        None,
    ]
    assert pictures(share / "out") == first
    assert photocheck(*order, "--overwrite").results[0]["error"] is None
    assert photocheck("verify", share / "out").code == 0


def test_of_two_runs_at_once_one_has_the_number(share: Path, tmp_path: Path) -> None:
    crowd(tmp_path / "a", 4)
    crowd(tmp_path / "b", 4)
    for path in (tmp_path / "b").iterdir():
        shutil.copy(tmp_path / "a" / "430119100003.JPG", path)
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "photocheck", "process", tmp_path / who, "--to", share / "out", *OPTIONS],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who in ("a", "b")
    ]  # fmt: skip
    said = [run.communicate(timeout=300) for run in runs]
    assert not any("Traceback" in err for _, err in said)
    assert len([name for name in pictures(share / "out") if name.endswith(".JPG")]) == 4
    assert photocheck("verify", share / "out").code == 0


def test_a_kill_leaves_nothing_that_the_next_run_does_not_mend(share: Path, tmp_path: Path) -> None:
    crowd(tmp_path / "in", 4)
    hazards = Path(__file__).parents[1] / "hazards"
    order = [sys.executable, "-m", "photocheck", "process", tmp_path / "in", "--to", share / "out", *OPTIONS]
    for point in ("open:after:3", "rename:before:1", "rename:after:2", "fsync:after:2"):
        environment = {**os.environ, "PHOTOCHECK_TEST_KILL": point}
        environment["PYTHONPATH"] = os.pathsep.join([str(hazards), environment.get("PYTHONPATH", "")])
        subprocess.run(order, env=environment, capture_output=True, check=False)
    ran = photocheck("process", tmp_path / "in", "--to", share / "out", *OPTIONS)
    assert [result["error"] for result in ran.results] == [None] * 4
    assert photocheck("verify", share / "out").code == 0
    assert len(pictures(share / "out")) == 4


def test_a_pair_and_a_report_are_replaced_there(share: Path, tmp_path: Path) -> None:
    tree = some_pictures(tmp_path / "tree", "a")
    pack(tree, share / "h.zip")
    pack(some_pictures(tmp_path / "more", "b", 5), share / "h.zip", overwrite=True)
    assert is_whole(share / "h.zip")
    assert sorted(path.name for path in share.iterdir()) == ["h.manifest.csv", "h.zip"]
    crowd(tmp_path / "in", 1)
    for _ in range(2):
        assert photocheck("check", tmp_path / "in", "-f", "html", "-o", share / "r.html", "-j", "1").code in {0, 1}


def test_letter_case_hides_nothing(tmp_path: Path) -> None:
    with mounted(tmp_path, "nocase=1", "link=EPERM") as share:
        (share / "In").mkdir()
        shutil.copy(crowd(tmp_path / "in", 1)[0], share / "In")
        for tree in ("in", "IN", "iN/out"):
            with pytest.raises(UsageError, match="nothing was written"):
                refuse_tree(share / tree, [share / "In"])
        write_new(share / "out", "43/a.JPG", b"first")
        with pytest.raises(ExistsError):
            write_new(share / "out", "43/A.jpg", b"second")
        assert pictures(share / "out") == {"43/a.JPG": b"first"}


def test_a_share_that_goes_away_is_a_sentence(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 2)
    below, mount = tmp_path / "x" / "below", tmp_path / "x"
    mount.mkdir()
    with mounted(mount) as share:
        photocheck("process", tmp_path / "in", "--to", share / "out", *OPTIONS)
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = process.read_bytes().split(b"\0")
            except OSError:
                continue
            if os.fsencode(below) in words and any(word.endswith(b"share.py") for word in words):
                os.kill(int(process.parent.name), signal.SIGKILL)
        time.sleep(0.2)
        for order in (("verify", share / "out"), ("process", tmp_path / "in", "--to", share / "out", *OPTIONS)):
            ran = photocheck(*order)
            assert ran.code in {1, 2}
            assert ran.err or ran.out

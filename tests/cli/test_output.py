"""Trouble with a report ends no run: photos go on, what is done is said, and the exit code tells of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from photocheck.io.archive.verify import TreeCheck
from tests.command import photocheck, small_disk
from tests.crowd import crowd, pictures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts and devices as POSIX has them")
OPTIONS = ("-j", "1", "--select", "file", "--lang", "en")
COUNT = 6


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 KB."""
    with small_disk(tmp_path / "disk", "16k") as place:
        yield place


@pytest.mark.parametrize("name", ["r.html", "r.xlsx", "r.csv", "r.jsonl", "r.json", "r.junit"])
def test_a_full_disk_under_the_report(tmp_path: Path, disk: Path, name: str) -> None:
    crowd(tmp_path / "in", COUNT)
    (disk / "full").write_bytes(b"x" * 16_000)
    form = name.partition(".")[2]
    ran = photocheck("process", tmp_path / "in", "--to", tmp_path / "out", "-f", form, "-o", disk / name, *OPTIONS)
    assert ran.code == 2
    assert "the disk is full" in ran.err
    assert "The report is not whole" in ran.err
    assert f"{COUNT} photos" in ran.err
    assert len([path for path in pictures(tmp_path / "out") if path.endswith(".JPG")]) == COUNT
    assert list(TreeCheck(tmp_path / "out").run()) == []
    assert not [path for path in disk.iterdir() if path.name.endswith(".part")]
    (disk / "full").unlink()
    (disk / name).unlink(missing_ok=True)
    ran = photocheck("process", tmp_path / "in", "--to", tmp_path / "out", "-o", tmp_path / name, "-f", form, *OPTIONS)
    assert ran.code in {0, 1}


def test_a_full_temporary_folder(tmp_path: Path, disk: Path) -> None:
    """A report's lines wait beside the report, not there."""
    crowd(tmp_path / "in", COUNT)
    (disk / "full").write_bytes(b"x" * 16_000)
    ran = photocheck(
        "process", tmp_path / "in", "--to", tmp_path / "out", "-f", "html", "-o", tmp_path / "r.html", *OPTIONS,
        environment={"TMPDIR": str(disk)},
    )  # fmt: skip
    assert ran.code in {0, 1}, ran.err
    assert (tmp_path / "r.html").stat().st_size > 10_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_under_standard_output(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 2)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "photocheck", "process", tmp_path / "in", "--to", tmp_path / "out", *OPTIONS],
            stdout=full, stderr=subprocess.PIPE, check=False, text=True, env={**os.environ, "LANG": "C.UTF-8"},
        )  # fmt: skip
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert "2 photos" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert len(list((tmp_path / "out").rglob("*.JPG"))) == 2


@pytest.mark.parametrize("name", ["r.html", "r.csv", "r.xlsx"])
def test_reports_have_the_permissions_that_the_umask_leaves(tmp_path: Path, name: str) -> None:
    crowd(tmp_path / "in", 1)
    form = name.partition(".")[2]
    photocheck(
        "process", tmp_path / "in", "--to", tmp_path / "out", "-f", form, "-o", tmp_path / name, *OPTIONS,
        before=lambda: os.umask(0o077) and None,
    )  # fmt: skip
    private = [path for path in tmp_path.rglob("*") if path.is_file() and "in" not in path.relative_to(tmp_path).parts]
    assert len(private) >= 3
    assert {path.stat().st_mode & 0o077 for path in private} == {0}

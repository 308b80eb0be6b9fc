"""Files beside the pictures: whole or not there, as private as the user wants them, and nothing left lying about."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from photocheck.errors import UsageError
from photocheck.io.files import (
    NoFileError,
    Spool,
    check_writable,
    digest_of,
    opened,
    temporary_folder,
    write_whole,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, pipes and kills as POSIX has them")


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o007, 0o660)])
def test_permissions_are_what_the_umask_leaves(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "r.html", [b"faces"])
    finally:
        os.umask(before)
    assert (tmp_path / "r.html").stat().st_mode & 0o777 == mode


def test_a_report_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "r.html").write_bytes(b"old")

    def parts() -> Iterator[bytes]:
        yield b"new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "r.html", parts())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("r.html", b"old")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "permission denied"),
        (errno.EIO, "check the disk"),
    ],
)  # fmt: skip
def test_trouble_with_the_disk_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match=said):
        write_whole(tmp_path / "r.html", [b"x"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_or_is_the_report_is_said_before(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        check_writable(tmp_path / "none" / "r.html")
    with pytest.raises(UsageError, match="is a folder"):
        check_writable(tmp_path)
    check_writable(tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []


def open_files() -> Iterator[Path]:
    """Where this process's files lie, those without a name too."""
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the listing's own is closed by now
            yield descriptor.readlink()


@posix
def test_lines_wait_beside_the_report_under_no_name(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "r.html")
    spool.add("考生\u2028一")
    spool.add("")
    assert list(tmp_path.iterdir()) == []
    assert any(file.parent == tmp_path for file in open_files())
    assert list(spool.lines()) == ["考生\u2028一", ""]
    spool.close()


def test_a_spool_on_a_disk_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        Spool(tmp_path / "none" / "r.html")


LEAVES = """
import sys, time
from pathlib import Path
from photocheck.io.files import replace_file, temporary_folder
with temporary_folder(Path(sys.argv[1])) as folder, replace_file(Path(sys.argv[1])) as file:
    (folder / "openpyxl.numbers").write_text("430119100000")
    file.write(b"half"); file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""


@posix
def test_what_a_killed_report_left_is_removed_by_the_next(tmp_path: Path) -> None:
    report = tmp_path / "r.xlsx"
    (tmp_path / ".another-programs.part").write_bytes(b"not ours")
    process = subprocess.Popen([sys.executable, "-c", LEAVES, report], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 3
    assert all((path.stat().st_mode & 0o077) == 0 for path in tmp_path.iterdir() if path.is_dir())
    check_writable(report)
    with temporary_folder(report):
        pass
    assert {path.name for path in tmp_path.iterdir()} == left, "the other still writes"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(0.05)
    check_writable(report)
    with temporary_folder(report) as folder:
        assert folder.parent == tmp_path
        (folder / "deep").mkdir()
        (folder / "deep" / "x").touch()
    assert [path.name for path in tmp_path.iterdir()] == [".another-programs.part"]


# ------------------------------------------------------------------------------------------- sums


def test_a_file_is_read_in_blocks_to_its_end(tmp_path: Path) -> None:
    import hashlib

    data = os.urandom(3_000_001)
    (tmp_path / "a").write_bytes(data)
    assert digest_of(tmp_path / "a") == (len(data), hashlib.sha256(data).hexdigest())
    with pytest.raises(NoFileError, match="over the limit"):
        digest_of(tmp_path / "a", 3_000_000)


@posix
@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "device"])
def test_nothing_but_a_plain_file_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        (tmp_path / "b").write_bytes(b"x")
        path.symlink_to(tmp_path / "b")
    else:
        path = Path("/dev/zero")
    with pytest.raises(NoFileError) as caught:
        opened(path)
    assert "普通文件" in caught.value.message.zh

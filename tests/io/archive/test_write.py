"""A picture gets to its place whole or not at all, over nothing and nowhere else, on whatever disk."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import sys
import threading
from pathlib import Path

import pytest

from photocheck.errors import ExistsError, OutputError
from photocheck.io.archive.write import write_new
from photocheck.io.folder import PART, Folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and locks as POSIX has them")


def test_write_new_writes_and_never_replaces(tmp_path: Path) -> None:
    tree, path = tmp_path / "out", tmp_path / "out" / "43" / "a.JPG"
    write_new(tree, "43/a.JPG", b"first")
    with pytest.raises(ExistsError):
        write_new(tree, "43/a.JPG", b"second")
    assert path.read_bytes() == b"first"
    write_new(tree, "43/a.JPG", b"third", overwrite=True)
    assert path.read_bytes() == b"third"
    assert [p.name for p in path.parent.iterdir()] == ["a.JPG"]


def test_of_many_writers_one_wins(tmp_path: Path) -> None:
    won: list[int] = []

    def write(n: int) -> None:
        try:
            write_new(tmp_path, "a.JPG", b"%d" % n * 1000)
            won.append(n)
        except ExistsError:
            pass

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert (tmp_path / "a.JPG").read_bytes() == b"%d" % won[0] * 1000
    assert [p.name for p in tmp_path.iterdir()] == ["a.JPG"]


def refuse(code: int) -> object:
    def refused(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return refused


@posix
@pytest.mark.parametrize("code", [errno.EPERM, errno.EACCES, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EIO])
def test_a_disk_without_links_for_whatever_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(os, "link", refuse(code))
    test_write_new_writes_and_never_replaces(tmp_path / "one")
    (tmp_path / "many").mkdir()
    test_of_many_writers_one_wins(tmp_path / "many")


@posix
def test_a_picture_that_comes_in_between_is_not_taken_for_an_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without links an empty file takes the name first; the other writer is done just before we open it."""
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    (tmp_path / "a.JPG").touch()
    opened = Folder.open

    def late(folder: Folder, name: str) -> int:
        monkeypatch.setattr(Folder, "open", opened)
        (tmp_path / "other").write_bytes(b"first")
        (tmp_path / "other").replace(tmp_path / "a.JPG")
        return opened(folder, name)

    monkeypatch.setattr(Folder, "open", late)
    with pytest.raises(ExistsError):
        write_new(tmp_path, "a.JPG", b"second")
    assert (tmp_path / "a.JPG").read_bytes() == b"first"


@posix
def test_a_disk_that_refuses_to_change_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("chmod", "fchmod"):
        monkeypatch.setattr(os, name, refuse(errno.EPERM))
    test_write_new_writes_and_never_replaces(tmp_path)


@posix
def test_an_empty_file_that_a_kill_left_is_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without links an empty file takes the name first; its run may end just there."""
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    (tmp_path / "a.JPG").touch()
    write_new(tmp_path, "a.JPG", b"whole")
    assert (tmp_path / "a.JPG").read_bytes() == b"whole"
    descriptor = Folder.at(tmp_path).create("b.JPG")
    from photocheck.io.folder import lock

    lock(descriptor)
    with pytest.raises(ExistsError):  # its run has not ended
        write_new(tmp_path, "b.JPG", b"whole")
    os.close(descriptor)
    write_new(tmp_path, "b.JPG", b"whole")
    assert (tmp_path / "b.JPG").read_bytes() == b"whole"


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_permissions_are_what_the_umask_leaves(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_new(tmp_path, "a.JPG", b"face")
    finally:
        os.umask(before)
    assert (tmp_path / "a.JPG").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "cable")])
def test_a_disk_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    monkeypatch.setattr(os, "fsync", refuse(code))
    with pytest.raises(OutputError, match=said) as caught:
        write_new(tmp_path, "a.JPG", b"data")
    assert caught.value.kind == "disk"
    assert list(tmp_path.iterdir()) == []


def test_a_tree_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(OutputError) as caught:
        write_new(tmp_path / "out", "a.JPG", b"data")
    assert not isinstance(caught.value, ExistsError)
    assert (tmp_path / "out").read_bytes() == b"mine"


@posix
@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_a_link_in_the_tree_is_not_followed(tmp_path: Path, deep: bool, inside: bool) -> None:
    (tmp_path / "out" / "other").mkdir(parents=True)
    elsewhere = tmp_path / "out" / "other" if inside else tmp_path / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (tmp_path / "out" / "43").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link"):
        write_new(tmp_path / "out", "43/01/a.JPG" if deep else "43/a.JPG", b"data")
    assert list(elsewhere.iterdir()) == []


@posix
def test_a_folder_that_is_swapped_for_a_link_leads_nothing_out(tmp_path: Path) -> None:
    """As fast as can be, while pictures are written: all of them stay in the tree, or are refused."""
    tree, outside = tmp_path / "out", tmp_path / "elsewhere"
    outside.mkdir()
    (tree / "43").mkdir(parents=True)
    stopped, aside = threading.Event(), itertools.count()

    def swap() -> None:
        while not stopped.is_set():
            with contextlib.suppress(OSError):  # a writer may have made the folder anew
                (tree / "43").rename(tree / f"aside{next(aside)}")
            with contextlib.suppress(OSError):
                (tree / "43").symlink_to(outside)
                (tree / "43").unlink()

    swapping = threading.Thread(target=swap)
    swapping.start()
    written = 0
    try:
        for number in range(300):
            with contextlib.suppress(OutputError):
                write_new(tree, f"43/{number}.JPG", b"face")
                written += 1
    finally:
        stopped.set()
        swapping.join()
    assert list(outside.iterdir()) == []
    assert written
    assert len(list(tree.rglob("*.JPG"))) == written


@posix
def test_sweep_takes_what_was_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f".abandoned{PART}").write_bytes(b"half")
    (tmp_path / "a.JPG").write_bytes(b"whole")
    (tmp_path / f"visible{PART}").write_bytes(b"not ours")
    with Folder.at(tmp_path) as folder:
        handle, busy = folder.create_part()
        folder.sweep()
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.JPG", f"visible{PART}", busy])
        os.close(handle)
        folder.sweep()
    assert not (tmp_path / busy).exists()


@posix
def test_a_writer_survives_a_sweep_that_took_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.fsync, []

    def stolen(descriptor: int) -> None:
        real(descriptor)
        calls.append(descriptor)
        if len(calls) == 1:
            for part in tmp_path.glob(f".*{PART}"):
                part.unlink()

    monkeypatch.setattr(os, "fsync", stolen)
    write_new(tmp_path, "a.JPG", b"data")
    assert (tmp_path / "a.JPG").read_bytes() == b"data"

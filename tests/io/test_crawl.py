"""Which files a folder holds: all photos, in order, and nothing from outside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from photocheck.errors import UsageError
from photocheck.io.crawl import crawl
from photocheck.io.system import PassedOver, is_system_file, is_system_folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def found(folder: Path, passed: PassedOver | None = None) -> list[str]:
    return [f.path.relative_to(folder).as_posix() for f in crawl([folder], passed=passed)]


def test_photos_by_name_hidden_ones_left_out(tmp_path: Path) -> None:
    made(
        tmp_path, "b.JPG", "a/z.jpeg", "a/b/c.png", "a.txt", ".hidden.jpg", ".git/x.jpg", "照片/考.heic", "c.jpg/d.webp"
    )
    assert found(tmp_path) == ["a/b/c.png", "a/z.jpeg", "b.JPG", "c.jpg", "c.jpg/d.webp", "照片/考.heic"]


def test_files_named_one_by_one_come_as_they_are(tmp_path: Path) -> None:
    made(tmp_path, "b.jpg", "a.txt")
    assert [f.path.name for f in crawl([tmp_path / "b.jpg", tmp_path / "a.txt"])] == ["b.jpg", "a.txt"]
    with pytest.raises(UsageError, match="No such file"):
        list(crawl([tmp_path / "none.jpg"]))


@posix
def test_links_lead_nowhere_but_inside(tmp_path: Path) -> None:
    made(tmp_path, "in/real.jpg", "secret/x.jpg", "secret/deep/y.jpg")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "out.jpg").symlink_to(tmp_path / "secret" / "x.jpg")
    (tmp_path / "in" / "same.jpg").symlink_to("real.jpg")
    (tmp_path / "in" / "dangling.jpg").symlink_to("nothing.jpg")
    problems = {f.path.name: f.problem for f in crawl([tmp_path / "in"])}
    assert list(problems) == ["dangling.jpg", "out.jpg", "real.jpg", "same.jpg"]
    assert problems["out.jpg"] is not None
    assert problems["out.jpg"].kind == "link"
    assert problems["dangling.jpg"] is not None
    assert problems["dangling.jpg"].kind == "source"
    assert problems["real.jpg"] is problems["same.jpg"] is None


@posix
def test_a_link_that_the_user_names_is_followed(tmp_path: Path) -> None:
    made(tmp_path, "real/a.jpg")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "b.jpg").symlink_to(tmp_path / "real" / "a.jpg")
    assert [f.problem for f in crawl([tmp_path / "folder", tmp_path / "b.jpg"])] == [None, None]


@posix
def test_names_of_any_bytes(tmp_path: Path) -> None:
    for name in (b"a\nb.jpg", b"\xff.jpg", b"-rf.jpg"):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_bytes(b"")
    assert len(found(tmp_path)) == 3


@posix
def test_folders_deeper_than_python_can_call(tmp_path: Path) -> None:
    depth = 1500
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):  # longer than a path may be: made step by step
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("deep.jpg", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        assert [f.path.name for f in crawl([tmp_path])] == ["deep.jpg"]
    finally:  # pytest's own way of cleaning up calls itself for each level
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)


def test_the_first_photo_comes_before_the_last_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    read: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (read.append(Path(path).name), scandir(path))[1])
    photos = crawl([tmp_path])
    assert next(photos).path.name == "1.jpg"
    assert "c" not in read


SYSTEM_FOLDERS = (
    "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "FOUND.000", ".Trashes", "__MACOSX", ".fseventsd",
    "@eaDir", "#recycle", "#snapshot", "@Recycle", ".@__thumb", "lost+found", ".Trash-1000", ".thumbnails",
)  # fmt: skip
SYSTEM_FILES = ("Thumbs.db", "desktop.ini", ".DS_Store", "._430101191001.JPG", ".directory", ".nfs000000000012ab")


def test_what_a_system_keeps_for_itself_is_passed_over_and_counted(tmp_path: Path) -> None:
    made(tmp_path, "430101191001.JPG", *(f"{folder}/430101191001.JPG" for folder in SYSTEM_FOLDERS), *SYSTEM_FILES)
    passed = PassedOver()
    assert found(tmp_path, passed) == ["430101191001.JPG"]
    assert passed.count == len(SYSTEM_FOLDERS) + len(SYSTEM_FILES)
    assert all(is_system_folder(name) and not is_system_file(name) for name in SYSTEM_FOLDERS)
    assert all(is_system_file(name) and not is_system_folder(name) for name in SYSTEM_FILES)


def test_names_that_only_look_like_a_systems_are_photos(tmp_path: Path) -> None:
    names = ["@eaDir.JPG", "FOUND.JPG", "Thumbs.db.JPG", "desktop.JPG", "lost+found.jpg", "recycler2/a.JPG"]
    made(tmp_path, *names)
    assert found(tmp_path) == sorted(names)


@posix
def test_what_is_no_file_has_its_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.JPG")
    (tmp_path / "b.JPG").mkdir()
    problems = [f.problem for f in crawl([tmp_path])]
    assert [p is not None and p.kind for p in problems] == ["source", "source"]
    assert [f.problem is not None for f in crawl([tmp_path / "a.JPG"])] == [True]

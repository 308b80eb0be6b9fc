"""Real disks that are full or read-only, and sources that are no files: a sentence each, and the rest goes on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from photocheck.io.archive.journal import INSIDE
from photocheck.io.archive.verify import TreeCheck
from photocheck.io.folder import PART
from tests.command import photocheck, small_disk
from tests.crowd import crowd, pictures, tiny

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts and special files as POSIX has them")
OPTIONS = ("-f", "jsonl", "-j", "1", "--select", "file")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 80 KB."""
    with small_disk(tmp_path / "disk", "80k") as place:
        yield place


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)


@pytest.mark.parametrize("inside", [False, True], ids=["disk as tree", "tree on disk"])
def test_a_full_disk(tmp_path: Path, disk: Path, inside: bool) -> None:
    crowd(tmp_path / "in", 9)
    tree = disk / "tree" if inside else disk
    ran = photocheck("process", tmp_path / "in", "--to", tree, *OPTIONS)
    assert ran.code == 1
    errors = [result["error"]["kind"] for result in ran.results if result["error"]]
    assert len(ran.results) == 9
    assert errors
    assert set(errors) == {"disk"}
    written = [result for result in ran.results if result["output"]]
    assert len(written) + len(errors) == 9
    assert written
    there = {name for name in pictures(tree) if not name.startswith(INSIDE)}
    assert len(there) == len(written)
    assert not any(name.endswith(PART) for name in there)

    remount(disk, "size=2m")
    ran = photocheck("process", tmp_path / "in", "--to", tree, *OPTIONS)
    assert not any(result["error"] for result in ran.results)
    assert list(TreeCheck(tree).run()) == []
    assert len([name for name in pictures(tree) if name.endswith(".JPG")]) == 9


def test_a_read_only_disk(tmp_path: Path, disk: Path) -> None:
    crowd(tmp_path / "in", 2)
    remount(disk, "ro")
    for tree in (disk, disk / "tree"):
        ran = photocheck("process", tmp_path / "in", "--to", tree)
        assert ran.code == 2
        assert "cannot be" in ran.err
    assert list(disk.iterdir()) == []
    remount(disk, "rw")


def test_a_tree_that_turns_read_only_beside_a_good_journal(tmp_path: Path, disk: Path) -> None:
    crowd(tmp_path / "in", 2)
    (disk / "tree").mkdir()
    (tmp_path / "link").symlink_to(disk / "tree")
    remount(disk, "ro")
    ran = photocheck("process", tmp_path / "in", "--to", tmp_path / "link", *OPTIONS)
    assert ran.code == 1
    assert {result["error"]["kind"] for result in ran.results} == {"disk"}
    remount(disk, "rw")


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (paths := crowd(folder, 2))[1].rename(folder / "430199191999.JPG")
    os.mkfifo(folder / "430101191501.JPG")
    os.mkfifo(folder / "430101191502.jpg")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(folder / "430101191503.JPG"))
    if os.geteuid() == 0:
        os.mknod(folder / "430101191504.JPG", 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero by another name
    (folder / "430101191505.JPG").mkdir()
    (folder / "430101191506.JPG").symlink_to("/dev/zero")
    for command in (("check",), ("process", "--to", tmp_path / "out")):
        ran = photocheck(command[0], folder, *command[1:], *OPTIONS)
        kinds = {Path(r["photo"]).name: r["error"]["kind"] if r["error"] else None for r in ran.results}
        assert ran.code == 1
        assert kinds.pop(paths[0].name) is kinds.pop("430199191999.JPG") is None
        assert set(kinds.values()) == {"source", "link"}
        assert kinds["430101191506.JPG"] == "link"
    assert len(pictures(tmp_path / "out")) == 2


def test_sources_are_never_written_to(tmp_path: Path, disk: Path) -> None:
    remount(disk, "size=2m")
    crowd(disk / "in", 3)
    remount(disk, "ro")
    assert photocheck("process", disk / "in", "--to", tmp_path / "out", *OPTIONS).code in {0, 1}
    assert len(list((tmp_path / "out").rglob("*.JPG"))) == 3
    remount(disk, "rw")


def test_hostile_numbers_and_names_stay_in_the_tree(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x..%2f.JPG").write_bytes(tiny())
    table = tmp_path / "numbers.csv"
    table.write_text("x..%2f.JPG,../../../430102191\n", encoding="utf-8")
    ran = photocheck("process", tmp_path / "in", "--to", tmp_path / "out" / "tree", "--numbers", table)
    assert ran.code in {1, 2}
    profile = tmp_path / "wide.toml"
    profile.write_text(
        'extends = "zikao"\nid = "wide"\n[number]\nshape = ".*"\nfields = "(?P<city>.*)"\n'
        '[tree]\ntemplate = "{city}/{number}"\n',
        encoding="utf-8",
    )
    table.write_text("x..%2f.JPG,../../escaped\n", encoding="utf-8")
    crowd(tmp_path / "good", 1)[0].rename(tmp_path / "in" / "x..%2f.JPG")
    ran = photocheck(
        "process", tmp_path / "in", "--to", tmp_path / "out" / "tree", "--numbers", table, "-p", profile, "-f", "jsonl"
    )
    assert ran.code == 1
    assert [result["error"]["kind"] for result in ran.results] == ["path"]
    assert pictures(tmp_path / "out") == {
        "tree.photocheck.sqlite": pictures(tmp_path / "out")["tree.photocheck.sqlite"]
    }

"""Where a picture belongs, and that it gets there whole or not at all, over nothing and nowhere else."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.errors import ExistsError, OutputError, PhotocheckError, ProfileError
from photocheck.io.archive import place as module
from photocheck.io.archive.place import PART, place, sweep, write_new

FIELDS = {"city": "43", "county": "01"}
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and locks as POSIX has them")


def test_place_fills_the_template() -> None:
    path = place(Path("out"), "{city}\\{county}/{number}.JPG", "430102191001", FIELDS)
    assert path == Path("out/43/01/430102191001.JPG")


PIECES = ("{number}", "{city}", "..", ".", "/", "\\", "~", "C:", "\0", "a")


@given(
    template=st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)),
    number=st.one_of(st.text(), st.sampled_from(["..", "../x", "/etc/passwd", "a\0b", "NUL", "{city}"])),
    city=st.one_of(st.text(), st.sampled_from(["..", "/", "con", "{number}"])),
)  # fmt: skip
def test_place_never_leaves_the_tree(template: str, number: str, city: str) -> None:
    tree = Path("/somewhere/out")
    try:
        path = place(tree, template, number, {"city": city})
    except PhotocheckError:
        return
    assert Path(os.path.normpath(path)) == path
    assert tree in path.parents


@pytest.mark.parametrize(
    "name", ["NUL", "con.JPG", "Com1", "lpt9.x", "a.", ".hidden", "", "..", "a" * 101, "a b", "a\n"]
)
def test_place_refuses_names_that_are_none(name: str) -> None:
    with pytest.raises(OutputError):
        place(Path("out"), "{number}", name, {})


@pytest.mark.parametrize(
    "template", ["{village}", "{number:>999999999}", "{number!r}", "{number.__class__}", "{", "{}"]
)
def test_place_takes_plain_fields_only(template: str) -> None:
    with pytest.raises(ProfileError):
        place(Path("out"), template, "430102191001", FIELDS)


def test_write_new_writes_and_never_replaces(tmp_path: Path) -> None:
    path = tmp_path / "out" / "43" / "a.JPG"
    write_new(path, b"first", tree=tmp_path / "out")
    with pytest.raises(ExistsError):
        write_new(path, b"second", tree=tmp_path / "out")
    assert path.read_bytes() == b"first"
    write_new(path, b"third", tree=tmp_path / "out", overwrite=True)
    assert path.read_bytes() == b"third"
    assert [p.name for p in path.parent.iterdir()] == ["a.JPG"]


def test_of_many_writers_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.JPG"
    won: list[int] = []

    def write(n: int) -> None:
        try:
            write_new(path, b"%d" % n * 1000, tree=tmp_path)
            won.append(n)
        except ExistsError:
            pass

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert path.read_bytes() == b"%d" % won[0] * 1000
    assert [p.name for p in tmp_path.iterdir()] == ["a.JPG"]


@posix
def test_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    test_write_new_writes_and_never_replaces(tmp_path / "one")
    (tmp_path / "many").mkdir()
    test_of_many_writers_one_wins(tmp_path / "many")


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "share")])
def test_a_disk_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=said) as caught:
        write_new(tmp_path / "a.JPG", b"data", tree=tmp_path)
    assert caught.value.kind == "disk"
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("deep", [False, True])
def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path, deep: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "43").symlink_to(tmp_path / "elsewhere")
    path = tmp_path / "out" / "43" / ("01/a.JPG" if deep else "a.JPG")
    with pytest.raises(OutputError, match="leads out"):
        write_new(path, b"data", tree=tmp_path / "out")
    assert list((tmp_path / "elsewhere").rglob("*")) == [] or deep
    assert not list((tmp_path / "elsewhere").rglob("*.JPG"))


@posix
def test_sweep_takes_what_was_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f".abandoned{PART}").write_bytes(b"half")
    (tmp_path / "a.JPG").write_bytes(b"whole")
    (tmp_path / f"visible{PART}").write_bytes(b"not ours")
    handle, busy = tempfile.mkstemp(prefix=".", suffix=PART, dir=tmp_path)
    module._lock(handle)
    sweep(tmp_path)
    os.close(handle)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.JPG", f"visible{PART}", Path(busy).name])
    sweep(tmp_path)
    assert not Path(busy).exists()
    sweep(tmp_path / "none")


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
    write_new(tmp_path / "a.JPG", b"data", tree=tmp_path)
    assert (tmp_path / "a.JPG").read_bytes() == b"data"

"""Handing a tree over: one ZIP, one manifest, nothing that fails, the same bytes every time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from photocheck.errors import OutputError, UsageError
from photocheck.io.archive.manifest import Item, manifest_path, read_manifest
from photocheck.io.archive.pack import check_pack, write_pack
from photocheck.profile.load import load_profile

ZIKAO = load_profile("zikao")


def item(tree: Path, file: str) -> Item:
    import hashlib

    data = (tree / file).read_bytes()
    return Item(Path(file).stem, file, len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    top = tmp_path / "树"
    for number in range(5):
        file = top / "43" / f"0{number % 2}" / f"430{number % 2}1910000{number}.JPG"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff\xd8" + bytes([number]) * (100 + number) + b"\xff\xd9")
    return top


@pytest.fixture
def items(tree: Path) -> list[Item]:
    return [item(tree, file.relative_to(tree).as_posix()) for file in tree.rglob("*.JPG")]


def problems(archive: Path) -> list[str]:
    manifest, wrong = read_manifest(manifest_path(archive))
    return [found.kind for found in (*wrong, *check_pack(archive, manifest, ZIKAO))]


def test_a_pack_verifies_and_holds_pictures_in_their_folders(tree: Path, items: list[Item], tmp_path: Path) -> None:
    archive = tmp_path / "移交.zip"
    write_pack(tree, items, archive, ZIKAO)
    assert problems(archive) == []
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == sorted(i.file for i in items)
        assert all(packed.read(i.file) == (tree / i.file).read_bytes() for i in items)
    text = manifest_path(archive).read_text("utf-8-sig")
    assert f"total,5,{sum(i.bytes for i in items)}," in text
    assert ZIKAO.digest in text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["树", "移交.manifest.csv", "移交.zip"]


def test_the_same_tree_gives_the_same_bytes(tree: Path, items: list[Item], tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write_pack(tree, items, tmp_path / "a" / "p.zip", ZIKAO)
    for file in tree.rglob("*.JPG"):
        os.utime(file, (1e9, 1e9))
        file.chmod(0o600)
    (tmp_path / "b").mkdir()
    write_pack(tree, items[::-1], tmp_path / "b" / "p.zip", ZIKAO)
    for name in ("p.zip", "p.manifest.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_picture_that_changed_since_it_was_judged_stops_the_pack(
    tree: Path, items: list[Item], tmp_path: Path
) -> None:
    (tree / items[0].file).write_bytes(b"\xff\xd8other\xff\xd9")
    with pytest.raises(OutputError, match="changed after"):
        write_pack(tree, items, tmp_path / "p.zip", ZIKAO)
    assert [p.name for p in tmp_path.iterdir()] == ["树"]


def test_a_pack_is_replaced_only_when_told(tree: Path, items: list[Item], tmp_path: Path) -> None:
    archive = tmp_path / "p.zip"
    archive.write_bytes(b"mine")
    with pytest.raises(UsageError, match="--overwrite"):
        write_pack(tree, items, archive, ZIKAO)
    assert archive.read_bytes() == b"mine"
    write_pack(tree, items, archive, ZIKAO, overwrite=True)
    assert problems(archive) == []


def rewritten(archive: Path, change: dict[str, bytes | None], extra: dict[str, bytes]) -> None:
    with zipfile.ZipFile(archive) as old:
        entries = {name: change.get(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(archive, "w") as new:
        for name, data in {**entries, **extra}.items():
            if data is not None:
                new.writestr(name, data)


def test_every_change_is_found(tree: Path, items: list[Item], tmp_path: Path) -> None:
    archive, (first, second, *_) = tmp_path / "p.zip", items

    def after(change: dict[str, bytes | None], extra: dict[str, bytes]) -> list[str]:
        write_pack(tree, items, archive, ZIKAO, overwrite=True)
        rewritten(archive, change, extra)
        return problems(archive)

    assert after({first.file: b"x"}, {}) == ["changed", "archive"]
    assert after({second.file: None}, {}) == ["missing", "archive"]
    assert after({}, {"../../evil.JPG": b"x"}) == ["extra", "archive"]
    write_pack(tree, items, archive, ZIKAO, overwrite=True)
    archive.write_bytes(archive.read_bytes() + b"\0")
    assert problems(archive) == ["archive"]
    archive.write_bytes(archive.read_bytes()[:-200])
    assert problems(archive) == ["unreadable"]
    archive.unlink()
    assert problems(archive) == ["unreadable"]


def test_a_manifest_that_was_touched_is_found(tree: Path, items: list[Item], tmp_path: Path) -> None:
    archive = tmp_path / "p.zip"
    write_pack(tree, items, archive, ZIKAO)
    path, text = manifest_path(archive), manifest_path(archive).read_bytes()
    path.write_bytes(text.replace(b"total,5", b"total,6"))
    assert problems(archive) == ["totals", "seal"]
    line = next(line for line in text.splitlines(keepends=True) if items[0].file.encode() in line)
    path.write_bytes(text.replace(line, b""))
    assert problems(archive) == ["totals", "seal", "extra"]
    path.write_bytes(text[:-100])
    with pytest.raises(UsageError, match="manifest"):
        problems(archive)
    path.unlink()
    with pytest.raises(UsageError, match="No manifest"):
        problems(archive)

"""Handing over from Python: what stands in the way is told, and nothing is written while anything does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from photocheck.batch import Selection
from photocheck.errors import UsageError
from photocheck.handover import HandOver, PackProof, proof
from photocheck.io.archive.filing import Made, file_one
from photocheck.io.archive.verify import TreeCheck
from photocheck.io.system import PassedOver
from photocheck.profile.load import load_profile
from tests.command import GOOD, SAMPLES

ZIKAO = load_profile("zikao")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    place = tmp_path / "tree" / "43" / "01"
    place.mkdir(parents=True)
    shutil.copy(GOOD, place)
    return tmp_path / "tree"


def review(tree: Path, **options: object) -> HandOver:
    return HandOver(tree, ZIKAO, jobs=1, **options)  # type: ignore[arg-type]


def obstacles(tree: Path, **options: object) -> dict[str, str]:
    return {found.file: found.reason.en for found in review(tree, **options).obstacles()}


def test_a_tree_that_is_right_is_written_and_proved(tree: Path, tmp_path: Path) -> None:
    look = review(tree)
    assert list(look.obstacles()) == []
    manifest = look.write(tmp_path / "p.zip")
    assert manifest == tmp_path / "p.manifest.csv"
    found = proof(tmp_path / "p.zip", ZIKAO)
    assert isinstance(found, PackProof)
    assert list(found.run()) == []
    assert found.pictures == 1


def test_nothing_is_written_unless_it_was_looked_at_and_free(tree: Path, tmp_path: Path) -> None:
    look = review(tree)
    with pytest.raises(UsageError, match="stands in the way"):
        look.write(tmp_path / "p.zip")
    (tree / "43" / "02").mkdir()
    shutil.copy(GOOD, tree / "43" / "02")
    assert [found.file for found in look.obstacles()]
    with pytest.raises(UsageError, match="stands in the way"):
        look.write(tmp_path / "p.zip")
    assert not (tmp_path / "p.zip").exists()


def test_each_thing_that_stands_in_the_way_is_told(tree: Path) -> None:
    shutil.copy(GOOD, tree / "43" / "430101191001.JPG")
    failing = next((SAMPLES / "fail" / "background.hue").glob("*.JPG"))
    shutil.copy(failing, tree / "43" / "01" / "430101191007.JPG")
    (tree / "43" / "01" / "430101191008.JPG").write_bytes(b"no photo")
    found = obstacles(tree)
    assert (
        "should be 43/01/430101191001.JPG" in found["43/430101191001.JPG"]
        or "two photos" in found["43/430101191001.JPG"]
    )
    assert found["43/01/430101191007.JPG"]
    assert found["43/01/430101191008.JPG"]


def test_what_the_journal_says_stands_in_the_way_too(tmp_path: Path) -> None:
    tree = tmp_path / "out"
    file_one(tree, ZIKAO, Made(GOOD.stem, GOOD.read_bytes(), "/in/a.JPG", "0" * 64))
    assert obstacles(tree) == {}
    (tree / "43" / "01" / GOOD.name).write_bytes(GOOD.read_bytes() + b"\0")
    assert "not what was written" in obstacles(tree)["43/01/430101191001.JPG"]
    assert isinstance(proof(tree), TreeCheck)


def test_what_is_left_out_is_named_and_a_systems_own_is_counted(tree: Path) -> None:
    (tree / "note.txt").write_text("?")
    for name in ("Thumbs.db", ".DS_Store", "43/01/._430101191001.JPG"):
        (tree / name).write_bytes(b"x")
    look, passed = review(tree), PassedOver()
    assert list(look.obstacles()) == []
    assert look.left_out(passed) == ["note.txt"]
    assert passed.count == 3


def test_an_empty_tree_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    with pytest.raises(UsageError, match="no photo"):
        list(review(tmp_path / "tree", selection=Selection(select=("file",))).obstacles())
    with pytest.raises(UsageError, match="no folder"):
        review(tmp_path / "none")
    with pytest.raises(UsageError, match="No manifest"):
        proof(tmp_path / "none.zip")

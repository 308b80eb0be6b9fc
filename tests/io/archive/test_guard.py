"""Nothing that a run reads is what it writes, however it is spelled: refused before a byte is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from photocheck.batch import process_folder
from photocheck.errors import OutputError, UsageError
from photocheck.io.archive.filing import Made, file_one
from photocheck.io.archive.guard import refuse_report, refuse_tree
from photocheck.io.archive.journal import journal_path
from photocheck.profile.load import load_profile
from tests.command import photocheck
from tests.crowd import crowd, pictures

ZIKAO = load_profile("zikao")
posix = pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "430101191001.JPG").write_bytes(b"original")
    return folder


SPELLINGS = ("in", "in/.", "in/deep/..", "../{home}/in", "link")
INSIDE = ("in/out", "in/deep", "in/deep/../out/x", "link/out", "linked/out")


@posix
@pytest.mark.parametrize("tree", SPELLINGS + INSIDE)
def test_a_tree_in_the_sources_is_refused(tmp_path: Path, sources: Path, tree: str) -> None:
    (tmp_path / "link").symlink_to(sources)
    (tmp_path / "linked").symlink_to(sources / "deep")
    with pytest.raises(UsageError, match="nothing was written"):
        refuse_tree(tmp_path / tree.format(home=tmp_path.name), [sources])


@posix
@pytest.mark.parametrize("source", ["out/43/a.JPG", "out/43", "out", "link", "link/43"])
def test_sources_in_the_tree_are_refused(tmp_path: Path, source: str) -> None:
    (tmp_path / "out" / "43").mkdir(parents=True)
    (tmp_path / "out" / "43" / "a.JPG").write_bytes(b"picture")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with pytest.raises(UsageError, match="nothing was written"):
        refuse_tree(tmp_path / "out", [tmp_path / source])


def test_folders_beside_each_other_are_fine(tmp_path: Path, sources: Path) -> None:
    refuse_tree(tmp_path / "out", [sources, sources / "430101191001.JPG"])
    refuse_tree(tmp_path / "in2", [sources])
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="a file"):
        refuse_tree(tmp_path / "file", [sources])


def test_it_is_refused_before_the_first_report_is_asked_for(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 1)
    before = pictures(tmp_path)
    for tree in (tmp_path / "in", tmp_path / "in" / "out"):
        with pytest.raises(UsageError):
            process_folder(tmp_path / "in", tree=tree, overwrite=True)
    assert pictures(tmp_path) == before


def test_from_the_command_line_originals_and_pictures_stay(tmp_path: Path) -> None:
    profile = tmp_path / "flat.toml"
    profile.write_text('extends = "zikao"\nid = "flat"\n[tree]\ntemplate = "{number}.JPG"\n', encoding="utf-8")
    crowd(tmp_path / "in", 2)
    before = pictures(tmp_path)
    for arguments in (
        ("in", "--to", "in", "-p", "flat.toml", "--overwrite"),
        ("in", "--to", "in/../in/out"),
        ("in", "--to", "out", "-o", "in/430119100000.JPG", "-f", "csv"),
        ("in/430119100000.JPG", "--to", "out", "-o", "in/430119100000.JPG"),
        ("in/none.JPG", "--to", "out", "-o", "in/none.JPG"),
        ("in", "--to", "out", "-p", "flat.toml", "-o", "flat.toml"),
        ("in", "--to", "out", "-o", "out.photocheck.sqlite"),
    ):
        if "out.photocheck.sqlite" in arguments:
            (tmp_path / "out.photocheck.sqlite").write_bytes(b"mine")
            before = pictures(tmp_path)
        ran = photocheck("process", *arguments, folder=tmp_path)
        assert ran.code == 2, ran
        assert ran.err
        assert pictures(tmp_path) == before


def test_a_report_may_lie_anywhere_else(tmp_path: Path, sources: Path) -> None:
    refuse_report(sources / "report.csv", photos=[sources], tables=[sources / "roster.xlsx"], tree=tmp_path / "out")
    refuse_report(tmp_path / "photo.jpg", photos=[sources])


@posix
def test_a_report_is_never_what_is_read(tmp_path: Path, sources: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.touch()
    (tmp_path / "link.csv").symlink_to(roster)
    os.link(sources / "430101191001.JPG", tmp_path / "hard.html")
    for report in (roster, tmp_path / "link.csv", tmp_path / "in" / ".." / "roster.csv"):
        with pytest.raises(UsageError, match="this run reads"):
            refuse_report(report, photos=[sources], tables=[roster])
    for report in (sources / "new.JPEG", sources / "deep" / "x.png"):
        with pytest.raises(UsageError, match="photo"):
            refuse_report(report, photos=[sources])
    with pytest.raises(UsageError, match="photo"):
        refuse_report(tmp_path / "hard.html", photos=[sources / "430101191001.JPG"])
    (tmp_path / "out").mkdir()
    journal_path(tmp_path / "out").touch()
    for report in (tmp_path / "out" / "r.csv", tmp_path / "out" / "43" / "r.csv", journal_path(tmp_path / "out")):
        with pytest.raises(UsageError, match="journal"):
            refuse_report(report, photos=[sources], tree=tmp_path / "out")


def test_the_api_never_writes_over_the_photo_itself(tmp_path: Path) -> None:
    path = tmp_path / "43" / "01" / "430101191001.JPG"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"original")
    with pytest.raises(OutputError, match="source itself"):
        file_one(tmp_path, ZIKAO, Made(path.stem, b"picture", str(path), ""), overwrite=True)
    assert path.read_bytes() == b"original"

"""The desk's work: what is done, what is told of it, and what is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from photocheck import UsageError
from photocheck.handover import proof
from photocheck.io.archive.place import place_of
from photocheck.io.archive.verify import TreeCheck
from photocheck.merging import Merging
from photocheck.office import drops, folders
from photocheck.office.asked import Asked, Progress
from photocheck.office.drops import Drops
from photocheck.office.work import Office
from photocheck.results import Report
from tests.io.archive.test_merge import ZIKAO, county, everything, number, picture

SAMPLES = Path(__file__).parents[2] / "samples"
NUMBER = "430101191001"


@pytest.fixture
def office() -> Iterator[Office]:
    opened = Office(jobs=1)
    yield opened
    opened.close()


def done(office: Office, kind: str, **asked: Any) -> Progress:
    """Some work, when it is over."""
    office.start(kind, Asked(**{name: str(v) if isinstance(v, Path) else v for name, v in asked.items()}), "zh")
    office.wait()
    assert office.progress is not None
    return office.progress


# ------------------------------------------------------------------- make, hand over: real models


def test_a_camera_photo_becomes_a_zip(office: Office, tmp_path: Path) -> None:
    source, tree, roster, archive = (tmp_path / name for name in ("原片", "out", "名单.csv", "上报.zip"))
    source.mkdir()
    shutil.copy(SAMPLES / "camera" / f"{NUMBER}.JPG", source / "IMG_1.JPG")
    roster.write_text(f"考籍号,姓名\n{NUMBER},王芳\n430101191002,李强\n", "utf-8")
    numbers = tmp_path / "对照表.csv"
    numbers.write_text(f"文件,考籍号\nIMG_1.JPG,{NUMBER}\n", "utf-8")

    made = done(office, "make", folder=source, tree=tree, roster=roster, numbers=numbers)
    assert (made.state, made.done, made.total, made.error) == ("done", 1, 1, None)
    assert made.counts == {"pass": 1, "warn": 0, "fail": 0, "error": 0, "written": 1}
    assert len(made.told) == 2  # what was taken for what, in the roster and in the table
    assert made.output == str(tree)
    assert list(TreeCheck(tree).run()) == []
    page = (office.reports / "report.html").read_text("utf-8")
    assert NUMBER in page
    assert "李强" in page  # who has no photo

    handed = done(office, "hand_over", tree=tree, archive=archive, roster=roster)
    assert (handed.state, handed.output, handed.lines) == ("done", str(archive), [])
    assert "1" in handed.told[1].zh  # one of the roster has none: told, and in nobody's way
    assert list(proof(archive, "zikao").run()) == []

    # A picture that somebody changed since: nothing is written, and it is named.
    picture = next(tree.rglob("*.JPG"))
    picture.write_bytes(picture.read_bytes()[:-300])
    before = archive.read_bytes()
    refused = done(office, "hand_over", tree=tree, archive=archive, overwrite=True)
    assert (refused.state, refused.output) == ("refused", "")
    assert {file for file, _ in refused.lines} == {f"43/01/{NUMBER}.JPG"}
    assert refused.has_report
    assert archive.read_bytes() == before


# ------------------------------------------------------------------------- refusals, without models


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("check", {}),
        ("check", {"folder": "no/such/folder"}),
        ("check", {"folder": "a\0b"}),
        ("check", {"folder": ".", "profile": "zikoa"}),
        ("check", {"folder": ".", "roster": "no such roster.csv"}),
        ("make", {"folder": "."}),
        ("make", {"tree": "out"}),
        ("merge", {"tree": "city"}),
        ("merge", {"origins": ("no such tree",)}),
        ("merge", {"origins": ("no such tree",), "tree": "city"}),
        ("merge", {"origins": (".",), "tree": "city"}),
        ("merge", {"origins": ("a\0b",), "tree": "city"}),
        ("merge", {"origins": (".",), "tree": "city", "resolve": "no such table.csv"}),
        ("hand_over", {"archive": "x.zip"}),
        ("hand_over", {"tree": "."}),
        ("hand_over", {"tree": ".", "archive": "in the tree.zip"}),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, asked: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    over = done(office, kind, **asked)
    assert over.state == "failed"
    assert over.error is not None
    assert over.error.kind != "internal", over.error
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_has_no_report(office: Office, tmp_path: Path) -> None:
    over = done(office, "check", folder=tmp_path)
    assert (over.state, over.has_report) == ("failed", False)


@pytest.mark.parametrize(
    "given",
    [
        [],
        "check",
        {"folders": "."},
        {"folder": ["."]},
        {"folder": None},
        {"dropped": "yes"},
        {"overwrite": 1},
        {"accept": [1]},
        {"origins": "a tree"},
        {"chosen": [None]},
        {"accept": "430101191001"},
    ],
)
def test_a_request_of_another_shape_is_refused(given: object) -> None:
    with pytest.raises(UsageError):
        Asked.of(given)


def test_a_request_is_taken_as_it_is_and_a_path_without_the_quotes_of_windows() -> None:
    asked = Asked.of({"folder": ' "C:\\考场 1" ', "dropped": False, "accept": [NUMBER]})
    assert asked.path("folder") == Path("C:\\考场 1")
    assert asked.accept == (NUMBER,)


# ----------------------------------------------------------------------------------- one at a time


class Slow:
    """Reports as they are let through, one by one; closed when the work has ended."""

    def __init__(self, count: int) -> None:
        self.count, self.closed = count, False
        self.gate = threading.Semaphore(0)

    def __call__(self, *_: object, **__: object) -> Iterator[Report]:
        try:
            for place in range(self.count):
                self.gate.acquire()
                yield Report(f"{place}.jpg", "zikao")
        finally:
            self.closed = True


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Slow:
    made = Slow(5)
    monkeypatch.setattr("photocheck.office.work.check_folder", made)
    for place in range(5):
        (tmp_path / f"{place}.jpg").touch()
    return made


def test_work_that_is_stopped_tells_what_it_did(office: Office, slow: Slow, tmp_path: Path) -> None:
    office.start("check", Asked(folder=str(tmp_path)), "zh")
    slow.gate.release(2)
    progress = office.progress
    assert progress is not None
    while progress.done < 2:
        threading.Event().wait(0.01)
    assert (progress.state, progress.total) == ("running", 5)
    with pytest.raises(UsageError):
        office.start("check", Asked(folder=str(tmp_path)), "zh")
    assert office.progress is progress
    office.stop()
    slow.gate.release()  # the photo at hand
    office.wait()
    assert (progress.state, progress.done, progress.has_report) == ("stopped", 3, True)
    assert slow.closed
    assert "2.jpg" in (office.reports / "report.html").read_text("utf-8")
    # And the next work begins afresh.
    slow.gate.release(5)
    assert done(office, "check", folder=tmp_path).state == "done"


def test_trouble_of_our_own_is_said_on_the_page(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.jpg").touch()
    monkeypatch.setattr("photocheck.office.work.check_folder", lambda *_, **__: 1 / 0)
    over = done(office, "check", folder=tmp_path)
    assert over.error is not None
    assert over.error.kind == "internal"
    assert "ZeroDivisionError" in over.error.message.zh


def test_a_desk_that_is_closed_leaves_nothing(slow: Slow, tmp_path: Path) -> None:
    office = Office(jobs=1)
    kept = office.drops.keep("1.jpg", b"x")
    office.start("check", Asked(folder=str(tmp_path)), "zh")
    slow.gate.release(2)
    while office.progress is None or not office.progress.done:
        threading.Event().wait(0.01)
    slow.gate.release(3)
    office.close()
    assert not kept.exists()
    assert not office.reports.parent.exists()
    assert slow.closed


def test_what_a_desk_left_that_was_cut_off_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    program = (
        "import os\nfrom photocheck.office.work import Office\noffice = Office()\n"
        "print(office.drops.keep('1.jpg', b'x'), flush=True)\ninput()\nos._exit(1)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)},
    ) as other:
        assert other.stdout is not None
        dropped = Path(other.stdout.readline().strip())
        Office().close()
        assert dropped.exists()  # a desk at work keeps its own
        other.communicate("\n")
    assert dropped.exists()
    Office().close()
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------- merging


def test_a_merge_leaves_open_what_a_click_or_a_table_settles(office: Office, tmp_path: Path) -> None:
    a = county(tmp_path / "a", {number(0): "anna", number(1): "bela", number(2): "cora"})
    b = county(tmp_path / "b", {number(0): "other", number(3): "dora"})
    (b / place_of(number(3), ZIKAO)).write_bytes(picture("changed"))
    roster, before = tmp_path / "名单.csv", everything(tmp_path)
    roster.write_text(f"考籍号,姓名\n{number(0)},王芳\n{number(5)},李强\n", "utf-8")
    asked = {"origins": (str(a), str(b)), "tree": tmp_path / "city", "roster": roster}

    first = done(office, "merge", **asked)
    assert (first.state, first.conflicts, first.done, first.total, first.error) == ("refused", 1, 4, 5, None)
    assert first.counts["written"] == 2
    assert [Path(file).name for file, _ in first.lines] == [f"{number(3)}.JPG"]  # a conflict is shown, not listed
    assert "李强" in (office.reports / "report.html").read_text("utf-8")
    assert any("4301" in text.zh for text in first.told)
    (one,) = office.conflicts.to_list()
    assert (one["number"], one["name"]) == (number(0), "王芳")
    assert [each["there"] for each in one["pictures"]] == [False, False]
    sums = [each["sum"] for each in one["pictures"]]
    shown = [office.conflicts.picture(each) for each in sums]
    assert [path and path.read_bytes() for path in shown] == [picture("anna"), picture("other")]
    assert office.conflicts.picture("../x") is None
    table = tmp_path / "city.conflicts.csv"
    assert number(0) in table.read_text("utf-8-sig")

    # A click: what --resolve reads from a table.
    second = done(office, "merge", **asked, chosen=(sums[1],))
    assert second.conflicts == 0
    assert office.conflicts.to_list() == []
    assert (tmp_path / "city" / place_of(number(0), ZIKAO)).read_bytes() == picture("other")
    # It is written down: neither this desk nor another one asks again.
    assert done(office, "merge", **asked).conflicts == 0
    with closing(Office()) as another:
        assert done(another, "merge", **asked).conflicts == 0
        # But where a county sends another picture since, nobody has decided about that one.
        c = county(tmp_path / "c", {number(0): "third"})
        more = {**asked, "origins": (str(a), str(b), str(c))}
        assert done(another, "merge", **more).conflicts == 1
        (one,) = another.conflicts.to_list()
        assert [each["there"] for each in one["pictures"]] == [True, False, False, False]
        assert not any(line.startswith("1") for line in table.read_text("utf-8-sig").splitlines())
        third = one["pictures"][-1]["sum"]
        assert done(another, "merge", **more, chosen=(third,)).conflicts == 0
        assert (tmp_path / "city" / place_of(number(0), ZIKAO)).read_bytes() == picture("third")
        before |= {name: data for name, data in everything(tmp_path).items() if name.startswith("c/")}
    # A desk whose table somebody has filled in by hand.
    lines = [x.lstrip("1") for x in table.read_text("utf-8-sig").splitlines()]
    table.write_text("\n".join(f"1{x}" if sums[0] in x else x for x in lines), "utf-8")
    with closing(Office()) as another:
        assert done(another, "merge", **more).conflicts == 0
        assert (tmp_path / "city" / place_of(number(0), ZIKAO)).read_bytes() == picture("anna")
    assert done(office, "merge", **more, resolve=table).conflicts == 0
    assert (tmp_path / "city" / place_of(number(0), ZIKAO)).read_bytes() == picture("anna")
    assert list(TreeCheck(tmp_path / "city", ZIKAO).run()) == []
    after = everything(tmp_path)
    assert {name: after[name] for name in before} == before, "a county's tree was written to"


def test_a_merge_that_is_stopped_goes_on(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = county(tmp_path / "a", {number(index): f"p{index}" for index in range(150)})
    gate = threading.Semaphore(0)
    reports = Merging.merged

    def slowly(merging: Merging) -> Iterator[Any]:
        for each in reports(merging):
            gate.acquire()
            yield each

    monkeypatch.setattr(Merging, "merged", slowly)
    office.start("merge", Asked(origins=(str(a),), tree=str(tmp_path / "city")), "zh")
    gate.release(3)
    progress = office.progress
    assert progress is not None
    while progress.done < 3:
        threading.Event().wait(0.01)
    office.stop()
    gate.release(1000)
    office.wait()
    assert (progress.state, progress.done, progress.has_report) == ("stopped", 4, True)
    assert list(TreeCheck(tmp_path / "city", ZIKAO).run()) == []
    assert 4 <= len(list((tmp_path / "city").rglob("*.JPG"))) < 150
    over = done(office, "merge", origins=(str(a),), tree=tmp_path / "city")
    assert (over.state, over.done, over.lines) == ("done", 150, [])
    assert len(list((tmp_path / "city").rglob("*.JPG"))) == 150


# ------------------------------------------------------------------------------------------- drops


def test_dropped_photos_are_work_until_they_are_forgotten(office: Office, slow: Slow) -> None:
    office.drops.keep("a.jpg", b"1")
    office.drops.keep("a.jpg", b"22")
    table = office.drops.keep("名单.csv", b"3")
    assert len(office.drops) == 1
    assert table.read_bytes() == b"3"
    slow.gate.release(5)
    assert done(office, "check", dropped=True).total == 1
    office.drops.forget()
    assert len(office.drops) == 0
    assert done(office, "check", dropped=True).state == "failed"
    assert table.exists()


@pytest.mark.parametrize(
    ("name", "kept"), [("../../x.jpg", "x.jpg"), ("C:\\考场\\一.jpg", "一.jpg"), ("/etc/1.png", "1.png")]
)
def test_a_dropped_file_stays_in_its_folder(tmp_path: Path, name: str, kept: str) -> None:
    assert Drops(tmp_path).keep(name, b"x") == tmp_path / "photos" / kept


@pytest.mark.parametrize("name", ["", "..", "a/", ".hidden", "x:y.jpg", "nul.jpg", "COM1", "a.", "a\n.jpg", "x" * 300])
def test_what_is_no_name_everywhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        Drops(tmp_path).keep(name, b"x")
    assert list(tmp_path.iterdir()) == []


def test_there_is_an_end_to_dropping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drops, "MOST", 2)
    monkeypatch.setattr(drops, "MOST_BYTES", 10)
    dropped = Drops(tmp_path)
    dropped.keep("1.jpg", b"123456")
    with pytest.raises(UsageError):
        dropped.keep("2.jpg", b"12345")
    dropped.keep("1.jpg", b"1234567")
    dropped.keep("2.jpg", b"1")
    with pytest.raises(UsageError):
        dropped.keep("3.jpg", b"")
    assert sorted(path.name for path in dropped.photos.iterdir()) == ["1.jpg", "2.jpg"]


# ----------------------------------------------------------------------------------------- folders


def test_a_folder_shows_what_a_clerk_looks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("DCIM/100CANON/1.JPG", "DCIM/100CANON/2.jpeg", "DCIM/3.png", "DCIM/注.txt", ".hidden/4.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in ("名单.xlsx", "b.dbf", "a.csv", "5.jpg", "Thumbs.db", "x.docx", "$RECYCLE.BIN"):
        (tmp_path / name).touch()
    (tmp_path / "桌面").mkdir()
    county(tmp_path / "桌面" / "岳麓", {number(0): "anna"})
    for name in ("county.zip", "county.manifest.csv", "other.zip"):
        (tmp_path / "桌面" / name).touch()
    desktop = folders.listed(str(tmp_path / "桌面"))
    assert [(each["name"], each["filed"]) for each in desktop["folders"]] == [("岳麓", True)]
    assert [each["name"] for each in desktop["packs"]] == ["county.zip"]  # the other has no manifest
    assert folders.listed(desktop["folders"][0]["path"])["filed"]
    shutil.rmtree(tmp_path / "桌面" / "岳麓")
    found = folders.listed("")
    assert found["path"] == str(tmp_path)
    assert [(each["name"], each["photos"]) for each in found["folders"]] == [("DCIM", 3), ("桌面", 0)]
    assert [each["name"] for each in found["tables"]] == ["a.csv", "b.dbf", "名单.xlsx"]
    assert found["photos"] == 1
    assert str(tmp_path / "桌面") in [place["path"] for place in found["places"]]
    inside = folders.listed(str(tmp_path / "a.csv"))  # where a file lies
    assert inside["path"] == str(tmp_path)
    assert folders.listed(found["folders"][0]["path"])["parent"] == str(tmp_path)


def test_what_is_made_of_a_folder_lies_beside_it_under_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out-上报.zip").touch()
    found = folders.listed(str(tmp_path / "out"))
    assert found["tree"]["zh"] == str(tmp_path / "out-归档")
    assert found["archive"] == {"zh": str(tmp_path / "out-上报-2.zip"), "en": str(tmp_path / "out-handover.zip")}


def test_a_folder_of_very_many_is_listed_as_far_as_it_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_ENTRIES", 3)
    monkeypatch.setattr(folders, "MOST_COUNTED", 10)
    for name in "abcde":
        (tmp_path / name).mkdir()
        for place in range(6):
            (tmp_path / name / f"{place}.jpg").touch()
    found = folders.listed(str(tmp_path))
    assert [each["photos"] for each in found["folders"]] == [6, None, None]
    assert found["more"] == 2


@pytest.mark.parametrize("path", ["no/such/folder", "a\0b"])
def test_a_folder_that_is_none_is_said(path: str) -> None:
    with pytest.raises(UsageError):
        folders.listed(path)

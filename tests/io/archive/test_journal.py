"""Going on after a stop: the journal, what it remembers, and verify, which holds it against the tree."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import photocheck
from photocheck.batch import Selection, process_folder
from photocheck.batch.job import Job
from photocheck.batch.pool import Workers
from photocheck.errors import PhotocheckError, UsageError
from photocheck.io.archive.journal import Journal, journal_path, packed, unpacked
from photocheck.io.archive.seen import Seen
from photocheck.io.archive.verify import TreeCheck
from photocheck.io.folder import PART
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile, load_profile_text, shipped_names
from photocheck.results import Report
from photocheck.types import Text, Verdict
from tests.command import photocheck as command
from tests.crowd import crowd, pictures

COUNT = 4
OPTIONS = ("-j", "1", "--select", "file")


def run(sources: Path, tree: Path, **options: object) -> list[Report]:
    """Process with the checks of the file alone: what the others say of these photos is not asked here."""
    options = {"selection": Selection(select=("file",)), "jobs": 1, **options}
    return list(process_folder(sources, tree=tree, **options))  # type: ignore[arg-type]


def problems(tree: Path) -> list[tuple[str, str]]:
    return [(found.kind, found.file) for found in TreeCheck(tree).run()]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with photos in ``in`` and the tree made of them in ``out``."""
    home = tmp_path_factory.mktemp("finished")
    crowd(home / "in", COUNT)
    reports = run(home / "in", home / "out")
    assert [r.verdict in {Verdict.PASS, Verdict.WARN} for r in reports] == [True] * COUNT, reports[0].failures
    return home


@pytest.fixture
def home(finished: Path, tmp_path: Path) -> Path:
    """A copy of it, journal included, to be spoiled; the sources keep their path and times."""
    shutil.copytree(finished / "out", tmp_path / "out")
    shutil.copy(journal_path(finished / "out"), journal_path(tmp_path / "out"))
    (tmp_path / "in").symlink_to(finished / "in")
    return tmp_path


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants a worker from now on gets an error."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a photo was processed again")

    monkeypatch.setattr("photocheck.batch.pool.Workers.submit", refuse)


def test_the_tree_holds_nothing_but_pictures(finished: Path) -> None:
    assert len(pictures(finished / "out")) == COUNT
    assert all(name.endswith(".JPG") for name in pictures(finished / "out"))
    assert problems(finished / "out") == []


def test_the_same_again_does_nothing_and_says_the_same(finished: Path, idle: None) -> None:
    first = [report.to_dict() for report in run(finished / "in", finished / "out")]
    assert [result["output"] is not None for result in first] == [True] * COUNT
    assert all(result["findings"] for result in first)


def test_a_run_from_the_journal_reports_as_the_first_did(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 2)
    first = [report.to_dict() for report in run(tmp_path / "in", tmp_path / "out")]
    assert [report.to_dict() for report in run(tmp_path / "in", tmp_path / "out")] == first


def test_only_what_is_new_or_changed_is_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "in").unlink()
    paths = crowd(home / "in", COUNT + 1)  # other files with the same content, and one more
    done: list[str] = []
    submit = Workers.submit

    def watched(self: Workers, fn: object, setup: object, job: Job) -> object:
        done.append(job.path)
        return submit(self, fn, setup, job)  # type: ignore[arg-type]

    monkeypatch.setattr(Workers, "submit", watched)
    reports = run(home / "in", home / "out")
    assert done == [str(paths[COUNT])]
    assert all(report.output for report in reports)
    assert problems(home / "out") == []


def test_recheck_does_all_and_leaves_what_comes_out_the_same(home: Path) -> None:
    before = {name: (home / "out" / name).stat().st_ino for name in pictures(home / "out")}
    reports = run(home / "in", home / "out", recheck=True)
    assert [report.error for report in reports] == [None] * COUNT
    assert {name: (home / "out" / name).stat().st_ino for name in pictures(home / "out")} == before


def test_a_failed_photo_is_not_done_again_but_fails_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = crowd(tmp_path / "in", 1)[0]
    path.write_bytes(path.read_bytes()[:5000])
    first = run(tmp_path / "in", tmp_path / "out")
    assert first[0].verdict is Verdict.FAIL
    monkeypatch.setattr("photocheck.batch.pool.Workers.submit", None)
    assert [report.to_dict() for report in run(tmp_path / "in", tmp_path / "out")] == [r.to_dict() for r in first]


def test_a_changed_photo_replaces_nothing_unless_told(home: Path) -> None:
    shutil.copytree(home / "in", home / "own")
    run(home / "own", home / "out")
    before = pictures(home / "out")
    first, second = sorted((home / "own").iterdir())[:2]
    first.write_bytes(second.read_bytes())
    report = run(home / "own", home / "out")[0]
    assert report.error is not None
    assert report.error.kind == "exists"
    assert pictures(home / "out") == before
    report = run(home / "own", home / "out", overwrite=True)[0]
    assert report.error is None
    assert pictures(home / "out") != before
    assert problems(home / "out") == []


def test_swapped_for_another_of_the_same_size_and_date_is_changed(tmp_path: Path) -> None:
    path = crowd(tmp_path / "in", 1)[0]
    run(tmp_path / "in", tmp_path / "out")
    facts = path.stat()
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert path.stat().st_size == facts.st_size
    assert run(tmp_path / "in", tmp_path / "out")[0].output is None


def test_another_photo_for_a_number_that_is_there_is_told_from_where(home: Path) -> None:
    other = home / "other"
    other.mkdir()
    sources = sorted((home / "in").iterdir())
    shutil.copy(sources[1], other / sources[0].name)
    (report,) = run(other, home / "out")
    assert report.error is not None
    assert report.error.kind == "exists"
    assert sources[0].name in report.error.message.en
    assert "there already" in report.error.message.en
    assert problems(home / "out") == []


def test_other_rules_replace_nothing_unless_told(home: Path) -> None:
    reports = run(home / "in", home / "out", profile="zikao-hunan-2021")
    assert {report.error.kind for report in reports if report.error} == {"exists"}
    assert problems(home / "out") == []


def test_other_checks_are_run_and_the_same_picture_kept(home: Path) -> None:
    reports = run(home / "in", home / "out", selection=Selection(select=("file.whole",)))
    assert [report.error for report in reports] == [None] * COUNT
    assert [finding.check for finding in reports[0].findings] == ["file.whole"]


def test_a_dry_run_leaves_no_journal(tmp_path: Path) -> None:
    crowd(tmp_path / "in", 1)
    (report,) = run(tmp_path / "in", tmp_path / "out", write=False)
    assert report.output is None
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_stations_pictures_are_in_the_journal_too(tmp_path: Path) -> None:
    checker = photocheck.Checker("zikao", wanted=Selection(select=("file",)))
    path = crowd(tmp_path / "in", 1)[0]
    assert checker.process(path, tree=tmp_path / "out").output
    assert problems(tmp_path / "out") == []
    assert checker.process(path, tree=tmp_path / "out").error is None
    other = crowd(tmp_path / "in", 2)[1]
    error = checker.process(other, number=path.stem, tree=tmp_path / "out").error
    assert error is not None
    assert str(path) in error.message.en


# --------------------------------------------------------------------------------- two at once


def test_two_runs_at_once_into_one_tree(tmp_path: Path) -> None:
    """Half of the numbers are in both folders, with different photos: one wins, the other is told."""
    crowd(tmp_path / "a", 8)
    crowd(tmp_path / "b", 16)
    for index, path in enumerate(sorted((tmp_path / "b").iterdir())):
        if index < 4:
            path.unlink()
        elif index < 8:  # another person's photo under the same number
            shutil.copy(max((tmp_path / "b").iterdir()), path)
    runs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "photocheck",
                "process",
                tmp_path / name,
                "--to",
                tmp_path / "out",
                "-j",
                "1",
                "--select",
                "file",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    said = [process.communicate(timeout=180) for process in runs]
    assert not any("Traceback" in err for _, err in said)
    told = [line for out, _ in said for line in out.splitlines() if "there already" in line]
    assert len(told) == 4, said
    assert all("/a/" in line or "/b/" in line for line in told)
    assert problems(tmp_path / "out") == []
    assert len(pictures(tmp_path / "out")) == 16


# ------------------------------------------------------------------------------------- verify


def test_verify_finds_every_kind_of_trouble(home: Path) -> None:
    tree = home / "out"
    folder = next(path.parent for path in tree.rglob("*.JPG"))
    files = sorted(folder.iterdir())
    files[0].write_bytes(files[0].read_bytes() + b"x")
    files[1].rename(folder / "renamed.JPG")
    (folder / f".left{PART}").write_bytes(b"half")
    files[2].unlink()
    files[2].symlink_to(files[3])
    (tree / "note.txt").write_text("?")
    where = folder.relative_to(tree).as_posix()
    assert sorted(problems(tree)) == sorted(
        [
            ("changed", f"{where}/{files[0].name}"),
            ("missing", f"{where}/{files[1].name}"),
            ("changed", f"{where}/{files[2].name}"),
            ("extra", f"{where}/renamed.JPG"),
            ("unfinished", f"{where}/.left{PART}"),
            ("extra", "note.txt"),
        ]
    )
    ran = command("verify", tree, "--lang", "zh")
    assert ran.code == 1
    assert "处理记录里有,文件夹里没有" in ran.out


def test_verify_holds_a_picture_to_its_place_and_rules(home: Path) -> None:
    with sqlite3.connect(journal_path(home / "out")) as db:
        output, number = db.execute("SELECT output, number FROM pictures ORDER BY output").fetchone()
        db.execute("UPDATE pictures SET number = ? WHERE output = ?", (number[:-1] + "9", output))
    assert problems(home / "out") == [("misplaced", output)]
    with sqlite3.connect(journal_path(home / "out")) as db:
        db.execute("UPDATE pictures SET number = ? WHERE output = ?", (number, output))
        db.execute("UPDATE profiles SET toml = replace(toml, '{city}/', '')")
    assert {kind for kind, _ in problems(home / "out")} == {"profile"}


@pytest.mark.parametrize("name", shipped_names())
def test_a_profile_reads_back_to_its_digest(name: str) -> None:
    profile = load_profile(name)
    assert load_profile_text(as_toml(profile)).digest == profile.digest


def test_verify_by_a_profile(home: Path) -> None:
    assert command("verify", home / "out", "--profile", "zikao").code == 0
    assert command("verify", home / "out", "--profile", "zikao-hunan-2021").code == 1


def test_verify_without_a_journal_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    ran = command("verify", tmp_path / "out")
    assert ran.code == 2
    assert "No journal" in ran.err
    assert command("verify", tmp_path / "none").code == 2


def test_what_is_missing_is_made_again(home: Path) -> None:
    before = pictures(home / "out")
    name = min(before)
    (home / "out" / name).unlink()
    run(home / "in", home / "out")
    assert pictures(home / "out") == before
    assert problems(home / "out") == []


def test_a_lost_journal_is_written_anew(home: Path) -> None:
    before = pictures(home / "out")
    journal_path(home / "out").unlink()
    assert [report.error for report in run(home / "in", home / "out")] == [None] * COUNT
    assert pictures(home / "out") == before
    assert problems(home / "out") == []


def test_a_candidate_is_forgotten_as_security_md_says(home: Path) -> None:
    before = pictures(home / "out")
    photo = min((home / "in").iterdir())
    photo.unlink()
    name = next(name for name in before if name.endswith(f"{photo.stem}.JPG"))
    (home / "out" / name).unlink()
    journal_path(home / "out").unlink()
    run(home / "in", home / "out")
    assert pictures(home / "out") == {other: data for other, data in before.items() if other != name}
    assert problems(home / "out") == []
    assert photo.stem.encode() not in journal_path(home / "out").read_bytes()


# ------------------------------------------------------------------------------------ the file


def test_a_damaged_journal_is_said_and_nothing_is_touched(home: Path) -> None:
    before = pictures(home / "out")
    journal_path(home / "out").write_bytes(b"no database " * 1000)
    ran = command("process", home / "in", "--to", home / "out")
    assert ran.code == 2
    assert "damaged" in ran.err
    assert pictures(home / "out") == before
    assert command("verify", home / "out").code == 2


def test_a_journal_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = journal_path(tmp_path / "out")
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="another version"):
        Journal(path)


def test_where_the_journal_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert journal_path(tmp_path / "out") == tmp_path / "out.photocheck.sqlite"
    monkeypatch.chdir(tmp_path)
    assert journal_path(Path("out")) == tmp_path / "out.photocheck.sqlite"
    assert journal_path(Path(tmp_path.anchor)).parent == Path(tmp_path.anchor)
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(tmp_path / "out"))
    assert journal_path(tmp_path / "out") == tmp_path / "out" / ".photocheck.sqlite"


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    path = journal_path(tmp_path / "out")
    Journal(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    script = (
        "import sys, pathlib; from photocheck.io.archive.journal import Journal;"
        "j = Journal(pathlib.Path(sys.argv[1])); j.know_profile('d', 'p', 't'); j.close()"
    )
    waits = subprocess.Popen([sys.executable, "-c", script, path])
    time.sleep(1)
    assert waits.poll() is None
    other.execute("COMMIT")
    assert waits.wait(60) == 0


def test_numbers_are_seen_once() -> None:
    seen = Seen()
    assert seen.first("1", "a\udcff.jpg") is None
    assert seen.first("2", "b.jpg") is None
    assert seen.first("1", "c.jpg") == "a\\udcff.jpg"
    seen.close()


def test_results_survive_the_way_through_the_journal(checker: photocheck.Checker, finished: Path) -> None:
    result = checker.process(min((finished / "in").iterdir())).to_dict()
    assert Report.from_dict(unpacked(packed(result))).to_dict() == result
    error = Report("a\udcff", "p", error=PhotocheckError(Text("坏", "bad")).problem()).to_dict()
    assert Report.from_dict(unpacked(packed(error))).to_dict() == error
    with pytest.raises(ValueError, match="header"):
        unpacked(b"nonsense")

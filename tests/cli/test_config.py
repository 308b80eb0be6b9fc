"""Settings found upwards, options for the desk, and completion: through the command line itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import CAMERA, GOOD, HEARS_INTERRUPTS, photocheck

from photocheck.cli.config import KEYS, NAME, find_config, named_config, template
from photocheck.errors import UsageError
from photocheck.toml import tomllib


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder of one finished photo, two levels below where settings are put."""
    folder = tmp_path / "office" / "in" / "today"
    folder.mkdir(parents=True)
    shutil.copy(GOOD, folder)
    return tmp_path / "office"


def settle(folder: Path, text: str, name: str = NAME) -> None:
    (folder / name).write_text(text, "utf-8")


def test_settings_are_found_upwards_and_named(office: Path) -> None:
    settle(office, 'lang = "zh"\nformat = "jsonl"\nselect = "framing.head"\njobs = 1\n')
    ran = photocheck("check", office / "in" / "today", folder=office / "in")
    assert [finding["check"] for finding in ran.results[0]["findings"]] == ["framing.head"]
    assert f"设置来自 {office / NAME}" in ran.err
    assert "共 1 张" in ran.err


def test_the_command_line_comes_first_and_the_nearest_file_counts(office: Path) -> None:
    settle(office, 'format = "csv"\nselect = ["framing"]\n')
    settle(office / "in", 'format = "jsonl"\nselect = ["file.whole"]\n')
    ran = photocheck("check", office / "in" / "today", "--select", "file.format", "-j", "1", folder=office / "in")
    assert [finding["check"] for finding in ran.results[0]["findings"]] == ["file.format"]


def test_paths_are_the_files_own(office: Path) -> None:
    settle(office, 'output = "out.csv"\nformat = "csv"\nselect = ["file"]\njobs = 1\n')
    assert photocheck("check", office / "in", "--config", office / NAME, folder=office.parent).code == 0
    assert (office / "out.csv").is_file()


def test_settings_beside_the_photos_are_not_looked_at(office: Path) -> None:
    settle(office / "in", 'output = "out.csv"\nselect = ["face.eyes"]\nscheduler = "tcp://127.0.0.1:1"\nbroken = 1\n')
    ran = photocheck("check", office / "in" / "today", "-f", "jsonl", "-j", "1", folder=office.parent)
    assert ran.code == 0
    assert len(ran.results[0]["findings"]) > 20
    assert NAME not in ran.err


@pytest.mark.parametrize("key", ["scheduler", "output", "to"])
def test_what_sends_or_writes_counts_only_where_the_user_named_the_file(office: Path, key: str) -> None:
    settle(office, f'{key} = "nowhere/x.csv"\nlang = "en"\nselect = "file.format"\n')
    command = ("process", office / "in", *(["--to", office / "tree"] if key != "to" else []), "-j", "1")
    ran = photocheck(*command, folder=office)
    assert f"{key} in {office / NAME} is not used" in ran.err
    assert ran.code == (2 if key == "to" else 0)
    assert not (office / "nowhere").exists()
    if key != "scheduler":  # Dask takes a minute to give up
        ran = photocheck(*command, "--config", NAME, folder=office)
        assert (office / "nowhere").exists() or "nowhere" in ran.err


def test_a_named_file_has_to_be_there(office: Path) -> None:
    ran = photocheck("check", office / "in", "--config", "none.toml", "--lang", "zh", folder=office)
    assert ran.code == 2
    assert "none.toml 读不出来:没有这个文件" in ran.err


def test_a_roster_may_stand_in_the_settings(office: Path) -> None:
    (office / "名单.csv").write_text("考籍号,姓名\n430101191001,张三\n", "utf-8")
    settle(office, 'roster = "名单.csv"\nselect = "file"\n')
    ran = photocheck("check", office / "in", "-j", "1", "-v", "--lang", "zh", folder=office / "in")
    assert ran.code == 0
    assert "张三" in ran.out


def test_pyproject_holds_them_too(office: Path) -> None:
    settle(office, '[tool.photocheck]\nformat = "jsonl"\n', "pyproject.toml")
    assert find_config(office / "in").values == {"format": "jsonl"}
    settle(office, "[tool.other]\n[[broken", "pyproject.toml")
    assert find_config(office / "in") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fromat = "csv"', "did you mean format?"),
        ("overwrite = true", "unknown key overwrite"),
        ('format = "word"', "format is wrong"),
        ("jobs = 0", "jobs is wrong"),
        ("format = ", "are wrong"),
        ('lang = "de"', "lang is wrong"),
    ],
)
def test_wrong_settings_name_file_and_key(office: Path, text: str, said: str) -> None:
    settle(office, text + "\n")
    ran = photocheck("check", office / "in", folder=office)
    assert ran.code == 2
    assert said in ran.err
    assert NAME in ran.err


def test_init_writes_what_can_be_read_and_replaces_nothing(tmp_path: Path) -> None:
    assert photocheck("init", tmp_path).code == 0
    text = (tmp_path / NAME).read_text("utf-8")
    assert tomllib.loads(text) == {}
    every = "\n".join(line[2:] for line in text.splitlines() if line.startswith("# ") and " = " in line)
    (tmp_path / NAME).write_text(every, "utf-8")
    assert set(named_config(tmp_path / NAME).values) <= set(KEYS)
    assert len(named_config(tmp_path / NAME).values) > 8
    ran = photocheck("init", tmp_path, "--lang", "zh")
    assert ran.code == 2
    assert "没有改动" in ran.err
    assert (tmp_path / NAME).read_text("utf-8") == every


def test_the_template_has_a_line_for_every_option_but_the_rare() -> None:
    named = {
        line[2:].split(" = ")[0] for line in template("zh").splitlines() if line.startswith("# ") and " = " in line
    }
    assert set(KEYS) - named == {"select", "fail-fast", "scheduler"}


def test_a_place_that_is_not_there_is_left_to_the_command(tmp_path: Path) -> None:
    assert photocheck("check", tmp_path / "none" / "x.jpg", "-j", "1").code == 2
    settle(tmp_path, "=")
    with pytest.raises(UsageError, match="wrong"):
        find_config(tmp_path / "none")


def test_to_may_stand_in_the_settings_but_must_stand_somewhere(office: Path) -> None:
    folder = office / "camera"
    folder.mkdir()
    shutil.copy(CAMERA, folder)
    ran = photocheck("process", folder, "-j", "1")
    assert ran.code == 2
    assert "--to" in ran.err
    settle(office, 'to = "归档"\n')
    assert photocheck("process", folder, "-j", "1", folder=office).code == 2
    assert photocheck("process", folder, "-j", "1", "--config", NAME, folder=office).code == 0
    assert len(list((office / "归档").rglob("*.JPG"))) == 1


def test_exit_zero_and_statistics(tmp_path: Path) -> None:
    photo = tmp_path / "x.jpg"
    photo.write_bytes(b"nothing")
    assert photocheck("check", photo, "-j", "1").code == 1
    ran = photocheck("check", photo, "-j", "1", "--exit-zero", "--statistics", "--lang", "en")
    assert ran.code == 0
    assert "file.whole" in ran.err
    assert "unmeasured" in ran.err


def test_a_roster_keeps_photos_of_nobody_out_of_the_tree(tmp_path: Path) -> None:
    folder, tree = tmp_path / "in", tmp_path / "tree"
    folder.mkdir()
    shutil.copy(CAMERA, folder / "43010219900101123x.jpg")
    shutil.copy(CAMERA, folder / "430101191007.jpg")
    roster = tmp_path / "名单.csv"
    roster.write_bytes(
        "准考证号,姓名,身份证号\n430101191001,张三,43010219900101123X\n430101191002,李四,\n".encode("gb18030")
    )
    ran = photocheck("process", folder, "--to", tree, "--roster", roster, "-j", "1", "--lang", "zh", "-v")
    assert ran.code == 1
    assert "名单 名单.csv 共 2 人。按“准考证号”列认号码" in ran.err
    assert "430101191007" in ran.out
    assert "名单里没有考籍号 430101191007,没有归档" in ran.out
    assert "430101191002 李四(名单第 3 行)" in ran.out
    assert "张三" in ran.out
    assert [file.name for file in tree.rglob("*.JPG")] == ["430101191001.JPG"]


def test_one_picture_under_two_numbers_is_told(tmp_path: Path) -> None:
    for name in ("430101191001.JPG", "430101191005.JPG"):
        shutil.copy(GOOD, tmp_path / name)
    ran = photocheck("check", tmp_path, "-j", "1", "--lang", "en")
    assert ran.code == 1
    assert "one file under two numbers: 1" in ran.out
    assert "    430101191001 and 430101191005\n" in ran.out


def test_pack_and_verify_from_the_command_line(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "43" / "01").mkdir(parents=True)
    shutil.copy(GOOD, tree / "43" / "01")
    (tree / "Thumbs.db").write_bytes(b"x")
    (tree / "note.txt").write_bytes(b"x")
    pack = ("pack", tree, "-o", tmp_path / "out.zip", "-j", "1", "--lang", "zh")
    ran = photocheck(*pack)
    assert (ran.code, ran.out) == (0, ""), ran.out
    assert "1 个系统文件(Thumbs.db)没有打包" in ran.err
    assert "没有打包:note.txt" in ran.err
    assert photocheck("verify", tmp_path / "out.zip").code == 0
    assert photocheck(*pack).code == 2
    (tree / "43" / "01" / "430101191009.JPG").write_bytes(GOOD.read_bytes()[:3000])
    ran = photocheck(*pack, "--overwrite")
    assert ran.code == 1
    assert "430101191009.JPG" in ran.out
    assert "没有打包" in ran.err
    assert photocheck("verify", tmp_path / "out.zip").code == 0
    with (tmp_path / "out.zip").open("r+b") as file:
        file.seek(200)
        file.write(b"\0\0\0")
    assert photocheck("verify", tmp_path / "out.zip").code == 1
    assert photocheck("pack", tree, "-o", tree / "in.zip").code == 2


def test_pictures_that_are_alike_are_packed_when_somebody_compared_them(tmp_path: Path) -> None:
    tree, other = tmp_path / "tree", GOOD.with_name("430101191002.JPG")
    (tree / "43" / "01").mkdir(parents=True)
    for photo in (GOOD, other):  # one portrait under two lights
        shutil.copy(photo, tree / "43" / "01")
    pack = ("pack", tree, "-o", tmp_path / "out.zip", "-j", "1", "--lang", "en")
    ran = photocheck(*pack)
    assert ran.code == 1
    # What to do is said once, and then which pictures.
    said = ("perhaps one picture under two numbers (compare them): 1", "    Compare the two and check whose it is.")
    assert ran.out.splitlines() == [*said, f"    {GOOD.stem} and {other.stem}"]
    assert f"--accept {GOOD.stem},{other.stem}" in ran.err
    assert not (tmp_path / "out.zip").exists()
    assert photocheck(*pack, "--accept", f"{GOOD.stem},{other.stem}").code == 0
    roster = tmp_path / "r.csv"
    roster.write_text(f"number\n{GOOD.stem}\n", "utf-8")
    ran = photocheck(*pack, "--accept", f"{GOOD.stem},{other.stem}", "--roster", roster, "--overwrite")
    assert ran.code == 1
    assert f"the roster has no number {other.stem}" in ran.out


@pytest.mark.skipif(os.name == "nt", reason="sends the interrupt that a terminal sends")
def test_watch_takes_photos_as_they_come_and_ends_at_an_interrupt(tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "430101191001.JPG")
    command = [sys.executable, "-m", "photocheck", "check", str(tmp_path), "--watch", "-j", "1", "-f", "jsonl"]
    out = (tmp_path.parent / "watched.jsonl").open("wb")
    with out, subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, **HEARS_INTERRUPTS) as process:
        waited(out.name, 1)
        shutil.copy(GOOD, tmp_path / "430101191002.JPG")
        waited(out.name, 2)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1, told  # the two are one picture
    assert "2 " in told


def waited(name: str, lines: int) -> None:
    ends = time.monotonic() + 60
    while Path(name).read_bytes().count(b"\n") < lines:
        assert time.monotonic() < ends, "nothing came"
        time.sleep(0.1)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts(shell: str) -> None:
    ran = photocheck(environment={"_PHOTOCHECK_COMPLETE": f"{shell}_source"})
    assert "_PHOTOCHECK_COMPLETE" in ran.out
    assert "photocheck" in ran.out


def test_powershell_is_offered_commands_and_choices() -> None:
    def offered(words: str, word: str) -> list[str]:
        environment = {"_PHOTOCHECK_COMPLETE": "powershell_complete", "COMP_WORDS": words, "COMP_WORD": word}
        return [line.split("\t")[1] for line in photocheck(environment=environment).out.splitlines()]

    assert offered("photocheck\nch", "ch") == ["check"]
    assert "html" in offered("photocheck\ncheck\n--format", "")
    assert offered("photocheck\ncheck\n--ros", "--ros") == ["--roster", "--roster-columns"]

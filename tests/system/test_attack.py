"""What somebody does who wants a picture lost, replaced or smuggled in: the whole campaign again with one command.

The short form runs by default; the long one, whose last result is in docs/robustness.md, is
``pytest -s -m slow tests/system/test_attack.py``.  Kills of ``process`` are in test_kill.py, kills of ``merge`` in
tests/io/archive/test_merge.py, mutations in test_fuzz*.py.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from photocheck.io.archive.journal import INSIDE
from photocheck.io.folder import PART
from tests.command import CAMERA, GOOD, photocheck, small_disk
from tests.crowd import crowd, pictures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9, mounts and file names as POSIX has them")
OPTIONS = ("-f", "jsonl", "-j", "1", "--select", "file")


def record(text: str) -> None:
    print(f"\n{text}")  # noqa: T201 - for docs/robustness.md


def killed(arguments: list[str | Path], chance: random.Random, longest: float) -> bool:
    """Whether the command was killed before its end, at a random moment after it has begun to do something."""
    process = subprocess.Popen(
        [sys.executable, "-m", "photocheck", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(chance.uniform(0, longest))
    unfinished = process.poll() is None
    if unfinished:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    return unfinished


# --------------------------------------------------------------------------------------- overwriting


def _overwrite(folder: Path, count: int, kills: int, seed: int) -> float:
    """Two folders of photos with the same numbers replace each other's pictures, killed again and again."""
    chance, tree = random.Random(seed), folder / "out"
    whole: dict[str, list[bytes]] = {}
    for who in ("a", "b"):
        paths = crowd(folder / who, count)
        if who == "b":  # the same numbers, each with its neighbour's photo
            data = [path.read_bytes() for path in paths]
            for place, path in enumerate(paths):
                path.write_bytes(data[place - 1])
        assert photocheck("process", folder / who, "--to", folder / f"whole-{who}", *OPTIONS).code in {0, 1}
        for name, picture in pictures(folder / f"whole-{who}").items():
            whole.setdefault(name, []).append(picture)
    sources = pictures(folder / "a"), pictures(folder / "b")
    orders: dict[str, list[str | Path]] = {
        who: ["process", folder / who, "--to", tree, *OPTIONS, "--overwrite", "--recheck"] for who in "ab"
    }
    start = time.monotonic()
    assert photocheck(*orders["a"]).code in {0, 1}
    usual, done = time.monotonic() - start, 0
    while done < kills:
        done += killed(orders["ba"[done % 2]], chance, usual)
        there = pictures(tree)
        assert all(name.endswith(PART) or data in whole[name] for name, data in there.items()), "a half written picture"
        assert whole.keys() <= there.keys(), "a picture is gone"
        if done % 7 == 0:
            who = chance.choice("ab")
            assert photocheck(*orders[who]).code in {0, 1}
            assert pictures(tree) == pictures(folder / f"whole-{who}")
            assert photocheck("verify", tree).code == 0
    assert photocheck(*orders["a"]).code in {0, 1}
    assert pictures(tree) == pictures(folder / "whole-a")
    assert photocheck("verify", tree).code == 0
    assert (pictures(folder / "a"), pictures(folder / "b")) == sources
    return time.monotonic() - start


def test_overwriting_killed(tmp_path: Path) -> None:
    _overwrite(tmp_path, 6, 3, seed=11)


@pytest.mark.slow
def test_overwriting_killed_twenty_one_times(tmp_path: Path) -> None:
    seconds = _overwrite(tmp_path, 40, 21, seed=12)
    record(f"21 kills of process --overwrite over 40 pictures in {seconds:.0f} s: none lost or half written")


# ------------------------------------------------------------------------------------------ packing


def _pack(folder: Path, kills: int, seed: int) -> float:
    """A pair of ZIP and manifest that is replaced, killed again and again: it is a pair at any moment."""
    chance, tree, archive = random.Random(seed), folder / "tree", folder / "out" / "h.zip"
    place = tree / "43" / "01"
    place.mkdir(parents=True)
    archive.parent.mkdir()
    shutil.copy(GOOD, place)
    order: list[str | Path] = ["pack", tree, "-o", archive, "-j", "1", "--overwrite"]
    start = time.monotonic()
    assert photocheck(*order).code == 0
    usual, done = time.monotonic() - start, 0
    while done < kills:
        done += killed(order, chance, usual)
        if archive.exists():
            assert photocheck("verify", archive).code == 0, "a ZIP with another's manifest"
    assert photocheck(*order).code == 0
    assert photocheck("verify", archive).code == 0
    assert sorted(path.name for path in archive.parent.iterdir()) == ["h.manifest.csv", "h.zip"]
    return time.monotonic() - start


def test_packing_killed(tmp_path: Path) -> None:
    _pack(tmp_path, 2, seed=13)


@pytest.mark.slow
def test_packing_killed_fifteen_times(tmp_path: Path) -> None:
    seconds = _pack(tmp_path, 15, seed=14)
    record(f"15 kills of pack --overwrite in {seconds:.0f} s: the pair was whole each time, nothing was left beside it")


# ----------------------------------------------------------------------------------------- full disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "16k") as place:
        yield place


def _full(folder: Path, disk: Path, size: str) -> tuple[int, int]:
    """Pictures that came onto a disk of that size, and those that did not and said so; then there is room."""
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)
    crowd(folder / "in", 9)
    order = ("process", folder / "in", "--to", disk, *OPTIONS)
    ran = photocheck(*order)
    there = {name for name in pictures(disk) if not name.startswith(INSIDE)}
    assert not [name for name in there if name.endswith(PART)]
    if ran.code == 2:  # no room for a journal
        assert ran.err
        assert not there
        kept, lost = 0, 9
    else:
        errors = [result["error"]["kind"] for result in ran.results if result["error"]]
        assert set(errors) <= {"disk"}
        kept, lost = len(there), len(errors)
        assert kept + lost == len(ran.results) == 9
    subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
    again = photocheck(*order)
    assert not [result["error"] for result in again.results if result["error"]]
    assert len([name for name in pictures(disk) if name.endswith(".JPG")]) == 9
    assert photocheck("verify", disk).code == 0
    return kept, lost


@pytest.mark.slow
@pytest.mark.parametrize("size", ["16k", "48k", "112k", "144k"])
def test_a_disk_of_four_sizes(tmp_path: Path, disk: Path, size: str) -> None:
    kept, lost = _full(tmp_path, disk, size)
    record(f"a disk of {size}: {kept} of 9 pictures whole, {lost} said to lack room; with room all are there")


# ------------------------------------------------------------------------------------- hostile names

NAMES = [
    "\x1b[2J\x1b]0;x\x07", "a\nFAIL  b", "a\rb", "\u202egpj.exe", "\x9b31m", "\udcff\udcfe", "=cmd|' C calc'!A0",
    "＝1+1", "+1+1", "-rf --to x", "@SUM(1)", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "]]>&x;",
    "::error file=x::y%0A", "{number}..%2f..%2f", "\ufeff\u200b\t",
]  # fmt: skip
FORMATS = ["text", "json", "jsonl", "csv", "junit", "sarif", "github", "html", "xlsx"]
MARKUP = re.compile(r"<img src=x|<svg onload")
FORMULA = re.compile(r"(?!-\d+(\.\d+)?$)[=+\-@＝＋－＠\t\r]")
"""What a spreadsheet may compute; a measured number below zero is none."""


def unseen(text: str) -> set[str]:
    """What moves a cursor, turns the writing's direction or is no character; a line's end and a tab are none of it."""
    return {c for c in text if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if sys.platform != "linux":
        pytest.skip("such names cannot be made here: run on Linux")
    folder = tmp_path_factory.mktemp("hostile")
    for name in NAMES:
        shutil.copy(GOOD, os.fsencode(folder) + b"/" + os.fsencode(name + ".JPG"))
    return folder


def rows_of(name: str, text: str) -> int:
    """How many photos a format for people or programs tells of, held to its own rules on the way."""
    if name == "text":
        assert not unseen(text)
        assert "\t" not in text
        return len([line for line in text.splitlines() if line.startswith("FAIL")])
    if name == "github":
        assert not unseen(text)
        assert all(line.startswith("::") for line in text.splitlines())
        return len(re.findall(r"^::error file=(.*?),", text, re.MULTILINE))
    if name == "json":
        return len(json.loads(text)["results"])
    if name == "jsonl":
        return len([json.loads(line) for line in text.splitlines()])
    if name == "sarif":
        places = [place for result in json.loads(text)["runs"][0]["results"] for place in result.get("locations", [])]
        return len({place["physicalLocation"]["artifactLocation"]["uri"] for place in places})
    if name == "junit":
        return len(ET.fromstring(text).findall("testsuite/testcase"))  # noqa: S314 - our own
    assert name == "csv"
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]
    assert not [cell for row in rows for cell in row if unseen(cell) or FORMULA.match(cell)]
    return len(rows)


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_names_in_every_format(hostile: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "report"
    ran = photocheck("check", hostile, "-f", name, "-o", out, "-j", "1", "--select", "file", "--lang", "en")
    assert ran.code == 1
    assert not unseen(ran.err)
    if name == "xlsx":
        import openpyxl

        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert not [cell for cell in cells if cell.data_type == "f" or unseen(str(cell.value))]
        assert len([cell for cell in cells if str(cell.value).endswith(".JPG")]) >= len(NAMES)
        return
    text = out.read_text("utf-8")
    if name == "html":
        assert not MARKUP.search(text)
        assert text.count("onerror=alert(1)") >= 1
        return
    assert rows_of(name, text) == len(NAMES)


# ------------------------------------------------------------------------------- nothing leaves or stays

EVERYTHING: list[list[str]] = [
    ["check", "{good}", "-j", "2"],
    ["process", "{camera}", "--to", "{folder}/tree", "-j", "2", "-o", "{folder}/r.html"],
    ["process", "{camera}", "--to", "{folder}/tree2", "-j", "1", "-o", "{folder}/r.xlsx", "--lang", "zh"],
    ["verify", "{folder}/tree"],
    ["pack", "{folder}/tree", "-o", "{folder}/h.zip", "-j", "1"],
    ["verify", "{folder}/h.zip"],
    ["merge", "{folder}/tree", "{folder}/tree2", "--to", "{folder}/city"],
    ["profiles", "list"],
    ["explain", "framing.head"],
]


def orders(folder: Path) -> list[list[str]]:
    return [[word.format(good=GOOD, camera=CAMERA, folder=folder) for word in order] for order in EVERYTHING]


def test_home_and_temporary_folder_are_as_they_were(tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for folder in (home, temporary, tmp_path / "work"):
        folder.mkdir()
    environment = {"HOME": str(home), "TMPDIR": str(temporary), "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": ""}
    for order in orders(tmp_path / "work"):
        ran = photocheck(*order, environment=environment)
        assert ran.code == 0, (order, ran.err)
        assert list(home.rglob("*")) == [], order
        assert list(temporary.rglob("*")) == [], order


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: apt-get install strace")
def test_no_command_opens_a_socket_to_the_outside(tmp_path: Path) -> None:
    """Every socket of every command and its children, native code included."""
    asked = 0
    for place, order in enumerate(orders(tmp_path)):
        log = tmp_path / f"calls{place}"
        done = subprocess.run(
            ["strace", "-f", "-o", log, "-e", "trace=network", sys.executable, "-m", "photocheck", *order],
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        if "ptrace" in done.stderr.decode() and not (log.exists() and log.stat().st_size):
            pytest.skip("processes cannot be traced here: allow ptrace, in a container with --cap-add SYS_PTRACE")
        assert done.returncode == 0, done.stderr.decode()
        assert "AF_INET" not in log.read_text(errors="replace"), order
        asked += 1
    record(f"{asked} commands under strace: no socket of the internet's families was opened")

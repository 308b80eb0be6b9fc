"""What a run says and leaves behind: formats by their ending, stopping, the same words as the exit code."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import click
import pytest
from command import CAMERA, GOOD, HEARS_INTERRUPTS, photocheck

from photocheck.cli import COMMANDS, command_of

ENDINGS = {
    "r.html": b"<!DOCTYPE html>", "r.xlsx": b"PK", "r.csv": b"\xef\xbb\xbf", "r.json": b'{"photocheck"',
    "r.jsonl": b'{"photo"', "r.xml": b"<?xml", "r.sarif": b'{"$schema"', "r.txt": b"",
}  # fmt: skip


@pytest.mark.parametrize("name", ENDINGS)
def test_the_ending_says_the_format(tmp_path: Path, name: str) -> None:
    ran = photocheck("check", GOOD, "-j", "1", "-o", tmp_path / name, "--select", "file")
    assert ran.code == 0, ran.err
    assert (tmp_path / name).read_bytes().startswith(ENDINGS[name])


def test_an_ending_of_no_format_is_an_error(tmp_path: Path) -> None:
    ran = photocheck("check", GOOD, "-j", "1", "-o", tmp_path / "r.doc")
    assert ran.code == 2
    assert ".xlsx" in ran.err
    assert photocheck("check", GOOD, "-j", "1", "-o", tmp_path / "r.doc", "-f", "csv", "--select", "file").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--select", "face.eyes", "--ignore", "face.eyes"], "both selected and ignored: face.eyes"),
        (["--select", "face.eyes", "--ignore", "face"], "No check of the profile zikao is left"),
    ],
)
def test_a_selection_that_leaves_nothing_is_wrong_usage(options: list[str], said: str) -> None:
    ran = photocheck("check", GOOD, "-j", "1", *options)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("form", ["jsonl", "csv", "sarif", "junit"])
def test_formats_for_programs_are_utf_8_on_any_console(form: str) -> None:
    environment = {"PYTHONIOENCODING": "gbk", "LANG": "zh_CN.GBK"}
    done = subprocess.run(
        [sys.executable, "-m", "photocheck", "check", GOOD, "-j", "1", "-f", form, "--select", "file"],
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    assert done.stdout.decode("utf-8").isascii() is (form == "junit")


def test_a_second_run_says_what_was_done_already(tmp_path: Path) -> None:
    command = ("process", CAMERA, "--to", tmp_path / "tree", "-j", "1", "--lang", "zh")
    assert "上次已处理过" not in photocheck(*command).err
    assert "其中 1 张上次已处理过" in photocheck(*command).err
    page = tmp_path / "r.html"
    assert photocheck(*command, "-o", page).code == 0
    assert '"i":"' in page.read_text("utf-8")  # its picture is there all the same


def test_a_likeness_is_a_warning_in_every_format(tmp_path: Path) -> None:
    for name in ("430101191001.JPG", "430101191002.JPG"):  # one portrait under two lights
        shutil.copy(GOOD.with_name(name), tmp_path)
    assert photocheck("check", tmp_path, "-j", "1").code == 0
    suite = ET.fromstring(photocheck("check", tmp_path, "-j", "1", "-f", "junit").out).find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    assert "::error" not in photocheck("check", tmp_path, "-j", "1", "-f", "github").out
    run = json.loads(photocheck("check", tmp_path, "-j", "1", "-f", "sarif").out)["runs"][0]
    assert {result["level"] for result in run["results"]} == {"warning"}
    across = json.loads(photocheck("check", tmp_path, "-j", "1", "-f", "json").out)["across"]
    assert [pair["verdict"] for pair in across["alike"]] == ["warn"]


@pytest.mark.skipif(os.name == "nt", reason="sends the signals that a terminal and a system send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped_says_where_and_leaves_a_whole_report(tmp_path: Path, number: signal.Signals) -> None:
    photos = tmp_path / "in"
    photos.mkdir()
    for n in range(300):
        shutil.copy(GOOD, photos / f"4301011910{n:02}.JPG" if n < 100 else photos / f"43010119{n + 2000}.JPG")
    out, tree = tmp_path / "r.html", tmp_path / "tree"
    command = [sys.executable, "-m", "photocheck", "process", photos, "--to", tree, "-j", "1", "-o", out]
    pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, **HEARS_INTERRUPTS) as process:
        ends = time.monotonic() + 60
        while len(list(tree.rglob("*.JPG"))) < 3:
            assert time.monotonic() < ends, "nothing was written"
            time.sleep(0.05)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130, said
    assert "Stopped after " in said
    assert ".JPG. Whatever was written is whole" in said
    assert "Traceback" not in said
    assert out.read_text("utf-8").rstrip().endswith("</html>")
    assert not list(tmp_path.rglob("*.part"))
    assert photocheck("verify", tree).code == 0


def test_values_are_completed() -> None:
    def offered(words: str, word: str) -> list[str]:
        environment = {"_PHOTOCHECK_COMPLETE": "powershell_complete", "COMP_WORDS": words, "COMP_WORD": word}
        return [line.split("\t")[1] for line in photocheck(environment=environment).out.splitlines()]

    assert "zikao-sichuan" in offered("photocheck\ncheck\n--profile\nzikao", "zikao")
    assert offered("photocheck\ncheck\n--select\nframing.str", "framing.str") == [
        "framing.straightened",
        "framing.stretched",
    ]
    assert offered("photocheck\ncheck\n--ignore\nlight,face.ey", "light,face.ey") == ["light,face.eyes"]
    assert "background" in offered("photocheck\nexplain\nback", "back")
    assert "zikao-hunan" in offered("photocheck\nprofiles\ndiff\nzikao\nzikao-h", "zikao-h")
    assert "zikao-hunan" in offered("photocheck\nverify\n--profile\nzikao-h", "zikao-h")


FREE = {"jobs", "port", "roster_columns", "scheduler", "accept", "profile_words"}
"""Values that nobody can know before they are typed."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_value_is_completed(name: str) -> None:
    """A value that nothing is offered for keeps bash from completing files as well."""
    command = command_of(name)
    for each in (command, *getattr(command, "commands", {}).values()):
        for parameter in each.params:
            if getattr(parameter, "is_flag", False) or parameter.words in FREE:
                continue
            assert parameter.shell_complete(click.Context(each), ""), f"{each.name}: {parameter.words}"


OFFERED = {
    "bash": """
eval "$(_PHOTOCHECK_COMPLETE=bash_source photocheck)"
compopt() { IFS=' '; echo "compopt $*"; }  # bash is asked to complete files or folders by itself
offered() {
  COMP_WORDS=(photocheck "$@"); COMP_CWORD=$#; COMPREPLY=()
  _photocheck_completion photocheck "${!#}"; echo "${COMPREPLY[*]}"
}
""",
    "fish": """
_PHOTOCHECK_COMPLETE=fish_source photocheck | source
function offered; complete -C "photocheck $argv"; end
""",
}
ASKED = """
offered explain face.t
offered check --select light,face.t
offered profiles diff zikao zikao-hunan-
offered check pho
offered process photos --to pho
"""


@pytest.mark.parametrize("shell", sorted(OFFERED))
def test_a_real_shell_completes_values_files_and_folders(shell: str, tmp_path: Path) -> None:
    """With the script of docs/en/formats.md sourced."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell}: apt-get install {shell}")
    (tmp_path / "photos").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        [shell, "-c", OFFERED[shell] + ASKED],
        env={**os.environ, "PATH": path, "LANG": "en_US.UTF-8", "HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    lines = [line.strip().split("\t")[0] for line in ran.stdout.splitlines() if line.strip()]
    assert lines[:3] == ["face.teeth", "light,face.teeth", "zikao-hunan-2021"], ran.stderr
    assert lines[3:] == (["photos/"] * 2 if shell == "fish" else ["compopt -o default", "compopt -o dirnames"])

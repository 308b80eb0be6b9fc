"""The progress line: shown to people at a terminal only, and right about what is left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from photocheck.cli.progress import Progress, _lasting, with_progress
from photocheck.profile.rules import Rule
from photocheck.report.summary import Summary
from photocheck.results import Finding, Report
from photocheck.types import Problem, Text, Verdict
from tests.crowd import tiny

NAME = Text("名", "name")


def finding(check: str, verdict: Verdict) -> Finding:
    return Finding(check, verdict, 1, Rule(check))


def reports(count: int) -> Generator[Report, None, None]:
    for n in range(count):
        yield Report(str(n), "p", (finding("face.eyes", Verdict.PASS),))


def test_rate_and_time_left() -> None:
    now = [0.0]
    progress = Progress(lambda: 100, clock=lambda: now[0])
    while progress.total is None:
        time.sleep(0.01)
    for _ in range(20):
        progress.step()
    now[0] = 10.0
    assert progress.line().endswith("20/100, 2.0 photos/s, 40 s left")
    progress.total = None
    assert progress.line() == "20 photos done, 2.0 photos/s"
    assert _lasting(59.6) == "1 min 0 s"
    assert _lasting(3725) == "1 h 2 min"


def test_nothing_is_drawn_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list(with_progress(reports(3), lambda: 3, None))) == 3
    assert capsys.readouterr().err == ""


def test_the_reports_are_closed_with_the_line() -> None:
    inner = reports(3)
    outer = with_progress(inner, lambda: 3, None)
    next(outer)
    outer.close()
    assert next(inner, None) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal as POSIX has it")
def test_on_a_terminal_the_line_is_there_and_goes_away(tmp_path: Path) -> None:
    import pty

    for n in range(3):
        (tmp_path / f"43010219100{n}.JPG").write_bytes(tiny(n))
    try:
        shown, terminal = pty.openpty()
    except OSError:
        pytest.skip("no terminal can be opened here: mount -t devpts devpts /dev/pts")
    command = [
        sys.executable,
        "-m",
        "photocheck",
        "check",
        tmp_path,
        "-j",
        "1",
        "--fail-fast",
        "-o",
        tmp_path / "out.txt",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=terminal)
    os.close(terminal)
    said = b""
    try:
        while chunk := os.read(shown, 4096):
            said += chunk
    except OSError:
        pass  # Linux's way to say that the other end is closed
    assert process.wait(60) == 1
    os.close(shown)
    assert b"photos/s" in said
    lines = [line for line in re.split("[\r\n]+", said.decode()) if line.strip()]
    assert lines[-2].startswith("3 photos:")
    assert lines[-1].strip() == "Crop again from the camera photo (3): wrong size 3"


def test_the_summary_line_has_it_all() -> None:
    summary = Summary()
    for report in (
        Report("a", "p", (finding("face.eyes", Verdict.PASS),), output="out/a"),
        Report("b", "p", (finding("face.eyes", Verdict.WARN),)),
        Report("c", "p", (finding("face.eyes", Verdict.FAIL), finding("face.mouth", Verdict.FAIL))),
        Report("d", "p", error=Problem("disk", NAME)),
    ):
        summary.add(report)
    english, chinese = summary.line("en"), summary.line("zh")
    assert english.startswith("4 photos: 1 passed, 1 warned, 1 failed, 1 errors; 1 in the tree; ")
    assert english.endswith(" photos/s")
    assert chinese.startswith("共 4 张:通过 1,待人工核对 1,不通过 1,未处理 1;归档 1 张;")
    retake, office, look = summary.lines("zh")[1:]
    assert retake == "  请考生重拍(1 张):闭眼 1、张嘴 1"
    assert look == "  人工核对(1 张):闭眼 1"
    assert office == "  考办改文件(不用通知考生)(1 张):磁盘写不进去 1"
    for name in ("yaw", "roll", "gaze", "teeth", "glare", "hat"):
        summary.add(Report("e", "p", (finding(f"face.{name}", Verdict.FAIL),)))
    assert summary.lines("en")[1].endswith(" and 3 more")
    summary.add(Report("f", "p", (finding("face.eyes", Verdict.PASS),), again=True))
    assert "1 were done already" in summary.line("en")

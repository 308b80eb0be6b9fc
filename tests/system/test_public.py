"""The public names: a user's script over them is checked as strictly as our own code, and does what it says."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import photocheck
from tests.command import SAMPLES

SCRIPT = """
import sys
from pathlib import Path
import photocheck

def failed(folder: Path, chosen: photocheck.Selection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for report in photocheck.check_folder(folder, selection=chosen, jobs=1):
        if report.verdict is not photocheck.Verdict.PASS:
            found[report.photo] = [f"{f.check}: {f.hint.zh} ({f.cure})" for f in report.failures]
    return found

try:
    with photocheck.Checker("zikao", wanted=photocheck.Selection(ignore=("background",))) as checker:
        report: photocheck.Report = checker.check(sys.argv[1])
        head: float | None = report.measurements.head_ratio
        print(report.image.width, head, report.crop, sorted(failed(Path(sys.argv[2]), photocheck.Selection())))
except photocheck.PhotocheckError as error:
    print(error.message.en, error.exit_code)
"""
GOOD = SAMPLES / "pass" / "430101191001.JPG"


def test_a_script_over_the_public_names_is_typed_and_runs(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    # Away from the project's own settings, as a user's script is.
    typed = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(script)],
        cwd=tmp_path, env={**os.environ, "MYPYPATH": str(Path(photocheck.__file__).parents[1])}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    own = [line for line in typed.stdout.splitlines() if line.startswith("script.py")]
    assert typed.returncode == 0 or not own, typed.stdout + typed.stderr
    run = subprocess.run(
        [sys.executable, str(script), str(GOOD), str(SAMPLES / "fail" / "file.name")], text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("144 0.")
    assert "zhang_san.JPG" in run.stdout


def test_every_public_name_is_there() -> None:
    for name in photocheck.__all__:
        assert getattr(photocheck, name) is not None
    assert set(photocheck.__all__) == set(dir(photocheck))


def test_a_closed_checker_raises() -> None:
    checker = photocheck.Checker("zikao")
    checker.close()
    checker.close()
    for use in (checker.check, checker.preview, lambda source: checker.process(source, number="430101191001")):
        with pytest.raises(photocheck.UsageError, match="closed"):
            use(GOOD)


def test_threads_wait_for_each_other(checker: photocheck.Checker) -> None:
    photos = [*sorted((SAMPLES / "pass").glob("*.JPG")), *sorted((SAMPLES / "fail" / "face.yaw").glob("*.JPG"))]
    alone = {photo: checker.check(photo) for photo in photos}
    wrong: list[Path] = []

    def work(start: int) -> None:
        for turn in range(8):
            photo = photos[(start + turn) % len(photos)]
            if checker.check(photo) != alone[photo]:
                wrong.append(photo)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_checker_raises_and_does_not_hang() -> None:
    program = (
        "import os, sys, photocheck\n"
        "checker = photocheck.Checker('zikao'); checker.check(sys.argv[1])\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    try: checker.check(sys.argv[1])\n"
        "    except photocheck.UsageError as error: print(error, flush=True); checker.close(); os._exit(0)\n"
        "    os._exit(1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(GOOD)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "another process" in done.stdout


def test_an_open_file_is_taken_as_its_bytes(checker: photocheck.Checker) -> None:
    with GOOD.open("rb") as file:
        assert checker.check(file, name=GOOD.name).findings == checker.check(GOOD).findings


@pytest.mark.parametrize("what", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), 7, None, "x" * 0 or [1]])
def test_what_is_no_photo_says_what_it_is(checker: photocheck.Checker, what: object) -> None:
    with pytest.raises(photocheck.UsageError, match="H x W x 3"):
        checker.check(what)  # type: ignore[arg-type]

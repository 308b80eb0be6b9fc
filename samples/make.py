"""Make the samples: python samples/make.py [NAME ...]

Everything here comes from one portrait (see README.md beside this file) set before the modelled cloth and lamps of the
``studio`` package: camera photos to process, finished photos that pass (made from the camera photos by photocheck
itself), and for each check a photo that fails for that check's own reason.  A new check is one more line in cases.py.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from cases import CAMERA, CASES, Case  # noqa: E402 - found beside this file
from portrait import sitter  # noqa: E402

import photocheck  # noqa: E402

COLUMNS = ("file", "command", "profile", "check", "what was done")


def make_camera() -> None:
    """Camera photos, and what photocheck makes of them."""
    who = sitter()
    camera, passing = HERE / "camera", HERE / "pass"
    for name, make in CAMERA.items():
        _write(camera / name, make(who))
    with tempfile.TemporaryDirectory() as tree:
        for report in photocheck.process_folder(camera, tree=tree, jobs=1):
            if report.output is None:
                sys.exit(f"{report.photo} did not pass: {[finding.check for finding in report.failures]}")
            made = Path(report.output)
            _write(passing / made.name, made.read_bytes())


def make_failing(names: list[str]) -> None:
    """The failing ones, or only those of the named checks."""
    who = sitter()
    for case in CASES:
        if not names or case.check in names:
            _write(HERE / case.path, case.make(who))
            print(case.path)


def write_list() -> None:
    """samples.csv: what each file is for, for the test and for the reader."""
    with (HERE / "samples.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for name in CAMERA:
            rows.writerow([f"camera/{name}", "process", "zikao", "", "a camera photo that can be framed"])
            rows.writerow([f"pass/{name}", "check", "zikao", "", "made of the camera photo by photocheck process"])
        rows.writerows(_row(case) for case in CASES)


def _row(case: Case) -> list[str]:
    return [case.path, case.command, case.profile, case.check, case.story]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    chosen = sys.argv[1:]
    if not chosen:
        make_camera()
    make_failing(chosen)
    write_list()

"""The wheel: small enough, complete, and it works where the checkout is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command import SAMPLES

ROOT = Path(__file__).parents[2]
LIMIT = 30_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is here, without a network."""
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("these tests run beside no checkout")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked by pip into a folder of its own; what it needs comes from here."""
    target = tmp_path_factory.mktemp("installed")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(command, check=True)
    return target


def test_wheel_is_small_and_holds_models_profiles_schema_and_licences(wheel: Path) -> None:
    assert wheel.stat().st_size < LIMIT
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = [p.relative_to(ROOT).as_posix() for p in (ROOT / "photocheck").rglob("*") if p.is_file()]
    wanted = {name for name in files if "__pycache__" not in name}
    assert wanted <= names, wanted - names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    for file in ("models/LICENSE-APACHE-2.0", "models/LICENSE-MIT-YUNET", "models/README.md"):
        assert f"photocheck/{file}" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/", "studio/", "benchmarks/"))]


def test_installed_elsewhere_it_does_the_main_job(installed: Path, tmp_path: Path) -> None:
    program = f"import photocheck; assert photocheck.__file__.startswith({str(installed)!r}), photocheck.__file__\n"
    program += "import sys; from photocheck.cli import main; main(sys.argv[1:])"
    for command, code in (
        (["check", str(SAMPLES / "pass"), "-j", "1"], 0),
        (["process", str(SAMPLES / "camera"), "--to", "tree", "-j", "2"], 0),
        (["check", str(SAMPLES / "fail" / "framing.head"), "-j", "1"], 1),
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert len(list((tmp_path / "tree").rglob("*.JPG"))) == 3


@pytest.mark.slow
def test_the_whole_suite_passes_against_the_wheel(installed: Path, tmp_path: Path) -> None:
    """All other tests, with the wheel's photocheck in place of the checkout's."""
    for name in ("tests", "samples", "studio", "benchmarks", "examples", "docs"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\ntestpaths = tests\npythonpath = tests\nmarkers =\n    slow: long\n"
        "addopts = -q -ra --import-mode=importlib\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            "not slow",
            "--ignore",
            "tests/system/test_wheel.py",
            "--ignore",
            "tests/system/test_readme.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), str(tmp_path)])},
        check=False,
    )
    assert done.returncode == 0

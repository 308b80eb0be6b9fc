"""Which computers photocheck can be installed on, and what setup.sh says on the others."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

platforms = pytest.importorskip("platforms", reason="these tests run beside no checkout")

from photocheck.libraries import DEBIAN  # noqa: E402

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("manylinux_aarch64", "Linux on ARM"),
        ("macosx_x86_64", "Mac with an Intel chip"),
        ("win_arm64", "Windows on ARM"),
        ("win32", "32-bit Windows"),
        ("musllinux_x86_64", "Alpine"),
        ("manylinux_i686", "i686"),
    ],
)
def test_where_there_is_no_wheel_both_sentences_say_so(name: str, called: str) -> None:
    zh, en = platforms.refusal(name, "3.12")
    assert called in en
    for sentence, field in ((zh, "zh"), (en, "en")):
        assert "MediaPipe" in sentence
        for other in platforms.PLATFORMS.values():
            assert getattr(other, field) in sentence


@pytest.mark.parametrize("name", platforms.PLATFORMS)
def test_where_there_is_one_the_python_decides(name: str) -> None:
    for python in platforms.PYTHONS:
        assert platforms.refusal(name, python) is None
    for python in ("3.9", "3.15"):
        assert all(python in sentence for sentence in platforms.refusal(name, python))


@pytest.mark.parametrize(
    ("system", "machine", "built_for", "libc", "name"),
    [
        ("linux", "x86_64", "linux-x86_64", "glibc", "manylinux_x86_64"),
        ("linux", "aarch64", "linux-aarch64", "glibc", "manylinux_aarch64"),
        ("linux", "x86_64", "linux-x86_64", "", "musllinux_x86_64"),
        ("darwin", "arm64", "macosx-11.0-universal2", "", "macosx_arm64"),
        ("darwin", "x86_64", "macosx-10.9-universal2", "", "macosx_x86_64"),
        ("win32", "AMD64", "win-amd64", "", "win_amd64"),
        ("win32", "ARM64", "win-amd64", "", "win_amd64"),  # Windows on ARM runs such a Python
        ("win32", "ARM64", "win-arm64", "", "win_arm64"),
        ("win32", "AMD64", "win32", "", "win32"),
    ],
)
def test_a_computer_knows_its_name(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, built_for: str, libc: str, name: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, "2.36"))
    monkeypatch.setattr(sysconfig, "get_platform", lambda: built_for)
    assert platforms.here() == name


@pytest.mark.parametrize(("version", "old"), [("2.17", True), ("2.27", True), ("2.28", False), ("2.9", True)])
def test_an_old_glibc_is_named(monkeypatch: pytest.MonkeyPatch, version: str, old: bool) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", version))
    said = platforms.old_glibc()
    assert (said is not None) == old
    if said:
        assert all(f"glibc {word}{version}" in line for word, line in zip(("是 ", ""), said, strict=True))


def test_the_libraries_are_those_that_photocheck_asks_for() -> None:
    assert list(platforms.LIBRARIES.values()) == DEBIAN.split()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What setup.sh needs of a clone until it installs."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "setup.sh", tmp_path)
    shutil.copy(ROOT / "tools" / "platforms.py", tmp_path / "tools")
    return tmp_path


def set_up(clone: Path, pretence: str) -> subprocess.CompletedProcess[str]:
    """Run setup.sh as an ordinary user, with a Python that pretends something before it asks platforms.py."""
    program = f"{pretence}\nimport runpy\nrunpy.run_path('tools/platforms.py', run_name='__main__')"
    (clone / "pretence.py").write_text(program, encoding="utf-8")
    (clone / "bin").mkdir()
    for name, script in (
        ("python", f'case "$1" in tools/*) set -- pretence.py;; esac\nexec "{sys.executable}" "$@"'),
        ("id", "echo 1000"),
    ):
        (clone / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (clone / "bin" / name).chmod(0o755)
    return subprocess.run(
        ["sh", "setup.sh"],
        cwd=clone,
        env={**os.environ, "PATH": f"{clone / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHON": "python"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@posix
def test_setup_refuses_a_computer_without_a_wheel_in_two_sentences(clone: Path) -> None:
    done = set_up(clone, "import platform, sys\nsys.platform = 'darwin'\nplatform.machine = lambda: 'x86_64'")
    assert done.returncode == 2
    zh, en = done.stderr.splitlines()
    assert "英特尔芯片的 Mac" in zh
    assert "Mac with an Intel chip" in en
    assert not (clone / ".venv").exists()


@posix
def test_setup_asks_once_for_all_that_is_lacking(clone: Path) -> None:
    done = set_up(
        clone,
        "import ctypes, importlib.util, platform, sys\n"
        "sys.platform = 'linux'\n"
        "platform.machine = lambda: 'x86_64'\n"
        "platform.libc_ver = lambda: ('glibc', '2.36')\n"
        "def nothing(name): raise OSError(name)\n"
        "ctypes.CDLL = nothing\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)",
    )
    assert done.returncode == 2
    packages = f"python3.{sys.version_info[1]}-venv {DEBIAN}"
    zh, en = done.stderr.splitlines()
    assert f"sudo apt-get install -y {packages}(" in zh
    assert f"sudo apt-get install -y {packages} " in en
    assert not (clone / ".venv").exists()


@posix
def test_photocheck_sh_works_from_any_folder(tmp_path: Path) -> None:
    clone = tmp_path / "考生 照片"
    (clone / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "photocheck.sh", clone)
    program = clone / ".venv" / "bin" / "photocheck"
    program.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@"\nexit 1\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["sh", clone / "photocheck.sh", "check", "a b"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.splitlines() == [str(tmp_path), "check", "a b"]
    assert done.returncode == 1

"""The kit: what is planned for a computer, what is written into it, and that it installs where there is no network."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command import without_network

kit = pytest.importorskip("kit", reason="these tests run beside no checkout")
import pefile  # noqa: E402
import platforms  # noqa: E402

ROOT = Path(__file__).parents[2]
COMPUTERS = [(platform, python) for platform in platforms.PLATFORMS for python in platforms.PYTHONS]
MADE_UP = """
# Made up.
numpy==2.2.6 ; python_full_version < '3.11' \\
    --hash=sha256:aa \\
    --hash=sha256:ab
numpy==2.5.5 ; python_full_version >= '3.11' \\
    --hash=sha256:ac
Colour_Ama==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:ad
cffi==2.0 ; implementation_name != 'PyPy' \\
    --hash=sha256:ae
"""
LINUX = "x-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


@pytest.fixture
def hollow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kit for this computer that is whole but for the wheels, which are empty."""

    def pretend(wanted: list[kit.Pin], platform: str, python: str, to: Path) -> None:
        to.mkdir(parents=True)
        for pin in wanted:
            (to / f"{pin.name}-{pin.version}-py3-none-any.whl").touch()

    def build(to: Path) -> Path:
        wheel = to / "photocheck-1.2.3-py3-none-any.whl"
        wheel.touch()
        return wheel

    if platforms.refusal(platforms.here(), platforms.this_python()):
        pytest.skip("there is no kit for this computer: run where photocheck can be installed")
    monkeypatch.setattr(kit, "download", pretend)
    monkeypatch.setattr(kit, "build_wheel", build)
    monkeypatch.setattr(kit, "EMBEDDED", {})
    kit.make(platforms.here(), platforms.this_python(), tmp_path / "kit")
    return tmp_path / "kit"


def installing(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, folder / "files" / "install.py", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HOME": str(folder.parent), "PYTHONIOENCODING": "utf-8"},
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize(
    ("platform", "python", "versions"),
    [
        ("manylinux_x86_64", "3.10", {"numpy": "2.2.6", "cffi": "2.0"}),
        ("manylinux_x86_64", "3.14", {"numpy": "2.5.5", "cffi": "2.0"}),
        ("win_amd64", "3.11", {"numpy": "2.5.5", "cffi": "2.0", "colour-ama": "1.0"}),
    ],
)
def test_what_is_brought_is_right_for_that_computer_not_for_this(
    platform: str, python: str, versions: dict[str, str]
) -> None:
    assert {pin.name: pin.version for pin in kit.pins(MADE_UP, platform, python)} == versions


def test_hashes_come_along() -> None:
    (numpy, _) = kit.pins(MADE_UP, "macosx_arm64", "3.10")
    assert numpy.line() == "numpy==2.2.6 --hash=sha256:aa --hash=sha256:ab"


@pytest.mark.parametrize(
    ("file", "fits"),
    [
        ("x-1-py3-none-any.whl", {"win_amd64", "macosx_arm64", "manylinux_x86_64"}),
        ("x-1-cp312-cp312-win_amd64.whl", {"win_amd64"}),
        ("x-1-cp37-abi3-win_amd64.whl", {"win_amd64"}),
        ("x-1-cp311-cp311-win_amd64.whl", set()),
        ("x-1-cp312-cp312-win32.whl", set()),
        (LINUX, {"manylinux_x86_64"}),
        ("x-1-cp312-cp312-manylinux_2_28_x86_64.whl", {"manylinux_x86_64"}),
        ("x-1-cp312-cp312-manylinux_2_34_x86_64.whl", set()),
        ("x-1-cp312-cp312-manylinux_2_28_aarch64.whl", set()),
        ("x-1-cp312-cp312-musllinux_1_2_x86_64.whl", set()),
        ("x-1-cp312-cp312-macosx_11_0_arm64.whl", {"macosx_arm64"}),
        ("x-1-py3-none-macosx_10_6_x86_64.macosx_10_6_universal2.whl", {"macosx_arm64"}),
        ("x-1-cp312-cp312-macosx_14_0_arm64.whl", set()),
        ("x-1-cp312-cp312-macosx_11_0_x86_64.whl", set()),
    ],
)
def test_tags_fit_where_the_wheel_runs(file: str, fits: set[str]) -> None:
    pin = kit.Pin("x", "1", ())
    assert {name for name in platforms.PLATFORMS if not kit.unfit([file], [pin], name, "3.12")} == fits


def test_wheels_too_many_and_missing_are_named() -> None:
    wanted = [kit.Pin("x", "1", ()), kit.Pin("y", "2", ())]
    wrong = kit.unfit([LINUX, "z-3-py3-none-any.whl"], wanted, "manylinux_x86_64", "3.12")
    assert wrong == ["z-3-py3-none-any.whl: not in the lock", "y 2: no wheel"]


@pytest.mark.parametrize(("platform", "python"), COMPUTERS)
@pytest.mark.parametrize("brings", [True, False])
def test_what_people_read_is_whole(platform: str, python: str, brings: bool, tmp_path: Path) -> None:
    parts = {platform} | ({"brings" if brings else "needs"} if platform == "win_amd64" else set())
    other = next(iter(platforms.PLATFORMS.values()))
    facts = {"version": "1.2.3", "python": python, "release": f"{python}.9", "zh": other.zh, "en": other.en}
    files = {path.name: content for path, content in kit.written(tmp_path, platform, parts, facts)}
    for name in ("安装说明.txt", "INSTALL.txt"):
        text = files[name].decode("utf-8")
        assert text.startswith("\ufeff")
        assert text.count("\n") == text.count("\r\n") > 30
        assert python in text
        assert "1.2.3" in text
        assert not re.search(r"\{\w+\}|^\[", text, re.MULTILINE)
        # What only Windows has is said on Windows only.
        for words in ("Media Feature Pack", "vc_redist.x64.exe", "install.bat", "photocheck-desk.bat"):
            assert (words in text) == (platform == "win_amd64"), words
        assert ("Digital Signatures" in text or "数字签名" in text) == ("needs" in parts)
        assert ("python.org" in text) == (platform != "manylinux_x86_64")
    assert re.search("[\u4e00-\u9fff]", files["安装说明.txt"].decode())
    assert not re.search("[\u4e00-\u9fff]", files["INSTALL.txt"].decode())
    if platform == "win_amd64":
        script = files["install.bat"].decode("utf-8")
        assert script.count("\n") == script.count("\r\n")
        # cmd reads the lines by the code page that is set when it comes to them.
        before = script.partition("chcp 65001")[0]
        assert before.isascii()
        assert set(re.findall(r"goto (\w+)", script)) == set(re.findall(r"^:(\w+)", script, re.MULTILINE))
        assert f"py -{python} " in script
    else:
        assert b"\r" not in files["install.sh"]
        assert f"python{python}" in files["install.sh"].decode()


def test_sums_cover_every_file_and_are_right(hollow: Path) -> None:
    lines = (hollow / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    said = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {file.relative_to(hollow).as_posix() for file in hollow.rglob("*") if file.is_file()}
    assert set(said) == files - {"SHA256SUMS.txt"}
    for name, digest in said.items():
        assert hashlib.sha256((hollow / name).read_bytes()).hexdigest() == digest
    assert {"files/samples/pass/430101191001.JPG", "files/platforms.py", "files/kit.json"} <= files


def test_a_damaged_or_missing_file_is_named_and_nothing_is_installed(hollow: Path, tmp_path: Path) -> None:
    (hollow / "files" / "requirements.txt").write_text("click==1\n", encoding="utf-8")
    (hollow / "files" / "samples" / "pass" / "430101191001.JPG").unlink()
    done = installing(hollow, tmp_path / "target")
    assert done.returncode == 2
    for sentence in done.stderr.splitlines():
        assert "files/requirements.txt" in sentence
        assert "files/samples/pass/430101191001.JPG" in sentence
        assert "install.py" not in sentence
    assert not (tmp_path / "target").exists()


def test_another_computers_kit_is_refused(hollow: Path, tmp_path: Path) -> None:
    about = (hollow / "files" / "kit.json").read_text("utf-8")
    (hollow / "files" / "kit.json").write_text(about.replace(platforms.this_python(), "3.9"), encoding="utf-8")
    done = installing(hollow, tmp_path / "target")
    assert done.returncode == 2
    assert all("3.9" in sentence and platforms.this_python() in sentence for sentence in done.stderr.splitlines())
    assert not (tmp_path / "target").exists()


def test_a_folder_with_other_files_is_left_alone(hollow: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "430101191001.JPG").touch()
    done = installing(hollow, tmp_path / "target")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert [file.name for file in (tmp_path / "target").iterdir()] == ["430101191001.JPG"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--platform", "manylinux_aarch64", "-o", "new"), "Linux on ARM"),
        (("--platform", "macosx_x86_64", "-o", "new"), "Intel"),
        (("--platform", "win_amd64", "--python", "3.9", "-o", "new"), "3.9"),
        (("--platform", "win_amd64", "-o", "full"), "left alone"),
        (("--platform", "win_amd64", "-o", "full/file.zip"), "left alone"),
    ],
)
def test_what_cannot_be_made_is_said_in_two_sentences(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file.zip").touch()
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "kit.py", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    zh, en = done.stderr.splitlines()
    assert said in en
    assert re.search("[\u4e00-\u9fff]", zh)
    assert [file.name for file in tmp_path.iterdir()] == ["full"]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where no package can be fetched; the smallest of the lock is tried."""
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    smallest = next(pin for pin in kit.pins(lock, "manylinux_x86_64", "3.12") if pin.name == "et-xmlfile")
    try:
        kit.download([smallest], "manylinux_x86_64", "3.12", tmp_path_factory.mktemp("try"))
    except kit.KitError:
        pytest.skip("no package registry can be reached: run with a network")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="network namespaces are Linux's")
def test_this_computers_kit_installs_and_checks_without_a_network(registry: None, tmp_path: Path) -> None:
    """From an empty folder to checked samples; then once more over itself, with a user's file in the folder."""
    alone = without_network()
    archive = tmp_path / "photocheck-kit.zip"
    command = [sys.executable, ROOT / "tools" / "kit.py", "--python", platforms.this_python()]
    subprocess.run([*command, "--platform", platforms.here(), "-o", archive], check=True)
    empty = tmp_path / "空 folder"
    empty.mkdir()
    shutil.unpack_archive(archive, empty)
    target = empty / "photocheck"
    environment = {"HOME": str(empty), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHON": sys.executable}
    for again in (False, True):
        done = subprocess.run(
            [*alone, "sh", empty / "photocheck-kit" / "install.sh"],
            env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "装好了" in done.stdout
        assert "Installed" in done.stdout
        assert (target / "photocheck.toml").exists() == again
        (target / "photocheck.toml").touch()
    checked = subprocess.run(
        [*alone, "./photocheck", "check", "samples/pass", "--lang", "zh"],
        cwd=target, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "通过 3" in checked.stderr
    menu = empty / ".local" / "share" / "applications" / "photocheck-desk.desktop"
    assert f'Exec="{target / "photocheck"}" desk\n' in menu.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("platform", "python"), COMPUTERS)
def test_every_kit_can_be_made(registry: None, platform: str, python: str, tmp_path: Path) -> None:
    """Its wheels are found, their hashes and tags are right, and what the instructions say of Windows is so."""
    kit.make(platform, python, tmp_path / "kit")
    wheels = list((tmp_path / "kit" / "files" / "wheels").iterdir())
    assert {"mediapipe", "photocheck", "pip"} <= {wheel.name.partition("-")[0] for wheel in wheels}
    if platform != "win_amd64":
        return
    assert (tmp_path / "kit" / "files" / "python" / "python.exe").is_file() == (python in kit.EMBEDDED)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                if name.lower().endswith((".pyd", ".dll")):
                    assert not imports(packed.read(name)) & {"msvcp140.dll", "vcomp140.dll", "concrt140.dll"}, name


def imports(program: bytes) -> set[str]:
    """The libraries that a Windows program or library is loaded with, by its import tables."""
    read = pefile.PE(data=program, fast_load=True)
    kinds = ("IMPORT", "DELAY_IMPORT")
    read.parse_data_directories([pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{kind}"] for kind in kinds])
    tables = (getattr(read, f"DIRECTORY_ENTRY_{kind}", ()) for kind in kinds)
    return {entry.dll.decode().lower() for table in tables for entry in table}

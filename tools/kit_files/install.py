"""Install photocheck from the kit that this file lies in; nothing is downloaded.

    install.bat [FOLDER]      sh install.sh [FOLDER]

Everything goes into one folder of its own, photocheck in the user's home unless another is given.  Running it again,
also from a newer kit, puts everything there anew; to remove photocheck, delete the folder.  Only Python's standard
library is used.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

FILES = Path(__file__).resolve().parent
sys.path.insert(0, str(FILES))  # Windows' embeddable Python looks beside a script only when told so

import platforms  # noqa: E402

KIT = FILES.parent
WINDOWS = sys.platform == "win32"
MARK = "photocheck-installed.json"
"""Says that a folder is an installation; a folder without it is not touched."""


class InstallError(Exception):
    """It cannot be installed: a sentence in Chinese and one in English."""


def say(chinese: str, english: str) -> None:
    print(chinese, english, sep="\n", end="\n\n", flush=True)


def fit(kit: dict[str, Any]) -> None:
    """
    :raises InstallError: the kit is for another system or another Python than this.
    """
    here, python = platforms.here(), platforms.this_python()
    if (here, python) != (kit["platform"], kit["python"]):
        raise InstallError(
            f"这个安装包是给 {kit['platform']}、Python {kit['python']} 的,这里是 {here}、Python {python}。",
            f"This kit is for {kit['platform']} with Python {kit['python']}, and this is {here} with Python {python}.",
        )
    too_old = platforms.old_glibc()
    if too_old:
        raise InstallError(*too_old)


def whole() -> None:
    """
    :raises InstallError: a file of the kit is missing or was changed on its way.
    """
    bad = []
    for line in (KIT / "SHA256SUMS.txt").read_text("utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        file = KIT / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            bad.append(name)
    if bad:
        raise InstallError(
            f"安装包不完整,请重新复制或解压整个安装包。有问题的文件:{'、'.join(bad)}",
            f"The kit is not whole: copy or unpack it again. Files that are missing or changed: {', '.join(bad)}",
        )


def system() -> None:
    """
    :raises InstallError: the system lacks what OpenCV links to.
    """
    if WINDOWS:
        try:
            ctypes.CDLL("mfplat.dll")
        except OSError:
            raise InstallError(
                "这台电脑是 Windows N 版,缺少“媒体功能包”(Media Feature Pack)。请先装好它,见安装说明,再运行一次。",
                "This is Windows N, and the Media Feature Pack is missing: install it first, see INSTALL.txt.",
            ) from None
    lacking = " ".join(platforms.lacking())
    if lacking:
        raise InstallError(
            f"系统缺少组件,请先装好再运行一次:{lacking}(Debian、Ubuntu 的软件包名)。",
            f"The system lacks packages, install them first: {lacking} (their names on Debian and Ubuntu).",
        )


def clear(target: Path) -> None:
    """Make the folder, or make room in it if photocheck is there already; all else in it stays.

    :raises InstallError: it holds other things, or photocheck is running.
    """
    if target.exists() and not (target / MARK).is_file() and any(target.iterdir()):
        raise InstallError(
            f"{target} 里有别的文件,没有安装。请换一个文件夹:install 后面写上文件夹的名字。",
            f"{target} holds other files, nothing was installed. Name another folder after install.",
        )
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).write_text("{}", encoding="utf-8")
    try:
        if (target / "python").exists():
            shutil.rmtree(target / "python")
    except PermissionError:
        raise InstallError(
            "photocheck 正在运行:请关掉它的窗口,再运行一次安装。",
            "photocheck is running: close its windows and run the installation again.",
        ) from None


def place_python(target: Path) -> Path:
    """A Python of its own in the folder; its program."""
    if (FILES / "python").is_dir():
        shutil.copytree(FILES / "python", target / "python")
        return target / "python" / "python.exe"
    import venv  # noqa: PLC0415 - Windows' embeddable Python has none

    venv.create(target / "python", with_pip=False)  # Debian's Python has no pip to give
    return target / "python" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def place_packages(python: Path) -> None:
    """
    :raises InstallError: pip refuses; what it says was printed.
    """
    (pip,) = (FILES / "wheels").glob("pip-*.whl")
    command = [str(python), str(pip / "pip"), "install", "--no-index", "--find-links", str(FILES / "wheels")]
    command += ["--require-hashes", "--requirement", str(FILES / "requirements.txt")]
    command += ["--quiet", "--no-cache-dir", "--no-warn-script-location", "--disable-pip-version-check"]
    # No setting of the computer's own pip or Python counts.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PYTHONNOUSERSITE": "1"}
    if subprocess.run(command, env=environment, check=False).returncode:
        raise InstallError("安装没有成功,原因见上。", "The installation failed, see above.")


def place_launchers(target: Path, python: Path) -> list[str]:
    """What is clicked or typed in the folder: the command that check's trial uses."""
    if WINDOWS:
        inside = python.relative_to(target)
        script = inside.with_name("photocheck.exe")
        program = f'"%~dp0{script}"' if (target / script).is_file() else f'"%~dp0{inside}" -m photocheck'
        _write(target / "photocheck.bat", f"@echo off\n{program} %*\n")
        _write(
            target / "photocheck-desk.bat",
            '@echo off\ntitle photocheck\ncall "%~dp0photocheck.bat" desk %*\nif errorlevel 1 pause\n',
        )
        return [str(python), "-m", "photocheck"]
    link = target / "photocheck"
    link.unlink(missing_ok=True)
    link.symlink_to("python/bin/photocheck")
    if sys.platform == "darwin":
        _write(target / "photocheck-desk.command", '#!/bin/sh\nexec "$(dirname "$0")/photocheck" desk "$@"\n')
    else:
        desk = target / "photocheck-desk.desktop"
        quoted = str(link)
        for special in ("\\", '"', "`", "$"):
            quoted = quoted.replace(special, f"\\{special}")
        # As the Desktop Entry Specification quotes: once for the command line, once more for the file's strings.
        command = f'"{quoted}" desk'.replace("\\", "\\\\").replace("%", "%%")
        _write(
            desk,
            "[Desktop Entry]\nType=Application\nName=photocheck\nName[zh_CN]=考生照片检查\n"
            f"Comment=Candidates' photos: check, make, hand over\nComment[zh_CN]=考生照片的检查、制作和移交\n"
            f"Exec={command}\nTerminal=true\nCategories=Office;\n",
        )
        menu = Path.home() / ".local" / "share" / "applications"
        menu.mkdir(parents=True, exist_ok=True)
        shutil.copy(desk, menu)
    return [str(link)]


def _write(file: Path, text: str) -> None:
    if WINDOWS:
        file.write_bytes(text.replace("\n", "\r\n").encode("ascii"))
        return
    file.write_text(text, encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def trial(command: list[str], target: Path) -> None:
    """Check the samples, as a user would.

    :raises InstallError: they do not pass.
    """
    shutil.copytree(FILES / "samples", target / "samples", dirs_exist_ok=True)
    done = subprocess.run([*command, "check", str(target / "samples" / "pass")], check=False)
    print(flush=True)
    if done.returncode:
        raise InstallError(
            "装好了,但样例照片没有通过检查,原因见上。请把上面的文字发给给您安装包的人。",
            "It is installed, but the sample photos did not pass. Send the text above to whom you have the kit from.",
        )


def install(target: Path) -> None:
    kit = json.loads((FILES / "kit.json").read_text("utf-8"))
    fit(kit)
    system()
    say("正在核对安装包……", "Checking that the kit is whole ...")
    whole()
    say(f"正在安装到 {target},约需一两分钟……", f"Installing into {target}: a minute or two ...")
    clear(target)
    python = place_python(target)
    place_packages(python)
    command = place_launchers(target, python)
    trial(command, target)
    (target / MARK).write_text(json.dumps(kit, indent=1), encoding="utf-8")
    how = "photocheck" if WINDOWS else "./photocheck"
    say(
        f"装好了:photocheck {kit['version']},在 {target}。在那里打开命令窗口,输入 {how} check samples/pass 试试。",
        f"Installed: photocheck {kit['version']} in {target}. Open a terminal there and try {how} check samples/pass.",
    )


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    target = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else Path.home() / "photocheck"
    try:
        install(target)
    except InstallError as error:
        print(*error.args, sep="\n", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"没有装成:{error}", f"Not installed: {error}", sep="\n", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

"""The computers that photocheck runs on, and what their system must have: asked before anything is installed.

``python tools/platforms.py`` prints the Debian packages that this system lacks, on one line, or nothing.  Where
photocheck cannot run at all it says so and exits with 2.  setup.sh asks it with a Python that has nothing installed
yet.
"""

from __future__ import annotations

import ctypes
import importlib.util
import platform
import sys
import sysconfig
from collections.abc import Iterator
from typing import NamedTuple

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
GLIBC = (2, 28)
"""What MediaPipe's and OpenCV's wheels for Linux are built for."""
MACOS = (13, 0)
"""What OpenCV's wheel for macOS is built for."""

LIBRARIES = {"libGL.so.1": "libgl1", "libgthread-2.0.so.0": "libglib2.0-0"}
"""What OpenCV links to on Linux and does not bring, and the Debian package that has it."""


class Platform(NamedTuple):
    """A kind of computer that MediaPipe has a wheel for."""

    zh: str
    en: str
    markers: dict[str, str]
    """The environment markers of PEP 508 that differ between kinds."""


PLATFORMS = {
    "win_amd64": Platform(
        "Windows 10 或 11,64 位(x64)",
        "Windows 10 or 11, 64 bit (x64)",
        {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    ),
    "macosx_arm64": Platform(
        f"macOS {MACOS[0]} 或更新,苹果芯片(M1 起)",
        f"macOS {MACOS[0]} or newer on Apple's own chips (M1 and later)",
        {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
    ),
    "manylinux_x86_64": Platform(
        f"Linux,64 位(x86-64),glibc {GLIBC[0]}.{GLIBC[1]} 或更新",
        f"Linux, 64 bit (x86-64), glibc {GLIBC[0]}.{GLIBC[1]} or newer",
        {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    ),
}


def wheel_platforms(name: str) -> Iterator[str]:
    """The platform tags whose wheels fit one of :data:`PLATFORMS`, best first."""
    if name == "win_amd64":
        yield "win_amd64"
    elif name == "macosx_arm64":
        for major in range(MACOS[0], 10, -1):
            yield f"macosx_{major}_0_arm64"
            yield f"macosx_{major}_0_universal2"
        for minor in range(16, 3, -1):
            yield f"macosx_10_{minor}_universal2"
    else:
        aliases = {17: "manylinux2014_x86_64", 12: "manylinux2010_x86_64", 5: "manylinux1_x86_64"}
        for minor in range(GLIBC[1], 4, -1):
            yield f"manylinux_2_{minor}_x86_64"
            if minor in aliases:
                yield aliases[minor]


def here() -> str:
    """What this Python runs on, in the words of :data:`PLATFORMS` where it is one of them."""
    if sys.platform == "win32":
        return sysconfig.get_platform().replace("-", "_")
    machine = platform.machine()
    if sys.platform == "darwin":
        return f"macosx_{machine}"
    if sys.platform != "linux":
        return f"{sys.platform}_{machine}"
    if sys.maxsize < 2**32:
        machine = "i686" if machine == "x86_64" else "armv7l"
    # Alpine's musl names itself nowhere; what is certain is that it is not glibc.
    return f"{'manylinux' if platform.libc_ver()[0] == 'glibc' else 'musllinux'}_{machine}"


def this_python() -> str:
    """The series of the Python that runs this, as in :data:`PYTHONS`."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def refusal(name: str, python: str) -> tuple[str, str] | None:
    """Why photocheck cannot be installed on a kind of computer with a Python: a Chinese and an English sentence."""
    if name not in PLATFORMS:
        zh, en = _called(name)
        zh_others = ";".join(each.zh for each in PLATFORMS.values())
        en_others = "; ".join(each.en for each in PLATFORMS.values())
        return (
            f"MediaPipe 没有给{zh}的安装包,装不了 photocheck。请换用:{zh_others}。",
            f"MediaPipe has no wheel for {en}, so photocheck cannot be installed. Use one of: {en_others}.",
        )
    if python not in PYTHONS:
        return (
            f"photocheck 需要 Python {PYTHONS[0]} 到 {PYTHONS[-1]},不是 {python}。",
            f"photocheck needs Python {PYTHONS[0]} to {PYTHONS[-1]}, not {python}.",
        )
    return None


def _called(name: str) -> tuple[str, str]:
    system, _, machine = name.partition("_")
    arm = machine in {"aarch64", "arm64", "armv7l"}
    if system == "macosx":
        return "英特尔芯片的 Mac", "a Mac with an Intel chip"
    if system == "musllinux":
        return f"不用 glibc 的 Linux,如 Alpine({machine})", f"a Linux without glibc, such as Alpine ({machine})"
    if system == "manylinux":
        return (f"ARM 芯片的 Linux({machine})", f"Linux on ARM ({machine})") if arm else (f"Linux {machine}",) * 2
    if name == "win32":
        return "32 位的 Windows 或 32 位的 Python", "32-bit Windows, or a 32-bit Python"
    if system == "win":
        return "ARM 芯片的 Windows", "Windows on ARM"
    return name, name


def old_glibc() -> tuple[str, str] | None:
    """The sentences for a Linux that is older than the wheels, if this is one."""
    name, version = platform.libc_ver()
    if name != "glibc" or tuple(map(int, version.split(".")[:2])) >= GLIBC:
        return None
    wanted = ".".join(map(str, GLIBC))
    return (
        f"这个 Linux 太旧:glibc 是 {version},需要 {wanted} 或更新。请升级系统。",
        f"This Linux is too old: it has glibc {version}, and {wanted} or newer is needed. Upgrade the system.",
    )


def lacking() -> list[str]:
    """The Debian packages with the libraries that photocheck needs and this system does not have."""
    if sys.platform != "linux":
        return []
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def main() -> None:
    said = refusal(here(), this_python()) or old_glibc()
    if said:
        for sentence in said:
            print(sentence, file=sys.stderr)
        sys.exit(2)
    # Debian takes ensurepip out of python3.
    environments = [] if importlib.util.find_spec("ensurepip") else [f"python{this_python()}-venv"]
    print(*environments, *lacking())


if __name__ == "__main__":
    main()

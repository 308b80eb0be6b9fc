"""Renew the lock files in requirements/: exact versions with hashes, for every Python and platform at once.

    python tools/lock.py             after pyproject.toml was changed: other versions stay as they are
    python tools/lock.py --upgrade   take the newest versions of everything

run.txt is what photocheck needs at work, with the extras that offices use; build.txt what puts it in place;
test.txt what its tests need, the two others included.  They are plain requirements files: pip installs them.

uv makes them, since it solves for all systems and Python versions in one file with markers; pip and pip-tools solve
only for the computer that they run on.  Nothing but this script needs it.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
NOT_FOR_OFFICES = ("test", "cluster")
"""Extras that run.txt leaves out; every other extra of pyproject.toml is in it."""
INSTALLERS = ("editables>=0.3", "packaging>=24", "pip>=23")
"""Besides the build backend: hatchling asks for editables to install a link to a clone, tools/kit.py uses packaging."""
OLDEST_PYTHON = "3.10"


def wanted(project: dict[str, Any]) -> dict[str, list[str]]:
    """What each lock file is made from, read from a parsed pyproject.toml."""
    extras = project["project"]["optional-dependencies"]
    offices = [line for name, lines in extras.items() if name not in NOT_FOR_OFFICES for line in lines]
    run = sorted({*project["project"]["dependencies"], *offices})
    build = sorted({*project["build-system"]["requires"], *INSTALLERS})
    return {"run": run, "build": build, "test": sorted({*run, *build, *extras["test"]})}


def header(lines: list[str]) -> str:
    """The comment above a lock file's pins; a test compares it with pyproject.toml."""
    made = "# Made by tools/lock.py and not by hand, from:\n"
    return made + "".join(f"#   {line}\n" for line in lines)


def lock(name: str, lines: list[str], within: Path | None, *, upgrade: bool) -> Path:
    """Write requirements/<name>.txt; versions that ``within`` holds already are taken from there.

    :raises subprocess.CalledProcessError: no set of versions fits, or the registry cannot be reached.
    """
    target = ROOT / "requirements" / f"{name}.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--output-file", str(target), "--quiet"]
    command += ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-config"]
    # No address is written, so that the files are the same from any mirror.
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    if upgrade:
        command.append("--upgrade")
    if within:
        command += ["--constraint", str(within)]
    subprocess.run(command, input="\n".join(lines), text=True, check=True, stdout=subprocess.DEVNULL)
    target.write_text(header(lines) + target.read_text("utf-8"), encoding="utf-8", newline="\n")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description="Renew the lock files in requirements/.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions, not those locked already")
    upgrade = parser.parse_args().upgrade
    if importlib.util.find_spec("uv") is None:
        sys.exit(f"uv is needed: {sys.executable} -m pip install uv")
    groups = wanted(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")))
    # All at once first, so that the three agree.
    everything = lock("test", groups["test"], None, upgrade=upgrade)
    lock("run", groups["run"], everything, upgrade=upgrade)
    lock("build", groups["build"], everything, upgrade=upgrade)


if __name__ == "__main__":
    main()

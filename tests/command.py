"""Running the command line as a user does: a process of its own, its output read as bytes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from photocheck.io.interrupts import SIGNALS

SAMPLES = Path(__file__).parents[1] / "samples"
GOOD = SAMPLES / "pass" / "430101191001.JPG"
CAMERA = SAMPLES / "camera" / "430101191001.JPG"


def _hear_all() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


HEARS_INTERRUPTS: dict[str, Any] = {} if os.name == "nt" else {"preexec_fn": _hear_all}
"""For ``subprocess``: what runs in a shell's background, these tests perhaps, is deaf to Ctrl-C, and under nohup to the
terminal's end; so would be what they start."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def results(self) -> list[dict[str, Any]]:
        """The objects of ``--format jsonl``."""
        return [json.loads(line) for line in self.out.splitlines()]


def photocheck(
    *arguments: str | bytes | Path,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    folder: Path | None = None,
    encoding: str = "utf-8",
) -> Ran:
    """Run ``photocheck`` with these arguments; a traceback is never right, so it fails the test."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "photocheck", *arguments]
        if sys.version_info >= (3, 11)
        else [sys.executable, "-m", "photocheck", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", **(environment or {})},
        preexec_fn=before,
        timeout=120,
    )
    ran = Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
    assert "Traceback" not in ran.err + ran.out, ran.err
    return ran


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of so many bytes (``16k``) for a while; skips where none can be mounted."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "photos", place]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no small disk can be mounted here: run as root")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def without_network() -> list[str]:
    """A command that runs another where there is no network at all, not even localhost; skips where there is none."""
    for user in ((), ("--map-root-user",)):  # root needs no other user, and gets none in a chroot
        command = [shutil.which("unshare") or "", "--net", *user]
        if command[0] and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("no network namespace can be made here: run on Linux as root, or allow user namespaces")

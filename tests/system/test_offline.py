"""Photos are biometric data: nothing leaves the machine, and nothing is fetched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from command import CAMERA, GOOD, photocheck, without_network

import photocheck as api
from photocheck.types import Verdict

STRICT = """
import socket, sys
def refuse(*arguments, **options):
    print("NETWORK", arguments, file=sys.stderr)
    raise OSError("no network here")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.socket.sendto = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
socket.gethostbyname = refuse
"""


def test_no_socket_is_opened_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"a socket was used: {arguments}")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    with api.Checker("zikao") as checker:
        assert checker.check(GOOD).verdict is Verdict.PASS
        assert checker.process(CAMERA, tree=tmp_path).output is not None
        assert checker.preview(CAMERA).verdict is Verdict.PASS


def test_workers_open_none_either(tmp_path: Path) -> None:
    """The same in processes of their own: what Python runs first is the refusal."""
    (tmp_path / "sitecustomize.py").write_text(STRICT)
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    ran = photocheck("process", CAMERA, "--to", tmp_path / "tree", "-j", "2", environment=environment)
    assert ran.code == 0, ran.err
    assert "NETWORK" not in ran.err


def test_the_main_job_where_there_is_no_network(tmp_path: Path) -> None:
    """Native code cannot be patched, but it can be left without a network."""
    command = without_network()
    done = subprocess.run(
        [*command, sys.executable, "-m", "photocheck", "process", CAMERA, "--to", tmp_path / "tree", "-j", "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "tree").rglob("*.JPG"))) == 1


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: apt-get install strace")
def test_the_kernel_sees_no_outside_socket(tmp_path: Path) -> None:
    """Every connect, sendto and bind of the process and its children, native code included."""
    log = tmp_path / "calls"
    program = [sys.executable, "-m", "photocheck", "process", str(CAMERA), "--to", str(tmp_path / "tree"), "-j", "1"]
    done = subprocess.run(
        ["strace", "-f", "-o", log, "-e", "trace=connect,sendto,sendmsg,bind", *program],
        capture_output=True,
        check=False,
        timeout=300,
    )
    if "ptrace" in done.stderr.decode() and not (log.exists() and log.stat().st_size):
        pytest.skip("processes cannot be traced here: allow ptrace, in a container with --cap-add SYS_PTRACE")
    assert done.returncode == 0, done.stderr.decode()
    assert not [line for line in log.read_text().splitlines() if "AF_INET" in line]


def test_models_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from photocheck.detect import detector

    loads: list[str] = []
    real = detector.model_file
    monkeypatch.setattr(detector, "model_file", lambda name: (loads.append(name), real(name))[1])
    with api.Checker("zikao") as checker:
        for _ in range(3):
            checker.check(GOOD)
            checker.preview(CAMERA)
    assert loads
    assert len(loads) == len(set(loads))

"""``photocheck station`` as a program: what it prints, whom it answers, and the example of another program."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from station.stage import Server

from photocheck.io.archive.verify import TreeCheck

ROOT = Path(__file__).parents[2]
CAMERA = sorted((ROOT / "samples" / "camera").glob("*.JPG"))
NUMBERS = ("430119100001", "430119100002")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名单.csv"
    path.write_text("考籍号,姓名\n" + "".join(f"{number},考生\n" for number in NUMBERS), "utf-8")
    return path


@pytest.fixture
def server(tmp_path: Path, roster: Path) -> Iterator[Server]:
    started = Server("--to", tmp_path / "out", "--roster", roster)
    yield started
    started.kill()


def asked(server: Server, path: str, **headers: str) -> int:
    """The status of a request as a stranger may write it."""
    address = urllib.parse.urlsplit(server.address)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 0, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    for name, value in ({"Host": address.netloc} | headers).items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_strangers_are_refused_by_the_program_itself(server: Server) -> None:
    path = urllib.parse.urlsplit(server.address).path
    assert asked(server, f"{path}api/queue") == 200
    assert asked(server, "/") == 403
    assert asked(server, "/api/queue") == 403
    assert asked(server, f"{path}api/queue", Host="evil.example") == 403
    assert asked(server, f"{path}api/queue", Origin="http://evil.example") == 403
    assert asked(server, f"{path}api/queue", Origin="null") == 403


def test_it_listens_on_this_computer_only(server: Server) -> None:
    port = urllib.parse.urlsplit(server.address).port or 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # sends nothing; the system says which address it would send from
        except OSError:
            pytest.skip("this computer has no address but its own: run with a network")
        other = asked.getsockname()[0]
    with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
        socket.create_connection((other, port), timeout=2)


def test_the_example_of_another_program(server: Server, tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "examples" / "station.py", server.address, CAMERA[0], CAMERA[1], CAMERA[0]]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = ran.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(NUMBERS)
    assert all(" pass " in line or " warn " in line for line in lines), ran.stdout
    assert "Nobody is left" in ran.stderr
    assert list(TreeCheck(tmp_path / "out").run()) == []


def test_a_tethered_camera(tmp_path: Path, roster: Path) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    server = Server("--to", tmp_path / "out", "--roster", roster, "--camera-folder", folder)
    try:
        assert server.get("live/state")["folder"] is True
        shutil.copy(CAMERA[0], folder / "IMG_0001.JPG")
        end = time.monotonic() + 20
        while not (news := server.get("live/news")) and time.monotonic() < end:
            time.sleep(0.1)
        assert [(each["filed"], each["number"]) for each in news] == [(True, NUMBERS[0])]
        assert (folder / "IMG_0001.JPG").read_bytes() == CAMERA[0].read_bytes()
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--camera-folder", "{here}/none"], "没有文件夹"),
        (["--camera-folder", "{here}"], "不能"),
        (["--roster", "{here}/none.csv"], "none.csv"),
        (["--profile", "none"], "none"),
        (["--port", "{taken}"], "端口"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        filled = [option.format(here=tmp_path, taken=taken.getsockname()[1]) for option in options]
        command = [
            sys.executable,
            "-m",
            "photocheck",
            "station",
            "--no-browser",
            "--lang",
            "zh",
            "--to",
            tmp_path / "out",
        ]
        ran = subprocess.run([*command, *filled], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()

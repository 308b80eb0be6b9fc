"""A stage: the film that Chromium's camera shows and that can be changed while it plays, the station behind it, and
the page before it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from chromium import Chromium
from command import HEARS_INTERRUPTS
from station.film import HEIGHT, WIDTH, Pixels, yuv

FRAME = b"FRAME\n"
FRAMES = 6
"""Frames of one pose, alike but for the sensor's noise; the film goes round them."""


class Film:
    """A .y4m file of some frames, played round and round; :meth:`show` changes it while it plays."""

    def __init__(self, path: Path, frames: list[bytes]) -> None:
        self.path = path
        head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip C420jpeg\n".encode()
        path.write_bytes(head + b"".join(FRAME + frame for frame in frames))
        self._start, self._step = len(head) + len(FRAME), len(FRAME) + len(frames[0])
        self._file = path.open("r+b", buffering=0)

    def show(self, frames: list[bytes]) -> None:
        """From now on these."""
        for place, frame in enumerate(frames):
            self._file.seek(self._start + place * self._step)
            self._file.write(frame)

    def close(self) -> None:
        self._file.close()


def take_of(rgb: Pixels, frames: int = FRAMES) -> list[bytes]:
    """Frames of one pose, each with a sensor's noise of its own."""
    planes = np.frombuffer(yuv(rgb), np.uint8).astype(np.int16)
    chance = np.random.default_rng(3)
    return [
        np.clip(planes + chance.integers(-2, 3, planes.shape), 16, 235).astype(np.uint8).tobytes()
        for _ in range(frames)
    ]


def camera_flags(film: Film | None) -> tuple[str, ...]:
    """Chromium's flags for a camera that plays a film, or for a computer without a camera."""
    if film is None:
        return ("--use-fake-ui-for-media-stream",)
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film.path}",
        "--autoplay-policy=no-user-gesture-required",
    )


class Server:
    """``photocheck station`` (or ``desk``) as a program of its own, which can be killed and started again."""

    def __init__(self, *options: str | Path, command: str = "station", home: Path | None = None) -> None:
        self._command = command
        self._home = {} if home is None else {"HOME": str(home)}
        with socket.socket() as found:  # one of its own, kept from start to start
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        self._options = ["--port", str(port), *(str(option) for option in options)]
        self.address = ""
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "photocheck", self._command, "--no-browser", "--lang", "en", *self._options]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **self._home, "GLOG_minloglevel": "3"},
            **HEARS_INTERRUPTS,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line
        self.address = line.strip().rpartition(" ")[2]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path) as answer:  # noqa: S310 - our own server
            return json.load(answer)


class Page:
    """The station's page in Chromium, as the operator sees it."""

    def __init__(self, program: str, film: Film | None, size: tuple[int, int] = (1366, 768)) -> None:
        self.browser = Chromium(program, *size, *camera_flags(film))

    def open(self, address: str) -> None:
        self.browser.console.clear()
        self.browser.follow(address)

    def run(self, script: str) -> Any:
        return self.browser.run(script)

    @property
    def phrase(self) -> str:
        """The key of the phrase on the screen, empty where there is none."""
        return self.run("(station.live.answer || {}).phrase || ''")

    @property
    def words(self) -> str:
        return self.run("document.getElementById('words').textContent")

    @property
    def fault(self) -> str:
        return self.run("document.getElementById('fault').hidden ? '' : document.getElementById('fault').textContent")

    @property
    def number(self) -> str:
        return self.run("station.queue.now ? station.queue.now.number : ''")

    def until(self, what: Callable[[], Any], seconds: float = 20.0, every: float = 0.05) -> Any:
        """Wait for something to be true; its value."""
        end = time.monotonic() + seconds
        while True:
            found = what()
            if found:
                return found
            if time.monotonic() > end:
                screen = self.run("document.body.innerText")
                raise AssertionError(f"not within {seconds} s; the screen says: {screen}\n{self.browser.console}")
            time.sleep(every)

    def close(self) -> None:
        self.browser.close()

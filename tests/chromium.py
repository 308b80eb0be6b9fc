"""A real browser for tests: headless Chromium, spoken to over its debugging pipe."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage",
)  # fmt: skip


def executable() -> str | None:
    """Chromium or Chrome on this machine, if any; the pipe needs a system with inheritable descriptors."""
    if os.name == "nt":
        return None
    names = (os.environ.get("PHOTOCHECK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def needed() -> str:
    """The same; a test that needs it skips where there is none."""
    found = executable()
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium, or name it in PHOTOCHECK_CHROMIUM")
    return found


class Chromium:
    """One page in one browser; every message of the console and every request is kept."""

    def __init__(self, program: str, width: int = 1300, height: int = 1000, *more: str) -> None:
        self._home = tempfile.mkdtemp(prefix="photocheck-chromium-")
        from_us, to_us = os.pipe(), os.pipe()
        # The browser reads its orders on descriptor 3 and answers on 4.
        script = f'exec "$0" "$@" 3<&{from_us[0]} 4>&{to_us[1]}'
        flags = (*FLAGS, *more, f"--window-size={width},{height}", f"--user-data-dir={self._home}")
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, program, *flags, "--remote-debugging-pipe", "about:blank"],
            pass_fds=(from_us[0], to_us[1]),
            env={**os.environ, "TMPDIR": self._home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us[0])
        os.close(to_us[1])
        self._orders, self._answers = os.fdopen(from_us[1], "wb", 0), os.fdopen(to_us[0], "rb", 0)
        self._rest, self._count, self._session = b"", 0, None
        self.console: list[str] = []
        self.requests: list[str] = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        order: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        self._orders.write(json.dumps(order).encode() + b"\0")
        while (answer := self._next()).get("id") != self._count:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    @contextmanager
    def within(self, target: str) -> Iterator[None]:
        """Orders go to another of the browser's targets, as a frame with a process of its own is."""
        page, self._session = self._session, None
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        try:
            yield
        finally:
            self._session = page

    def open(self, path: Path) -> None:
        self.follow(path.resolve().as_uri())

    def follow(self, link: str) -> None:
        self.call("Page.navigate", url=link)
        while (event := self._next()).get("method") != "Page.loadEventFired":
            self._note(event)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def press(self, key: str, code: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._orders.close()
        self._answers.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _note(self, event: dict[str, Any]) -> None:
        method, told = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.console.append(str(told["exceptionDetails"]))
        if method == "Runtime.consoleAPICalled":
            self.console.append(str(told["args"]))
        if method == "Log.entryAdded":
            self.console.append(told["entry"]["text"])
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"][:200])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = self._answers.read(1 << 20)
            if not read:
                raise RuntimeError("the browser has gone")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

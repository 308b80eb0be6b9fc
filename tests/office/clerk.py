"""A clerk before the desk's page: everything by clicks, on what is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from station.stage import Page


class Clerk(Page):
    """The page in Chromium, used with the mouse alone."""

    def __init__(self, program: str, size: tuple[int, int] = (1366, 768)) -> None:
        super().__init__(program, None, size)

    def begin(self, address: str, language: str = "zh") -> None:
        """The page, freshly opened, in a language."""
        self.open(address)
        self.run(f"localStorage.clear(), localStorage.setItem('photocheck.language', '{language}')")
        self.browser.call("Page.reload")
        self.ready()

    def ready(self) -> None:
        """Until the page has its words and has drawn itself."""
        ready = "!!(window.station && station.words && station.words.office) && !document.querySelector('.starting')"
        self.until(lambda: self.run(ready))

    def click(self, selector: str, text: str = "") -> None:
        """The middle of what is to be seen there; with a text, of the one that holds it.

        What is hidden, covered or cut off cannot be clicked.
        """
        place = (
            "(function () { var found = [].filter.call(document.querySelectorAll(" + repr(selector) + "),"
            " function (each) { return each.offsetParent && !each.disabled && each.textContent.indexOf("
            + repr(text)
            + ") >= 0; })[0], box, x, y; if (!found) { return null; } found.scrollIntoView({block: 'nearest'});"
            " box = found.getBoundingClientRect(); x = box.left + box.width / 2; y = box.top + box.height / 2;"
            " return found.contains(document.elementFromPoint(x, y)) ? [x, y] : null; }())"
        )
        # Where it is once the page has drawn what an earlier click has changed.
        drawn = "new Promise(function (then) { requestAnimationFrame(function () { requestAnimationFrame(then); }); })"
        spot = self.until(lambda: self.run(f"{drawn}.then(function () {{ return {place}; }})"))
        for kind in ("mousePressed", "mouseReleased"):
            where: dict[str, Any] = {"x": spot[0], "y": spot[1], "button": "left", "clickCount": 1}
            self.browser.call("Input.dispatchMouseEvent", type=kind, **where)

    def pick(self, field: str, home: Path, wanted: Path) -> None:
        """A folder or a table through the window for choosing, from the home folder down."""
        self.click(f"[data-pick={field}]")
        self.until(lambda: self.run("station.picker.is_open()"))
        self.click("#places button", "My folder" if self.run("station.language") == "en" else "我的文件夹")
        self.until(lambda: self.value("path") == str(home))
        steps = wanted.relative_to(home).parts
        for place, step in enumerate(steps):
            self.click("#entries button", step)
            if not (wanted.is_file() and place == len(steps) - 1):
                below = home.joinpath(*steps[: place + 1])
                self.until(lambda below=below: self.value("path") == str(below))
        if not wanted.is_file():
            self.click("#use")
        self.until(lambda: not self.run("station.picker.is_open()"))

    def value(self, field: str) -> str:
        """What stands in a field."""
        return self.run(f"document.getElementById('{field}').value")

    def start(self, seconds: float) -> dict[str, Any]:
        """The work of the tab; as it is on the screen once it is over."""
        self.run("window.before = station.work.now, null")
        self.click("#start")

        def over() -> Any:
            now = self.run("station.work.now === window.before ? null : station.work.now")
            ended = now and now["state"] != "running" and self.run("document.getElementById('stop').hidden")
            return now if ended else None

        return self.until(over, seconds)

    def in_report(self, script: str) -> Any:
        """The value of an expression in the report, which is a process of its own; None while there is none."""
        targets = self.browser.call("Target.getTargets")["targetInfos"]
        frames = [target["targetId"] for target in targets if target["type"] == "iframe"]
        if not frames:
            return None
        with self.browser.within(frames[0]):
            return self.run(script)

    def cut_off(self) -> list[str]:
        """Words that are not seen whole: wider than their place, or beyond the window's edge."""
        return self.run(
            "[].filter.call(document.querySelectorAll('button, label, h1, h2, p, a, td, select'), function (each) {"
            " var box = each.getBoundingClientRect();"
            " var wide = each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline';"
            " return each.offsetParent && box.width && (box.right > innerWidth + 1 || wide); })"
            ".map(function (each) { return (each.id || each.className || each.tagName) + ': ' + each.textContent; })"
        )

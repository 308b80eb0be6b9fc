"""How fast the capture station is, in Chromium, with everything on this computer: python benchmarks/live.py

A camera of 1280 x 720 at 30 frames a second plays films made from the samples.  Guidance a second and its delay are
counted by the page itself; from good to filed is from the moment that the film shows somebody who sits well to the
moment that the picture lies in the tree.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from chromium import executable
from station import film
from station.stage import Film, Page, Server, take_of

from photocheck import Checker

SECONDS = 20.0
PEOPLE = 12


def preview_rate(data: object, seconds: float = 4.0) -> float:
    """Previews a second on one core."""
    everywhere = os.sched_getaffinity(0)
    with Checker("zikao") as checker:
        os.sched_setaffinity(0, {min(everywhere)})
        try:
            checker.preview(data, quick=True)
            began, count = time.perf_counter(), 0
            while time.perf_counter() - began < seconds:
                checker.preview(data, quick=True)
                count += 1
            return count / (time.perf_counter() - began)
        finally:
            os.sched_setaffinity(0, everywhere)


def guidance(page: Page, seconds: float) -> str:
    """Looks a second, and how long each took."""
    page.run("station.live.stats = []")
    time.sleep(seconds)
    stats = page.run("station.live.stats")
    delays = sorted(delay for _, delay in stats)
    rate = (len(stats) - 1) / (stats[-1][0] - stats[0][0]) * 1000
    middle, late = delays[len(delays) // 2], delays[int(len(delays) * 0.95)]
    within = sum(delay <= 150 for delay in delays) / len(delays)
    return f"{rate:.1f} a second; median {middle:.0f} ms, 95 % within {late:.0f} ms, {within:.0%} within 150 ms"


def changes(page: Page, seconds: float = 10.0) -> int:
    page.run(
        "(function () { var last = station.live.answer.phrase; window.said = 0; window.counting = setInterval("
        "function () { var now = station.live.answer.phrase; if (now !== last) { last = now; said += 1; } }, 15); }())"
    )
    time.sleep(seconds)
    return page.run("clearInterval(counting), said")


def main() -> None:
    program = executable()
    if program is None:
        sys.exit("no chromium: install it, or name it in PHOTOCHECK_CHROMIUM")
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    rgb = film.seated(0)
    print(f"preview of 1280 x 720 pixels, one core: {preview_rate(rgb):.0f} a second")
    small = film.jpeg(film.seated(0, size=(540, 960)), 85)
    print(f"preview of the page's 960 x 540 JPEG, one core: {preview_rate(small):.0f} a second", flush=True)

    empty = take_of(film.empty())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        reel = Film(home / "film.y4m", empty)
        roster = home / "roster.csv"
        roster.write_text("number\n" + "".join(f"4301191{i:05}\n" for i in range(PEOPLE)), "utf-8")
        server = Server("--to", home / "out", "--roster", roster)
        page = Page(program, reel)
        try:
            page.open(server.address)
            page.until(lambda: page.phrase == "sit")
            for title, pose in (("too near", film.TOO_NEAR), ("head tilted", film.TILTED)):
                reel.show(take_of(film.seated(0, pose)))
                time.sleep(3)
                print(f"guidance, {title}: {guidance(page, SECONDS)}", flush=True)
                print(f"phrase changes in 10 s of a still film, {title}: {changes(page)}", flush=True)
            waits = []
            for index in range(PEOPLE):
                frames = take_of(film.seated(index))
                reel.show(empty)
                page.until(lambda: page.phrase == "sit")
                time.sleep(0.5)
                path = home / "out" / "43" / "01" / f"4301191{index:05}.JPG"
                reel.show(frames)
                began = time.perf_counter()
                while not path.exists():
                    time.sleep(0.005)
                waits.append(time.perf_counter() - began)
                page.until(lambda: page.phrase == "done")
            waits.sort()
            print(
                f"good to filed, {PEOPLE} people: median {statistics.median(waits):.2f} s,"
                f" longest {waits[-1]:.2f} s (of which judging and filing the full frame:"
                f" {statistics.median(page.run('station.live.takes')):.0f} ms)"
            )
            print(f"load after: {os.getloadavg()[0]:.1f}")
        finally:
            page.close()
            server.stop()


if __name__ == "__main__":
    main()

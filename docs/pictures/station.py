"""Make docs/pictures/station.jpg, the station with people of the samples: python docs/pictures/station.py"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[0] = str(ROOT)  # this file must not hide the tests' folder of the same name
sys.path.insert(0, str(ROOT / "tests"))

from chromium import executable  # noqa: E402 - found beside the tests
from station import film  # noqa: E402
from station.stage import Film, Page, Server, take_of  # noqa: E402

NAMES = ("王芳", "李强", "欧阳娜娜", "买买提·艾力", "张伟", "刘洋", "陈静", "杨帆")


def main() -> None:
    """One candidate is filed; the next one's head leans."""
    program = executable()
    if program is None:
        sys.exit("no chromium: install it, or name it in PHOTOCHECK_CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows = "".join(f"4301191{place:05},{name}\n" for place, name in enumerate(NAMES))
        (home / "roster.csv").write_text("考籍号,姓名\n" + rows, "utf-8")
        empty = take_of(film.empty())
        reel = Film(home / "film.y4m", empty)
        server = Server("--to", home / "out", "--roster", home / "roster.csv")
        page = Page(program, reel)
        page.browser.call(
            "Emulation.setDeviceMetricsOverride", width=1366, height=700, deviceScaleFactor=1, mobile=False
        )
        page.open(server.address)
        page.run("localStorage.setItem('photocheck.language', 'zh')")
        page.open(server.address)
        page.until(lambda: page.phrase == "sit")
        reel.show(take_of(film.seated(1)))
        page.until(lambda: page.phrase == "done")
        reel.show(empty)
        page.until(lambda: page.phrase == "sit")
        reel.show(take_of(film.seated(34, film.Pose(roll=13, head=0.38, above=0.22, shift=0.02))))
        page.until(lambda: page.phrase == "upright")
        time.sleep(1)
        page.browser.picture(home / "page.png")
        Image.open(home / "page.png").convert("RGB").save(HERE / "station.jpg", quality=88)
        page.close()
        server.stop()


if __name__ == "__main__":
    main()

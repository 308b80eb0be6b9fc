"""Make docs/pictures/report.jpg, the HTML report of the samples: python docs/pictures/report.py"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[0] = str(ROOT)  # this file must not hide the package's folder of the same name
sys.path.insert(0, str(ROOT / "tests"))

from chromium import Chromium, executable  # noqa: E402 - found beside the tests
from command import photocheck  # noqa: E402

CHOSEN = (
    "background.chroma", "background.object", "background.shadow", "face.eyes", "face.glare", "face.hat", "face.mouth",
    "file.name", "framing.cut", "framing.shoulder", "light.cast", "light.even", "picture.sharp",
)  # fmt: skip
NAMES = (
    "王芳",
    "李强",
    "欧阳娜娜",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵敏",
    "周涛",
    "吴迪",
    "郑爽",
    "孙丽",
    "钱进",
    "冯雪",
)


def main() -> None:
    """The top of the page, as a clerk sees it."""
    program = executable()
    if program is None:
        sys.exit("no chromium: install it, or name it in PHOTOCHECK_CHROMIUM")
    samples = [path for check in CHOSEN for path in sorted((ROOT / "samples" / "fail" / check).iterdir())]
    shown = [path.relative_to(ROOT) for path in [*samples, ROOT / "samples" / "pass" / "430101191001.JPG"]]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        numbers = [path.stem for path in samples if path.stem.isdecimal()] + ["430101191001", "430119190001"]
        rows = "".join(f"{number},{name}\n" for number, name in zip(numbers, NAMES, strict=False))
        (home / "roster.csv").write_text("考籍号,姓名\n" + rows, "utf-8")
        report = home / "report.html"
        options = ("--roster", home / "roster.csv", "--lang", "zh", "-o", report)
        photocheck("check", *shown, *options, folder=ROOT)
        browser = Chromium(program)
        browser.call("Emulation.setDeviceMetricsOverride", width=1366, height=900, deviceScaleFactor=1, mobile=False)
        browser.open(report)
        time.sleep(1)
        browser.picture(home / "page.png")
        browser.close()
        Image.open(home / "page.png").convert("RGB").save(HERE / "report.jpg", quality=80)


if __name__ == "__main__":
    main()

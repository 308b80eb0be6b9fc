"""The HTML report as a file; what a browser makes of it is tests/system/test_browser.py's."""

from __future__ import annotations

import json
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from report.made import SMALL, WARNED, ZIKAO, picture, report

from photocheck.collection.comparison import Across
from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.io.files import check_writable
from photocheck.report import Brief, html, open_writer
from photocheck.results import Report
from photocheck.types import Language, Problem, Text

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def write(path: Path, reports: list[Report], roster: Roster | None = None, language: Language = "zh") -> str:
    across = Across(ZIKAO, roster)
    writer = open_writer("html", path, Brief(ZIKAO, language, roster))
    for each in reports:
        across.add(each)
        writer.add(each)
    writer.close(across)
    return path.read_text(encoding="utf-8")


def part(page: str, name: str) -> object:
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)[1])


def test_failures_come_first_with_picture_and_lines(tmp_path: Path) -> None:
    photo = picture(tmp_path / "in" / "430102191001.JPG")
    page = write(tmp_path / "r.html", [report(photo), report(photo, WARNED), report(photo, SMALL)])
    photos = part(page, "photos")
    assert [p["v"] for p in photos] == ["fail", "warn", "pass"]
    assert photos[0]["s"] == [144, 192]
    assert photos[0]["l"]["crown"] == pytest.approx(19.4 / 192, abs=1e-4)
    assert photos[0]["l"]["left"] == pytest.approx(22 / 144, abs=1e-4)
    facts = part(page, "facts")
    assert facts["summary"]["fail"] == 1
    assert facts["targets"]["crown"] == pytest.approx(0.1)


def test_nothing_that_a_user_names_becomes_markup(tmp_path: Path) -> None:
    roster = Roster("r.csv", {"430102191001": Candidate("430102191001", EVIL, row=2)})
    seen = report(f"in/{EVIL}.JPG", SMALL, number="430102191001")
    lost = Report(f"{EVIL}\u2028\udcff", "zikao", error=Problem("source", Text(EVIL, EVIL)))
    page = write(tmp_path / "r.html", [seen, lost], roster)
    assert page.count("<script") == 3
    assert page.count("</script") == 3
    assert "<img" not in page
    assert part(page, "photos")[1]["m"] == EVIL


def test_the_page_asks_for_nothing_outside_itself(tmp_path: Path) -> None:
    page = write(tmp_path / "r.html", [report("in/430102191001.JPG")])
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=[\"']?(?!data:)\w", page.replace("img.src =", ""))
    assert re.findall(r"https?://[^\"']+", page) == ["http://www.w3.org/2000/svg"]


def test_the_script_stays_with_what_old_browsers_know(tmp_path: Path) -> None:
    script = re.sub(r"/\*.*?\*/", "", html.script_of_page(), flags=re.DOTALL)
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', script)
    assert not re.findall(r"=>|`|\b(?:let|const|class|async|of)\b|\?\.|\?\?|\.\.\.", code)
    style = (html.PARTS / "page.css").read_text(encoding="utf-8")
    assert not re.findall(r"\bgap:|var\(|display: grid|:is\(|:where\(|inset:|aspect-ratio", style)


def test_many_photos_are_split_over_pages_failures_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "PER_PAGE", 4)
    reports = [report(f"{n}.JPG", SMALL if n % 2 else WARNED, number=f"43010219{n:04}") for n in range(10)]
    first = write(tmp_path / "r.html", reports)
    pages = [first, *((tmp_path / f"r-{n}.html").read_text(encoding="utf-8") for n in (2, 3))]
    found = [photo for page in pages for photo in part(page, "photos")]
    assert [p["v"] for p in found] == ["fail"] * 5 + ["warn"] * 5
    assert sorted(p["n"] for p in found) == [r.number for r in reports]
    assert [len(part(page, "photos")) for page in pages] == [4, 4, 2]
    facts = part(first, "facts")
    assert facts["pages"] == ["r.html", "r-2.html", "r-3.html"]
    assert [entry.split()[0] for entry in facts["index"]] == [p["n"] for p in found]
    assert "index" not in part(pages[1], "facts")
    assert all(part(page, "facts")["summary"]["photos"] == 10 for page in pages)


def test_five_thousand_failures_in_one_report(tmp_path: Path) -> None:
    one = report("x.JPG", SMALL)
    first = write(tmp_path / "r.html", [replace(one, number=f"4301{n:08}") for n in range(5000)])
    pages = part(first, "facts")["pages"]
    assert pages == ["r.html", "r-2.html", "r-3.html"]
    found = [photo["n"] for name in pages for photo in part((tmp_path / name).read_text("utf-8"), "photos")]
    assert found == [f"4301{n:08}" for n in range(5000)]
    assert part(first, "facts")["summary"]["failures"]["framing.head"] == 5000


def test_pictures_take_no_memory(tmp_path: Path) -> None:
    """They wait on the disk, and pages are put together line by line."""
    one = report(picture(tmp_path / "x.JPG"), SMALL)
    assert one.thumbnail is not None
    seen = replace(one, thumbnail=replace(one.thumbnail, jpeg=bytes(30_000)))

    def peak(count: int) -> int:
        across, writer = Across(ZIKAO), open_writer("html", tmp_path / "r.html", Brief(ZIKAO, "zh"))
        tracemalloc.start()
        for place in range(count):
            writer.add(replace(seen, number=f"4301{place:08}"))
        writer.close(across)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(50), peak(450)
    assert (tmp_path / "r.html").stat().st_size > 450 * 40_000
    assert many - few < 1_000_000, "a sixteenth of what the pictures are"


def test_an_unwritable_place_is_named_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        check_writable(tmp_path)
    with pytest.raises(UsageError, match="cannot be written"):
        check_writable(tmp_path / "none" / "r.html")
    check_writable(tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []

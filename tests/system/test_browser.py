"""The HTML report in a real browser: opened, filtered, searched, enlarged, printed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Chromium, executable
from report.made import SMALL, WARNED, ZIKAO, picture, report

from photocheck.collection.comparison import Across
from photocheck.collection.roster import Candidate, Roster
from photocheck.report import Brief, html, open_writer
from photocheck.results import Report

EVIL = "<script>document.title='stolen'</script>"
CARDS = "document.querySelectorAll('.card:not([hidden])')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    program = executable()
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium, or name it in PHOTOCHECK_CHROMIUM")
    browser = Chromium(program)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    numbers = [f"430102191{n:03}" for n in range(30)]
    reports = []
    for place, number in enumerate(numbers):
        photo = picture(folder / "in" / f"{number}.JPG", (120, 190, 200 + place))
        reports.append(report(photo, (SMALL, WARNED, *[{"framing.head": 0.7}] * 4)[place % 6], number=number))
    names = {n: Candidate(n, EVIL if n == numbers[0] else f"考生{n[-2:]}", row=2) for n in numbers}
    del names[numbers[2]]  # a photo that passes, of nobody
    names["430102191999"] = Candidate("430102191999", "王缺席", row=99)
    return save(folder / "report.html", reports, Roster("名单.csv", names))


def save(path: Path, reports: list[Report], roster: Roster | None = None) -> Path:
    across = Across(ZIKAO, roster)
    writer = open_writer("html", path, Brief(ZIKAO, "zh", roster))
    for each in reports:
        across.add(each)
        writer.add(each)
    writer.close(across)
    return path


@pytest.fixture
def opened(browser: Chromium, page: Path) -> Iterator[Chromium]:
    browser.console.clear()
    browser.requests.clear()
    browser.open(page)
    yield browser
    assert browser.console == []
    assert [url for url in browser.requests if not url.startswith(("data:", page.as_uri()))] == []


def settle(browser: Chromium) -> None:
    browser.run("new Promise(done => setTimeout(done, 250))")


def test_it_opens_with_failures_first_and_their_lines(opened: Chromium) -> None:
    settle(opened)
    assert opened.run(f"{CARDS}.length") == 30
    assert opened.run(f"[...{CARDS}].map(c => c.className.split(' ')[1]).join()").startswith(
        "fail,fail,fail,fail,fail,warn"
    )
    assert opened.run("document.querySelector('.card img').naturalWidth") == 144
    assert opened.run("document.querySelectorAll('.card')[0].querySelectorAll('path.measured').length") == 4
    assert opened.run("document.title") != "stolen"
    assert EVIL in opened.run("document.querySelector('.card .name').textContent")
    assert "王缺席" in opened.run("document.getElementById('across').textContent")


def test_lines_can_be_switched_off(opened: Chromium) -> None:
    settle(opened)
    shown = "getComputedStyle(document.querySelector('.card .photo svg')).display"
    assert opened.run(shown) != "none"
    opened.run("document.getElementById('lines').click()")
    assert opened.run(shown) == "none"


def test_filters_and_search(opened: Chromium) -> None:
    opened.run("document.querySelector('.tile.warn').click()")
    assert opened.run(f"{CARDS}.length") == 5
    opened.run("document.querySelector('#chart .row').click()")
    assert opened.run(f"{CARDS}.length") == 5
    assert opened.run("document.querySelector('.tile.warn').getAttribute('aria-pressed')") == "false"
    opened.run("document.getElementById('reset').click()")
    opened.run("var s = document.getElementById('search'); s.value = '191017'; s.dispatchEvent(new Event('input'))")
    settle(opened)
    assert opened.run(f"[...{CARDS}].map(c => c.querySelector('b').textContent).join()") == "430102191017"
    opened.run("s.value = '考生1'; s.dispatchEvent(new Event('input'))")
    settle(opened)
    assert opened.run(f"{CARDS}.length") == 10
    opened.run("s.value = 'nobody'; s.dispatchEvent(new Event('input'))")
    settle(opened)
    assert opened.run("document.getElementById('none').hidden") is False


def test_the_language_changes_inside_the_page(opened: Chromium) -> None:
    assert "没有照片的考生" in opened.run("document.body.innerText")
    opened.run("document.getElementById('language').click()")
    said = opened.run("document.getElementById('screen').innerText")
    assert "candidates without a photo" in said
    assert "failed" in said
    assert opened.run("document.documentElement.lang") == "en"


def test_the_large_view_by_keyboard_alone(opened: Chromium) -> None:
    opened.run("document.querySelector('.card').focus()")
    opened.press("ArrowRight", 39)
    opened.press("Enter", 13)
    assert opened.run("document.getElementById('veil').hidden") is False
    said = opened.run("document.getElementById('large').innerText")
    assert "430102191006" in said
    assert "头太小(0.41,至少 0.65)" in said
    assert "0.65 – 0.75" in said
    assert opened.run("document.querySelectorAll('#large .gauge').length") >= 2
    opened.press("ArrowRight", 39)
    assert "430102191012" in opened.run("document.getElementById('large-title').textContent")
    for _ in range(4):
        opened.press("Tab", 9)
        assert opened.run("document.getElementById('large').contains(document.activeElement)")
    opened.press("Escape", 27)
    assert opened.run("document.getElementById('veil').hidden") is True
    assert opened.run("document.activeElement.querySelector('b').textContent") == "430102191012"


def test_it_prints_a_call_back_list(opened: Chromium) -> None:
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    rows = opened.run("[...document.querySelectorAll('#paper tbody tr')].map(r => r.innerText || r.textContent)")
    assert len(rows) == 7
    called, settled = rows[:6], rows[6:]
    assert "王缺席" in called[-1]
    assert "头太小" in called[0]
    assert not any("430102191001" in row for row in rows)
    assert "名单里没有" in settled[0]
    assert opened.run("document.querySelectorAll('#paper h1').length") == 2
    printed = opened.pdf()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") in {1, 2}


def test_two_thousand_photos_open_and_scroll(browser: Chromium, tmp_path: Path) -> None:
    photos = [picture(tmp_path / f"{n}.JPG", (120, 190, 200 + n)) for n in range(8)]
    reports = [report(photos[n % 8], SMALL if n % 3 else WARNED, number=f"4301{n:08}") for n in range(2000)]
    page = save(tmp_path / "r.html", reports)
    started = time.monotonic()
    browser.open(page)
    settle(browser)
    # Not a measurement: a page that takes so long has stopped being usable.
    assert time.monotonic() - started < 30
    assert browser.run(f"{CARDS}.length") == 2000
    filled = "document.querySelectorAll('.card img').length"
    assert browser.run(filled) < 200
    browser.run("window.scrollTo(0, document.body.scrollHeight)")
    settle(browser)
    assert browser.run("document.querySelectorAll('.card')[1999].querySelectorAll('img').length") == 1
    assert browser.run("document.querySelectorAll('.card')[0].querySelectorAll('img').length") == 0
    assert browser.run(filled) < 200


def test_a_number_is_found_on_whichever_page_it_is(
    browser: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "PER_PAGE", 4)
    reports = [report(f"{n}.JPG", SMALL, number=f"4301{n:08}") for n in range(10)]
    browser.console.clear()
    browser.open(save(tmp_path / "报告.html", reports))
    browser.run(
        "var s = document.getElementById('search'); s.value = '430100000009'; s.dispatchEvent(new Event('input'))"
    )
    settle(browser)
    assert browser.run(f"{CARDS}.length") == 0
    link = browser.run("[...document.querySelectorAll('#pages a')].filter(a => a.textContent.includes('0009'))[0].href")
    assert link.endswith("-3.html#q=430100000009")
    browser.follow(link)
    assert browser.run(f"[...{CARDS}].map(c => c.querySelector('b').textContent).join()") == "430100000009"
    assert browser.console == []

"""The HTML report in a real browser: opened, filtered, searched, enlarged, printed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import Chromium, needed
from report.made import MEASURED, SMALL, WARNED, ZIKAO, picture, report

from photocheck.collection.comparison import Across
from photocheck.collection.likeness import BITS
from photocheck.collection.roster import Candidate, Roster
from photocheck.report import Brief, html, open_writer
from photocheck.results import Report

EVIL = "<script>document.title='stolen'</script>"
CARDS = "document.querySelectorAll('.card:not([hidden])')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    browser = Chromium(needed())
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
    opened.run("document.querySelector('.chip.reprocess').click()")
    assert opened.run(f"{CARDS}.length") == 5
    assert opened.run("document.querySelectorAll('#chart .row[aria-pressed=true]').length") == 0
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
    assert "头太小(占画面 41%,应为 65% 至 75%)" in said
    assert "65% 至 75%" in said
    assert "文件:" in said
    assert opened.run("document.querySelectorAll('#large details.family[open]').length") == 0
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
    # Whom to call; what to crop again; what the office mends; what a person looks at: each under its heading.
    assert opened.run("[...document.querySelectorAll('#paper h1')].map(h => h.textContent).join()") == (
        "请考生重拍,从相机原片重新裁剪,考办改文件(不用通知考生),人工核对"
    )
    causes = [row for row in rows if "人)" in row]
    assert [cause.split("(")[0] for cause in causes] == ["缺照片", "头太小", "扩展名不是 .JPG", "请核对照片是谁的"]
    assert "请从相机原片重新裁剪" in causes[1]
    people = [row for row in rows if "人)" not in row]
    assert "王缺席" in people[0]
    assert len(people) == 1 + 5 + 5 + 1
    assert "名单里没有" in people[-1]
    assert "共 5 人" in opened.run("document.querySelectorAll('#paper .held')[1].textContent")
    printed = opened.pdf()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") in {2, 3}


def test_a_filtered_list_says_what_it_holds(opened: Chromium) -> None:
    opened.run("document.querySelector('.tile.warn').click(); window.dispatchEvent(new Event('beforeprint'))")
    said = opened.run("document.getElementById('paper').textContent")
    assert "筛选:待人工核对;本单 5 人,全部需要处理的共 12 人" in said
    assert opened.run("document.querySelectorAll('#paper tbody tr:not(.cause)').length") == 5
    opened.run("document.querySelector('.tile.pass').click(); window.dispatchEvent(new Event('beforeprint'))")
    assert "筛选:通过;本单 1 人,全部需要处理的共 12 人" in opened.run(
        "document.getElementById('paper').textContent"
    )  # a photo of nobody
    opened.run("document.querySelector('.tile.error').click(); window.dispatchEvent(new Event('beforeprint'))")
    assert "当前筛选下没有需要处理的照片(全部共 12 人需要处理)" in opened.run(
        "document.getElementById('paper').textContent"
    )


def test_a_slip_for_each_candidate_two_to_a_page(browser: Chromium, tmp_path: Path) -> None:
    photos = [picture(tmp_path / f"43010219{n:04}.JPG", (120, 190, 200 + n)) for n in range(5)]
    reports = [report(photo, {"face.eyes": 0.02, "file.format": "PNG"}, number=photo.stem) for photo in photos]
    names = {photo.stem: Candidate(photo.stem, f"考生{n}", row=n) for n, photo in enumerate(photos)}
    browser.open(save(tmp_path / "r.html", reports, Roster("r", names)))
    browser.run("window.print = function () {}; document.getElementById('slips').click()")
    said = browser.run("[...document.querySelectorAll('.slip')].map(s => s.textContent)")
    assert len(said) == 5
    assert "姓名:考生0" in said[0]
    assert "闭眼" in said[0]
    assert "PNG" not in said[0]  # the office mends that itself
    assert browser.pdf().count(b"/Type /Page\n") == 3


def test_a_slip_for_who_has_no_photo_does_not_blame_one(opened: Chromium) -> None:
    opened.run("window.print = function () {}; document.getElementById('slips').click()")
    (said,) = opened.run("[...document.querySelectorAll('.slip')].map(s => s.textContent)")
    assert "王缺席" in said
    assert "还没有您的照片" in said
    assert "不合要求" not in said
    assert "通知考生" not in said
    assert "重拍" not in said


def test_paper_of_a_later_page_says_where_the_absent_are(
    browser: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "PER_PAGE", 2)
    reports = [report(f"4301{n:08}.JPG", SMALL, number=f"4301{n:08}") for n in range(4)]
    names = {each.number or "": Candidate(each.number or "", "考生", row=2) for each in reports}
    names["430102191999"] = Candidate("430102191999", "王缺席", row=99)
    first = save(tmp_path / "r.html", reports, Roster("r", names))
    for page, holds in ((first, True), (tmp_path / "r-2.html", False)):
        browser.open(page)
        for fill in (
            "window.dispatchEvent(new Event('beforeprint'))",
            "window.print = function () {}; document.getElementById('slips').click()",
        ):
            browser.run(fill)
            said = browser.run("document.getElementById('paper').textContent")
            assert ("王缺席" in said) is holds
            assert ("另有 1 位考生缺照片" in said) is not holds


def test_pictures_to_compare_are_told_without_the_same_sentence_again(browser: Chromium, tmp_path: Path) -> None:
    photos = [picture(tmp_path / f"43010219{n:04}.JPG", (120, 190, 200 + n)) for n in range(6)]
    like = replace(MEASURED, likeness=bytes((BITS + 7) // 8).hex())
    reports = [replace(report(photo, {"framing.head": 0.7}, number=photo.stem), measurements=like) for photo in photos]
    browser.open(save(tmp_path / "r.html", reports))
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    rows = browser.run("[...document.querySelectorAll('#paper tbody tr')].map(r => r.textContent)")
    assert len(rows) == 1 + 6
    assert "请对照两张照片" in rows[0]
    assert not [row for row in rows[1:] if "请对照" in row]
    assert "还和另外 2 张像是同一张" in rows[1]
    # A likeness is looked into, and judged no fault, in the large view too.
    browser.run("document.querySelector('.card').click()")
    assert browser.run("document.querySelectorAll('.told.warn').length") >= 1
    assert (
        browser.run("[...document.querySelectorAll('.told.fail')].filter(t => t.innerText.includes('同一张')).length")
        == 0
    )


def test_a_link_keeps_the_filter(opened: Chromium, page: Path) -> None:
    opened.run("document.querySelector('.tile.warn').click()")
    link = opened.run("location.href")
    assert link.endswith("#v=warn")
    opened.follow("about:blank")
    opened.follow(link)
    settle(opened)
    assert opened.run(f"{CARDS}.length") == 5
    opened.requests[:] = [url for url in opened.requests if url != "about:blank"]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_is_cut_and_a_click_brings_the_photos(opened: Chromium, width: int, height: int) -> None:
    opened.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
    )
    assert opened.run("document.documentElement.scrollWidth") <= width
    opened.run("document.querySelector('#chart .row').click()")
    settle(opened)
    assert 0 <= opened.run("document.querySelector('.card:not([hidden])').getBoundingClientRect().top") < height - 200
    opened.run("document.querySelector('.card:not([hidden])').click()")
    assert opened.run("document.getElementById('large-body').scrollWidth") <= width
    opened.run("document.getElementById('large-body').scrollTop = 9999")
    for name in ("before", "after", "shut"):
        box = opened.run(f"JSON.stringify(document.getElementById('{name}').getBoundingClientRect())")
        assert 0 <= json.loads(box)["top"] < height - 30, name
    assert opened.run("document.querySelector('#large-picture img').getBoundingClientRect().bottom") > 100
    opened.call("Emulation.clearDeviceMetricsOverride")


def test_a_wide_screen_is_used(opened: Chromium) -> None:
    opened.call("Emulation.setDeviceMetricsOverride", width=1920, height=1080, deviceScaleFactor=1, mobile=False)
    settle(opened)
    assert opened.run("document.getElementById('grid').getBoundingClientRect().width") > 1750
    # Two kinds of faults stand side by side, and what shows across photos is open beside them.
    tops = opened.run("[...document.querySelectorAll('#chart .group')].map(g => g.getBoundingClientRect().top)")
    assert tops[0] == tops[1]
    assert opened.run("document.querySelector('#across details').open")
    opened.call("Emulation.clearDeviceMetricsOverride")


def test_scrolling_five_thousand_photos_is_the_work_of_five_hundred(
    browser: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted and not timed: what is drawn and put into the page while a clerk scrolls depends on the window alone."""
    monkeypatch.setattr(html, "PER_PAGE", 5000)
    photos = [picture(tmp_path / f"{n}.JPG", (120, 190, 200 + n)) for n in range(8)]
    pictured = [report(photo, SMALL if n % 3 else WARNED) for n, photo in enumerate(photos)]
    work = {}
    for count in (500, 5000):
        reports = [replace(pictured[n % 8], number=f"4301{n:08}") for n in range(count)]
        browser.follow("about:blank")
        browser.open(save(tmp_path / f"{count}.html", reports))
        settle(browser)
        browser.call("Performance.enable")
        before = _metrics(browser)
        work[count] = browser.run(SCROLL)
        after = _metrics(browser)
        work[count]["layouts"] = after["LayoutCount"] - before["LayoutCount"]
        # Nothing of what went by stays behind.
        assert work[count]["pictures"] < 120
        assert 0 < work[count]["drawn"] < 120
    assert work[5000]["added"] <= work[500]["added"] * 1.2 + 50
    assert work[5000]["layouts"] <= work[500]["layouts"] * 1.5 + 20


SCROLL = """(async () => {
  const most = { added: 0, pictures: 0, drawn: 0 }, cards = [...document.querySelectorAll('.card')];
  const seen = new MutationObserver(all => { for (const each of all) { most.added += each.addedNodes.length; } });
  seen.observe(document.getElementById('grid'), { childList: true, subtree: true });
  window.scrollTo(0, 1500);
  for (let step = 0; step < 25; step++) {
    window.scrollBy(0, 400);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    most.pictures = Math.max(most.pictures, document.querySelectorAll('.card img').length);
    most.drawn = Math.max(most.drawn, cards.filter(c => c.checkVisibility({ contentVisibilityAuto: true })).length);
  }
  return most;
})()"""


def _metrics(browser: Chromium) -> dict[str, float]:
    return {each["name"]: each["value"] for each in browser.call("Performance.getMetrics")["metrics"]}


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

"""The clerk's run in Chromium, by clicks only: photos and roster chosen, pictures made, looked at, handed over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import needed
from office.clerk import Clerk
from station import film
from station.stage import Server

from photocheck.handover import proof
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.pack import write_pack
from photocheck.io.archive.verify import TreeCheck
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile
from tests.io.archive.test_pair import items_of

SAMPLES = Path(__file__).parents[2] / "samples"
ZIKAO = load_profile("zikao")


@pytest.fixture(scope="module")
def clerk() -> Iterator[Clerk]:
    made = Clerk(needed())
    yield made
    made.close()


def home_of(folder: Path, photos: dict[str, bytes]) -> Path:
    """A clerk's home folder: camera photos, and a roster that has one candidate more than there are photos."""
    source = folder / "考场" / "相机照片"
    source.mkdir(parents=True)
    (folder / "桌面").mkdir()
    for number, data in photos.items():
        (source / f"{number}.JPG").write_bytes(data)
    rows = "".join(f"{number},考生{place}\n" for place, number in enumerate([*photos, "430199191999"]))
    (folder / "名单.csv").write_text(f"考籍号,姓名\n{rows}", "utf-8")
    return folder


def run(clerk: Clerk, server: Server, home: Path, numbers: list[str], seconds: float) -> None:
    """From a fresh page to a ZIP that is proved."""
    source, tree = home / "考场" / "相机照片", home / "考场" / "相机照片-归档"
    others = len(clerk.browser.requests)  # an earlier test's, to its own server
    clerk.begin(server.address)
    assert "考生照片" in clerk.run("document.title")
    clerk.click("[data-tab=make]")
    clerk.pick("folder", home, source)
    clerk.pick("roster", home, home / "名单.csv")
    clerk.until(lambda: clerk.value("tree") == str(tree))  # proposed; nobody types a path
    assert clerk.cut_off() == []
    made = clerk.start(seconds)
    assert made["counts"]["written"] == len(numbers), made
    assert sorted(path.stem for path in tree.rglob("*.JPG")) == numbers
    assert list(TreeCheck(tree).run()) == []
    # The report is in the page, its own script runs, and it is a stranger to the page.
    clerk.until(lambda: clerk.run("!!document.querySelector('#report').offsetParent"))
    frame = clerk.until(lambda: report_of(clerk))
    assert frame["photos"] == len(numbers)
    assert frame["origin"] == "null"
    assert clerk.cut_off() == []
    clerk.click("#next")
    clerk.until(lambda: clerk.value("archive") == f"{tree}-上报.zip")
    first = clerk.start(seconds)
    assert first["state"] == "refused"  # the samples' sitters look alike, as twins would
    assert not Path(clerk.value("archive")).exists()
    rows = clerk.run("[].map.call(document.querySelectorAll('#obstacles tr'), function (r) { return r.innerText; })")
    assert len(rows) == len(first["lines"])
    assert all("像是同一张照片" in row for row in rows)
    assert clerk.cut_off() == []
    clerk.click("#show_report")
    clerk.until(lambda: report_of(clerk))
    clerk.click("#show_lines")
    for number in first["alike"]:
        clerk.click("#alike label", number)
    over = clerk.start(seconds)
    archive = Path(over["output"])
    assert over["state"] == "done"
    assert archive.name == "相机照片-归档-上报.zip"
    checked = proof(archive, "zikao")
    assert list(checked.run()) == []
    assert checked.pictures == len(numbers)
    assert "已从磁盘读回核对" in clerk.run("document.getElementById('told').innerText")
    assert clerk.cut_off() == []
    assert clerk.browser.console == []
    own = server.address.removesuffix("desk"), "data:"
    links = [link for link in clerk.browser.requests[others:] if not link.endswith("/office/leave")]  # which comes late
    assert [link[:200] for link in links if not link.startswith(own)] == []


def report_of(clerk: Clerk) -> dict[str, Any] | None:
    """What the report in its frame shows, asked in the frame itself; None until it is there."""
    found = clerk.in_report("({photos: document.querySelectorAll('#grid .card').length, origin: self.origin})")
    return found if found and found["photos"] else None


def test_the_clerks_run(clerk: Clerk, tmp_path: Path) -> None:
    numbers = ["430101191001", "430101191002"]
    photos = {number: (SAMPLES / "camera" / f"{number}.JPG").read_bytes() for number in numbers}
    home = home_of(tmp_path, photos)
    server = Server(command="desk", home=home)
    try:
        run(clerk, server, home, numbers, 60.0)
        # The other language, and the end from the page.
        clerk.click("#language")
        clerk.until(lambda: clerk.run("document.getElementById('start').textContent") == "Check and pack")
        assert clerk.cut_off() == []
        clerk.click("#leave")
        assert server.process.wait(20) == 0
    finally:
        server.kill()


@pytest.mark.slow
def test_the_clerks_run_with_sixty(clerk: Clerk, tmp_path: Path) -> None:
    photos = {f"43010119{1000 + place}": film.jpeg(film.seated(place)) for place in range(60)}
    home = home_of(tmp_path, photos)
    server = Server(command="desk", home=home)
    try:
        run(clerk, server, home, sorted(photos), 600.0)
    finally:
        server.kill()


def test_keys_alone_choose_a_folder_and_the_capture_tab_is_there_with_a_tree(clerk: Clerk, tmp_path: Path) -> None:
    home = home_of(tmp_path, {"430101191001": b"no photo"})
    server = Server("--to", home / "out", command="desk", home=home)
    try:
        clerk.begin(server.address, "en")
        press = clerk.browser.press
        assert clerk.value("tree") == str(home / "out")
        clerk.run("document.querySelector('[data-pick=folder]').focus()")
        press("Enter", 13)
        clerk.until(lambda: clerk.value("path"))
        clerk.until(lambda: clerk.run("document.activeElement.textContent").startswith("桌面"))
        press("ArrowDown", 40)
        press("Enter", 13)
        clerk.until(lambda: clerk.value("path") == str(home / "考场"))
        press("Enter", 13)
        clerk.until(lambda: clerk.value("path") == str(home / "考场" / "相机照片"))
        clerk.until(lambda: clerk.run("document.activeElement.id") == "use")  # no folder below: this one
        press("Enter", 13)
        clerk.until(lambda: clerk.value("folder") == str(home / "考场" / "相机照片"))
        press("Enter", 13)  # back where it was opened
        clerk.until(lambda: clerk.run("station.picker.is_open()"))
        press("Escape", 27)
        assert clerk.value("folder") == str(home / "考场" / "相机照片")
        # To the capture station and back.
        clerk.click("#capture")
        clerk.until(lambda: clerk.run("!!document.getElementById('phrase') && !document.getElementById('desk').hidden"))
        clerk.click("#desk a", "Hand over")
        clerk.ready()
        clerk.until(lambda: clerk.run("!!document.getElementById('archive').offsetParent"))
        drop(clerk, "考号.csv", "1.jpg", "2.jpg", "Thumbs.db")
        clerk.click("[data-tab=check]")
        clerk.until(lambda: "2" in clerk.run("document.getElementById('dropped').innerText"))
        assert clerk.value("roster").endswith("考号.csv")
        clerk.click("#start")
        clerk.until(
            lambda: clerk.run("(document.querySelector('#told .error') || {}).innerText")
        )  # the roster holds nobody
        clerk.click("#forget")
        clerk.until(lambda: clerk.run("document.getElementById('dropped').hidden"))
        server.process.send_signal(signal.SIGINT)
        server.process.wait(20)
        clerk.click("#start")
        clerk.until(lambda: "does not answer" in clerk.run("document.getElementById('fault').innerText"))
    finally:
        server.kill()


def drop(clerk: Clerk, *names: str) -> None:
    """Files of one letter, dropped on the page."""
    added = "".join(f"found.items.add(new File(['x'], '{name}'));" for name in names)
    clerk.run(
        f"(function () {{ var found = new DataTransfer(); {added} document.dispatchEvent("
        "new DragEvent('drop', {dataTransfer: found, cancelable: true, bubbles: true})); }())"
    )


# ------------------------------------------------------------------------------------------ merging


def county(folder: Path, photos: dict[str, bytes]) -> Path:
    """A tree as a county's station files it, of pictures that a browser shows."""
    with Journal(journal_path(folder)) as journal:
        journal.know_profile(ZIKAO.digest, ZIKAO.id, as_toml(ZIKAO))
        store = Store(folder, journal, ZIKAO)
        for number, data in photos.items():
            store.file(Made(number, data, f"/相机/{folder.name}/{number}.JPG", folder.name + number))
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def finished_picture(who: int) -> bytes:
    found = [*sorted((SAMPLES / "pass").glob("*.JPG")), *sorted((SAMPLES / "fail").glob("light.*/*.JPG"))]
    data: bytes = found[who].read_bytes()
    return data


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    """A city clerk's home: three counties, the second as a ZIP, of whom two contradict each other twice."""
    home = tmp_path / "home"
    box = home / "各县上报"
    (home / "桌面").mkdir(parents=True)
    box.mkdir()
    numbers = ["430101191001", "430101191002", "430102191001", "430103191001"]
    pictures = [finished_picture(who) for who in range(6)]
    county(box / "岳麓", {numbers[0]: pictures[0], numbers[1]: pictures[1]})
    b = county(tmp_path / "芙蓉", {numbers[2]: pictures[2], numbers[0]: pictures[3]})
    write_pack(b, items_of(b), box / "芙蓉.zip", ZIKAO)
    county(box / "天心", {numbers[3]: pictures[4], numbers[1]: pictures[5]})
    rows = "".join(f"{number},考生{place}\n" for place, number in enumerate([*numbers, "430103191999"]))
    (home / "名单.csv").write_text(f"考籍号,姓名\n{rows}", "utf-8")
    return home


def test_a_city_clerk_merges_and_settles_by_clicks(clerk: Clerk, counties: Path) -> None:
    home, box, city = counties, counties / "各县上报", counties / "各县上报-合并"
    before, others = everything(box), len(clerk.browser.requests)
    server = Server(command="desk", home=home)
    try:
        clerk.begin(server.address)
        clerk.click("[data-tab=merge]")
        assert clerk.cut_off() == []
        # All that lies in the folder by one click; one is taken away and added by hand.
        clerk.click("[data-pick=origin]")
        clerk.until(lambda: clerk.run("station.picker.is_open()") and clerk.value("path"))
        clerk.click("#places button", "我的文件夹")
        clerk.click("#entries button", "各县上报")
        clerk.until(lambda: clerk.value("path") == str(box))
        assert clerk.cut_off() == []
        clerk.click("#use_all", "3")
        clerk.until(lambda: clerk.value("city") == str(city))
        assert clerk.run("station.merge.origins.length") == 3
        clerk.click("#origins button")
        assert clerk.run("station.merge.origins.length") == 2
        clerk.run("document.getElementById('origin').value = " + repr(f'"{box / "天心"}"'))
        clerk.run("document.getElementById('origin').onchange()")
        clerk.run("document.querySelectorAll('#origins button')[1].click()")
        clerk.run(f"station.merge.add({str(box / '芙蓉.zip')!r}), station.merge.add({str(box / '岳麓')!r})")
        clerk.pick("roster", home, home / "名单.csv")

        first = clerk.start(60.0)
        assert (first["state"], first["conflicts"]) == ("refused", 2), first
        assert first["lines"] == []
        assert sorted(path.stem for path in city.rglob("*.JPG")) == ["430102191001", "430103191001"]
        assert any("4301:" in text["zh"] or "430101:" in text["zh"] for text in first["told"]), first["told"]
        assert (home / "各县上报-合并.conflicts.csv").exists()
        clerk.until(lambda: clerk.run("document.querySelectorAll('#cases .picture').length") == 4)
        shown = (
            "[].every.call(document.querySelectorAll('#cases img'), function (i)"
            " { return i.complete && i.naturalWidth > 0; })"
        )
        clerk.until(lambda: clerk.run(shown))
        assert "考生0" in clerk.run("document.getElementById('cases').innerText")
        assert clerk.run("document.getElementById('go_on').disabled")
        assert clerk.cut_off() == []

        # One is settled by a click, the other is nobody's.
        clerk.click("[data-number='430101191001'] .picture", "芙蓉")
        clerk.click("[data-number='430101191002'] .picture", "岳麓")
        clerk.click("[data-number='430101191002'] .neither")
        assert clerk.run("document.querySelectorAll('#cases .picture[aria-pressed=true]').length") == 1
        second = go_on(clerk)
        assert (second["state"], second["conflicts"]) == ("refused", 1), second
        place = city / "43" / "01" / "430101191001.JPG"
        assert place.read_bytes() == finished_picture(3)
        clerk.until(lambda: clerk.run("document.querySelectorAll('#cases .picture').length") == 2)

        # And the last one; then nothing is open, the table's page is gone, and the way to the hand-over is there.
        clerk.click("[data-number='430101191002'] .picture", "天心")
        third = go_on(clerk)
        assert (third["state"], third["conflicts"], third["lines"]) == ("done", 0, []), third
        assert len(list(city.rglob("*.JPG"))) == 4
        assert not (home / "各县上报-合并.conflicts.html").exists()
        assert list(TreeCheck(city).run()) == []
        clerk.until(lambda: report_of(clerk))
        assert clerk.cut_off() == []
        # Another day, another page: what was clicked is written down, and is not asked again.
        clerk.begin(server.address)
        clerk.click("[data-tab=merge]")
        for origin in ("天心", "芙蓉.zip", "岳麓"):
            clerk.run(f"station.merge.add({str(box / origin)!r})")
        clerk.run(f"document.getElementById('city').value = {str(city)!r}, station.changed()")
        again = clerk.start(60.0)
        assert (again["state"], again["conflicts"], again["counts"]["written"]) == ("done", 0, 4), again
        assert place.read_bytes() == finished_picture(3)
        clerk.click("#language")
        clerk.until(lambda: clerk.run("document.getElementById('start').textContent") == "Merge")
        assert clerk.cut_off() == []
        clerk.click("#next")
        clerk.until(lambda: clerk.value("tree") == str(city))
        assert everything(box) == before, "a county's tree was written to"
        assert clerk.browser.console == []
        assert all(
            link.startswith((server.address.removesuffix("desk"), "data:")) for link in clerk.browser.requests[others:]
        )
    finally:
        server.kill()


def go_on(clerk: Clerk) -> dict[str, Any]:
    """Merge again with what was clicked."""
    clerk.run("window.before = station.work.now, null")
    clerk.click("#go_on")

    def over() -> Any:
        now = clerk.run("station.work.now === window.before ? null : station.work.now")
        return now if now and now["state"] != "running" else None

    found: dict[str, Any] = clerk.until(over, 60.0)
    return found

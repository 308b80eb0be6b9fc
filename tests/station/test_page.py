"""The station's page in Chromium, with a camera that plays a film: people come, sit badly, sit well, and leave."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from chromium import needed
from PIL import Image
from station import film
from station.stage import Film, Page, Server, take_of

from photocheck.io.archive.verify import TreeCheck


@cache
def shot(index: int | None, pose: film.Pose = film.GOOD) -> list[bytes]:
    """Frames of somebody, or of the empty seat."""
    return take_of(film.empty() if index is None else film.seated(index, pose))


def number(index: int) -> str:
    return f"4301191{index:05}"


def name(index: int) -> str:
    return f"考生{index:02}"


@pytest.fixture(scope="module")
def program() -> str:
    return needed()


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Film]:
    made = Film(tmp_path_factory.mktemp("film") / "film.y4m", shot(None))
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(program: str, reel: Film) -> Iterator[Page]:
    opened = Page(program, reel)
    yield opened
    opened.close()


class Home:
    """A tree and a roster, and the station that serves them."""

    def __init__(self, folder: Path, count: int) -> None:
        self.tree = folder / "out"
        roster = folder / "名单.csv"
        roster.write_text("考籍号,姓名\n" + "".join(f"{number(i)},{name(i)}\n" for i in range(count)), "utf-8")
        self.server = Server("--to", self.tree, "--roster", roster)

    @property
    def filed(self) -> dict[str, bytes]:
        return {path.stem: path.read_bytes() for path in self.tree.rglob("*.JPG")}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path, 4)
    yield made
    made.server.kill()


@pytest.fixture
def desk(home: Home, page: Page, reel: Film) -> Page:
    """The page open at a fresh station, nobody before the camera."""
    reel.show(shot(None))
    page.open(home.server.address)
    page.run("localStorage.clear()")
    page.open(home.server.address)
    page.until(lambda: page.phrase == "sit")
    return page


# ----------------------------------------------------------------------------------------- films


def test_two_candidates_by_film(home: Home, desk: Page, reel: Film) -> None:
    """Too near, further back, head tilted, good, leaves; and the next one."""
    for index in range(2):
        assert desk.number == number(index)
        reel.show(shot(index, film.TOO_NEAR))
        desk.until(lambda: desk.phrase == "back")
        reel.show(shot(index, film.TILTED))
        desk.until(lambda: desk.phrase == "upright")
        reel.show(shot(index))
        desk.until(lambda: desk.phrase == "done")
        assert desk.words in {"Done. You may leave", "拍好了,请离座"}
        assert number(index) in home.filed
        reel.show(shot(None))
        desk.until(lambda: desk.phrase == "sit")
    assert sorted(home.filed) == [number(0), number(1)]
    assert all(whose(data) == int(stem[-5:]) for stem, data in home.filed.items())
    assert list(TreeCheck(home.tree).run()) == []
    assert desk.browser.console == []
    assert all(link.startswith((home.server.address, "blob:", "data:")) for link in desk.browser.requests[-40:])


def test_after_the_last_candidate_the_screen_says_what_is_left_to_do(home: Home, desk: Page, reel: Film) -> None:
    assert desk.run("document.querySelectorAll('#coming_list li').length") == 3
    for index in range(4):
        desk.run(f"station.ask('POST', 'live/skip' + station.query({{ number: '{number(index)}' }}), null, () => 0)")
    for index in range(4):
        desk.until(lambda index=index: desk.number == number(index))
        reel.show(shot(index))
        desk.until(lambda: desk.phrase == "done")
        reel.show(shot(None))
        desk.until(lambda: desk.phrase != "done")
    desk.until(lambda: desk.words in {"全部拍完", "All taken"})
    reel.show(shot(9))  # somebody comes late
    time.sleep(1)
    assert desk.words in {"全部拍完", "All taken"}
    said = desk.run("document.getElementById('after').textContent")
    assert "号码" in said or "Number" in said
    assert "photocheck pack" in said
    assert desk.run("document.getElementById('coming').hidden")
    assert desk.run("document.getElementById('take').disabled && !document.getElementById('enter').disabled")


def test_the_phrase_stands_still_while_the_film_does(home: Home, desk: Page, reel: Film) -> None:
    """No change at all; at the very limit of what is too far it may be said a little late, and is never taken back."""
    desk.run("document.getElementById('auto').click()")
    desk.run(
        "(function () { var last = null; window.said = []; setInterval(function () {"
        " var now = (station.live.answer || {}).phrase; if (now !== last) { last = now; said.push(now); } }, 20); }())"
    )
    at_the_limit = film.Pose(head=0.1765, above=0.36)
    for pose in (film.TOO_NEAR, at_the_limit, film.TILTED, film.GOOD):
        reel.show(shot(0, pose))
        time.sleep(2.5)
        desk.run("said = []")
        time.sleep(3)
        assert desk.run("said") in ([], ["closer"] if pose is at_the_limit else []), pose


# ------------------------------------------------------------------------------------------ keys


def test_keys(home: Home, desk: Page, reel: Film) -> None:
    press, until = desk.browser.press, desk.until
    assert "·" in desk.run("document.querySelector('footer').textContent")
    press("a")
    press("m")
    assert desk.run("[station.live.auto, station.sound]") == [False, False]
    reel.show(shot(0))
    until(lambda: desk.phrase == "still")
    time.sleep(1.5)
    assert home.filed == {}  # auto-capture is off
    press(" ")
    until(lambda: desk.phrase == "done")
    first = home.filed[number(0)]
    # Once more: the first is kept until the second is filed.
    press("r")
    until(lambda: desk.run("station.queue.now.retake") is True)
    reel.show(shot(0, film.TILTED))
    until(lambda: desk.phrase == "upright")
    press(" ")
    until(lambda: desk.run("document.getElementById('said').textContent"))
    assert home.filed == {number(0): first}
    reel.show(shot(0, film.Pose(head=0.34)))
    until(lambda: desk.phrase == "still")
    press(" ")
    until(lambda: home.filed[number(0)] != first)
    until(lambda: desk.number == number(1))
    # Skip, then a number by hand.
    press("s")
    until(lambda: desk.number == number(2))
    for digit in number(3):
        desk.browser.call("Input.insertText", text=digit) if digit != number(3)[0] else press(digit)
        if desk.run("document.getElementById('typed').value") == "":
            press(digit)
    assert desk.run("document.getElementById('typed').value") == number(3)
    press("Enter", 13)
    until(lambda: desk.number == number(3))
    press("l")
    until(lambda: desk.run("document.querySelectorAll('#found li').length") == 1)
    assert "重拍过" in desk.run("document.getElementById('found').textContent") or "retaken" in desk.run(
        "document.getElementById('found').textContent"
    )
    press("Escape")
    assert desk.run("document.getElementById('list').hidden")


def test_an_unknown_number_is_asked_about(home: Home, desk: Page) -> None:
    desk.run("station.queue.turn('430119199999', false)")
    desk.until(lambda: desk.run("station.asking()"))
    desk.browser.press("Escape")
    assert desk.number == number(0)
    desk.run("station.queue.turn('430119199999', false)")
    desk.until(lambda: desk.run("station.asking()"))
    desk.browser.press("Enter", 13)
    desk.until(lambda: desk.number == "430119199999")
    desk.run("station.queue.turn('123', false)")
    desk.until(lambda: "123" in desk.run("document.getElementById('said').textContent"))


def test_both_languages_say_all(home: Home, desk: Page) -> None:
    for _ in range(2):
        empty = desk.run(
            "[].filter.call(document.querySelectorAll('[data-word], button'), function (each) {"
            " return !each.textContent; }).map(function (each) { return each.id; })"
        )
        assert set(empty) <= {"retake"}
        desk.run("document.getElementById('language').click()")
        time.sleep(0.1)


# ---------------------------------------------------------------------------------------- faults


def said(page: Page, key: str) -> bool:
    return page.run(
        f"station.camera.fault === '{key}' || station.server === '{key}' || station.ended === '{key}'"
    ) and bool(page.fault)


def test_an_unplugged_camera_is_said_and_opened_again(desk: Page) -> None:
    """A lost track goes on giving black frames: the track is asked first."""
    desk.run("station.camera.stream.getTracks()[0].stop()")
    desk.until(lambda: said(desk, "unplugged"))
    desk.until(lambda: not desk.fault and desk.phrase == "sit")


def test_a_black_picture_is_said(desk: Page, reel: Film) -> None:
    reel.show(take_of(np.full((film.HEIGHT, film.WIDTH, 3), 2, np.uint8)))
    desk.until(lambda: said(desk, "black"))
    reel.show(shot(None))
    desk.until(lambda: not desk.fault and desk.phrase == "sit")


def test_a_frozen_picture_is_said(desk: Page, reel: Film) -> None:
    reel.show([shot(0)[0]] * len(shot(0)))
    desk.until(lambda: said(desk, "frozen"))
    reel.show(shot(None))
    desk.until(lambda: not desk.fault and desk.phrase == "sit")


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("NotReadableError", "busy"),
        ("NotAllowedError", "refused"),
        ("NotFoundError", "no_camera"),
        ("TypeError", "other"),
    ],
)
def test_a_camera_that_cannot_be_opened_is_said_and_tried_again(desk: Page, error: str, key: str) -> None:
    desk.run(
        "(function () { var devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices), left = 2;"
        " devices.getUserMedia = function (wish) { left -= 1; return left < 0 ? real(wish) :"
        f" Promise.reject(new DOMException('no', '{error}')); }}; station.camera.open(); }}())"
    )
    desk.until(lambda: said(desk, key))
    desk.until(lambda: not desk.fault and desk.phrase == "sit")


def test_a_computer_without_a_camera_is_told_so(program: str, home: Home) -> None:
    bare = Page(program, None)
    try:
        bare.open(home.server.address)
        bare.until(lambda: said(bare, "no_camera"))
    finally:
        bare.close()


def test_a_server_that_dies_is_said_and_the_page_gives_the_camera_back(home: Home, desk: Page) -> None:
    home.server.kill()
    desk.until(lambda: said(desk, "server"))
    desk.until(lambda: desk.run("station.camera.stream === null"))
    home.server.start()
    desk.until(lambda: said(desk, "restarted"))


def test_ctrl_c_ends_the_station(home: Home) -> None:
    assert home.server.stop() == 130


# -------------------------------------------------------------------------------------- long film


@pytest.mark.slow
def test_fifty_candidates_and_two_kills(tmp_path: Path, program: str, reel: Film) -> None:
    """Everybody right, under the right number, nobody twice and nobody lost."""
    count, chance = 50, random.Random(11)
    home = Home(tmp_path, count)
    page = Page(program, reel)
    # Once while somebody is being guided, once at the very moment of filing.
    kills = {chance.randrange(5, 25): "guided", chance.randrange(26, 45): "filing"}
    try:
        reel.show(shot(None))
        page.open(home.server.address)
        page.until(lambda: page.phrase == "sit")
        for index in range(count):
            assert page.number == number(index)
            if index % 3 == 0:
                reel.show(shot(index, chance.choice((film.TOO_NEAR, film.TILTED))))
                page.until(lambda: page.phrase in {"back", "upright"})
            if kills.get(index) == "guided":
                again(home, page)
            reel.show(shot(index))
            if kills.get(index) == "filing":
                page.until(lambda: page.run("(station.live.answer || {}).take") or page.phrase == "done", every=0.01)
                time.sleep(chance.uniform(0, 0.3))
                again(home, page)
            page.until(lambda: page.phrase == "done", 30)
            reel.show(shot(None))
            page.until(lambda: page.phrase == "sit")
            page.until(lambda index=index: page.number != number(index) or index == count - 1)
            if index % 10 == 9:
                shot.cache_clear()  # they take 8 MB a pose
    finally:
        page.close()
        home.server.kill()
    assert sorted(home.filed) == [number(index) for index in range(count)]
    wrong = [stem for stem, data in home.filed.items() if whose(data) != int(stem[-5:])]
    assert wrong == []
    assert list(TreeCheck(home.tree).run()) == []


def again(home: Home, page: Page) -> None:
    """The program is killed and started anew; the operator has its new page."""
    home.server.kill()
    home.server.start()
    page.open(home.server.address)
    page.until(lambda: page.phrase)


def whose(picture: bytes) -> int:
    """Which of the candidates a filed picture shows: the one whose clothes' colour it has."""
    seen = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))[182:192, 20:124].reshape(-1, 3)
    colour = np.median(seen, axis=0)
    return int(np.argmin([np.abs(colour - film.colour_of(index)).sum() for index in range(64)]))

"""The station behind its HTTP: who is let in, what is answered, and what lies in the tree afterwards."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image
from starlette.testclient import TestClient
from station import film

from photocheck import Candidate, OutputError, Roster, load_profile
from photocheck.io.archive.journal import Journal
from photocheck.io.archive.tree import Tree
from photocheck.io.archive.verify import TreeCheck
from photocheck.station.app import application
from photocheck.station.desk import Desk
from photocheck.station.folder import Folder
from photocheck.station.request import MOST_BYTES
from photocheck.station.serve import _arrived
from photocheck.station.shots import Shots
from photocheck.station.thread import Station

TOKEN, PORT = "right-token", 8917
HERE = f"http://127.0.0.1:{PORT}"
NUMBERS = ("430119100001", "430119100002", "430119100003")
SCHEMA = json.loads(files("photocheck.report").joinpath("result.schema.json").read_text("utf-8"))
SIZE = (480, 640)


@cache
def frame(index: int | None = 0, pose: film.Pose = film.GOOD, seed: int = 1) -> bytes:
    """A camera's frame, somebody in it or nobody."""
    rgb = film.empty(seed, SIZE) if index is None else film.seated(index, pose, seed, SIZE)
    return film.jpeg(rgb)


def roster() -> Roster:
    names = ("王芳", "李强", "欧阳娜娜")
    return Roster("名单.csv", {n: Candidate(n, name) for n, name in zip(NUMBERS, names, strict=True)})


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class At:
    """A page at a station of its own."""

    def __init__(self, tree: Path, names: Roster | None, name: str | None = None) -> None:
        self.clock, self.tree = Clock(), tree
        profile = load_profile("zikao")
        self.station = Station(lambda: Desk(profile, tree, names, name=name, clock=self.clock))
        self.station.open()
        self.client = TestClient(application(self.station, TOKEN, PORT), base_url=HERE, raise_server_exceptions=False)

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/{TOKEN}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, data: bytes = b"") -> Any:
        answer = self.client.post(f"/{TOKEN}/{path}", content=data)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, data: bytes, times: int = 1, number: str = NUMBERS[0], view: str = "a") -> dict[str, Any]:
        """The last answer to some frames, a tenth of a second apart; a picture that is due is not taken."""
        answer: dict[str, Any] = {}
        for _ in range(times):
            self.clock.now += 0.1
            answer = self.post(f"live/look?view={view}&auto=1&number={number}", data)
        return answer

    def wait_for_take(self, data: bytes, number: str, view: str = "a") -> int:
        """How many frames until the picture is to be taken."""
        for place in range(60):
            if self.look(data, 1, number, view)["take"]:
                return place + 1
        raise AssertionError("never taken")

    def take(self, data: bytes, number: str, *, view: str = "a") -> dict[str, Any]:
        return self.post(f"live/take?view={view}&number={number}", data)

    def close(self) -> None:
        self.station.close()


@contextmanager
def station_at(tree: Path, names: Roster | None, name: str | None = None) -> Iterator[At]:
    at = At(tree, names, name)
    try:
        yield at
    finally:
        at.close()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    with station_at(tmp_path / "out", roster()) as found:
        yield found


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    """A station for tests that file nothing."""
    with station_at(tmp_path_factory.mktemp("still") / "out", roster()) as found:
        yield found


def whole(tree: Path) -> bool:
    return list(TreeCheck(tree).run()) == []


# ------------------------------------------------------------------------------------- strangers


@pytest.mark.parametrize("path", ["", "api/queue", "live/state", "page/base.js", "page/words.json"])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": f"evil.example:{PORT}"},
        {"host": "127.0.0.1:1"},
        {"host": f"127.0.0.1.evil.example:{PORT}"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
    ],
    ids=lambda headers: ",".join(headers.values()),
)
def test_strangers_are_refused(still: At, path: str, headers: dict[str, str]) -> None:
    answer = still.client.get(f"/{TOKEN}/{path}", headers=headers)
    assert answer.status_code == 403
    assert TOKEN not in answer.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "%2e%2e", f"x/{TOKEN}"])
def test_without_the_token_nothing_is_answered(still: At, token: str) -> None:
    for path in ("", "/", "/api/queue", "/live/state", "/page/base.js"):
        assert still.client.get(f"/{token}{path}").status_code == 403
    assert still.client.post(f"/{token}/api/check", content=frame()).status_code == 403


def test_another_site_in_the_same_browser_may_link_here_but_not_post(still: At) -> None:
    for site in ("cross-site", "same-site"):
        answer = still.client.post(f"/{TOKEN}/live/skip?number={NUMBERS[0]}", headers={"sec-fetch-site": site})
        assert answer.status_code == 403
    assert still.client.get(f"/{TOKEN}/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_our_own_page_is_let_in_by_either_name(still: At) -> None:
    for host in ("127.0.0.1", "localhost"):
        headers = {"host": f"{host}:{PORT}", "origin": f"http://{host}:{PORT}"}
        assert still.client.get(f"/{TOKEN}/api/queue", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["api/preview", "api/check", f"api/process?number={NUMBERS[0]}", "live/look"])
def test_an_oversized_body_is_refused_unread(still: At, path: str) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(2 * MOST_BYTES >> 20):
            read += 1 << 20
            yield bytes(1 << 20)

    answer = still.client.post(f"/{TOKEN}/{path}", content=b"", headers={"content-length": str(10**12)})
    assert answer.status_code == 413
    assert answer.json()["error"]["zh"]
    answer = still.client.post(f"/{TOKEN}/{path}", content=endless())  # without a length
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "number",
    ["../../etc/passwd", "..%5C..%5Cx", "4301191000", "430119100001/../x", "４３０１１９１０００３０", "x" * 5000],
)
def test_a_path_in_a_number_is_no_number(at: At, number: str) -> None:
    for path, data in (
        (f"api/process?number={number}", frame()),
        (f"live/take?view=a&number={number}", frame()),
        (f"live/turn?sure=1&number={number}", b""),
        (f"live/skip?number={number}", b""),
    ):
        answer = at.client.post(f"/{TOKEN}/{path}", content=data)
        assert answer.status_code in {400, 404}, path
        assert set(answer.json()["error"]) >= {"kind", "zh", "en"}
    assert at.client.get(f"/{TOKEN}/live/picture/{number}").status_code in {400, 404}
    assert not at.tree.exists()


def test_what_is_not_there_is_said_in_both_languages(still: At) -> None:
    for answer, status in (
        (still.client.get(f"/{TOKEN}/nothing"), 404),
        (still.client.get(f"/{TOKEN}/page/..%2f..%2fdesk.py"), 404),
        (still.client.get(f"/{TOKEN}/api/check"), 405),
        (still.client.post(f"/{TOKEN}/api/check"), 400),
        (still.client.post(f"/{TOKEN}/api/process", content=frame()), 400),
        (still.client.get(f"/{TOKEN}/live/picture/{NUMBERS[2]}"), 404),
    ):
        assert answer.status_code == status
        error = answer.json()["error"]
        assert error["zh"]
        assert error["en"]


def test_the_browser_is_told_to_keep_nothing_and_to_load_nothing_from_elsewhere(still: At) -> None:
    answer = still.client.get(f"/{TOKEN}/")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


# ------------------------------------------------------------------------------------------- API


def test_the_profile(still: At) -> None:
    told = still.get("api/profile")
    assert told["id"] == "zikao"
    assert told["picture"]["width"] == 144
    roll = load_profile("zikao").rule("face.roll")
    assert roll is not None
    assert {"check": "face.roll", "limit": roll.limit(), "level": "fail"} in told["checks"]


@pytest.mark.parametrize("path", ["api/preview", "api/preview?quick=1", "api/check?name=430119100001.JPG"])
def test_each_answer_is_a_result_object(still: At, path: str) -> None:
    for data in (frame(), frame(None), b"no picture at all", b"\xff\xd8\xff"):
        result = still.post(path, data)
        jsonschema.validate(result, SCHEMA)
    assert result["verdict"] == "fail"


def test_process_files_into_the_tree(at: At) -> None:
    result = at.post(f"api/process?number={NUMBERS[0]}", frame())
    jsonschema.validate(result, SCHEMA)
    assert result["verdict"] == "pass"
    assert Path(result["output"]).read_bytes()[:2] == b"\xff\xd8"
    assert whole(at.tree)
    again = at.post(f"api/process?number={NUMBERS[0]}", frame(1))
    assert again["error"]["kind"] == "exists"
    assert again["output"] is None
    assert at.post(f"api/process?number={NUMBERS[0]}&overwrite=1", frame(1))["output"]
    assert whole(at.tree)
    queue = at.get("api/queue")
    assert (queue["total"], queue["done"], queue["left"]) == (3, 1, 2)


def test_a_picture_that_fails_is_not_filed(at: At) -> None:
    result = at.post(f"api/process?number={NUMBERS[0]}", frame(0, film.TILTED))
    assert (result["verdict"], result["output"]) == ("fail", None)
    assert not at.tree.exists()


def test_the_queue_is_searched(still: At) -> None:
    assert [each["number"] for each in still.get("api/queue?find=欧阳")["candidates"]] == [NUMBERS[2]]
    assert still.get("api/queue?state=done")["candidates"] == []
    assert len(still.get("api/queue?limit=2")["candidates"]) == 2


# ------------------------------------------------------------------------------------ at the desk


def test_one_minute_at_the_desk(at: At) -> None:
    assert at.get("live/state")["queue"]["current"]["name"] == "王芳"
    assert at.look(frame(None), 10)["phrase"] == "sit"
    assert at.look(frame(0, film.TILTED), 10)["phrase"] == "upright"
    at.wait_for_take(frame(), NUMBERS[0])
    taken = at.take(frame(), NUMBERS[0])
    assert taken["filed"]
    assert at.look(frame(), 10)["phrase"] == "done"
    state = at.get("live/state")
    assert state["queue"]["current"]["name"] == "李强"
    assert [each["name"] for each in state["today"]] == ["王芳"]
    picture = at.client.get(f"/{TOKEN}/live/picture/{NUMBERS[0]}")
    assert Image.open(io.BytesIO(picture.content)).size == (144, 192)
    assert at.get(f"live/result/{NUMBERS[0]}")["measurements"]["head_ratio"] == pytest.approx(0.7, abs=0.03)
    assert whole(at.tree)


def test_the_next_picture_waits_for_an_empty_seat(at: At) -> None:
    at.take(frame(), NUMBERS[0])
    # Somebody else slips in without the seat having been seen empty.
    assert not any(at.look(frame(1), 1, NUMBERS[1])["take"] for _ in range(25))
    held = at.take(frame(1), NUMBERS[1])
    assert (held["filed"], held["held"]) == (False, "seat")
    assert at.post("live/confirm")["filed"]
    at.look(frame(None), 10, NUMBERS[2])
    at.wait_for_take(frame(2), NUMBERS[2])


def test_a_picture_like_the_one_before_is_held_back(at: At) -> None:
    at.take(frame(0), NUMBERS[0])
    at.look(frame(None), 10, NUMBERS[1])
    held = at.take(frame(0, seed=2), NUMBERS[1])
    assert (held["held"], held["other"], held["other_name"]) == ("alike", NUMBERS[0], "王芳")
    # While it is asked about, nothing is taken by itself.
    assert not any(at.look(frame(0), 1, NUMBERS[1])["take"] for _ in range(25))
    at.post("live/let_go")
    assert at.post("live/confirm") is None
    at.look(frame(None), 10, NUMBERS[1])
    assert at.take(frame(1), NUMBERS[1])["filed"]
    assert at.get("api/queue")["done"] == 2


def test_the_first_picture_is_kept_until_the_second_is_filed(at: At) -> None:
    at.take(frame(0), NUMBERS[0])
    path = at.client.get(f"/{TOKEN}/live/picture/{NUMBERS[0]}")
    assert at.take(frame(1), NUMBERS[0])["held"] == "exists"
    assert at.post(f"live/turn?number={NUMBERS[0]}")["ask"] == "exists"
    assert at.post(f"live/turn?number={NUMBERS[0]}&sure=1")["ask"] is None
    assert at.get("live/state")["queue"]["current"] == {
        "number": NUMBERS[0], "name": "王芳", "state": "done", "retake": True,
    }  # fmt: skip
    assert not at.take(frame(0, film.TILTED), NUMBERS[0])["filed"]
    assert at.client.get(f"/{TOKEN}/live/picture/{NUMBERS[0]}").content == path.content
    at.look(frame(0), 20)  # says what is wrong, then that all is well
    at.wait_for_take(frame(0, seed=3), NUMBERS[0])
    assert at.take(frame(0, seed=3), NUMBERS[0])["filed"]
    assert at.client.get(f"/{TOKEN}/live/picture/{NUMBERS[0]}").content != path.content
    assert at.get("live/state")["today"][0]["times"] == 2
    assert whole(at.tree)


def test_a_page_that_does_not_know_yet_whose_turn_it_is_takes_nothing(at: At) -> None:
    """Its frame would show the one whose turn it is now, under the number of another."""
    at.post(f"live/skip?number={NUMBERS[0]}")
    assert not any(at.look(frame(0), 1, NUMBERS[0])["take"] for _ in range(25))
    assert at.take(frame(0), NUMBERS[0])["held"] == "turn"
    assert not at.tree.exists()


def test_a_refused_picture_says_why(at: At) -> None:
    told = at.take(frame(0, film.TILTED), NUMBERS[0])
    assert not told["filed"]
    assert told["reason"]["zh"]
    assert at.look(frame(0), 1)["phrase"] == "upright"


def test_skipped_ones_come_again_at_the_end(at: At) -> None:
    at.post(f"live/skip?number={NUMBERS[0]}")
    queue = at.get("api/queue?state=skipped")
    assert [each["number"] for each in queue["candidates"]] == [NUMBERS[0]]
    assert queue["current"]["number"] == NUMBERS[1]
    for place, number in enumerate(NUMBERS[1:]):
        at.post(f"api/process?number={number}", frame(place + 1))
        at.post(f"live/skip?number={number}")
    assert at.get("live/state")["queue"]["current"]["number"] == NUMBERS[0]


def test_an_unknown_number_needs_a_second_look(at: At) -> None:
    assert at.post("live/turn?number=430119199999")["ask"] == "unknown"
    assert at.get("live/state")["queue"]["current"]["number"] == NUMBERS[0]
    assert at.post("live/turn?number=430119199999&sure=1")["ask"] is None
    assert at.take(frame(), "430119199999")["filed"]


def test_without_a_roster_numbers_are_typed(tmp_path: Path) -> None:
    with station_at(tmp_path / "out", None) as at:
        assert at.get("live/state")["queue"]["current"] is None
        assert at.post(f"live/turn?number={NUMBERS[1]}")["ask"] is None
        assert at.take(frame(), NUMBERS[1])["filed"]
        queue = at.get("api/queue")
        assert (queue["current"], queue["done"]) == (None, 1)


def test_two_stations_on_one_tree_do_no_harm(at: At) -> None:
    with station_at(at.tree, roster(), "the other") as other:
        other.take(frame(0), NUMBERS[0])
        assert at.get("api/queue")["done"] == 1
        assert at.take(frame(1), NUMBERS[0])["held"] == "exists"
        at.post(f"live/turn?number={NUMBERS[1]}")
        assert at.take(frame(1), NUMBERS[1])["filed"]
        assert other.get("api/queue")["done"] == 2
    assert whole(at.tree)


def test_two_tabs_are_guided_apart(at: At) -> None:
    at.look(frame(None), 10, view="b")
    assert at.look(frame(0), 10, view="a")["phrase"] == "still"
    assert at.look(frame(None), 1, view="b")["phrase"] == "sit"


# ----------------------------------------------------------------------------- being cut off


class Cut(BaseException):
    """The plug is pulled."""


@pytest.mark.parametrize("moment", ["before", "between", "after", "confirm"])
@pytest.mark.parametrize("retake", [False, True], ids=["first", "retake"])
def test_cut_off_at_any_moment_the_queue_goes_on_where_the_tree_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, retake: bool
) -> None:
    tree, profile = tmp_path / "out", load_profile("zikao")
    desk = Desk(profile, tree, roster())
    if retake:
        assert desk.take(frame(1), NUMBERS[0], "a").is_filed
        before = desk.records.picture(NUMBERS[0])
        assert desk.ask_for(NUMBERS[0], sure=True) is None

    def pulled(*_: Any, **__: Any) -> None:
        raise Cut

    file = Tree.file

    def filed_and_pulled(*given: Any, **named: Any) -> None:
        file(*given, **named)
        raise Cut

    where = {
        "before": (Tree, "file", pulled),
        "between": (Journal, "flush", pulled),  # a first picture lies there and is not entered
        "after": (Tree, "file", filed_and_pulled),
        "confirm": (Shots, "confirm", pulled),
    }
    with monkeypatch.context() as plug:
        plug.setattr(*where[moment])
        with pytest.raises(Cut):
            desk.take(frame(0), NUMBERS[0], "a")
    with monkeypatch.context() as off:
        off.setattr(Journal, "flush", lambda _: None)  # what was only in memory is gone
        desk.close()

    again = Desk(profile, tree, roster())
    # Of a picture that replaces another, file and entry change together.
    filed = moment in {"after", "confirm"} or (moment == "between" and not retake)
    assert again.turn == (NUMBERS[1] if filed or retake else NUMBERS[0])
    assert (again.records.picture(NUMBERS[0]) is not None) == (filed or retake)
    if retake:
        assert (again.records.picture(NUMBERS[0]) != before) == filed
    assert again.records.turns().counts()["done"] == int(filed or retake)
    # Whoever sat there is not taken for the next one.
    assert again.look(frame(0), "b", number=again.turn).guide.occupied == filed
    if tree.exists():
        assert whole(tree)
    again.close()


def test_the_seat_and_who_was_skipped_outlive_the_program(tmp_path: Path) -> None:
    with station_at(tmp_path / "out", roster()) as at:
        at.post(f"live/skip?number={NUMBERS[0]}")
        assert at.take(frame(0), NUMBERS[1])["filed"]
    with station_at(tmp_path / "out", roster()) as at:
        queue = at.get("api/queue")
        assert (queue["done"], queue["skipped"], queue["current"]["number"]) == (1, 1, NUMBERS[2])
        assert at.look(frame(0), 5, NUMBERS[2])["phrase"] == "done"
        assert [each["number"] for each in at.get("live/state")["today"]] == [NUMBERS[1]]


def test_a_full_disk_is_said_and_nothing_is_left(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        from photocheck import Text

        raise OutputError(Text("磁盘已满。", "The disk is full."), kind="disk")

    with monkeypatch.context() as disk:
        disk.setattr(Tree, "file", full)
        told = at.take(frame(0), NUMBERS[0])
        assert (told["filed"], told["error"]) == (False, "disk")
        assert told["reason"]["zh"] == "磁盘已满。"
    assert at.get("api/queue")["current"]["number"] == NUMBERS[0]
    assert at.take(frame(0), NUMBERS[0])["filed"]


# ------------------------------------------------------------------------------- tethered camera


def test_a_folder_gives_each_new_picture_once_and_whole(tmp_path: Path) -> None:
    (tmp_path / "old.JPG").write_bytes(b"old")
    came: list[bytes] = []
    folder = Folder(tmp_path, came.append)
    folder.start()
    try:
        with (tmp_path / "IMG_1.JPG").open("wb", buffering=0) as file:
            for part in (b"one", b" and", b" the rest"):  # as a camera writes it
                file.write(part)
                time.sleep(0.15)
        (tmp_path / "notes.txt").write_text("no picture")
        (tmp_path / "IMG_2.JPG").write_bytes(b"two")
        deadline = time.monotonic() + 10
        while len(came) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.6)
    finally:
        folder.stop()
    assert came == [b"one and the rest", b"two"]


def test_a_tethered_picture_is_the_one_s_whose_turn_it_is(at: At) -> None:
    _arrived(at.station, frame(0))
    _arrived(at.station, frame(0, film.TILTED))
    _arrived(at.station, frame(0))
    filed, refused, held = at.get("live/news")
    assert (filed["filed"], filed["number"]) == (True, NUMBERS[0])
    assert (refused["filed"], refused["number"]) == (False, NUMBERS[1])
    assert (held["held"], held["other"]) == ("alike", NUMBERS[0])
    assert at.get(f"live/news?after={held['serial']}") == []
    assert at.post("live/confirm")["number"] == NUMBERS[1]

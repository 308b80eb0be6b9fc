"""Photos as they come: each once it is whole, however it is copied, and whatever becomes of the folder meanwhile."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from photocheck.errors import UsageError
from photocheck.io.crawl import Found
from photocheck.io.system import PassedOver
from photocheck.io.watch import EVERY, PATIENCE, STILL, watched
from tests.crowd import CAMERA, tiny


class Clock:
    """Time that goes on with each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += EVERY
        return self.now


def look(photos: Iterator[Found | None], times: int = 1) -> list[str]:
    """Names of what is given within so many looks."""
    names = []
    for _ in range(times):
        names += [found.path.name for found in iter(lambda: next(photos), None)]
    return names


@pytest.fixture
def photos(tmp_path: Path) -> Iterator[Callable[[], Iterator[Found | None]]]:
    (tmp_path / "in").mkdir()
    opened = []

    def start(passed: PassedOver | None = None) -> Iterator[Found | None]:
        opened.append(watched([tmp_path / "in"], every=0, clock=Clock(), passed=passed))
        return opened[-1]

    yield start
    for photos in opened:
        photos.close()


SETTLED = round(STILL / EVERY) + 2
LONG = round(PATIENCE / EVERY) + 2


def test_a_photo_is_given_once_and_again_when_it_changes(tmp_path: Path, photos) -> None:
    (tmp_path / "in" / "a.jpg").write_bytes(tiny())
    seen = photos()
    assert look(seen) == []
    assert look(seen, SETTLED) == ["a.jpg"]
    assert look(seen, LONG) == []
    (tmp_path / "in" / "a.jpg").write_bytes(tiny(90) + b"\0")
    assert look(seen, SETTLED) == ["a.jpg"]


@pytest.mark.parametrize("kind", ["grows", "has its size from the beginning"])
@pytest.mark.parametrize("name", ["a.jpg", "b.png"])
def test_a_copy_that_pauses_is_waited_for(tmp_path: Path, photos, kind: str, name: str) -> None:
    whole = CAMERA.read_bytes()
    if name == "b.png":
        from PIL import Image

        Image.open(CAMERA).save(tmp_path / name)
        whole = (tmp_path / name).read_bytes()
    half = whole[: len(whole) // 2]
    path = tmp_path / "in" / name
    path.write_bytes(half if kind == "grows" else half + bytes(len(whole) - len(half)))
    seen = photos()
    assert look(seen, LONG // 2) == []
    path.write_bytes(whole)
    assert look(seen, SETTLED) == [name]


def test_a_thumbnails_end_is_not_the_photos(tmp_path: Path, photos) -> None:
    """A JPEG's EXIF holds a small JPEG with an end of its own."""
    thumbnail = b"Exif\0\0" + tiny()
    data = tiny()
    with_thumbnail = data[:2] + b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + data[2:-2]
    (tmp_path / "in" / "a.jpg").write_bytes(with_thumbnail)
    seen = photos()
    assert look(seen, LONG // 2) == []
    (tmp_path / "in" / "a.jpg").write_bytes(with_thumbnail + b"\xff\xd9")
    assert look(seen, SETTLED) == ["a.jpg"]


def test_what_stays_cut_short_is_given_in_the_end(tmp_path: Path, photos) -> None:
    (tmp_path / "in" / "a.jpg").write_bytes(CAMERA.read_bytes()[:5000])
    (tmp_path / "in" / "empty.jpg").touch()
    seen = photos()
    assert look(seen, LONG // 2) == []
    assert sorted(look(seen, LONG)) == ["a.jpg", "empty.jpg"]


def test_a_folder_that_vanishes_is_waited_for(tmp_path: Path, photos) -> None:
    (tmp_path / "in" / "a.jpg").write_bytes(tiny())
    seen = photos()
    assert look(seen, SETTLED) == ["a.jpg"]
    (tmp_path / "in").rename(tmp_path / "away")
    assert look(seen, 10) == []
    (tmp_path / "away" / "b.jpg").write_bytes(tiny())
    (tmp_path / "away").rename(tmp_path / "in")
    assert look(seen, SETTLED) == ["b.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_a_folder_that_cannot_be_read_at_the_moment_is_no_photo(
    tmp_path: Path, photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    (tmp_path / "in" / "a.jpg").write_bytes(tiny())
    seen, real = photos(), os.scandir

    def gone(path: str) -> object:
        raise OSError(107, "Transport endpoint is not connected")

    monkeypatch.setattr(os, "scandir", gone)
    assert look(seen, LONG) == []
    monkeypatch.setattr(os, "scandir", real)
    assert look(seen, SETTLED) == ["a.jpg"]


def test_what_was_never_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        next(watched([tmp_path / "none"], every=0))


def test_what_is_passed_over_is_counted_once(tmp_path: Path, photos) -> None:
    (tmp_path / "in" / "@eaDir").mkdir()
    shutil.copy(CAMERA, tmp_path / "in" / "@eaDir")
    passed = PassedOver()
    assert look(photos(passed), LONG) == []
    assert passed.count == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_a_second_is_as_ever(tmp_path: Path, photos, number: signal.Signals) -> None:
    heard: list[int] = []
    before = signal.signal(number, lambda *_: heard.append(1))
    try:
        seen = photos()
        look(seen)
        signal.raise_signal(number)
        assert heard == []
        with pytest.raises(StopIteration):
            next(seen)
        signal.raise_signal(number)
        assert heard == [1]
    finally:
        signal.signal(number, before)

"""The same picture under two numbers is found; two people are not called one."""

from __future__ import annotations

import io
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

import photocheck
from photocheck import results
from photocheck.collection.comparison import Across
from photocheck.collection.likeness import ALIKE, BITS, difference
from photocheck.collection.nearest import Near, _Search
from photocheck.profile.load import load_profile
from photocheck.results import Measurements, Report

ZIKAO = load_profile("zikao")


def likeness(checker: photocheck.Checker, image: Image.Image) -> str:
    found = checker.check(image).measurements.likeness
    assert found is not None
    return found


def encoded(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """A public-domain portrait, framed about as a finished photo."""
    return Image.fromarray(data.astronaut()).crop((127, 0, 331, 272))


COPIES = {
    "encoded again": lambda image: encoded(image, 60),
    "encoded badly": lambda image: encoded(image, 40),
    "smaller": lambda image: image.resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS),
    "larger": lambda image: image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC),
    "cropped": lambda image: image.crop((7, 0, image.width - 4, image.height - 9)),
    "brighter": lambda image: image.point(lambda v: min(255, round(1.08 * v))),
    "all of it": lambda image: encoded(image.crop((5, 0, image.width - 5, image.height - 8)).resize((150, 204)), 70),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_found(checker: photocheck.Checker, portrait: Image.Image, copy: object) -> None:
    assert difference(likeness(checker, portrait), likeness(checker, copy(portrait))) <= ALIKE


def test_no_two_of_the_portraits_are_alike(checker: photocheck.Checker, portraits: Path) -> None:
    files = sorted((portraits / "images").iterdir())
    found = [likeness(checker, Image.open(file).convert("RGB")) for file in files]
    apart = [difference(a, b) for place, a in enumerate(found) for b in found[place + 1 :]]
    assert min(apart) > ALIKE
    # Room on the other side too: the limit lies far from where people are.
    assert (np.mean(apart) - ALIKE) / np.std(apart) > 6


def test_no_face_has_no_likeness(checker: photocheck.Checker) -> None:
    assert checker.check(np.full((192, 144, 3), 200, np.uint8)).measurements.likeness is None


def report(photo: str, number: str | None, sha256: str, like: str | None) -> Report:
    return Report(
        photo, "zikao", number=number, image=results.Image(sha256=sha256), measurements=Measurements(likeness=like)
    )


def test_alike_counts_only_under_different_numbers() -> None:
    blank = bytes((BITS + 7) // 8)
    near = (blank[:-1] + b"\x06").hex()
    across = Across(ZIKAO)
    across.add(report("a.jpg", "430102191001", "1", blank.hex()))
    across.add(report("b.jpg", "430102191002", "1", blank.hex()))
    across.add(report("c.jpg", "430102191003", "2", near))
    across.add(report("d.jpg", "430102191001", "3", near))
    across.add(report("e.jpg", "430102191004", "4", (b"\xff" * 30 + blank[30:]).hex()))
    found = [(p.first.photo, p.second.photo, p.same_bytes, p.distance) for p in across.alike]
    assert found == [("a.jpg", "b.jpg", True, 0), ("a.jpg", "c.jpg", False, 2), ("c.jpg", "d.jpg", False, 0)]
    assert across.bad
    assert "a.jpg" in across.alike[0].words().zh


def test_the_same_bytes_are_found_without_a_face() -> None:
    across = Across(ZIKAO)
    across.add(report("a.jpg", "430102191001", "1", None))
    across.add(report("b.jpg", "430102191002", "1", None))
    assert [p.same_bytes for p in across.alike] == [True]


def test_of_many_copies_each_is_told_with_the_nearest_before_it() -> None:
    """As comparing each with all before it tells them, whatever waits to be compared when it is asked."""
    chance = random.Random(3)
    across = Across(ZIKAO)
    kept: list[tuple[str | None, int]] = []
    wanted = []
    for place in range(600):
        bits = chance.choice(kept)[1] if kept and chance.random() < 0.5 else chance.getrandbits(BITS) << 1
        for _ in range(chance.choice((0, 20, ALIKE - 1, ALIKE, ALIKE + 5))):
            bits ^= 1 << chance.randrange(1, BITS + 1)
        number = chance.choice((None, f"4301021910{chance.randrange(50):02d}"))
        apart = sorted(((bits ^ other).bit_count(), first) for first, (_, other) in enumerate(kept))
        near = [(far, first) for far, first in apart if far <= ALIKE and (number is None or kept[first][0] != number)]
        wanted += [(f"{first}.jpg", f"{place}.jpg", far) for far, first in near[:1]]
        kept.append((number, bits))
        across.add(report(f"{place}.jpg", number, f"{place}", f"{bits:0100x}"))
        if place % 100 == 50:
            across.sections()
    assert [(pair.first.photo, pair.second.photo, pair.distance) for pair in across.alike] == wanted


def test_an_interrupt_loses_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    across = Across(ZIKAO)
    blank = bytes((BITS + 7) // 8).hex()
    for place in range(3):
        across.add(report(f"{place}.jpg", f"43010219100{place}", f"{place}", blank))
    found = _Search.found

    def interrupted(search: _Search) -> Iterator[Near]:
        signal.raise_signal(signal.SIGINT)
        return found(search)

    with monkeypatch.context() as patched:
        patched.setattr(_Search, "found", interrupted)
        with pytest.raises(KeyboardInterrupt):
            across.sections()
    assert [(pair.first.photo, pair.second.photo) for pair in across.alike] == [("0.jpg", "1.jpg"), ("0.jpg", "2.jpg")]

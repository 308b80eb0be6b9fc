"""Mutated files: no crash, no hang beyond the cap, and never a pass for a file that a strict decoder rejects.

The short form runs by default; the long one, whose last result is in docs/robustness.md, is
``pytest -m slow tests/system/test_fuzz.py``.
"""

from __future__ import annotations

import collections
import contextlib
import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import photocheck
from photocheck.errors import PhotocheckError, UnreadableError
from photocheck.io.read import decode, sniff, undecoded
from photocheck.profile.load import SHIPPED, load_profile_text, shipped_names
from photocheck.types import Verdict
from tests.crowd import tiny

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = sorted((SAMPLES / "pass").glob("*.JPG"))


def _other(form: str) -> bytes:
    out = io.BytesIO()
    Image.open(GOOD[0]).save(out, form)
    return out.getvalue()


OTHERS = [_other(form) for form in ("PNG", "GIF", "BMP", "TIFF", "WEBP")]
WILD = (b"\xff\xff", b"\0\0", b"\0\x01", b"\x7f\xff", b"\xff\xd9", b"\xff\xda")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One photo spoiled in one of the ways that cards, copies and people spoil them."""
    spoiled = bytearray(data)
    way = chance.randrange(8)
    if way == 0:  # flipped bits anywhere
        for _ in range(chance.choice((1, 1, 2, 8, 64))):
            spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    elif way == 1:  # flipped bits in the headers
        for _ in range(chance.choice((1, 2, 4))):
            spoiled[chance.randrange(min(len(spoiled), 700))] ^= 1 << chance.randrange(8)
    elif way == 2:  # cut short
        del spoiled[chance.randrange(len(spoiled)) :]
    elif way == 3:  # a block lost, or read as zeros
        start = chance.randrange(len(spoiled))
        length = chance.choice((1, 16, 512, 4096))
        spoiled[start : start + length] = bytes(length) if chance.random() < 0.5 else b""
    elif way == 4:  # another file's head
        other = chance.choice(OTHERS)
        length = chance.choice((4, 20, 200))
        spoiled[:length] = other[:length]
    elif way == 5:  # another format under the same name
        other = bytearray(chance.choice(OTHERS))
        other[chance.randrange(len(other))] ^= 0xFF
        return bytes(other)
    elif way == 6:  # two files in one
        cut = chance.randrange(len(spoiled))
        spoiled[cut:] = chance.choice([*OTHERS, tiny()])
    else:  # segment lengths and sizes set wildly
        spot = chance.randrange(2, 600)
        spoiled[spot : spot + 2] = chance.choice(
            (b"\xff\xff", b"\0\0", b"\0\x01", b"\x7f\xff", b"\xff\xd9", b"\xff\xda")
        )
    return bytes(spoiled)


def _standard_words(data: bytes) -> bytes:
    """The file with the standard's own values where a strict decoder stops at others that say nothing of pixels.

    These are the revision of JFIF, and the three bytes that end the header of a sequential scan (ITU T.81, B.2.3): at
    either the strict decoder would stop before it has seen the rest.
    """
    if data[:4] == b"\xff\xd8\xff\xe0" and data[6:11] == b"JFIF\0":
        data = data[:11] + b"\x01" + data[12:]
    start = data.find(b"\xff\xda")
    end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    if start < 0 or b"\xff\xc2" in data or end > len(data) or end - start != 14:
        return data
    return data[: end - 3] + b"\x00\x3f\x00" + data[end:]


def strictly_whole(data: bytes, original: bytes) -> bool:
    """Whether Pillow and a strict JPEG decoder take the file, or else it shows one of the files it was made of."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            pixels = np.asarray(image.convert("RGB"))
    except Exception:  # noqa: BLE001 - whatever it raises, it does not take it
        return False
    try:
        simplejpeg.decode_jpeg(_standard_words(data), "RGB", strict=True)
    except ValueError:
        made_of = (np.asarray(Image.open(io.BytesIO(whole)).convert("RGB")) for whole in (original, tiny()))
        return any(np.array_equal(pixels, whole) for whole in made_of)
    return True


def _campaign(folder: Path, count: int, seed: int) -> collections.Counter[str]:
    chance = random.Random(seed)
    whole = {}
    for index in range(count):
        path = folder / f"43{1 + index // 1000:02d}021910{index:05d}"[:10] / f"{430102190000 + index}.JPG"
        path.parent.mkdir(exist_ok=True)
        original = chance.choice(GOOD).read_bytes()
        data = mutated(original, chance)
        path.write_bytes(data)
        whole[str(path)] = strictly_whole(data, original)
    verdicts: collections.Counter[str] = collections.Counter()
    wrong = []
    for report in photocheck.check_folder(folder, jobs=2):
        good = whole.pop(report.photo)
        if report.error is not None or not (good or report.verdict is Verdict.FAIL):
            wrong.append((report.photo, report.verdict, report.error))
        verdicts[f"{report.verdict}{'' if good else ', not whole'}"] += 1
    assert not whole
    assert not wrong
    return verdicts


def test_no_mutated_file_passes_that_is_not_whole(tmp_path: Path) -> None:
    verdicts = _campaign(tmp_path, 300, seed=3)
    assert verdicts["fail, not whole"] > 100, verdicts
    assert verdicts["pass"] + verdicts["warn"] > 3, verdicts  # a bit flipped in a comment harms nobody


@pytest.mark.slow
def test_ten_thousand_mutated_files(tmp_path: Path) -> None:
    start = time.monotonic()
    verdicts = _campaign(tmp_path, 10_000, seed=4)
    print(f"\n10000 mutated files in {time.monotonic() - start:.0f} s: {dict(verdicts)}")  # noqa: T201 - for the record


# ------------------------------------------------------------------------------- the readers alone


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Nothing but our own errors may come out, and those say what is wrong in both languages."""
    try:
        yield
    except PhotocheckError as error:
        if not (error.message.zh and error.message.en):
            raise


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"II*\0"]))
def test_any_bytes_are_a_photo_or_a_sentence(body: bytes, head: bytes) -> None:
    for read in (decode, undecoded):
        with sentences():
            assert read(head + body).pixels.dtype == np.uint8
    sniff(head + body)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_mutated_photo_is_never_silently_whole(data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 2**32))
    original = GOOD[seed % len(GOOD)].read_bytes()
    spoiled = mutated(original, random.Random(seed))
    try:
        photo = decode(spoiled)
    except UnreadableError:
        return
    assert photo.file is not None
    assert photo.file.format != "JPEG" or photo.file.damage is not None or strictly_whole(spoiled, original)


TOMLS = [(SHIPPED / f"{name}.toml").read_text("utf-8") for name in shipped_names()]
ODD = (
    "= nan",
    "= inf",
    "= -1",
    "= 1e400",
    '= "x"',
    "= []",
    "= {}",
    "= true",
    '= "("',
    '= "{number:>9999999999}"',
    "= 9" * 30,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TOMLS), st.integers(0), st.sampled_from(ODD), st.booleans())
def test_a_mutated_profile_is_a_profile_or_a_sentence(toml: str, where: int, odd: str, cut: bool) -> None:
    lines = toml.splitlines()
    spot = where % len(lines)
    if cut:
        lines[spot] = lines[spot][: where % (len(lines[spot]) + 1)]
    elif "=" in lines[spot]:
        lines[spot] = lines[spot].partition("=")[0] + odd
    with sentences():
        load_profile_text("\n".join(lines))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_a_sentence(text: str) -> None:
    with sentences():
        load_profile_text(text)

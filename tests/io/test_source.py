"""Whatever is handed over as a photo goes the way of its bytes, or says what it is."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import photocheck
from photocheck.errors import UnreadableError, UsageError
from photocheck.io import source as sources
from photocheck.io.source import opened

GOOD = min((Path(__file__).parents[2] / "samples" / "pass").glob("*.JPG"))


def test_bytes_a_file_and_a_path_are_the_same_photo(tmp_path: Path) -> None:
    data = GOOD.read_bytes()
    with GOOD.open("rb") as file:
        ways = [opened(data), opened(bytearray(data)), opened(memoryview(data)), opened(io.BytesIO(data)), opened(file)]
    ways += [opened(GOOD), opened(str(GOOD))]
    assert {way.sha256 for way in ways} == {ways[0].sha256}
    assert {way.bytes for way in ways} == {len(data)}


def test_a_file_that_was_just_written_is_read_from_its_beginning() -> None:
    buffer = io.BytesIO()
    Image.open(GOOD).save(buffer, "PNG")
    assert opened(buffer).photo().pixels.shape == (192, 144, 3)


def test_bytes_without_a_name_are_not_blamed_for_it(checker: photocheck.Checker) -> None:
    data = GOOD.read_bytes()
    for given in (data, io.BytesIO(data)):
        report = checker.check(given)
        assert report.verdict == "pass"
        seen = {finding.check for finding in report.findings}
        assert "file.whole" in seen
        assert not {"file.name", "file.extension", "file.number"} & seen
    named = {finding.check for finding in checker.check(data, name="zhang.JPG").failures}
    assert "file.name" in named
    assert "file.name" in {finding.check for finding in checker.check(GOOD).findings}


@pytest.mark.parametrize("given", [None, 7, 1.5, ["a"], {}, object(), np.float32(1)])
def test_other_things_say_what_they_are(given: object) -> None:
    with pytest.raises(UsageError) as caught:
        opened(given)  # type: ignore[arg-type]
    assert caught.value.message.zh
    assert type(given).__name__ in str(caught.value) or "H x W x 3" in str(caught.value)


@pytest.mark.parametrize(
    "array",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)],
)
def test_other_arrays_say_what_they_are(array: np.ndarray) -> None:
    with pytest.raises(UsageError, match=r"not \(\d"):
        opened(array)


def test_files_that_cannot_be_read_say_why() -> None:
    with pytest.raises(UsageError, match="binary"):
        opened(io.StringIO("text"))  # type: ignore[arg-type]
    closed = io.BytesIO(b"x")
    closed.close()
    with pytest.raises(UsageError, match="Open it again"):
        opened(closed)


def test_a_file_larger_than_any_photo_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 1000)
    source = opened(io.BytesIO(bytes(2000)))
    with pytest.raises(UnreadableError):
        source.photo()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_truncated_image_is_our_own_error_and_a_failed_report(kind: str, checker: photocheck.Checker) -> None:
    out = io.BytesIO()
    Image.open(GOOD).save(out, kind)
    data = out.getvalue()
    image = Image.open(io.BytesIO(data[: len(data) // 2]))
    with pytest.raises(UnreadableError):
        opened(image).photo()
    report = checker.check(Image.open(io.BytesIO(data[: len(data) // 2])))
    assert [finding.check for finding in report.failures] == ["file.whole"]


def test_an_image_that_was_closed_is_our_own_error() -> None:
    image = Image.open(GOOD)
    image.close()
    with pytest.raises(UnreadableError):
        opened(image).photo()

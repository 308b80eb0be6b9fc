"""What makes folders fast, as facts that need no clock: how much is decoded, how often a model looks, what is kept."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import photocheck
from photocheck import Detector, pipeline
from photocheck.batch import Selection, process_folder
from photocheck.batch.resume import Filing
from photocheck.io import source
from photocheck.io.read import decode
from photocheck.io.source import opened
from photocheck.layout.fineness import PER_OUTPUT
from photocheck.pipeline import Pipeline
from photocheck.types import Photo
from tests.crowd import CAMERA, crowd, tiny

ANYTHING = Selection(select=("file",))


def enlarged(times: float) -> bytes:
    """The camera sample as a camera with ``times`` as many pixels a side would give it."""
    image = Image.open(CAMERA).convert("RGB")
    out = io.BytesIO()
    image.resize((round(image.width * times), round(image.height * times)), Image.Resampling.LANCZOS).save(
        out, "JPEG", quality=92
    )
    return out.getvalue()


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Photo]:
    """Every decode of a camera photo, in order."""
    photos: list[Photo] = []

    def watched(*arguments: object, **named: object) -> Photo:
        photos.append(decode(*arguments, **named))  # type: ignore[arg-type]
        return photos[-1]

    monkeypatch.setattr(source, "decode", watched)
    return photos


@pytest.fixture
def looks(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> list[Photo]:
    """Every photo that the models were shown."""
    photos: list[Photo] = []
    detect = detector.detect
    monkeypatch.setattr(detector, "detect", lambda photo, **named: (photos.append(photo), detect(photo, **named))[1])
    return photos


@pytest.mark.parametrize("times", [1, 2, 4, 6.25, 9, 13])
def test_a_camera_photo_is_decoded_as_coarsely_as_its_picture_allows(
    stages: Pipeline, decoded: list[Photo], looks: list[Photo], times: float
) -> None:
    report = stages.make(opened(enlarged(times)), "430102191001").report
    camera = decoded
    assert report.crop is not None
    per_output = (report.crop.y1 - report.crop.y0) * camera[-1].scale / 192
    assert per_output >= PER_OUTPUT or camera[-1].scale == 1
    assert per_output < 4 * PER_OUTPUT or camera[-1].scale == 1 / 8
    assert len(camera) <= 2
    # The models see a finer decode again only where the first had too few pixels of the head.
    assert len([photo for photo in looks if photo.width != 144]) <= len(camera)


def test_large_photos_are_not_decoded_in_full(stages: Pipeline, decoded: list[Photo]) -> None:
    stages.make(opened(enlarged(9)), "430102191001")
    assert max(photo.scale for photo in decoded) <= 1 / 2


def test_lengths_are_those_of_a_full_decode(stages: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    data = opened(enlarged(6.25))
    reduced = stages.make(data, "430102191001").report
    monkeypatch.setattr(pipeline, "first_size", lambda _: (10**6, 10**6))
    full = stages.make(data, "430102191001").report
    assert reduced.image == full.image
    assert reduced.verdict is full.verdict
    height = full.measurements.chin_y - full.measurements.crown_y
    keys = ("crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y")
    moved = [abs(getattr(reduced.measurements, key) - getattr(full.measurements, key)) / height for key in keys]
    assert float(np.median(moved)) <= 0.003, moved


def test_a_png_or_a_frame_is_taken_as_it_is(checker: photocheck.Checker, decoded: list[Photo]) -> None:
    report = checker.process(np.asarray(Image.open(CAMERA).convert("RGB")), number="430102191001")
    assert report.crop is not None
    assert not decoded


def test_nothing_is_kept_of_a_photo_that_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(tmp_path / "in", 6)
    under_way: list[int] = []
    filed = Filing.filed

    def watched(self: Filing, outcome: object) -> object:
        under_way.append(len(self._under_way))
        return filed(self, outcome)  # type: ignore[arg-type]

    monkeypatch.setattr(Filing, "filed", watched)
    list(process_folder(tmp_path / "in", tree=tmp_path / "out", jobs=1, selection=ANYTHING))
    assert under_way[-1] == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="reads a child's peak memory as POSIX gives it")
def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path) -> None:
    """All are judged, in order, and the process that gives the work stays small."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(100_000):
        (folder / f"{430100000000 + n}.JPG").write_bytes(tiny())
    with tempfile.TemporaryFile() as out:
        options = ["-f", "jsonl", "--fail-fast", "--select", "file"]
        command = [sys.executable, "-m", "photocheck", "check", str(folder), *options]
        pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)])
        _, status, usage = os.wait4(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 1
        out.seek(0)
        names = [line.split(b'"', 4)[3].rsplit(b"/", 1)[1] for line in out]
    assert names == [f"{430100000000 + n}.JPG".encode() for n in range(100_000)]
    assert usage.ru_maxrss / (1024 if sys.platform != "darwin" else 2**20) < 400
    print(f"\n100000 files, parent's peak memory {usage.ru_maxrss / 1024:.0f} MB")  # noqa: T201 - for the record

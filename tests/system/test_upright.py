"""A portrait on its side or on its head, without a tag: one finding that says so; process turns it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import photocheck
from photocheck.io.thumbnail import thumbnail
from photocheck.types import Verdict

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = sorted((SAMPLES / "pass").glob("*.JPG"))
CAMERA = SAMPLES / "camera" / "430101191001.JPG"


def lying(path: Path, turn: int) -> bytes:
    """The photo stored so that it has to be turned clockwise by so much; nothing in the file says so."""
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(np.rot90(np.asarray(Image.open(path)), turn // 90))).save(
        out, "JPEG", quality=95, dpi=(102, 102)
    )
    return out.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_finished_photo_that_does_not_stand_fails_for_that_alone(
    path: Path, turn: int, checker: photocheck.Checker
) -> None:
    report = checker.check(lying(path, turn), name=path.name)
    (finding,) = report.failures
    assert (finding.check, finding.value, finding.verdict) == ("framing.upright", turn, Verdict.FAIL)
    assert str(turn) in finding.hint.en
    assert (report.image.width, report.image.height, report.image.turned) == (144, 192, turn)
    assert report.to_dict()["image"]["turned"] == turn
    assert photocheck.Report.from_dict(report.to_dict()) == report


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_process_turns_a_camera_photo_and_says_so(turn: int, checker: photocheck.Checker, tmp_path: Path) -> None:
    rgb = np.asarray(Image.open(CAMERA))
    upright = checker.process(rgb, number="430101191001", tree=tmp_path / "upright")
    given = np.ascontiguousarray(np.rot90(rgb, turn // 90))
    report = checker.process(given, number="430101191001", tree=tmp_path / "lying")
    assert report.verdict is Verdict.WARN
    assert {finding.check: finding.value for finding in report.warnings} == {"framing.upright": turn}
    assert report.output is not None
    assert upright.output is not None
    assert Path(report.output).read_bytes() == Path(upright.output).read_bytes()
    assert report.crop == upright.crop
    assert report.measurements == upright.measurements
    assert checker.preview(lying(CAMERA, turn)).image.turned == turn


def test_a_large_camera_photo_on_its_side_is_decoded_finely_enough(checker: photocheck.Checker) -> None:
    out = io.BytesIO()
    Image.open(CAMERA).resize((2400, 3200)).transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=90)
    report = checker.process(out.getvalue(), number="430101191001")
    assert [finding.check for finding in report.warnings if finding.check == "framing.upright"]
    assert report.image.width == 2400
    assert "framing.enlargement" not in {finding.check for finding in report.failures}
    assert report.measurements.chin_y is not None
    assert report.measurements.chin_y == pytest.approx(5 * checker.check(CAMERA).measurements.chin_y, rel=0.01)


def test_its_thumbnail_stands(checker: photocheck.Checker, tmp_path: Path) -> None:
    path = tmp_path / "430101191001.JPG"
    path.write_bytes(lying(CAMERA, 90))
    for report in (checker.check(path), checker.preview(path)):
        shown = thumbnail(report, checker.profile, path.read_bytes(), finished=False)
        assert shown is not None
        pixels = np.ascontiguousarray(np.asarray(Image.open(io.BytesIO(shown.jpeg)).convert("RGB")))
        again = checker.check(pixels)
        assert again.image.turned == 0
        assert again.measurements.roll is not None
        assert abs(again.measurements.roll) < 15


def test_what_stands_is_not_turned(checker: photocheck.Checker) -> None:
    for path in sorted(SAMPLES.rglob("*.*")):
        if path.suffix.lower() == ".jpg" and path.parent.name != "framing.upright":
            assert checker.check(path).image.turned == 0, path


def test_labelled_portraits_are_turned_when_they_lie_and_only_then(
    checker: photocheck.Checker, portraits: Path
) -> None:
    for index, path in enumerate(sorted((portraits / "images").iterdir())):
        with Image.open(path) as image:
            rgb = np.asarray(image.convert("RGB").reduce(max(1, image.height // 700)))
        for turn in (0, (90, 180, 270)[index % 3]):
            given = np.ascontiguousarray(np.rot90(rgb, turn // 90))
            assert checker.check(given).image.turned == turn, (path.name, turn)

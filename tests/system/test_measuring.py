"""The five lengths move as the picture moves, and are near hand labels, on real photos.

With the labelled portraits a cross-section of them is used; the camera samples and the portrait that scikit-image
ships (public domain, NASA) serve everywhere.  Bars: no length moves by more than 0.8 % of the head's height
from where the transform puts it, and by 0.3 % in the median.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from benchmarks.forms import LENGTHS, load_portraits
from photocheck.io.read import decode
from photocheck.layout.outline import SOFTEN
from photocheck.pixels.windows import turned
from photocheck.types import Photo
from studio.camera import jpeg

SAMPLES = Path(__file__).parents[2] / "samples"
MOST, TYPICAL = 0.8, 0.3
CHOSEN = ("lon_030", "lon_061", "lon_096", "lon_021", "lon_112", "lon_069", "can_117m", "cam_zoom60", "cam_astronaut")
"""Straight and curly, short and tied-back hair, bald, dark and light skin, plain and busy backgrounds."""


@pytest.fixture(scope="module")
def photos() -> dict[str, np.ndarray]:
    """The shipped portrait, the camera samples, and the chosen labelled ones where they are."""
    found = {"astronaut": np.ascontiguousarray(data.astronaut()[:400, 60:400])}
    found |= {path.name: decode(path.read_bytes()).pixels for path in sorted(SAMPLES.glob("camera/*.JPG"))}
    folder = Path(__file__).parents[3] / "shared" / "portraits"
    if (folder / "labels.csv").is_file():
        found.update((p.name, p.rgb) for p in load_portraits(folder) if p.name.partition(".")[0] in CHOSEN)
    return found


def lengths(checker, rgb: np.ndarray) -> np.ndarray:
    measured = checker.check(rgb).measurements.to_dict()
    return np.array([np.nan if measured[name] is None else measured[name] for name in LENGTHS], float)


def mirrored(rgb):
    return np.ascontiguousarray(rgb[:, ::-1]), lambda a: np.array(
        [a[0], a[1], rgb.shape[1] - a[3], rgb.shape[1] - a[2], a[4]]
    )


def halved(rgb):
    small = cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    across, down = small.shape[1] / rgb.shape[1], small.shape[0] / rgb.shape[0]
    return small, lambda a: a * (down, down, across, across, down)


def shifted(rgb):
    return np.ascontiguousarray(rgb[7:, 5:]), lambda a: a - (7, 7, 5, 5, 7)


def same(change):
    return lambda rgb: (change(rgb), lambda a: a)


TRANSFORMS = {
    "mirrored": mirrored,
    "half size": halved,
    "shifted": shifted,
    "darker": same(lambda rgb: np.clip(rgb * 0.8, 0, 255).astype(np.uint8)),
    "brighter": same(lambda rgb: np.clip(rgb * 1.2, 0, 255).astype(np.uint8)),
    "JPEG 50": same(lambda rgb: jpeg(rgb, 50)),
}


@pytest.mark.parametrize("name", TRANSFORMS)
def test_lengths_move_as_the_picture_moves(checker, photos, name):
    moved_by = []
    for photo, rgb in photos.items():
        before = lengths(checker, rgb)
        picture, where = TRANSFORMS[name](rgb)
        expected = where(before)
        off = 100 * np.abs(lengths(checker, picture) - expected) / (expected[1] - expected[0])
        assert np.nanmax(off) <= MOST, (photo, dict(zip(LENGTHS, off.round(2), strict=True)))
        assert (np.isnan(off) == np.isnan(before)).all(), photo
        moved_by.append(off)
    assert np.nanmedian(moved_by, axis=0).max() <= TYPICAL


@pytest.mark.parametrize("degrees", [3, -3])
def test_lengths_turn_with_the_picture(checker, stages, photos, degrees):
    """Where a turn puts the outline is found by turning the outline that was measured before.

    The sides are held in the median only: a turn brings hair across the chin row, where what counts as head changes.
    """
    moved_by = []
    for photo, rgb in photos.items():
        expected = turned_lengths(stages, rgb, degrees)
        height, width = rgb.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), -degrees, 1)
        picture = cv2.warpAffine(rgb, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        off = 100 * np.abs(lengths(checker, picture) - expected) / (expected[1] - expected[0])
        assert np.nanmax(off[[0, 1, 4]]) <= MOST, (photo, off.round(2))
        moved_by.append(off)
    typical = np.nanmedian(moved_by, axis=0)
    assert typical.max() <= TYPICAL


def turned_lengths(stages, rgb: np.ndarray, degrees: float) -> np.ndarray:
    landmarks, framing = stages.measured(Photo("", rgb))
    patch, middle = landmarks.patch, (rgb.shape[1] / 2, rgb.shape[0] / 2)
    soft = cv2.GaussianBlur(framing.matte, (0, 0), SOFTEN * (framing.chin_y - framing.crown_y) * patch.scale)
    # Four times as fine, or half a pixel of the outline would be lost on either side.
    soft = cv2.resize(np.where(landmarks.inside, soft, 0), None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR)
    solid = cv2.morphologyEx((soft > 0.5).astype(np.uint8), cv2.MORPH_OPEN, np.ones((21, 21), np.uint8))
    rows, columns = np.nonzero(solid)
    spots = np.column_stack([columns + 0.5, rows + 0.5]) / (4 * patch.scale) + (patch.x0, patch.y0)
    spots = spots[spots[:, 1] >= framing.crown_y]
    mouth = landmarks.faces[0].points[14, 1]
    above = turned(spots[spots[:, 1] < mouth], degrees, middle)  # a collar that rises beside the chin is no head
    spots = turned(spots, degrees, middle)
    chin = turned(landmarks.faces[0].points[[148, 152, 377]], degrees, middle)[:, 1].max()
    chin += framing.chin_y - landmarks.faces[0].points[[148, 152, 377], 1].max()
    eyes = turned(landmarks.faces[0].points[[468, 473]], degrees, middle)[:, 1].mean()
    return np.array([spots[:, 1].min(), chin, above[:, 0].min(), above[:, 0].max(), eyes])


def test_lengths_are_near_the_hand_labels(checker, portraits):
    """A quick guard; benchmarks/accuracy.py measures it in full."""
    errors = {name: [] for name in LENGTHS}
    for portrait in load_portraits(portraits):
        if portrait.name.partition(".")[0] not in CHOSEN:
            continue
        report = checker.check(portrait.rgb)
        assert report.measurements.faces == 1
        for name in portrait.certain:
            away = getattr(report.measurements, name) - getattr(portrait.labels, name)
            errors[name].append(100 * abs(away) / portrait.labels.height)
    bars = {"crown_y": 0.45, "chin_y": 1.2, "head_left_x": 0.75, "head_right_x": 0.75, "eye_line_y": 0.5}
    for name, bar in bars.items():
        assert np.mean(errors[name]) <= bar, name


def test_a_portrait_on_its_side_or_upside_down_fails_for_it(checker):
    rgb = np.ascontiguousarray(data.astronaut()[:400, 60:400])
    for turns in (1, 2, 3):
        report = checker.check(np.ascontiguousarray(np.rot90(rgb, turns)))
        assert "framing.upright" in {f.check for f in report.failures} or report.measurements.faces == 0


@pytest.mark.parametrize("turn", [-8, -4, 4, 8])
def test_process_straightens_what_leans(checker, detector, turn):
    """The known lean is what comes out, and the head stands straight in the output."""
    rgb = np.ascontiguousarray(data.astronaut()[:420, 40:420])
    upright = checker.preview(rgb).crop.angle
    height, width = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, 140), turn, 1)
    leaning = cv2.warpAffine(rgb, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    report = checker.preview(leaning)
    base = detector.detect(Photo("", rgb), straighten=False).faces[0].points
    from photocheck.detect.detector import lean

    assert report.crop.angle == pytest.approx(lean(base) + turn, abs=0.8) or abs(lean(base) + turn) < 3
    assert upright == pytest.approx(0 if abs(lean(base)) < 3 else lean(base), abs=0.01)

"""Crown and sides on drawn heads: strands do not count, ears, buns and side hair do, collars do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photocheck.layout.outline import outline
from photocheck.types import Doubt, Reason

SIZE, HEAD, CHIN = 512, 260, 400
TOP, MIDDLE, HALF = CHIN - HEAD, 256, 95


def drawn(*extra) -> np.ndarray:
    """A head of 260 rows with a trunk 60 rows under the chin; ``extra`` draws onto it."""
    matte = np.zeros((SIZE, SIZE), np.uint8)
    cv2.ellipse(matte, (MIDDLE, TOP + HEAD // 2), (HALF, HEAD // 2), 0, 0, 360, 255, -1, cv2.LINE_AA)
    matte[CHIN - 30 : CHIN + 60, MIDDLE - 50 : MIDDLE + 50] = 255
    cv2.ellipse(matte, (MIDDLE, SIZE + 40), (230, 140), 0, 0, 360, 255, -1, cv2.LINE_AA)
    for draw in extra:
        draw(matte)
    return matte.astype(np.float32) / 255


def measured(matte, inside=None, parts=None, window=None):
    here = np.full((478, 2), 256.0)
    here[[468, 473], 1] = TOP + 0.49 * HEAD
    here[2, 1] = TOP + 0.70 * HEAD
    here[14, 1] = TOP + 0.82 * HEAD
    inside = np.ones((SIZE, SIZE), bool) if inside is None else inside
    window = np.zeros((SIZE, SIZE, 3), np.uint8) if window is None else window
    return outline(window, matte, np.ones_like(matte), inside, parts, here, CHIN, HEAD)


def test_a_plain_head():
    found = measured(drawn())
    assert found.top == pytest.approx(TOP, abs=1.5)
    assert (found.left, found.right) == (pytest.approx(MIDDLE - HALF, abs=1.5), pytest.approx(MIDDLE + HALF, abs=1.5))
    assert not found.doubts
    assert not found.unsettled


def test_a_strand_is_not_the_crown_and_a_bun_is():
    strand = drawn(lambda m: cv2.line(m, (256, TOP), (270, TOP - 40), 255, 3))
    assert measured(strand).top == pytest.approx(TOP, abs=0.015 * HEAD)  # its foot is part of the head
    bun = drawn(lambda m: cv2.circle(m, (256, TOP - 20), 35, 255, -1))
    assert measured(bun).top == pytest.approx(TOP - 55, abs=2)
    assert Reason.TWO_CROWNS not in measured(bun).doubts.values()


def test_a_tuft_between_the_two_is_measured_with_a_doubt():
    tuft = drawn(lambda m: cv2.rectangle(m, (247, TOP - 15), (268, TOP + 20), 255, -1))
    found = measured(tuft)
    assert found.top == pytest.approx(TOP - 15, abs=2)
    assert found.doubts[Doubt.CROWN] == Reason.TWO_CROWNS


def test_ears_count_for_the_width():
    ears = drawn(lambda m: cv2.ellipse(m, (MIDDLE - HALF, 285), (11, 30), 0, 0, 360, 255, -1))
    assert measured(ears).left == pytest.approx(MIDDLE - HALF - 11, abs=2)


def test_side_hair_counts_down_to_the_chin_and_not_below():
    hair = drawn(lambda m: cv2.rectangle(m, (130, 200), (200, 470), 255, -1))
    assert measured(hair).left == pytest.approx(130, abs=1.5)
    below = drawn(lambda m: cv2.rectangle(m, (90, CHIN + 3), (200, 470), 255, -1))
    assert measured(below).left == pytest.approx(MIDDLE - HALF, abs=1.5)


def test_a_collar_above_the_chin_row_is_left_out_and_asks_for_the_finer_model():
    collar = drawn(lambda m: cv2.fillPoly(m, [np.array([(256, 372), (20, 392), (20, 512), (256, 512)])], 255))
    found = measured(collar)
    assert found.unsettled
    assert found.left == pytest.approx(MIDDLE - HALF, abs=4)
    parts = np.zeros((6, 256, 256), np.float32)
    parts[4] = cv2.resize(collar, (256, 256))
    head = cv2.resize(drawn(), (256, 256)) * (np.arange(256)[:, None] < CHIN / 2)
    parts[3], parts[4] = head, parts[4] * (1 - head)
    parts[0] = 1 - parts[3] - parts[4]
    settled = measured(collar, parts=parts)
    assert not settled.unsettled
    assert settled.left == pytest.approx(MIDDLE - HALF, abs=7)  # within the slack of the coarse map


def test_a_collar_of_another_colour_than_the_hair_needs_no_finer_model():
    collar = drawn(lambda m: cv2.fillPoly(m, [np.array([(256, 372), (20, 392), (20, 512), (256, 512)])], 255))
    window = np.full((SIZE, SIZE, 3), (40, 30, 25), np.uint8)
    window[365:] = (230, 230, 235)
    found = measured(collar, window=window)
    assert not found.unsettled
    assert Doubt.HEAD_LEFT not in found.doubts
    assert found.left == pytest.approx(MIDDLE - HALF, abs=4)


def test_hair_cut_by_the_upper_edge_has_no_crown():
    inside = np.ones((SIZE, SIZE), bool)
    inside[: TOP + 12] = False
    found = measured(drawn(), inside)
    assert found.top is None
    assert found.doubts[Doubt.CROWN] == Reason.CUT_ABOVE


def test_a_side_cut_by_the_edge_says_so():
    inside = np.ones((SIZE, SIZE), bool)
    inside[:, : MIDDLE - HALF + 10] = False
    assert measured(drawn(), inside).doubts[Doubt.HEAD_LEFT] == Reason.CUT_SIDE


def test_no_person_at_the_face_gives_no_outline():
    found = measured(np.zeros((SIZE, SIZE), np.float32))
    assert (found.top, found.left, found.right) == (None, None, None)
    assert found.doubts

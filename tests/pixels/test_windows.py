"""Coordinates go from photo to patch to output and back without loss."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photocheck.pixels.windows import (
    crop_points,
    cut,
    sampled,
    square_window,
    straight,
    to_patch,
    turned,
    uncrop_points,
)
from photocheck.types import Crop, Patch

angles = st.floats(-180, 180)
coordinates = st.floats(-5000, 5000)
sizes = st.floats(1, 5000)


@given(angles, coordinates, coordinates, coordinates, coordinates)
def test_a_turn_and_its_reverse_leave_points_where_they_were(angle, x, y, px, py):
    points = np.array([(x, y)])
    assert np.allclose(turned(turned(points, angle, (px, py)), -angle, (px, py)), points, atol=1e-6)


def test_a_positive_turn_is_clockwise_as_seen():
    assert np.allclose(turned(np.array([(1.0, 0.0)]), 90, (0, 0)), [(0, 1)])


@given(coordinates, coordinates, sizes, sizes, angles, coordinates, coordinates)
def test_crop_and_uncrop_are_inverse(x0, y0, width, height, angle, x, y):
    crop = Crop(x0, y0, x0 + width, y0 + height, angle)
    points = np.array([(x, y)])
    back = uncrop_points(crop, crop_points(crop, points, 144, 192), 144, 192)
    assert np.allclose(back, points, atol=1e-4)


def test_a_crop_without_angle_maps_its_box_onto_the_output():
    crop = Crop(10, 20, 82, 116)
    assert np.allclose(crop_points(crop, np.array([(10, 20), (82, 116)]), 144, 192), [(0, 0), (144, 192)])


@given(st.floats(-30, 30), st.floats(0.3, 3), st.floats(20, 80), st.floats(20, 80))
def test_a_spot_is_cut_where_the_coordinates_say(angle, scale, x, y):
    photo = np.zeros((120, 100, 3), np.uint8)
    cv2.circle(photo, (round(x * 16 - 8), round(y * 16 - 8)), 48, (255, 255, 255), -1, cv2.LINE_AA, 4)
    patch = Patch(-10, -5, scale, round(140 * scale), angle, (50, 60))
    pixels, inside = cut(photo, patch)
    weight = pixels[..., 0].astype(float)
    rows, columns = np.indices(weight.shape) + 0.5
    found = np.array([(weight * columns).sum(), (weight * rows).sum()]) / weight.sum()
    expected = to_patch(patch, straight(patch, np.array([(x, y)])))[0]
    if (expected > 6 * scale).all() and (expected < patch.size - 6 * scale).all():
        assert np.abs(found - expected).max() < 0.35 * max(1, scale)
        assert inside[int(expected[1]), int(expected[0])]


def test_edges_are_repeated_outwards_and_marked_as_outside():
    photo = np.full((10, 10, 3), 7, np.uint8)
    pixels, inside = cut(photo, Patch(-5, -5, 1, 20))
    assert (pixels == 7).all()
    assert inside.sum() == 100
    assert inside[5:15, 5:15].all()


@given(st.integers(-40, 60), st.integers(-40, 60), st.integers(20, 300), st.sampled_from((48, 96, 144)))
def test_a_window_on_whole_pixels_shows_what_a_turned_one_shows(x0, y0, side, size):
    ramp = np.indices((120, 100)).sum(0)
    photo = np.repeat(ramp[..., None], 3, 2).astype(np.uint8)
    patch = square_window(x0, y0, side, size)
    quick, inside = cut(photo, patch)
    # A ten-thousandth of a degree is no turn, but takes the other way.
    other, also_inside = cut(photo, Patch(patch.x0, patch.y0, patch.scale, size, 1e-4))
    assert (inside == also_inside).mean() > 0.97
    both = cv2.erode((inside & also_inside).astype(np.uint8), np.ones((9, 9))) > 0
    assert np.abs(quick.astype(int) - other).max(initial=0, where=both[..., None]) <= max(3, 2 / patch.scale)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 90), st.integers(1, 90))
def test_a_sample_has_its_size_and_keeps_a_plain_colour(height, width, to_width, to_height):
    found = sampled(np.full((height, width, 3), 77, np.uint8), to_width, to_height)
    assert found.shape == (to_height, to_width, 3)
    assert (found == 77).all()


def test_a_window_far_larger_than_the_photo_takes_no_memory_of_its_size():
    # As an image of its own it would be half a terabyte.
    pixels, _ = cut(np.full((2_000, 100, 3), 9, np.uint8), square_window(-200_000, -200_000, 400_000, 96))
    assert (pixels == 9).all()

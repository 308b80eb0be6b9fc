import cv2
import numpy as np
import pytest

from studio import camera
from studio.camera import Camera
from studio.labels import Labels, move_points


def middle_of(field):
    y, x = np.mgrid[: field.shape[0], : field.shape[1]]
    return float((x * field).sum() / field.sum()), float((y * field).sum() / field.sum())


@pytest.mark.parametrize("scale", [0.11, 0.37, 0.8, 1.0, 1.9])
def test_a_warp_moves_things_where_the_matrix_says(scale):
    disc = np.zeros((300, 300), dtype=np.float32)
    cv2.circle(disc, (180, 120), 40, 1.0, -1)
    matrix = np.array([[scale, 0.0, 5.0], [0.0, scale, 8.0]])
    x, y = middle_of(camera.warp(disc, matrix, 600, 600))
    assert np.allclose((x, y), move_points([middle_of(disc)], matrix)[0], atol=0.06)


def test_shrinking_keeps_the_light(rng):
    light = rng.random((240, 320, 3)).astype(np.float32)
    small = camera.resize_linear(light, 60, 80)
    assert abs(float(small.mean() - light.mean())) < 1e-3
    assert float(small.std()) < 0.35 * float(light.std())


def test_one_stop_doubles_the_light_until_it_clips():
    light = np.array([0.1, 0.3, 0.9], dtype=np.float32)
    assert np.allclose(camera.expose(light, 1.0, "hard"), [0.2, 0.6, 1.0])
    soft = camera.expose(light, 1.0, "soft")
    assert np.allclose(soft[:2], [0.2, 0.6])
    assert 0.98 < soft[2] <= 1.0


def test_the_soft_shoulder_rises_without_a_jump():
    curve = camera.shoulder(np.linspace(0, 2, 400, dtype=np.float32), "soft")
    steps = np.diff(curve)
    assert steps.min() >= 0
    assert steps.max() < 0.0055


def test_noise_grows_with_the_root_of_the_light(rng):
    dark, light = (np.full((200, 200, 3), value, dtype=np.float32) for value in (0.09, 0.81))
    low, high = (camera.noise(field, rng, 0.02, 0.0).std() for field in (dark, light))
    assert 2.7 < high / low < 3.3
    assert 0.014 < high < 0.022


def test_blurs_keep_the_light_and_widen_a_point():
    point = np.zeros((101, 101, 3), dtype=np.float32)
    point[50, 50] = 1.0
    moved = camera.motion_blur(point, 20.0, 0.0)
    assert abs(float(moved[..., 0].sum()) - 1.0) < 1e-3
    assert np.count_nonzero(moved[50, :, 0] > 0.01) in range(18, 24)
    assert np.count_nonzero(moved[:, 50, 0] > 0.01) <= 3
    assert abs(float(camera.blur(point, 3.0)[..., 0].sum()) - 1.0) < 1e-3


def test_lower_quality_means_fewer_bytes_and_more_error(rng):
    rgb = rng.integers(0, 255, (64, 48, 3)).astype(np.uint8)
    assert len(camera.jpeg_bytes(rgb, 20)) < len(camera.jpeg_bytes(rgb, 90))
    assert camera.jpeg(rgb, 90).shape == rgb.shape


def test_the_camera_gives_the_same_picture_for_the_same_seed():
    light = np.full((40, 30, 3), 0.4, dtype=np.float32)
    one, two = (camera.take(light, Camera(shot=0.05), np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one, two)


def test_labels_follow_a_move():
    labels = Labels(10, 110, 20, 100, 60)
    moved = labels.moved(camera.stretch(200, 200, 1.0, 1.5))
    assert abs(moved.height - 150) < 1e-6
    assert abs(moved.width - 80) < 1e-6
    turned = labels.moved(camera.turn(200, 200, 90.0))
    assert abs(turned.height - labels.width) < 1e-6


@pytest.mark.parametrize("degrees", [-20, 8])
def test_a_turned_ellipse_has_the_extremes_that_its_labels_say(degrees):
    head = np.zeros((400, 400), dtype=np.float32)
    cv2.ellipse(head, (200, 180), (70, 100), 0, 0, 360, 1.0, -1)
    matrix = camera.turn(400, 400, degrees)
    rows = np.flatnonzero(camera.warp(head, matrix, 400, 400).max(axis=1) > 0.5)
    moved = Labels(80, 280, 130, 270, 170).moved(matrix)
    assert abs(rows[0] - moved.crown_y) < 2
    assert abs(rows[-1] - moved.chin_y) < 2


def test_matrices_are_applied_in_order():
    first, second = camera.stretch(100, 100, 2.0, 1.0), camera.turn(100, 100, 30.0)
    points = [[10.0, 20.0]]
    assert np.allclose(
        move_points(points, camera.after(first, second)), move_points(move_points(points, first), second), atol=1e-3
    )

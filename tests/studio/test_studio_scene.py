import time
from dataclasses import replace

import numpy as np

from studio import cloth, scene
from studio.body import complete
from studio.colour import to_linear


def test_the_head_comes_where_the_rule_wants_it(person, labels, rng):
    picture = scene.compose(scene.station(person, labels, rng, 640, 480), rng)
    assert picture.rgb.shape == (640, 480, 3)
    assert abs(picture.labels.crown_y / 640 - 0.1) < 0.002
    assert abs(picture.labels.height / 640 - 0.7) < 1e-6
    assert abs(picture.labels.centre_x - 239.5) < 1e-6
    rows = np.flatnonzero(picture.alpha[:, 230:250].max(axis=1) > 0.5)
    assert abs(rows[0] - picture.labels.crown_y) < 2
    columns = np.flatnonzero(picture.alpha[round(picture.labels.crown_y + 0.5 * picture.labels.height)] > 0.5)
    assert abs(columns[0] - picture.labels.head_left_x) < 2
    assert abs(columns[-1] - picture.labels.head_right_x) < 2


def test_landmarks_move_with_the_head(person, labels, rng):
    made = scene.station(person, labels, rng, 320, 240, landmarks=np.array([[200.0, 60.0]], dtype=np.float32))
    x, y = scene.compose(made, rng).landmarks[0]
    assert abs(y - made.head.crown_y) < 1e-3
    assert abs(x - made.head.centre_x) < 1e-3


def test_the_same_seed_gives_the_same_picture(person, labels):
    def make():
        rng = np.random.default_rng(11)
        return scene.compose(scene.station(person, labels, rng, 192, 144), rng).rgb

    assert np.array_equal(make(), make())


def test_hair_before_the_cloth_has_no_halo(person, labels, rng):
    made = scene.station(person, labels, rng, 480, 360)
    picture = scene.compose(replace(made, camera=replace(made.camera, shot=0.0, read=0.0)), rng)
    edge = (picture.alpha > 0.15) & (picture.alpha < 0.85)
    edge[round(picture.labels.eye_line_y) :] = False
    between = to_linear(picture.rgb)[edge]
    behind = made.cloth.max(axis=(0, 1))
    assert edge.sum() > 100
    assert (between <= behind + 0.02).all()  # never lighter than the cloth
    assert (between[:, 2] > between[:, 0]).mean() > 0.95  # a mix of the cloth's blue and dark hair


def test_a_shirt_takes_another_colour_and_the_face_keeps_its_own(person):
    blue = scene.recolour(person, (60, 110, 180))
    assert blue.foreground[380, 200, 2] > blue.foreground[380, 200, 0]
    assert np.allclose(blue.foreground[195, 200], person.foreground[195, 200], atol=0.01)


def test_the_body_goes_on_below_a_small_head(person, labels, rng):
    placing = scene.frame(labels, 480, 360, head=0.35)
    made = scene.station(person, labels, rng, placing=placing)
    assert float(scene.person_alpha(made)[-1, 180]) > 0.99
    longer = complete(person, placing.matrix, 480, 360)
    assert longer.height > person.height
    assert np.array_equal(longer.alpha[: person.height], person.alpha)


def test_coloured_light_and_glow(person, labels, rng):
    made = scene.station(person, labels, rng, 160, 120)
    red = np.ones((160, 120, 3), dtype=np.float32) * np.array([1.0, 0.5, 0.5], dtype=np.float32)
    lit, alpha = scene.merge(replace(made, light=scene.Light(person=red, glow=np.full((160, 120), 0.1, np.float32))))
    plain, _ = scene.merge(replace(made, light=scene.Light()))
    inside = alpha > 0.999
    assert np.allclose(lit[inside][:, 1], 0.5 * plain[inside][:, 1] + 0.1, atol=1e-3)
    assert np.allclose(lit[alpha < 0.001], plain[alpha < 0.001], atol=1e-3)


def test_a_large_picture_takes_little_time(person, labels, rng):
    made = scene.station(person, labels, rng, 1350, 1350, colour=cloth.PALE)
    start = time.perf_counter()
    scene.compose(made, rng)
    assert time.perf_counter() - start < 5.0  # half a second on a desk; slow machines get some room

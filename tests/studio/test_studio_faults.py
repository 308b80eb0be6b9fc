import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from studio import faults
from studio.colour import luminance, to_linear
from studio.face_points import face_points
from studio.scene import compose, station


@pytest.fixture(scope="module")
def good(person, labels):
    return station(person, labels, np.random.default_rng(5), 320, 240)


def spoiled(name, scene, strength, seed=4):
    return faults.spoil(name, scene, strength, np.random.default_rng(seed))


def distance(one, two):
    return float(np.abs(one.astype(float) - two.astype(float)).mean())


def test_names_are_unique_and_ids_have_a_family():
    names = [fault.name for fault in faults.FAULTS] + [fault.name for fault in faults.FILE_FAULTS]
    assert len(set(names)) == len(names)
    families = {fault.check.split(".")[0] for fault in (*faults.FAULTS, *faults.FILE_FAULTS)}
    assert families == {"light", "background", "picture", "framing", "face", "file"}
    with pytest.raises(KeyError):
        faults.fault("nothing")


@pytest.mark.parametrize("name", [fault.name for fault in faults.FAULTS])
def test_a_fault_is_deterministic_and_changes_the_picture(name, good):
    for strength in (1, 4):
        one, two = spoiled(name, good, strength), spoiled(name, good, strength)
        assert one.rgb.dtype == np.uint8
        assert np.array_equal(one.rgb, two.rgb)
        assert one.alpha.shape == one.rgb.shape[:2]
    plain = compose(good, np.random.default_rng(4)).rgb
    if one.rgb.shape == plain.shape:
        assert distance(one.rgb, plain) > 0.1


@pytest.mark.parametrize("name", ["dark", "bright", "cloth_grey", "cloth_dark", "noise", "blocks", "grey", "hair_cut"])
def test_more_strength_spoils_more(name, good):
    plain = compose(good, np.random.default_rng(4)).rgb
    steps = [distance(spoiled(name, good, strength).rgb, plain) for strength in (1, 2, 3, 4)]
    assert steps == sorted(steps)


def test_light_goes_up_and_down(good):
    def mean(name):
        return float(luminance(to_linear(spoiled(name, good, 2).rgb)).mean())

    plain = float(luminance(to_linear(compose(good, np.random.default_rng(4)).rgb)).mean())
    assert mean("dark") < 0.6 * plain < plain < 1.4 * plain < mean("bright")


def test_stretching_changes_the_labelled_shape(good):
    plain = good.head
    wide = spoiled("stretched_wide", good, 2).labels
    assert abs(wide.width / wide.height / (plain.width / plain.height) - 1.1) < 1e-6


def test_framing_faults_tell_the_truth(good):
    for name in ("head_large", "head_small", "head_low", "hair_cut", "off_centre"):
        picture = spoiled(name, good, 2)
        labels = picture.labels
        column = picture.alpha[:, round(labels.centre_x)]
        assert abs(int(np.flatnonzero(column > 0.5)[0]) - labels.crown_y) < 2


def test_turned_on_its_side(good):
    picture = spoiled("turned", good, 1)
    assert picture.rgb.shape == (240, 320, 3)
    assert abs(picture.labels.height - good.head.width) < 1e-6


def test_a_replaced_background_has_no_noise(good):
    picture = spoiled("replaced", good, 2)
    corner = picture.rgb[:30, :30].reshape(-1, 3)
    assert len(np.unique(corner, axis=0)) == 1
    assert len(np.unique(compose(good, np.random.default_rng(1)).rgb[:30, :30].reshape(-1, 3), axis=0)) > 50


def test_grey_at_the_end_has_no_colour(good):
    rgb = spoiled("grey", good, 4).rgb
    assert int(np.ptp(rgb.astype(int), axis=-1).max()) <= 1


def test_eyes_are_where_the_landmarks_are(good, labels):
    mesh = np.zeros((478, 2), dtype=np.float32)
    mesh[468], mesh[473] = (160.0, 170.0), (240.0, 174.0)
    mesh[469:473], mesh[474:478] = mesh[468] + 5, mesh[473] + 5
    face = face_points(labels, mesh)
    assert tuple(face.left.iris) == (160.0, 170.0)
    estimated = face_points(labels, None)
    assert abs(float(estimated.left.iris[1]) - labels.eye_line_y) < 3
    assert estimated.left.iris[0] < labels.centre_x < estimated.right.iris[0]


def test_dark_lenses_hide_the_eyes(good):
    eye = face_points(good.head, None).left.iris.round().astype(int)
    rgb = spoiled("dark_lenses", good, 4).rgb
    assert rgb[eye[1] - 3 : eye[1] + 4, eye[0] - 3 : eye[0] + 4].max() < 70


def test_a_good_scene_is_not_changed(good):
    before = good.cloth.copy()
    for name in ("fringe", "cloth_sheen", "hat", "second_person"):
        spoiled(name, good, 3)
    assert np.array_equal(before, good.cloth)
    assert replace(good).light is good.light


@pytest.mark.parametrize("fault", faults.FILE_FAULTS, ids=lambda fault: fault.name)
def test_file_faults(fault, good):
    data = fault.make(compose(good, np.random.default_rng(0)).rgb)
    if fault.name == "empty":
        assert data == b""
        return
    with Image.open(io.BytesIO(data)) as picture:
        if fault.name == "truncated":
            with pytest.raises(OSError, match="truncated"):
                picture.load()
            return
        picture.load()
        expected = {"renamed_png": "PNG", "renamed_bmp": "BMP"}.get(fault.name, "JPEG")
        assert picture.format == expected
        assert picture.mode == {"one_channel": "L", "four_inks": "CMYK"}.get(fault.name, "RGB")
        if fault.name == "oriented":
            assert picture.getexif()[0x0112] == 6
            assert picture.size == (320, 240)

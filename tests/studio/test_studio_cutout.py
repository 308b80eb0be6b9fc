import numpy as np
import pytest

from studio import cutout, matting, segment
from studio.colour import to_linear, to_srgb


def masks_of(person, spread=3.0):
    """What the model would say of the drawn person: blurred class masks."""
    import cv2

    planes = np.zeros((*person.alpha.shape, 6), dtype=np.float32)
    planes[..., segment.HAIR] = person.hair
    planes[..., segment.FACE_SKIN] = person.skin
    planes[..., segment.CLOTHES] = person.clothes
    planes[..., segment.BACKGROUND] = 1 - person.alpha
    planes = cv2.GaussianBlur(planes, (0, 0), spread)
    return planes / planes.sum(axis=-1, keepdims=True)


def portrait_of(person):
    """The drawn person before a light-grey wall with a vignette."""
    height, width = person.alpha.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    wall = (0.6 * (1 - 0.2 * (x**2 + y**2)))[..., None] * np.array([0.98, 1.0, 1.0])
    alpha = person.alpha[..., None]
    return to_srgb((person.foreground * alpha + wall * (1 - alpha)).astype(np.float32)), wall


@pytest.fixture
def cut(person, monkeypatch):
    rgb, _ = portrait_of(person)
    monkeypatch.setattr(segment, "class_masks", lambda rgb, model: masks_of(person))
    return cutout.cut_out(rgb, b"")


def test_alpha_is_the_drawn_one(cut, person):
    assert cut.plain
    assert float(np.abs(cut.alpha - person.alpha).mean()) < 0.004
    assert cut.alpha[0, 0] == 0
    assert cut.alpha[200, 200] == 1


def test_no_wall_stays_in_the_hair(cut, person):
    edge = (person.alpha > 0.2) & (person.alpha < 0.8) & (person.hair > 0.1)
    edge[300:] = False
    assert edge.sum() > 50
    assert float(np.median(cut.foreground[edge])) < 0.05  # the wall has 0.5, the hair 0.015


def test_a_thin_hair_is_kept(person, monkeypatch):
    rgb, _ = portrait_of(person)
    rgb[40:62, 200] = to_srgb(to_linear(rgb[40:62, 200]) * np.float32(0.4))
    monkeypatch.setattr(segment, "class_masks", lambda rgb, model: masks_of(person))
    alpha = cutout.cut_out(rgb, b"").alpha
    assert float(alpha[48:58, 200].mean()) > 0.3
    assert float(alpha[48:58, 206].max()) < 0.1


def test_a_cluttered_background_leaves_it_to_the_mask(person, monkeypatch, rng):
    rgb, _ = portrait_of(person)
    clutter = rng.integers(0, 255, (20, 20, 3)).repeat(20, axis=0).repeat(20, axis=1).astype(np.uint8)
    rgb = np.where(person.alpha[..., None] > 0.5, rgb, clutter)
    monkeypatch.setattr(segment, "class_masks", lambda rgb, model: masks_of(person))
    cut = cutout.cut_out(rgb, b"")
    assert not cut.plain
    assert float(np.abs(cut.alpha - person.alpha).mean()) < 0.02


def test_black_rows_at_the_bottom_are_filled(person, monkeypatch):
    rgb, _ = portrait_of(person)
    rgb[380:, :] = 0
    monkeypatch.setattr(segment, "class_masks", lambda rgb, model: masks_of(person))
    cut = cutout.cut_out(rgb, b"")
    assert float(cut.foreground[395, 200].max()) > 0.2


def test_background_fit_ignores_a_speck(person):
    rgb, wall = portrait_of(person)
    linear = to_linear(rgb)
    linear[5:25, 5:25] = 0.01
    fitted = matting.fit_background(linear, (person.alpha < 0.001).astype(np.float32))
    assert fitted is not None
    assert float(np.abs(fitted[0] - wall).max()) < 0.03


def test_colours_spread_to_the_near_side():
    picture = np.zeros((64, 64, 3), dtype=np.float32)
    picture[:, :8, 0], picture[:, -8:, 1] = 1.0, 1.0
    weight = np.zeros((64, 64), dtype=np.float32)
    weight[:, :8], weight[:, -8:] = 1.0, 1.0
    spread = matting.spread_colour(picture, weight)
    assert spread[32, 14, 0] > 0.8
    assert spread[32, 50, 1] > 0.8


def test_holes_are_filled_up_to_a_size():
    mask = np.ones((40, 40), dtype=bool)
    mask[5:8, 5:8] = False
    mask[20:35, 20:35] = False
    filled = matting.filled(mask, 20)
    assert filled[6, 6]
    assert not filled[25, 25]


def test_the_real_model_on_a_real_person():
    skimage = pytest.importorskip("skimage.data")
    pytest.importorskip("mediapipe")
    from pathlib import Path

    found = sorted(Path(cutout.__file__).parents[1].rglob("selfie_multiclass_256x256.tflite"))
    if not found:
        pytest.skip("the model is not here")
    cut = cutout.cut_out(np.ascontiguousarray(skimage.astronaut()[:270, 90:360]), found[0].read_bytes())
    assert not cut.plain
    assert cut.alpha[100, 138] > 0.99  # the face
    assert cut.skin[120, 138] > 0.8
    assert cut.hair[30, 138] > 0.8
    assert cut.alpha[20, 20] < 0.01  # the wall

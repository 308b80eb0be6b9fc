import numpy as np
import pytest

from studio import cloth, lamps
from studio.cloth import Weave
from studio.colour import linear_colour, luminance


def test_a_plain_cloth_has_its_colour_and_is_even(rng):
    made = cloth.cloth(320, 240, rng)
    assert np.allclose(made.mean(axis=(0, 1)), linear_colour(cloth.COTTON), rtol=0.02)
    light = luminance(made)
    assert 0.005 < float(light.std() / light.mean()) < 0.03


def test_folds_and_sheen_grow_with_their_numbers():
    def spread(**options):
        light = luminance(cloth.cloth(320, 240, np.random.default_rng(1), weave=Weave.NONE, **options))
        return float(light.std() / light.mean())

    assert spread() < spread(folds=0.3) < spread(folds=1.0)
    assert spread() < spread(sheen=0.3) < spread(sheen=1.0)


def test_folds_run_down():
    light = luminance(cloth.cloth(320, 240, np.random.default_rng(2), folds=1.0, weave=Weave.NONE))
    assert float(np.diff(light, axis=1).std()) > 3 * float(np.diff(light, axis=0).std())


def test_falloff_has_its_dark_end_where_it_says():
    field = lamps.falloff(100, 80, 0.25, 0.0)
    assert abs(float(field[50, -1] / field[50, 0]) - 0.75) < 0.01
    assert abs(float(field.mean()) - 1.0) < 0.01
    assert lamps.falloff(100, 80, 0.25, 90.0)[-1, 40] < lamps.falloff(100, 80, 0.25, 90.0)[0, 40]


def test_side_light_is_strong_on_its_side_only(person, labels):
    normals = lamps.bulge(400, 400, labels, person.alpha)
    assert np.allclose(np.linalg.norm(normals, axis=-1), 1.0, atol=1e-4)
    field = lamps.lit_from(normals, (1.0, 0.0, 0.3), 0.7)
    assert field[170, 260] > 1.1 * field[170, 200] > 1.2 * field[170, 140]
    assert np.allclose(lamps.lit_from(normals, (1.0, 0.0, 0.3), 0.0), 1.0)


def test_a_cast_shadow_lies_beside_the_person(person):
    field = lamps.cast_shadow(person.alpha, (60.0, 0.0), 6.0, 0.4)
    assert field[170, 320] < 0.65
    assert field[170, 60] > 0.99


def test_a_hard_shadow_splits_the_face(labels, rng):
    field = lamps.hard_shadow(400, 400, labels, 0.5, rng)
    row = field[190, 115:285]
    assert {round(float(row.min()), 2), round(float(row.max()), 2)} == {0.5, 1.0}


def test_a_hot_spot_is_where_it_is_put():
    glow = lamps.hot_spot(100, 100, (30.0, 60.0), 8.0, 0.7)
    assert np.unravel_index(int(glow.argmax()), glow.shape) == (60, 30)
    assert abs(float(glow.max()) - 0.7) < 1e-3


@pytest.mark.parametrize(("kelvin", "redder"), [(3000, True), (5500, None), (9000, False)])
def test_temperature(kelvin, redder):
    red, _, blue = lamps.temperature(kelvin)
    if redder is None:
        assert np.allclose((red, blue), 1.0)
    else:
        assert bool(red > blue) is redder

import numpy as np

from studio.colour import linear_colour, luminance, to_linear, to_srgb


def test_every_level_survives_the_way_to_linear_and_back():
    levels = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_srgb(to_linear(levels)), levels)


def test_known_values():
    assert abs(linear_colour((188, 188, 188))[0] - 0.5029) < 1e-3
    assert abs(float(luminance(np.ones((1, 1, 3), dtype=np.float32))[0, 0]) - 1.0) < 1e-6


def test_light_out_of_range_is_clipped():
    assert to_srgb(np.array([-1.0, 7.0], dtype=np.float32)).tolist() == [0, 255]

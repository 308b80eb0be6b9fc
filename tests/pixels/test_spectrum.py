"""The packed spectrum against numpy's."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photocheck.pixels.spectrum import packed_power, unpacked


@given(height=st.integers(4, 60), width=st.integers(4, 60), seed=st.integers(0, 1000))
def test_packed_power_is_that_of_every_frequency(height: int, width: int, seed: int) -> None:
    grey = np.random.default_rng(seed).normal(0, 20, (height, width)).astype(np.float32)
    power = np.abs(np.fft.rfft2(grey.astype(float))) ** 2
    found = unpacked(packed_power(grey))
    assert found.shape == power.shape
    assert np.allclose(found, power, rtol=1e-3, atol=1e-5 * power.max())

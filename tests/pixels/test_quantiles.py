"""Our medians and percentiles are numpy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from photocheck.pixels.quantiles import median, medians, percentile

FLOATS = arrays.arrays(np.float32, st.integers(1, 60), elements=st.floats(-1e3, 1e3, width=32))
BYTES = arrays.arrays(np.uint8, st.integers(1, 60))


@given(FLOATS | BYTES, st.floats(0, 100))
def test_a_percentile_is_numpys(values: np.ndarray, share: float) -> None:
    assert percentile(values, share) == pytest.approx(np.percentile(values.astype(float), share), abs=1e-3)
    assert median(values) == pytest.approx(np.median(values.astype(float)), abs=1e-3)


@given(arrays.arrays(np.float32, (7, 3), elements=st.floats(-1e3, 1e3, width=32)))
def test_medians_go_by_column(values: np.ndarray) -> None:
    assert medians(values) == pytest.approx(np.median(values, axis=0), abs=1e-3)
    assert median(values) == pytest.approx(float(np.median(values)), abs=1e-3)

"""Power spectra of grey pictures, packed as OpenCV packs them: three times as fast as with complex numbers.

The packing is OpenCV's "complex conjugate symmetrical" one, see its documentation of ``cv2.dft``.
"""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.pixels.quantiles import Numbers
from photocheck.types import Field


def packed_power(grey: Field) -> Field:
    """H x W: the power of each frequency where OpenCV's packed spectrum of real numbers has its real part."""
    waves = cv2.dft(grey)
    return np.asarray(cv2.mulSpectrums(waves, waves, 0, conjB=True), np.float32)


def unpacked(packed: Numbers) -> Numbers:
    """H x (W / 2 + 1): the power of each frequency, from where :func:`packed_power` has it.

    A row holds its first frequency, then pairs of real and imaginary parts, and its last frequency where W is even; of
    those two columns only the frequencies down to half are held, in the same way.
    """
    height, width = packed.shape
    power = np.empty((height, width // 2 + 1), packed.dtype)
    power[:, 1 : (width + 1) // 2] = packed[:, 1 : width - 1 : 2]
    down = np.minimum(np.arange(height), height - np.arange(height))
    place = np.maximum(2 * down - 1, 0)
    power[:, 0] = packed[place, 0]
    if width % 2 == 0:
        power[:, -1] = packed[place, -1]
    return power

"""A camera photo with room round her, fine enough for every authority's picture, before a cloth of any colour.

The samples' camera photos are small; the largest pictures that authorities ask for need a head of 440 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from portrait import LEAN, sitter

from studio.colour import Pixels
from studio.scene import compose, frame, station

HEIGHT, WIDTH, HEAD, ABOVE = 1300, 975, 0.34, 0.25
GRAIN = 2.0
"""Standard deviation of the sensor's noise, levels of 255: her portrait, enlarged, has lost its own."""
CLOTHS = {
    "light blue": (134, 190, 232),
    "blue": (40, 90, 180),
    "white": (255, 255, 255),
    "light grey": (225, 225, 225),
    "red": (200, 20, 30),
}
"""sRGB colours of the cloths, by the names of the colours that authorities ask for."""


def with_room(cloth: Sequence[float]) -> Pixels:
    """She before a cloth of this sRGB colour, H x W x 3."""
    who, rng = sitter(), np.random.default_rng(1)
    place = frame(who.head, HEIGHT, WIDTH, rotation=-LEAN, head=HEAD, above=ABOVE)
    scene = station(who.person, who.head, rng, HEIGHT, WIDTH, cloth, landmarks=who.landmarks, placing=place)
    rgb = compose(scene, rng).rgb
    grain = np.random.default_rng(2).normal(0, GRAIN, rgb.shape[:2])
    return np.clip(rgb + grain[..., None], 0, 255).astype(np.uint8)

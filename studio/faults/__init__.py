"""Known ways to spoil a photo, in degrees, to find the limits of checks with.

`FAULTS` lists the faults of what is seen: each makes a spoiled picture from a good `Scene` and a strength from 0 to 4
(1 barely there, 2 what a careful reviewer rejects, 3 clear, 4 gross). `FILE_FAULTS` lists the faults of the file.
"""

from __future__ import annotations

import numpy as np

from studio.faults import background, face, framing, light, picture
from studio.faults.file import FILE_FAULTS, FileFault
from studio.faults.tools import Fault
from studio.scene import Picture, Scene

__all__ = ["FAULTS", "FILE_FAULTS", "Fault", "FileFault", "fault", "spoil"]

FAULTS: tuple[Fault, ...] = light.FAULTS + background.FAULTS + picture.FAULTS + framing.FAULTS + face.FAULTS


def fault(name: str) -> Fault:
    """The fault of that name."""
    for known in FAULTS:
        if known.name == name:
            return known
    raise KeyError(name)


def spoil(name: str, scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The scene, spoiled by the fault of that name at a strength from 0 to 4."""
    return fault(name).make(scene, strength, rng)

"""What the faults share: the record of a fault, grades, and finishing a changed scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from studio import camera as cameras
from studio.cloth import cloth
from studio.colour import Floats, Pixels, floats, to_srgb
from studio.scene import Light, Picture, Scene

Spoiler = Callable[[Scene, float, np.random.Generator], Picture]
"""Takes a good scene, a strength and a generator, and gives the spoiled picture."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One known way to spoil a photo.

    `check` is the id of the check that it should trigger. `make` takes a strength: 0 spoils nothing or nearly so, 1 is
    barely there, 2 is what a careful reviewer rejects, 3 is clear, 4 is gross; fractions lie between.
    """

    name: str
    check: str
    description: str
    make: Spoiler


def graded(strength: float, grades: tuple[float, float, float, float, float]) -> float:
    """A number for a strength: the five grades are those of the strengths 0, 1, 2, 3 and 4, straight between."""
    return float(np.interp(strength, (0.0, 1.0, 2.0, 3.0, 4.0), grades))


def either(rng: np.random.Generator) -> int:
    """-1 or 1."""
    return 1 if rng.random() < 0.5 else -1


def finish(scene: Scene, whole: Floats, alpha: Floats, rng: np.random.Generator) -> Picture:
    """Take the picture of light (height x width x 3) that was merged from a scene and then painted on."""
    return Picture(cameras.take(whole, scene.camera, rng), scene.head, scene.points, alpha)


def with_pixels(picture: Picture, rgb: Pixels) -> Picture:
    """The same picture with other pixels of the same size."""
    return replace(picture, rgb=rgb)


def relit(
    scene: Scene, person: Floats | None = None, behind: Floats | None = None, glow: Floats | None = None
) -> Scene:
    """The scene with more fields on the person and the cloth; glows add up."""
    light = scene.light
    return replace(
        scene,
        light=Light(
            person=_times(light.person, person),
            cloth=_times(light.cloth, behind),
            glow=glow if light.glow is None else (light.glow if glow is None else floats(light.glow + glow)),
        ),
    )


def _times(one: Floats | None, two: Floats | None) -> Floats | None:
    if one is None or two is None:
        return two if one is None else one
    if one.ndim != two.ndim:
        one = one[..., None] if one.ndim == 2 else one
        two = two[..., None] if two.ndim == 2 else two
    return floats(one * two)


def cloth_colour(scene: Scene) -> tuple[float, float, float]:
    """The mean colour of the scene's cloth, sRGB."""
    red, green, blue = to_srgb(floats(scene.cloth.mean(axis=(0, 1))))
    return float(red), float(green), float(blue)


def other_cloth(
    scene: Scene,
    rng: np.random.Generator,
    colour: tuple[float, float, float] | None = None,
    folds: float = 0.0,
    sheen: float = 0.0,
) -> Scene:
    """The scene before another cloth; it keeps the colour unless one is given (sRGB)."""
    placing = scene.placing
    chosen = cloth_colour(scene) if colour is None else colour
    return replace(scene, cloth=cloth(placing.height, placing.width, rng, chosen, folds, sheen))

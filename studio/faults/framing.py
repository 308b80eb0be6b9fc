"""Faults of the framing. The labels of the picture that is returned are moved too, so they stay true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio import camera as cameras
from studio.colour import Floats
from studio.faults.tools import Fault, either, graded
from studio.labels import Matrix, move_points
from studio.scene import Picture, Placing, Scene, compose, frame, good_light


def _placed(scene: Scene, matrix: Matrix, rng: np.random.Generator) -> Picture:
    """Compose with the person moved by another matrix, and the lamps' shadow with it."""
    placing = Placing(scene.placing.height, scene.placing.width, matrix)
    moved = replace(scene, placing=placing)
    return compose(replace(moved, light=good_light(moved, rng)), rng)


def _framed(
    scene: Scene,
    rng: np.random.Generator,
    head: float = 0.7,
    above: float = 0.1,
    shift: tuple[float, float] = (0.0, 0.0),
    rotation: float = 0.0,
) -> Picture:
    placing = scene.placing
    return _placed(scene, frame(scene.labels, placing.height, placing.width, head, above, shift, rotation).matrix, rng)


def _stretched(scene: Scene, across: float, down: float, rng: np.random.Generator) -> Picture:
    placing = scene.placing
    matrix = cameras.stretch(placing.height, placing.width, across, down)
    return _placed(scene, cameras.after(placing.matrix, matrix), rng)


def wide(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Squeezed from another shape: the face is too wide."""
    factor = graded(strength, (1.0, 1.05, 1.1, 1.18, 1.34))
    return _stretched(scene, factor**0.5, factor**-0.5, rng)


def tall(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Squeezed from another shape: the face is too narrow."""
    factor = graded(strength, (1.0, 1.05, 1.1, 1.18, 1.34))
    return _stretched(scene, factor**-0.5, factor**0.5, rng)


def tilted(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head leans to one side."""
    return _framed(scene, rng, rotation=either(rng) * graded(strength, (0.0, 3.5, 7.0, 12.0, 22.0)))


def large(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head is too large; it stays centred."""
    head = graded(strength, (0.7, 0.755, 0.8, 0.87, 0.98))
    return _framed(scene, rng, head=head, above=max(0.1 - (head - 0.7) * 0.5, 0.0))


def small(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head is too small; the blank above it grows as well."""
    head = graded(strength, (0.7, 0.64, 0.57, 0.47, 0.32))
    return _framed(scene, rng, head=head, above=0.1 + (0.7 - head) * 0.35)


def off_centre(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head is to the left or right of the middle."""
    return _framed(scene, rng, shift=(either(rng) * graded(strength, (0.0, 0.035, 0.07, 0.12, 0.22)), 0.0))


def low(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Too much blank above the head; the shoulders leave the picture."""
    return _framed(scene, rng, above=graded(strength, (0.1, 0.135, 0.17, 0.22, 0.3)))


def cut(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Too little blank above the head; from 3 on the picture's edge cuts the hair."""
    return _framed(scene, rng, above=graded(strength, (0.1, 0.065, 0.03, -0.02, -0.1)))


def border(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A white, black or grey frame round the picture, as of a scan."""
    share = graded(strength, (0.0, 0.008, 0.016, 0.03, 0.07))
    colour = int(rng.choice([255, 0, 235]))
    return _edged(compose(scene, rng), share, share, share, share, colour)


def black_edge(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A black strip on one or two sides, as of a turned or padded picture."""
    share = graded(strength, (0.0, 0.008, 0.016, 0.03, 0.07))
    sides = [0.0, 0.0, 0.0, 0.0]
    for side in rng.choice(4, size=int(rng.integers(1, 3)), replace=False):
        sides[int(side)] = share
    return _edged(compose(scene, rng), sides[0], sides[1], sides[2], sides[3], 0)


def _edged(picture: Picture, top: float, right: float, bottom: float, left: float, colour: int) -> Picture:
    """The picture with strips of one grey laid over its sides; each width is a share of the picture's width."""
    rgb = picture.rgb.copy()
    height, width = rgb.shape[:2]
    up, to_right, down, to_left = (round(share * width) for share in (top, right, bottom, left))
    rgb[:up] = colour
    rgb[height - down :] = colour
    rgb[:, :to_left] = colour
    rgb[:, width - to_right :] = colour
    return replace(picture, rgb=rgb)


def turned(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Sideways or upside down (every strength above 0): 1 and 2 on its side, 3 and 4 upside down.

    On its side the picture's height and width are exchanged; the labels are those of the turned head's box.
    """
    picture = compose(scene, rng)
    if strength <= 0:
        return picture
    height, width = picture.rgb.shape[:2]
    if strength > 2:
        times, matrix = 2, np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0]])
    else:
        times, matrix = 1, np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width - 1.0]])
    points: Floats | None = None if picture.landmarks is None else move_points(picture.landmarks, matrix)
    return Picture(
        rgb=np.ascontiguousarray(np.rot90(picture.rgb, times)),
        labels=picture.labels.moved(matrix),
        landmarks=points,
        alpha=np.ascontiguousarray(np.rot90(picture.alpha, times)),
    )


FAULTS = (
    Fault("stretched_wide", "framing.stretched", "squeezed: the face too wide", wide),
    Fault("stretched_tall", "framing.stretched", "squeezed: the face too narrow", tall),
    Fault("tilted", "face.roll", "the head leans to one side", tilted),
    Fault("head_large", "framing.head", "the head too large", large),
    Fault("head_small", "framing.head", "the head too small", small),
    Fault("off_centre", "framing.centre", "the head beside the middle", off_centre),
    Fault("head_low", "framing.top", "too much blank above the head", low),
    Fault("hair_cut", "framing.top", "too little blank above the head, or hair cut off", cut),
    Fault("border", "framing.border", "a frame round the picture", border),
    Fault("black_edge", "framing.border", "a black strip at the side", black_edge),
    Fault("turned", "framing.upright", "sideways or upside down", turned),
)

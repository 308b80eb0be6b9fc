"""A person before the cloth, under the lamps, taken by the camera.

A `Scene` holds everything that a picture is made of; `compose` makes the picture. To spoil a picture, replace one part
of its scene (`dataclasses.replace`), or change the finished pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from studio import camera as cameras
from studio import cloth as cloths
from studio import lamps
from studio.body import complete
from studio.camera import Camera
from studio.colour import Floats, Pixels, floats, linear_colour, luminance
from studio.cutout import CutOut
from studio.labels import Labels, Matrix, move_points


@dataclass(frozen=True, eq=False, slots=True)
class Placing:
    """The picture's size in pixels and the matrix that takes the portrait's pixels to it."""

    height: int
    width: int
    matrix: Matrix


@dataclass(frozen=True, eq=False, slots=True)
class Light:
    """What the lamps do, in the picture's pixels; None is light that changes nothing.

    `person` and `cloth` multiply (height x width, or x 3 for coloured light), `glow` is added to the person.
    """

    person: Floats | None = None
    cloth: Floats | None = None
    glow: Floats | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """Everything that a picture is made of. `labels` and `landmarks` (N x 2) are pixels of the portrait."""

    person: CutOut
    labels: Labels
    placing: Placing
    cloth: Floats
    light: Light = field(default_factory=Light)
    camera: Camera = field(default_factory=Camera)
    landmarks: Floats | None = None

    @property
    def head(self) -> Labels:
        """The labels in the picture's pixels."""
        return self.labels.moved(self.placing.matrix)

    @property
    def points(self) -> Floats | None:
        """The landmarks in the picture's pixels, N x 2."""
        return None if self.landmarks is None else move_points(self.landmarks, self.placing.matrix)


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A finished picture: sRGB, and the truth about it in its own pixels."""

    rgb: Pixels
    labels: Labels
    landmarks: Floats | None
    alpha: Floats


def frame(
    labels: Labels,
    height: int,
    width: int,
    head: float = 0.7,
    above: float = 0.1,
    shift: tuple[float, float] = (0.0, 0.0),
    rotation: float = 0.0,
) -> Placing:
    """Place a head in a picture: crown to chin is `head` of the height, `above` of it is blank, sides are equal.

    `shift` moves the head to the right and down, in shares of the picture's width and height; `rotation` in degrees
    (clockwise) turns the picture about the head's middle.
    """
    scale = head * height / labels.height
    turn = math.radians(rotation)
    a, b = scale * math.cos(turn), scale * math.sin(turn)
    x = (width - 1) / 2 + shift[0] * width
    y = (above + head / 2 + shift[1]) * height - 0.5
    matrix = np.array(
        [
            [a, -b, x - a * labels.centre_x + b * labels.centre_y],
            [b, a, y - b * labels.centre_x - a * labels.centre_y],
        ]
    )
    return Placing(height, width, matrix)


def station(
    person: CutOut,
    labels: Labels,
    rng: np.random.Generator,
    height: int = 640,
    width: int = 480,
    colour: Sequence[float] = cloths.COTTON,
    folds: float = 0.0,
    sheen: float = 0.0,
    landmarks: Floats | None = None,
    placing: Placing | None = None,
) -> Scene:
    """A good capture station: even cloth, front lamp and two side lamps, a faint wide shadow, a good camera."""
    place = frame(labels, height, width) if placing is None else placing
    behind = cloths.cloth(place.height, place.width, rng, colour, folds, sheen)
    scene = Scene(person, labels, place, behind, landmarks=landmarks)
    return replace(scene, light=good_light(scene, rng))


def good_light(scene: Scene, rng: np.random.Generator) -> Light:
    """A good station's light for a placed person: nearly even, with a faint wide shadow of the head on the cloth."""
    alpha = person_alpha(scene)
    size = scene.head.height
    side = float(rng.uniform(-0.04, 0.04))
    shadow = lamps.cast_shadow(alpha, (side * size, 0.06 * size), 0.11 * size, 0.05)
    light = lamps.even(scene.placing.height, scene.placing.width, float(rng.uniform(0.02, 0.06)))
    return Light(cloth=floats(light * shadow))


def _body(scene: Scene) -> CutOut:
    return complete(scene.person, scene.placing.matrix, scene.placing.height, scene.placing.width)


def person_alpha(scene: Scene) -> Floats:
    """The person's alpha in the picture's pixels, height x width."""
    placing = scene.placing
    moved = cameras.warp(_body(scene).alpha, placing.matrix, placing.height, placing.width)
    return np.clip(moved, 0.0, 1.0)


def class_mask(scene: Scene, name: str) -> Floats:
    """One of the person's masks ("clothes", "hair", "skin") in the picture's pixels, height x width."""
    placing = scene.placing
    source: Floats = getattr(_body(scene), name)
    return np.clip(cameras.warp(source, placing.matrix, placing.height, placing.width), 0.0, 1.0)


def merge(scene: Scene) -> tuple[Floats, Floats]:
    """The light that reaches the camera, height x width x 3, and the person's alpha, height x width.

    The person's colours are moved together with alpha (premultiplied), so no foreign colour leaks in at the hair.
    """
    placing, light = scene.placing, scene.light
    person, alpha = placed(_body(scene), placing)
    if light.person is not None:
        person = floats(person * _colourful(light.person))
    if light.glow is not None:
        person = floats(person + _colourful(light.glow) * alpha[..., None])
    behind = scene.cloth
    if light.cloth is not None:
        behind = floats(behind * _colourful(light.cloth))
    whole = person + behind * (1.0 - alpha[..., None])
    return floats(whole), floats(alpha)


def placed(person: CutOut, placing: Placing) -> tuple[Floats, Floats]:
    """A person's light times alpha (premultiplied), height x width x 3, and alpha, height x width, in a picture."""
    sheet = np.dstack([person.foreground * person.alpha[..., None], person.alpha])
    moved = cameras.warp(sheet, placing.matrix, placing.height, placing.width)
    return floats(np.maximum(moved[..., :3], 0.0)), floats(np.clip(moved[..., 3], 0.0, 1.0))


def compose(scene: Scene, rng: np.random.Generator) -> Picture:
    """Take the picture: sRGB of the placing's size with the labels and landmarks moved into it."""
    whole, alpha = merge(scene)
    rgb = cameras.take(whole, scene.camera, rng)
    return Picture(rgb, scene.head, scene.points, alpha)


def _colourful(value: Floats) -> Floats:
    """A field as height x width x 1; coloured light as it is."""
    return value[..., None] if value.ndim == 2 else value


def recolour(person: CutOut, colour: Sequence[float]) -> CutOut:
    """The person in clothes of another sRGB colour, with the shading of the old ones.

    The shading is the old clothes' luminance over its own bright level, so white tops turn into a clean cloth of the
    given colour, and dark clothes keep some of their contrast.
    """
    worn = person.clothes > 0.5
    if int(worn.sum()) < 50:
        return person
    light = luminance(person.foreground)
    bright = float(np.percentile(light[worn], 90))
    shade = np.clip(light / max(bright, 0.02), 0.0, 1.3)
    share = floats(person.clothes / np.maximum(person.alpha, 0.02))
    share = floats(cv2.GaussianBlur(share, (0, 0), max(0.5, person.height / 900)))[..., None]
    dyed = linear_colour(colour) * shade[..., None]
    foreground = person.foreground + share * (dyed - person.foreground)
    return replace(person, foreground=floats(foreground))

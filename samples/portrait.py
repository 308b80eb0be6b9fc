"""The one person in the samples: NASA's portrait that scikit-image carries, cut out and made ready for a station."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import skimage.data
from retouch import brows_shown, grid, mouth_closed, moved, taken

from photocheck.detect.detector import MODELS, ModelDetector
from photocheck.types import Photo
from studio.colour import Floats, Pixels, floats
from studio.cutout import CutOut, cut_out
from studio.labels import Labels
from studio.scene import recolour

HEAD = Labels(crown_y=15.5, chin_y=178.5, head_left_x=150.5, head_right_x=299.5, eye_line_y=101.5)
"""Measured by hand on the portrait's 512 x 512 pixels, the sides as they are once she is set upright."""
FACE_MIDDLE, FACE_REACH = 233.0, 60.0
"""Column of the face's middle, and how far from it the light is evened; pixels of the portrait."""
LEANING_LIGHT = 0.0095
"""Her studio's lamp stood at the left: the light falls by this share a column, which is given back."""
HIGH_COLLAR = 26.0
"""Her space suit's collar is lowered by so many rows: candidates wear nothing that reaches beside the chin."""
NECK_MIDDLE, NECK = 218.0, 40.0
"""Column of the neck's middle and half the neck's width: there the collar stays."""
LEAN = 2.7
"""Her head leans so many degrees clockwise."""
BULGE = 75.0
"""How far the nose stands before the ears, in pixels."""
FRINGE = 16.0
"""Her fringe is lifted by so many rows."""
LOOKING_DOWN = 2.0
"""She looks down by so many degrees too much."""
JACKET = (66, 70, 84)
"""The sRGB colour that her clothes are dyed in: the orange of a space suit is no candidate's."""
LEVEL = 0.12
"""Set upright, her right shoulder would stand higher by so much a column."""


@dataclass(frozen=True, eq=False, slots=True)
class Sitter:
    """The person without background, her labels and her face mesh (478 x 2), in the portrait's pixels."""

    person: CutOut
    head: Labels
    landmarks: Floats


def sitter(*, smiling: bool = False, fringe: bool = False) -> Sitter:
    """She as a station would take her: closed lips and free brows, unless told otherwise."""
    person, mesh = _cut()
    if not smiling:
        person = mouth_closed(person, mesh)
    if not fringe:
        person = brows_shown(person, mesh, FRINGE)
    return shoulders_moved(head_turned(Sitter(person, HEAD, mesh), pitch=LOOKING_DOWN))


@cache
def _cut() -> tuple[CutOut, Floats]:
    """The picture is inside the scikit-image package, nothing is downloaded."""
    rgb: Pixels = np.asarray(skimage.data.astronaut(), np.uint8)
    person = cut_out(rgb, (MODELS / "selfie_multiclass_256x256.tflite").read_bytes())
    return recolour(_evenly_lit(person), JACKET), _mesh(rgb)


def _mesh(rgb: Pixels) -> Floats:
    """The face mesh of the only face in a picture, 478 x 2, pixel centres at whole numbers as in the studio."""
    detector = ModelDetector()
    try:
        points = detector.detect(Photo("", rgb)).faces[0].points
    finally:
        detector.close()
    if points is None:
        raise LookupError("no face was found in the portrait")
    return floats(points - 0.5)


def _evenly_lit(person: CutOut) -> CutOut:
    """The person under lamps from both sides: what the lamp at the left gave too much is taken, and given back."""
    away = np.clip(np.arange(person.width) - FACE_MIDDLE, -FACE_REACH, FACE_REACH)
    gain = np.exp(LEANING_LIGHT * away)[None, :, None]
    return replace(person, foreground=floats(person.foreground * gain))


def shoulders_moved(who: Sitter, slope: float = 0.0) -> Sitter:
    """Her clothes with shoulders alike and a lower collar: she leans, a station asks for level shoulders.

    :param slope: the right shoulder is lifted and the left one lowered by so much a column.
    """
    person = who.person
    rows, columns = grid(person)
    reach = columns - NECK_MIDDLE
    outside = np.clip((np.abs(reach) - NECK) / NECK, 0.0, 1.0)
    # The left half on both sides; further out its mirror stands under the head's middle, not the neck's.
    middle = NECK_MIDDLE + (FACE_MIDDLE - NECK_MIDDLE) * np.clip((reach - NECK) / (2 * NECK), 0.0, 1.0)
    x = floats(np.where(reach > 0, 2 * middle - columns, columns))
    y = floats(rows - HIGH_COLLAR * outside + (slope - LEVEL) * reach * outside)
    worn = _smooth(floats(person.clothes / np.maximum(person.alpha, 1e-3)))
    own = floats(person.alpha * (1 - worn))
    clothes, colour = taken(floats(person.alpha * worn), x, y), taken(person.foreground, x, y)
    seen = floats((1 - own) * clothes)
    alpha = floats(own + seen)
    share = (seen / np.maximum(alpha, 1e-3))[..., None]
    foreground = floats(person.foreground + share * (colour - person.foreground))
    return replace(who, person=replace(person, foreground=foreground, alpha=alpha, clothes=seen))


def _smooth(share: Floats) -> Floats:
    """A share made nearly yes or no, with an edge of a pixel or two."""
    return floats(cv2.GaussianBlur((share > 0.5).astype(np.float32), (0, 0), 0.8))


def head_turned(who: Sitter, yaw: float = 0.0, pitch: float = 0.0) -> Sitter:
    """Her face turned by about so many degrees: yaw to the picture's right, pitch upwards.

    The face is taken for a bulge: what lies nearer to the camera moves further, the outline of the head stays.
    """
    rows, columns = grid(who.person)
    depth = BULGE * np.exp(-(((columns - FACE_MIDDLE) / 37) ** 2) - ((rows - 115) / 62) ** 2)
    x = columns - depth * np.sin(np.radians(yaw))
    return replace(who, person=moved(who.person, x, rows + depth * np.sin(np.radians(pitch))))

"""Faults of the background."""

from __future__ import annotations

import colorsys
from dataclasses import replace

import cv2
import numpy as np

from studio import camera as cameras
from studio import lamps, paint
from studio.body import complete
from studio.colour import Floats, floats, linear_colour
from studio.faults.tools import Fault, cloth_colour, either, graded, other_cloth, relit
from studio.labels import Matrix
from studio.scene import Picture, Placing, Scene, compose, person_alpha, placed, recolour

Colour = tuple[float, float, float]


def _dyed(scene: Scene, colour: Colour) -> Scene:
    """The same cloth, dyed so that its mean is an sRGB colour."""
    gains = linear_colour(colour) / np.maximum(scene.cloth.mean(axis=(0, 1)), 1e-4)
    return replace(scene, cloth=floats(scene.cloth * gains))


def _hsv(colour: Colour) -> Colour:
    return colorsys.rgb_to_hsv(*(value / 255.0 for value in colour))


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return red * 255.0, green * 255.0, blue * 255.0


def hue(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A cloth of another hue: towards green or towards violet."""
    own, saturation, value = _hsv(cloth_colour(scene))
    turned = own + either(rng) * graded(strength, (0.0, 12.0, 26.0, 48.0, 90.0)) / 360.0
    return compose(_dyed(scene, _rgb(turned, saturation, value)), rng)


def white(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A pale to white cloth."""
    own, saturation, value = _hsv(cloth_colour(scene))
    kept = graded(strength, (1.0, 0.62, 0.42, 0.2, 0.0))
    return compose(_dyed(scene, _rgb(own, saturation * kept, value + (1.0 - kept) * (0.97 - value))), rng)


def grey(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A greyish to grey cloth."""
    own, saturation, value = _hsv(cloth_colour(scene))
    kept = graded(strength, (1.0, 0.62, 0.42, 0.2, 0.0))
    return compose(_dyed(scene, _rgb(own, saturation * kept, value * (0.85 + 0.15 * kept))), rng)


def dark(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A cloth too dark for light blue, as far as navy."""
    own, saturation, value = _hsv(cloth_colour(scene))
    share = graded(strength, (1.0, 0.84, 0.7, 0.54, 0.34))
    return compose(_dyed(scene, _rgb(own, min(1.0, saturation * (1.6 - 0.6 * share)), value * share)), rng)


def even(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Uneven light on the cloth: from one side to the other, or dark corners."""
    amount = graded(strength, (0.0, 0.22, 0.38, 0.56, 0.8))
    height, width = scene.placing.height, scene.placing.width
    if rng.random() < 0.3:
        field = lamps.radial(height, width, amount, (0.5 * width, 0.45 * height))
    else:
        field = lamps.falloff(height, width, amount, float(rng.choice([0.0, 180.0, 30.0, 150.0, 270.0])))
    return compose(relit(scene, behind=field), rng)


def folds(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A cloth that hangs in folds."""
    return compose(other_cloth(scene, rng, folds=graded(strength, (0.0, 0.2, 0.42, 0.75, 1.35))), rng)


def sheen(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A shiny cloth that throws the lamps back."""
    amount = graded(strength, (0.0, 0.12, 0.28, 0.5, 1.0))
    return compose(other_cloth(scene, rng, folds=0.1 + 0.1 * amount, sheen=amount), rng)


def shadow(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head's shadow beside it on the cloth: the lamp stands to one side, the person close to the cloth."""
    depth = graded(strength, (0.0, 0.14, 0.28, 0.44, 0.66))
    soft = graded(strength, (0.1, 0.07, 0.055, 0.04, 0.02)) * scene.head.height
    offset = (either(rng) * 0.13 * scene.head.height, 0.05 * scene.head.height)
    return compose(relit(scene, behind=lamps.cast_shadow(person_alpha(scene), offset, soft, depth)), rng)


def foreign(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Something else behind the candidate: a switch, the cloth's end with the wall beside it, a shelf, a poster."""
    share = graded(strength, (0.0, 0.035, 0.07, 0.13, 0.24))
    height, width = scene.placing.height, scene.placing.width
    at_left = rng.random() < 0.5
    kind = int(rng.integers(0, 3))
    if kind == 0:  # beside the cloth's edge: wall or door frame
        size = share * width
        box = (0.0, 0.0, size, float(height)) if at_left else (width - size, 0.0, float(width), float(height))
    elif kind == 1:  # a switch or socket in an upper corner
        size = 1.1 * share * width + 0.02 * width
        x = 0.03 * width if at_left else 0.97 * width - size
        y = float(rng.uniform(0.03, 0.12)) * height
        box = (x, y, x + size, y + size)
    else:  # a picture or shelf that reaches in from the top
        size = (0.3 + 0.9 * share) * width
        x = 0.0 if at_left else width - size
        box = (x, 0.0, x + size, 0.5 * share * height)
    left, upper, right, lower = box
    corners = [(left, upper), (right, upper), (right, lower), (left, lower)]
    colours: tuple[Colour, ...] = (
        (232.0, 230.0, 224.0),
        (122.0, 84.0, 56.0),
        (70.0, 74.0, 82.0),
        (214.0, 196.0, 160.0),
    )
    body = linear_colour(colours[int(rng.integers(0, len(colours)))])
    edge = 0.004 * height
    mask = paint.polygon(height, width, corners, 0.7)
    fall = paint.polygon(height, width, np.add(corners, 2.5 * edge), 2.5 * edge)
    cloth = floats(scene.cloth * (1.0 - 0.35 * fall)[..., None])
    grain = 1.0 + 0.03 * floats(cv2.resize(floats(rng.standard_normal((9, 40))), (width, height)))
    cloth = paint.over(cloth, mask, body * grain[..., None])
    rim = paint.line(height, width, corners, 1.5 * edge, True, 0.6)
    return compose(replace(scene, cloth=paint.over(cloth, rim, body * 0.55)), rng)


def second_person(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A second person behind: the candidate's own mirror image in other clothes, further away and out of focus."""
    size = graded(strength, (0.0, 0.3, 0.42, 0.56, 0.75))
    seen = graded(strength, (0.0, 0.3, 0.5, 0.75, 1.0))
    if size < 0.05:
        return compose(scene, rng)
    height, width = scene.placing.height, scene.placing.width
    scale = size * 0.7 * height / scene.labels.height
    side = either(rng)
    # The middle of the second head: beyond the picture's edge by what is not seen of it.
    reach = scale * scene.labels.width
    x = (width - seen * reach + reach / 2) if side > 0 else seen * reach - reach / 2
    y = scene.head.eye_line_y + 0.05 * height
    matrix: Matrix = np.array(
        [[-scale, 0.0, x + scale * scene.labels.centre_x], [0.0, scale, y - scale * scene.labels.eye_line_y]]
    )
    other = recolour(scene.person, (96.0, 62.0, 58.0))
    there = Placing(height, width, matrix)
    light, alpha = placed(complete(other, matrix, height, width), there)
    moved = cameras.blur(floats(np.dstack([light, alpha])), 0.0016 * height)
    cloth = scene.cloth * (1.0 - moved[..., 3:]) + 0.85 * moved[..., :3]
    return compose(replace(scene, cloth=floats(cloth)), rng)


def replaced(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A background filled by software: one flat colour without noise, behind a cut-out.

    The cut is perfect at 1, eats the fine hair at 2, keeps a fringe of the old wall at 3, and is rough as well at 4.
    """
    if strength <= 0:
        return compose(scene, rng)
    height, width = scene.placing.height, scene.placing.width
    flat = cloth_colour(scene)
    # Software that knows its trade also cleans the edge's colours; else the old wall shows in the fringe.
    behind = flat if strength <= 2 else (206.0, 203.0, 198.0)
    taken = compose(replace(scene, cloth=np.broadcast_to(linear_colour(behind), (height, width, 3))), rng)
    alpha = taken.alpha
    cut = _rough_cut(alpha, strength, height, rng)[..., None]
    rgb = np.rint(taken.rgb * cut + np.asarray(flat, dtype=np.float32) * (1.0 - cut)).astype(np.uint8)
    return Picture(rgb, scene.head, scene.points, alpha)


def _rough_cut(alpha: Floats, strength: float, height: int, rng: np.random.Generator) -> Floats:
    """The mask that the software cut with, from alpha itself (1) to a jagged one with a fringe (4)."""
    if strength < 1.5:
        return floats(alpha > 0.004)
    unit = height / 640
    soft = cv2.GaussianBlur(alpha, (0, 0), graded(strength, (0.0, 0.0, 1.6, 1.8, 2.6)) * unit)
    wobble = lamps.wide_blur(floats(rng.standard_normal(alpha.shape)), 3 * unit) * 3 * unit
    level = graded(strength, (0.5, 0.5, 0.5, 0.28, 0.16)) + wobble * graded(strength, (0.0, 0.0, 0.0, 0.15, 0.45))
    hard = floats(np.clip((soft - level) / 0.25 + 0.5, 0.0, 1.0) * (soft > 0.03))
    return floats(cv2.GaussianBlur(hard, (0, 0), 0.5)) if strength < 3.5 else floats(hard > 0.5)


def clothes(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Clothes of nearly the cloth's colour; at 2 they are 4 in CIELAB from it: the shoulders can hardly be made out."""
    own, saturation, value = _hsv(cloth_colour(scene))
    away = graded(strength, (1.0, 0.16, 0.07, 0.03, 0.0))
    colour = _rgb(own + 0.03 * away, min(1.0, saturation * (1.0 + 0.7 * away)), value * (1.0 - 0.6 * away))
    return compose(replace(scene, person=recolour(scene.person, colour)), rng)


FAULTS = (
    Fault("cloth_hue", "background.hue", "a cloth of another hue", hue),
    Fault("cloth_white", "background.chroma", "a pale to white cloth", white),
    Fault("cloth_grey", "background.chroma", "a greyish to grey cloth", grey),
    Fault("cloth_dark", "background.dark", "a dark blue cloth", dark),
    Fault("cloth_uneven", "background.even", "uneven light on the cloth", even),
    Fault("cloth_folds", "background.folds", "folds from top to bottom", folds),
    Fault("cloth_sheen", "background.sheen", "a shiny cloth", sheen),
    Fault("head_shadow", "background.shadow", "the head's shadow on the cloth", shadow),
    Fault("foreign_object", "background.object", "something else behind the candidate", foreign),
    Fault("second_person", "background.object", "a second person behind", second_person),
    Fault("replaced", "background.replaced", "a background filled by software", replaced),
    Fault("clothes_close", "background.clothes", "clothes of nearly the cloth's colour", clothes),
)

"""What a station would have asked of her before the shutter: closed lips, the hair off the brows, eyes to the camera.

Each function takes the person and her face mesh (478 x 2, the portrait's pixels) and gives the person changed; nothing
is painted but the line between the lips, pixels only move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from studio.colour import Floats, floats, linear_colour, luminance
from studio.cutout import CutOut

UPPER_LIP_IN = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_LIP_IN = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
UPPER_LIP_OUT = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LOWER_LIP_OUT = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
LEFT_LID_UP, LEFT_LID_LOW = (33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_LID_UP, RIGHT_LID_LOW = (
    (362, 398, 384, 385, 386, 387, 388, 466, 263),
    (362, 382, 381, 380, 374, 373, 390, 249, 263),
)
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
IRISES = (468, 473)
SEAM = 0.45
"""What is left of the light in the line between the lips."""


def grid(person: CutOut) -> tuple[Floats, Floats]:
    """Rows and columns of every pixel."""
    rows, columns = np.mgrid[: person.height, : person.width]
    return floats(rows), floats(columns)


def taken(field: Floats, x: Floats, y: Floats) -> Floats:
    """Each pixel of a field from (x, y)."""
    return floats(cv2.remap(field, floats(x), floats(y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def moved(person: CutOut, x: Floats, y: Floats) -> CutOut:
    """Each pixel of the person from (x, y)."""
    return replace(
        person,
        foreground=taken(person.foreground, x, y),
        alpha=taken(person.alpha, x, y),
        clothes=taken(person.clothes, x, y),
        hair=taken(person.hair, x, y),
        skin=taken(person.skin, x, y),
    )


def along(mesh: Floats, points: tuple[int, ...], columns: Floats) -> Floats:
    """The row of a line of mesh points at each column."""
    spots = mesh[list(points)]
    return floats(np.interp(columns, spots[:, 0], spots[:, 1]))


def mouth_closed(person: CutOut, mesh: Floats) -> CutOut:
    """The lips drawn over the teeth until they meet."""
    rows, columns = grid(person)
    upper, lower = along(mesh, UPPER_LIP_IN, columns), along(mesh, LOWER_LIP_IN, columns)
    top, bottom = along(mesh, UPPER_LIP_OUT, columns), along(mesh, LOWER_LIP_OUT, columns)
    left, right = mesh[UPPER_LIP_IN[0], 0], mesh[UPPER_LIP_IN[-1], 0]
    inside = np.clip(np.minimum(columns - left, right - columns) / 3.0, 0.0, 1.0)
    gap = (lower - upper) * inside
    # A pixel more on either side, for the mesh's lips are a little too narrow.
    upper, lower = upper - inside, lower + inside
    seam = upper + 0.5 * (lower - upper)
    above, below = top - 1.6 * gap, bottom + 1.6 * gap
    source = rows.copy()
    over = (rows >= above) & (rows < seam)
    under = (rows >= seam) & (rows <= below)
    source[over] = (above + (rows - above) * (upper - above) / np.maximum(seam - above, 1e-3))[over]
    source[under] = (below - (below - rows) * (below - lower) / np.maximum(below - seam, 1e-3))[under]
    closed = moved(person, columns, floats(source))
    line = (1 - SEAM) * inside * np.exp(-(((rows - seam) / 1.1) ** 2))
    return replace(closed, foreground=floats(closed.foreground * (1 - line)[..., None]))


def brows_shown(person: CutOut, mesh: Floats, lift: float) -> CutOut:
    """The fringe lifted off the brows by so many rows; the skin between them and the hair is stretched."""
    rows, columns = grid(person)
    brows = mesh[list(BROWS)]
    line = floats(np.interp(columns, brows[:, 0], brows[:, 1])) - 3.0
    middle, reach = float(brows[:, 0].mean()), float(np.ptp(brows[:, 0])) * 0.72
    fade = np.clip((1.0 - np.abs(columns - middle) / reach) / 0.35, 0.0, 1.0)
    hairline = line - 9.0
    crown = float(mesh[10, 1]) - 60.0
    target = hairline - lift * fade * fade * (3 - 2 * fade)
    source = rows.copy()
    hair = (rows > crown) & (rows < target)
    skin = (rows >= target) & (rows < line)
    source[hair] = (crown + (rows - crown) * (hairline - crown) / np.maximum(target - crown, 1e-3))[hair]
    source[skin] = (line - (line - rows) * (line - hairline) / np.maximum(line - target, 1e-3))[skin]
    return moved(person, columns, floats(source))


def looking_aside(person: CutOut, mesh: Floats, aside: float) -> CutOut:
    """Both irises moved to the picture's right by so many pixels."""
    rows, columns = grid(person)
    x = columns.copy()
    for index in IRISES:
        cx, cy = mesh[index]
        x -= aside * np.exp(-(((columns - cx - aside / 2) / 8.0) ** 2) - ((rows - cy) / 5.0) ** 2)
    return moved(person, floats(x), rows)


def eyes_shut(person: CutOut, mesh: Floats) -> CutOut:
    """The skin above and below drawn over the eyes until it meets, with the lashes' dark line."""
    rows, columns = grid(person)
    y, lashes = rows.copy(), np.zeros_like(rows)
    for upper, lower in ((LEFT_LID_UP, LEFT_LID_LOW), (RIGHT_LID_UP, RIGHT_LID_LOW)):
        ends = mesh[[upper[0], upper[-1]], 0]
        inside = np.clip(np.minimum(columns - ends.min() + 3, ends.max() + 3 - columns) / 3.0, 0.0, 1.0)
        top, bottom = along(mesh, upper, columns) - 2.5, along(mesh, lower, columns) + 1.5
        seam = bottom - 1.0
        start, end = top - 7.0, bottom + 6.0
        over = (inside > 0) & (rows >= start) & (rows < seam)
        under = (inside > 0) & (rows >= seam) & (rows <= end)
        drawn = np.where(over, start + (rows - start) * (top - start) / (seam - start), y)
        drawn = np.where(under, end - (end - rows) * (end - bottom) / (end - seam), drawn)
        y += inside * (drawn - y)
        lashes += 0.55 * inside * np.exp(-(((rows - seam) / 1.0) ** 2))
    shut = moved(person, columns, floats(y))
    return replace(shut, foreground=floats(shut.foreground * (1 - lashes)[..., None]))


def dressed(person: CutOut, colour: Sequence[float]) -> CutOut:
    """Clothes of one sRGB colour, with little shading."""
    light = luminance(person.foreground)
    shade = 0.92 + 0.08 * np.clip(light / max(float(light.max()), 1e-3), 0.0, 1.0)
    worn = np.clip(person.clothes / np.maximum(person.alpha, 1e-3), 0.0, 1.0)[..., None]
    dyed = linear_colour(colour) * shade[..., None]
    return replace(person, foreground=floats(person.foreground + worn * (dyed - person.foreground)))


def scarved(person: CutOut, mesh: Floats, colour: Sequence[float]) -> CutOut:
    """A scarf of one sRGB colour round the face, over hair and neck, falling in soft folds."""
    rows, columns = grid(person)
    middle = float(mesh[:, 0].mean())
    chin, top = float(mesh[152, 1]), float(mesh[10, 1])
    centre, high, wide = (chin + top) / 2 - 12, (chin - top) * 0.78, (chin - top) * 0.60
    hood = ((columns - middle) / wide) ** 2 + ((rows - centre) / high) ** 2 < 1
    falling = (rows > centre) & (np.abs(columns - middle) < wide + 0.3 * np.maximum(rows - chin, 0))
    oval = np.zeros(rows.shape, np.uint8)
    hull = cv2.convexHull(np.rint(mesh).astype(np.int32))
    cv2.fillPoly(oval, [hull.reshape(-1, 2)], 1)
    cloth = floats(cv2.GaussianBlur(((hood | falling) & (oval == 0)).astype(np.float32), (0, 0), 1.0))
    folds = 0.85 + 0.15 * np.cos(np.hypot(columns - middle, rows - centre) / 5.0)
    drawn = linear_colour(colour) * folds[..., None]
    share = cloth[..., None]
    return replace(
        person,
        foreground=floats(person.foreground + share * (drawn - person.foreground)),
        alpha=floats(np.maximum(person.alpha, cloth)),
        clothes=floats(np.maximum(person.clothes, cloth)),
        hair=floats(person.hair * (1 - cloth)),
    )

"""The part of the body that the portrait does not show.

A portrait ends somewhere below the shoulders. Where a picture shows more than that (a small head, a second person), the
body goes on: clothes below the bottom edge, rounded shoulders where the sides cut them off.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from studio.colour import Floats, floats
from studio.cutout import CutOut
from studio.labels import Matrix

_MOST = 4
"""The body is made at most this many times as high as the portrait."""


def complete(person: CutOut, matrix: Matrix, height: int, width: int) -> CutOut:
    """The person with as much body as a picture of height x width shows; `matrix` takes portrait pixels to it."""
    back = np.linalg.inv(np.vstack([matrix, [0.0, 0.0, 1.0]]))
    corners = back @ np.array([[0.0, width, 0.0, width], [0.0, 0.0, height, height], [1.0, 1.0, 1.0, 1.0]])
    if corners[0].min() < -1 or corners[0].max() > person.width:
        person = _rounded(person)
    missing = int(np.ceil(corners[1].max())) + 3 - person.height
    return person if missing <= 0 else _longer(person, min(missing, (_MOST - 1) * person.height))


def _rounded(person: CutOut) -> CutOut:
    """Shoulders that the portrait's sides cut off, rounded to upper arms that hang down inside the portrait."""
    alpha = person.alpha
    round_off = np.ones_like(alpha)
    radius = 0.11 * person.width
    y, x = np.ogrid[: person.height, : person.width]
    for edge, inward in ((0, x), (person.width - 1, person.width - 1 - x)):
        at_edge = np.flatnonzero(alpha[:, edge] > 0.5)
        inside = np.flatnonzero(alpha[:, round(abs(edge - radius))] > 0.5)
        if len(at_edge) == 0 or len(inside) == 0:
            continue
        top = float(inside[0]) - 4.0
        middle = max(float(at_edge[0]), top) + 1.2 * radius
        distance = ((inward - radius) / (radius - 4.0)) ** 2 + (np.minimum(y - middle, 0.0) / (middle - top)) ** 2
        arm = np.clip((1.0 - distance) * radius / 3.0, 0.0, 1.0)
        round_off = np.where(inward < radius, np.minimum(round_off, arm), round_off)
    return _times(person, floats(round_off))


def _times(person: CutOut, field: Floats) -> CutOut:
    return replace(
        person,
        alpha=floats(person.alpha * field),
        clothes=floats(person.clothes * field),
        hair=floats(person.hair * field),
        skin=floats(person.skin * field),
    )


def _longer(person: CutOut, rows: int) -> CutOut:
    """The person with more rows below: the neckline closes to a V, the clothes go on smoothly."""
    last = person.alpha[-1]
    covered = np.flatnonzero(last > 0.5)
    middle = float(covered.mean()) if len(covered) else person.width / 2
    depth = np.arange(1, rows + 1, dtype=np.float32)[:, None]
    # Columns come from ever further outside the middle, but never from beyond the body's edge.
    columns = np.arange(person.width, dtype=np.float32)[None, :]
    steep = 1.0 + depth / (0.22 * person.width)
    reach = 0.32 * (covered[-1] - covered[0]) if len(covered) else 1.0
    beside = np.abs(columns - middle)
    source = floats(middle + np.sign(columns - middle) * np.maximum(beside, np.minimum(beside * steep, reach)))
    row = cv2.blur(person.foreground[-5:], (1, 5))[2:3]
    # Smoothed across, by less near the old edge, so that it goes over without a seam.
    smooth = cv2.GaussianBlur(row, (0, 0), sigmaX=0.02 * person.width, sigmaY=0.1)
    share = np.minimum(depth / (0.02 * person.height), 1.0)[..., None]
    lines = np.zeros_like(source)
    own = cv2.remap(row, source, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.remap(smooth, source, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    below = own + share * (soft - own)

    def grown(mask: Floats, moving: bool) -> Floats:
        line = mask[-1:]
        more = cv2.remap(line, source, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) if moving else line
        return floats(np.vstack([mask, np.broadcast_to(more, (rows, person.width))]))

    return replace(
        person,
        foreground=floats(np.vstack([person.foreground, below])),
        alpha=grown(person.alpha, moving=False),
        clothes=grown(person.clothes, moving=True),
        hair=grown(person.hair, moving=True),
        skin=grown(person.skin, moving=True),
    )

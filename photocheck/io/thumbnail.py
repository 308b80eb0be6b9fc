"""A small picture of a photo for reports, with the measured lines; workers make it, under their caps."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from PIL import Image

from photocheck.errors import PhotocheckError
from photocheck.io.read import decode
from photocheck.layout.crop import cut_out
from photocheck.layout.upright import stood_up
from photocheck.pixels.windows import crop_points, resized
from photocheck.profile.rules import Profile
from photocheck.results import Report, Thumbnail
from photocheck.types import Crop, Photo, Pixels

HEIGHT = 240
"""Rows of a thumbnail at most: finished photos of 192 rows are shown as they are."""
QUALITY = 82
"""Faces look clean at it, and 2,000 of them make a report of about 20 MB."""


def thumbnail(report: Report, profile: Profile, data: bytes, *, finished: bool) -> Thumbnail | None:
    """The picture that came or would come of a photo, else the photo itself; None where it cannot be read.

    :param data: the photo's bytes; those of the picture that was made of it, where there is one.
    :param finished: whether they are the picture's.
    """
    picture = profile.picture
    height = min(HEIGHT, picture.height)
    size = round(height * picture.width / picture.height), height
    try:
        if finished:
            pixels = _reduced(decode(data, at_least=size).pixels, *size)
        elif report.crop is None:
            pixels = _reduced(_upright(data, report, size).pixels, *size)
        else:
            pixels = _cut(data, report, report.crop, size)
    except PhotocheckError:
        return None
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY, optimize=True)
    tall, wide = pixels.shape[:2]
    shaped = abs(wide / tall - picture.width / picture.height) < 0.02
    return Thumbnail(out.getvalue(), wide, tall, report.crop is not None or shaped, _lines(report))


def _cut(data: bytes, report: Report, crop: Crop, size: tuple[int, int]) -> Pixels:
    """The crop of a camera photo.  Only as many pixels are decoded as it needs."""
    share = size[0] / (crop.x1 - crop.x0)
    full = report.image.width or size[0], report.image.height or size[1]
    photo = _upright(data, report, (math.ceil(full[0] * share), math.ceil(full[1] * share)))
    s = photo.scale
    return cut_out(photo.pixels, Crop(crop.x0 * s, crop.y0 * s, crop.x1 * s, crop.y1 * s, crop.angle), *size)


def _upright(data: bytes, report: Report, at_least: tuple[int, int]) -> Photo:
    """The photo as it was judged: turned where its face did not stand upright."""
    turn = report.image.turned
    photo = decode(data, at_least=at_least[::-1] if turn % 180 else at_least)
    return stood_up(photo, turn) if turn else photo


def _reduced(pixels: Pixels, width: int, height: int) -> Pixels:
    """Into width x height without stretching; never enlarged."""
    tall, wide = pixels.shape[:2]
    share = min(1.0, width / wide, height / tall)
    return resized(pixels, max(1, round(wide * share)), max(1, round(tall * share)))


def _lines(report: Report) -> dict[str, float | None]:
    """The five lengths as fractions of the shown picture's height (rows) or width (columns)."""
    seen = report.measurements
    rows = {"crown": seen.crown_y, "chin": seen.chin_y, "eyes": seen.eye_line_y}
    found: dict[str, Any] = {**rows, "left": seen.head_left_x, "right": seen.head_right_x}
    width, height = report.image.width, report.image.height
    if report.crop is None:
        shown = {name: (height if name in rows else width) for name in found}
        return {n: None if v is None or not shown[n] else round(v / shown[n], 4) for n, v in found.items()}
    return _cropped(found, report.crop, rows.keys())


def _cropped(found: dict[str, Any], crop: Crop, rows: Any) -> dict[str, float | None]:
    """Lines of a photo as they lie in its crop.

    Opposite lines lie alike about the head's middle, so the middle is exact whatever the lean, and a
    length from it along the head's axis is the reported one over the lean's cosine.
    """
    if any(found[name] is None for name in ("crown", "chin", "left", "right")):
        return dict.fromkeys(found)
    middle = (found["left"] + found["right"]) / 2, (found["crown"] + found["chin"]) / 2
    u, v = crop_points(crop, np.array([middle]), 1, 1)[0]
    lean = math.cos(math.radians(crop.angle))
    wide, tall = (crop.x1 - crop.x0) * lean, (crop.y1 - crop.y0) * lean

    def place(name: str, value: float | None) -> float | None:
        if value is None:
            return None
        along = v + (value - middle[1]) / tall if name in rows else u + (value - middle[0]) / wide
        return round(float(along), 4)

    return {name: place(name, value) for name, value in found.items()}

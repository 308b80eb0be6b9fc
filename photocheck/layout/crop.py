"""From a framing to the part of the photo that becomes the picture, and to its pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from photocheck.layout.framing import moved
from photocheck.layout.place import ROOM, Limits, best_place, head_of, sheet_of
from photocheck.pixels.windows import crop_points, cut, turned, uncrop_points
from photocheck.types import Crop, Face, Framing, Landmarks, Patch, Pixels, Points

FINER = 3.0
"""A turned or padded window keeps this many pixels for each of the output's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A crop, and what the photo lacks for it."""

    crop: Crop
    enlargement: float
    """Output pixels per full-size source pixel."""
    missing: tuple[float, float, float, float]
    """Blank that the photo lacks at left, top, right, bottom; full-size source pixels, 0 where enough."""


def plan_crop(
    framing: Framing, landmarks: Landmarks, allowed: Limits, width: int, height: int, scale: float
) -> Plan | None:
    """The best crop inside the limits, see :mod:`photocheck.layout.place`; None without a head.

    :param width: of the decoded photo, as is ``height``.
    :param scale: decoded size / full size, see :class:`photocheck.types.Photo`.
    """
    head, patch = head_of(framing), landmarks.patch
    if head is None:
        return None
    place = best_place(head, sheet_of(width, height, scale, patch), allowed)
    size = allowed.picture
    crop = Crop(place.x0, place.y0, place.x0 + size.width * place.per, place.y0 + size.height * place.per)
    if patch is not None and patch.angle:
        crop = _leaning(crop, patch)
    left, top, right, bottom = (missing / scale for missing in _missing(crop, width, height))
    return Plan(crop, enlargement=scale / place.per, missing=(left, top, right, bottom))


def _leaning(crop: Crop, patch: Patch) -> Crop:
    """A box in straightened coordinates -> the same box about its own centre in the photo."""
    (cx, cy) = turned(np.array([crop.centre]), -patch.angle, patch.pivot)[0]
    w, h = (crop.x1 - crop.x0) / 2, (crop.y1 - crop.y0) / 2
    return Crop(cx - w, cy - h, cx + w, cy + h, patch.angle)


def _missing(crop: Crop, width: int, height: int) -> tuple[float, float, float, float]:
    corners = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
    spots = uncrop_points(crop, corners, 1, 1)
    (x0, y0), (x1, y1) = spots.min(0), spots.max(0)
    lacks = (-x0, -y0, x1 - width, y1 - height)
    return tuple(float(v) if v > ROOM else 0.0 for v in lacks)  # type: ignore[return-value]


def cut_out(rgb: Pixels, crop: Crop, width: int, height: int) -> Pixels:
    """The crop as a width x height picture, antialiased (Lanczos), edges repeated outwards.

    Never stretched: the box has the picture's shape.
    """
    x0, y0, x1, y1 = crop.x0, crop.y0, crop.x1, crop.y1
    outside = x0 < 0 or y0 < 0 or x1 > rgb.shape[1] or y1 > rgb.shape[0]
    if crop.angle or outside:
        # One window, turned and padded, from which the box is then taken; no finer than resampling needs.
        fine = min(1.0, FINER * width / (x1 - x0))
        reach = max(x1 - x0, y1 - y0) / 2 + 8 / fine
        cx, cy = crop.centre
        window = Patch(cx - reach, cy - reach, fine, int(np.ceil(2 * reach * fine)), crop.angle, (cx, cy))
        rgb, _ = cut(rgb, window)
        x0, x1 = (x0 - window.x0) * fine, (x1 - window.x0) * fine
        y0, y1 = (y0 - window.y0) * fine, (y1 - window.y0) * fine
    image = Image.fromarray(rgb).resize(
        (width, height), Image.Resampling.LANCZOS, box=(x0, y0, x1, y1), reducing_gap=3.0
    )
    return np.asarray(image)


def carried(framing: Framing, landmarks: Landmarks, crop: Crop, width: int, height: int) -> tuple[Framing, Landmarks]:
    """What was measured on the photo, in coordinates of the output: nothing is detected again."""
    patch = landmarks.patch
    if patch is None:
        return framing, landmarks
    per = width / (crop.x1 - crop.x0)
    # Straightened coordinates differ from the box's own by a shift, for both are turned alike.
    origin = turned(np.array([crop.centre]), patch.angle, patch.pivot)[0]
    x0, y0 = origin - ((crop.x1 - crop.x0) / 2, (crop.y1 - crop.y0) / 2)

    window = Patch((patch.x0 - x0) * per, (patch.y0 - y0) * per, patch.scale / per, patch.size)
    faces = tuple(_carried_face(face, crop, width, height) for face in landmarks.faces)
    return moved(framing, x0, y0, per), replace(landmarks, faces=faces, patch=window)


def _carried_face(face: Face, crop: Crop, width: int, height: int) -> Face:
    box = crop_points(crop, np.array(face.box).reshape(2, 2), width, height)
    points: Points | None = None
    if face.points is not None:
        points = crop_points(crop, face.points, width, height)
    pose = None if face.pose is None else replace(face.pose, roll=face.pose.roll - crop.angle)
    (left, top), (right, bottom) = box.tolist()
    return replace(face, box=(left, top, right, bottom), points=points, pose=pose)

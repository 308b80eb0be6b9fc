"""The ``image`` and ``measurements`` parts of a result, in full-size upright pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from photocheck.checks.base import Subject
from photocheck.collection.likeness import likeness
from photocheck.pixels.windows import turned
from photocheck.types import Framing, Patch, Photo


def image_facts(photo: Photo) -> dict[str, Any]:
    """Size of the upright photo at full size, and what the file was where there is one."""
    if photo.file is None:
        return {"width": photo.width, "height": photo.height, "format": None, "bytes": None}
    file = photo.file
    return {"width": file.width, "height": file.height, "format": file.format, "bytes": file.bytes}


def measurements(subject: Subject, judged: Subject | None = None) -> dict[str, Any]:
    """Every measured length, None for what could not be measured.

    :param judged: where a photo is being framed: the picture whose ratios are given.
    """
    framing, face = subject.framing, subject.face
    pose = None if face is None else face.pose
    found: dict[str, Any] = {"faces": len(subject.landmarks.faces)}
    found.update(_lengths(framing, subject.landmarks.patch, subject.photo.scale))
    found["likeness"] = likeness(subject.landmarks)
    for name in ("yaw", "pitch", "roll"):
        found[name] = None if pose is None else round(getattr(pose, name), 2)
    ratios = (judged or subject).ratios
    for name in ("top", "head", "shoulder", "left", "right"):
        value = getattr(ratios, name)
        found[f"{name}_ratio"] = None if value is None else round(value, 4)
    return found


def _lengths(framing: Framing | None, patch: Patch | None, scale: float) -> dict[str, Any]:
    names = ("crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y")
    if framing is None:
        return dict.fromkeys((*names, "left_shoulder", "right_shoulder"))
    found: dict[str, Any] = {}
    for name in names:
        found[name] = _back(getattr(framing, name), name[-1], framing, patch, scale)
    for name in ("left_shoulder", "right_shoulder"):
        spot = getattr(framing, name)
        found[name] = None if spot is None else _point(spot, patch, scale)
    return found


def _back(value: float | None, axis: str, framing: Framing, patch: Patch | None, scale: float) -> float | None:
    """A row or column of the straightened head, as it lies in the photo on the head's own axis."""
    if value is None:
        return None
    sides = (framing.head_left_x, framing.head_right_x)
    ends = (framing.crown_y, framing.chin_y)
    x = sum(s for s in sides if s is not None) / max(1, sum(s is not None for s in sides))
    y = sum(e for e in ends if e is not None) / max(1, sum(e is not None for e in ends))
    spot = (value, y) if axis == "x" else (x, value)
    return _point(spot, patch, scale)[0 if axis == "x" else 1]


def _point(spot: tuple[float, float], patch: Patch | None, scale: float) -> list[float]:
    points = np.array([spot], float)
    if patch is not None and patch.angle:
        points = turned(points, -patch.angle, patch.pivot)
    return [round(float(v) / scale, 2) for v in points[0]]

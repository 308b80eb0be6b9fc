"""The ``image`` and ``measurements`` of a report, in full-size upright pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photocheck.checks import Scene
from photocheck.collection.likeness import likeness
from photocheck.pixels.windows import turned
from photocheck.results import Image, Measurements, Spot
from photocheck.types import Framing, Patch, Photo


def image_of(photo: Photo, sha256: str | None) -> Image:
    """Size of the upright photo at full size, and what the file was where there is one."""
    file = photo.file
    if file is None:
        return Image(photo.width, photo.height, sha256=sha256, turned=photo.turned)
    return Image(file.width, file.height, file.format, file.bytes, sha256, photo.turned)


def measurements_of(scene: Scene, judged: Scene | None = None) -> Measurements:
    """Every measured length, None for what could not be measured.

    :param judged: where a photo is being framed: the picture whose ratios are given.
    """
    framing, faces = scene.measured, scene.faces
    lengths = Measurements() if framing is None else _Lengths(framing, scene.landmarks.patch, scene.photo.scale).all()
    pose = faces[0].pose if faces else None
    ratios = (judged or scene).ratios
    return Measurements(
        faces=len(faces),
        crown_y=lengths.crown_y,
        chin_y=lengths.chin_y,
        head_left_x=lengths.head_left_x,
        head_right_x=lengths.head_right_x,
        eye_line_y=lengths.eye_line_y,
        left_shoulder=lengths.left_shoulder,
        right_shoulder=lengths.right_shoulder,
        likeness=likeness(scene.landmarks),
        yaw=None if pose is None else round(pose.yaw, 2),
        pitch=None if pose is None else round(pose.pitch, 2),
        roll=None if pose is None else round(pose.roll, 2),
        top_ratio=_rounded(ratios.top),
        head_ratio=_rounded(ratios.head),
        shoulder_ratio=_rounded(ratios.shoulder),
        left_ratio=_rounded(ratios.left),
        right_ratio=_rounded(ratios.right),
    )


@dataclass(frozen=True, slots=True)
class _Lengths:
    """A framing's lengths on their way back into the photo."""

    framing: Framing
    patch: Patch | None
    scale: float

    def all(self) -> Measurements:
        framing = self.framing
        return Measurements(
            crown_y=self._row(framing.crown_y),
            chin_y=self._row(framing.chin_y),
            head_left_x=self._column(framing.head_left_x),
            head_right_x=self._column(framing.head_right_x),
            eye_line_y=self._row(framing.eye_line_y),
            left_shoulder=None if framing.left_shoulder is None else self._spot(framing.left_shoulder),
            right_shoulder=None if framing.right_shoulder is None else self._spot(framing.right_shoulder),
        )

    def _row(self, y: float | None) -> float | None:
        """A row of the straightened head, as it lies in the photo on the head's own axis."""
        sides = (self.framing.head_left_x, self.framing.head_right_x)
        return None if y is None else self._spot((_mean(sides), y))[1]

    def _column(self, x: float | None) -> float | None:
        ends = (self.framing.crown_y, self.framing.chin_y)
        return None if x is None else self._spot((x, _mean(ends)))[0]

    def _spot(self, spot: Spot) -> Spot:
        points = np.array([spot], float)
        if self.patch is not None and self.patch.angle:
            points = turned(points, -self.patch.angle, self.patch.pivot)
        x, y = points[0]
        return round(float(x) / self.scale, 2), round(float(y) / self.scale, 2)


def _mean(values: tuple[float | None, ...]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / max(1, len(known))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

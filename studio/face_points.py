"""Where eyes, brows, nose and mouth are, for faults that are drawn on a face.

Taken from the 478 points of MediaPipe's face mesh where the caller has them, else set by the labels and the mean
proportions of a frontal face (then good to about a twentieth of the distance from eyes to chin).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.colour import Floats, floats
from studio.labels import Labels

# Rows of the face mesh, each list from the picture's left to its right. "Left" is the left of the picture.
_LEFT_UPPER = (33, 246, 161, 160, 159, 158, 157, 173, 133)
_LEFT_LOWER = (33, 7, 163, 144, 145, 153, 154, 155, 133)
_RIGHT_UPPER = (362, 398, 384, 385, 386, 387, 388, 466, 263)
_RIGHT_LOWER = (362, 382, 381, 380, 374, 373, 390, 249, 263)
_LEFT_BROW = (70, 63, 105, 66, 107)
_RIGHT_BROW = (336, 296, 334, 293, 300)
_LEFT_IRIS, _RIGHT_IRIS = (468, 469, 470, 471, 472), (473, 474, 475, 476, 477)
_NOSE_TIP, _NOSE_BRIDGE, _FOREHEAD = 1, 168, 10
_MOUTH = (61, 0, 291, 17)
_JAW = (234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454)

# The same for a mean frontal face: x from the middle, y from the eye line, both in distances from eye line to chin.
_MEAN_UPPER = ((-0.38, 0.02), (-0.35, 0.0), (-0.29, -0.02), (-0.2, 0.0), (-0.15, 0.04))
_MEAN_LOWER = ((-0.38, 0.02), (-0.34, 0.04), (-0.28, 0.06), (-0.19, 0.05), (-0.15, 0.04))
_MEAN_BROW = ((-0.5, -0.1), (-0.45, -0.16), (-0.37, -0.19), (-0.26, -0.18), (-0.13, -0.16))
_MEAN_MOUTH = ((-0.22, 0.61), (0.0, 0.53), (0.22, 0.61), (0.0, 0.69))
_MEAN_JAW = ((-0.61, 0.07), (-0.59, 0.32), (-0.54, 0.6), (-0.42, 0.79), (-0.27, 0.91), (-0.11, 0.98), (0.0, 1.0))


@dataclass(frozen=True, eq=False, slots=True)
class Eye:
    """One eye: the lids' edges and the brow from left to right (N x 2), the middle of the iris and its radius."""

    upper: Floats
    lower: Floats
    brow: Floats
    iris: Floats
    radius: float


@dataclass(frozen=True, eq=False, slots=True)
class FacePoints:
    """A face's parts in pixels (x, y): the eye on the picture's left and on its right, and the rest.

    `mouth` holds left corner, top, right corner, bottom; `jaw` goes from the left ear over the chin to the right ear;
    `between` is the distance of the irises, the unit in which things are drawn.
    """

    left: Eye
    right: Eye
    nose_tip: Floats
    nose_bridge: Floats
    forehead: Floats
    mouth: Floats
    jaw: Floats

    @property
    def eyes(self) -> tuple[Eye, Eye]:
        """Both eyes, the picture's left one first."""
        return self.left, self.right

    @property
    def between(self) -> float:
        """The distance of the irises in pixels."""
        return float(np.linalg.norm(self.right.iris - self.left.iris))


def face_points(head: Labels, landmarks: Floats | None) -> FacePoints:
    """The parts of the face with these labels; `landmarks` (478 x 2, pixels) are used where they are given."""
    return _estimated(head) if landmarks is None else _from_mesh(landmarks)


def _from_mesh(mesh: Floats) -> FacePoints:
    def eye(upper: tuple[int, ...], lower: tuple[int, ...], brow: tuple[int, ...], iris: tuple[int, ...]) -> Eye:
        ring = mesh[list(iris[1:])]
        radius = float(np.linalg.norm(ring - mesh[iris[0]], axis=1).mean())
        return Eye(mesh[list(upper)], mesh[list(lower)], mesh[list(brow)], mesh[iris[0]], radius)

    return FacePoints(
        left=eye(_LEFT_UPPER, _LEFT_LOWER, _LEFT_BROW, _LEFT_IRIS),
        right=eye(_RIGHT_UPPER, _RIGHT_LOWER, _RIGHT_BROW, _RIGHT_IRIS),
        nose_tip=mesh[_NOSE_TIP],
        nose_bridge=mesh[_NOSE_BRIDGE],
        forehead=mesh[_FOREHEAD],
        mouth=mesh[list(_MOUTH)],
        jaw=mesh[list(_JAW)],
    )


def _estimated(head: Labels) -> FacePoints:
    unit = head.chin_y - head.eye_line_y
    origin = np.array([head.centre_x, head.eye_line_y])

    def place(points: npt.ArrayLike, side: int = 1) -> Floats:
        mean = np.atleast_2d(np.asarray(points, dtype=np.float64)) * [side, 1]
        return floats(origin + unit * (mean if side == 1 else mean[::-1]))

    def eye(side: int) -> Eye:
        iris = place((-0.27, 0.01), side)[0]
        return Eye(place(_MEAN_UPPER, side), place(_MEAN_LOWER, side), place(_MEAN_BROW, side), iris, 0.053 * unit)

    return FacePoints(
        left=eye(1),
        right=eye(-1),
        nose_tip=place((0.0, 0.36))[0],
        nose_bridge=place((0.0, -0.01))[0],
        forehead=place((0.0, -0.43))[0],
        mouth=place(_MEAN_MOUTH),
        jaw=np.vstack([place(_MEAN_JAW), place(_MEAN_JAW[:-1], -1)]),
    )

"""Where the head is, and how that moves when the picture is moved.

Pixels from the top left corner, x to the right, y down. The centre of the first pixel is at (0, 0), as in OpenCV. An
affine matrix is 2 x 3 and takes a source point (x, y, 1) to an output point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.colour import Floats

Matrix = npt.NDArray[np.float64]
"""A 2 x 3 affine matrix."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The framing of one head, in pixels.

    `crown_y` is the top of the solid hair or scalp, `chin_y` the bottom of the chin, `head_left_x` and `head_right_x`
    the outermost hair, ear or skin between those rows, `eye_line_y` the mean height of the pupils.
    """

    crown_y: float
    chin_y: float
    head_left_x: float
    head_right_x: float
    eye_line_y: float

    @property
    def height(self) -> float:
        """From crown to chin."""
        return self.chin_y - self.crown_y

    @property
    def width(self) -> float:
        """From the left to the right side of the head."""
        return self.head_right_x - self.head_left_x

    @property
    def centre_x(self) -> float:
        """The middle between the head's sides."""
        return (self.head_left_x + self.head_right_x) / 2

    @property
    def centre_y(self) -> float:
        """The middle between crown and chin."""
        return (self.crown_y + self.chin_y) / 2

    def moved(self, matrix: Matrix) -> Labels:
        """The labels in the output of an affine move.

        Exact without rotation. With a rotation the head is taken for an ellipse between its four extremes, so the
        outermost points slide along it; for an upright head up to about 20 degrees this is within 1 % of the height.
        """
        (a, b, _), (c, d, _) = matrix
        half_width, half_height = self.width / 2, self.height / 2
        x, y = move_points(np.array([[self.centre_x, self.centre_y]]), matrix)[0]
        reach_x = math.hypot(a * half_width, b * half_height)
        reach_y = math.hypot(c * half_width, d * half_height)
        eye_y = move_points(np.array([[self.centre_x, self.eye_line_y]]), matrix)[0][1]
        return Labels(
            crown_y=float(y - reach_y),
            chin_y=float(y + reach_y),
            head_left_x=float(x - reach_x),
            head_right_x=float(x + reach_x),
            eye_line_y=float(eye_y),
        )


def move_points(points: npt.ArrayLike, matrix: Matrix) -> Floats:
    """Move points, N x 2 (x, y), by an affine matrix."""
    moved: Floats = (np.asarray(points, dtype=np.float64) @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return moved

"""Finding faces of any size with YuNet, the only network that OpenCV runs here."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.pixels.windows import sampled
from photocheck.types import Face, Pixels

LONG_SIDE = 320
"""Pixels of the longer side of the picture that the network sees, at most: faces down to 6 % of the height."""
BORDER = 0.15
"""Repeated edge around it: on tight crops the network wants room about the head."""
SCORE = 0.6
OVERLAP = 0.3


class FaceFinder:
    """Boxes of all faces in a picture."""

    def __init__(self, model: bytes) -> None:
        self._net = cv2.FaceDetectorYN.create(
            "onnx",
            np.frombuffer(model, np.uint8),
            np.empty(0, np.uint8),
            (LONG_SIDE, LONG_SIDE),
            SCORE,
            OVERLAP,
        )

    def reduced(self, rgb: Pixels) -> Pixels:
        """What the network sees of a picture: all of it, small."""
        height, width = rgb.shape[:2]
        scale = min(1.0, LONG_SIDE / max(height, width))
        return sampled(rgb, max(1, round(width * scale)), max(1, round(height * scale)))

    def best(self, rgb: Pixels) -> float:
        """The score of the largest face, 0 where there is none."""
        found = self.find(rgb)
        return found[0][0].score if found else 0.0

    def find(self, rgb: Pixels) -> list[tuple[Face, float]]:
        """All faces, the largest first, each with how far it leans.

        :param rgb: H x W x 3 uint8 RGB.
        :returns: boxes in pixels of ``rgb``, without points; degrees counter-clockwise, roughly, from the
            eyes and the mouth: 180 where a photo is upside down.
        """
        height, width = rgb.shape[:2]
        small = self.reduced(rgb)
        border = round(BORDER * max(small.shape[:2]))
        padded = cv2.copyMakeBorder(
            cv2.cvtColor(small, cv2.COLOR_RGB2BGR), border, border, border, border, cv2.BORDER_REPLICATE
        )
        self._net.setInputSize((padded.shape[1], padded.shape[0]))
        _, rows = self._net.detect(padded)
        if rows is None:
            return []
        faces = [(_face(row, border, width / small.shape[1], height / small.shape[0]), _lean(row)) for row in rows]
        return sorted(faces, key=lambda found: -_area(found[0].box))


def _face(row: NDArray[np.float32], border: int, x_scale: float, y_scale: float) -> Face:
    x, y, w, h = (float(v) for v in row[:4])
    x0, y0 = (x - border) * x_scale, (y - border) * y_scale
    return Face((x0, y0, x0 + w * x_scale, y0 + h * y_scale), float(row[14]))


def _lean(row: NDArray[np.float32]) -> float:
    right_eye, left_eye, _, right_mouth, left_mouth = row[4:14].reshape(5, 2)
    down = (right_mouth + left_mouth) - (right_eye + left_eye)
    return float(np.degrees(np.arctan2(down[0], down[1])))


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])

"""The only file that imports mediapipe.  Results are turned into pixels here, at the edge."""

from __future__ import annotations

import weakref
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions
from numpy.typing import NDArray

from photocheck.types import Field, Pixels, Points, Pose


def _options(model: bytes) -> BaseOptions:
    # A buffer, not a path: paths with Chinese names fail on Windows.
    return BaseOptions(model_asset_buffer=model)


def _image(rgb: Pixels) -> mp.Image:
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))


class FaceMesh:
    """478 points, 52 expression scores and the pose of one face that fills much of a picture."""

    def __init__(self, model: bytes) -> None:
        self._task = vision.FaceLandmarker.create_from_options(
            vision.FaceLandmarkerOptions(
                base_options=_options(model),
                num_faces=1,
                output_face_blendshapes=True,
                output_facial_transformation_matrixes=True,
            )
        )
        self.close = _closer(self, self._task)

    def find(self, rgb: Pixels) -> tuple[Points, Pose, dict[str, float]] | None:
        """Points in pixels of ``rgb`` (H x W x 3 uint8 RGB), or None where there is no face."""
        height, width = rgb.shape[:2]
        result = self._task.detect(_image(rgb))
        if not result.face_landmarks:
            return None
        points = np.array([(p.x * width, p.y * height) for p in result.face_landmarks[0]])
        scores = {c.category_name: float(c.score) for c in result.face_blendshapes[0]}
        return points, _pose(result.facial_transformation_matrixes[0]), scores


class Segmenter:
    """A person mask (one class) or a map of hair, skin and clothes (six classes)."""

    SIZE = 256

    def __init__(self, model: bytes) -> None:
        self._task = vision.ImageSegmenter.create_from_options(
            vision.ImageSegmenterOptions(
                base_options=_options(model), output_confidence_masks=True, output_category_mask=False
            )
        )
        self.close = _closer(self, self._task)

    def segment(self, rgb: Pixels) -> Field:
        """Probabilities, classes x 256 x 256 float32, for a square picture of 256 x 256."""
        masks = self._task.segment(_image(rgb)).confidence_masks
        return np.stack([np.squeeze(mask.numpy_view()) for mask in masks]).astype(np.float32)


def _closer(owner: object, task: Any) -> weakref.finalize[[Any], object]:
    """What closes a task: when called, when its owner goes, or before the interpreter ends; once."""
    return weakref.finalize(owner, _close, task)


def _close(task: Any) -> None:
    try:
        task.close()
    except RuntimeError:
        # The interpreter is ending and the task's own thread has gone: the system frees the memory.
        # Without this the task would try again when it is collected, and print a traceback.
        task._handle = None  # noqa: SLF001 - the pinned version offers no other way


def _pose(matrix: NDArray[np.float64]) -> Pose:
    """Euler angles of the face's rotation (x right, y up, z to the camera), see types.Pose."""
    r = np.asarray(matrix, dtype=float)[:3, :3]
    yaw = np.degrees(np.arctan2(r[0, 2], np.hypot(r[0, 0], r[0, 1])))
    pitch = np.degrees(np.arctan2(r[1, 2], r[2, 2]))
    roll = np.degrees(np.arctan2(-r[0, 1], r[0, 0]))
    return Pose(float(yaw), float(pitch), float(roll))

"""The only file that imports mediapipe.  Results are turned into pixels here, at the edge."""

from __future__ import annotations

import weakref
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks.metadata import schema_py_generated as schema
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
    """A person mask (one class) or a map of hair, skin and clothes (six classes).

    :param size: pixels a side of the picture that the model sees.
    """

    SIZE = 256

    def __init__(self, model: bytes, size: int = SIZE) -> None:
        self.size = size
        self._task = vision.ImageSegmenter.create_from_options(
            vision.ImageSegmenterOptions(
                base_options=_options(model), output_confidence_masks=True, output_category_mask=False
            )
        )
        self.close = _closer(self, self._task)

    def segment(self, rgb: Pixels) -> Field:
        """Probabilities, classes x size x size float32, for a square picture of that size."""
        masks = self._task.segment(_image(rgb)).confidence_masks
        return np.stack([np.squeeze(mask.numpy_view()) for mask in masks]).astype(np.float32)


def half_size(model: bytes) -> bytes:
    """The class map's model for 128 x 128 pixels in place of 256 x 256: the same weights at a quarter of the work.

    The model is made of convolutions and of attention over patches of 4 x 4, neither of which knows the picture's
    size; the size stands in the shapes of its tensors and in the constants of the operators that reshape and resize,
    and those are rewritten here.  The numbers are of this one file, whose sum a test holds.
    """
    data = bytearray(model)
    root = schema.Model.GetRootAsModel(data, 0)
    graph = root.Subgraphs(0)
    tensors = [graph.Tensors(place) for place in range(graph.TensorsLength())]
    tensors[graph.Inputs(0)].ShapeAsNumpy()[1:3] //= 2
    for place in range(graph.OperatorsLength()):
        shape = tensors[graph.Operators(place).Outputs(0)].ShapeAsNumpy()
        shape[:] = _halved(shape.tolist(), place)
    for tensor, values in _CONSTANTS.items():
        root.Buffers(tensors[tensor].Buffer()).DataAsNumpy().view(np.int32)[:] = values
    for place, tensor in _REWIRED.items():
        graph.Operators(place).InputsAsNumpy()[1] = tensor
    return bytes(data)


_FIRST, _SECOND = range(20, 59), range(68, 139)
"""The operators of the two blocks of attention, from the one that lays patches side by side to the one before
they are put together again: 64 patches of 128 channels, and 16 of 192; at half the size 16 and 4."""
_CONSTANTS = {
    184: (-1, 4, 4, 512), 183: (-1, 16, 16, 128),
    180: (-1, 4, 2, 768), 179: (-1, 4, 16, 192), 182: (-1, 2, 4, 768), 181: (-1, 8, 8, 192),
    1: (1, 16, 1, 16), 2: (1, 16, 16, 1), 3: (1, 16, 1, 4), 4: (1, 16, 4, 1),
    176: (16, 16), 178: (32, 32), 177: (64, 64), 175: (1, 128, 128, 32),
}  # fmt: skip
"""Tensor -> what it holds now: the shapes that are reshaped to, and the sizes that are resized to."""
_REWIRED = {57: 184, 59: 183, 137: 182, 139: 181}
"""Operator -> the tensor with its shape: at the full size the first block needs four shapes and the second two,
at half the size it is the other way round."""


def _halved(shape: list[int], place: int) -> list[int]:
    """The shape of what an operator gives, for half the picture's size."""
    channels = shape[3]
    if place in _FIRST:
        if channels == 512:
            return [4, 4, 4, 512]
        return [4 * 4 if size == 64 else size for size in shape]
    if place not in _SECOND:
        return [shape[0], shape[1] // 2, shape[2] // 2, channels]
    if channels == 768:
        return [2, 4, 2, 768] if place in (_SECOND[0], _SECOND[-1]) else [2, 2, 4, 768]
    if place in (_SECOND[2], _SECOND[-3]):
        return [1, 4, 16, 192]
    if shape == [1, 16, 1, 16]:
        return [1, 16, 1, 4]
    return [1, 16, 4, channels] if shape[2] == 16 else shape


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

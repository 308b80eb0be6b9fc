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


COARSE_SIZE = 96
"""Pixels a side that the coarse class map is made from: 14 ms of processor time where 128 take 25 and 256 take 104.
Of 454 graded covers that the map at 256 finds, one at 128 shows a sign in 96 %, at 96 in 97 %; one at 64 in two of
three hats."""


def coarse_model(model: bytes) -> bytes:
    """The class map's model for 96 x 96 pixels in place of 256 x 256: the same weights at a seventh of the work.

    The model is made of convolutions and of attention between patches, neither of which knows the picture's size; the
    size stands in the shapes of its tensors and in the constants of the operators that reshape and resize, and those
    are rewritten here.  The numbers are of this one file, whose sum a test holds.
    """
    data = bytearray(model)
    root = schema.Model.GetRootAsModel(data, 0)
    graph = root.Subgraphs(0)
    tensors = [graph.Tensors(place) for place in range(graph.TensorsLength())]
    tensors[graph.Inputs(0)].ShapeAsNumpy()[1:3] = COARSE_SIZE
    for place in range(graph.OperatorsLength()):
        shape = tensors[graph.Operators(place).Outputs(0)].ShapeAsNumpy()
        block = next((each for each in _BLOCKS if place in each), None)
        if block is None:
            shape[1:3] = shape[1:3] * COARSE_SIZE // Segmenter.SIZE
        else:
            ends = min(place - block.start, block.stop - 1 - place) < CUT_STEPS
            shape[:] = _BLOCKS[block] if ends else _attended(shape.tolist(), _BLOCKS[block])
    for tensor, values in _CONSTANTS.items():
        root.Buffers(tensors[tensor].Buffer()).DataAsNumpy().view(np.int32)[:] = values
    for place, tensor in _REWIRED.items():
        graph.Operators(place).InputsAsNumpy()[1] = tensor
    return bytes(data)


_BLOCKS = {range(20, 59): (3, 4, 4, 3 * 128), range(68, 139): (3, 2, 2, 3 * 192)}
"""The operators of the two blocks of attention, from the one that cuts the map into patches to the one before they are
put together again, and the map as it is cut: rows of patches, rows of a patch, patches in a row, and a patch's columns
times the channels.  A patch has 4 x 3 pixels of 12 x 12, and 2 x 3 of 6 x 6 (4 x 4 at the full size), so that the map's
side, the patches and the pixels of a patch are one number and four shapes serve: the file has room for six."""
CUT_STEPS = 2
"""Operators at either end of a block in which the map is cut: by rows and columns, and laid the other way round."""
_CONSTANTS = {
    184: (-1, 4, 4, 384), 183: (-1, 12, 12, 128), 180: (-1, 2, 2, 576), 179: (-1, 6, 6, 192),
    1: (1, 12, 1, 12), 2: (1, 12, 12, 1), 3: (1, 6, 1, 6), 4: (1, 6, 6, 1),
    176: (12, 12), 178: (24, 24), 177: (48, 48), 175: (1, 96, 96, 32),
}  # fmt: skip
"""Tensor -> what it holds now: the shapes that are reshaped to, and the sizes that are resized to."""
_REWIRED = {20: 184, 57: 184, 22: 183, 59: 183, 68: 180, 137: 180, 70: 179, 139: 179}
"""Operator that reshapes -> the tensor with its shape."""


def _attended(shape: list[int], cut: tuple[int, ...]) -> list[int]:
    """What an operator within a block gives, for a map cut so: pixels of a patch, patches, channels."""
    side = cut[0] * cut[1]
    if shape[2] > 1:
        return [1, side, side, shape[3]]
    # One row: all patches, for the softmax, or all channels, for their sum.
    return [1, side, 1, shape[3] if shape[3] * cut[0] >= cut[3] else side]


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

"""Faces, face mesh and person mask of one photo, each model run on the smallest picture that serves.

Two looks: YuNet finds every face in a small copy of the whole photo; the mesh and the mask then see
only the part around the largest one, at their own input size.  So a head that fills a tenth of a
12-megapixel frame is measured as finely as one that fills an ID photo.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from photocheck.detect.mediapipe import COARSE_SIZE, FaceMesh, Segmenter, coarse_model
from photocheck.detect.opencv import FaceFinder
from photocheck.detect.quiet import quiet
from photocheck.layout.matte import GRID
from photocheck.layout.mesh import CHEEKS, Point
from photocheck.pixels.windows import cut, resized, sampled, square_window, turned
from photocheck.types import Face, Field, Landmarks, Mask, Patch, Photo, Pixels, Points

MODELS = Path(__file__).parent.parent / "models"

MESH_SIZE = 256
"""Pixels a side of the picture that the mesh sees; its own network takes 256."""
MESH_REACH = 1.9
"""Side of that picture in sizes of the face's box: forehead, ears and some room."""
PATCH_SIZE, FINE_PATCH_SIZE, FINE_FROM = 3 * GRID, 4 * GRID, 1000
"""Pixels a side of the patch: a head is then about 150 or 200 px high.  The finer one costs 2 ms more, and is for
photos that have so many pixels there, as camera photos do: on these it saves 0.02 % of the head at the crown, on
finished pictures nothing (26 labelled people: crown 0.33 beside 0.34, sides 0.35 beside 0.36).  512 px gained
nothing."""
PATCH_ABOVE, PATCH_BELOW = 2.15, 0.55
"""What the patch shows above and below the chin, in face heights (forehead point to chin; a head is
about 1.4 of them): room for a bun above, and the shoulders below as far as the rules ask for them."""
CERTAIN = 0.8
"""YuNet score from which a face beside the largest needs no second opinion."""
CERTAINLY_UPRIGHT = 0.92
"""YuNet score from which a face is not looked for in other directions as well.  Of 114 portraits and samples with a
face 108 score as much where they are upright, and none where they are turned."""
UPRIGHT, BETTER = 0.9, 0.02
"""The score that a face must have with the photo turned for the photo to be turned, and by how much that must be more
than it has as the photo is.  Upright, the portraits score 0.89 and more; turned by 90, 180 or 270 degrees at most 0.91,
and at least 0.041 less than upright."""
TURNED = 45.0
"""Degrees of lean, by YuNet's eyes and mouth, from which the mesh is shown the face turned."""
LEAN = 3.0
"""Degrees of head roll below which nothing is straightened: a reviewer does not see it, and pixels
that are not turned stay sharper."""


class ModelDetector:
    """The models, loaded once; cheap to keep, for one thread at a time."""

    def __init__(self) -> None:
        with quiet():
            self._finder = FaceFinder(model_file("face_detection_yunet_2023mar.onnx"))
            self._mesh = FaceMesh(model_file("face_landmarker.task"))
            self._person = Segmenter(model_file("selfie_segmenter.tflite"))
            # The first picture starts the runtimes' threads; better now than on a candidate.
            blank = np.zeros((Segmenter.SIZE, Segmenter.SIZE, 3), np.uint8)
            self._mesh.find(blank)
            self._person.segment(blank)
        self._classes: dict[bool, Segmenter] = {}

    def detect(self, photo: Photo, *, straighten: bool = False) -> Landmarks:
        """See :class:`photocheck.detect.Detector`."""
        faces = self._faces(photo)
        if not faces or faces[0].points is None:
            return Landmarks(faces)
        patch = _patch(faces[0].points, straighten)
        window, inside = cut(photo.pixels, patch)
        person = _segmented(self._person, window, inside)[0]
        return Landmarks(faces, patch, window, inside, person)

    def turn(self, photo: Photo, landmarks: Landmarks) -> int:
        """See :class:`photocheck.detect.Detector`; the finder looks again only where it was not sure of the face."""
        seen = landmarks.faces[0].score if landmarks.faces else 0.0
        if seen >= CERTAINLY_UPRIGHT:
            return 0
        small = self._finder.reduced(photo.pixels)
        scores = {
            turn: self._finder.best(np.ascontiguousarray(np.rot90(small, -turn // 90))) for turn in (90, 180, 270)
        }
        turn = max(scores, key=lambda each: scores[each])
        return turn if scores[turn] >= max(UPRIGHT, seen + BETTER) else 0

    def with_class_map(self, landmarks: Landmarks, *, coarse: bool = False) -> Landmarks:
        """See :class:`photocheck.detect.Detector`; loads its model at the first call."""
        if landmarks.window is None or landmarks.inside is None:
            return landmarks
        if coarse not in self._classes:
            model = model_file("selfie_multiclass_256x256.tflite")
            with quiet():
                loaded = Segmenter(coarse_model(model), COARSE_SIZE) if coarse else Segmenter(model)
                loaded.segment(np.zeros((loaded.size, loaded.size, 3), np.uint8))
            self._classes[coarse] = loaded
        return replace(landmarks, class_map=_segmented(self._classes[coarse], landmarks.window, landmarks.inside))

    def close(self) -> None:
        """Free the models."""
        self._mesh.close()
        for model in (self._person, *self._classes.values()):
            model.close()

    def _faces(self, photo: Photo) -> tuple[Face, ...]:
        """The largest face first, with its points; others only where they are believed."""
        found = self._finder.find(photo.pixels)
        if not found:
            # The mesh has a finder of its own, which sees some tight, turned or dark faces.
            whole = Face((0.0, 0.0, float(photo.width), float(photo.height)), 0.0)
            face = self._measured(photo, whole, reach=1.25)
            return (face,) if face is not None else ()
        measured: Face | None = None
        others = []
        for face, leaning in found:
            if measured is None:
                measured = self._measured(photo, face, leaning)
                if measured is None and face.score >= CERTAIN:
                    others.append(face)
            elif face.score >= CERTAIN or self._measured(photo, face, leaning) is not None:
                others.append(face)
        return (measured, *others) if measured is not None else tuple(others)

    def _measured(self, photo: Photo, face: Face, leaning: float = 0.0, reach: float = MESH_REACH) -> Face | None:
        x0, y0, x1, y1 = face.box
        side = reach * max(x1 - x0, y1 - y0)
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        # The mesh fits an upright face onto one that stands on its head: it is shown such a face turned.
        leaning = (leaning + 180) % 360 - 180
        angle = leaning if abs(leaning) > TURNED else 0.0
        patch = square_window(middle[0] - side / 2, middle[1] - side / 2, side, MESH_SIZE, angle, middle)
        pixels, _ = cut(photo.pixels, patch)
        seen = self._mesh.find(pixels)
        if seen is None:
            # Eyes and mouth tell little of the lean of a face that lies on its side.
            return self._measured(photo, face, 0.0, reach) if angle else None
        points, pose, expression = seen
        points = turned(points / patch.scale + (patch.x0, patch.y0), -angle, middle)
        pose = replace(pose, roll=(pose.roll + angle + 180) % 360 - 180)
        box = face.box if face.score > 0 else _box(points)
        return Face(box, face.score, points, pose, expression)


def _box(points: Points) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = points.min(0), points.max(0)
    return float(x0), float(y0), float(x1), float(y1)


def lean(points: Points) -> float:
    """How far a head leans counter-clockwise, degrees: across the irises and down the midline.

    The two disagree by a degree or two on most faces; their mean is steadier than either.
    """
    left, right = points[Point.LEFT_IRIS], points[Point.RIGHT_IRIS]
    across = np.degrees(np.arctan2(left[1] - right[1], right[0] - left[0]))
    down = points[Point.CHIN] - points[Point.FOREHEAD]
    along = np.degrees(np.arctan2(down[0], down[1]))
    return float((across + along) / 2)


def _patch(points: Points, straighten: bool) -> Patch:
    angle = lean(points) if straighten else 0.0
    if abs(angle) < LEAN:
        angle = 0.0
    pivot = (float(points[:, 0].mean()), float(points[:, 1].mean()))
    level = turned(points, angle, pivot)
    face = float(np.hypot(*(level[Point.CHIN] - level[Point.FOREHEAD])))
    side = (PATCH_ABOVE + PATCH_BELOW) * face
    middle = float(level[list(CHEEKS), 0].mean())
    x0, y0 = middle - side / 2, float(level[Point.CHIN, 1]) - PATCH_ABOVE * face
    size = FINE_PATCH_SIZE if side >= FINE_FROM else PATCH_SIZE
    return square_window(x0, y0, side, size, angle, pivot)


def _segmented(model: Segmenter, window: Pixels, inside: Mask) -> Field:
    """Classes x n x n probabilities of a patch.  The model sees the photo alone, stretched to its square: the
    repeated edges about a finished picture look like nothing that it knows, and cost it the shoulders."""
    size = window.shape[0]
    if not inside.any():
        inside = ~inside
    rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    found = model.segment(sampled(window[top:bottom, left:right], model.size, model.size))
    if (bottom - top, right - left) == (size, size):
        return found
    around = top, size - bottom, left, size - right
    layers = [resized(layer, right - left, bottom - top) for layer in found]
    return np.stack([cv2.copyMakeBorder(layer, *around, cv2.BORDER_REPLICATE) for layer in layers])


def model_file(name: str) -> bytes:
    """A model that comes with the package."""
    return (MODELS / name).read_bytes()


__all__ = ["ModelDetector", "lean"]

"""The face: how many there are and which way it looks."""

from __future__ import annotations

from photocheck.checks.base import check
from photocheck.types import Cure, Face, Photo, Pose, Reason

FINDER_SIDE, SMALL_LOSS = 320, 0.025
"""YuNet looks at 320 pixels; of a picture that has fewer it is less sure: by 0.010 at 144 x 192 in the median
of 167 faces, as against the same at 480 x 640."""


@check("face.count", unit="faces", of_camera_photo=True, silences=["background.object"], explains=[Reason.NO_FACE])
def count(faces: tuple[Face, ...]) -> int:
    return len(faces)


@check("face.yaw", unit="degrees", silences=["face.gaze", "face.ears"])
def yaw(pose: Pose) -> float:
    return pose.yaw


@check("face.pitch", unit="degrees", silences=["face.gaze"])
def pitch(pose: Pose) -> float:
    return pose.pitch


@check("face.roll", unit="degrees", silences=["framing.level"])
def roll(pose: Pose) -> float:
    return pose.roll


@check("face.lifelike", cure=Cure.REVIEW)
def lifelike(largest_face: Face, photo: Photo) -> float:
    """How sure YuNet is of the face, 0 to 1; 0 where the mesh does not confirm it."""
    if largest_face.points is None or largest_face.score <= 0:
        return 0.0
    small = max(0.0, 1 - max(photo.width, photo.height) / FINDER_SIDE)
    return min(1.0, largest_face.score + SMALL_LOSS * small)

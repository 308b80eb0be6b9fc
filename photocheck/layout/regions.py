"""The parts of a picture that light and colour are judged on, computed once for all checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from photocheck.layout.patch import crop_points, resized
from photocheck.types import Crop, Face, Field, Framing, Landmarks, Mask, Patch, Photo, Pixels, Points

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The mesh's outer ring, in order (MediaPipe's canonical face model)."""
LEFT_EYE_RING = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
RIGHT_EYE_RING = (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382)
LIP_RING = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
CLEAR_OF_PERSON = 0.04
"""Head heights between the person's edge and the pixels that count as background."""


@dataclass(frozen=True, eq=False)
class Regions:
    """A picture at the size it is judged at, with the person, the face and the background in it.

    ``rgb`` is no larger than the profile's picture, so that a camera frame is judged as the picture
    that would come of it; ``scale`` is its size / the photo's.
    """

    rgb: Pixels
    scale: float
    matte: Field
    """H x W, the person's share, 0 to 1."""
    known: Mask
    """Where the person mask reaches: the surroundings of the head, not all of a camera frame."""
    points: Points
    """The measured face's 478 points in pixels of ``rgb``."""
    face: Face
    head: float
    """Head height in pixels of ``rgb``."""

    @cached_property
    def lab(self) -> Field:
        """H x W x 3 float32 CIELAB (D65): L* 0-100, a*, b*."""
        return np.asarray(cv2.cvtColor(self.rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)

    @cached_property
    def luminance(self) -> Field:
        """H x W float32 relative luminance, 0-1, linear light (sRGB, BT.709 weights)."""
        v = self.rgb.astype(np.float32) / 255
        linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
        return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)

    @cached_property
    def background(self) -> Mask:
        """Pixels that are surely cloth: well clear of the person."""
        radius = max(1, round(CLEAR_OF_PERSON * self.head))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        person = cv2.dilate((self.matte > 0.1).astype(np.uint8), disc) > 0
        return np.asarray(~person & self.known)

    @cached_property
    def skin(self) -> Mask:
        """The face inside the mesh's ring, without eyes and lips."""
        mask = self.polygon(FACE_OVAL)
        for ring in (LEFT_EYE_RING, RIGHT_EYE_RING, LIP_RING):
            mask &= ~self.polygon(ring)
        return mask

    def polygon(self, ring: tuple[int, ...]) -> Mask:
        """The pixels inside a ring of mesh points."""
        mask = np.zeros(self.rgb.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(self.points[list(ring)] - 0.5).astype(np.int32)], 1)
        return np.asarray(mask > 0)


def regions(photo: Photo, landmarks: Landmarks, framing: Framing | None, height: int) -> Regions | None:
    """What the light and colour checks see; None where no face was measured.

    :param height: of the profile's picture, pixels; a larger photo is reduced to it.
    """
    patch = landmarks.patch
    face = landmarks.faces[0] if landmarks.faces else None
    if patch is None or framing is None or framing.matte is None or face is None or face.points is None:
        return None
    scale = min(1.0, height / photo.height)
    width_to, height_to = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    if framing.crown_y is None or framing.chin_y is None:
        head = patch.size / 2 / patch.scale
    else:
        head = framing.chin_y - framing.crown_y
    whole = Crop(0, 0, photo.width, photo.height)
    return Regions(
        rgb=resized(photo.pixels, width_to, height_to),
        scale=scale,
        matte=_spread(framing.matte, patch, scale, width_to, height_to, outside=0.0),
        known=_spread(np.ones_like(framing.matte), patch, scale, width_to, height_to, outside=0.0) > 0.5,
        points=crop_points(whole, face.points, width_to, height_to),
        face=face,
        head=head * scale,
    )


def _spread(values: Field, patch: Patch, scale: float, width: int, height: int, outside: float) -> Field:
    """A patch's values on the picture's own grid."""
    per = patch.scale / scale  # patch pixels per picture pixel
    if per > 1:
        values = np.asarray(cv2.blur(values, (round(per), round(per))), np.float32)
    matrix = np.array(
        [
            [per, 0, (0.5 / scale - patch.x0) * patch.scale - 0.5],
            [0, per, (0.5 / scale - patch.y0) * patch.scale - 0.5],
        ]
    )
    return np.asarray(
        cv2.warpAffine(
            values,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=outside,
        ),
        np.float32,
    )

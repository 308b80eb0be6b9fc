"""A picture's parts at the size it is judged at: the person, the face, the cloth; shared by all checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.layout.colour import lab
from photocheck.layout.order import medians
from photocheck.layout.patch import crop_points, resized, straight, to_patch
from photocheck.types import Crop, Face, Field, Framing, Landmarks, Mask, Patch, Photo, Pixels, Points

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The mesh's outer ring, in order (MediaPipe's canonical face model)."""
LEFT_EYE_RING = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
RIGHT_EYE_RING = (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382)
LEFT_BROW_RING = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
RIGHT_BROW_RING = (336, 296, 334, 293, 300, 276, 283, 282, 295, 285)
LIP_RING = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
NOSTRIL_RING = (98, 97, 2, 326, 327, 294, 1, 64)

WORKING_HEIGHT = 192
"""Rows of the picture that light and colours are judged on, as many as the smallest profile has, so that
one limit serves all; only texture is judged at full size."""
CLEAR_OF_PERSON = 0.04
"""Head heights between the person's edge and the pixels that count as background."""

_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255], np.float32
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""BT.709 weights of linear red, green and blue."""


@dataclass(frozen=True, eq=False)
class Regions:
    """``rgb`` is at most WORKING_HEIGHT rows; ``scale`` is its size / the photo's, ``points`` are in its pixels."""

    rgb: Pixels
    scale: float
    full: Pixels
    """The picture at the profile's own size (a camera frame is reduced to it): for texture."""
    matte: Field
    """H x W, the person's share, 0 to 1."""
    known: Mask
    """Where the person mask reaches: the surroundings of the head, not all of a camera frame."""
    points: Points
    """The measured face's 478 points."""
    face: Face
    head: float
    """Head height in pixels of ``rgb``."""
    crown: float | None
    """Row of the crown in ``rgb``."""
    parts: Field | None
    """6 x H x W: the class map, where the dear model ran (see types.Landmarks)."""

    @cached_property
    def lab(self) -> Field:
        """H x W x 3 float32 CIELAB (D65): L* 0-100, a*, b*."""
        return lab(self.rgb)

    @cached_property
    def luminance(self) -> Field:
        """H x W float32 relative luminance, 0-1, linear light (sRGB, BT.709 weights)."""
        return np.asarray(self.linear @ _LUMINANCE, np.float32)

    @cached_property
    def linear(self) -> Field:
        """H x W x 3 float32 linear light, 0-1."""
        return np.asarray(cv2.LUT(self.rgb, _LINEAR), np.float32)

    @cached_property
    def background(self) -> Mask:
        """Pixels that are surely cloth: well clear of the person."""
        return self.away_from_person(CLEAR_OF_PERSON)

    def away_from_person(self, distance: float) -> Mask:
        """Background at least so many head heights from the person's edge."""
        return np.asarray((self._distance > distance * self.head) & self.known)

    @cached_property
    def _distance(self) -> Field:
        """Pixels to the nearest pixel of the person."""
        none = (self.matte <= 0.1).astype(np.uint8)
        return np.asarray(cv2.distanceTransform(none, cv2.DIST_L2, cv2.DIST_MASK_5), np.float32)

    @cached_property
    def oval(self) -> Mask:
        """The face inside the mesh's outer ring."""
        return self.polygon(FACE_OVAL)

    @cached_property
    def skin(self) -> Mask:
        """The face without eyes, brows, lips and nostrils, and a little inside its outer ring."""
        inner = max(1, round(0.02 * self.head))
        mask = cv2.erode(self.oval.astype(np.uint8), disc(inner)) > 0
        for ring in (LEFT_EYE_RING, RIGHT_EYE_RING, LEFT_BROW_RING, RIGHT_BROW_RING, LIP_RING, NOSTRIL_RING):
            mask &= ~self.polygon(ring)
        return np.asarray(mask)

    @cached_property
    def own(self) -> Field:
        """The skin's median colour, CIELAB; zeros where there is none."""
        seen = self.lab[self.skin]
        return medians(seen) if len(seen) else np.zeros(3, np.float32)

    @cached_property
    def between(self) -> float:
        """Distance of the two eyes' middles, pixels."""
        return float(np.hypot(*(self.eyes[1] - self.eyes[0])))

    @cached_property
    def eyes(self) -> Points:
        """Middles of the picture's left and right eye, 2 x 2."""
        return np.stack([self.points[list(ring)].mean(0) for ring in (LEFT_EYE_RING, RIGHT_EYE_RING)])

    @cached_property
    def upright(self) -> tuple[Field, Field]:
        """Every pixel's place in the face's own frame: x across, y down, origin between the eyes, in
        distances between the eyes.  It stays true where the head leans."""
        across = (self.eyes[1] - self.eyes[0]) / self.between
        middle = self.eyes.mean(0)
        height, width = self.rgb.shape[:2]
        x = np.arange(width, dtype=np.float32)[None, :] + 0.5 - float(middle[0])
        y = np.arange(height, dtype=np.float32)[:, None] + 0.5 - float(middle[1])
        c, s = float(across[0]) / self.between, float(across[1]) / self.between
        return np.asarray(x * c + y * s, np.float32), np.asarray(y * c - x * s, np.float32)

    def polygon(self, ring: tuple[int, ...]) -> Mask:
        """The pixels inside a ring of mesh points."""
        return self.inside(self.points[list(ring)])

    def inside(self, outline: Points) -> Mask:
        """The pixels inside an outline, N x 2."""
        mask = np.zeros(self.rgb.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(outline - 0.5).astype(np.int32)], 1)
        return np.asarray(mask > 0)


def disc(radius: int) -> NDArray[np.uint8]:
    """A round kernel."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def regions(photo: Photo, landmarks: Landmarks, framing: Framing | None, height: int) -> Regions | None:
    """What the light and colour checks see; None where no face was measured.

    :param height: of the profile's picture, pixels; a larger photo is reduced to it.
    """
    patch = landmarks.patch
    face = landmarks.faces[0] if landmarks.faces else None
    if patch is None or framing is None or framing.matte is None or face is None or face.points is None:
        return None
    full = _reduced(photo.pixels, height)
    rgb = _reduced(full, WORKING_HEIGHT)
    height_to, width_to = rgb.shape[:2]
    scale = height_to / photo.height
    if framing.crown_y is None or framing.chin_y is None:
        head = patch.size / 2 / patch.scale
    else:
        head = framing.chin_y - framing.crown_y
    whole = Crop(0, 0, photo.width, photo.height)
    parts = landmarks.parts
    if parts is not None:
        grid = _grid(patch, parts.shape[1])
        layers = [_spread(part.astype(np.float32), grid, scale, width_to, height_to) for part in parts]
        parts = np.stack(layers)
    return Regions(
        rgb=rgb,
        scale=scale,
        full=full,
        matte=_spread(framing.matte, patch, scale, width_to, height_to),
        known=_spread(np.ones((8, 8), np.float32), _grid(patch, 8), scale, width_to, height_to) > 0.5,
        points=crop_points(whole, face.points, width_to, height_to),
        face=face,
        head=head * scale,
        crown=None if framing.crown_y is None else framing.crown_y * scale,
        parts=parts,
    )


def _grid(patch: Patch, size: int) -> Patch:
    """The same window with another number of pixels."""
    return replace(patch, scale=patch.scale * size / patch.size, size=size)


def _reduced(rgb: Pixels, height: int) -> Pixels:
    if rgb.shape[0] <= height:
        return rgb
    return resized(rgb, max(1, round(rgb.shape[1] * height / rgb.shape[0])), height)


def _spread(values: Field, patch: Patch, scale: float, width: int, height: int) -> Field:
    """A patch's values on the picture's own grid, 0 outside."""
    per = patch.scale / scale  # patch pixels per picture pixel
    if per > 1:
        values = np.asarray(cv2.blur(values, (round(per), round(per))), np.float32)
    corner, right, down = to_patch(patch, straight(patch, np.array([(0.5, 0.5), (1.5, 0.5), (0.5, 1.5)]) / scale)) - 0.5
    matrix = np.column_stack([right - corner, down - corner, corner])
    return np.asarray(
        cv2.warpAffine(
            values,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0.0,
        ),
        np.float32,
    )

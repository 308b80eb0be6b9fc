"""The picture at the size it is judged at, with the person, the face and the cloth in it; shared by all checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.layout.mesh import (
    FACE_OVAL,
    LEFT_BROW_RING,
    LEFT_EYE_RING,
    LIP_RING,
    NOSTRIL_RING,
    RIGHT_BROW_RING,
    RIGHT_EYE_RING,
)
from photocheck.pixels.colour import lab
from photocheck.pixels.quantiles import medians
from photocheck.pixels.windows import crop_points, resized, sampled, straight, to_patch
from photocheck.types import Crop, Face, Field, Framing, Landmarks, Mask, Patch, Photo, Pixels, Points

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
class Portrait:
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
    class_map: Field | None
    """6 x H x W, a layer for each :class:`photocheck.types.PartClass`, where the map was made."""

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
        """The pixels inside a ring of mesh points; not to be changed, for others ask for the same ring."""
        if ring not in self._polygons:
            self._polygons[ring] = self.inside(self.points[list(ring)])
        return self._polygons[ring]

    @cached_property
    def _polygons(self) -> dict[tuple[int, ...], Mask]:
        return {}

    def inside(self, outline: Points) -> Mask:
        """The pixels inside an outline, N x 2."""
        mask = np.zeros(self.rgb.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(outline - 0.5).astype(np.int32)], 1)
        return np.asarray(mask > 0)


def disc(radius: int) -> NDArray[np.uint8]:
    """A round kernel."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def portrait_of(photo: Photo, landmarks: Landmarks, framing: Framing | None, height: int) -> Portrait | None:
    """What the light and colour checks see; None where no face was measured.

    :param height: of the profile's picture, pixels; a larger photo is reduced to it.
    """
    patch = landmarks.patch
    face = landmarks.faces[0] if landmarks.faces else None
    if patch is None or framing is None or framing.matte is None or face is None or face.points is None:
        return None
    full = _reduced(photo.pixels, height)
    # Averages of whole pixels after a little bilinear: three times as fast, and light has no fine detail to lose.
    rgb = _reduced(full, WORKING_HEIGHT, sampled)
    height_to, width_to = rgb.shape[:2]
    scale = height_to / photo.height
    if framing.crown_y is None or framing.chin_y is None:
        head = patch.size / 2 / patch.scale
    else:
        head = framing.chin_y - framing.crown_y
    whole = Crop(0, 0, photo.width, photo.height)
    class_map = landmarks.class_map
    if class_map is not None:
        grid = _grid(patch, class_map.shape[1])
        layers = [_spread(layer.astype(np.float32), grid, scale, width_to, height_to) for layer in class_map]
        class_map = np.stack(layers)
    return Portrait(
        rgb=rgb,
        scale=scale,
        full=full,
        matte=_spread(framing.matte, patch, scale, width_to, height_to),
        known=_spread(np.ones((8, 8), np.float32), _grid(patch, 8), scale, width_to, height_to) > 0.5,
        points=crop_points(whole, face.points, width_to, height_to),
        face=face,
        head=head * scale,
        crown=None if framing.crown_y is None else framing.crown_y * scale,
        class_map=class_map,
    )


def _grid(patch: Patch, size: int) -> Patch:
    """The same window with another number of pixels."""
    return replace(patch, scale=patch.scale * size / patch.size, size=size)


def _reduced(rgb: Pixels, height: int, how: Callable[[Pixels, int, int], Pixels] = resized) -> Pixels:
    if rgb.shape[0] <= height:
        return rgb
    return how(rgb, max(1, round(rgb.shape[1] * height / rgb.shape[0])), height)


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

"""How finely a camera photo must be decoded for its picture, and what was measured on a coarser decode."""

from __future__ import annotations

from dataclasses import replace

from photocheck.layout.crop import Plan
from photocheck.layout.framing import moved
from photocheck.profile.rules import Profile
from photocheck.types import Face, Framing, Landmarks, Patch, Photo

PER_OUTPUT = 2.0
"""Decoded pixels a pixel of the output, at least: resampling then loses nothing that could be seen."""
HEAD_IN_FRAME = 0.27
"""The smallest head, as a share of the frame's shorter side, that the first decode serves; smaller
ones need a second.  A quarter of 12 megapixels upright is just enough for the 192-pixel picture."""
MEASURABLE = 180.0
"""Decoded pixels of a head from which lengths stay within 0.3 % of those of a full decode; what is
measured on fewer is measured again."""


def first_size(profile: Profile) -> tuple[int, int]:
    """Width and height to decode at before the head's size is known."""
    head = profile.framing.head * profile.picture.imaging_height
    side = round(PER_OUTPUT * head / HEAD_IN_FRAME)
    return side, side


def finer_size(photo: Photo, plan: Plan | None, profile: Profile) -> tuple[int, int] | None:
    """Width and height to decode at again, or None where the photo is fine enough as it is."""
    if photo.scale >= 1:
        return None
    # A head that could not be measured may be one that is too small: all the pixels there are.
    box = PER_OUTPUT * profile.picture.height * photo.scale if plan is None else plan.crop.y1 - plan.crop.y0
    factor = PER_OUTPUT * profile.picture.height / box
    return None if factor <= 1 else (int(photo.width * factor), int(photo.height * factor))


def is_measured(framing: Framing | None) -> bool:
    """Whether the head is large enough here for its lengths to be kept."""
    if framing is None or framing.crown_y is None or framing.chin_y is None:
        return False
    return framing.chin_y - framing.crown_y >= MEASURABLE


def enlarged(landmarks: Landmarks, framing: Framing, factor: float) -> tuple[Landmarks, Framing]:
    """The same measurements in the pixels of a decode that is ``factor`` times finer."""
    patch = landmarks.patch
    seen = replace(
        landmarks,
        faces=tuple(_face(face, factor) for face in landmarks.faces),
        patch=None if patch is None else _patch(patch, factor),
    )
    return seen, moved(framing, 0, 0, factor)


def _face(face: Face, factor: float) -> Face:
    x0, y0, x1, y1 = (side * factor for side in face.box)
    return replace(face, box=(x0, y0, x1, y1), points=None if face.points is None else face.points * factor)


def _patch(patch: Patch, factor: float) -> Patch:
    x, y = patch.pivot
    return replace(
        patch,
        x0=patch.x0 * factor,
        y0=patch.y0 * factor,
        scale=patch.scale / factor,
        pivot=(x * factor, y * factor),
    )

"""What covers the face or the head: hands, masks, hair, hats, headscarves.

Colours alone tell little here, so the map of hair, skin and clothes has the say wherever it was made;
:func:`doubtful` tells from colours, cheaply, when it should be.
"""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.layout.eyes import INNER_LIPS
from photocheck.layout.patch import resized, straight, to_patch
from photocheck.layout.regions import FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING, Regions
from photocheck.types import Field, Framing, Landmarks, Mask, Points

FACE_SKIN, CLOTHES, OTHER = 3, 4, 5
"""Classes of the map, see types.Landmarks."""
PALE_LIPS = 0.5
"""a* of the lips over that of the cheeks: more for 88 % of clean photos and for 95 % of 290 faces from
elsewhere, of all skin tones; about -10 under a mask."""
HAIR_HUE = (20.0, 105.0)
HAIR_CHROMA, NEUTRAL_CHROMA = 38.0, 12.0
"""Hair and bald heads have brown, red and blond hues of modest chroma, or no colour."""
SKIN_LIKE = 18.0
"""CIELAB distance from the face's own skin that still counts as skin, as on a bald head."""
ODD_SHARE = 0.15
"""Share of other colours on the top of the head: 1 % of clean photos have more, 73 % of hats."""
FLAT = 6.0
"""L* deviation under which the top of the head is flatter than hair: 8 and more for hair, 3 for felt."""
COARSE = 128
"""Pixels a side of the copy that :func:`doubtful` looks at."""


def head_zone(across: Field, down: Field) -> Mask:
    """The top of the head above the forehead point, in the face's own frame."""
    return np.asarray((np.abs(across) < 0.8) & (down < -1.05) & (down > -2.6))


def doubtful(landmarks: Landmarks, framing: Framing) -> bool:
    """Whether something may cover head, eyes or mouth, so that the map of parts is worth its time.

    Costs about half a millisecond; true for one in ten of uncovered heads.
    """
    patch, window = landmarks.patch, landmarks.window
    points = landmarks.faces[0].points if landmarks.faces else None
    if patch is None or window is None or points is None or framing.matte is None:
        return False
    small = resized(window, COARSE, COARSE)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)
    here = to_patch(patch, straight(patch, points)) * (COARSE / patch.size)
    person = resized(framing.matte, COARSE, COARSE) > 0.9
    eyes = np.stack([here[list(ring)].mean(0) for ring in (LEFT_EYE_RING, RIGHT_EYE_RING)])
    between = max(1.0, float(np.hypot(*(eyes[1] - eyes[0]))))
    middle = eyes.mean(0)
    across = (np.arange(COARSE)[None, :] + 0.5 - middle[0]) / between + np.zeros((COARSE, 1))
    down = (np.arange(COARSE)[:, None] + 0.5 - middle[1]) / between + np.zeros((1, COARSE))
    oval, lips = _filled(here, FACE_OVAL), _filled(here, LIP_RING)
    skin = oval & (down > 0.2) & (down < 0.5) & (np.abs(across) < 0.9)
    if not skin.any() or not lips.any():
        return True
    own = np.median(lab[skin], axis=0)
    if float(np.median(lab[lips][:, 1])) - own[1] < PALE_LIPS:
        return True
    return _unlike_hair(lab[head_zone(across, down) & person], own)


def _filled(points: Points, ring: tuple[int, ...]) -> Mask:
    mask = np.zeros((COARSE, COARSE), np.uint8)
    cv2.fillPoly(mask, [np.round(points[list(ring)] - 0.5).astype(np.int32)], 1)
    return np.asarray(mask > 0)


def _unlike_hair(top: Field, skin: Field) -> bool:
    """Whether the top of the head has colours or a flatness that neither hair nor skin has."""
    if len(top) < 12:
        return False
    chroma = np.hypot(top[:, 1], top[:, 2])
    hue = np.degrees(np.arctan2(top[:, 2], top[:, 1])) % 360
    brown = (hue > HAIR_HUE[0]) & (hue < HAIR_HUE[1]) & (chroma < HAIR_CHROMA)
    bald = np.linalg.norm(top - skin, axis=1) < SKIN_LIKE
    if float(((chroma > NEUTRAL_CHROMA) & ~brown & ~bald).mean()) > ODD_SHARE:
        return True
    return float(top[:, 0].std()) < FLAT and float(bald.mean()) < 0.5


def head_cover(parts: Regions) -> tuple[float, float] | None:
    """Shares of the top of the head that the map calls a thing (hats) and clothes (scarves, hoods)."""
    if parts.parts is None:
        return None
    across, down = parts.upright
    zone = head_zone(across, down) & parts.known & (parts.matte > 0.5)
    if zone.sum() < 20:
        return None
    return float(parts.parts[OTHER][zone].mean()), float(parts.parts[CLOTHES][zone].mean())


def lip_redness(parts: Regions) -> float:
    """a* of the lips over a* of the face below the eyes."""
    lips = parts.polygon(LIP_RING) & ~parts.inside(parts.points[list(INNER_LIPS)])
    across, down = parts.upright
    cheeks = parts.skin & (down > 0.2) & (down < 0.5) & (np.abs(across) < 0.9)
    if not lips.any() or not cheeks.any():
        return 0.0
    a = parts.lab[..., 1]
    return float(np.median(a[lips]) - np.median(a[cheeks]))


def lower_face(parts: Regions) -> float:
    """Share of the lower face, nose to chin, that is something else than face."""
    across, down = parts.upright
    zone = parts.oval & (down > 0.6) & (np.abs(across) < 0.7)
    if parts.parts is not None and zone.any():
        return float(1 - parts.parts[FACE_SKIN][zone].mean())
    if lip_redness(parts) >= PALE_LIPS:
        return 0.0
    # Without the map: colour only.  A beard is darker than the cheeks but has their hue, or none.
    cheeks = parts.skin & (down > 0.2) & (down < 0.5)
    if not cheeks.any() or not zone.any():
        return 0.0
    own = np.median(parts.lab[cheeks], axis=0)
    away = np.hypot(*(parts.lab[zone] - own)[:, 1:].T)
    lighter = parts.lab[..., 0][zone] > 0.6 * own[0]
    return float(((away > 14) & lighter).mean())


def brows(parts: Regions) -> float:
    """Share of skin in the band above the brows, the more covered side."""
    across, down = parts.upright
    own = parts.own
    found = []
    for side in (-1, 1):
        zone = (across * side > 0.2) & (across * side < 0.75) & (down > -0.62) & (down < -0.42) & parts.oval
        if zone.sum() >= 8:
            found.append(float((parts.lab[..., 0][zone] > 0.62 * own[0]).mean()))
    return min(found, default=0.0)


def ears(parts: Regions) -> float:
    """Share of skin beside the cheeks where ears are, the more covered side."""
    across, down = parts.upright
    own = np.median(parts.lab[parts.skin], axis=0)
    left, right = (float(across[_at(parts, point)]) for point in (234, 454))
    found = []
    for zone in ((across > left - 0.16) & (across < left - 0.03), (across > right + 0.03) & (across < right + 0.16)):
        ear = zone & (down > -0.05) & (down < 0.6)
        lab = parts.lab[ear]
        skin = (np.hypot(*(lab - own)[:, 1:].T) < 12) & (lab[:, 0] > 0.5 * own[0])
        found.append(float((skin & (parts.matte[ear] > 0.5)).sum() / max(1, ear.sum())))
    return min(found)


def _at(parts: Regions, point: int) -> tuple[int, int]:
    height, width = parts.rgb.shape[:2]
    x, y = parts.points[point]
    return int(np.clip(y, 0, height - 1)), int(np.clip(x, 0, width - 1))

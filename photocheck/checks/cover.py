"""What covers the face or the head: hands, masks, hair, hats, headscarves.

Colours alone tell little of covers, so the map of hair, skin and clothes has the say wherever it was made;
:func:`doubtful` tells from colours, cheaply, when it should be.  Without one the head is bare as far as colours tell,
and the value is 0.
"""

from __future__ import annotations

import cv2
import numpy as np

from photocheck.checks.base import check
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import CHEEKS, FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING
from photocheck.pixels.colour import lab
from photocheck.pixels.quantiles import median, medians, percentile
from photocheck.pixels.windows import resized, straight, to_patch
from photocheck.types import Cure, Field, Framing, Landmarks, Mask, PartClass, Points

PALE_LIPS = 0.5
"""a* of the lips over that of the cheeks: more for 88 % of clean photos and for 95 % of 290 faces from
elsewhere, of all skin tones; about -10 under a mask."""
LIP_LINE = 0.12
"""How much darker than the lips the line between them is, over the L* of the cheeks: 0.16 and more on pale lips
of all skin tones, 0.06 and less on masks."""
SURE_FACE, SURER_FACE = 0.92, 0.933
"""YuNet's score: less than the first for 2 % of bare faces, and for half of those that a hand, a mask or a veil
covers; pale lips are believed only from the second on."""
SKIN_SEEN, BARE_CHIN = 25.0, 0.5
"""CIELAB distance from the cheeks, and the share of the chin within it, from which pale lips are believed: the edge
of a scarf before the mouth makes a line as well."""
HAIR_HUE = (20.0, 105.0)
HAIR_CHROMA, NEUTRAL_CHROMA = 38.0, 12.0
"""Hair and bald heads have brown, red and blond hues of modest chroma, or no colour."""
SKIN_LIKE = 18.0
"""CIELAB distance from the face's own skin that still counts as skin, as on a bald head."""
ODD_SHARE = 0.15
"""Share of other colours on the top of the head: 1 % of clean photos have more, 73 % of hats."""
FLAT, SMOOTH = 6.0, 0.5
"""L* deviation of the top of the head, and median step of L* to its surroundings there, under which it is
flatter or smoother than hair: 8 and 2 for hair, 3 and 0.2 for felt and cotton.  1 % of bare heads are
smoother; a bald head is flat as well, and only costs the map its time."""
BARE_FOREHEAD = 0.4
"""Least share of the forehead that is within that distance of the cheeks: 96 % of 167 real bare heads
have more (the others have a fringe), no cap with a peak."""
OPEN_EYE = 0.55
"""L* of the dark part of an eye's opening over that of the cheeks: more for 2 % of 167 open-eyed faces, and
for eyes behind a hand."""
COARSE = 128
"""Pixels a side, about, of the copy that :func:`doubtful` looks at."""
LEAST_HEAD = 20
"""Pixels of the top of the head below which it says nothing."""


@check("face.brows", unit="ratio", cure=Cure.REVIEW)
def brows(portrait: Portrait) -> float:
    """Share of skin in the band above the brows, the more covered side."""
    across, down = portrait.upright
    own = portrait.own
    found = []
    for side in (-1, 1):
        zone = (across * side > 0.2) & (across * side < 0.75) & (down > -0.62) & (down < -0.42) & portrait.oval
        if zone.sum() >= 8:
            found.append(float((portrait.lab[..., 0][zone] > 0.62 * own[0]).mean()))
    return min(found, default=0.0)


@check("face.ears", unit="ratio")
def ears(portrait: Portrait) -> float:
    """Share of skin beside the cheeks where ears are, the more covered side."""
    across, down = portrait.upright
    left, right = (float(across[_at(portrait, point)]) for point in CHEEKS)
    beside = (down > -0.05) & (down < 0.6)
    found = []
    for inner, outer in ((left - 0.03, left - 0.16), (right + 0.03, right + 0.16)):
        ear = beside & (across > min(inner, outer)) & (across < max(inner, outer))
        colours = portrait.lab[ear]
        skin = (np.hypot(colours[:, 1] - portrait.own[1], colours[:, 2] - portrait.own[2]) < 12) & (
            colours[:, 0] > 0.5 * portrait.own[0]
        )
        found.append(np.count_nonzero(skin & (portrait.matte[ear] > 0.5)) / max(1, len(colours)))
    return float(min(found))


def _at(portrait: Portrait, point: int) -> tuple[int, int]:
    height, width = portrait.rgb.shape[:2]
    x, y = portrait.points[point]
    return int(np.clip(y, 0, height - 1)), int(np.clip(x, 0, width - 1))


@check("face.hat", unit="ratio")
def hat(portrait: Portrait) -> float:
    """Share of the top of the head that the map calls a thing."""
    return _on_head(portrait, PartClass.OTHER)


@check("face.headscarf", unit="ratio", cure=Cure.REVIEW)
def headscarf(portrait: Portrait) -> float:
    """Share of the top of the head that the map calls clothes, as it does scarves and hoods."""
    return _on_head(portrait, PartClass.CLOTHES)


def _on_head(portrait: Portrait, what: PartClass) -> float:
    if portrait.class_map is None:
        return 0.0
    across, down = portrait.upright
    zone = _head_zone(across, down) & portrait.known & (portrait.matte > 0.5)
    return float(portrait.class_map[what][zone].mean()) if zone.sum() >= LEAST_HEAD else 0.0


@check("face.covered", unit="ratio")
def covered(portrait: Portrait) -> float:
    """Share of the lower face, nose to chin, that the map calls something else than face; 0 without a map."""
    across, down = portrait.upright
    zone = portrait.oval & (down > 0.6) & (np.abs(across) < 0.7)
    if portrait.class_map is not None and zone.any():
        return float(1 - portrait.class_map[PartClass.FACE_SKIN][zone].mean())
    return 0.0


def _head_zone(across: Field, down: Field) -> Mask:
    """The top of the head above the forehead point, in the face's own frame."""
    return np.asarray((np.abs(across) < 0.8) & (down < -1.05) & (down > -2.6))


def doubtful(landmarks: Landmarks, framing: Framing) -> bool:
    """Whether something may cover head, eyes or mouth, so that the map of parts is worth its time.

    Costs less than a millisecond; true for one in seven of uncovered heads, and one in four in hard sunlight.
    """
    patch, window = landmarks.patch, landmarks.window
    points = landmarks.faces[0].points if landmarks.faces else None
    if patch is None or window is None or points is None or framing.matte is None:
        return False
    if landmarks.faces[0].score < SURE_FACE:
        return True
    # A whole number of pixels each: such an average is four times as fast as any other.
    size = patch.size // max(1, round(patch.size / COARSE))
    small = resized(window, size, size)
    colours = lab(small)
    here = to_patch(patch, straight(patch, points)) * (size / patch.size)
    person = resized(framing.matte, size, size) > 0.9
    eyes = np.stack([here[list(ring)].mean(0) for ring in (LEFT_EYE_RING, RIGHT_EYE_RING)])
    between = max(1.0, float(np.hypot(*(eyes[1] - eyes[0]))))
    middle = eyes.mean(0)
    across = (np.arange(size, dtype=np.float32)[None, :] + np.float32(0.5 - middle[0])) / np.float32(between)
    down = (np.arange(size, dtype=np.float32)[:, None] + np.float32(0.5 - middle[1])) / np.float32(between)
    oval, lips = _filled(here, FACE_OVAL, size), _filled(here, LIP_RING, size)
    skin = oval & ((down > 0.2) & (down < 0.5)) & (np.abs(across) < 0.9)
    if not skin.any() or not lips.any():
        return True
    own = medians(colours[skin])
    chin = colours[oval & (down > 1.35) & (np.abs(across) < 0.4)]
    surer = landmarks.faces[0].score >= SURER_FACE and len(chin) > 0 and _like(chin, own, SKIN_SEEN) > BARE_CHIN
    if _mouth_hidden(colours[lips], own, surer=surer) or _eye_hidden(colours[..., 0], here, float(own[0])):
        return True
    forehead = oval & (down < -0.6) & (np.abs(across) < 0.5)
    if forehead.any() and _like(colours[forehead], own, SKIN_SEEN) < BARE_FOREHEAD:
        return True
    top = _head_zone(across, down) & person
    return _unlike_hair(colours[top], own) or _smooth(colours[..., 0], top)


def _filled(points: Points, ring: tuple[int, ...], size: int) -> Mask:
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [np.round(points[list(ring)] - 0.5).astype(np.int32)], 1)
    return np.asarray(mask > 0)


def _like(colours: Field, skin: Field, distance: float) -> float:
    """Share of N x 3 CIELAB colours within a distance of the skin's own."""
    return float((np.linalg.norm(colours - skin, axis=1) < distance).mean())


def _mouth_hidden(lips: Field, skin: Field, *, surer: bool) -> bool:
    """Whether the mouth has neither the colour of lips nor, at least, the dark line between them."""
    if median(lips[:, 1]) - skin[1] >= PALE_LIPS:
        return False
    line = median(lips[:, 0]) - percentile(lips[:, 0], 8)
    return not surer or line < LIP_LINE * skin[0]


def _eye_hidden(lightness: Field, points: Points, skin: float) -> bool:
    """Whether one of the eyes' openings has nothing dark in it, as lids and lashes, pupil and iris are."""
    for ring in (LEFT_EYE_RING, RIGHT_EYE_RING):
        opening = lightness[_filled(points, ring, len(lightness))]
        if not opening.size or percentile(opening, 15) > OPEN_EYE * skin:
            return True
    return False


def _smooth(lightness: Field, top: Mask) -> bool:
    """Whether the top of the head lacks the fine detail of hair."""
    if top.sum() < 12:
        return False
    return median(np.abs(lightness - cv2.blur(lightness, (3, 3)))[top]) < SMOOTH


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
    return float(top[:, 0].std()) < FLAT

"""A cheap look at the head: may something cover it, so that the map of hair, skin and clothes is worth its time?

The map costs four times as much as all other models together, a coarse one a seventh of that (see
:meth:`photocheck.detect.Detector.with_class_map`).  Colours say whether there is a doubt; the coarse map answers
most, and where it shows the least sign of a cover the fine one has the say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import cv2
import numpy as np

from photocheck.layout.mesh import FACE_OVAL, LEFT_EYE_RING, LIP_RING, RIGHT_EYE_RING
from photocheck.pixels.colour import lab
from photocheck.pixels.quantiles import median, medians, percentile
from photocheck.pixels.windows import resized, straight, to_patch
from photocheck.types import Field, Framing, Landmarks, Mask, PartClass, Pixels, Points

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
BLACK, BLACK_CHROMA, SAME_HAIR, STRANDS = 32.0, 9.0, 8.0, 1.5
"""Black hair is flat too.  It is taken for hair where it is so dark and colourless, goes on beside the forehead within
so many CIELAB, and its strongest tenth of detail between one and three pixels of the patch is over so many L*: on 192
graded black caps that is 0.2 to 1.2, on flat-haired heads in ID photos 1.4 to 5."""
FLAT, SMOOTH = 6.0, 0.5
"""L* deviation of the top of the head, and median step of L* to its surroundings there, under which it is
flatter or smoother than hair: 8 and 2 for hair, 3 and 0.2 for felt and cotton.  1 % of bare heads are
smoother; a bald head is flat as well, and only costs the map its time."""
BARE_FOREHEAD = 0.4
"""Least share of the forehead that is within that distance of the cheeks: 96 % of 167 real bare heads
have more (the others have a fringe), no cap with a peak."""
OPEN_EYE = 0.55
"""L* of the dark part of an eye's opening over that of the cheeks: more for 1 of 147 open-eyed people, 119 of them East
Asian, and for eyes behind a hand."""
COARSE = 128
"""Pixels a side, about, of the copy that :meth:`Glance.look` looks at."""
UNLIKE_SIDES = 34.0
"""CIELAB distance from the hair beside the forehead to the top of the head: less on 99 % of real heads, more under
bands and caps of another lightness."""
SOME_COVER, SOME_FACE = 0.03, 0.13
"""Shares of the top of the head that the coarse map calls a thing or clothes, and of the lower face that it does not
call face, from which the fine map is asked: 13 of 239 bare heads have more, and 97 % of 454 graded covers that
the fine map finds."""
LEAST_PIXELS = 12
"""Pixels of a zone below which it says nothing."""


class Look(Enum):
    """What is worth its time."""

    NONE = "none"
    COARSE = "coarse"
    FINE = "fine"


def head_zone(across: Field, down: Field) -> Mask:
    """The top of the head above the forehead point, in the face's own frame."""
    return np.asarray((np.abs(across) < 0.8) & (down < -1.05) & (down > -2.6))


def lower_face(across: Field, down: Field) -> Mask:
    """Nose to chin, in the face's own frame; to be taken within the face's oval."""
    return np.asarray((down > 0.6) & (np.abs(across) < 0.7))


@dataclass(frozen=True, eq=False)
class Glance:
    """The patch at a size that is enough for colours, with the face's points in it."""

    window: Pixels
    """The patch as it is."""
    colours: Field
    """n x n x 3 CIELAB, the patch reduced."""
    person: Mask
    points: Points
    score: float
    """YuNet's, of the face."""

    @property
    def size(self) -> int:
        return int(self.colours.shape[0])

    @property
    def _times(self) -> int:
        """Pixels of the patch in one of the reduced one, a side."""
        return int(self.window.shape[0]) // self.size

    @cached_property
    def upright(self) -> tuple[Field, Field]:
        """Across and down from between the eyes, in distances between them."""
        eyes = np.stack([self.points[list(ring)].mean(0) for ring in (LEFT_EYE_RING, RIGHT_EYE_RING)])
        between = np.float32(max(1.0, float(np.hypot(*(eyes[1] - eyes[0])))))
        place = np.arange(self.size, dtype=np.float32) + np.float32(0.5)
        x, y = np.asarray(eyes.mean(0), np.float32)
        return np.asarray((place[None, :] - x) / between), np.asarray((place[:, None] - y) / between)

    @cached_property
    def oval(self) -> Mask:
        return self._filled(FACE_OVAL)

    def _filled(self, ring: tuple[int, ...]) -> Mask:
        mask = np.zeros((self.size, self.size), np.uint8)
        cv2.fillPoly(mask, [np.round(self.points[list(ring)] - 0.5).astype(np.int32)], 1)
        return np.asarray(mask > 0)

    @cached_property
    def _top(self) -> Mask:
        return np.asarray(head_zone(*self.upright) & self.person)

    def look(self) -> Look:
        """Which map to make: none for five of six uncovered heads."""
        across, down = self.upright
        skin = self.colours[self.oval & (down > 0.2) & (down < 0.5) & (np.abs(across) < 0.9)]
        lips = self.colours[self._filled(LIP_RING)]
        if not len(skin) or not len(lips):
            return Look.FINE
        own = medians(skin)
        if self._mouth_hidden(lips, own):
            return Look.FINE
        unsure = self.score < SURE_FACE or self._eye_hidden(float(own[0]))
        if unsure or self._bare_forehead(own) < BARE_FOREHEAD or self._unlike_hair(own):
            return Look.COARSE
        return Look.NONE

    def covered(self, class_map: Field) -> bool:
        """Whether a coarse map shows any sign of a cover."""
        layers = {part: resized(class_map[part], self.size, self.size) for part in _ASKED}
        top, low = self._top, self.oval & lower_face(*self.upright)
        on_head = [layers[part][top].mean() > SOME_COVER for part in (PartClass.OTHER, PartClass.CLOTHES) if top.any()]
        return any(on_head) or bool(low.any() and 1 - layers[PartClass.FACE_SKIN][low].mean() > SOME_FACE)

    def _mouth_hidden(self, lips: Field, skin: Field) -> bool:
        """Whether the mouth has neither the colour of lips nor, at least, the dark line between them."""
        if median(lips[:, 1]) - skin[1] >= PALE_LIPS:
            return False
        across, down = self.upright
        chin = self.colours[self.oval & (down > 1.35) & (np.abs(across) < 0.4)]
        bare = len(chin) > 0 and _like(chin, skin, SKIN_SEEN) > BARE_CHIN
        line = median(lips[:, 0]) - percentile(lips[:, 0], 8)
        return self.score < SURER_FACE or not bare or line < LIP_LINE * skin[0]

    def _eye_hidden(self, skin: float) -> bool:
        """Whether one of the eyes' openings has nothing dark in it, as lids and lashes, pupil and iris are.

        Looked at in the patch as it is: what is dark in a narrow eye is lost in the reduced one.
        """
        for ring in (LEFT_EYE_RING, RIGHT_EYE_RING):
            outline = np.round(self.points[list(ring)] * self._times - 0.5).astype(np.int32)
            x, y = (int(least) for least in np.maximum(outline.min(0), 0))
            region = self.window[y : outline[:, 1].max() + 1, x : outline[:, 0].max() + 1]
            inside = np.zeros(region.shape[:2], np.uint8)
            cv2.fillPoly(inside, [outline - (x, y)], 1)
            opening = lab(region)[..., 0][inside > 0] if region.size else np.empty(0)
            if not opening.size or percentile(opening, 15) > OPEN_EYE * skin:
                return True
        return False

    def _bare_forehead(self, skin: Field) -> float:
        """Share of the forehead that is skin."""
        across, down = self.upright
        forehead = self.colours[self.oval & (down < -0.6) & (np.abs(across) < 0.5)]
        return _like(forehead, skin, SKIN_SEEN) if len(forehead) else 1.0

    def _unlike_hair(self, skin: Field) -> bool:
        """Whether the top of the head has colours or a flatness that neither hair nor skin has, or is no more of the
        hair beside the forehead."""
        top = self.colours[self._top]
        if len(top) < LEAST_PIXELS:
            return False
        chroma = np.hypot(top[:, 1], top[:, 2])
        hue = np.degrees(np.arctan2(top[:, 2], top[:, 1])) % 360
        brown = (hue > HAIR_HUE[0]) & (hue < HAIR_HUE[1]) & (chroma < HAIR_CHROMA)
        bald = np.linalg.norm(top - skin, axis=1) < SKIN_LIKE
        if float(((chroma > NEUTRAL_CHROMA) & ~brown & ~bald).mean()) > ODD_SHARE:
            return True
        sides, middle = self._beside_forehead(skin), medians(top)
        apart = float(np.linalg.norm(medians(sides) - middle)) if len(sides) >= LEAST_PIXELS else None
        if float(top[:, 0].std()) < FLAT or self._smooth():
            dark = middle[0] < BLACK and median(chroma) < BLACK_CHROMA
            return not (dark and apart is not None and apart < SAME_HAIR and self._strands() > STRANDS)
        return apart is not None and apart > UNLIKE_SIDES

    def _beside_forehead(self, skin: Field) -> Field:
        """Colours of what is no skin beside the face, from the eyes to the forehead."""
        across, down = self.upright
        outside = cv2.dilate(self.oval.view(np.uint8), np.ones((3, 3), np.uint8)) == 0
        beside = (np.abs(across) > 0.75) & (np.abs(across) < 1.5) & (down > -1.0) & (down < 0.1)
        colours = self.colours[self.person & outside & beside]
        return np.asarray(colours[np.linalg.norm(colours - skin, axis=1) >= SKIN_SEEN])

    def _smooth(self) -> bool:
        """Whether the top of the head lacks the fine detail of hair."""
        lightness = self.colours[..., 0]
        return median(np.abs(lightness - cv2.blur(lightness, (3, 3)))[self._top]) < SMOOTH

    def _strands(self) -> float:
        """L* of the strongest tenth of detail, one to three pixels of the patch, inside the top of the head."""
        times = self._times
        rows, columns = (np.flatnonzero(self._top.any(axis)) * times for axis in (1, 0))
        box = slice(rows[0], rows[-1] + times), slice(columns[0], columns[-1] + times)
        inside = (
            cv2.erode(self._top.view(np.uint8).repeat(times, 0).repeat(times, 1)[box], np.ones((5, 5), np.uint8)) > 0
        )
        lightness = lab(np.ascontiguousarray(self.window[box]))[..., 0]
        fine, coarse = (cv2.GaussianBlur(lightness, (0, 0), sigma) for sigma in (1, 3))
        return percentile(np.abs(fine - coarse)[inside], 90) if inside.any() else 0.0


_ASKED = (PartClass.OTHER, PartClass.CLOTHES, PartClass.FACE_SKIN)


def glance_of(landmarks: Landmarks, framing: Framing) -> Glance | None:
    """The look at a measured head, None where there is none; costs less than a millisecond."""
    patch, window = landmarks.patch, landmarks.window
    points = landmarks.faces[0].points if landmarks.faces else None
    if patch is None or window is None or points is None or framing.matte is None:
        return None
    # A whole number of pixels each: such an average is four times as fast as any other.
    size = patch.size // max(1, round(patch.size / COARSE))
    return Glance(
        window=window,
        colours=lab(resized(window, size, size)),
        person=np.asarray(resized(framing.matte, size, size) > 0.9),
        points=to_patch(patch, straight(patch, points)) * (size / patch.size),
        score=landmarks.faces[0].score,
    )


def _like(colours: Field, skin: Field, distance: float) -> float:
    """Share of N x 3 CIELAB colours within a distance of the skin's own."""
    return float((np.linalg.norm(colours - skin, axis=1) < distance).mean())

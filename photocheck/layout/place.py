"""Where the picture is taken from a photo: the best place inside the profile's own limits.

The profile names one place that is best (its ``[framing]``) and limits that leave room round it.  Where the photo has
the room, the best place is taken exactly.  Where it lacks some, the nearest place is looked for that keeps every limit,
by a margin for the error of measuring, shows only what the camera saw, and enlarges nothing, or no more than the limit.

Everything is counted in pixels of the picture ("out") and of the straightened photo ("in"); ``per`` is how many of
these make one of those.  For a given ``per`` each rule bounds the head's place down or across the picture, and the
photo's edges bound the middle of the box in the photo, which may be turned against the picture: so the place nearest to
the best one is found by going to and fro between the two bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from photocheck.pixels.windows import turned
from photocheck.profile.rules import FramingRules, PictureRules
from photocheck.types import Framing, Patch, Points

MARGINS = (1.0, 0.5, 0.0)
"""How much of the margin to keep, tried in turn."""
CROWN, CHIN, EYES, SIDES, CHEEKS = 0.0075, 0.015, 0.005, 0.01, 0.01
"""The margin, in head heights (in face widths for the cheeks): what nine in ten of measured lengths err by."""
SCALES = 161
"""Scales tried between the smallest and the largest that the limits allow."""
STEPS = 12
"""Times that the two bounds are gone to and fro between: boxes lean by 10 degrees at most."""
ROOM = 0.5
"""Pixels of the photo below which nothing is missing: no measurement here can tell."""
Bounds = tuple[np.ndarray, np.ndarray]
Range = tuple[float, float]
ANY: Range = (-np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a profile allows of a place: the best one, and least and most of each value that is judged."""

    picture: PictureRules
    best: FramingRules
    top: Range = ANY
    """Fractions of the imaging area, see :class:`photocheck.types.Ratios`, down to ``centre``."""
    head: Range = ANY
    shoulder: Range = ANY
    left: Range = ANY
    right: Range = ANY
    centre: Range = ANY
    """How much the side blanks differ."""
    crown: Range = ANY
    """Pixels of the picture from its upper edge, as are the eyes; the face's width is in them too."""
    eyes: Range = ANY
    face_width: Range = ANY
    enlargement: Range = ANY
    """Output pixels per full-size source pixel."""


@dataclass(frozen=True, slots=True)
class Head:
    """A measured head, in pixels of the straightened photo."""

    crown: float
    chin: float
    left: float
    right: float
    eyes: float
    cheeks: float
    """The face's width."""

    @property
    def height(self) -> float:
        return self.chin - self.crown

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Sheet:
    """The photo that is cut from: its size, and how the picture leans in it."""

    width: int
    height: int
    scale: float
    """Decoded size / full size."""
    angle: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Place:
    """The box to cut out, in the straightened photo."""

    x0: float
    y0: float
    per: float


def head_of(framing: Framing) -> Head | None:
    """The lengths that a place is looked for by, None where one of them could not be measured."""
    found = (framing.crown_y, framing.chin_y, framing.head_left_x, framing.head_right_x)
    crown, chin, left, right = found
    if crown is None or chin is None or left is None or right is None or chin <= crown:
        return None
    middle = (crown + chin) / 2
    eyes = middle if framing.eye_line_y is None else framing.eye_line_y
    sides = framing.face_left_x, framing.face_right_x
    cheeks = right - left if sides[0] is None or sides[1] is None else sides[1] - sides[0]
    return Head(crown, chin, left, right, eyes, cheeks)


def sheet_of(width: int, height: int, scale: float, patch: Patch | None) -> Sheet:
    """The photo, and the lean that its patch was straightened by."""
    if patch is None:
        return Sheet(width, height, scale)
    return Sheet(width, height, scale, patch.angle, patch.pivot)


def best_place(head: Head, sheet: Sheet, allowed: Limits) -> Place:
    """The place nearest to the profile's best one; where none keeps limits and room, the one that lacks least room."""
    search = _Search(head, sheet, allowed)
    best = search.best()
    x, y = search.at(best)
    if search.fits(np.array([best.per]), x, y, MARGINS[0])[0]:
        return best
    for margin, least in product(MARGINS, search.finest):
        per = search.scales(margin, least)
        x, y = search.nearest(per, margin)
        fits = search.fits(per, x, y, margin)
        if fits.any():
            away = np.where(fits, search.away(per, x, y), np.inf)
            return search.place(per, x, y, int(away.argmin()))
    lacking, inside = search.lacking(per, x, y), search.inside(per, x, y, 0.0)
    if inside.any():
        lacking = np.where(inside, lacking, np.inf)
    least = lacking <= lacking.min() + ROOM
    return search.place(per, x, y, int(np.where(least, search.away(per, x, y), np.inf).argmin()))


class _Search:
    """The limits for one head in one photo.  ``x`` and ``y`` are where the head's left side and its crown come to lie
    in the picture, for each of some scales ``per``."""

    def __init__(self, head: Head, sheet: Sheet, allowed: Limits) -> None:
        self._head, self._sheet, self._allowed = head, sheet, allowed
        picture = allowed.picture
        self._size = (picture.width, picture.height)
        self._area = (picture.imaging_width, picture.imaging_height)
        self._border = tuple((size - area) / 2 for size, area in zip(self._size, self._area, strict=True))

    def best(self) -> Place:
        """The profile's own place, with the head in the middle."""
        head, (_, area) = self._head, self._area
        per = head.height / (self._allowed.best.head * area)
        crown = self._border[1] + self._allowed.best.top * area
        middle = (head.left + head.right) / 2
        return Place(middle - self._size[0] * per / 2, head.crown - crown * per, per)

    def at(self, place: Place) -> Bounds:
        """Where the head lies in the picture of a place."""
        x, y = (self._head.left - place.x0) / place.per, (self._head.crown - place.y0) / place.per
        return np.array([x]), np.array([y])

    def place(self, per: np.ndarray, x: np.ndarray, y: np.ndarray, which: int) -> Place:
        scale = float(per[which])
        return Place(
            self._head.left - float(x[which]) * scale,
            self._head.crown - float(y[which]) * scale,
            scale,
        )

    def away(self, per: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Squared distance from the best place: of the head's size, height and middle, in parts of the picture."""
        best = self.best()
        taller = self._head.height * (1 / per - 1 / best.per) / self._area[1]
        lower = (y - self.at(best)[1]) / self._area[1]
        aside = (x + self._head.width / per / 2 - self._size[0] / 2) / self._area[0]
        return np.asarray(taller**2 + lower**2 + aside**2)

    # --------------------------------------------------------------------------------- the limits

    @property
    def finest(self) -> tuple[float, float]:
        """The scale below which pixels would be enlarged, and the one below which more than the limit allows."""
        return self._sheet.scale, min(self._sheet.scale, self._unenlarged)

    def scales(self, margin: float, finest: float) -> np.ndarray:
        """The scales at which head and face have an allowed size, none finer than one; the best among them.  Where
        that leaves none, the one that enlarges least, or the best."""
        best = self.best().per
        least, most = self._sizes(margin)
        if least > most:
            return np.array([best])
        most = min(most, 4 * max(best, least))
        least = max(least, finest, best / 4)
        if least >= most:
            return np.array([most])
        between = np.geomspace(least, most, SCALES)
        return np.append(between, best) if least <= best <= most else between

    @property
    def _unenlarged(self) -> float:
        """The least scale that enlarges nothing beyond the limit."""
        return self._sheet.scale / self._allowed.enlargement[1]

    def _sizes(self, margin: float) -> tuple[float, float]:
        """The least and the largest scale at which head and face have an allowed size."""
        head, least, most = self._head, 0.0, np.inf
        for (low, high), size, error in (
            (self._allowed.head, head.height / self._area[1], CHIN),
            (self._allowed.face_width, head.cheeks, CHEEKS),
        ):
            if high < np.inf:
                least = max(least, size / high * (1 + margin * error))
            if low > 0:
                most = min(most, size / low * (1 - margin * error))
        return least, most

    def down(self, per: np.ndarray, margin: float) -> Bounds:
        """Least and most that the crown's row may be."""
        head, area, border = self._head.height / per, self._area[1], self._border[1]
        low, high = np.full(per.shape, -np.inf), np.full(per.shape, np.inf)
        below = (self._head.eyes - self._head.crown) / per
        for (least, most), unit, origin, error in (
            (self._allowed.top, area, border, CROWN),
            (self._allowed.crown, 1.0, 0.0, CROWN),
            (self._allowed.eyes, 1.0, -below, EYES),
        ):
            low = np.maximum(low, origin + least * unit + margin * error * head)
            high = np.minimum(high, origin + most * unit - margin * error * head)
        least, most = self._allowed.shoulder
        foot = border + area - head
        low = np.maximum(low, foot - most * area + margin * CHIN * head)
        high = np.minimum(high, foot - least * area - margin * CHIN * head)
        return low, high

    def across(self, per: np.ndarray, margin: float) -> Bounds:
        """Least and most that the column of the head's left side may be."""
        width, area, border = self._head.width / per, self._area[0], self._border[0]
        error = margin * SIDES * self._head.height / per
        middle = border + (area - width) / 2
        low = border + self._allowed.left[0] * area + error
        high = border + area - width - self._allowed.right[0] * area - error
        # Errors of the two sides together move the middle by less than either does.
        swing = np.maximum(0.0, self._allowed.centre[1] * area / 2 - error)
        return np.maximum(low, middle - swing), np.minimum(high, middle + swing)

    def fits(self, per: np.ndarray, x: np.ndarray, y: np.ndarray, margin: float) -> np.ndarray:
        """Whether a place is inside all limits, enlarges nothing, and the photo has the room."""
        free = (self.lacking(per, x, y) <= ROOM) & (per >= self._unenlarged * (1 - 1e-9))
        return np.asarray(free & self.inside(per, x, y, margin))

    def inside(self, per: np.ndarray, x: np.ndarray, y: np.ndarray, margin: float) -> np.ndarray:
        """Whether a place is inside all limits of the picture."""
        least, most = self._sizes(margin)
        inside = (per >= least * (1 - 1e-9)) & (per <= most * (1 + 1e-9))
        for value, (low, high) in ((x, self.across(per, margin)), (y, self.down(per, margin))):
            inside &= (value >= low - 1e-6) & (value <= high + 1e-6)
        return inside

    # ----------------------------------------------------------------------------------- the room

    def nearest(self, per: np.ndarray, margin: float) -> Bounds:
        """For each scale the place nearest to the best one that keeps the limits and, as far as may be, the room."""
        (left, right), (top, bottom) = self.across(per, margin), self.down(per, margin)
        # Rules that leave nothing, as for hair wider than the area, leave the middle: their checks say so.
        for low, high in ((left, right), (top, bottom)):
            none = low > high
            low[none] = high[none] = ((low + high) / 2)[none]
        x = self._border[0] + (self._area[0] - self._head.width / per) / 2
        y = np.full(per.shape, self.at(self.best())[1][0])
        for _ in range(STEPS):
            x, y = np.clip(x, left, right), np.clip(y, top, bottom)
            x, y = self._into_photo(per, x, y)
        return np.clip(x, left, right), np.clip(y, top, bottom)

    def _middles(self, per: np.ndarray, x: np.ndarray, y: np.ndarray) -> Points:
        """The middle of the box in the photo."""
        column = self._head.left + (self._size[0] / 2 - x) * per
        row = self._head.crown + (self._size[1] / 2 - y) * per
        return turned(np.stack([column, row], axis=-1), -self._sheet.angle, self._sheet.pivot)

    def _reach(self, per: np.ndarray) -> Points:
        """Half of what the leaning box takes of the photo, across and down."""
        lean = np.radians(abs(self._sheet.angle))
        c, s = np.cos(lean), np.sin(lean)
        width, height = self._size
        return np.stack([(width * c + height * s) * per / 2, (width * s + height * c) * per / 2], axis=-1)

    def _into_photo(self, per: np.ndarray, x: np.ndarray, y: np.ndarray) -> Bounds:
        """The place moved by as little as brings the box into the photo; into its middle where it is larger."""
        reach, size = self._reach(per), np.array([self._sheet.width, self._sheet.height], float)
        most = np.maximum(size - reach, size / 2)
        middles = np.clip(self._middles(per, x, y), size - most, most)
        straight = turned(middles, self._sheet.angle, self._sheet.pivot)
        return (
            self._size[0] / 2 - (straight[:, 0] - self._head.left) / per,
            self._size[1] / 2 - (straight[:, 1] - self._head.crown) / per,
        )

    def lacking(self, per: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The most pixels that the photo lacks on any side."""
        reach, middles = self._reach(per), self._middles(per, x, y)
        size = np.array([self._sheet.width, self._sheet.height], float)
        return np.asarray(np.maximum(reach - middles, middles + reach - size).max(axis=-1))


__all__ = ["Head", "Limits", "Place", "Sheet", "best_place", "head_of", "sheet_of"]

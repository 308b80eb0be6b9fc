"""The head's outline in the patch: crown and sides, and what makes them doubtful.

Every number below is a fraction of the head's height unless it says otherwise; rows and columns are
corner coordinates of the patch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photocheck.layout.mesh import IRISES, Point
from photocheck.pixels.colour import lab
from photocheck.pixels.quantiles import medians
from photocheck.pixels.windows import resized
from photocheck.types import Doubt, Field, Mask, PartClass, Pixels, Points, Reason

STRAND = 0.05
"""What is narrower than this above the head is a strand, not the crown."""
SIDE_STRAND = 0.02
"""The same at the sides: an ear seen from the front is only a little wider."""
TUFT, TUFT_HEIGHT = 0.16, 0.025
"""A tuft narrower than the one that stands out by more than the other could be called either."""
SOFTEN = 0.013
"""Standard deviation of the blur before the matte is cut at one half.  Of 0.006, 0.010 and 0.015 tried
on labelled portraits in 13 forms, 0.010 to 0.015 left the crown without a bias."""
FLARE = 0.6
"""Columns that an outline may widen a row, going down, before it counts as shoulder or collar."""
FLARE_SPAN = 0.03
SIDE_STRIP, UNLIKE = 0.08, 30.0
"""Width of the outline's strip whose colour above is compared with that below, where it widens, and the
CIELAB distance from which that is clothes: hair that falls on the shoulders stays under 12."""
PARTS_SLACK = 0.02
"""How far the coarse map of hair and face may be off."""
VAGUE_TRUST = 0.8
"""Mean trust in colours along the head's upper edge below which the finer model is asked: on plain
cloth it is 0.97 and more, before foliage or a wooden door 0.5 and less."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The head in patch rows and columns; None where it could not be told."""

    top: float | None
    left: float | None
    right: float | None
    doubts: Mapping[Doubt, Reason]
    unsettled: bool
    """Whether a map of hair, skin and clothes would settle a doubt."""


def outline(
    window: Pixels,
    matte: Field,
    trust: Field,
    inside: Mask,
    class_map: Field | None,
    here: Points,
    last_row: float,
    head: float,
) -> Outline:
    """Crown and sides of the head.

    :param window: n x n x 3 uint8 RGB, the patch's pixels.
    :param matte: n x n, the person's share; ``trust`` as :func:`photocheck.layout.matte.refine` gives it.
    :param inside: n x n, where the patch lies inside the photo.
    :param class_map: 6 x m x m class probabilities where they are known.
    :param here: 478 x 2 mesh points in the patch.
    :param last_row: where the head's sides end.
    :param head: the head's height in patch pixels, roughly.
    """
    doubts: dict[Doubt, Reason] = {}
    soft = np.asarray(cv2.GaussianBlur(matte, (0, 0), SOFTEN * head), np.float32)
    person = (soft > 0.5) & inside
    solid = _component(person, here, STRAND * head)
    if solid is None:
        return Outline(None, None, None, {Doubt.CROWN: Reason.NO_OUTLINE}, class_map is None)
    top = _crown(soft, solid, inside, head)
    if top is None:
        doubts[Doubt.CROWN] = Reason.CUT_ABOVE
    elif _tufted(person, here, top, head):
        doubts[Doubt.CROWN] = Reason.TWO_CROWNS
    rows = _head_rows(solid, inside, top, last_row)
    fine = _component(person, here, SIDE_STRAND * head)
    solid = solid if fine is None else fine
    if class_map is not None:
        solid &= _near_head(class_map, matte.shape[0], head)
    eyes = int(here[list(IRISES), 1].mean())
    below_ears = int(here[Point.NOSE_BASE, 1])
    ears = None if class_map is not None else below_ears
    left, flared_left = _side(window, solid, soft, rows, ears, head)
    right, flared_right = _side(window[:, ::-1], solid[:, ::-1], soft[:, ::-1], rows, ears, head)
    right = None if right is None else matte.shape[1] - right
    vague = _vague(soft, trust, inside, eyes)
    if vague:
        doubts[Doubt.OUTLINE] = Reason.VAGUE_OUTLINE
    for doubt, flared in ((Doubt.HEAD_LEFT, flared_left), (Doubt.HEAD_RIGHT, flared_right)):
        if flared:
            doubts[doubt] = Reason.COLLAR
    first, last = columns_inside(inside)
    if left is not None and left <= first + 0.5:
        doubts[Doubt.HEAD_LEFT] = Reason.CUT_SIDE
    if right is not None and right >= last - 0.5:
        doubts[Doubt.HEAD_RIGHT] = Reason.CUT_SIDE
    unsettled = class_map is None and (vague or flared_left or flared_right)
    return Outline(top, left, right, doubts, unsettled)


def _component(person: Mask, here: Points, width: float, step: int = 1) -> Mask | None:
    """The part that holds the face, without strands narrower than ``width``.

    :param step: how much coarser the strands are looked for: wide ones need no fine grid.
    """
    size = person.shape[0]
    grid = person[::step, ::step].astype(np.uint8)
    k = 2 * max(1, round(width / step / 2)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (k, k))
    _, labels = cv2.connectedComponents(cv2.morphologyEx(grid, cv2.MORPH_OPEN, disc))
    u, v = here[[*IRISES, Point.LOWER_INNER_LIP]].mean(0)
    label = labels[min(size - 1, max(0, int(v))) // step, min(size - 1, max(0, int(u))) // step]
    if label == 0:
        return None
    found = labels == label
    return np.asarray(found if step == 1 else found.repeat(step, 0).repeat(step, 1)[:size, :size])


def _tufted(person: Mask, here: Points, top: float, head: float) -> bool:
    """Whether what reaches the crown is a tuft, so that a reviewer may take its foot for the crown."""
    broad = _component(person, here, TUFT * head, step=4)
    return broad is not None and float(np.flatnonzero(broad.any(1))[0]) - top > TUFT_HEIGHT * head


def _vague(soft: Field, trust: Field, inside: Mask, eyes: int) -> bool:
    """Whether the head's upper edge rests on the coarse mask more than on colours."""
    edge = (np.abs(soft[:eyes] - 0.5) < 0.4) & inside[:eyes]
    return bool(edge.any() and trust[:eyes][edge].mean() < VAGUE_TRUST)


def _near_head(class_map: Field, size: int, head: float) -> Mask:
    """Where hair and face are, a little widened: the finer matte says where exactly they end."""
    hair_or_face = resized(class_map[PartClass.HAIR] + class_map[PartClass.FACE_SKIN], size, size) > 0.5
    radius = max(1, round(PARTS_SLACK * head))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.dilate(hair_or_face.astype(np.uint8), disc) > 0)


def columns_inside(inside: Mask) -> tuple[int, int]:
    """First column inside the photo and the one after the last."""
    columns = np.flatnonzero(inside.any(0))
    return int(columns[0]), int(columns[-1]) + 1


def _crown(soft: Field, solid: Mask, inside: Mask, head: float) -> float | None:
    """The first row of the solid head, to a fraction of a row; None where the edge cuts it."""
    # The foot of a strand tapers onto the head: the crown begins where the head is wider than a strand.
    row = int(np.flatnonzero(np.count_nonzero(solid, axis=1) >= SIDE_STRAND * head)[0])
    columns = np.flatnonzero(solid[row])
    column = int(columns.mean())
    if not inside[max(0, row - max(1, round(0.004 * head))), column] or row == 0:
        return None
    # Where the softened matte crosses one half, on the columns that reach up there; no further up than
    # the cut at one half can be off, or a strand would be followed.
    return _crossing(soft[: row + 3, columns].mean(1), row)


def _crossing(share: Field, place: int) -> float:
    """Where a row or column of the softened matte, going into the head, crosses one half: within two pixels of
    the cut at one half, to a fraction of one."""
    first = max(0, place - 2)
    strip = share[first : place + 3]
    below = np.flatnonzero(strip < 0.5)
    if not len(below) or below[-1] + 1 >= len(strip):
        return float(place)
    i = int(below[-1])
    step = (0.5 - strip[i]) / max(1e-6, strip[i + 1] - strip[i])
    return float(first + i + 0.5 + step)


def _head_rows(solid: Mask, inside: Mask, top: float | None, last_row: float) -> range:
    first = int(np.flatnonzero(solid.any(1))[0]) if top is None else int(top)
    last = min(int(last_row), int(np.flatnonzero(inside.any(1))[-1]))
    return range(first, max(first + 1, last))


def _side(
    window: Pixels, solid: Mask, soft: Field, rows: range, below_ears: int | None, head: float
) -> tuple[float | None, bool]:
    """The leftmost column of the head, and whether a shoulder, a collar or hair was left out below.

    :param below_ears: the row from which what widens may be no head; None where the clothes are out of the
        mask already, so that it is hair.
    """
    block = solid[rows.start : rows.stop]
    some = block.any(1)
    if not some.any():
        return None, False
    edge = np.where(some, block.argmax(1), block.shape[1])
    last = len(edge) if below_ears is None else _flare(edge, max(0, below_ears - rows.start), head)
    wider = last < len(edge) and edge[:last].min() - edge[last:].min() > 0.01 * head
    flared = bool(wider and not _clothes(window[rows.start : rows.stop], block, edge, last, head))
    column = int(edge[:last].min())
    # On the outermost of the rows that reach that far.
    outermost = soft[rows.start : rows.start + last][edge[:last] == column]
    return _crossing(outermost.max(0), column), flared


def _flare(edge: NDArray[np.intp], below_ears: int, head: float) -> int:
    """The row where the outline runs off sideways, or the last.  Below the ears, whose upper rims run off
    too: what does there is no longer the head."""
    span = max(2, round(FLARE_SPAN * head))
    for i in range(below_ears + span, len(edge)):
        if edge[i - span] - edge[i] > FLARE * span and edge[i] < edge[: i - span].min():
            return i - span
    return len(edge)


def _clothes(window: Pixels, block: Mask, edge: NDArray[np.intp], last: int, head: float) -> bool:
    """Whether what runs off from a row on is surely no hair: its colour is far from the head's side above."""
    beside = np.arange(window.shape[1])[None, :]
    strip = block & (beside < edge[:, None] + SIDE_STRIP * head)
    above, below = (medians(lab(window[rows][strip[rows]][None])[0]) for rows in (slice(None, last), slice(last, None)))
    return float(np.linalg.norm(above - below)) > UNLIKE

"""People before the station's camera, made by the studio from the samples' one portrait.

A candidate is the portrait as she is or mirrored, in clothes of a colour of her own, so that neighbours are two
different pictures and every filed picture says whose it is.  Frames go into a .y4m file that Chromium plays as its
camera; it reads every frame anew, so the picture can be changed while it plays, as an actor would change it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SAMPLES = Path(__file__).parents[2] / "samples"
sys.path[:0] = [str(SAMPLES)]

from portrait import LEAN, Sitter, head_turned, sitter  # noqa: E402 - found beside the samples
from retouch import dressed  # noqa: E402

from studio.camera import jpeg_bytes  # noqa: E402
from studio.labels import Labels  # noqa: E402
from studio.scene import compose, frame, station  # noqa: E402

Pixels = NDArray[np.uint8]
HEIGHT, WIDTH = 720, 1280


@dataclass(frozen=True)
class Pose:
    """How somebody sits: the head's share of the picture's height, the blank above it, degrees, and shifts to the
    picture's right as a share of its width."""

    head: float = 0.36
    above: float = 0.24
    shift: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0


GOOD = Pose()
TOO_NEAR = Pose(head=0.74, above=0.12)
TOO_FAR = Pose(head=0.15, above=0.36)
TILTED = Pose(roll=17.0)
ASIDE = Pose(shift=-0.36)


def colour_of(index: int) -> tuple[int, int, int]:
    """A cloth of its own for each of 64 candidates, none of them like the background: sRGB."""
    return 44 + 30 * (index % 4), 40 + 22 * (index // 4 % 4), 40 + 22 * (index // 16 % 4)


@cache
def person(index: int) -> Sitter:
    """Candidate ``index``: every second one is mirrored."""
    who = sitter()
    if index % 2:
        who = _mirrored(who)
    return replace(who, person=dressed(who.person, colour_of(index)))


def _mirrored(who: Sitter) -> Sitter:
    width = who.person.width
    sheets = {name: np.ascontiguousarray(getattr(who.person, name)[:, ::-1]) for name in _SHEETS}
    head = who.head
    labels = Labels(
        crown_y=head.crown_y,
        chin_y=head.chin_y,
        head_left_x=width - 1 - head.head_right_x,
        head_right_x=width - 1 - head.head_left_x,
        eye_line_y=head.eye_line_y,
    )
    mesh = who.landmarks.copy()
    mesh[:, 0] = width - 1 - mesh[:, 0]
    return replace(who, person=replace(who.person, **sheets), head=labels, landmarks=mesh)


_SHEETS = ("foreground", "alpha", "clothes", "hair", "skin")


def seated(index: int, pose: Pose = GOOD, seed: int = 1, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Pixels:
    """One frame of candidate ``index``."""
    who = person(index)
    lean = LEAN if index % 2 else -LEAN
    if pose.yaw or pose.pitch:
        who = head_turned(who, pose.yaw, pose.pitch)
    rng = np.random.default_rng(seed)
    where: dict[str, Any] = {"head": pose.head, "above": pose.above, "shift": (pose.shift, 0.0)}
    place = frame(who.head, *size, rotation=pose.roll + lean, **where)
    return compose(station(who.person, who.head, rng, *size, landmarks=who.landmarks, placing=place), rng).rgb


def empty(seed: int = 1, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Pixels:
    """The seat with nobody in it: the cloth of a frame, without the person."""
    who = person(0)
    rng = np.random.default_rng(seed)
    nobody = replace(who.person, alpha=np.zeros_like(who.person.alpha))
    place = frame(who.head, *size, head=0.36, above=0.24)
    return compose(station(nobody, who.head, rng, *size, placing=place), rng).rgb


def jpeg(rgb: Pixels, quality: int = 90) -> bytes:
    """A frame as a page posts it."""
    return jpeg_bytes(rgb, quality)


def yuv(rgb: Pixels) -> bytes:
    """A frame's bytes in a .y4m file: planar 4:2:0."""
    return np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420)).tobytes()

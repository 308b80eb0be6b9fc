"""The values that travel down the line; this module imports nothing of ours.

Coordinates are pixels of the upright picture with the origin at the top left, x to the right and
y down; a pixel's centre lies at a half (the first pixel covers 0 to 1).  ``left`` and ``right``
are the picture's, not the person's.  Arrays are RGB and read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""H x W x 3, RGB."""
Field = NDArray[np.float32]
"""H x W, one number a pixel."""
Points = NDArray[np.float64]
"""N x 2, x and y in pixels."""
Mask = NDArray[np.bool_]
"""H x W."""

Language = Literal["zh", "en"]
Value = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages that every reader of ours has."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def filled(self, **values: object) -> Text:
        """The same sentence with its ``{places}`` filled in; a text fills them in its two languages."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def to_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class Word(str, Enum):
    """A closed set of words that print as themselves (Python 3.10 has no StrEnum)."""

    def __str__(self) -> str:
        return str(self.value)


class Verdict(Word):
    """How a finding (pass to unmeasured) or a whole photo (all but unmeasured) was judged."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    UNMEASURED = "unmeasured"
    ERROR = "error"


class Cure(Word):
    """Who has to do something about a finding."""

    RETAKE = "retake"
    """The candidate: the photo has to be taken again."""
    REPROCESS = "reprocess"
    """This program: the picture is to be made again from the camera photo."""
    RENAME = "rename"
    """The office: the file, not the photo, is to be mended."""
    REVIEW = "review"
    """A person's eye: the program cannot be sure."""


class Reason(Word):
    """Why something was not measured, or only roughly; the sentences are in ``words/reasons.toml``."""

    NO_FACE = "no_face"
    TOO_SMALL = "too_small"
    BACKGROUND_HIDDEN = "background_hidden"
    CLOTHES_HIDDEN = "clothes_hidden"
    FOREHEAD_HIDDEN = "forehead_hidden"
    NO_TAG = "no_tag"
    NO_CHECK_DIGIT = "no_check_digit"
    NO_CROWN = "no_crown"
    NO_SIDES = "no_sides"
    NO_SHOULDER = "no_shoulder"
    NOTHING_CALM = "nothing_calm"
    REDUCED = "reduced"
    NO_NUMBER = "no_number"
    CUT_ABOVE = "cut_above"
    NO_OUTLINE = "no_outline"
    TWO_CROWNS = "two_crowns"
    VAGUE_OUTLINE = "vague_outline"
    COLLAR = "collar"
    CUT_SIDE = "cut_side"
    UNDER_BEARD = "under_beard"


class Doubt(Word):
    """What of a framing is None, or only roughly right."""

    CROWN = "crown"
    CHIN = "chin"
    OUTLINE = "outline"
    HEAD_LEFT = "head_left"
    HEAD_RIGHT = "head_right"


class PartClass(IntEnum):
    """Layers of the class map (MediaPipe's selfie multiclass segmenter)."""

    BACKGROUND = 0
    HAIR = 1
    BODY_SKIN = 2
    FACE_SKIN = 3
    CLOTHES = 4
    OTHER = 5
    """Things: hats, glasses, jewellery."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no verdict on the photo itself could be given: ours, not the photo's."""

    kind: str
    """A word for programs: ``unreadable``, ``exists``, ``disk``, ``number``, ``crash`` ..."""
    message: Text

    def to_dict(self) -> dict[str, str]:
        return {"kind": self.kind, **self.message.to_dict()}


# ------------------------------------------------------------------------------------------ photo


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the bytes said before anything was decoded to RGB."""

    format: str
    """By content: ``JPEG``, ``PNG``, ``HEIF`` ...; never by the file's name."""
    mode: str
    """``RGB``, ``grey``, ``CMYK``, ``RGBA`` ..."""
    bits: int
    """Bits a channel."""
    bytes: int
    width: int
    height: int
    """Of the upright picture at full size."""
    frames: int
    orientation: int
    """EXIF orientation, 1 to 8; 1 where there is none."""
    dpi: float | None
    progressive: bool
    metadata: tuple[str, ...] = ()
    """What else the file carries: ``EXIF``, ``GPS``, ``ICC`` ..."""
    quality: int | None = None
    """Estimated from the luminance quantisation table against the one in ITU-T T.81 annex K."""
    damage: Text | None = None
    """Why the file is not whole, although pixels could be read from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """Decoded pixels and where they came from."""

    name: str
    """The file's name with its ending, or empty for an array."""
    pixels: Pixels
    scale: float = 1.0
    """Decoded size / full size; below 1 where a large JPEG was decoded at a reduced size."""
    file: FileFacts | None = None
    turned: int = 0
    """Degrees clockwise, 90, 180 or 270, that the pixels were turned so that the face stands upright, beyond what the
    file's own tag asks for; the file's width and height are then those of the turned picture."""

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


# ---------------------------------------------------------------------------------------- detected


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees.  Yaw: positive when the face turns to the picture's right; pitch: positive when
    it looks up; roll: positive when the head leans counter-clockwise in the picture."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face: its box (x0, y0, x1, y1) and, for the one that is measured, its points."""

    box: tuple[float, float, float, float]
    score: float
    points: Points | None = None
    """478 x 2: the MediaPipe face mesh with irises."""
    pose: Pose | None = None
    expression: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """52 blendshape scores, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A square window on a photo: its own pixel grid and where that lies in the photo.

    A point (u, v) of the patch lies at ``(x0 + u / scale, y0 + v / scale)`` of the photo, after the
    photo was turned by ``angle`` degrees clockwise about ``pivot``.
    """

    x0: float
    y0: float
    scale: float
    size: int
    angle: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """What the models saw.  ``faces[0]`` is the one that is measured; the patch surrounds it."""

    faces: tuple[Face, ...]
    patch: Patch | None = None
    window: Pixels | None = None
    """The photo's pixels in the patch, edges repeated outwards."""
    inside: Mask | None = None
    """Where the patch lies inside the photo."""
    person: Field | None = None
    """Probability that a patch pixel belongs to a person, 0 to 1."""
    class_map: NDArray[np.float32] | None = None
    """6 x n x n probabilities, a layer for each :class:`PartClass`; only where the person mask alone could
    not settle the outline, or colours leave it open what covers the face."""


# -------------------------------------------------------------------------------------- measured


@dataclass(frozen=True, slots=True, eq=False)
class Framing:
    """The lengths that everything stands on, pixels of the upright photo (straightened by the
    patch's angle).  None where it could not be trusted; ``doubts`` then says why."""

    crown_y: float | None
    chin_y: float | None
    head_left_x: float | None
    head_right_x: float | None
    eye_line_y: float | None
    left_shoulder: tuple[float, float] | None
    right_shoulder: tuple[float, float] | None
    face_left_x: float | None
    face_right_x: float | None
    """The cheeks: the widest points of the face mesh."""
    matte: Field | None = None
    """The patch's refined person mask, 0 to 1."""
    doubts: Mapping[Doubt, Reason] = field(default_factory=lambda: MappingProxyType({}))
    """What is None or only roughly right, and why."""
    unsettled: bool = False
    """Whether the map of hair, skin and clothes would settle a doubt."""

    @property
    def vague(self) -> bool:
        """Whether the doubt is where the head ends at all, so that only the fine map settles it."""
        reasons = {self.doubts.get(Doubt.OUTLINE), self.doubts.get(Doubt.CROWN)}
        return self.unsettled and not reasons.isdisjoint({Reason.VAGUE_OUTLINE, Reason.NO_OUTLINE})


@dataclass(frozen=True, slots=True)
class Ratios:
    """Fractions of the imaging area: blank above the crown, crown to chin, chin to the lower edge,
    and the blank beside the head on either side (negative where the head leaves the area)."""

    top: float | None = None
    head: float | None = None
    shoulder: float | None = None
    left: float | None = None
    right: float | None = None


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a photo that becomes the whole output.

    The box (x0, y0, x1, y1) is upright; the head in it leans ``angle`` degrees counter-clockwise.
    Turn the photo ``angle`` degrees clockwise about the box centre and the box maps onto the output.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    angle: float = 0.0

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

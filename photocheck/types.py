"""The values that travel down the line; this module imports nothing of ours.

Coordinates are pixels of the upright picture with the origin at the top left, x to the right and
y down; a pixel's centre lies at a half (the first pixel covers 0 to 1).  ``left`` and ``right``
are the picture's, not the person's.  Arrays are RGB and read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal

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
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages that every reader of ours has."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def filled(self, **values: object) -> Text:
        """The same sentence with its ``{places}`` filled in."""
        return Text(self.zh.format(**values), self.en.format(**values))

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


class Stage(Word):
    """When a check can be made at all; elsewhere it does not run (it is not unmeasured)."""

    PICTURE = "picture"
    """On any picture: a file, an array, a camera frame as it will be framed."""
    FILE = "file"
    """Only where there are encoded bytes."""
    CAPTURE = "capture"
    """Only while a camera photo is being framed (process and preview)."""


# ---------------------------------------------------------------------------------------- profile


@dataclass(frozen=True, slots=True)
class Rule:
    """What a profile demands of one check: a range, or one of the listed words."""

    check: str
    min: float | None = None
    max: float | None = None
    allowed: tuple[Value, ...] | None = None
    level: Verdict = Verdict.FAIL
    """What a value outside the limit means: fail, or only warn."""

    def limit(self) -> dict[str, Any]:
        """The limit as it stands in a result: only the keys that the profile gives."""
        allowed = None if self.allowed is None else list(self.allowed)
        keys = {"min": self.min, "max": self.max, "allowed": allowed}
        return {key: value for key, value in keys.items() if value is not None}


@dataclass(frozen=True, slots=True)
class PictureRules:
    """The finished picture: its size, and the printed part of it that the ratios speak of."""

    width: int
    height: int
    imaging_width: int
    imaging_height: int
    """The imaging area, pixels, centred in the picture."""


@dataclass(frozen=True, slots=True)
class FramingRules:
    """Where process puts the head, in fractions of the imaging area's height."""

    top: float
    head: float


@dataclass(frozen=True, slots=True)
class EncodingRules:
    """The JPEG that process writes."""

    dpi: int
    quality_min: int
    kb_min: float | None = None
    kb_max: float | None = None
    """1 KB is 1024 bytes where a file is checked; process stays inside either reading of KB."""


@dataclass(frozen=True, slots=True)
class BackgroundRules:
    """The authority's own colour, to which the CIEDE2000 distance is reported."""

    reference: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class NumberRules:
    """The candidate number: its shape, and the named fields in it that the tree may use."""

    shape: str
    """Regular expression for the whole number, ASCII digits spelled ``[0-9]``."""
    fields: str
    """Regular expression with named groups; a number of the right shape can still be unreadable."""
    title: Text
    check_digit: str | None = None
    """``"gb11643"`` where the number is an 18-character ID number with its check character."""


@dataclass(frozen=True, slots=True)
class TreeRules:
    """Where a picture is written, as a template of the number's fields."""

    template: str


@dataclass(frozen=True, slots=True)
class Profile:
    """An authority's rules as data; see docs/profiles.md for the TOML that it is read from."""

    id: str
    title: Text
    source: str
    picture: PictureRules
    framing: FramingRules
    encoding: EncodingRules
    background: BackgroundRules
    number: NumberRules
    tree: TreeRules
    rules: tuple[Rule, ...]
    digest: str
    """SHA-256 of everything above in canonical form: two runs with one digest used the same rules."""

    def rule(self, check: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.check == check), None)


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
    expression: Mapping[str, float] = field(default_factory=lambda: NOTHING)
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
    parts: NDArray[np.float32] | None = None
    """6 x n x n probabilities: background, hair, body skin, face skin, clothes, other; only where
    the person mask alone could not settle the outline."""


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
    doubts: Mapping[str, Text] = field(default_factory=lambda: NOTHING)
    """Field name (crown, chin, head_left, ...) -> why it is None or only roughly right."""
    unsettled: bool = False
    """Whether the map of hair, skin and clothes would settle a doubt."""


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


# ---------------------------------------------------------------------------------------- judged


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome."""

    check: str
    verdict: Verdict
    value: Value | None
    limit: Mapping[str, Any]
    unit: str
    title: Text
    hint: Text
    """What to do; for a passed check, what it looked at."""
    level: Verdict = Verdict.FAIL
    """What the profile makes of this check when it is not passed: fail, or only warn."""

    @property
    def counts_as(self) -> Verdict:
        """What the finding adds to the photo's verdict: unmeasured is never a pass."""
        return self.level if self.verdict is Verdict.UNMEASURED else self.verdict

    def to_dict(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "verdict": str(self.verdict),
            "value": self.value,
            "limit": dict(self.limit),
            "unit": self.unit,
            "title": self.title.to_dict(),
            "hint": self.hint.to_dict(),
            "level": str(self.level),
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no verdict on the photo itself could be given: ours, not the photo's."""

    kind: str
    """A word for programs: ``unreadable``, ``exists``, ``disk``, ``number``, ``crash`` ..."""
    message: Text

    def to_dict(self) -> dict[str, str]:
        return {"kind": self.kind, **self.message.to_dict()}


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Everything said of one photo."""

    photo: str
    profile: str
    findings: tuple[Finding, ...] = ()
    image: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    measurements: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    crop: Crop | None = None
    output: str | None = None
    error: Problem | None = None
    number: str | None = None
    """The candidate's, where it is known: given to process, or the name of a finished photo."""

    @property
    def verdict(self) -> Verdict:
        """Derived: an error outweighs a failure, a failure a warning."""
        if self.error is not None:
            return Verdict.ERROR
        found = {finding.counts_as for finding in self.findings}
        if Verdict.FAIL in found or not self.findings:
            return Verdict.FAIL
        return Verdict.WARN if Verdict.WARN in found else Verdict.PASS

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that made the photo fail, unmeasured ones included."""
        return tuple(f for f in self.findings if f.counts_as is Verdict.FAIL)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.counts_as is Verdict.WARN)

    def to_dict(self) -> dict[str, Any]:
        """The result object; photocheck/report/result.schema.json describes it."""
        crop = self.crop
        return {
            "photo": self.photo,
            "number": self.number,
            "profile": self.profile,
            "verdict": str(self.verdict),
            "image": dict(self.image),
            "measurements": dict(self.measurements),
            "findings": [finding.to_dict() for finding in self.findings],
            "crop": None
            if crop is None
            else {
                "x0": round(crop.x0, 2),
                "y0": round(crop.y0, 2),
                "x1": round(crop.x1, 2),
                "y1": round(crop.y1, 2),
                "angle": round(crop.angle, 3),
            },
            "output": self.output,
            "error": None if self.error is None else self.error.to_dict(),
        }

"""What checks may ask for: each property has the name of a check's parameter.

Where it cannot be had, the property raises :class:`photocheck.checks.base.Unmeasured` with the reason, and whatever
asked for it is unmeasured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TypeVar

from photocheck.checks.base import Unmeasured
from photocheck.checks.cloth import Cloth, cloth_of
from photocheck.checks.portrait import Portrait, portrait_of
from photocheck.checks.skin import Skin, skin_of
from photocheck.checks.texture import Texture
from photocheck.layout.crop import Plan
from photocheck.layout.framing import ratios
from photocheck.profile.naming import FileNames, file_names
from photocheck.profile.rules import BackgroundRules, NumberRules, Profile
from photocheck.types import (
    Doubt,
    Face,
    FileFacts,
    Framing,
    Landmarks,
    Photo,
    Pixels,
    Pose,
    Ratios,
    Reason,
    Text,
    Verdict,
)

T = TypeVar("T")


def _given(value: T | None, reason: Reason) -> T:
    """The value, where there is one.

    :raises Unmeasured: for this reason where there is none.
    """
    if value is None:
        raise Unmeasured(reason)
    return value


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is known of the picture being judged."""

    profile: Profile
    photo: Photo
    landmarks: Landmarks
    measured: Framing | None
    planned: Plan | None = None
    """Only while a camera photo is being framed."""

    @property
    def scene(self) -> Scene:
        """For the check that has to judge another framing of the same picture."""
        return self

    # ------------------------------------------------------------------------------------ the file

    @property
    def file(self) -> FileFacts:
        facts = self.photo.file
        assert facts is not None  # noqa: S101 - what asks for it runs only where there is a file
        return facts

    @property
    def damage(self) -> Text | None:
        """Why the file is not whole, once all of it was decoded."""
        return self.file.damage

    @property
    def name(self) -> PurePath:
        """The file's name with its ending."""
        return PurePath(self.photo.name)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, upright and in full."""
        facts = self.photo.file
        return (self.photo.width, self.photo.height) if facts is None else (facts.width, facts.height)

    @property
    def numbers(self) -> NumberRules:
        return self.profile.number

    @property
    def names(self) -> FileNames:
        return file_names(self.profile)

    # ------------------------------------------------------------------------------------ the head

    @property
    def faces(self) -> tuple[Face, ...]:
        return self.landmarks.faces

    @property
    def largest_face(self) -> Face:
        """Whether the mesh confirms it or not."""
        return _given(self.faces[0] if self.faces else None, Reason.NO_FACE)

    @property
    def turned(self) -> int:
        """Degrees clockwise that the photo was turned for its largest face to stand upright."""
        _given(self.faces or None, Reason.NO_FACE)
        return self.photo.turned

    @property
    def face(self) -> Face:
        """The face that is measured: it has its points."""
        face = self.largest_face
        _given(face.points, Reason.NO_FACE)
        return face

    @property
    def pose(self) -> Pose:
        return _given(self.face.pose, Reason.NO_FACE)

    @property
    def framing(self) -> Framing:
        return _given(self.measured, Reason.NO_FACE)

    @cached_property
    def ratios(self) -> Ratios:
        """Each of them None where its length could not be measured."""
        return ratios(self.measured, self.photo.width, self.photo.height, self.profile.picture)

    def _length(self, value: float | None, doubt: Doubt, reason: Reason) -> float:
        return _given(value, self.framing.doubts.get(doubt, reason))

    @property
    def crown_y(self) -> float:
        """Pixels from the picture's upper edge."""
        return self._length(self.framing.crown_y, Doubt.CROWN, Reason.NO_CROWN)

    @property
    def head_length(self) -> float:
        """Pixels from crown to chin."""
        chin = self._length(self.framing.chin_y, Doubt.CHIN, Reason.NO_CROWN)
        return chin - self.crown_y

    @property
    def head_sides(self) -> tuple[float, float]:
        """Columns of the head's outermost hair or ears at the left and at the right."""
        return (
            self._length(self.framing.head_left_x, Doubt.HEAD_LEFT, Reason.NO_SIDES),
            self._length(self.framing.head_right_x, Doubt.HEAD_RIGHT, Reason.NO_SIDES),
        )

    @property
    def eye_line_y(self) -> float:
        """Pixels from the upper edge to the mean height of the pupils."""
        return _given(self.framing.eye_line_y, Reason.NO_FACE)

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of the picture that the framing's lengths are pixels of."""
        return self.photo.width, self.photo.height

    @property
    def top_ratio(self) -> float:
        return self._length(self.ratios.top, Doubt.CROWN, Reason.NO_CROWN)

    @property
    def head_ratio(self) -> float:
        return self._length(self.ratios.head, Doubt.CROWN, Reason.NO_CROWN)

    @property
    def shoulder_ratio(self) -> float:
        return self._length(self.ratios.shoulder, Doubt.CHIN, Reason.NO_CROWN)

    @property
    def left_ratio(self) -> float:
        return self._length(self.ratios.left, Doubt.HEAD_LEFT, Reason.NO_SIDES)

    @property
    def right_ratio(self) -> float:
        return self._length(self.ratios.right, Doubt.HEAD_RIGHT, Reason.NO_SIDES)

    @property
    def plan(self) -> Plan:
        """The crop of a camera photo."""
        if self.planned is None:
            crown = self.framing.doubts.get(Doubt.CROWN, Reason.NO_CROWN)
            raise Unmeasured(crown if self.framing.crown_y is None else Reason.NO_SIDES)
        return self.planned

    # --------------------------------------------------------------------------------- the pixels

    @cached_property
    def _portrait(self) -> Portrait | None:
        return portrait_of(self.photo, self.landmarks, self.measured, self.profile.picture.height)

    @property
    def portrait(self) -> Portrait:
        return _given(self._portrait, Reason.NO_FACE)

    @property
    def picture(self) -> Pixels:
        """The whole picture, no larger than the profile's where a face was measured."""
        return self.photo.pixels if self._portrait is None else self._portrait.full

    @cached_property
    def _skin(self) -> Skin | None:
        return skin_of(self.portrait)

    @property
    def skin(self) -> Skin:
        """The face's skin."""
        return _given(self._skin, Reason.TOO_SMALL)

    @cached_property
    def cloth_if_seen(self) -> Cloth | None:
        """The background, for checks that do without."""
        return cloth_of(self.portrait)

    @property
    def cloth(self) -> Cloth:
        """The background."""
        return _given(self.cloth_if_seen, Reason.BACKGROUND_HIDDEN)

    @property
    def least_chroma(self) -> float:
        """Below it the profile calls a background too pale, so that its hue says nothing."""
        rule = self.profile.rule("background.chroma")
        return 0.0 if rule is None or rule.min is None or rule.level is not Verdict.FAIL else rule.min

    @property
    def background_rules(self) -> BackgroundRules:
        return self.profile.background

    @cached_property
    def texture(self) -> Texture:
        """The picture at its own size."""
        return Texture(self.portrait)

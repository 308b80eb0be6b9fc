"""What a check is: a function from a Subject to a value, with the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from photocheck.checks.scene import Regions, regions
from photocheck.layout.cloth import Cloth, cloth
from photocheck.layout.crop import Plan
from photocheck.layout.framing import ratios
from photocheck.layout.light import Skin, skin
from photocheck.layout.texture import Texture
from photocheck.types import Face, Framing, Landmarks, Photo, Profile, Ratios, Stage, Text, Value

NO_FACE = Text("没有找到可以测量的人脸", "no face was found that could be measured")
TOO_SMALL = Text("脸太小", "the face is too small")
HIDDEN = Text("几乎看不到背景", "hardly any background is seen")


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why a check has no value; never a pass."""

    reason: Text


Measured = Value | Unmeasured | None
"""A check's answer; None stands for "there is no face to measure"."""


@dataclass(frozen=True, eq=False)
class Subject:
    """All that is known of the picture being judged; a check takes from it what it needs."""

    profile: Profile
    photo: Photo
    landmarks: Landmarks
    framing: Framing | None
    plan: Plan | None = None
    """Only while a camera photo is being framed."""

    @property
    def face(self) -> Face | None:
        """The face that is measured."""
        return self.landmarks.faces[0] if self.landmarks.faces else None

    @cached_property
    def ratios(self) -> Ratios:
        return ratios(self.framing, self.photo.width, self.photo.height, self.profile.picture)

    @cached_property
    def regions(self) -> Regions | None:
        return regions(self.photo, self.landmarks, self.framing, self.profile.picture.height)

    @cached_property
    def skin(self) -> Skin | Unmeasured | None:
        """The face's skin; None where there is no face."""
        if self.regions is None:
            return None
        return skin(self.regions) or Unmeasured(TOO_SMALL)

    @cached_property
    def cloth(self) -> Cloth | Unmeasured | None:
        """The background; None where there is no face."""
        if self.regions is None:
            return None
        return cloth(self.regions) or Unmeasured(HIDDEN)

    @cached_property
    def texture(self) -> Texture | None:
        """The picture at its own size; None where there is no face."""
        return None if self.regions is None else Texture(self.regions)


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One rule: what it measures and what an operator is told."""

    id: str
    measure: Callable[[Subject], Measured]
    unit: str
    title: Text
    why: Text
    """The rule behind it, for ``photocheck explain``."""
    how: Text
    """How the value is measured."""
    low: Text
    """What to do when the value is under the limit, or is not one of the allowed words."""
    high: Text
    """What to do when it is over the limit."""
    stage: Stage = Stage.PICTURE

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


def check(
    id: str,  # noqa: A002 - the contract's own word for it
    *,
    title: Text,
    why: Text,
    how: Text,
    hint: Text | None = None,
    low: Text | None = None,
    high: Text | None = None,
    unit: str = "",
    stage: Stage = Stage.PICTURE,
) -> Callable[[Callable[[Subject], Measured]], Check]:
    """Make a function a check.  ``hint`` serves where too low and too high need the same advice;
    it may hold ``{value}``, ``{min}`` and ``{max}``."""

    def made(measure: Callable[[Subject], Measured]) -> Check:
        below, above = low or hint or high, high or hint or low
        assert below is not None and above is not None, id  # noqa: S101, PT018 - a programmer's slip
        return Check(id, measure, unit, title, why, how, below, above, stage)

    return made

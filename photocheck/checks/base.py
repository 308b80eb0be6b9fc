"""What a check is: a function that measures one thing, and what is known of it beforehand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from photocheck.types import Cure, Reason, Value, Word


class Stage(Word):
    """When a check can be made at all; elsewhere it does not run (it is not unmeasured)."""

    PICTURE = "picture"
    """On any picture: a file, an array, a camera frame as it will be framed."""
    FILE = "file"
    """Only where there are encoded bytes."""
    NAME = "name"
    """Only where the photo has a name."""
    CAPTURE = "capture"
    """Only while a camera photo is being framed (process and preview), and then of that photo."""


class Unmeasured(Exception):  # noqa: N818 - not an error: there is no value, and this is why
    """Raised by a check, or by what it asks for, where there is no value; never a pass."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NotAsked(Exception):  # noqa: N818 - not an error: the question is another check's, and fails there
    """Raised by a check that has nothing to say because another check's finding says already what is wrong."""


WITHOUT_PIXELS = frozenset({"file", "name", "names", "size", "numbers"})
"""What a check may ask for that is known before a pixel is decoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One check.  Its words are in ``words/checks/<family>.toml``, its limit is in the profiles."""

    id: str
    """``family.name``."""
    measure: Callable[..., Value]
    """Takes what it needs by parameter name, see :class:`photocheck.checks.scene.Scene`."""
    needs: tuple[str, ...]
    """The names of its parameters."""
    unit: str
    cure: Cure
    """Who has to do something about what it finds."""
    stage: Stage
    of_camera_photo: bool
    """Whether, while a camera photo is being framed, that photo is asked and not only the picture to be."""
    mended: bool = False
    """Whether framing a camera photo mends what it finds, so that it is then only said."""
    silences: frozenset[str] = frozenset()
    """Ids of checks whose findings follow from a finding of this one: a person is told of the cause alone."""
    silences_low: frozenset[str] = frozenset()
    """The same where the value is under the limit only."""
    explains: frozenset[Reason] = frozenset()
    """Why others may be unmeasured where this one finds something."""

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]

    @property
    def of_file(self) -> bool:
        """Whether it looks at the file alone and needs no pixel."""
        return WITHOUT_PIXELS.issuperset(self.needs)


def check(
    id: str,  # noqa: A002 - the contract's own word for it
    *,
    unit: str = "",
    cure: Cure = Cure.RETAKE,
    stage: Stage = Stage.PICTURE,
    of_camera_photo: bool = False,
    mended: bool = False,
    silences: Iterable[str] = (),
    silences_low: Iterable[str] = (),
    explains: Iterable[Reason] = (),
) -> Callable[[Callable[..., Any]], Check]:
    """Make a function a check of this id."""

    def made(measure: Callable[..., Any]) -> Check:
        needs = tuple(inspect.signature(measure).parameters)
        causes = frozenset(silences), frozenset(silences_low), frozenset(explains)
        of_camera_photo_too = of_camera_photo or stage is Stage.CAPTURE
        return Check(id, measure, needs, unit, cure, stage, of_camera_photo_too, mended, *causes)

    return made

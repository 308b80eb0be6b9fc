"""An authority's rules as values; docs/en/profiles.md describes the TOML that they are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from photocheck.types import Text, Value, Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """What a profile demands of one check: a range, or one of the listed words.

    Two limits where a measured number has its error: outside ``min`` and ``max`` the level decides; between
    them and ``warn_min`` or ``warn_max``, which lie inside, a person does.
    """

    check: str
    min: float | None = None
    max: float | None = None
    warn_min: float | None = None
    warn_max: float | None = None
    allowed: tuple[Value, ...] | None = None
    warn_allowed: tuple[Value, ...] | None = None
    """Further words that a person decides on: what lamps and cameras make of an allowed thing, and of others too."""
    level: Verdict = Verdict.FAIL
    """What a value outside the limit means: fail, or only warn."""

    def allows(self, value: float) -> bool:
        """Whether a number lies inside ``min`` and ``max``."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def warns_of(self, value: float) -> bool:
        """Whether a number lies outside ``warn_min`` and ``warn_max``."""
        return (self.warn_min is not None and value < self.warn_min) or (
            self.warn_max is not None and value > self.warn_max
        )

    def limit(self) -> dict[str, Any]:
        """The limit as it stands in a result: only the keys that the profile gives."""
        allowed, warned = (None if words is None else list(words) for words in (self.allowed, self.warn_allowed))
        keys = {
            "min": self.min,
            "max": self.max,
            "warn_min": self.warn_min,
            "warn_max": self.warn_max,
            "allowed": allowed,
            "warn_allowed": warned,
        }
        return {key: value for key, value in keys.items() if value is not None}


@dataclass(frozen=True, slots=True)
class PictureRules:
    """The finished picture: its size, and the printed part of it that the ratios speak of."""

    width: int
    height: int
    imaging_width: int
    imaging_height: int
    """The imaging area, pixels, centred in the picture."""
    print_width: float | None = None
    print_height: float | None = None
    """The print that the picture is for, mm; limits that an authority gives in mm are turned into pixels by it."""


@dataclass(frozen=True, slots=True)
class FramingRules:
    """Where process puts the head, in fractions of the imaging area's height."""

    top: float
    head: float
    head_range: tuple[float, ...] | None = None
    """Least and most of ``head``: how far process may leave it for the widths below."""
    head_width: tuple[float, ...] | None = None
    """Least and most width of the head with its hair, fractions of the picture's width."""
    face_width: tuple[float, ...] | None = None
    """Least and most width of the face between the cheeks, fractions of the picture's width."""


@dataclass(frozen=True, slots=True)
class EncodingRules:
    """The JPEG that process writes."""

    dpi: int
    quality_min: int
    kb_min: float | None = None
    kb_max: float | None = None
    """1 KB is 1024 bytes where a file is checked; process stays inside either reading of KB."""
    pad: bool = False
    """Whether a picture that no quality brings to ``kb_min`` is filled up with a JPEG comment that says so."""


@dataclass(frozen=True, slots=True)
class BackgroundRules:
    """The authority's own colour, to which the CIEDE2000 distance is reported."""

    reference: tuple[int, ...]
    """R, G and B."""


@dataclass(frozen=True, slots=True)
class NumberRules:
    """The candidate number: its shape, and the named fields in it that the tree may use."""

    shape: str
    """Regular expression for the whole number, ASCII digits spelled ``[0-9]``."""
    fields: str
    """Regular expression with named groups; a number of the right shape can still be unreadable."""
    title: Text
    check_digit: str | None = None
    """``"gb11643"`` where the number is an 18-character ID number with its check character, or holds one as ``id``."""
    example: str | None = None
    """A number of this shape that is nobody's, for tests and documents."""


@dataclass(frozen=True, slots=True)
class TreeRules:
    """Where a picture is written, as a template of the number's fields."""

    template: str


@dataclass(frozen=True, slots=True)
class About:
    """Where rules come from: for people only, no verdict and no digest depends on it."""

    exam: Text | None = None
    region: Text | None = None
    words: tuple[str, ...] = ()
    """Further words by which a clerk may look for it."""
    sure: str = ""
    """``official`` (a page of the authority, or of a college that takes part), ``repost`` or ``weak`` (one that
    nothing supports)."""
    read: str = ""
    """The day on which the page was read, year-month-day."""
    since: str = ""
    until: str = ""
    """When the rule began and ended to hold; empty where that is not known or it still holds."""
    published: Text | None = None
    reading: Text | None = None
    """What of it is our reading."""
    absent: Text | None = None
    """What was not found."""
    conflict: Text | None = None
    """Who says otherwise."""
    limits: tuple[str, ...] = ()
    """The checks whose limits the authority publishes; all others are ours."""
    tolerances: tuple[str, ...] = ()
    """The checks for which it publishes a number without a tolerance, which then is ours."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An authority's rules as data; see docs/en/profiles.md for the TOML that it is read from."""

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
    """SHA-256 of everything that decides, in canonical form, words for people left out: two runs with one digest used
    the same rules."""
    about: About = About()

    def rule(self, check: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.check == check), None)

"""What is said of a photo: typed to the end, with the way to the result object and back beside each other.

A finding carries data only.  Its sentences are looked up in ``words/`` when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from photocheck.profile.rules import Rule
from photocheck.types import Crop, Cure, Problem, Text, Value, Verdict
from photocheck.values import bound_words, limit_words, value_words
from photocheck.words import sentence
from photocheck.words.checks import check_words

Spot = tuple[float, float]
"""x and y, full-size pixels of the upright photo."""


@dataclass(frozen=True, slots=True)
class Image:
    """What the photo is: its size upright and in full, and the file where there is one."""

    width: int | None = None
    height: int | None = None
    format: str | None = None
    """By content: ``JPEG``, ``PNG`` ...; None for pixels."""
    bytes: int | None = None
    sha256: str | None = None
    """Of the bytes; None where there are none."""
    turned: int = 0
    """Degrees clockwise, 90, 180 or 270, by which the photo was turned for its face to stand upright, beyond what the
    file's own tag asks for.  Size, measurements and crop are those of the turned photo."""

    def to_dict(self) -> dict[str, Any]:
        """The keys of a result; of a photo without pixels only what its bytes tell."""
        if self.width is not None:
            found: dict[str, Any] = {key: getattr(self, key) for key in ("width", "height", "format", "bytes")}
        else:
            found = {} if self.bytes is None else {"bytes": self.bytes}
        if self.turned:
            found["turned"] = self.turned
        return found if self.sha256 is None else {**found, "sha256": self.sha256}

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Image:
        """The way back from :meth:`to_dict`."""
        return cls(**_known(cls, entry))


@dataclass(frozen=True, slots=True)
class Measurements:
    """Every measured length, in pixels of the upright photo at full size, see :attr:`Image.turned`; None where it could
    not be measured."""

    faces: int | None = None
    """None where the photo was not looked at."""
    crown_y: float | None = None
    chin_y: float | None = None
    head_left_x: float | None = None
    head_right_x: float | None = None
    eye_line_y: float | None = None
    left_shoulder: Spot | None = None
    right_shoulder: Spot | None = None
    likeness: str | None = None
    """The picture's hash by which its copies are known, hexadecimal; see :mod:`photocheck.collection.likeness`."""
    yaw: float | None = None
    """Degrees, as are ``pitch`` and ``roll``; see :class:`photocheck.types.Pose`."""
    pitch: float | None = None
    roll: float | None = None
    top_ratio: float | None = None
    """Fractions of the imaging area from here on, see :class:`photocheck.types.Ratios`."""
    head_ratio: float | None = None
    shoulder_ratio: float | None = None
    left_ratio: float | None = None
    right_ratio: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The keys of a result; none where the photo was not looked at."""
        if self.faces is None:
            return {}
        # Not by asdict, which copies deeply: a merge does this 300,000 times.
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Measurements:
        """The way back from :meth:`to_dict`."""
        known = _known(cls, entry)
        for key in ("left_shoulder", "right_shoulder"):
            if known.get(key) is not None:
                x, y = known[key]
                known[key] = (x, y)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome."""

    check: str
    verdict: Verdict
    value: Value | None
    rule: Rule
    """What the profile demands of it."""
    unit: str = ""
    cure: Cure = Cure.RETAKE
    reason: Text | None = None
    """Why it was not measured, or what is wrong with a file that is not whole."""

    @property
    def family(self) -> str:
        return self.check.partition(".")[0]

    @property
    def level(self) -> Verdict:
        """What the profile makes of this check when it is not passed: fail, or only warn."""
        return self.rule.level

    @property
    def limit(self) -> dict[str, Any]:
        """The limit as it stands in a result."""
        return self.rule.limit()

    @property
    def value_words(self) -> Text:
        """The value as people read it, with its unit."""
        return value_words(self.check, self.value, self.unit, beside=self._bounds)

    @property
    def limit_words(self) -> Text:
        """What the profile allows, as people read it."""
        return limit_words(self.check, self.rule, self.unit)

    @property
    def counts_as(self) -> Verdict:
        """What the finding adds to the photo's verdict: unmeasured is never a pass."""
        return self.level if self.verdict is Verdict.UNMEASURED else self.verdict

    @property
    def too_high(self) -> bool:
        """Whether the value is over the limit, rather than under it or not one of the allowed words."""
        if isinstance(self.value, str | bool) or self.value is None:
            return False
        most = self._bounds[1]
        return most is not None and self.value > most

    @property
    def title(self) -> Text:
        """The goal of the check."""
        return check_words(self.check).title

    @property
    def problem(self) -> Text | None:
        """The fault, by a short name; None where the check is passed."""
        if self.verdict is Verdict.PASS:
            return None
        if self.verdict is Verdict.UNMEASURED:
            return sentence("reasons.problem", reason=self.reason or "")
        words = check_words(self.check)
        return words.problem_high if self.too_high else words.problem_low

    @property
    def hint(self) -> Text:
        """What to do; for a passed check, what it looked at."""
        if self.verdict is Verdict.PASS:
            return self.title
        if self.verdict is Verdict.UNMEASURED:
            return sentence("reasons.unmeasured", reason=self.reason or "")
        if self.reason is not None:
            return self.reason
        words = check_words(self.check)
        return (words.advice_high if self.too_high else words.advice_low).filled(**self.places)

    @property
    def places(self) -> dict[str, Text]:
        """What an advice on it may mention: ``value``, ``min``, ``max``, with their units; ``size``, the value without
        its sign; ``number`` and ``least``, value and lower limit without their unit."""
        low, high = self._bounds
        size = abs(self.value) if isinstance(self.value, int | float) and not isinstance(self.value, bool) else None
        return {
            "value": value_words(self.check, self.value, self.unit, beside=(low, high)),
            "size": value_words(self.check, size, self.unit, beside=(low, high)),
            "number": value_words(self.check, self.value, "", beside=(low, high)),
            "least": _bound(low, ""),
            "min": _bound(low, self.unit),
            "max": _bound(high, self.unit),
            "allowed": _one_of(self.check, self.rule),
        }

    @property
    def _bounds(self) -> tuple[float | None, float | None]:
        """The limits that the value is held against: those of warning where it lies between the two."""
        rule = self.rule
        value = self.value
        if self.verdict is Verdict.WARN and isinstance(value, int | float) and rule.allows(value):
            return rule.warn_min, rule.warn_max
        return rule.min, rule.max

    def to_dict(self) -> dict[str, Any]:
        problem = self.problem
        return {
            "check": self.check,
            "verdict": str(self.verdict),
            "value": self.value,
            "limit": self.limit,
            "unit": self.unit,
            "title": self.title.to_dict(),
            "hint": self.hint.to_dict(),
            "problem": None if problem is None else problem.to_dict(),
            "cure": str(self.cure),
            "level": str(self.level),
            "reason": None if self.reason is None else self.reason.to_dict(),
        }

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Finding:
        """The way back from :meth:`to_dict`; its sentences are those of today.

        :raises KeyError, TypeError, ValueError: when it is no finding.
        """
        check_words(entry["check"])
        limit = dict(entry["limit"])
        allowed, warned = (limit.pop(name, None) for name in ("allowed", "warn_allowed"))
        rule = Rule(
            entry["check"],
            **limit,
            allowed=None if allowed is None else tuple(allowed),
            warn_allowed=None if warned is None else tuple(warned),
            level=Verdict(entry["level"]),
        )
        reason = entry["reason"]
        return cls(
            check=entry["check"],
            verdict=Verdict(entry["verdict"]),
            value=entry["value"],
            rule=rule,
            unit=entry["unit"],
            cure=Cure(entry["cure"]),
            reason=None if reason is None else Text(**reason),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A small picture of a photo for reports; what :mod:`photocheck.io.thumbnail` makes."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    framed: bool
    """Whether it shows the profile's framing, so that the target lines mean something."""
    lines: Mapping[str, float | None]
    """``crown``, ``chin``, ``eyes``, ``left``, ``right`` in fractions of the height or width; None: not measured."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything said of one photo."""

    photo: str
    """The path as it was found; empty for pixels without a name."""
    profile: str
    """The id of the rules."""
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    image: Image = field(default_factory=Image, repr=False)
    measurements: Measurements = field(default_factory=Measurements, repr=False)
    crop: Crop | None = field(default=None, repr=False)
    """The part of a camera photo that becomes the picture, full-size pixels; None where none could be planned."""
    output: str | None = None
    """The path that was written, None where nothing was."""
    error: Problem | None = field(default=None, repr=False)
    number: str | None = None
    """The candidate's, where it is known: given to process, or the name of a finished photo."""
    again: bool = field(default=False, repr=False, compare=False)
    """Whether an earlier run had done the photo, and this is what it said; not in the result object."""
    thumbnail: Thumbnail | None = field(default=None, repr=False, compare=False)
    """Where a report format wanted one; not in the result object."""

    def __repr__(self) -> str:
        """One line; the findings are in the fields."""
        failed = ", ".join(finding.check for finding in self.failures[:5])
        more = "" if len(self.failures) <= 5 else f" and {len(self.failures) - 5} more"
        why = f", failures=[{failed}{more}]" if failed else ""
        error = "" if self.error is None else f", error={self.error.kind!r}"
        return f"Report({self.photo!r}, {self.profile!r}, {self.verdict}{why}{error})"

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
        return {
            "photo": self.photo,
            "number": self.number,
            "profile": self.profile,
            "verdict": str(self.verdict),
            "image": self.image.to_dict(),
            "measurements": self.measurements.to_dict(),
            "findings": [finding.to_dict() for finding in self.findings],
            "crop": None if self.crop is None else asdict(self.crop),
            "output": self.output,
            "error": None if self.error is None else self.error.to_dict(),
        }

    @classmethod
    def from_dict(cls, result: Mapping[str, Any]) -> Report:
        """The report whose :meth:`to_dict` gave ``result``.

        :raises KeyError, TypeError, ValueError: when it is no result object.
        """
        crop, error = result["crop"], result["error"]
        return cls(
            photo=result["photo"],
            profile=result["profile"],
            number=result["number"],
            findings=tuple(Finding.from_dict(entry) for entry in result["findings"]),
            image=Image.from_dict(result["image"]),
            measurements=Measurements.from_dict(result["measurements"]),
            crop=None if crop is None else Crop(**crop),
            output=result["output"],
            error=None if error is None else Problem(error["kind"], Text(error["zh"], error["en"])),
        )


def _known(kind: type, entry: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {key: value for key, value in entry.items() if key in names}


def _bound(bound: float | None, unit: str) -> Text:
    return sentence("values.none") if bound is None else bound_words(bound, unit)


def _one_of(check: str, rule: Rule) -> Text:
    """The allowed values, one or the other."""
    texts = [value_words(check, value, "") for value in rule.allowed or ()]
    between = sentence("values.between")
    return Text(between.zh.join(text.zh for text in texts), between.en.join(text.en for text in texts))

"""What no single photo shows: candidates without one, photos of nobody, one picture under two numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from photocheck.collection.nearest import Nearest
from photocheck.collection.roster import Candidate, Roster, area_of
from photocheck.collection.sightings import Sighting, Sightings
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.types import Text, Verdict
from photocheck.words import sentence

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two photos under different numbers that show one picture."""

    first: Sighting
    second: Sighting
    same_bytes: bool
    distance: int
    """Bits in which the two likenesses differ; 0 for the same bytes."""

    def words(self) -> Text:
        case = "same_file" if self.same_bytes else "look_alike"
        return _with_advice(sentence(f"collection.case.{case}", **self._names()), self.advice())

    def names(self) -> Text:
        """Which two they are; what is said of them stands above where many are listed."""
        return sentence("collection.advice.pair", **self._names())

    def advice(self) -> Text:
        return sentence(f"collection.advice.{self.kind}")

    @property
    def verdict(self) -> Verdict:
        """A mere likeness may be a twin."""
        return Verdict.FAIL if self.same_bytes else Verdict.WARN

    @property
    def kind(self) -> str:
        return "same_file" if self.same_bytes else "alike"

    def _names(self) -> dict[str, str]:
        return {"first": self.first.title, "second": self.second.title}

    def to_dict(self) -> dict[str, Any]:
        return {
            "photos": [self.first.to_dict(), self.second.to_dict()],
            "same_bytes": self.same_bytes,
            "distance": self.distance,
            "verdict": str(self.verdict),
        }


@dataclass(frozen=True, slots=True)
class Stranger:
    """A photo whose number the roster does not have."""

    seen: Sighting
    foreign: str | None
    """The city and county code, where no candidate of the roster has it."""

    def words(self) -> Text:
        photo, number = self.seen.photo, self.seen.number
        if number is None:
            return sentence("collection.case.unnumbered", photo=photo)
        if self.foreign is not None:
            return sentence("collection.case.foreign", photo=photo, number=number, area=self.foreign)
        return sentence("collection.case.unlisted", photo=photo, number=number)

    def to_dict(self) -> dict[str, Any]:
        return {**self.seen.to_dict(), "foreign": self.foreign}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of case that only shows over many photos."""

    heading: Text
    cases: tuple[Text, ...]
    bad: bool
    """Whether it is surely wrong.  A mere likeness is told, not judged: it may be a twin."""
    pictured: bool = False
    """Whether two pictures are to be compared; a page that shows them need not tell of them."""
    advice: Text = NOTHING
    """What to do about each of them."""
    short: tuple[Text, ...] = ()
    """The cases without what heading and advice say already, for a list that has both above it."""


@dataclass(slots=True)
class Across:
    """Collects what only shows over many photos; ask it when the last one was added."""

    profile: Profile
    roster: Roster | None = None
    whole: bool = True
    """Whether all photos were seen: of a run that was stopped nobody can say who is missing."""
    filed_only: bool = False
    """Whether a photo that an error kept out of the tree counts as none: its candidate is missing still."""
    twice: list[tuple[Sighting, Sighting]] = field(default_factory=list)
    strangers: list[Stranger] = field(default_factory=list)
    _seen: Sightings = field(default_factory=Sightings)
    _same_bytes: dict[int, Alike] = field(default_factory=dict)
    """By the second one's place."""
    _likenesses: Nearest = field(default_factory=Nearest)
    _places: array[int] = field(default_factory=lambda: array("q"))
    """Of the photo of each likeness."""
    _absent: dict[str, Candidate] = field(default_factory=dict)
    """The roster's candidates of whom no photo was seen yet."""
    _areas: frozenset[tuple[str, ...]] = frozenset()

    def __post_init__(self) -> None:
        if self.roster is not None:
            self._absent = dict(self.roster.candidates)
            self._areas = self.roster.areas(self.profile.number)

    def add(self, report: Report) -> None:
        if self.filed_only and report.error is not None:
            return
        seen = Sighting(report.number, report.photo)
        place = self._seen.add(seen)
        self._compare_pictures(seen, place, self._compare_numbers(seen, place), report)

    @property
    def alike(self) -> list[Alike]:
        """Photos under different numbers that show one picture, in the order of the second ones."""
        found = dict(self._same_bytes)
        for near in self._likenesses.found():  # of many copies each is told once, with the nearest one before it
            first, second = self._places[near.other], self._places[near.place]
            found[second] = Alike(self._seen.at(first), self._seen.at(second), same_bytes=False, distance=near.distance)
        return [pair for _, pair in sorted(found.items())]

    @property
    def missing(self) -> tuple[Candidate, ...]:
        """The roster's candidates of whom no photo was seen, in the roster's order."""
        return tuple(self._absent.values()) if self.whole else ()

    @property
    def bad(self) -> bool:
        """Whether anything here is surely wrong; the exit code and every format say the same."""
        return any(section.bad for section in self.sections())

    def sections(self) -> list[Section]:
        """All of it in sentences: a heading, and a line for each case."""
        missing = [_lacking(candidate) for candidate in self.missing]
        strangers = [stranger.words() for stranger in self.strangers]
        found = [
            # Why a photo is nobody's differs, and with it what to do: each says its own.
            ("missing", missing, missing),
            ("strangers", strangers, strangers),
            ("twice", [twice(*pair) for pair in self.twice], [_twice(*pair) for pair in self.twice]),
        ]
        told = [_section(name, cases, short, bad=True) for name, cases, short in found if cases]
        return [*told, *compared(self.alike)]

    def notes(self) -> list[tuple[str, Text, Alike | None]]:
        """What is to be said beside single photos: photo, sentence, and the two pictures that are to be compared."""
        found: list[tuple[str, Text, Alike | None]] = [(s.seen.photo, s.words(), None) for s in self.strangers]
        for first, second in self.twice:
            found += [(photo, twice(first, second), None) for photo in (first.photo, second.photo)]
        for pair in self.alike:
            found += [(photo, pair.words(), pair) for photo in (pair.first.photo, pair.second.photo)]
        return found

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "twice": [[a.to_dict(), b.to_dict()] for a, b in self.twice],
            "alike": [pair.to_dict() for pair in self.alike],
        }
        if self.roster is not None:
            found["roster"] = {"source": self.roster.source, "candidates": len(self.roster)}
            found["missing"] = [{"number": c.number, "name": c.name, "row": c.row} for c in self.missing]
            found["strangers"] = [stranger.to_dict() for stranger in self.strangers]
        return found

    def _compare_numbers(self, seen: Sighting, place: int) -> int:
        """The place of the first photo of the number, by which its candidate is known here."""
        number = seen.number
        owner = place
        if number is not None:
            self._absent.pop(number, None)
            owner = self._seen.first_of_number(number, place)
            if owner != place:
                first = self._seen.at(owner)
                if first.photo == seen.photo:
                    return owner  # the same file, looked at again
                self.twice.append((first, seen))
        if self.roster is not None and number not in self.roster:
            area = area_of(number, self.profile.number) if number is not None else ()
            foreign = "".join(area) if area and area not in self._areas else None
            self.strangers.append(Stranger(seen, foreign))
        return owner

    def _compare_pictures(self, seen: Sighting, place: int, owner: int, report: Report) -> None:
        digest = report.image.sha256
        first = self._seen.first_of_bytes(digest, place) if digest else place
        known = seen if first == place else self._seen.at(first)
        if known.number != seen.number:
            self._same_bytes[place] = Alike(known, seen, same_bytes=True, distance=0)
            return
        likeness = report.measurements.likeness
        if not likeness:
            return
        self._likenesses.add(likeness, owner)
        self._places.append(place)


def _lacking(candidate: Candidate) -> Text:
    who = f"{candidate.number} {candidate.name}".strip()
    return sentence("collection.case.missing", who=who, row=candidate.row)


def compared(pairs: Iterable[Alike]) -> list[Section]:
    """Pairs of pictures under their headings: the very same file is wrong, a mere likeness has to be looked at."""
    pairs = list(pairs)
    found = []
    for name, bad in (("same_file", True), ("alike", False)):
        own = [pair for pair in pairs if pair.kind == name]
        if own:
            found.append(_section(name, [p.words() for p in own], [p.names() for p in own], bad=bad, pictured=True))
    return found


def _section(name: str, cases: Iterable[Text], short: Iterable[Text], *, bad: bool, pictured: bool = False) -> Section:
    advice = NOTHING if name == "strangers" else sentence(f"collection.advice.{name}")
    return Section(sentence(f"collection.heading.{name}"), tuple(cases), bad, pictured, advice, tuple(short))


def twice(first: Sighting, second: Sighting) -> Text:
    """What is said of two photos of one number."""
    return _with_advice(_twice(first, second), sentence("collection.advice.twice"))


def _with_advice(case: Text, advice: Text) -> Text:
    return sentence("collection.advice.both", case=case, advice=advice)


def _twice(first: Sighting, second: Sighting) -> Text:
    return sentence("collection.case.twice", number=first.number, first=first.photo, second=second.photo)

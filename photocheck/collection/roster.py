"""Who should have a photo: the candidates of a roster, and how a set of photos agrees with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from photocheck.profile.number import fields_of
from photocheck.profile.rules import NumberRules

AREA = ("city", "county")
"""The number's fields that say which office a candidate belongs to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a roster."""

    number: str
    name: str = ""
    identity: str = ""
    """The ID-card number, where the roster has one."""
    row: int = 0
    """As the table program counts: the header is row 1."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Candidates by number, in the order of the table."""

    source: str
    candidates: Mapping[str, Candidate]
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What was taken for what: ``number``, ``name``, ``identity`` -> the table's own heading."""

    def __len__(self) -> int:
        return len(self.candidates)

    def __contains__(self, number: object) -> bool:
        return number in self.candidates

    def name(self, number: str | None) -> str:
        """The candidate's name, empty where the roster has none."""
        found = self.candidates.get(number or "")
        return "" if found is None else found.name

    def by_identity(self) -> dict[str, str]:
        """ID-card number -> candidate number, for photos that are named by the former."""
        found: dict[str, str] = {}
        twice: set[str] = set()
        for candidate in self.candidates.values():
            key = candidate.identity.upper()
            twice.update({key} & found.keys())
            found[key] = candidate.number
        once = {key: number for key, number in found.items() if key and key not in twice}
        # Cameras and people write the check character X either way.
        return {**{key.lower(): number for key, number in once.items()}, **once}

    def areas(self, rules: NumberRules) -> frozenset[tuple[str, ...]]:
        """City and county of every candidate; empty where the profile's numbers have neither."""
        found = (area_of(number, rules) for number in self.candidates)
        return frozenset(area for area in found if area)


def area_of(number: str, rules: NumberRules) -> tuple[str, ...]:
    """City and county in a number, as far as the profile's numbers have them."""
    fields = fields_of(number, rules) or {}
    return tuple(fields[name] for name in AREA if name in fields)

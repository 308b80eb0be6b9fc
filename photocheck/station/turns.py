"""Whose turn it is: the roster's order, what is filed, and who is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Turns:
    """A moment of the queue.  Without a roster ``order`` is empty, and numbers are typed or scanned."""

    order: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: _NONE)
    filed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def state(self, number: str) -> str:
        """``done``, ``skipped`` or ``left``."""
        return "done" if number in self.filed else "skipped" if number in self.skipped else "left"

    def ahead(self, number: str | None) -> Iterator[str]:
        """All others without a picture, from behind ``number`` on and once round; then who was passed over."""
        start = self.order.index(number) + 1 if number in self.order else 0
        ahead = self.order[start:] + self.order[:start]
        for wanted in ("left", "skipped"):
            for each in ahead:
                if self.state(each) == wanted and each != number:
                    yield each

    def after(self, number: str | None) -> str | None:
        """The next one without a picture; None when all are done."""
        other = next(self.ahead(number), None)
        if other is not None:
            return other
        return number if number in self.order and number not in self.filed else None

    def counts(self) -> dict[str, int]:
        """How many are done, left and skipped; without a roster how many are done."""
        if not self.order:
            return {"total": 0, "done": len(self.filed), "left": 0, "skipped": 0}
        states = [self.state(number) for number in self.order]
        return {"total": len(states), **{name: states.count(name) for name in ("done", "left", "skipped")}}

    def find(self, text: str = "", states: Iterable[str] = (), limit: int = 50) -> list[str]:
        """Numbers whose number or name holds a text, in the roster's order; those that are filed follow where the
        roster has them not."""
        wanted, text = set(states), text.strip().lower()
        known = set(self.order)
        found: list[str] = []
        for number in (*self.order, *sorted(self.filed - known)):
            if len(found) >= limit:
                break
            if wanted and self.state(number) not in wanted:
                continue
            if text in number.lower() or text in self.names.get(number, "").lower():
                found.append(number)
        return found

"""Which candidate a source file belongs to: by its name, or by the table that the user gives."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from photocheck.errors import NumberMissingError
from photocheck.io.tables.cells import text_cell
from photocheck.io.tables.table import fill
from photocheck.profile.number import is_number
from photocheck.profile.rules import NumberRules
from photocheck.words import sentence

ALIKE = 0.6
"""Share of characters, as difflib counts them, that two names with the same digits have to have in common."""
COMPARED = 300
"""Names with the same digits that are compared at most."""


class NumberTable:
    """File name -> candidate number, whatever the case and the Unicode form in which either side writes the name.

    A name may come with the folders that it lies in: a photo then has to lie in the last of them as well.
    """

    def __init__(self, numbers: Mapping[str, str]) -> None:
        self._as_written = numbers
        self._numbers: dict[str, str | None] = {}
        self._depth = 1
        for name, number in numbers.items():
            parts = folded(name).split("/")
            for key in {"/".join(parts), "/".join(parts[-2:])}:
                # Two numbers under one key leave open whose it is.
                self._numbers[key] = number if self._numbers.get(key, number) == number else None
            self._depth = max(self._depth, len(parts))

    def __bool__(self) -> bool:
        return bool(self._as_written)

    def number(self, path: Path) -> str | None:
        """The number of a photo by its path, with or without its ending; None where the table has none for it."""
        exact = self._as_written.get(path.name)
        if exact is not None:
            return exact
        for name in (path, path.with_suffix("")) if path.suffix else (path,):
            parts = folded(str(name)).split("/")
            for depth in range(min(self._depth, len(parts)), 0, -1):
                found = self._numbers.get("/".join(parts[-depth:]))
                if found is not None:
                    return found
        return None

    def nearest(self, path: Path) -> str | None:
        """A name in the table that may be meant: the same but for zeros, spaces, marks, ending or folder, or nearly."""
        stem = _stem(path.name)
        same = self._squeezed.get(_squeezed(stem))
        if same is not None:
            return same
        near = self._by_digits.get(_digits(stem), [])
        found = (
            difflib.get_close_matches(stem, [_stem(name) for name in near], 1, ALIKE) if len(near) <= COMPARED else []
        )
        return next((name for name in near if _stem(name) == found[0]), None) if found else None

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {_squeezed(_stem(name)): name for name in self._as_written}

    @cached_property
    def _by_digits(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._as_written:
            found[_digits(_stem(name))].append(name)
        return dict(found)


def number_for(path: Path, rules: NumberRules, numbers: NumberTable) -> str:
    """The candidate number of a source: its stem where that is one, else the table's.

    :raises NumberMissingError: when neither gives one.
    """
    if is_number(path.stem, rules):
        return path.stem
    found = numbers.number(path)
    if found is not None:
        return found
    near = numbers.nearest(path)
    if near is not None:
        raise NumberMissingError(fill(sentence("tables.photo_nearly_listed"), title=rules.title, near=near))
    known = sentence("tables.photo_not_listed") if numbers else sentence("tables.photo_unknown")
    raise NumberMissingError(fill(known, title=rules.title))


def folded(name: str) -> str:
    """A file's name, or path, as names are compared: as a cell says it, one case, one Unicode form, one slash."""
    text = unicodedata.normalize("NFKC", text_cell(name).text).casefold().replace("\\", "/")
    parts = [part.strip() for part in unicodedata.normalize("NFKC", text).split("/")]
    return "/".join(part for part in parts if part not in {"", "."})


def _stem(name: str) -> str:
    """The last part of a folded name without the ending that a picture has."""
    return re.sub(r"\.[a-z0-9]{2,5}$", "", folded(name).rpartition("/")[2])


def _squeezed(stem: str) -> str:
    """Letters and digits only, without leading zeros and the marks of a copy."""
    bare = re.sub(r"\s*(-?\s*(副本|copy))?\s*(\([0-9]{1,3}\))?$", "", stem)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"[\W_]", "", bare))


def _digits(stem: str) -> str:
    return re.sub(r"[^0-9]", "", stem)

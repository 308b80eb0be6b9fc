"""How finished files are named: by the last part of a profile's tree, which may hold the number, or none of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from photocheck.profile.number import is_number
from photocheck.profile.rules import NumberRules, Profile
from photocheck.profile.template import WHOLE, parts_of


@dataclass(frozen=True, slots=True)
class FileNames:
    """The names of an authority's files, without their ending."""

    rules: NumberRules
    before: str = ""
    after: str = ""
    """What stands around the number."""
    fixed: str | None = None
    """The one name that all files have, where the number is only in the folder's."""

    def stem(self, number: str) -> str:
        """The name of a number's file."""
        return f"{self.before}{number}{self.after}" if self.fixed is None else self.fixed

    def number(self, stem: str) -> str | None:
        """The number that a name holds; None where it is none of these names, or says no number."""
        if self.fixed is not None or len(stem) <= len(self.before) + len(self.after):
            return None
        if not (stem.startswith(self.before) and stem.endswith(self.after)):
            return None
        inside = stem[len(self.before) : len(stem) - len(self.after)]
        return inside if is_number(inside, self.rules) else None

    def fits(self, stem: str) -> bool:
        """Whether it is one of these names."""
        return stem == self.fixed if self.fixed is not None else self.number(stem) is not None


def file_names(profile: Profile) -> FileNames:
    """The names that the profile's tree gives; the bare number where it names files by parts of the number."""
    template = parts_of(profile.tree.template)[-1]
    fields = [piece.field for piece in template if piece.field is not None]
    if not fields:
        return FileNames(profile.number, fixed=PurePath("".join(piece.text for piece in template)).stem)
    if fields != [WHOLE]:
        return FileNames(profile.number)
    after = "".join(piece.text for piece in template[1:])
    return FileNames(profile.number, template[0].text, PurePath(f"x{after}").stem[1:])


def ending(profile: Profile) -> str:
    """The ending of the profile's files, with its dot."""
    return PurePath("x" + parts_of(profile.tree.template)[-1][-1].text).suffix or ".JPG"


def number_at(file: str, profile: Profile) -> str | None:
    """The number that a place in the tree says, in a folder's name or in the file's; None where it says none.

    :param file: relative to the tree, with ``/`` between folders.
    """
    parts = []
    for pieces in parts_of(profile.tree.template):
        part = ""
        for piece in pieces:
            part += re.escape(piece.text)
            if piece.field is not None:
                part += "([^/]+)" if piece.field == WHOLE else "[^/]+"
        parts.append(part)
    found = re.fullmatch("/".join(parts), file)
    if found is None or not found.groups() or not is_number(found[1], profile.number):
        return None
    return found[1]

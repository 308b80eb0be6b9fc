"""A tree's template: its parts, and the proof that two numbers never get one place."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from photocheck.errors import ProfileError
from photocheck.profile.number import Spans, spans
from photocheck.profile.rules import NumberRules
from photocheck.types import Text
from photocheck.words import sentence

WHOLE = "number"
"""The field that stands for the whole number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text, and the field behind it, if any."""

    text: str
    field: str | None


def parts_of(template: str) -> list[list[Piece]]:
    """Folder after folder, and last the file's name.

    :raises ProfileError: when the template does more than name fields: a format such as ``{number:>999999999}``
        could fill the memory.
    """
    parts = []
    for part in re.split(r"[\\/]", template):
        try:
            pieces = list(string.Formatter().parse(part))
        except ValueError as error:
            raise ProfileError(sentence("archive.template.broken", template=template)) from error
        if any(field is not None and not _is_plain(field, form, conversion) for _, field, form, conversion in pieces):
            raise ProfileError(sentence("archive.template.broken", template=template))
        parts.append([Piece(text, field) for text, field, _, _ in pieces])
    return parts


def shared_place(template: str, rules: NumberRules) -> Text | None:
    """Why two different numbers could get one place, or None where none can: that is proved.

    From a place each field is read back where no folder or file name holds two fields of varying length.  The number
    is known from them when ``{number}`` is one of them, or when they are all groups of ``fields`` and nothing of a
    number lies outside its groups but what is the same in all.

    A field that the number has not is told here as well.

    :raises ProfileError: as :func:`parts_of`.
    :raises re.error: when ``fields`` is no regular expression.
    """
    found = spans(rules.fields)
    known = {WHOLE, *re.compile(rules.fields).groupindex}
    used: set[str] = set()
    for part in parts_of(template):
        names = {piece.field for piece in part if piece.field is not None}
        if strange := sorted(names - known):
            return sentence("archive.template.unknown", names=", ".join(strange), known=", ".join(sorted(known)))
        loose = [name for name in names if not _is_fixed(name, rules, found)]
        repeated = sum(piece.field in loose for piece in part) > 1
        if len(loose) > 1 or repeated:
            return sentence("archive.template.loose", names=", ".join(sorted(loose)))
        used |= names
    if WHOLE in used:
        return None
    if found is None:
        return sentence("archive.template.no_number")
    absent = [name for name in found.widths if name not in used]
    if absent:
        return sentence("archive.template.absent", names=", ".join(absent))
    return None


def _is_fixed(name: str, rules: NumberRules, found: Spans | None) -> bool:
    """Whether a field has one length in all numbers."""
    if name == WHOLE:
        return found is not None and all(found.widths.values())
    return found is not None and found.widths.get(name, False)


def _is_plain(field: str, form: str | None, conversion: str | None) -> bool:
    return field.isidentifier() and not form and not conversion

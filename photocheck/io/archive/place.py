"""Where a number's picture belongs in a tree.  Worked out here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from photocheck.errors import OutputError, PhotocheckError, ProfileError
from photocheck.profile.naming import number_at
from photocheck.profile.number import fields_of
from photocheck.profile.rules import Profile
from photocheck.profile.template import WHOLE, parts_of
from photocheck.types import Text
from photocheck.words import sentence

SAFE_PART = re.compile(r"[0-9A-Za-z_\-.\u3400-\u9fff]{1,100}")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that Windows takes for devices: a picture written there is gone."""


def place_of(number: str, profile: Profile) -> str:
    """The place of a number's picture in its tree, with ``/`` between folders.

    :raises ProfileError: when the template names a field that the number has not, or does more than name fields.
    :raises OutputError: when a part of the path is not a plain folder or file name.
    """
    return place(profile.tree.template, number, fields_of(number, profile.number) or {})


def place(template: str, number: str, fields: Mapping[str, str]) -> str:
    """The same from a template; always a plain path that leads downwards, whatever number or template hold."""
    known = {**fields, WHOLE: number}
    parts = []
    for pieces in parts_of(template):
        part = ""
        for piece in pieces:
            if piece.field is not None and piece.field not in known:
                raise ProfileError(
                    sentence(
                        "archive.template.unknown", names=piece.field, known=", ".join(sorted(known)), template=template
                    )
                )
            part += piece.text + ("" if piece.field is None else known[piece.field])
        parts.append(part)
    for part in parts:
        if not is_safe(part):
            raise OutputError(sentence("archive.place.name", name=repr(part[:100])), kind="path")
    return "/".join(parts)


def is_safe(part: str) -> bool:
    """Whether it is a plain folder or file name on every system."""
    plain = SAFE_PART.fullmatch(part) is not None and not part.startswith(".") and not part.endswith(".")
    return plain and RESERVED.fullmatch(part) is None


def misplaced(file: str, profile: Profile, number: str | None = None) -> Text | None:
    """Why a picture does not belong where it lies, None where it does.

    :param file: relative to the tree, with ``/`` between folders.
    :param number: the candidate's; what the place says by default.
    """
    try:
        right = place_of(number or number_at(file, profile) or PurePosixPath(file).stem, profile)
    except PhotocheckError as error:
        return sentence("archive.place.none", why=error.message)
    return None if right == file else sentence("archive.place.misplaced", place=right)

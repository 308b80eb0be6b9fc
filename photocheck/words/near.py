"""What a misspelt name may have been meant for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from photocheck.types import Text
from photocheck.words import sentence


def nearest(name: str, known: Iterable[str]) -> Text:
    """The known name most like a misspelt one, as a question in brackets; nothing where none is alike."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return sentence("errors.did_you_mean", near=near[0]) if near else Text("", "")

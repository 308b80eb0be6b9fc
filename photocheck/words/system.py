"""What the operating system says, in the reader's own language."""

from __future__ import annotations

import errno

from photocheck.types import Text
from photocheck.words import sentence, subjects


def system_words(error: OSError) -> Text:
    """Why a file could not be opened, read or written; where ours know nothing, its number."""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in subjects("system"):
        return sentence(f"system.{name}")
    number = error.errno if error.errno is not None else type(error).__name__
    return sentence("system.other", number=number)

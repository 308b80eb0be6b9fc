"""What the operating system says, in the reader's own language."""

from __future__ import annotations

import errno
import re

from photocheck.types import Text
from photocheck.words import sentence, subjects


def system_words(error: OSError) -> Text:
    """Why a file could not be opened, read or written; where ours know nothing, its number."""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in subjects("system"):
        return sentence(f"system.{name}")
    number = error.errno if error.errno is not None else type(error).__name__
    return sentence("system.other", number=number)


def toml_words(error: Exception) -> Text:
    """Where a text is no TOML; Python says it in English."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if found is None:
        return Text(sentence("system.toml.somewhere").zh, str(error))
    return Text(sentence("system.toml.place", row=found[1], column=found[2]).zh, str(error))


def database_words(error: Exception) -> Text:
    """Why SQLite does not go on; it says so in English."""
    for said, name in DATABASE.items():
        if said in str(error):
            return Text(sentence(f"system.database.{name}").zh, str(error))
    return Text(sentence("system.database.other").zh, str(error))


DATABASE = {"unable to open": "closed", "full": "full", "readonly": "readonly", "locked": "locked"}
"""What SQLite's sentences are known by."""

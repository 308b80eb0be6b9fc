"""TOML that people write, profiles and settings: whatever the file is, read within bounds of bytes, time and depth."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

from photocheck.types import Text
from photocheck.words import sentence
from photocheck.words.system import toml_words

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_LINE = 2_048
"""Characters.  The longest line of the profiles that come with photocheck has 565; the parser's time grows with the
square of the names that are put together by dots on one line."""


class TomlError(ValueError):
    """The file is none that is read, or no TOML."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def read(path: Path, limit: int) -> dict[str, Any]:
    """What a file says; where the path is a link, the file that it leads to.

    :param limit: bytes that it may have.
    :raises TomlError: when it is no plain file, is larger, or is no TOML.
    :raises UnicodeDecodeError: when it is not UTF-8.
    :raises OSError: when it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise TomlError(sentence("archive.files.no_file"))
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TomlError(sentence("archive.files.over", limit=f"{limit / 2**20:g} MB"))
    return parsed(data.decode("utf-8-sig"))


def parsed(text: str) -> dict[str, Any]:
    """What a text says.

    :raises TomlError: when it is no TOML, or a line or the depth is out of bounds.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            raise TomlError(sentence("archive.files.long_line", line=number, limit=MAX_LINE))
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise TomlError(sentence("archive.files.deep")) from error
    except ValueError as error:  # TOMLDecodeError, and what Python says of a number of 5,000 digits
        raise TomlError(toml_words(error)) from error
    return found

"""What comes from outside (file names, rosters, cells of tables) made harmless: one function for each place it goes."""

from __future__ import annotations

import re

FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""What begins a formula for Excel, which reads the full-width signs as well."""
PLAIN_SPACES = frozenset("\u3000\u00a0")
"""Spaces that Chinese texts hold; Python calls only the common one printable."""
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Control characters, marks without width or that turn the direction of text, and bytes of names that are no text."""


def terminal(text: str) -> str:
    """For a terminal or a log: what could move the cursor, colour or break a line is escaped; a line stays a line."""
    return "".join(c if c.isprintable() or c in PLAIN_SPACES else _escaped(c) for c in text)


def lines(text: str) -> str:
    """The same for a text of several lines of ours."""
    return "\n".join(terminal(line) for line in text.split("\n"))


def cell(text: str) -> str:
    """For a cell of a table: nothing that cannot be seen, and nothing that Excel would run as a formula."""
    shown = UNSEEN.sub(lambda found: _escaped(found[0]), text)
    # Some programs take spaces before a formula away.
    return "'" + shown if shown.lstrip(" \u3000\u00a0").startswith(FORMULA) else shown


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()

"""Chinese help in lines that a terminal shows whole.

click breaks lines at blanks.  Chinese has none, so a sentence ran over the edge, and the terminal cut it there and went
on in its first column; here a line may end behind any Chinese character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, east_asian_width

import click

OPENING = frozenset({"Ps", "Pi"})
"""Unicode's classes of what may end no line: brackets and quotes that open."""
CLOSING = frozenset({"Pe", "Pf", "Po"})
"""Of what may begin none: those that close, and marks behind a word."""


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two, a colour none."""
    return sum(_width(character) for character in click.unstyle(text))


def wrap_text(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """click's own of that name, which breaks at blanks alone."""
    paragraphs = re.split(r"\n\s*\n", text) if preserve_paragraphs else [text]
    return "\n\n".join(_wrapped(each, width, initial_indent, subsequent_indent) for each in paragraphs)


def _wrapped(text: str, width: int, first: str, others: str) -> str:
    lines, line = [], first
    begun = False
    for piece in _pieces(text):
        # A line never ends nor begins with the blank that it was broken at.
        if begun and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, begun = others, False
        if begun or piece.strip():
            line += piece if begun else piece.lstrip()
            begun = True
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> Iterator[str]:
    """What stays together; blanks stand at a piece's end."""
    for word in re.findall(r"\S+\s*|\s+", text.strip()):
        if word.startswith("["):  # a default, or the values there are
            yield word
            continue
        begin = 0
        for place, (before, after) in enumerate(pairwise(word), 1):
            wide = 2 in {_width(before), _width(after)} and not after.isspace()
            if wide and category(before) not in OPENING and category(after) not in CLOSING:
                yield word[begin:place]
                begin = place
        yield re.sub(r"\s*\n\s*", " ", word[begin:])


def _width(character: str) -> int:
    return 2 if east_asian_width(character) in {"W", "F"} else 1

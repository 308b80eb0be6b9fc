"""One cell: what it says, whether all of it is there, and the number that was meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from photocheck.profile.number import is_number
from photocheck.profile.rules import NumberRules
from photocheck.types import Word

DIGITS = 15
"""Decimal digits that a number cell holds exactly: Excel rounds the sixteenth and all after it to 0."""
LONGEST_NUMBER = 100
"""Characters: nothing longer is tried against a profile's regular expression."""
SHOWN = 40
"""Characters of a cell that a sentence repeats."""


class Kind(Word):
    """What a cell holds, by how far it can be believed."""

    TEXT = "text"
    NUMBER = "number"
    """A number cell, all of its digits there; the text is what the table program shows."""
    ROUNDED = "rounded"
    """A number cell with more digits than such a cell can hold."""
    FORMULA = "formula"
    """A formula whose result the file does not hold."""
    ERROR = "error"
    """``#N/A`` and its like."""
    GARBLED = "garbled"
    """Bytes that are no text in the file's encoding, or the mark that an earlier program put in their place."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, cleaned of what nobody sees."""

    text: str = ""
    kind: Kind = Kind.TEXT
    cleaned: bool = False
    """Whether invisible or control characters were taken out."""
    cut: bool = False
    """Whether the field was too short, so that half a character at its end was left out."""


BLANK = Cell()


def text_cell(raw: str, *, cut: bool = False) -> Cell:
    """A cell of text: blanks around it and characters that nobody sees are left out.

    Control characters and the formatting characters of Unicode (zero-width spaces, byte-order marks, changes of
    direction) go; so does nothing else: rare names have characters from private areas and variation selectors.
    """
    if raw.isprintable():
        text, cleaned = raw.strip(), False
    else:
        kept = [_visible(character) for character in raw]
        text, cleaned = "".join(kept).strip(), "" in kept
    return Cell(text, Kind.GARBLED if "\ufffd" in text else Kind.TEXT, cleaned, cut)


def odd_cell(raw: str, kind: Kind) -> Cell:
    """A cell that does not say what was meant, its text cleaned like any other: sentences repeat it."""
    return replace(text_cell(raw), kind=kind)


def _visible(character: str) -> str:
    """The character, a space for any kind of blank, nothing for what is invisible."""
    if character.isspace():
        return character if character == "\u3000" else " "
    if unicodedata.category(character) == "Cs":
        return "\ufffd"  # half a character of UTF-16 is no text
    return "" if unicodedata.category(character) in {"Cc", "Cf"} else character


def number_cell(raw: str, shape: str = "General") -> Cell:
    """A cell that a workbook stores as a number, as the table program shows it.

    :param raw: the stored value, ``430101191001`` or ``4.30101191001E+11``.
    :param shape: the cell's number format; ``000000000000`` shows leading zeros, ``"43"0000`` a prefix.
    """
    try:
        value = Decimal(raw.strip())
        whole = value.is_finite() and abs(value.adjusted()) < 400 and value == value.to_integral_value()
    except InvalidOperation:
        return text_cell(raw)
    if not whole:
        return Cell(raw.strip(), Kind.NUMBER)
    digits = str(int(value))
    if len(digits.lstrip("-")) > DIGITS:
        return Cell(digits if len(digits) <= SHOWN else raw.strip(), Kind.ROUNDED)
    return Cell(_formatted(digits, shape), Kind.NUMBER)


def _formatted(digits: str, shape: str) -> str:
    """A whole number in a number format, where that only adds zeros and fixed characters; else as it is."""
    section = re.sub(r"\[[^\]]*\]|_.|\*.", "", shape.partition(";")[0])
    found = re.fullmatch(r'((?:"[^"]*"|\\.)*)(#*)(0*)((?:"[^"]*"|\\.)*)', section)
    if found is None or not (found[2] or found[3]) or digits.startswith("-"):
        return digits
    before, after = (re.sub(r'"([^"]*)"|\\(.)', r"\1\2", part) for part in (found[1], found[4]))
    shown = digits.zfill(len(found[3])) if digits != "0" or found[3] else ""
    return f"{before}{shown}{after}"


def whole(cell: Cell) -> str | None:
    """A cell as the digits (or letters) that were meant, None where it cannot be known or some were lost.

    Full-width characters, an apostrophe in front and ``="..."`` are ways to write text; ``4.30101191001E+11`` and
    ``430101191001.0`` are the number where all of its digits are there.
    """
    if cell.kind not in {Kind.TEXT, Kind.NUMBER}:
        return None
    if len(cell.text) > LONGEST_NUMBER or (cell.text.isascii() and cell.text.isdigit()):
        return cell.text
    text = unicodedata.normalize("NFKC", cell.text).strip().lstrip("'’‘`")
    text = re.sub(r'^="(.*)"$', r"\1", text).strip().lstrip("'")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]{1,3}|[0-9]+\.0+", text):
        return _written_out(text)
    return text


def _written_out(text: str) -> str | None:
    """``4.30101191001E+11`` as the whole number, where no digit was rounded away."""
    value = Decimal(text)
    mantissa = re.split(r"[eE]", text)[0]
    shown = len(mantissa.replace(".", "").lstrip("0"))
    if value.adjusted() > SHOWN or value != value.to_integral_value():
        return None
    # A program that writes a power of ten had a number cell: it has lost what does not fit into one.
    rounded = "e" in text.lower() and (shown < value.adjusted() + 1 or value.adjusted() + 1 > DIGITS)
    return None if rounded else str(int(value))


def exact(cell: Cell, rules: NumberRules) -> str | None:
    """The candidate number that a cell holds, None where it holds none or not all of it."""
    text = whole(cell)
    return text if text is not None and len(text) <= LONGEST_NUMBER and is_number(text, rules) else None


def shown(text: str) -> str:
    """A cell's text as a sentence repeats it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

"""Numbers in cells: every digit that was meant, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.io.tables.cells import Cell, Kind, number_cell, text_cell, whole

ONE = "430102191001"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4.30102191001E+11", ONE),
        ("430102191001.0", ONE),
        ("4.3010219100E+11", None),
        ("4.30102199001011248E+17", None),
        (f'="{ONE}"', ONE),
        (f"'{ONE}", ONE),
        (f"=\uff02{ONE}\uff02", ONE),
        (ONE, ONE),
        ("43010219900101123X", "43010219900101123X"),
        ("1E999", None),
        ("", ""),
    ],
)
def test_text(text: str, meant: str | None) -> None:
    assert whole(text_cell(text)) == meant


@pytest.mark.parametrize(
    ("raw", "shape", "kind", "text"),
    [
        ("430102191001", "General", Kind.NUMBER, ONE),
        ("4.30102191001E+11", "0", Kind.NUMBER, ONE),
        ("430102191001.00", "General", Kind.NUMBER, ONE),
        ("999999999999999", "General", Kind.NUMBER, "999999999999999"),
        ("1000000000000000", "General", Kind.ROUNDED, "1000000000000000"),
        ("4.3010219900101e+17", "General", Kind.ROUNDED, "430102199001010000"),
        ("1E+300", "General", Kind.ROUNDED, "1E+300"),
        ("1E+999999999", "General", Kind.NUMBER, "1E+999999999"),
        ("10102191001", "000000000000", Kind.NUMBER, "010102191001"),
        ("2191001", '"43010"0000000', Kind.NUMBER, ONE),
        ("102191001", r"\4\3#000000000", Kind.NUMBER, "43102191001"),
        ("-5", "000", Kind.NUMBER, "-5"),
        ("0.5", "000", Kind.NUMBER, "0.5"),
        ("nan", "General", Kind.NUMBER, "nan"),
        ("x", "General", Kind.TEXT, "x"),
    ],
)
def test_number_cells(raw: str, shape: str, kind: Kind, text: str) -> None:
    assert number_cell(raw, shape) == Cell(text, kind)


@given(st.integers(10**11, 10**12 - 1), st.integers(1, 11))
def test_no_shortened_number_is_ever_taken_for_whole(number: int, digits: int) -> None:
    assert whole(text_cell(f"{number:.11E}")) == str(number)
    assert whole(text_cell(f"{number:.{digits - 1}E}")) is None
    assert whole(number_cell(repr(float(number)))) == str(number)


@given(st.integers(10**15, 10**19))
def test_no_number_of_over_fifteen_digits_is_believed(number: int) -> None:
    for raw in (str(number), repr(float(number)), f"{number}.0"):
        assert whole(number_cell(raw)) is None


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str, shape: str) -> None:
    for cell in (text_cell(text), number_cell(text, shape)):
        meant = whole(cell)
        assert meant is None or isinstance(meant, str)
        assert not set("\x1b\x00\u200b\u202e\ufeff") & set(text_cell(text).text)

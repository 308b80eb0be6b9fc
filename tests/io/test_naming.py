"""Whose photo it is: by the file's name, else by the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.errors import NumberMissingError, UsageError
from photocheck.io.naming import number_for, read_numbers
from photocheck.profile.load import load_profile
from photocheck.profile.number import fields_of, is_number

RULES = load_profile("zikao").number


def test_the_name_itself_comes_first() -> None:
    assert number_for(Path("a/430102191001.jpeg"), RULES, {"430102191001.jpeg": "430102191002"}) == "430102191001"


def test_the_table_knows_names_and_stems() -> None:
    assert number_for(Path("a/DSC_1.JPG"), RULES, {"DSC_1.JPG": "430102191001"}) == "430102191001"
    assert number_for(Path("a/DSC_1.JPG"), RULES, {"DSC_1": "430102191001"}) == "430102191001"


def test_nobodys_photo() -> None:
    with pytest.raises(NumberMissingError):
        number_for(Path("DSC_1.JPG"), RULES, {"DSC_2": "430102191001"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("header", ["", "文件{}考籍号\n"])
def test_tables_as_offices_write_them(tmp_path: Path, encoding: str, separator: str, header: str) -> None:
    table = tmp_path / "号码.csv"
    text = header.format(separator) + f"张三.JPG{separator}430102191001\r\n\r\n李四 {separator} 430102191002\r\n"
    table.write_bytes(text.encode(encoding))
    assert read_numbers(table, RULES) == {"张三.JPG": "430102191001", "李四": "430102191002"}


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("file,number\na.jpg,4.30102E+11\n", "row 2"),
        ("a.jpg,430102191001\nb.jpg\n", "row 2"),
        ("a.jpg,430102191001\na.jpg,430102191002\n", "row 2"),
        ("a.jpg,430102191001\nb.jpg,43010219100\n", "row 2"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str, row: str) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=row):
        read_numbers(table, RULES)


def test_missing_table(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.csv"):
        read_numbers(tmp_path / "no.csv", RULES)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.sampled_from("12"), st.integers(0, 99999))
def test_fields_put_together_are_the_number(city: int, county: int, year: int, season: str, serial: int) -> None:
    number = f"{city:02}{county:02}{year:02}{season}{serial:05}"
    fields = fields_of(number, RULES)
    assert fields is not None
    assert "".join(fields[name] for name in ("city", "county", "year", "season", "serial")) == number


@given(st.text(max_size=14))
def test_only_twelve_ascii_digits_are_a_number(text: str) -> None:
    assert is_number(text, RULES) == (len(text) == 12 and text.isascii() and text.isdigit())

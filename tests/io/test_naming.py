"""Whose photo it is: by the file's name, else by the table."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.errors import NumberMissingError
from photocheck.io.naming import NumberTable, number_for
from photocheck.profile.load import load_profile
from photocheck.profile.number import fields_of, is_number

RULES = load_profile("zikao").number


def test_the_name_itself_comes_first() -> None:
    table = NumberTable({"430102191001.jpeg": "430102191002"})
    assert number_for(Path("a/430102191001.jpeg"), RULES, table) == "430102191001"


@pytest.mark.parametrize(
    ("listed", "photo"),
    [
        ("DSC_1.JPG", "a/DSC_1.JPG"),
        ("DSC_1", "a/DSC_1.JPG"),
        ("dsc_1.jpg", "a/DSC_1.JPG"),
        ("DSC_1.JPG", "a/dsc_1.jpg"),
        ("\uff24\uff33\uff23_\uff11.JPG", "DSC_1.JPG"),
        (unicodedata.normalize("NFD", "Jos\u00e9.JPG"), "Jos\u00e9.JPG"),
        ("Jos\u00e9", unicodedata.normalize("NFD", "JOS\u00c9.JPG")),
        ("\u674e\u36c3\U0001f600.JPG", "p/\u674e\u36c3\U0001f600.JPG"),
        (r"DCIM\100CANON\IMG_1.JPG", "card/DCIM/100CANON/IMG_1.JPG"),
        (r"D:\photos\100canon\img_1", "/mnt/card/100CANON/IMG_1.JPG"),
        ("./IMG_1.JPG", "IMG_1.JPG"),
        ("\u5f20\u4e09 .JPG", "\u5f20\u4e09\n.JPG"),
        ("\u5f20\u4e09.JPG", "\u5f20\u200b\u4e09.JPG"),
    ],
)
def test_the_table_knows_names_whatever_their_case_form_and_folder(listed: str, photo: str) -> None:
    assert number_for(Path(photo), RULES, NumberTable({listed: "430102191001"})) == "430102191001"


def test_a_name_in_another_folder_is_another_photo() -> None:
    table = NumberTable({"100CANON/IMG_1.JPG": "430102191001", "101CANON/IMG_1.JPG": "430102191002"})
    assert number_for(Path("x/101CANON/IMG_1.JPG"), RULES, table) == "430102191002"
    with pytest.raises(NumberMissingError, match=r"100CANON|101CANON"):
        number_for(Path("x/102CANON/IMG_1.JPG"), RULES, table)
    same = NumberTable({"a/100CANON/IMG_1.JPG": "430102191001", "b/100CANON/IMG_1.JPG": "430102191002"})
    assert number_for(Path("b/100CANON/IMG_1.JPG"), RULES, same) == "430102191002"
    with pytest.raises(NumberMissingError):
        number_for(Path("c/100CANON/IMG_1.JPG"), RULES, same)


def test_names_that_differ_in_case_only_are_nobodys_unless_written_as_listed() -> None:
    table = NumberTable({"a.jpg": "430102191001", "A.JPG": "430102191002"})
    assert number_for(Path("A.JPG"), RULES, table) == "430102191002"
    with pytest.raises(NumberMissingError):
        number_for(Path("A.jpg"), RULES, table)


def test_nobodys_photo() -> None:
    with pytest.raises(NumberMissingError, match="does not list it") as caught:
        number_for(Path("DSC_1.JPG"), RULES, NumberTable({"DSC_2": "430102191001"}))
    assert "DSC_2" not in str(caught.value)  # another number is another photo
    with pytest.raises(NumberMissingError, match="table of file names"):
        number_for(Path("DSC_1.JPG"), RULES, NumberTable({}))


@pytest.mark.parametrize(
    ("listed", "photo"),
    [
        ("IMG_0001.JPG", "IMG_001.JPG"),
        ("IMG_0001.JPG", "IMG-0001 (1).JPG"),
        ("IMG_0001.JPG", "IMG_0001 - 副本.JPG"),
        ("IMG_0001.JPG", "IMG_0001.PNG"),
        ("DSC0001.JPG", "DSCN0001.JPG"),
        ("阿依古丽.JPG", "阿衣古丽.JPG"),
        ("DCIM/IMG_0001.JPG", "photos/IMG_0001.JPG"),
    ],
)
def test_a_near_miss_is_named(listed: str, photo: str) -> None:
    with pytest.raises(NumberMissingError) as caught:
        number_for(Path(photo), RULES, NumberTable({listed: "430102191001"}))
    assert listed in caught.value.message.zh
    assert listed in caught.value.message.en


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.sampled_from("12"), st.integers(0, 99999))
def test_fields_put_together_are_the_number(city: int, county: int, year: int, season: str, serial: int) -> None:
    number = f"{city:02}{county:02}{year:02}{season}{serial:05}"
    fields = fields_of(number, RULES)
    assert fields is not None
    assert "".join(fields[name] for name in ("city", "county", "year", "season", "serial")) == number


@given(st.text(max_size=14))
def test_only_twelve_ascii_digits_are_a_number(text: str) -> None:
    assert is_number(text, RULES) == (len(text) == 12 and text.isascii() and text.isdigit())

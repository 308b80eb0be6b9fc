"""Where a picture belongs: always a plain place in the tree, and no two numbers in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photocheck.errors import OutputError, PhotocheckError, ProfileError
from photocheck.io.archive.place import misplaced, place, place_of
from photocheck.profile.load import load_profile

FIELDS = {"city": "43", "county": "01"}
ZIKAO = load_profile("zikao")


def test_place_fills_the_template() -> None:
    assert place("{city}\\{county}/{number}.JPG", "430102191001", FIELDS) == "43/01/430102191001.JPG"
    assert place_of("430102191001", ZIKAO) == "43/01/430102191001.JPG"


PIECES = ("{number}", "{city}", "..", ".", "/", "\\", "~", "C:", "\0", "a")


@given(
    template=st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)),
    number=st.one_of(st.text(), st.sampled_from(["..", "../x", "/etc/passwd", "a\0b", "NUL", "{city}"])),
    city=st.one_of(st.text(), st.sampled_from(["..", "/", "con", "{number}"])),
)  # fmt: skip
def test_place_never_leaves_the_tree(template: str, number: str, city: str) -> None:
    tree = Path("/somewhere/out")
    try:
        path = tree / place(template, number, {"city": city})
    except PhotocheckError:
        return
    assert Path(os.path.normpath(path)) == path
    assert tree in path.parents


@pytest.mark.parametrize(
    "name", ["NUL", "con.JPG", "Com1", "lpt9.x", "a.", ".hidden", "", "..", "a" * 101, "a b", "a\n"]
)
def test_place_refuses_names_that_are_none(name: str) -> None:
    with pytest.raises(OutputError):
        place("{number}", name, {})


@pytest.mark.parametrize(
    "template", ["{village}", "{number:>999999999}", "{number!r}", "{number.__class__}", "{", "{}"]
)
def test_place_takes_plain_fields_only(template: str) -> None:
    with pytest.raises(ProfileError):
        place(template, "430102191001", FIELDS)


def test_what_lies_elsewhere_is_told_where_it_belongs() -> None:
    assert misplaced("43/00/430019100000.JPG", ZIKAO) is None
    for file in ("43/01/430019100000.JPG", "43/00/430019100000.jpg"):
        found = misplaced(file, ZIKAO)
        assert found is not None
        assert "43/00/430019100000.JPG" in found.zh
    assert misplaced("43/00/Thumbs.JPG", ZIKAO) is not None
    assert misplaced("43/00/430019100000.JPG", ZIKAO, "430019100001") is not None

"""Text tables: every encoding and separator that offices have, or a sentence that names the row."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_tables import written

from photocheck.errors import UsageError
from photocheck.io.tables.kinds import opened
from photocheck.io.tables.limits import Budget, TableError
from photocheck.io.tables.roster import read_roster
from photocheck.io.tables.text import TextSheet, decoded
from photocheck.profile.load import load_profile

RULES = load_profile("zikao").number
ONE, TWO = "430102191001", "430102191002"
GRID = f"准考证号,姓名,身份证号\n{ONE},张三,43010219900101123X\n{TWO},李四,430102199001011248\n"
TABBED = GRID.replace(",", "\t")


@pytest.mark.parametrize(
    "data",
    [
        GRID.encode(),
        b"\xef\xbb\xbf" + GRID.encode(),
        GRID.encode("gb18030"),
        b"\xef\xbb\xbf" + GRID.encode("gb18030"),
        TABBED.encode("utf-16"),
        b"\xfe\xff" + TABBED.encode("utf-16-be"),
        TABBED.replace("\n", "\r\n").encode(),
        GRID.replace("\n", "\r").encode(),
        GRID.replace(",", ";").encode(),
        GRID.replace(",", "|").encode("gb18030"),
        GRID.replace(",", " ").encode("gb18030"),
        GRID.replace(",", ",").encode(),
        ("2019 年考生名单\n\n" + GRID).encode(),
        ("sep=,\n" + GRID).encode(),
        GRID.replace(",", "\t,").replace("\n", "\t\r\n").encode(),
        GRID.replace("\n", "\t\n").encode("gb18030"),
        GRID.replace(ONE, f"\t{ONE}").replace(TWO, f"{TWO}\t").encode(),
        GRID.replace(ONE, f'"\t{ONE}"').replace(TWO, f'"{TWO}"\t').encode(),
        GRID.replace(ONE, f'\t"{ONE}"').encode(),
        GRID.replace(ONE, f"'{ONE}").replace(TWO, f'"=""{TWO}"""').encode(),
        GRID.replace(ONE, f'="{ONE}"').encode(),
        GRID.replace(ONE, "".join(chr(0xFF10 + int(digit)) for digit in ONE)).encode("gb18030"),
        GRID.replace(ONE, "4.30102191001E+11").replace(TWO, f"{TWO}.00").encode(),
    ],
    ids=[
        "utf-8", "mark", "gb18030", "gb18030 behind a mark", "utf-16", "utf-16 big-endian", "tab", "carriage returns",
        "semicolon", "bar", "blank", "full-width comma", "title above", "sep=", "tab after every field",
        "tab after the last", "tab before or after", "tab in or after quotes", "tab before quotes",
        "apostrophe and formula", "formula", "full-width digits", "power of ten",
    ],
)  # fmt: skip
def test_text_as_offices_have_it(tmp_path: Path, data: bytes) -> None:
    roster, _ = read_roster(written(tmp_path / "r.csv", data), RULES)
    assert [(c.number, c.name) for c in roster.candidates.values()] == [(ONE, "张三"), (TWO, "李四")]
    assert dict(roster.columns) == {"number": "准考证号", "name": "姓名", "identity": "身份证号"}
    assert roster.by_identity()["43010219900101123x"] == ONE


def test_rows_are_counted_as_excel_counts_them(tmp_path: Path) -> None:
    text = f'\n考籍号,姓名,地址\n{ONE},张三,"长沙\n岳麓"\n\n{TWO},李四,\n'
    roster, _ = read_roster(written(tmp_path / "r.csv", text), RULES)
    assert [c.row for c in roster.candidates.values()] == [3, 5]


def test_a_mark_that_lies_is_told(tmp_path: Path) -> None:
    _, told = read_roster(written(tmp_path / "r.csv", b"\xef\xbb\xbf" + GRID.encode("gb18030")), RULES)
    assert "GB18030" in told.zh
    assert "2 人" in told.zh


def test_big5_is_read_by_its_headings_or_refused(tmp_path: Path) -> None:
    headed = written(tmp_path / "a.csv", f"考籍號,姓名\n{ONE},陳大文\n".encode("big5"))
    roster, told = read_roster(headed, RULES)
    assert roster.name(ONE) == "陳大文"
    assert "Big5" in told.zh
    names = ["陳大文", "歐陽國強", "張學友", "劉德華", "黎明輝", "郭富城", "鄭秀文", "關之琳"]
    bare = "".join(f"43010219100{n},{name}\n" for n, name in enumerate(names))
    with pytest.raises(UsageError, match="Big5"):
        read_roster(written(tmp_path / "b.csv", bare.encode("big5")), RULES)
    same = read_roster(written(tmp_path / "c.csv", bare.encode("gb18030")), RULES, {"name": "2"})[0]
    assert same.name("430102191001") == "歐陽國強"


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (f"考籍号,姓名\n{ONE},张三\n".encode() + f"{TWO},李四\n".encode("gb18030"), "row 3:"),
        (f"考籍号,姓名\n{ONE},张三\n".encode("gb18030") + f"\ufeff{TWO},李四\n".encode(), "row 3:"),
        (f"number,name\n{ONE},José Martínez\n".encode("latin-1"), "row 2:"),
        (f"number,name\n{ONE},x\n{TWO},y\0\n".encode(), "row 3 has a NUL"),
        (b"\xff\xfe" + f"number\n{ONE}\n".encode("utf-16-le") + b"\x00\xd8\n\0", "row 3:"),
    ],
    ids=["UTF-8 then GB18030", "GB18030 then UTF-8", "Latin-1", "NUL", "half a UTF-16 character"],
)
def test_what_is_in_no_one_encoding_is_named_by_row(tmp_path: Path, data: bytes, rows: str) -> None:
    with pytest.raises(UsageError, match=rows):
        read_roster(written(tmp_path / "r.csv", data), RULES)


def test_blanks_that_do_not_divide_evenly_are_named(tmp_path: Path) -> None:
    rows = "".join(f"{430102191000 + n} 张三\n" for n in range(300))
    text = f"考籍号 姓名\n{rows}430102199999 张 三\n"
    with pytest.raises(UsageError, match="row 302 has 3 parts"):
        read_roster(written(tmp_path / "r.txt", text), RULES)


CELLS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'’‘`=\""), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",\t;|"))
def test_what_a_program_writes_is_read_back(rows: list[list[str]], mark: str) -> None:
    """Whatever the cells hold, other separators included: quoted as RFC 4180 says, they come back."""
    rows = [["考籍号", "姓名", "备注"], *rows]
    quoted = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    sheet = TextSheet(f"sep={mark}\n" + quoted, Budget())
    read = [[sheet.cell(row, place).text for place in range(3)] for row in sheet.rows()]
    assert read == [[cell.strip() for cell in row] for row in rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(TableError):
        text, _ = decoded(data)
        for row in TextSheet(text, Budget()).rows():
            assert all(value.strip() for value in row.cells.values())


@given(st.lists(st.sampled_from(["张三", "李四", "欧阳娜娜", "阿依古丽", "王小明", "x", "1"]), min_size=1, max_size=30))
def test_gb18030_is_never_taken_for_another_encoding(names: list[str]) -> None:
    text = "考籍号,姓名\n" + "".join(f"{ONE},{name}\n" for name in names)
    assert decoded(text.encode("gb18030"))[0] == text
    assert decoded(text.encode())[0] == text


def test_a_table_is_an_ordinary_file(tmp_path: Path) -> None:
    for path in (tmp_path, *(path for path in [Path("/dev/zero")] if path.exists())):
        with pytest.raises(UsageError, match="no ordinary file"), opened(path):
            pass
    with pytest.raises(UsageError, match="no such file"), opened(tmp_path / "none.csv"):
        pass

"""Rosters as offices have them: read exactly, or refused with row and column."""

from __future__ import annotations

import contextlib
from pathlib import Path

import dbf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from photocheck.collection.comparison import Across
from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.io.tables.roster import _whole, read_roster
from photocheck.profile.load import load_profile
from photocheck.results import Report

ZIKAO = load_profile("zikao")
RULES = ZIKAO.number
ONE, TWO = "430102191001", "430102191002"
GRID = f"准考证号,姓名,身份证号\n{ONE},张三,43010219900101123X\n{TWO},李四,430102199001011248\n"


def read(path: Path, columns: dict[str, str] | None = None) -> Roster:
    return read_roster(path, RULES, columns)[0]


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def book(path: Path, rows: list[list[object]], merged: str | None = None) -> Path:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    made.save(path)
    return path


def dbf_file(path: Path, rows: list[tuple[object, ...]], fields: str = "KJH C(12); XM C(20); SFZH C(18)") -> Path:
    table = dbf.Table(str(path), fields, codepage="cp936")
    table.open(dbf.READ_WRITE)
    for row in rows:
        table.append(row)
    table.close()
    return path


@pytest.mark.parametrize(
    "data",
    [
        GRID.encode(),
        b"\xef\xbb\xbf" + GRID.encode(),
        GRID.encode("gb18030"),
        b"\xef\xbb\xbf" + GRID.encode("gb18030"),
        GRID.replace(",", "\t").encode("utf-16"),
        GRID.replace(",", "\t").replace("\n", "\r\n").encode(),
        GRID.replace(",", ";").encode(),
        ("2019 年考生名单\n\n" + GRID).encode(),
    ],
    ids=["utf-8", "mark", "gb18030", "gb18030 behind a mark", "utf-16", "tab", "semicolon", "title above"],
)
def test_csv_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    roster = read(written(tmp_path / "r.csv", data))
    assert [(c.number, c.name) for c in roster.candidates.values()] == [(ONE, "张三"), (TWO, "李四")]
    assert dict(roster.columns) == {"number": "准考证号", "name": "姓名", "identity": "身份证号"}
    assert roster.by_identity()["43010219900101123x"] == ONE


def test_a_mark_that_lies_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", b"\xef\xbb\xbf" + GRID.encode("gb18030"))
    _, told = read_roster(path, RULES)
    assert "GB18030" in told.zh
    assert "2 人" in told.zh
    assert "号码=准考证号" in told.zh


def test_rare_characters_of_names_survive(tmp_path: Path) -> None:
    roster = read(written(tmp_path / "r.csv", f"number,name\n{ONE},李䶮𠮷\n".encode("gb18030")))
    assert roster.name(ONE) == "李䶮𠮷"


def test_columns_without_a_header_or_by_name(tmp_path: Path) -> None:
    bare = written(tmp_path / "bare.csv", f"张三,{ONE}\n李四,{TWO}\n")
    assert dict(read(bare).columns) == {"number": "2"}
    assert read(bare, {"name": "1"}).name(TWO) == "李四"
    odd = written(tmp_path / "odd.csv", f"编号A,编号B,谁\n{ONE},{TWO},张三\n")
    with pytest.raises(UsageError, match="--roster-columns"):
        read(odd)
    assert list(read(odd, {"number": "编号B", "name": "谁"}).candidates) == [TWO]
    with pytest.raises(UsageError, match="编号A"):
        read(odd, {"number": "考号"})


def test_xlsx_numbers_are_recovered_where_they_are_exact(tmp_path: Path) -> None:
    rows = [["考籍号", "姓名"], [430102191001, "张三"], [430102191002.0, "李四"], ["430102191003", "王五"]]
    roster = read(book(tmp_path / "r.xlsx", rows))
    assert list(roster.candidates) == [ONE, TWO, "430102191003"]
    assert roster.candidates[TWO].row == 3


@pytest.mark.parametrize("cell", ["4.30102E+11", "4.301E+11"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_number_that_lost_its_end_is_named_with_row_and_column(tmp_path: Path, cell: str, kind: str) -> None:
    rows = [["序号", "考籍号"], [1, ONE], [2, cell]]
    if kind == "xlsx":
        path = book(tmp_path / "r.xlsx", rows)
    else:
        path = written(tmp_path / "r.csv", "\n".join(f"{a},{b}" for a, b in rows))
    with pytest.raises(UsageError) as caught:
        read(path)
    assert "row 3" in str(caught.value)
    assert ("column B" if kind == "xlsx" else "column 2") in str(caught.value)
    assert "考籍号" in str(caught.value)
    assert "丢了" in caught.value.message.zh


def test_a_scientific_number_with_all_its_digits_is_whole() -> None:
    assert _whole("4.30102191001E+11") == ONE
    assert _whole("430102191001.0") == ONE
    assert _whole("4.3010219100E+11") is None
    assert _whole(f'="{ONE}"') == ONE
    assert _whole("430102191001") == ONE
    assert _whole(4.30102191001e17) is None
    assert _whole(True) is None


@given(st.integers(10**11, 10**12 - 1), st.integers(1, 11))
def test_no_shortened_number_is_ever_taken_for_whole(number: int, digits: int) -> None:
    assert _whole(f"{number:.11E}") == str(number)
    short = f"{number:.{digits - 1}E}"
    assert _whole(short) is None
    assert _whole(float(number)) == str(number)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    whole = _whole(text)
    assert whole is None or isinstance(whole, str)


def test_merged_cells(tmp_path: Path) -> None:
    rows = [["2019年名单", None], ["考籍号", "姓名"], [ONE, "张三"], [TWO, "李四"]]
    assert len(read(book(tmp_path / "title.xlsx", rows, "A1:B1"))) == 2
    with pytest.raises(UsageError, match="B3:B4"):
        read(book(tmp_path / "r.xlsx", rows, "B3:B4"))


def test_dbf_of_an_exam_system(tmp_path: Path) -> None:
    roster = read(dbf_file(tmp_path / "KSXX.DBF", [(ONE, "张三", "43010219900101123X"), (TWO, "欧阳娜", "")]))
    assert roster.name(TWO) == "欧阳娜"
    assert dict(roster.columns) == {"number": "KJH", "name": "XM", "identity": "SFZH"}
    numeric = read(dbf_file(tmp_path / "n.dbf", [(430102191001, "张三")], "KSH N(12,0); XM C(20)"))
    assert list(numeric.candidates) == [ONE]


def test_a_dbf_is_known_by_its_content(tmp_path: Path) -> None:
    made = dbf_file(tmp_path / "a.dbf", [(ONE, "张三", "")])
    assert read(made.rename(tmp_path / "名单.txt")).name(ONE) == "张三"


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.2, 0.02])
def test_a_dbf_cut_short_is_refused(tmp_path: Path, keep: float) -> None:
    rows = [(f"430102191{n:03}", f"考生{n}", "") for n in range(64)]
    data = dbf_file(tmp_path / "whole.dbf", rows).read_bytes()
    with pytest.raises(UsageError, match=r"cut short|no whole DBF"):
        read(written(tmp_path / "half.dbf", data[: int(len(data) * keep)]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("准考证号,姓名\n", "no candidate"),
        (f"准考证号,姓名\n{ONE},张三\n,李四\n", "row 3, column 1"),
        (f"准考证号,姓名\n{ONE},张三\n{ONE},李四\n", "row 3: number"),
        (f"准考证号,姓名\n{ONE},张三\n43010219100,李四\n", "row 3, column 1"),
        (f'准考证号,姓名\n{ONE},"张三\n', "row"),
        ("\0\1\2\3", "no text table"),
    ],
)
def test_a_wrong_roster_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(written(tmp_path / "r.csv", text))


def test_what_is_no_table_at_all(tmp_path: Path) -> None:
    for name, data in {
        "a.xls": b"\xd0\xcf\x11\xe0" + bytes(600),
        "b.xlsx": b"PK\x03\x04" + bytes(100),
        "c.dbf": b"\x03nonsense",
        "d.csv": "名单\n张三\n".encode() + b"\xff\xfe\x80\n",
    }.items():
        with pytest.raises(UsageError):
            read(written(tmp_path / name, data))
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.csv")


@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("x.csv", "x.dbf"):
        with contextlib.suppress(UsageError):
            read(written(folder / name, data))


def test_photos_and_roster_side_by_side() -> None:
    names = {n: Candidate(n, f"考生{n[-1]}", row=i + 2) for i, n in enumerate((ONE, TWO, "430102191003"))}
    across = Across(ZIKAO, Roster("r", names))
    for photo, number in (("a", ONE), ("b", ONE), ("c", "430299191001"), ("d", "430102191009"), ("x y", None)):
        across.add(Report(photo, "zikao", number=number))
    assert [c.number for c in across.missing] == [TWO, "430102191003"]
    assert [(a.photo, b.photo) for a, b in across.twice] == [("a", "b")]
    assert [(s.seen.photo, s.foreign) for s in across.strangers] == [("c", "4302"), ("d", None), ("x y", None)]
    assert across.bad
    told = "".join(line.zh for _, lines in across.sections() for line in lines)
    assert "考生2" in told
    assert "第 3 行" in told


def test_the_area_is_the_county_of_the_roster() -> None:
    across = Across(ZIKAO, Roster("r", {ONE: Candidate(ONE)}))
    across.add(Report("c", "zikao", number="430201191001"))
    assert across.strangers[0].foreign == "4302"
    assert "4302" in across.strangers[0].words().zh

"""Rosters as offices have them: read exactly, or refused with all that is wrong, sheet, row and column."""

from __future__ import annotations

import contextlib
from pathlib import Path

import dbf
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_tables import book, sheet, workbook, written

from photocheck.collection.comparison import Across
from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.io.tables.roster import read_roster
from photocheck.profile.load import load_profile
from photocheck.results import Report

ZIKAO = load_profile("zikao")
RULES = ZIKAO.number
ONE, TWO = "430102191001", "430102191002"
GRID = f"准考证号,姓名,身份证号\n{ONE},张三,43010219900101123X\n{TWO},李四,430102199001011248\n"


def read(path: Path, columns: dict[str, str] | None = None) -> Roster:
    return read_roster(path, RULES, columns)[0]


def names(path: Path) -> list[tuple[str, str]]:
    return [(candidate.number, candidate.name) for candidate in read(path).candidates.values()]


BOTH = [(ONE, "张三"), (TWO, "李四")]


def refused(path: Path, columns: dict[str, str] | None = None) -> str:
    """The sentence, which has to be there in Chinese too."""
    with pytest.raises(UsageError) as caught:
        read(path, columns)
    assert str(path) in caught.value.message.zh
    return str(caught.value)


# ---------------------------------------------------------------------------------------- columns


def test_columns_without_a_header_or_by_name(tmp_path: Path) -> None:
    bare = written(tmp_path / "bare.csv", f"张三,{ONE}\n李四,{TWO}\n")
    assert dict(read(bare).columns) == {"number": "2"}
    assert read(bare, {"name": "1"}).name(TWO) == "李四"
    odd = written(tmp_path / "odd.csv", f"编号A,编号B,谁\n{ONE},{TWO},张三\n")
    assert "--roster-columns" in refused(odd)
    assert list(read(odd, {"number": "编号B", "name": "谁"}).candidates) == [TWO]
    assert "编号A" in refused(odd, {"number": "考号"})


def test_the_column_of_candidate_numbers_comes_before_other_numbers(tmp_path: Path) -> None:
    rows = [["序号", "报名号", "考籍号", "姓名"], [1, "430102199991", ONE, "张三"], [2, "430102199992", TWO, "李四"]]
    assert names(written(tmp_path / "r.xlsx", book(rows))) == BOTH


def test_two_columns_of_one_heading(tmp_path: Path) -> None:
    same = [["考籍号", "姓名", "考籍号"], [ONE, "张三", "旧"], [TWO, "李四", "旧"]]
    assert names(written(tmp_path / "a.xlsx", book(same))) == BOTH
    both = [["考籍号", "姓名", "考籍号"], [ONE, "张三", TWO]]
    said = refused(written(tmp_path / "b.xlsx", book(both)))
    assert "A, C" in said
    assert "--roster-columns" in said
    twice = [["考籍号", "姓名", "姓名"], [ONE, "张三", "张三丰"]]
    assert "B, C" in refused(written(tmp_path / "c.xlsx", book(twice)))
    assert read(written(tmp_path / "c.xlsx", book(twice)), {"name": "C"}).name(ONE) == "张三丰"


def test_titles_above_and_headings_in_two_rows(tmp_path: Path) -> None:
    titles: list[list[object]] = [[f"说明{n}"] for n in range(11)]
    assert names(written(tmp_path / "a.xlsx", book([*titles, ["姓名", "考籍号"], ["张三", ONE]]))) == [(ONE, "张三")]
    two = [
        ["考籍号", "基本信息", None],
        [None, "姓名", "身份证号"],
        [ONE, "张三", "43010219900101123X"],
        [TWO, "李四", ""],
    ]
    for merged in ("B1:C1", "A1:A2", ""):
        roster = read(written(tmp_path / "b.xlsx", book(two, merged=merged)))
        assert dict(roster.columns) == {"number": "考籍号", "name": "姓名", "identity": "身份证号"}
        assert roster.candidates[ONE].row == 3
        assert roster.by_identity()["43010219900101123x"] == ONE


def test_a_candidate_above_the_headings_is_not_lost(tmp_path: Path) -> None:
    rows = [[ONE, "张三"], ["考籍号", "姓名"], [TWO, "李四"]]
    assert "row 1 lies above the headings" in refused(written(tmp_path / "r.xlsx", book(rows)))


# ----------------------------------------------------------------------------------------- sheets


def test_the_sheet_that_holds_candidates_is_read(tmp_path: Path) -> None:
    about = sheet([["一、本表由各县区填写"], ["二、照片须近期免冠"]])
    old = sheet([["考籍号", "姓名"], ["430102199999", "王五"]])
    new = sheet([["考籍号", "姓名"], [ONE, "张三"], [TWO, "李四"]])
    first = written(tmp_path / "a.xlsx", workbook({"填表说明": about, "名单": new}))
    assert names(first) == BOTH
    assert "工作表“名单”" in read_roster(first, RULES)[1].zh
    assert names(written(tmp_path / "b.xlsx", workbook({"旧": old, "新": new}, hidden=["旧"]))) == BOTH
    both = written(tmp_path / "c.xlsx", workbook({"新": new, "旧": old}))
    assert names(both) == BOTH
    assert "“旧”里也有号码,没有读" in read_roster(both, RULES)[1].zh
    neither = refused(written(tmp_path / "d.xlsx", workbook({"甲": about, "乙": about})))
    assert "甲, 乙" in neither
    assert "no visible sheet" in refused(written(tmp_path / "e.xlsx", workbook({"旧": old}, hidden=["旧"])))
    assert "holds nothing" in refused(written(tmp_path / "f.xlsx", workbook({"空": sheet([])})))


# ------------------------------------------------------------------------------------------- rows


def test_totals_and_signatures_are_passed_over_and_said(tmp_path: Path) -> None:
    rows = [
        ["2024年下半年考生名单", None, None], ["填报单位:某县自考办", None, None],
        ["序号", "考籍号", "姓名"], [1, ONE, "张三"], ["小计", None, None], [2, TWO, "李四"],
        [3, None, None], [None, "合计:2人", None], ["制表人:王五", None, "审核人:赵六"],
    ]  # fmt: skip
    path = written(tmp_path / "r.xlsx", book(rows))
    assert names(path) == BOTH
    assert "第 5、7、8、9 行" in read_roster(path, RULES)[1].zh


def test_a_candidate_without_a_number_is_no_footer(tmp_path: Path) -> None:
    rows = [["考籍号", "姓名", "备注"], [ONE, "张三", None], [None, "李四", "备注:缓考"], [None, "总小明", None]]
    said = refused(written(tmp_path / "r.xlsx", book(rows)))
    assert "row 3, column A" in said
    assert "row 4, column A" in said


def test_headings_in_the_middle_of_tables_put_together(tmp_path: Path) -> None:
    text = f"\ufeff考籍号,姓名\n{ONE},张三\n\ufeff考籍号,姓名\n\ufeff{TWO},李四\n"
    path = written(tmp_path / "r.csv", text)
    assert names(path) == BOTH
    assert "看不见的字符:第 4 行" in read_roster(path, RULES)[1].zh


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", book([["考籍号", "姓名"], [ONE, "张三"], [TWO, "李四"]], hidden=[3]))
    assert names(path) == BOTH
    assert "隐藏的行也读进来了:第 3 行" in read_roster(path, RULES)[1].zh


def test_merged_cells(tmp_path: Path) -> None:
    rows = [["2019年名单", None, None], ["考籍号", "姓名", "备注"], [ONE, "张三", "甲"], [TWO, "李四", None]]
    for harmless in ("A1:C1", "C3:C4", "A5:XFD1048576", "A1:A2"):
        assert names(written(tmp_path / "a.xlsx", book(rows, merged=harmless))) == BOTH
    for unclear in ("B3:B4", "A4:B4", "A1:XFD1048576"):
        assert unclear in refused(written(tmp_path / "b.xlsx", book(rows, merged=unclear)))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    bad = [
        ["考籍号", "姓名"],
        [ONE, "张三"],
        ["43010219100", "李四"],
        [None, "王五"],
        [ONE, "赵六"],
        ["4.3E+11", "孙七"],
    ]
    path = written(tmp_path / "r.xlsx", book(bad))
    with pytest.raises(UsageError) as caught:
        read(path)
    lines = caught.value.message.en.splitlines()
    assert "4 things" in lines[0]
    for line, said in zip(lines[1:], ["row 3,", "row 4,", "row 5,", "row 6,"], strict=True):
        assert f"sheet '名单', {said} column A (考籍号)" in line
    assert "row 2 already" in lines[3]
    assert len(caught.value.message.zh.splitlines()) == 5
    many = written(tmp_path / "many.csv", "考籍号\n" + "".join(f"{n}\n" for n in range(1000)))
    with pytest.raises(UsageError) as caught:
        read(many)
    assert "980" in caught.value.message.en.splitlines()[-1]
    assert len(caught.value.message.en.splitlines()) == 22


# ------------------------------------------------------------------------------------------ cells


def test_numbers_are_recovered_where_they_are_exact(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["考籍号", "姓名"])
    for value in (430102191001, 430102191002.0, "430102191003", " 430102191004\u3000", "430102191005"):
        made.active.append([value, "张三"])
    made.save(tmp_path / "r.xlsx")
    roster = read(tmp_path / "r.xlsx")
    assert list(roster.candidates) == [f"43010219100{n}" for n in range(1, 6)]
    assert roster.candidates[TWO].row == 3


def test_a_number_format_shows_zeros_and_prefixes(tmp_path: Path) -> None:
    formats = ["000000000000", '"4301"00000000', "\\4\\3##########", "#,##0", '000000000000_ ;[Red]"x"']
    rows = [["考籍号"], *[[(f's="{style}"', f"<v>{value}</v>")] for style, value in
            [(1, 10102191001), (2, 2191001), (3, 5102191003), (4, 430102191004), (5, 10102191005)]]]  # fmt: skip
    found = list(read(written(tmp_path / "r.xlsx", book(rows, formats=formats)), {"number": "A"}).candidates)
    assert found == ["010102191001", "430102191001", "435102191003", "430102191004", "010102191005"]


@pytest.mark.parametrize("cell", ["4.30102E+11", "4.301E+11"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_number_that_lost_its_end_is_named_with_row_and_column(tmp_path: Path, cell: str, kind: str) -> None:
    rows: list[list[object]] = [["序号", "考籍号"], [1, ONE], [2, cell]]
    data = book(rows) if kind == "xlsx" else "\n".join(f"{a},{b}" for a, b in rows)
    with pytest.raises(UsageError) as caught:
        read(written(tmp_path / f"r.{kind}", data))
    assert "row 3" in str(caught.value)
    assert ("column B" if kind == "xlsx" else "column 2") in str(caught.value)
    assert "考籍号" in str(caught.value)
    assert "丢了" in caught.value.message.zh


@pytest.mark.parametrize("value", [430101199001010000, 430101199001010050, 4.3010119900101e17, "4.30101E+17"])
def test_id_numbers_in_number_cells_are_refused(tmp_path: Path, value: object) -> None:
    rows = [["考籍号", "姓名", "身份证号"], [ONE, "张三", value], [TWO, "李四", "430102199001011248"]]
    said = refused(written(tmp_path / "r.xlsx", book(rows)))
    assert "row 2, column C (身份证号)" in said
    assert "as text" in said


def test_a_number_cell_that_nobody_needs_harms_nobody(tmp_path: Path) -> None:
    rows = [["考籍号", "姓名", "银行卡"], [ONE, "张三", 6222020200112233445], [TWO, "李四", ("t='e'", "<v>#N/A</v>")]]
    assert names(written(tmp_path / "r.xlsx", book(rows))) == BOTH


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (("", '<f>HYPERLINK("http://x/1","430102191002")</f><v></v>'), "formula whose result"),
        (("", "<f>C3&amp;D3</f>"), "formula whose result"),
        (("t='e'", "<f>VLOOKUP(1,A:B,2)</f><v>#N/A</v>"), "#N/A"),
        (("t='s'", "<v>99</v>"), "no text"),
        (("t='b'", "<v>1</v>"), "'TRUE' is no"),
        (("t='str'", "<f>IF(1,2)</f><v></v>"), "is missing"),
        ("430102\ufffd191002", "no text"),
    ],
)
def test_cells_that_do_not_say_what_they_mean(tmp_path: Path, value: object, said: str) -> None:
    path = written(tmp_path / "r.xlsx", book([["考籍号", "姓名"], [ONE, "张三"], [value, "李四"]]))
    assert said in refused(path)
    assert "row 3, column A" in refused(path)


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    rows = [["考籍号", "姓名"], [("t='str'", f"<f>A9</f><v>{ONE}</v>"), ("", "<f>B9</f><v>5</v>")]]
    assert names(written(tmp_path / "r.xlsx", book(rows))) == [(ONE, "5")]


def test_what_nobody_sees_is_taken_out_and_said(tmp_path: Path) -> None:
    for ends in ("\u200b", "\u202d", "\u202c", "\ufeff", "\x1b", "\u00ad", "\x07"):
        path = written(tmp_path / "r.csv", f"考籍\u200b号,姓名\n{ends}{ONE}{ends},张{ends}三\n{TWO},李四\n")
        assert names(path) == BOTH
        assert "看不见的字符:第 2 行" in read_roster(path, RULES)[1].zh
    escaped = [["考籍号", "姓名"], [ONE, "张_x001B_三_x000D_"], [TWO, "李四"]]
    assert names(written(tmp_path / "r.xlsx", book(escaped))) == BOTH


def test_no_control_character_reaches_a_sentence(tmp_path: Path) -> None:
    evil = "\x1b]0;x\x07\u202e"
    path = written(tmp_path / "r.csv", f"考籍号{evil},姓{evil}名\n{ONE}{evil}x,{evil}\n")
    with pytest.raises(UsageError) as caught:
        read(path)
    for text in (caught.value.message.zh, caught.value.message.en):
        assert not set(evil[:1] + "\x07\u202e") & set(text)
    book_path = written(tmp_path / "r.xlsx", workbook({"名\u202e单": sheet([["考籍号"], ["x\x7f\u202e"]])}))
    assert "\u202e" not in refused(book_path)


def test_rare_characters_of_names_survive(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        text = f"number,name\n{ONE},李䶮𠮷㛃\ue863\n{TWO},葛\U000e0100阿·迪\n"
        path = written(tmp_path / "r.csv", text.encode(encoding))
        assert names(path) == [(ONE, "李䶮𠮷㛃\ue863"), (TWO, "葛\U000e0100阿·迪")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("准考证号,姓名\n", "no candidate"),
        (f"准考证号,姓名\n{ONE},张三\n,李四\n", "row 3, column 1"),
        (f"准考证号,姓名\n{ONE},张三\n{ONE},李四\n", "row 3, column 1 (准考证号): number"),
        (f"准考证号,姓名\n{ONE},张三\n43010219100,李四\n", "row 3, column 1"),
        (f'准考证号,姓名\n{ONE},"张三\n', "row 2"),
        (f'准考证号,姓名\n{ONE},"张"三\n', "row 2"),
        ("\0\1\2\3", "no text table"),
    ],
)
def test_a_wrong_roster_says_where(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(written(tmp_path / "r.csv", text))


# ----------------------------------------------------------------------------------------- others


def test_dbf_and_workbook_as_libraries_write_them(tmp_path: Path) -> None:
    table = dbf.Table(str(tmp_path / "KSXX.DBF"), "KJH C(12); XM C(20); SFZH C(18)", codepage="cp936")
    table.open(dbf.READ_WRITE)
    for row in [(ONE, "张三", "43010219900101123X"), (TWO, "欧阳娜", "")]:
        table.append(row)
    table.close()
    roster = read(tmp_path / "KSXX.DBF")
    assert roster.name(TWO) == "欧阳娜"
    assert dict(roster.columns) == {"number": "KJH", "name": "XM", "identity": "SFZH"}


def test_what_was_read_is_told(tmp_path: Path) -> None:
    _, told = read_roster(written(tmp_path / "r.csv", GRID), RULES)
    assert told.zh == "名单 r.csv 共 2 人。按“准考证号”列认号码、按“姓名”列认姓名、按“身份证号”列认身份证号。"
    assert "2 candidates; number = 准考证号" in told.en


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
    told = "".join(line.zh for section in across.sections() for line in section.cases)
    assert "考生2" in told
    assert "第 3 行" in told


def test_the_area_is_the_county_of_the_roster() -> None:
    across = Across(ZIKAO, Roster("r", {ONE: Candidate(ONE)}))
    across.add(Report("c", "zikao", number="430201191001"))
    assert across.strangers[0].foreign == "4302"
    assert "4302" in across.strangers[0].words().zh

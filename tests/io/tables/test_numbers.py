"""``--numbers`` takes what ``--roster`` takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import book, dbf, written

from photocheck.errors import UsageError
from photocheck.io.tables.numbers import read_numbers
from photocheck.profile.load import load_profile

RULES = load_profile("zikao").number
ONE, TWO = "430102191001", "430102191002"
WIDE = "".join(chr(0xFF10 + int(digit)) for digit in ONE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("header", ["", "文件{}考籍号\n", "原名{}新名\n", "号码表\n照片{}号码\n"])
def test_text_as_offices_write_it(tmp_path: Path, encoding: str, separator: str, header: str) -> None:
    text = header.format(separator) + f"张三.JPG{separator}{ONE}\r\n\r\n李四 {separator} {TWO}\r\n"
    found, _ = read_numbers(written(tmp_path / "号码.csv", text.encode(encoding)), RULES)
    assert found == {"张三.JPG": ONE, "李四": TWO}


@pytest.mark.parametrize(
    "text",
    [
        f"文件,号码\na.JPG,'{ONE}\n",
        f'文件,号码\na.JPG,="{ONE}"\n',
        f"文件,号码\na.JPG,{WIDE}\n",
        f"文件,号码\na.JPG,\t{ONE}\n",
        f"文件\t,号码\t\na.JPG\t,{ONE}\t\n",
        "文件,号码\na.JPG,4.30102191001E+11\n",
        f"号码,文件\n{ONE},a.JPG\n",
        f"{ONE},a.JPG\n",
        f"序号,姓名,号码,文件\n1,张三,{ONE},a.JPG\n",
        f"序号,谁,哪个,号码\n1,张三,a.JPG,{ONE}\n",
        f"号码对照表,\n文件,号码\na.JPG,{ONE}\n共1人,\n",
        f'="a.JPG",{ONE}\n',
    ],
)
def test_marks_that_keep_a_number_as_it_is(tmp_path: Path, text: str) -> None:
    assert read_numbers(written(tmp_path / "n.csv", text), RULES)[0] == {"a.JPG": ONE}


def test_workbooks_and_dbf(tmp_path: Path) -> None:
    rows = [["文件", "号码"], ["a.JPG", ONE], ["b.JPG", int(TWO)]]
    found, told = read_numbers(written(tmp_path / "n.xlsx", book(rows)), RULES)
    assert found == {"a.JPG": ONE, "b.JPG": TWO}
    assert told.zh == "号码表 n.xlsx 共 2 个文件。按“号码”列认号码、按“文件”列认文件名。"
    data = dbf([("ZPM", "C", 20), ("KJH", "C", 12)], [("a.JPG", ONE)])
    assert read_numbers(written(tmp_path / "n.dbf", data), RULES)[0] == {"a.JPG": ONE}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,number\na.jpg,4.30102E+11\n", "row 2, column 2 (number): '4.30102E+11' is a number that Excel"),
        (f"a.jpg,{ONE}\nb.jpg\n", "row 2, column 2: the 12-digit candidate number is missing"),
        (f"a.jpg,{ONE}\nA.JPG,{TWO}\n", "row 2, column 1: file A.JPG has another number already"),
        (f"a.jpg,{ONE}\nb.jpg,43010219100\n", "row 2, column 2: '43010219100' is no"),
        (f"a.jpg,{ONE}\n,{TWO}\n", "row 2, column 1: the photo's name is missing"),
        (f"甲,乙,丙\na,{ONE},b\n", "Head the two columns"),
        ("file,number\n", "holds no number"),
        (f"x,y\n1,{ONE}\n".encode() + "王五".encode("gb18030") + f",{TWO}\n张三,1\n".encode(), "row 3: not UTF-8"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_numbers(written(tmp_path / "n.csv", text), RULES)
    assert said in str(caught.value)
    assert "n.csv" in caught.value.message.zh


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = [["文件", "号码"], ["a.JPG", "x"], [None, ONE], ["c.JPG", 430102199001011248]]
    with pytest.raises(UsageError) as caught:
        read_numbers(written(tmp_path / "n.xlsx", book(rows)), RULES)
    for said in ("3 things", "row 2, column B", "row 3, column A", "row 4, column B"):
        assert said in str(caught.value)


def test_a_file_twice_with_one_number_is_no_fault(tmp_path: Path) -> None:
    found, _ = read_numbers(written(tmp_path / "n.csv", f"a.jpg,{ONE}\nA.JPG,{ONE}\n"), RULES)
    assert set(found.values()) == {ONE}


def test_missing_table(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.csv"):
        read_numbers(tmp_path / "no.csv", RULES)

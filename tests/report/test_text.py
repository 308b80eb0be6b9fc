"""Text for the screen: failures first, passing photos on demand, one trouble in one line, and nothing that moves the
cursor."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import pytest
from report.made import GOOD, SMALL, WARNED, ZIKAO, report

from photocheck.collection.comparison import Across
from photocheck.report import Brief, open_writer
from photocheck.report.summary import Summary
from photocheck.report.text import LISTED
from photocheck.results import Measurements, Report
from photocheck.types import Problem, Text
from photocheck.words.clean import cell, terminal

NOBODY = Problem("number", Text("不知道是谁的", "nobody knows whose it is"))
NOBODYS = "未处理  7 张照片:不知道是谁的(命令行选项:--numbers)"
REPORTS = [
    report("pass.JPG", GOOD),
    report("warn.JPG", WARNED),
    *(Report(f"IMG_{n}.JPG", ZIKAO.id, error=NOBODY) for n in range(7)),
    report("fail.JPG", SMALL),
]


def text(reports: list[Report] = REPORTS, **asked: bool) -> list[str]:
    stream = io.StringIO()
    writer = open_writer("text", stream, replace(Brief(ZIKAO, "zh"), **asked))
    for each in reports:
        writer.add(each)
    writer.close(Across(ZIKAO))
    return stream.getvalue().splitlines()


def test_failures_come_first_and_what_passes_is_not_listed() -> None:
    heads = [line for line in text() if not line.startswith(" ")]
    assert heads == ["不通过  fail.JPG", NOBODYS, "待核对  warn.JPG"]
    assert [line for line in text(verbose=True) if "pass.JPG" in line] == ["通过  pass.JPG"]
    assert not [line for line in text(failed_only=True) if "warn.JPG" in line]


def test_one_trouble_of_many_photos_is_one_line_with_some_names() -> None:
    lines = text()
    at = lines.index(NOBODYS)
    assert lines[at + 1 : at + 7] == [
        *(f"    IMG_{n}.JPG" for n in range(5)),
        "    …… 另有 2 张(加 -v 全部列出)",
    ]
    assert "    IMG_6.JPG" in text(verbose=True)


def test_the_cure_of_many_pairs_is_said_once_and_they_are_listed_up_to_a_count() -> None:
    across = Across(ZIKAO)
    for n in range(2 * LISTED):
        likeness = random.Random(n).randbytes(50).hex()
        for kind in (1, 2):
            name, shown = f"{kind}{n}", Measurements(likeness=likeness)
            across.add(Report(f"{name}.JPG", ZIKAO.id, number=name, measurements=shown))
    for verbose, listed in ((False, LISTED), (True, 2 * LISTED)):
        stream = io.StringIO()
        open_writer("text", stream, Brief(ZIKAO, "zh", verbose=verbose)).close(across)
        lines = stream.getvalue().splitlines()
        assert lines[0] == f"疑似一张照片用在两个考籍号上(请核对):{2 * LISTED}"
        assert lines[1:3] == ["    请对照两张照片,核对是谁的。", "    10 和 20"]
        assert sum(" 和 " in line for line in lines) == listed
        assert (f"    …… 另有 {LISTED} 条(加 -v 全部列出)" in lines) is not verbose


def test_an_error_names_the_option_that_cures_it() -> None:
    taken = Report("a.JPG", ZIKAO.id, error=Problem("exists", Text("已有照片。", "there already.")))
    assert text([taken])[1] == "    已有照片。(命令行选项:--overwrite)  [exists]"


def test_no_fault_of_a_group_counts_more_than_the_group() -> None:
    summary = Summary()
    both = {**GOOD, "framing.head": 0.41, "face.eyes": 0.02}  # to be retaken: nobody crops it again as well
    for values in (both, both, SMALL):
        summary.add(report("x.JPG", values))
    assert summary.lines("zh")[1:] == ["  请考生重拍(2 张):闭眼 2", "  从相机原片重新裁剪(1 张):头太小 1"]


def test_the_fault_comes_before_the_checks_name() -> None:
    line = next(line for line in text() if "头太小" in line)
    assert line.startswith("    头太小(占画面 41%")
    assert line.endswith("  [framing.head]")


def test_a_camera_that_goes_on_is_told_of_at_once() -> None:
    heads = [line for line in text(live=True) if not line.startswith(" ")]
    assert heads == ["待核对  warn.JPG", *(f"未处理  IMG_{n}.JPG" for n in range(7)), "不通过  fail.JPG"]


def test_colour_is_for_terminals() -> None:
    assert not [line for line in text() if "\x1b" in line]
    assert any(line.startswith("\x1b[31m不通过\x1b[0m") for line in text(colour=True))


@pytest.mark.parametrize("evil", ["a\x1b[2Jb", "a\rb", "a\u202eb", "a\udcffb", "a\nb", "a\x9bb"])
def test_nothing_that_comes_from_outside_reaches_the_terminal_as_it_is(evil: str) -> None:
    lines = text([report(evil, SMALL)])
    assert sum(not line.startswith(" ") for line in lines) == 1
    assert terminal(evil).isprintable()
    assert cell(evil).replace("\n", "").isprintable()
    assert terminal("张 三\u3000é") == "张 三\u3000é"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠\t")
def test_no_cell_is_a_formula(sign: str) -> None:
    assert cell(f"{sign}cmd|' /C calc'!A0").startswith("'")
    assert cell(f" \u3000{sign}1").startswith("'")
    assert not cell(f"\ufeff\u200b{sign}1").startswith(("\ufeff", "\u200b", sign))
    assert cell("张三") == "张三"

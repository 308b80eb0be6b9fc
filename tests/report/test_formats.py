"""Formats for other programs: valid by their own schemas, and holding whatever a file may be called."""

from __future__ import annotations

import csv
import io
import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook
from report.made import GOOD, SMALL, WARNED, ZIKAO, report

from photocheck.collection.comparison import Across
from photocheck.collection.roster import Candidate, Roster
from photocheck.errors import UsageError
from photocheck.report import FILES, FORMATS, STREAMED, Brief, open_writer
from photocheck.report.statistics import Statistics
from photocheck.results import Report
from photocheck.types import Problem, Text

EVIL = "=cmd|'<script>&\"]]>\n::error::x%,:\x07\udcff.JPG"
NUMBER = "430102191001"
ROSTER = Roster(
    "r", {NUMBER: Candidate(NUMBER, "=张三<b>", row=2), "430102191002": Candidate("430102191002", "李四", row=3)}
)


def reports() -> list[Report]:
    lost = Report(EVIL, "zikao", error=Problem("source", Text("读不出来<&>", "cannot be read <&>")))
    small = report(f"in/{NUMBER}.JPG", SMALL, number=NUMBER)
    return [small, report("in/b.JPG", WARNED), report("照片/c.JPG", GOOD), lost]


def text(form: str, language: str = "zh") -> str:
    stream = io.StringIO()
    write(form, stream, language)
    return stream.getvalue()


def write(form: str, target: object, language: str = "zh") -> None:
    across = Across(ZIKAO, ROSTER)
    writer = open_writer(form, target, Brief(ZIKAO, language, ROSTER))
    for each in reports():
        across.add(each)
        writer.add(each)
    writer.close(across)


@pytest.mark.parametrize("form", STREAMED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_format_can_be_written_as_utf8(form: str, language: str) -> None:
    assert text(form, language).encode("utf-8", "backslashreplace")
    assert set(FORMATS) == {*STREAMED, *FILES}


def test_junit_counts_and_escapes() -> None:
    suite = ET.fromstring(text("junit")).find("testsuite")  # noqa: S314 - we have just written it
    cases = suite.findall("testcase")
    assert {key: int(suite.get(key)) for key in ("tests", "failures", "errors")} == {
        "tests": len(cases),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
    }
    # One photo failed, one candidate has no photo, three photos have no number of the roster.
    assert (len(cases), int(suite.get("failures")), int(suite.get("errors"))) == (8, 5, 1)
    assert "头太小(占画面 41%" in suite.find("testcase/failure").text
    assert "=张三<b>" in suite.find("testcase").get("name")
    assert "b.JPG: 扩展名是“.jpg”" in suite.find("system-out").text


def test_junit_by_its_schema() -> None:
    path = os.environ.get("PHOTOCHECK_JUNIT_SCHEMA")
    if path is None:
        pytest.skip("no schema of JUnit: pip install xmlschema; set PHOTOCHECK_JUNIT_SCHEMA to windyroad's JUnit.xsd")
    xmlschema = pytest.importorskip("xmlschema", reason="no xmlschema: pip install xmlschema")
    xmlschema.validate(text("junit"), path)


def test_github_annotations_stay_one_a_line() -> None:
    lines = text("github").splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert any(line.startswith(f"::error file=in/{NUMBER}.JPG,title=头太小(framing.head)::头太小") for line in lines)
    evil = next(line for line in lines if "cmd" in line and "title=读不出来(source)" in line)
    assert "%0A%3A%3Aerror%3A%3Ax%25%2C%3A" in evil
    assert lines[-1].startswith("::notice title=photocheck::")


def test_sarif_has_rules_results_and_places() -> None:
    run = json.loads(text("sarif"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    levels = [(result["ruleId"], result["level"]) for result in run["results"]]
    assert ("framing.head", "error") in levels
    assert ("file.extension", "warning") in levels
    assert ("photo.error", "error") in levels
    places = [
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"] if "locations" in r
    ]
    assert places[0] == f"in/{NUMBER}.JPG"
    assert all(place.isascii() and " " not in place for place in places)


def test_sarif_by_its_models() -> None:
    sarif = pytest.importorskip("sarif_pydantic", reason="no sarif-pydantic: pip install sarif-pydantic")
    log = sarif.Sarif.model_validate_json(text("sarif"))
    assert len(log.runs[0].results) > 3


def test_sarif_by_its_schema() -> None:
    path = os.environ.get("PHOTOCHECK_SARIF_SCHEMA")
    if path is None:
        pytest.skip("no schema of SARIF: set PHOTOCHECK_SARIF_SCHEMA to OASIS' sarif-schema-2.1.0.json")
    jsonschema.validate(json.loads(text("sarif")), json.loads(Path(path).read_text("utf-8")))


def test_xlsx_keeps_numbers_as_text_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write("xlsx", path)
    book = load_workbook(path)
    assert book.sheetnames == ["照片", "重新裁剪", "改文件", "统计", "名单核对"]
    sheet = book["照片"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]][:3] == ["考籍号", "姓名", "结论"]
    first = next(row for row in sheet.iter_rows() if row[0].value == NUMBER)
    assert (first[0].value, first[0].data_type, first[0].number_format) == (NUMBER, "s", "@")
    assert (first[1].value, first[1].data_type) == ("=张三<b>", "s")
    assert first[2].value == "不通过"
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    counts = dict(book["统计"].iter_rows(min_row=2, values_only=True))
    assert (counts["全部"], counts["不通过"], counts["未处理"]) == (4, 1, 1)
    assert any("李四" in row[1] for row in book["名单核对"].iter_rows(values_only=True))


def test_csv_keeps_numbers_and_names_beside_each_other() -> None:
    rows = list(csv.DictReader(io.StringIO(text("csv", "en").lstrip("\ufeff"))))
    assert rows[0]["number"] == f'="{NUMBER}"'
    assert rows[0]["name"] == "'=张三<b>"
    assert rows[3]["photo"].startswith("'=cmd")


def test_text_and_json_tell_of_the_roster() -> None:
    said = text("text")
    assert "=张三<b>" in said
    assert "没有照片的考生:1" in said
    assert "430102191002 李四(名单第 3 行)" in said
    across = json.loads(text("json"))["across"]
    assert [candidate["number"] for candidate in across["missing"]] == ["430102191002"]
    assert len(across["strangers"]) == 3


def test_statistics_count_each_check() -> None:
    statistics = Statistics()
    for each in reports():
        statistics.add(each)
    lines = statistics.table("zh").splitlines()
    assert lines[1].split()[:5] == ["1", "0", "0", "2", "33.3"]
    assert "framing.head" in lines[1]
    assert "framing.top" in lines[2]
    assert Statistics().table("en") == "No check was made.\n"


@pytest.mark.parametrize("form", FILES)
def test_a_file_format_says_so_where_there_is_no_file(form: str) -> None:
    from photocheck.cli.run import _writer

    with pytest.raises(UsageError, match=f"-o report.{form}"), _writer(form, None, Brief(ZIKAO, "zh")):
        pass

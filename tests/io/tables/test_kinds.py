"""What a file is, whatever it is called: workbooks of both kinds, web pages, old XML, DBF, and what cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from made_tables import STRICT, book, dbf, workbook, written

from photocheck.errors import UsageError
from photocheck.io.tables.roster import read_roster
from photocheck.profile.load import load_profile

RULES = load_profile("zikao").number
ONE, TWO = "430102191001", "430102191002"
BOTH = [(ONE, "张三"), (TWO, "李四")]
ROWS = [["考籍号", "姓名"], [ONE, "张三"], [TWO, "李四"]]


def names(path: Path) -> list[tuple[str, str]]:
    return [(candidate.number, candidate.name) for candidate in read_roster(path, RULES)[0].candidates.values()]


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_roster(path, RULES)
    assert caught.value.message.zh
    return str(caught.value)


# -------------------------------------------------------------------------------------- workbooks


def test_strict_workbooks(tmp_path: Path) -> None:
    data = book(ROWS, strict=True)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert STRICT.encode() in packed.read("xl/worksheets/s0.xml")
    assert names(written(tmp_path / "strict.xlsx", data)) == BOTH


def test_shared_texts_rich_ones_without_how_they_are_pronounced(tmp_path: Path) -> None:
    strings = (
        "<sst><si><t>考籍号</t></si><si><t>姓名</t></si>"
        f"<si><t>{ONE}</t></si>"
        "<si><r><t>张</t></r><r><rPr/><t>三</t></r><rPh sb='0' eb='1'><t>チョウ</t></rPh></si></sst>"
    )
    shared = [[("t='s'", f"<v>{2 * row + place}</v>") for place in range(2)] for row in range(2)]
    assert names(written(tmp_path / "r.xlsx", book(shared, strings=strings))) == [(ONE, "张三")]


def test_cells_and_rows_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    text = "<c t='inlineStr'><is><t>{}</t></is></c>"
    rows = "".join(f"<row>{text.format(a)}{text.format(b)}</row>" for a, b in ROWS)
    part = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    assert names(written(tmp_path / "r.xlsx", workbook({"S": part}))) == BOTH


def test_a_workbook_named_otherwise(tmp_path: Path) -> None:
    assert names(written(tmp_path / "名单.csv", book(ROWS))) == BOTH


def test_a_damaged_part_is_a_sentence(tmp_path: Path) -> None:
    data = bytearray(book([*ROWS, *[[f"43010219{n:04}", f"考生{n}"] for n in range(2000, 3000)]]))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        info = packed.getinfo("xl/worksheets/s0.xml")
    data[info.header_offset + 200] ^= 0xFF
    assert "damaged" in refused(written(tmp_path / "r.xlsx", bytes(data)))
    assert "damaged" in refused(written(tmp_path / "half.xlsx", bytes(data[: len(data) // 2])))


# ------------------------------------------------------------------------------------------ pages

PAGE = (
    "<html><head><meta charset='utf-8'><style>td{{mso-number-format:'\\@'}}</style></head><body>{before}"
    "<table border=1>"
    "<tr><td colspan=2>考生名单</td></tr><tr><th>考籍号<th>姓名</tr>"
    "<tr><td>"
    + ONE
    + "</td><td>张<br>三</td></tr><TR><TD>&nbsp;"
    + TWO
    + "</TD><TD>李&#x56db;</TD></TR></table></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("before", ["", "<table><tr><td>打印日期</td></tr></table>", "<table><tr><td>"])
def test_web_pages_called_xls(tmp_path: Path, encoding: str, before: str) -> None:
    path = written(tmp_path / "r.xls", PAGE.format(before=before).encode(encoding))
    assert names(path) == [(ONE, "张 三"), (TWO, "李四")]


def test_an_id_number_of_a_web_page_has_all_its_digits(tmp_path: Path) -> None:
    page = f"<table><tr><td>考籍号<td>身份证号<tr><td>{ONE}<td>430102199001011248</table>"
    assert read_roster(written(tmp_path / "r.xls", page), RULES)[0].candidates[ONE].identity == "430102199001011248"


def test_cells_that_reach_down_or_across(tmp_path: Path) -> None:
    head = "<table><tr><td rowspan=2>序号<td>考籍号<td>姓名<tr><td>x<td>y"
    rows = f"<tr><td>1<td>{ONE}<td>张三<tr><td>2<td>{TWO}<td>李四</table>"
    assert "row 2, column B" in refused(written(tmp_path / "a.xls", head + rows))
    across = f"<table><tr><td>序号<td>考籍号<td>姓名<tr><td>1<td>{ONE}<td rowspan=2>张三<tr><td>2<td>{TWO}</table>"
    assert "C2" in refused(written(tmp_path / "b.xls", across))


XML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<Styles><Style ss:ID="z"><NumberFormat ss:Format="000000000000"/></Style></Styles>'
    '<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">430102199999</Data></Cell></Row></Table>'
    "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    '<Worksheet ss:Name="新"><Table><Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="String">考籍号</Data></Cell>'
    '<Cell><Data ss:Type="String">姓名</Data></Cell></Row>{rows}</Table></Worksheet></Workbook>'
)
XML_ROW = (
    '<Row><Cell ss:Index="2"{more}><Data ss:Type="{kind}">{number}</Data></Cell>'
    '<Cell><Data ss:Type="String">张三</Data></Cell></Row>'
)


def test_xml_of_2003_called_xls(tmp_path: Path) -> None:
    rows = XML_ROW.format(more="", kind="String", number=ONE) + XML_ROW.format(
        more=' ss:StyleID="z"', kind="Number", number="10102191002"
    )
    path = written(tmp_path / "r.xls", XML.format(rows=rows))
    found = read_roster(path, RULES)[0]
    assert [(c.number, c.row) for c in found.candidates.values()] == [(ONE, 3), ("010102191002", 4)]
    for more, kind, number, said in [
        ("", "Number", "4.30102199001011E+17", "last digits may be lost"),
        ("", "Error", "#REF!", "#REF!"),
        (' ss:MergeDown="1"', "String", ONE, "B3"),
    ]:
        wrong = XML_ROW.format(more=more, kind=kind, number=number) + XML_ROW.format(more="", kind="String", number=TWO)
        assert said in refused(written(tmp_path / "w.xls", XML.format(rows=wrong)))
    formula = '<Row><Cell ss:Index="2" ss:Formula="=RC[1]"/></Row>'
    assert "formula whose result" in refused(written(tmp_path / "f.xls", XML.format(rows=formula)))


# -------------------------------------------------------------------------------------------- dbf

KJH, XM, SFZH = ("KJH", "C", 12), ("XM", "C", 20), ("SFZH", "C", 18)


def test_dbf_of_an_exam_system(tmp_path: Path) -> None:
    data = dbf([KJH, XM], BOTH)
    for name in ("KSXX.DBF", "名单.txt"):
        assert names(written(tmp_path / name, data)) == BOTH
    assert names(written(tmp_path / "n.dbf", dbf([("KSH", "N", 12), XM], BOTH))) == BOTH
    deleted = bytearray(data)
    deleted[32 + 64 + 1] = ord("*")
    assert names(written(tmp_path / "d.dbf", bytes(deleted))) == [(TWO, "李四")]


@pytest.mark.parametrize(
    ("language", "encoding"), [(0, "gb18030"), (0x57, "gb18030"), (0x7A, "gb18030"), (0, "utf-8"), (0x78, "big5")]
)
def test_dbf_whatever_its_language_byte_says(tmp_path: Path, language: int, encoding: str) -> None:
    data = dbf([KJH, XM], [(ONE, "張文"), (TWO, "李四")], language=language, encoding=encoding)
    assert names(written(tmp_path / "r.dbf", data)) == [(ONE, "張文"), (TWO, "李四")]


def test_dbf_filled_up_with_nuls(tmp_path: Path) -> None:
    records = [(ONE.encode().ljust(14, b"\0"), "张三".encode("gb18030").ljust(20, b"\0")), (TWO, "李四")]
    assert names(written(tmp_path / "r.dbf", dbf([("KJH", "C", 14), XM], records, language=0))) == BOTH


def test_dbf_with_bad_values_that_nobody_needs(tmp_path: Path) -> None:
    fields = [KJH, XM, ("CSRQ", "D", 8), ("FS", "N", 5), ("SF", "L", 1), ("BZ", "C", 3)]
    records = [
        (ONE, "张三", "19900230", "60.0", "1", b"\xb1\xb8\xd7"),
        (TWO, "李四", b"\0" * 8, ".", b"\xca", b"\xff\xff\xff"),
        ("430102191003", "王五", "1990.1.1", b"\0" * 5, "x", ""),
    ]
    assert names(written(tmp_path / "r.dbf", dbf(fields, records))) == [*BOTH, ("430102191003", "王五")]


def test_dbf_with_two_fields_of_one_name(tmp_path: Path) -> None:
    remark, kind, number = ("BZ", "C", 4), ("考生身份证", "C", 2), ("考生身份证", "C", 18)
    shifted = dbf([remark, KJH, remark, XM, SFZH], [("a", ONE, "b", "张三", "43010219900101123X")])
    assert names(written(tmp_path / "a.dbf", shifted)) == [(ONE, "张三")]
    two = dbf([KJH, XM, kind, number], [(ONE, "张三", "01", "43010219900101123X")])
    assert read_roster(written(tmp_path / "b.dbf", two), RULES)[0].candidates[ONE].identity == "43010219900101123X"
    both = dbf([KJH, XM, XM], [(ONE, "张三", "张三丰")])
    assert "two columns are called 'XM'" in refused(written(tmp_path / "c.dbf", both))


def test_dbf_with_half_a_character(tmp_path: Path) -> None:
    """A field that is too short is a remark, bytes that are no text are an error with record and field."""
    half = ("考生姓名拼".encode("gb18030") + b"\xd2", "C", 10)
    cut = dbf([KJH, half, ("XM", "C", 9)], [(ONE, "a", "张三"), (TWO, "b", "欧阳娜娜娜".encode("gb18030")[:9])])
    path = written(tmp_path / "a.dbf", cut)
    assert names(path) == [(ONE, "张三"), (TWO, "欧阳娜娜")]
    assert "XM 太短" in read_roster(path, RULES)[1].zh
    assert "第 2 行" in read_roster(path, RULES)[1].zh
    wrong = dbf([KJH, XM], [(ONE, "张三"), (TWO, b"\xc0\xee\xff\xff\x1b\xcb\xc4")])
    said = refused(written(tmp_path / "b.dbf", wrong))
    assert "record 2, field XM" in said
    assert "\x1b" not in said
    utf8 = dbf([KJH, ("XM", "C", 8)], [(ONE, "欧阳娜"), (TWO, "李四")], language=0, encoding="utf-8")
    assert names(written(tmp_path / "c.dbf", utf8)) == [(ONE, "欧阳"), (TWO, "李四")]


def test_dbf_number_fields_of_more_than_fifteen_digits_are_refused(tmp_path: Path) -> None:
    data = dbf([KJH, XM, ("SFZH", "N", 18)], [(ONE, "张三", "430102199001011248")])
    assert "record 1, field SFZH" in refused(written(tmp_path / "r.dbf", data))


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.2, 0.02])
def test_a_dbf_cut_short_is_refused(tmp_path: Path, keep: float) -> None:
    data = dbf([KJH, XM], [(f"430102191{n:03}", f"考生{n}") for n in range(64)])
    said = refused(written(tmp_path / "half.dbf", data[: int(len(data) * keep)]))
    assert "cut short" in said or "no whole DBF" in said


# ----------------------------------------------------------------------------------------- others


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), part)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "old Excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "WordDocument".encode("utf-16-le"), "a DOC file"),
        (b"\x09\x08\x10\0\0\6\5\0" + bytes(100), "old Excel"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<a/>"), "an? ODS file"),
        (packed(word__document_xml="<a/>"), "a DOCX file"),
        (packed(readme_txt="x"), "a ZIP but no Excel workbook"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG file"),
        (b"MIME-Version: 1.0\n", "a MHT file"),
        (b"\x03nonsense", "NUL|no column"),
        (b'<?xml version="1.0"?><a/>', "no column"),
        (b"<html><p>430102191001</html>", "no column|no candidate"),
    ],
)
def test_what_is_no_table_says_what_it_is(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_roster(written(tmp_path / "r.xlsx", data), RULES)

"""Tables that ask for more than a table needs: each is read for what it holds, or the cap that it meets is said.

All are read in a process that may use 400 MB: the limit is set on the process, not measured afterwards.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from limited_tables import read_limited
from made_tables import MAIN, book, dbf, sheet, workbook, written

from photocheck.errors import UsageError
from photocheck.io.tables import limits
from photocheck.io.tables.roster import read_roster
from photocheck.profile.load import load_profile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process can be limited on Linux only")
ONE = "430102191001"
HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'
TABLE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>考籍号</t></is></c></row>'
    f'<row r="2"><c r="A2" t="inlineStr"><is><t>{ONE}</t></is></c></row>'
)
TAIL = "</sheetData></worksheet>"
XML = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="a"><Table>'


def many(text: str, count: int) -> Iterator[bytes]:
    """A text again and again, in pieces, so that the test itself needs no memory."""
    at_once = max(1, 100_000 // len(text))
    piece = (text * at_once).encode()
    for _ in range(count // at_once):
        yield piece


def grown(*parts: str | Iterator[bytes]) -> bytes:
    """A workbook of one sheet that is put together from these."""

    def pieces() -> Iterator[bytes]:
        for part in parts:
            yield from [part.encode()] if isinstance(part, str) else part

    return workbook({"S": pieces()})


SHARED = sheet([[("t='s'", "<v>0</v>")]])
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ATTRIBUTES = "<row " + " ".join(f"a{n}=''" for n in range(1000)) + "/>"
READ = "1 candidates"
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "blank cell far away": (lambda: grown(HEAD, TABLE, '<row r="6000"><c r="XFD6000" s="1"/></row>', TAIL), READ),
    "merged to the end": (lambda: book([["考籍号"], [ONE]], merged="A3:XFD1048576"), READ),
    "value far away": (lambda: grown(HEAD, TABLE, '<row r="9"><c r="XFD9"><v>1</v></c></row>', TAIL), "column 16384"),
    "row far away": (lambda: grown(HEAD, TABLE, '<row r="99999999"/>', TAIL), "over 1,048,576 rows"),
    "one text": (lambda: grown(HEAD, "<row><c t='str'><v>", many("x", 3_000_000)), "32,767 characters"),
    "one attribute": (lambda: grown(HEAD, "<row a='", many("x", 3_000_000)), "damaged"),
    "one comment": (lambda: grown(HEAD, "<!--", many("x", 3_000_000)), "damaged"),
    "deep": (lambda: grown(HEAD, many("<a>", 100_000)), "over 64 deep"),
    "entities": (lambda: grown(ENTITIES, HEAD, TABLE, TAIL), "document type"),
    "merged ranges": (
        lambda: grown(HEAD, TABLE, "</sheetData><mergeCells>", many('<mergeCell ref="A1:B2"/>', 110_000)),
        "over 100,000 merged",
    ),
    "shared texts": (
        lambda: workbook({"S": SHARED}, strings=many("<si/>", 100_000)),
        "damaged",  # without the one element around them
    ),
    "much shared text": (
        lambda: workbook({"S": SHARED}, strings=wrapped("sst", many(f"<si><t>{'x' * 9000}</t></si>", 5000))),
        "limit 40,000,000",
    ),
    "packed files": (
        lambda: book([["考籍号"], [ONE]], more={f"x{n}": "" for n in range(limits.MAX_MEMBERS)}),
        "over 5000 files",
    ),
    "sheets": (lambda: workbook({f"S{n}": sheet([]) for n in range(300)}), "over 256 sheets"),
    "separators": (lambda: b"," * 2_000_000, "over 1,048,576 characters"),
    "quotes": (lambda: b'"' * 2_000_000, "over 1,048,576 characters"),
    "cells that span lines": (lambda: b'"\n",' * 1_000_000, "over 1,048,576 characters"),
    "columns": (lambda: b"," * 2000 + b"x\n", "column 2001"),
    "file": (lambda: b"x," * (limits.MAX_BYTES // 2 + 1), "over 64 MB"),
    "page of one comment": (lambda: b"<table><!--" + b"-" * 1_200_000, "damaged"),
    "page of wide cells": (lambda: b"<table>" + b"<tr><td rowspan=9999999 colspan=999>x" * 5000, "column"),
    "page of tables": (lambda: b"<table><td>x" * 300, "over 256 sheets"),
    "old XML of wide cells": (
        (XML + '<Row><Cell MergeAcross="99999999" MergeDown="99999999"><Data>x</Data></Cell></Row>').encode,
        "damaged",
    ),
    "records": (lambda: dbf([("KJH", "C", 12)], [])[:4] + b"\xff" * 4 + dbf([("KJH", "C", 12)], [])[8:], "cut short"),
    "records without a length.dbf": (lambda: dbf([("KJH", "C", 12)], [])[:10] + b"\0\0" + b"x" * 500, "no whole DBF"),
}


def wrapped(element: str, inside: Iterator[bytes]) -> Iterator[bytes]:
    yield f"<{element}>".encode()
    yield from inside
    yield f"</{element}>".encode()


def test_bombs_are_read_or_refused_in_little_memory(tmp_path: Path) -> None:
    paths = {name: written(tmp_path / name, made()) for name, (made, _) in BOMBS.items()}
    found = {one.path: one.en for one in read_limited(paths.values(), "roster")}
    wrong = {name: found[str(path)] for name, path in paths.items() if BOMBS[name][1] not in found[str(path)]}
    assert not wrong


@pytest.mark.slow
def test_large_bombs(tmp_path: Path) -> None:
    bombs = {
        "spaces": (grown(HEAD, TABLE, many(" ", 1_000_000_000)), "over 512 MB"),
        "rows": (grown(HEAD, TABLE, many("<row/>", 2_000_000)), "over 1,048,576 rows"),
        "attributes": (
            grown(HEAD, TABLE, many(ATTRIBUTES, 5000), TAIL),
            READ,
        ),
        "shared": (workbook({"S": SHARED}, strings=wrapped("sst", many("<si/>", 3_000_000))), "limit 2,000,000"),
        "lines": (b"\n" * 2_000_000, "over 1,048,576 rows"),
        "old": ((XML + "<Row/>" * 2_000_000 + "</Table></Worksheet></Workbook>").encode(), "over 1,048,576 rows"),
        "page": (b"<table><td " + b"a=1 " * 5_000_000, "damaged"),
        "opened": (b"<table>" + b"<" * 3_000_000, "holds nothing"),
        "random": (random.Random(7).randbytes(20_000_000).replace(b"\0", b"a"), "neither UTF-8"),
    }
    paths = {name: written(tmp_path / name, data) for name, (data, _) in bombs.items()}
    found = {one.path: one.en for one in read_limited(paths.values(), "roster")}
    wrong = {name: found[str(path)] for name, path in paths.items() if bombs[name][1] not in found[str(path)]}
    assert not wrong


def test_time_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.2)
    rules = load_profile("zikao").number
    text = "考籍号\n" + "".join(f"{430100000000 + n}\n" for n in range(400_000))
    rows = grown(HEAD, TABLE, many("<row/>", 900_000))
    for path in (written(tmp_path / "r.csv", text), written(tmp_path / "r.xlsx", rows)):
        start = time.monotonic()
        with pytest.raises(UsageError, match=r"within 0\.2 seconds"):
            read_roster(path, rules)
        assert time.monotonic() - start < 5


def test_ways_of_packing_that_hide_their_size_are_not_unpacked(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(book([["考籍号"], [ONE]]))) as packed,
            zipfile.ZipFile(out, "w", method) as made,
        ):
            for name in packed.namelist():
                made.writestr(name, packed.read(name))
        with pytest.raises(UsageError, match="damaged"):
            read_roster(written(tmp_path / "r.xlsx", out.getvalue()), load_profile("zikao").number)

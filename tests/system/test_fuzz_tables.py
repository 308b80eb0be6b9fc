"""Mutated tables: read or refused in a sentence, in little memory and little time, whatever they have become.

The short form runs by default; the long one is ``pytest -m slow tests/system/test_fuzz_tables.py``.
"""

from __future__ import annotations

import collections
import io
import random
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from limited_tables import read_limited
from made_tables import book, dbf, sheet, workbook, written

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process can be limited on Linux only")

ROWS = [["考籍号", "姓名", "文件"], *[[f"43010219{n:04}", f"考生{n}", f"IMG_{n}.JPG"] for n in range(1001, 1041)]]
TEXT = "\r\n".join(",".join(row) for row in ROWS)
SHARED = [[("t='s'", f"<v>{3 * row + place}</v>") for place in range(3)] for row in range(len(ROWS))]
STRINGS = "<sst>" + "".join(f"<si><t>{cell}</t></si>" for row in ROWS for cell in row) + "</sst>"
CELLS = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
XML_CELL = "<Cell><Data Type='String'>{}</Data></Cell>"
XML_ROWS = "".join(f"<Row>{''.join(map(XML_CELL.format, row))}</Row>" for row in ROWS)
FIELDS = [("KJH", "C", 12), ("XM", "C", 20), ("WJM", "C", 14)]
TABLES = {
    "inline.xlsx": book(ROWS, merged="A50:C50"),
    "shared.xlsx": book(SHARED, strings=STRINGS, formats=["000000000000"]),
    "strict.xlsx": workbook({"说明": sheet([["说明"]]), "名单": sheet(ROWS)}, strict=True),
    "utf8.csv": TEXT.encode(),
    "gb18030.csv": TEXT.encode("gb18030"),
    "utf16.txt": TEXT.replace(",", "\t").encode("utf-16"),
    "quoted.csv": "".join(f'"{row[0]}","{row[1]}","{row[2]}"\r\n' for row in ROWS).encode(),
    "page.xls": f"<html><table border=1>{CELLS}</table></html>".encode(),
    "old.xls": (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="a">'
        f"<Table>{XML_ROWS}</Table></Worksheet></Workbook>"
    ).encode(),
    "exam.dbf": dbf(FIELDS, ROWS[1:]),
}
WILD = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff",
    b"\xff",
    b"\0",
    b'"',
    b",",
    b"\t",
    b"\n",
    b"<",
    b">",
    b"&",
    b"99999999",
)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Bytes spoiled in one of the ways that copies, programs and ill will spoil them."""
    bad = bytearray(data)
    way = chance.randrange(7)
    spot = chance.randrange(len(bad))
    if way == 0:  # flipped bits
        for _ in range(chance.choice((1, 1, 2, 8, 64))):
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
    elif way == 1:  # cut short
        del bad[spot:]
    elif way == 2:  # a block lost, or read as zeros
        length = chance.choice((1, 16, 512))
        bad[spot : spot + length] = bytes(length) if chance.random() < 0.5 else b""
    elif way == 3:  # something put in, or in a place of something
        wild = chance.choice(WILD)
        bad[spot : spot + chance.choice((0, len(wild)))] = wild
    elif way == 4:  # a part again and again
        part = bytes(bad[spot : spot + chance.choice((1, 8, 200))])
        bad[spot:spot] = part * chance.choice((2, 100, 5000))
    elif way == 5:  # two files in one
        bad[spot:] = chance.choice(list(TABLES.values()))
    else:  # headers set wildly
        spot = chance.randrange(min(len(bad), 64))
        wild = chance.choice(WILD)
        bad[spot : spot + len(wild)] = wild
    return bytes(bad)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A table spoiled as a file, or in one of the parts that are packed in it."""
    if not data.startswith(b"PK") or chance.random() < 0.3:
        return spoiled(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = packed.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = packed.read(name)
            if name == chosen and chance.random() < 0.1:
                continue
            made.writestr(name, spoiled(part, chance) if name == chosen else part)
    return out.getvalue()


def _campaign(folder: Path, count: int, seed: int) -> collections.Counter[str]:
    chance = random.Random(seed)
    names = sorted(TABLES)
    paths = []
    for index in range(count):
        name = names[index % len(names)]
        paths.append(written(folder / f"{index}-{name}", mutated(TABLES[name], chance)))
    found = read_limited(paths, "roster", "numbers")
    assert len(found) == 2 * count
    for one in found:
        unseen = {c for c in one.zh + one.en if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}}
        assert not unseen, one
    return collections.Counter("read" if one.read else "refused" for one in found)


def test_tables_as_they_were_made_are_read(tmp_path: Path) -> None:
    paths = [written(tmp_path / name, data) for name, data in TABLES.items()]
    found = read_limited(paths, "roster", "numbers")
    assert not [one for one in found if not one.read or ": 40 " not in one.en]


def test_mutated_tables_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    came = _campaign(tmp_path, 300, seed=5)
    assert came["read"] > 50, came
    assert came["refused"] > 50, came


@pytest.mark.slow
def test_two_thousand_mutated_tables_of_each_kind(tmp_path: Path) -> None:
    start = time.monotonic()
    came = _campaign(tmp_path, 2000 * len(TABLES), seed=6)
    print(f"\n{sum(came.values())} readings in {time.monotonic() - start:.0f} s: {dict(came)}")  # noqa: T201 - for the record

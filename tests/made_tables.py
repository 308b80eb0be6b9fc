"""Tables as offices and exam systems have them, down to the parts that no library would write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def written(path: Path, data: bytes | str) -> Path:
    """A file with that content."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def letters(place: int) -> str:
    """0 -> A, 26 -> AA."""
    return (letters(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


def cell(reference: str, value: object) -> str:
    """One cell: text, a number, or XML of a cell's inside behind its attributes, as ``("t='e'", "<v>#N/A</v>")``."""
    if isinstance(value, tuple):
        return f'<c r="{reference}" {value[0]}>{value[1]}</c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def sheet(rows: Iterable[Sequence[object]], *, merged: str = "", hidden: Collection[int] = ()) -> str:
    """The part of one sheet; None is no cell."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(cell(f"{letters(p)}{number}", value) for p, value in enumerate(row) if value is not None)
        lines.append(f'<row r="{number}" hidden="{int(number in hidden)}">{cells}</row>')
    areas = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{areas}</worksheet>'


def workbook(
    sheets: Mapping[str, str | Iterable[bytes]],
    *,
    hidden: Collection[str] = (),
    strings: str | Iterable[bytes] = "",
    formats: Sequence[str] = (),
    strict: bool = False,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of the parts that are needed, by name of the sheet."""
    kinds = STRICT_LINKS if strict else LINKS
    link = f'<Relationship Id="{{}}" Type="{kinds}/{{}}" Target="{{}}"/>'
    links = [link.format(f"r{place}", "worksheet", f"worksheets/s{place}.xml") for place in range(len(sheets))]
    links += [link.format("t", "sharedStrings", "sharedStrings.xml"), link.format("f", "styles", "/xl/styles.xml")]
    states = ("visible", "hidden")
    entries = [
        f'<sheet name="{name}" sheetId="{place + 1}" r:id="r{place}" state="{states[name in hidden]}"/>'
        for place, name in enumerate(sheets)
    ]
    codes = [f"<numFmt numFmtId='{164 + place}' formatCode={quoteattr(code)}/>" for place, code in enumerate(formats)]
    styles = [f'<xf numFmtId="{164 + place}"/>' for place in range(len(formats))]
    parts: dict[str, str | Iterable[bytes]] = {
        "_rels/.rels": f"<Relationships>{link.format('b', 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{kinds}"><sheets>{"".join(entries)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{''.join(links)}</Relationships>",
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": f"<styleSheet><numFmts>{''.join(codes)}</numFmts>"
        f'<cellXfs><xf numFmtId="0"/>{"".join(styles)}</cellXfs></styleSheet>',
        **{f"xl/worksheets/s{place}.xml": part for place, part in enumerate(sheets.values())},
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            with packed.open(name, "w", force_zip64=True) as file:
                for piece in [part.replace(MAIN, STRICT) if strict else part] if isinstance(part, str) else part:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def book(rows: Iterable[Sequence[object]], **options: object) -> bytes:
    """A workbook of one sheet."""
    inside = {key: options.pop(key) for key in ("merged", "hidden") if key in options}
    return workbook({"名单": sheet(rows, **inside)}, **options)  # type: ignore[arg-type]


def dbf(
    fields: Sequence[tuple[str | bytes, str, int]],
    records: Iterable[Sequence[str | bytes]],
    *,
    language: int = 0x4D,
    encoding: str = "gb18030",
) -> bytes:
    """A dBase III file; values are cut and filled up with blanks as they are, whatever the field's kind."""
    packed = []
    for values in records:
        raw = [value if isinstance(value, bytes) else value.encode(encoding) for value in values]
        packed.append(b" " + b"".join(v[:width].ljust(width) for v, (_, _, width) in zip(raw, fields, strict=True)))
    start = 32 + 32 * len(fields) + 1
    length = 1 + sum(width for _, _, width in fields)
    head = struct.pack("<B3BIHH17xB2x", 3, 126, 1, 1, len(packed), start, length, language)
    for name, kind, width in fields:
        raw = name if isinstance(name, bytes) else name.encode(encoding)
        head += struct.pack("<11sc4xB15x", raw[:11], kind.encode(), width)
    return head + b"\r" + b"".join(packed) + b"\x1a"

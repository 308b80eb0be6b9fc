"""Tables that offices have: which kind a file is, and who reads it.

By content first: a file keeps its kind whatever it is called.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.tables.dbf import DbfSheet
from photocheck.io.tables.limits import MAX_BYTES, Budget, TableError
from photocheck.io.tables.table import Table, fill
from photocheck.io.tables.text import TextSheet, decoded
from photocheck.io.tables.web import read_html
from photocheck.io.tables.xlsx import read_workbook
from photocheck.io.tables.xml2003 import read_xml
from photocheck.types import Text
from photocheck.words import sentence

OLD_EXCEL = (b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
"""Excel 97 to 2003 (an OLE file), and its forerunners without one."""
OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"{\\rtf": "RTF",
    b"MIME-Version": "MHT",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format": "SQLite",
}
DBF_VERSIONS = frozenset([0x02, 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5])


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """A table to be read inside the block: CSV and other text, XLSX, DBF, HTML or XML that is called ``.xls``.

    :raises UsageError: also from inside the block, when the file cannot be read whole and exactly.
    """
    try:
        yield _table(path, _content(path))
    except TableError as error:
        raise UsageError(fill(sentence("tables.refused"), path=path, what=error.what)) from error


def _content(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise TableError(sentence("tables.no_file"))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise TableError(sentence("tables.missing_file")) from error
    except PermissionError as error:
        raise TableError(sentence("tables.not_permitted")) from error
    except (OSError, ValueError) as error:
        raise TableError(sentence("tables.unreadable", why=getattr(error, "strerror", None) or error)) from error
    if len(data) > MAX_BYTES:
        raise TableError(sentence("tables.limit_bytes", limit=MAX_BYTES >> 20))
    if not data:
        raise TableError(sentence("tables.empty"))
    return data


def _table(path: Path, data: bytes) -> Table:
    """The file's kind decides who reads it."""
    budget = Budget()
    if data.startswith(OLD_EXCEL):
        raise TableError(_old_excel(data))
    for start, kind in OTHER_KINDS.items():
        if data.startswith(start):
            raise TableError(sentence("tables.other_kind", kind=kind))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Table(path, read_workbook(data, budget))
    if looks_like_dbf(data) or (path.suffix.lower() == ".dbf" and data[0] in DBF_VERSIONS):
        return Table(path, (DbfSheet(data, budget),))
    text, notes = decoded(data)
    top = text[:4000].lstrip().lower()
    if top.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in top:
        return Table(path, read_xml(text, budget), notes)
    if top.startswith("<") and "<table" in text.lower():
        return Table(path, read_html(text, budget), notes)
    return Table(path, (TextSheet(text, budget),), notes)


def _old_excel(data: bytes) -> Text:
    """What an OLE file is, by the names in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return sentence("tables.password")
    if "WordDocument".encode("utf-16-le") in data:
        return sentence("tables.other_kind", kind="DOC")
    return sentence("tables.old_excel")


def looks_like_dbf(data: bytes) -> bool:
    """By the version byte, and the mark that ends the list of fields where the header says so."""
    end = int.from_bytes(data[8:10], "little")
    # Visual FoxPro keeps 263 bytes between the mark and the first record.
    return data[0] in DBF_VERSIONS and any(data[at : at + 1] == b"\r" for at in (end - 1, end - 264) if at > 32)

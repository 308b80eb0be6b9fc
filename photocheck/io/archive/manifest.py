"""The manifest beside a ZIP: a line a picture, totals, the rules, the ZIP's checksum, perhaps a signature, and last
one seal over everything before it.

There is one way to write a manifest.  One that was read is written again, and has to come out the same, byte for byte:
lines behind the seal, other quotes, other line ends and other orders are refused by that, whatever they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from photocheck.errors import UsageError
from photocheck.io.archive.signature import PublicKey, SigningKey
from photocheck.io.archive.verify import Discrepancy
from photocheck.io.files import NoFileError, opened, why
from photocheck.version import __version__
from photocheck.words import sentence

HEAD = ("number", "file", "bytes", "sha256")
TOTAL, RULES, ARCHIVE, PROGRAM, SIGNATURE, SUM = "total", "profile", "archive", "photocheck", "signature", "manifest"
"""First cells of the lines below the pictures, in this order; the signature's may be missing."""
MAX_MANIFEST = 256 << 20
MAX_ITEMS = 2_000_000
MAX_CELL = 1_000
"""Bytes, pictures, and characters of a cell."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture to hand over."""

    number: str
    file: str
    """Relative to the tree, with ``/`` between folders."""
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says."""

    items: tuple[Item, ...]
    """In the order of their files."""
    profile: str
    digest: str
    archive: str
    archive_bytes: int
    archive_sha256: str
    program: str = __version__
    """The version that wrote it."""
    signature: str = ""
    count: int = 0
    total: int = 0
    """Pictures and their bytes, as the line of totals has them."""


def manifest_path(archive: Path) -> Path:
    """``photos.zip`` -> ``photos.manifest.csv`` beside it."""
    return archive.with_name(f"{archive.stem}.manifest.csv")


def written(manifest: Manifest, key: SigningKey | None = None) -> bytes:
    """The manifest's bytes; signed with the key, else with the signature that it has."""
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEAD)
    rows.writerows((item.number, item.file, item.bytes, item.sha256) for item in manifest.items)
    rows.writerow((TOTAL, manifest.count, manifest.total, ""))
    rows.writerow((RULES, manifest.profile, "", manifest.digest))
    rows.writerow((ARCHIVE, manifest.archive, manifest.archive_bytes, manifest.archive_sha256))
    rows.writerow((PROGRAM, manifest.program, "", ""))
    signature = manifest.signature if key is None else key.sign(out.getvalue().encode())
    if signature:
        rows.writerow((SIGNATURE, "ed25519", "", signature))
    rows.writerow((SUM, "", "", hashlib.sha256(out.getvalue().encode()).hexdigest()))
    return out.getvalue().encode()


def read_manifest(path: Path, key: PublicKey | None = None) -> tuple[Manifest, list[Discrepancy]]:
    """The manifest, and what is wrong with it in itself.

    :param key: who must have signed it.
    :raises UsageError: when there is none, it is no manifest, or it is larger than any.
    """
    try:
        with opened(path, MAX_MANIFEST) as file:
            data = file.read(MAX_MANIFEST + 1)
    except FileNotFoundError as error:
        raise UsageError(sentence("archive.manifest.absent", name=path.name)) from error
    except NoFileError as error:
        raise UsageError(sentence("archive.manifest.unreadable", path=path, why=error.message)) from error
    except OSError as error:
        raise UsageError(sentence("archive.manifest.unreadable", path=path, why=why(error))) from error
    try:
        manifest = _parsed(data)
    except (ValueError, csv.Error) as error:
        raise UsageError(sentence("archive.manifest.broken", path=path)) from error
    return manifest, list(_flaws(manifest, data, path.name, key))


def _parsed(data: bytes) -> Manifest:
    """What the bytes say, as far as it can be told; whether they may say it so, :func:`_flaws` asks.

    :raises ValueError: when they are no manifest.
    """
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    items: list[Item] = []
    tail: dict[str, list[str]] = {}
    for row in rows:
        if len(row) != len(HEAD) or any(len(cell) > MAX_CELL for cell in row):
            raise ValueError(row)
        if row[0] in {TOTAL, RULES, ARCHIVE, PROGRAM, SIGNATURE, SUM}:
            tail.setdefault(row[0], row)
        elif rows.line_num > 1:
            items.append(Item(row[0], row[1], _count(row[2]), row[3]))
        if len(items) > MAX_ITEMS:
            raise UsageError(sentence("archive.manifest.rows", limit=MAX_ITEMS))
    if not {TOTAL, RULES, ARCHIVE, PROGRAM, SUM} <= tail.keys():
        raise ValueError(tail)
    return Manifest(
        items=tuple(items),
        profile=tail[RULES][1],
        digest=tail[RULES][3],
        archive=tail[ARCHIVE][1],
        archive_bytes=_count(tail[ARCHIVE][2]),
        archive_sha256=tail[ARCHIVE][3],
        program=tail[PROGRAM][1],
        signature=tail.get(SIGNATURE, ["", "", "", ""])[3],
        count=_count(tail[TOTAL][1]),
        total=_count(tail[TOTAL][2]),
    )


def _count(text: str) -> int:
    """A number of bytes or pictures; no more than a disk could hold."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError(text)
    return int(text)


def _flaws(manifest: Manifest, data: bytes, name: str, key: PublicKey | None) -> Iterator[Discrepancy]:
    items = manifest.items
    if (manifest.count, manifest.total) != (len(items), sum(item.bytes for item in items)):
        yield Discrepancy("totals", name, sentence("archive.manifest.totals"))
    if written(manifest) != data:
        yield Discrepancy("seal", name, sentence("archive.manifest.seal"))
    for cells in ([item.number for item in items], [item.file for item in items]):
        twice = _twice(cells)
        if twice is not None:
            yield Discrepancy("twice", name, sentence("archive.manifest.twice", cell=twice))
    if key is not None:
        line = f"\r\n{SIGNATURE},".encode()
        signed = data[: data.rfind(line) + 2] if line in data else data
        if not manifest.signature:
            yield Discrepancy("signature", name, sentence("archive.manifest.unsigned"))
        elif not key.made(manifest.signature, signed):
            yield Discrepancy("signature", name, sentence("archive.manifest.signature"))


def _twice(cells: list[str]) -> str | None:
    """A cell that stands there twice, also where only letter case differs: one file on many disks."""
    seen: set[str] = set()
    for cell in cells:
        if cell.lower() in seen:
            return cell
        seen.add(cell.lower())
    return None

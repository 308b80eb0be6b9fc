"""Handing over: a tree's pictures in one ZIP, and a manifest beside it that proves the ZIP.

The same pictures give the same bytes: entries are sorted, stored as they are (JPEG does not shrink),
and carry no dates.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import photocheck
from photocheck.errors import OutputError, PhotocheckError, UsageError
from photocheck.io.archive.place import place
from photocheck.io.archive.verify import Discrepancy
from photocheck.io.files import replace_file, write_whole
from photocheck.io.read import read_bytes
from photocheck.profile.number import fields_of
from photocheck.profile.rules import Profile
from photocheck.types import Text

HEAD = ("number", "file", "bytes", "sha256")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold."""
TOTAL, RULES, ARCHIVE, PROGRAM, SUM = "total", "profile", "archive", "photocheck", "manifest"
"""First cells of the lines below the pictures."""

CHANGED = Text("与清单不符:内容已改变。请用原来的 ZIP。", "not what the manifest says: changed. Use the original ZIP.")
MISSING = Text("清单里有,ZIP 里没有。请用原来的 ZIP。", "in the manifest, but not in the ZIP. Use the original ZIP.")
EXTRA = Text("ZIP 里有,清单里没有。请用原来的 ZIP。", "in the ZIP, but not in the manifest. Use the original ZIP.")
MISPLACED = Text("名称或位置不是 {place}。", "its name or place should be {place}.")
UNREADABLE = Text("读不出来或不是 ZIP。请重新拷贝。", "cannot be read, or is no ZIP. Copy it again.")
TOTALS = Text("合计与各行不符,清单被改过。", "the totals do not agree with the rows: the manifest was changed.")
SEAL = Text("清单本身被改过或不完整。", "the manifest itself was changed or is cut short.")
WHOLE = Text("整个文件的校验和与清单不符。请重新拷贝。", "its checksum is not the manifest's. Copy it again.")


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
    profile: str
    digest: str
    archive_bytes: int
    archive_sha256: str


def manifest_path(archive: Path) -> Path:
    """``photos.zip`` -> ``photos.manifest.csv`` beside it."""
    return archive.with_name(f"{archive.stem}.manifest.csv")


def misplaced(tree: Path, file: Path, profile: Profile) -> Text | None:
    """Why a picture does not belong where it lies, None where it does."""
    name = file.relative_to(tree).as_posix()
    right = _place(file.stem, profile)
    return None if right == name else MISPLACED.filled(place=right)


def leftovers(tree: Path, pictures: set[str]) -> list[str]:
    """Files below the tree that are none of the pictures: they stay out of the ZIP."""
    found = []
    for folder, _, names in os.walk(tree):
        for name in names:
            file = (Path(folder) / name).relative_to(tree).as_posix()
            if file not in pictures:
                found.append(file)
    return sorted(found)


def write_pack(tree: Path, items: list[Item], archive: Path, profile: Profile, *, overwrite: bool = False) -> None:
    """Write the ZIP and its manifest; each whole or not at all.

    :param items: with the checksums that were judged: a file that changed since is refused.
    :raises UsageError: when the ZIP is there already, or cannot be written.
    :raises OutputError: when a picture is not what was judged.
    """
    if archive.exists() and not overwrite:
        raise UsageError(
            f"{archive} 已经有了,没有覆盖。要替换请加 --overwrite。",
            f"{archive} is there already and was not replaced. To replace it, give --overwrite.",
        )
    items = sorted(items, key=lambda item: item.file)
    with replace_file(archive) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for item in items:
            data = read_bytes(tree / item.file)
            if hashlib.sha256(data).hexdigest() != item.sha256:
                raise OutputError(
                    f"{item.file} 在检查之后被改动,没有打包。请再运行一次。",
                    f"{item.file} was changed after it was checked; nothing was packed. Run again.",
                )
            entry = zipfile.ZipInfo(item.file, EPOCH)
            entry.create_system = 3  # Unix, wherever it was made: the same bytes everywhere
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            packed.writestr(entry, data)
    size, digest = _sum(archive)
    write_whole(manifest_path(archive), [_manifest(items, archive.name, size, digest, profile)])


def _manifest(items: list[Item], archive: str, size: int, digest: str, profile: Profile) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEAD)
    rows.writerows((item.number, item.file, item.bytes, item.sha256) for item in items)
    rows.writerow((TOTAL, len(items), sum(item.bytes for item in items), ""))
    rows.writerow((RULES, profile.id, "", profile.digest))
    rows.writerow((ARCHIVE, archive, size, digest))
    rows.writerow((PROGRAM, photocheck.__version__, "", ""))
    body = "\ufeff" + out.getvalue()
    # The last line vouches for all lines above it.
    rows.writerow((SUM, "", "", hashlib.sha256(body.encode()).hexdigest()))
    return ("\ufeff" + out.getvalue()).encode()


# ----------------------------------------------------------------------------------------- verify


def read_manifest(path: Path) -> tuple[Manifest, list[Discrepancy]]:
    """The manifest, and what is wrong with it in itself.

    :raises UsageError: when there is none, or it is no manifest.
    """
    try:
        data = path.read_bytes()
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        tail = {row[0]: row for row in rows[1:] if row and row[0] in {TOTAL, RULES, ARCHIVE, PROGRAM, SUM}}
        items = tuple(Item(r[0], r[1], int(r[2]), r[3]) for r in rows[1:] if r and r[0] not in tail)
        made = Manifest(items, tail[RULES][1], tail[RULES][3], int(tail[ARCHIVE][2]), tail[ARCHIVE][3])
        count, size, seal = int(tail[TOTAL][1]), int(tail[TOTAL][2]), tail[SUM][3]
    except FileNotFoundError as error:
        raise UsageError(
            f"ZIP 旁边没有清单 {path.name}。请把两个文件放在一起。",
            f"No manifest {path.name} beside the ZIP. Keep the two together.",
        ) from error
    except (OSError, ValueError, IndexError, KeyError, csv.Error) as error:
        raise UsageError(
            f"{path} 不是完整的清单。请重新拷贝。", f"{path} is no whole manifest. Copy it again."
        ) from error
    wrong = []
    if (count, size) != (len(items), sum(item.bytes for item in items)):
        wrong.append(Discrepancy("totals", path.name, TOTALS))
    above = data[: data.rfind(f"\r\n{SUM},".encode()) + 2]
    if hashlib.sha256(above).hexdigest() != seal:
        wrong.append(Discrepancy("seal", path.name, SEAL))
    return made, wrong


def check_pack(archive: Path, manifest: Manifest, profile: Profile | None) -> Iterator[Discrepancy]:
    """All that differs between a ZIP and its manifest.

    :param profile: the manifest's own rules, where they are known: then places are checked too.
    """
    try:
        size, digest = _sum(archive)
        with zipfile.ZipFile(archive) as packed:
            yield from _entries(packed, manifest, profile)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        yield Discrepancy("unreadable", archive.name, UNREADABLE)
        return
    if (size, digest) != (manifest.archive_bytes, manifest.archive_sha256):
        yield Discrepancy("archive", archive.name, WHOLE)


def _entries(packed: zipfile.ZipFile, manifest: Manifest, profile: Profile | None) -> Iterator[Discrepancy]:
    awaited = {item.file: item for item in manifest.items}
    for entry in packed.infolist():
        item = awaited.pop(entry.filename, None)
        if item is None:
            yield Discrepancy("extra", entry.filename, EXTRA)
            continue
        # The size first: a bomb is not unpacked.
        same = entry.file_size == item.bytes and hashlib.sha256(packed.read(entry)).hexdigest() == item.sha256
        if not same:
            yield Discrepancy("changed", item.file, CHANGED)
        if profile is not None and (right := _place(item.number, profile)) != item.file:
            yield Discrepancy("misplaced", item.file, MISPLACED.filled(place=right))
    for file in awaited:
        yield Discrepancy("missing", file, MISSING)


def _place(number: str, profile: Profile) -> str:
    try:
        fields = fields_of(number, profile.number) or {}
        return place(Path(), profile.tree.template, number, fields).as_posix()
    except PhotocheckError:
        return profile.tree.template


def _sum(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
        return file.tell(), digest.hexdigest()

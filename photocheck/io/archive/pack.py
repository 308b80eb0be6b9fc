"""Handing over: a tree's pictures in one ZIP, and a manifest beside it that proves the ZIP.

The same pictures give the same bytes: entries are sorted, stored as they are (JPEG does not shrink),
and carry no dates.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from photocheck.errors import OutputError, UsageError
from photocheck.io.archive.manifest import Item, Manifest, manifest_path, written
from photocheck.io.archive.place import is_safe, misplaced
from photocheck.io.archive.signature import SigningKey
from photocheck.io.archive.verify import Discrepancy
from photocheck.io.files import MARK, MAX_BYTES, digest_of, digest_of_stream, explained, opened, why
from photocheck.io.folder import Folder
from photocheck.profile.rules import Profile
from photocheck.words import sentence

ENDING = ".zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold."""
ROOM = 1 << 20
"""Bytes that a ZIP may have more than its pictures and their names: beyond, it is not looked into."""
BROKEN = (OSError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, struct.error,
          OverflowError)  # fmt: skip
"""What Python's reader of ZIPs raises over a damaged one."""


def write_pack(
    tree: Path,
    items: list[Item],
    archive: Path,
    profile: Profile,
    *,
    overwrite: bool = False,
    key: SigningKey | None = None,
) -> None:
    """Write the ZIP and its manifest: both whole, or neither; a pair that is replaced is there until the new one is.

    :param items: with the checksums that were judged: a file that changed since is refused.
    :param key: signs the manifest.
    :raises UsageError: when the ZIP is there already, is not named as one, or cannot be written.
    :raises OutputError: when a picture is not what was judged.
    """
    if archive.suffix.lower() != ENDING:
        raise UsageError(sentence("archive.pack.ending", path=archive))
    with explained(archive), Folder.at(archive.parent) as folder, folder.locked():
        pair = _Pair(folder, archive.name, manifest_path(archive).name)
        pair.settle()
        if not overwrite and (folder.exists(archive.name) or pair.has_strange_manifest()):
            raise UsageError(sentence("archive.pack.exists", path=archive))
        items = sorted(items, key=lambda item: item.file)
        with contextlib.ExitStack() as stack:
            new = [stack.enter_context(_part(folder)), stack.enter_context(_part(folder))]
            _write_zip(new[0][0], tree, items)
            new[0][0].seek(0)
            size, digest = digest_of_stream(new[0][0])
            total = sum(item.bytes for item in items)
            manifest = Manifest(
                tuple(items), profile.id, profile.digest, archive.name, size, digest, count=len(items), total=total
            )
            new[1][0].write(written(manifest, key))
            for file, _ in new:
                file.flush()
                os.fsync(file.fileno())
                if sys.platform == "win32":  # an open file cannot be renamed there
                    file.close()
            pair.replace(new[0][1], new[1][1])


@contextlib.contextmanager
def _part(folder: Folder) -> Iterator[tuple[IO[bytes], str]]:
    """A temporary file and its name; removed, unless it has another by then."""
    descriptor, name = folder.create_part(MARK)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, name
    finally:
        with contextlib.suppress(OSError):
            folder.remove(name)


def _write_zip(file: IO[bytes], tree: Path, items: list[Item]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for item in items:
            try:
                with opened(tree / item.file, MAX_BYTES) as picture:
                    data = picture.read(MAX_BYTES)
            except OSError as error:
                raise OutputError(sentence("archive.pack.unread", file=item.file, why=why(error))) from error
            if hashlib.sha256(data).hexdigest() != item.sha256:
                raise OutputError(sentence("archive.pack.changed_meanwhile", file=item.file))
            entry = zipfile.ZipInfo(item.file, EPOCH)
            entry.create_system = 3  # Unix, wherever it was made: the same bytes everywhere
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            packed.writestr(entry, data)


class _Pair:
    """A ZIP and its manifest in a folder, replaced so that at no moment a ZIP stands there with another's manifest.

    The old pair is put aside, ZIP first; then the new manifest gets its name, and last the new ZIP.  While there is no
    ZIP there is no pair.  Whoever comes after a run that was cut off in between puts the old pair back.
    """

    def __init__(self, folder: Folder, archive: str, manifest: str) -> None:
        self._folder = folder
        self._archive = archive
        self._manifest = manifest
        self._old = {name: f".{MARK}{name}.old" for name in (archive, manifest)}

    def settle(self) -> None:
        """Bring in order what a run left that was cut off."""
        old_archive, old_manifest = self._old[self._archive], self._old[self._manifest]
        if self._folder.exists(old_archive):
            if self._folder.exists(self._archive):
                self._folder.remove(old_archive)  # the new pair was complete
            else:
                if self._folder.exists(old_manifest):
                    self._folder.rename(old_manifest, self._manifest)
                self._folder.rename(old_archive, self._archive)
        if self._folder.exists(old_manifest):
            self._folder.remove(old_manifest)
        self._folder.sweep(MARK)

    def has_strange_manifest(self) -> bool:
        """Whether the manifest's name is taken by what is no rest of a run of ours that was cut off."""
        if not self._folder.exists(self._manifest):
            return False
        line = f"\r\narchive,{self._archive},".encode()
        with opened(self._folder.path / self._manifest) as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 2000))
            return line not in file.read()

    def replace(self, archive: str, manifest: str) -> None:
        """Give the two new files their names."""
        folder = self._folder
        try:
            if folder.exists(self._archive):
                folder.rename(self._archive, self._old[self._archive])
            if folder.exists(self._manifest):
                folder.rename(self._manifest, self._old[self._manifest])
            folder.rename(manifest, self._manifest)
            folder.rename(archive, self._archive)
            folder.sync()
        except OSError:
            with contextlib.suppress(OSError):
                self.settle()
            raise
        self.settle()


# ----------------------------------------------------------------------------------------- verify


def check_pack(archive: Path, manifest: Manifest, profile: Profile | None) -> Iterator[Discrepancy]:
    """All that differs between a ZIP and its manifest.

    Nothing is unpacked that pack would not have written: entries are stored as they are, and no larger than the
    manifest says.

    :param profile: the manifest's own rules, where they are known: then places are checked too.
    """
    most = sum(item.bytes + 2 * len(item.file.encode()) + 200 for item in manifest.items) + ROOM
    try:
        size, digest = digest_of(archive)
        if size <= most:
            with opened(archive) as file, zipfile.ZipFile(file) as packed:
                yield from _entries(packed, size, manifest, profile)
        if size > most:
            yield Discrepancy("archive", archive.name, sentence("archive.pack.large"))
        elif (size, digest) != (manifest.archive_bytes, manifest.archive_sha256):
            yield Discrepancy("archive", archive.name, sentence("archive.pack.whole"))
    except BROKEN:
        yield Discrepancy("unreadable", archive.name, sentence("archive.pack.unreadable"))


def _entries(packed: zipfile.ZipFile, size: int, manifest: Manifest, profile: Profile | None) -> Iterator[Discrepancy]:
    awaited = {item.file: item for item in manifest.items}
    left = size
    for entry in packed.infolist():
        item = awaited.pop(entry.filename, None)
        if item is None:
            yield Discrepancy("extra", entry.filename, sentence("archive.pack.extra"))
            continue
        left -= entry.compress_size
        if left < 0 or not _is_same(packed, entry, item):  # pictures that share their bytes have more than the ZIP
            yield Discrepancy("changed", item.file, sentence("archive.pack.changed"))
        if not all(is_safe(part) for part in item.file.split("/")):
            yield Discrepancy("misplaced", item.file, sentence("archive.place.name", name=repr(item.file[:100])))
        elif profile is not None and (reason := misplaced(item.file, profile, item.number)) is not None:
            yield Discrepancy("misplaced", item.file, reason)
    for file in awaited:
        yield Discrepancy("missing", file, sentence("archive.pack.missing"))


def _is_same(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, item: Item) -> bool:
    # The sizes first: a bomb is not unpacked, and a picture is stored as it is.
    if entry.compress_type != zipfile.ZIP_STORED or not entry.file_size == entry.compress_size == item.bytes:
        return False
    if item.bytes > MAX_BYTES:
        return False
    try:
        with packed.open(entry) as file:
            return digest_of_stream(file) == (item.bytes, item.sha256)
    except BROKEN:
        return False

"""The packed file that a workbook is (ECMA-376 part 2): parts unpacked piece by piece, and what refers to what."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from photocheck.io.tables.limits import MAX_MEMBERS, Budget, TableError
from photocheck.io.tables.markup import CHUNK, Handler, parse
from photocheck.words import sentence

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    KeyError,
    RuntimeError,
)
"""What Python's zipfile raises for packed files that are not whole."""
METHODS = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
"""How parts of a workbook are packed; other ways could ask for more memory than they say."""


class Package:
    """The packed file."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise TableError(sentence("tables.limit_members", limit=MAX_MEMBERS))
        try:
            self._packed = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE as error:
            raise TableError(sentence("tables.damaged")) from error
        self.names = frozenset(self._packed.namelist())

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, unpacked piece by piece.

        :raises TableError: when it is damaged or larger than a table's.
        """
        try:
            info = self._packed.getinfo(name)
            if info.compress_type not in METHODS or info.flag_bits & 1:
                raise TableError(sentence("tables.damaged"))
            with self._packed.open(info) as part:
                while chunk := part.read(CHUNK):
                    self._budget.unpack(len(chunk))
                    yield chunk
        except DAMAGE as error:
            raise TableError(sentence("tables.damaged")) from error

    def told(self, name: str, handler: Handler) -> Iterator[None]:
        """A part told to a handler, piece by piece."""
        return parse(self.chunks(name), handler, self._budget)

    def tell(self, name: str, handler: Handler) -> None:
        """All of a part told to a handler."""
        for _ in self.told(name, handler):
            pass


class Silent:
    """Hears nothing; the base of handlers that want some of it."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Links(Silent):
    def __init__(self) -> None:
        self.found: list[Mapping[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External" and len(self.found) < MAX_MEMBERS:
            self.found.append(attributes)


def links(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: link -> kind and part."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in package.names:
        return {}
    told = _Links()
    package.tell(where, told)
    return {
        link.get("Id", ""): (
            link.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"),
        )
        for link in told.found
    }


def linked(package: Package, part: str, kind: str) -> list[str]:
    """The parts of one kind that a part refers to."""
    return [target for found, target in links(package, part).values() if found == kind and target in package.names]

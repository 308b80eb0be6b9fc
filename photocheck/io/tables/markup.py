"""XML of workbooks, read in a stream: no document types, so no entities that grow; depth, tag size and time capped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol
from xml.parsers import expat

from photocheck.io.tables.limits import MAX_DEPTH, MAX_PENDING, Budget, TableError
from photocheck.words import sentence

CHUNK = 65_536
"""Bytes that are parsed at a time."""


class Handler(Protocol):
    """What is told of a document; names come without their namespaces, of which Strict files have others."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text, in pieces."""


def parse(chunks: Iterable[bytes], handler: Handler, budget: Budget, encoding: str | None = None) -> Iterator[None]:
    """Tell a handler of a document; pauses after each chunk, so that what came of it can be taken away.

    :raises TableError: when it is no whole XML, or meets a cap.
    """
    parser: Any = expat.ParserCreate(encoding, " ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise TableError(sentence("tables.limit_depth", limit=MAX_DEPTH))
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()} if attributes else {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    def refuse(*_: object) -> None:
        raise TableError(sentence("tables.doctype"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_PENDING:
                raise TableError(sentence("tables.damaged"))
            budget.spend_time()
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError) as error:
        raise TableError(sentence("tables.damaged")) from error


@lru_cache(4096)
def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def pieces(data: bytes) -> Iterator[bytes]:
    """Bytes in the size that :func:`parse` likes."""
    for at in range(0, len(data), CHUNK):
        yield data[at : at + CHUNK]

"""What a table may ask of this computer: a table comes from outside, and each cap that it meets is said.

The caps lie well above what an office has (a province's roster of 500,000 candidates with a dozen columns) and well
below what an office's computer has.
"""

from __future__ import annotations

import time

from photocheck.types import Text
from photocheck.words import sentence

MAX_BYTES = 64 * 2**20
"""Of the file on the disk: it is held in memory while it is read."""
MAX_UNPACKED = 512 * 2**20
"""Of all that is unpacked from a workbook, part after part; it is never held."""
MAX_MEMBERS = 5_000
"""Files packed in one workbook."""
MAX_ROWS = 1_048_576
"""As many as Excel has."""
MAX_COLUMNS = 1_024
MAX_CELL = 32_767
"""Characters in a cell; as many as Excel takes."""
MAX_STRINGS = 2_000_000
MAX_STRING_CHARACTERS = 40_000_000
"""Of a workbook's shared texts, which have to be held until the last row."""
MAX_STYLES = 100_000
MAX_JOINED = 100_000
"""Merged ranges."""
MAX_SHEETS = 256
MAX_DEPTH = 64
"""Elements inside each other."""
MAX_PENDING = 2**20
"""Bytes of one tag or one comment: no parser may hold more of an unfinished one."""
MAX_SECONDS = 120.0


class TableError(Exception):
    """A table cannot be read exactly; :attr:`what` says why and what to do, and :mod:`.table` adds which file it is."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


class Budget:
    """What one table may still use."""

    def __init__(self) -> None:
        self._end = time.monotonic() + MAX_SECONDS
        self._unpacked = 0

    def spend_time(self) -> None:
        """To be called every few thousand rows or bytes.

        :raises TableError: when the time is up.
        """
        if time.monotonic() > self._end:
            raise TableError(sentence("tables.limit_seconds", limit=f"{MAX_SECONDS:g}"))

    def unpack(self, count: int) -> None:
        """Count bytes that came out of a packed file.

        :raises TableError: when there are more than a table has.
        """
        self._unpacked += count
        if self._unpacked > MAX_UNPACKED:
            raise TableError(sentence("tables.limit_unpacked", limit=MAX_UNPACKED >> 20))
        self.spend_time()


def check_row(number: int) -> None:
    """:raises TableError: for a row beyond the last that a table may have."""
    if number > MAX_ROWS:
        raise TableError(sentence("tables.limit_rows", limit=f"{MAX_ROWS:,}"))


def check_column(row: int, place: int) -> None:
    """:raises TableError: for a column beyond the last that a table may have."""
    if place >= MAX_COLUMNS:
        raise TableError(sentence("tables.limit_columns", row=row, column=place + 1, limit=f"{MAX_COLUMNS:,}"))


def check_cell(row: int, length: int) -> None:
    """:raises TableError: for a cell with more characters than a cell may have."""
    if length > MAX_CELL:
        raise TableError(sentence("tables.limit_cell", row=row, limit=f"{MAX_CELL:,}"))

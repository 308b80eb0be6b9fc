"""Which numbers a run has met."""

from __future__ import annotations

import sqlite3
import tempfile

from photocheck.errors import UsageError
from photocheck.io.archive.rows import storable
from photocheck.words import sentence


class Seen:
    """Number -> first source of a run; on the disk when there are many, so that memory stays flat."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA cache_size = -65536")  # KB: half a million numbers before the disk is needed
        self._db.execute("CREATE TABLE seen (number TEXT PRIMARY KEY, source TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, number: str, source: str) -> str | None:
        """The source that had the number before, or None, and then this one has it.

        :raises UsageError: when there is no room for it in the system's temporary folder.
        """
        try:
            self._db.execute("INSERT INTO seen VALUES (?, ?)", (number, storable(source)))
        except sqlite3.IntegrityError:
            row = self._db.execute("SELECT source FROM seen WHERE number = ?", (number,)).fetchone()
            return str(row[0])
        except sqlite3.OperationalError as error:
            raise UsageError(sentence("archive.journal.temporary", folder=tempfile.gettempdir(), why=error)) from error
        return None

    def close(self) -> None:
        self._db.close()

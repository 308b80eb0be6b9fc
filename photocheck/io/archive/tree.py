"""A tree and its journal, kept open, for programs that file one picture after another."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from photocheck.errors import PhotocheckError
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.profile.dump import as_toml
from photocheck.profile.rules import Profile


class Tree:
    """The finished pictures of one profile, by candidate number.

    Used from one thread; other programs may file into the same tree at the same time.

    :param path: the folder; it is made with the first picture.
    :raises UsageError: when its journal cannot be made or is none.
    """

    def __init__(self, path: str | os.PathLike[str], profile: Profile) -> None:
        self.path = Path(path)
        self._profile = profile
        self._journal = Journal(journal_path(self.path))
        self._journal.know_profile(profile.digest, profile.id, as_toml(profile))
        self._store = Store(self.path, self._journal, profile)
        self._entered: frozenset[str] = frozenset()
        self._read_at: tuple[int, int] | None = None

    def __enter__(self) -> Tree:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Enter what is to be entered, and let go of the journal."""
        self._journal.close()

    def place(self, number: str) -> Path:
        """Where the number's picture lies, or would.

        :raises PhotocheckError: when the number is none of the profile's.
        """
        return self._store.path(number)

    def picture(self, number: str) -> bytes | None:
        """The number's picture, None where it has none.

        :raises PhotocheckError: as :meth:`place`.
        """
        try:
            return self.place(number).read_bytes()
        except OSError:
            return None

    def holds(self, number: str) -> bool:
        """Whether the number has a picture, entered or not."""
        try:
            return self.place(number).is_file()
        except (OSError, PhotocheckError):
            return False

    def entered(self) -> frozenset[str]:
        """The numbers that the journal has a picture of, those of other programs too."""
        try:
            facts = self._journal.path.stat()
        except OSError:
            return self._entered
        now = (facts.st_mtime_ns, facts.st_size)
        if now != self._read_at:
            self._entered = frozenset(entry.number for entry in self._journal.pictures())
            self._read_at = now
        return self._entered

    def file(self, number: str, data: bytes, *, source: str, source_sha256: str, overwrite: bool = False) -> Path:
        """Write a finished picture, whole or not at all, and enter it; both are on the disk when this returns.

        :param source: what it was made from, as the journal will name it.
        :raises ExistsError: when the number has another picture and ``overwrite`` is not given.
        :raises OutputError: when it cannot be written.
        """
        entry = self._store.file(Made(number, data, source, source_sha256), overwrite=overwrite)
        self._journal.flush()
        return self.path / entry.output

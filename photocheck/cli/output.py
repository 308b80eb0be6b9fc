"""Where a command's results go: nothing that it reads is overwritten, and trouble with a report ends no run."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from photocheck.cli.language import tell
from photocheck.collection.comparison import Across
from photocheck.errors import UsageError
from photocheck.io.archive.guard import refuse_report
from photocheck.io.files import why
from photocheck.report import Writer
from photocheck.results import Report
from photocheck.types import Text
from photocheck.words import sentence

ENDINGS = {
    ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".csv": "csv", ".json": "json", ".jsonl": "jsonl",
    ".xml": "junit", ".sarif": "sarif", ".txt": "text",
}  # fmt: skip
"""What the ending of ``-o`` says of the format."""


def refuse_output(
    output: str | None, paths: Iterable[str], tables: Iterable[str | None], tree: str | None = None
) -> None:
    """Refuse ``-o`` where it names what the command reads or keeps.

    :param paths: the photos and folders of photos that were named.
    :param tables: other files that are read, None where one was not given.
    :raises UsageError: when it does.
    """
    if output not in {None, "-"}:
        given = [Path(table) for table in tables if table is not None]
        refuse_report(
            Path(str(output)), photos=map(Path, paths), tables=given, tree=None if tree is None else Path(tree)
        )


def form_of(form: str | None, output: str | None) -> str:
    """The format: the one named, else that of the output's ending, else text.

    :raises UsageError: when the ending belongs to no format.
    """
    if form is not None:
        return form
    if output in {None, "-"}:
        return "text"
    known = ENDINGS.get(Path(str(output)).suffix.lower())
    if known is None:
        raise UsageError(sentence("cli.error.unknown_ending", path=output))
    return known


class Careful:
    """A writer whose trouble is said once and ends no run: the photos go on, only the report is not written.

    A reader that went away (``| head``) is no trouble of the report: it ends the run as ever.
    """

    def __init__(self, writer: Writer, name: str | None, stream: IO[str] | None = None) -> None:
        self._writer = writer
        self._stream = stream
        self._name = "-" if name is None else name
        self.failed = False
        """Whether the report is not whole."""

    def add(self, report: Report) -> None:
        self._try(lambda: self._writer.add(report))

    def close(self, across: Across) -> None:
        self._try(lambda: self._writer.close(across))
        if self._stream is not None:
            self._try(self._stream.flush)

    def _try(self, write: Callable[[], None]) -> None:
        if self.failed:
            return
        try:
            write()
        except BrokenPipeError:
            raise
        except OSError as error:
            self._say(sentence("archive.files.unwritable", path=self._name, why=why(error)))
        except UsageError as error:
            self._say(error.message)

    def _say(self, trouble: Text) -> None:
        self.failed = True
        if self._name == "-":  # what is still waiting to be written to it would fail again at the end
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        tell(trouble)
        tell(sentence("archive.files.report_lost"))

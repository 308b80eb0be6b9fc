"""What can go wrong for the user; each error is a sentence in both languages and an exit code."""

from __future__ import annotations

from photocheck.types import Problem, Text


class PhotocheckError(Exception):
    """Base of all our errors: what went wrong, where, and what to do about it."""

    exit_code = 2
    kind = "error"

    def __init__(self, message: Text, kind: str | None = None) -> None:
        self.message = message
        super().__init__(self.message.en)
        if kind is not None:
            self.kind = kind

    def __reduce__(self) -> tuple[type[PhotocheckError], tuple[Text, str]]:
        """Both languages travel from one process to another."""
        return type(self), (self.message, self.kind)

    def problem(self) -> Problem:
        return Problem(self.kind, self.message)


class UsageError(PhotocheckError):
    """The command, an option or a table given by the user is wrong."""

    kind = "usage"


class ProfileError(PhotocheckError):
    """A profile does not exist or its TOML is wrong."""

    kind = "profile"


class MissingLibraryError(PhotocheckError, ImportError):
    """The system lacks a shared library that OpenCV or MediaPipe needs."""

    kind = "library"


class UnreadableError(PhotocheckError):
    """No pixels can be had from these bytes: the photo's own fault, so the photo fails."""

    exit_code = 1
    kind = "unreadable"


class SourceError(PhotocheckError):
    """The file could not be opened (permission, dangling link, lost share): not the photo's fault."""

    exit_code = 1
    kind = "source"


class NumberMissingError(PhotocheckError):
    """No candidate number is known for this photo."""

    exit_code = 1
    kind = "number"


class OutputError(PhotocheckError):
    """The picture could not be written; nothing was left behind and nothing was replaced."""

    exit_code = 1
    kind = "output"


class ExistsError(OutputError):
    """The number already has a picture in the tree."""

    kind = "exists"

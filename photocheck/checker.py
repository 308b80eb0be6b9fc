"""The public way to one photo: what opens it, judges it or makes its picture, and files that."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from photocheck.checks import Check, Wanted
from photocheck.errors import OutputError, UsageError
from photocheck.io.archive.filing import Made, file_one
from photocheck.io.source import Source, opened
from photocheck.pipeline import Picture, Pipeline
from photocheck.profile.load import load_profile
from photocheck.profile.naming import file_names
from photocheck.profile.rules import Profile
from photocheck.results import Report
from photocheck.words import sentence

if TYPE_CHECKING:
    from photocheck.detect import Detector
    from photocheck.io.source import Given


def _every(_check: Check) -> bool:
    return True


class Checker:
    """Checks and processes photos for one profile; owns the loaded models.

    Cheap to keep and meant to be kept: loading takes a fraction of a second, a photo far less.  Calls from several
    threads wait for each other; another process makes its own.

    :param profile: a shipped profile's name, the path of a TOML file, or a Profile.
    :param wanted: which checks to run, for instance a :class:`photocheck.Selection`; all that the profile names by
        default.
    :param detector: what finds faces and people; the shipped models by default.
    :raises ProfileError: when the profile is wrong.
    :raises MissingLibraryError: when the system lacks a library that OpenCV or MediaPipe needs.
    """

    def __init__(
        self,
        profile: str | Path | Profile = "zikao",
        *,
        wanted: Wanted = _every,
        detector: Detector | None = None,
    ) -> None:
        self.profile = load_profile(profile)
        if detector is None:
            from photocheck.detect.detector import ModelDetector  # noqa: PLC0415 - models load late

            detector = ModelDetector()
        self._detector = detector
        self._pipeline = Pipeline(self.profile, wanted, detector)
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._closed = False

    def __enter__(self) -> Checker:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the models; the checker cannot be used afterwards.  Closing twice is no error."""
        if self._process != os.getpid():
            return  # the models are the other process's
        with self._lock:
            if not self._closed:
                self._closed = True
                self._detector.close()

    def check(self, source: Given, *, name: str | None = None, fail_fast: bool = False) -> Report:
        """Judge a finished photo; nothing is written.

        :param source: a path, encoded bytes, an open binary file, a PIL image, or H x W x 3 uint8 RGB pixels.  The
            checks of the file itself run where there are bytes.
        :param name: the file's name, where ``source`` has none; a path brings its own.
        :param fail_fast: look at the file's format, size and name first, and no further where they fail.
        :returns: a report; a photo that cannot be read gives one too, it does not raise.
        :raises UsageError: when ``source`` is none of these, or the checker is closed.
        """
        with self._models() as pipeline:
            return pipeline.check(opened(source, name), fail_fast=fail_fast)

    def process(
        self,
        source: Given,
        *,
        number: str | None = None,
        tree: str | os.PathLike[str] | None = None,
        overwrite: bool = False,
    ) -> Report:
        """Frame a camera photo, encode it, check the encoded bytes and write them into the tree.

        :param source: as for :meth:`check`.
        :param number: the candidate number; a path whose stem is a number brings its own.
        :param tree: the folder to write into; None writes nothing (a dry run).
        :param overwrite: replace a picture that the number has already.
        :returns: a report whose ``output`` is the path written, None where nothing was.
        :raises UsageError: when ``source`` is none of these, the number is missing or misshapen, or the checker is
            closed.
        """
        photo = opened(source)
        picture = self._made(photo, number)
        report = picture.report
        if not picture.data or tree is None:
            return report
        origin = str(Path(photo.title).absolute()) if photo.title else "camera"
        made = Made(report.number or "", picture.data, origin, photo.sha256 or "")
        try:
            return replace(report, output=str(file_one(Path(tree), self.profile, made, overwrite=overwrite)))
        except OutputError as error:
            return replace(report, error=error.problem())

    def make(self, source: Given, *, number: str | None = None) -> Picture:
        """All of :meth:`process` but the writing, for who files pictures by other means (:class:`photocheck.Tree`).

        :returns: the report, and the encoded picture where it passes.
        :raises UsageError: as :meth:`process`.
        """
        return self._made(opened(source), number)

    def _made(self, photo: Source, number: str | None) -> Picture:
        with self._models() as pipeline:
            stem = Path(photo.name).stem
            return pipeline.make(photo, number or file_names(self.profile).number(stem) or stem)

    def preview(self, frame: Given, *, quick: bool = False) -> Report:
        """What :meth:`process` would say of this camera frame; nothing is encoded or written.

        Fast enough for a live view: the models look once, and the checks judge the picture that the crop would give.

        :param frame: H x W x 3 uint8 RGB pixels (OpenCV's frames are BGR: convert them), or any other source that
            :meth:`check` takes.
        :param quick: never ask the slowest model, the map of hair, skin and clothes: covers are then not looked for.
        :raises UsageError: as :meth:`check`.
        """
        with self._models() as pipeline:
            return pipeline.preview(opened(frame), quick=quick)

    @contextmanager
    def _models(self) -> Iterator[Pipeline]:
        """The pipeline, for this thread alone.

        :raises UsageError: when the checker is closed, or was made in the process that this one was forked from: the
            models' own threads stayed there.
        """
        if self._process != os.getpid():
            raise UsageError(sentence("errors.checker_forked"))
        with self._lock:
            if self._closed:
                raise UsageError(sentence("errors.checker_closed"))
            yield self._pipeline


__all__ = ["Checker"]

"""The stages in order: read -> detect -> frame -> check -> (crop -> encode -> check again -> write)."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from photocheck.checks import CHECKS, Check, Subject, Wanted, run_checks
from photocheck.errors import OutputError, PhotocheckError, SourceError, UnreadableError, UsageError
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.encode import encode
from photocheck.io.read import decode, read_bytes, undecoded
from photocheck.io.source import photo_of, sha256_of, size_of, titles
from photocheck.layout.cover import doubtful
from photocheck.layout.crop import Plan, carried, cut_out, plan_crop
from photocheck.layout.fineness import enlarged, finer_size, first_size, is_measured
from photocheck.layout.framing import frame
from photocheck.measurements import image_facts, measurements
from photocheck.profile import as_toml, load_profile
from photocheck.profile.number import fields_of, is_number
from photocheck.types import (
    Finding,
    Framing,
    Landmarks,
    Photo,
    Profile,
    Report,
    Rule,
    Stage,
    Verdict,
)

if TYPE_CHECKING:
    from photocheck.detect import Detector
    from photocheck.io.source import Source

FILE = frozenset({Stage.PICTURE, Stage.FILE})
PICTURE = frozenset({Stage.PICTURE})
LIVE = frozenset({Stage.PICTURE, Stage.CAPTURE})


@dataclass(frozen=True, slots=True, eq=False)
class _Framed:
    """A camera photo, measured, and the picture that would come of it."""

    photo: Photo
    landmarks: Landmarks
    framing: Framing | None
    plan: Plan | None
    subject: Subject
    """The picture to be, for the checks; the photo itself where no crop could be planned."""


class Checker:
    """Checks and processes photos for one profile; owns the loaded models.

    Cheap to keep and meant to be kept: loading takes a fraction of a second, a photo far less.
    Use it from one thread at a time; another thread or process makes its own.

    :param profile: a shipped profile's name, the path of a TOML file, or a Profile.
    :param wanted: which checks to run; all that the profile names by default.
    :raises ProfileError: when the profile is wrong.
    :raises MissingLibraryError: when the system lacks a library that OpenCV or MediaPipe needs.
    """

    def __init__(
        self,
        profile: str | Path | Profile = "zikao",
        *,
        wanted: Wanted = lambda _check: True,
        detector: Detector | None = None,
    ) -> None:
        self.profile = load_profile(profile)
        self._wanted = wanted
        if detector is None:
            from photocheck.detect.detector import ModelDetector  # noqa: PLC0415 - models load late

            detector = ModelDetector()
        self._detector = detector

    def __enter__(self) -> Checker:  # noqa: PYI034 - Self is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the models."""
        self._detector.close()

    # ------------------------------------------------------------------------------------- check

    def check(self, source: Source, *, name: str | None = None, fail_fast: bool = False) -> Report:
        """Judge a finished photo; nothing is written.

        :param source: a path, encoded bytes, a PIL image, or H x W x 3 uint8 RGB pixels.  The checks
            of the file itself run for paths and bytes only.
        :param name: the file's name, where ``source`` is bytes; a path brings its own.
        :param fail_fast: look at the file's format, size and name first, and no further where they fail.
        :returns: a report; a photo that cannot be read gives one too, it does not raise.
        :raises UsageError: when ``source`` is none of these.
        """
        title, name = titles(source, name)
        stem = Path(name).stem
        number = stem if is_number(stem, self.profile.number) else None
        try:
            report = (self._outside(source, title, name) if fail_fast else None) or self._checked(
                photo_of(source, name), title
            )
        except UnreadableError as error:
            report = self._unreadable(title, source, error)
        except SourceError as error:
            report = Report(title, self.profile.id, error=error.problem())
        return replace(report, number=number)

    def _outside(self, source: Source, title: str, name: str) -> Report | None:
        """The findings on the file alone, without a pixel decoded, where they already fail the photo."""
        if not isinstance(source, str | os.PathLike | bytes):
            return None
        data = source if isinstance(source, bytes) else read_bytes(Path(source))
        subject = Subject(self.profile, undecoded(data, name), Landmarks(()), None)
        findings = run_checks(subject, FILE, lambda check: _is_outside(check) and self._wanted(check))
        report = Report(title, self.profile.id, findings, image_facts(subject.photo))
        return report if report.failures else None

    def _checked(self, photo: Photo, title: str) -> Report:
        landmarks, framing = self._measure(photo)
        subject = Subject(self.profile, photo, landmarks, framing)
        return Report(
            photo=title,
            profile=self.profile.id,
            findings=run_checks(subject, PICTURE if photo.file is None else FILE, self._wanted),
            image=image_facts(photo),
            measurements=measurements(subject),
        )

    # ----------------------------------------------------------------------------------- process

    def process(
        self,
        source: Source,
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
        :raises UsageError: when ``source`` is none of these, or the number is missing or misshapen.
        """
        title, name = titles(source, None)
        number = number or (Path(name).stem if name else "")
        if isinstance(source, str | os.PathLike):
            with suppress(PhotocheckError):  # make() meets it again and says it in its report
                source = read_bytes(Path(source))
        report, data = self.make(source, number=number, name=name)
        report = replace(report, photo=title)
        if not data or tree is None:
            return report
        made = Made(number, data, str(Path(title).absolute()) if title else "camera", sha256_of(source))
        try:
            with Journal(journal_path(Path(tree))) as journal:
                journal.know_profile(self.profile.digest, self.profile.id, as_toml(self.profile))
                entry = Store(Path(tree), journal, self.profile).file(made, overwrite=overwrite)
        except OutputError as error:
            return replace(report, error=error.problem())
        return replace(report, output=str(Path(tree) / entry.output))

    def make(
        self, source: Source, *, number: str | None, name: str | None = None, fail_fast: bool = False
    ) -> tuple[Report, bytes]:
        """All of :meth:`process` but the writing.

        :param fail_fast: make no picture of a photo whose framing already fails a check.
        :returns: the report, and the encoded picture where it passes, else no bytes.
        :raises UsageError: as :meth:`process`.
        """
        title, name = titles(source, name)
        if number is None or fields_of(number, self.profile.number) is None:
            raise UsageError(
                f"号码 {number!r} 不是有效的{self.profile.number.title.zh}。",
                f"{number!r} is not a valid {self.profile.number.title.en}.",
            )
        try:
            framed = self._taken(source, name)
        except UnreadableError as error:
            return replace(self._unreadable(title, source, error), number=number), b""
        except SourceError as error:
            return Report(title, self.profile.id, error=error.problem(), number=number), b""
        try:
            report, data = self._encoded(framed, title, f"{number}.JPG", fail_fast=fail_fast)
        except OutputError as error:
            report, data = replace(self._live_report(framed, title), error=error.problem()), b""
        good = report.verdict in {Verdict.PASS, Verdict.WARN}
        return replace(report, number=number), data if good else b""

    def _encoded(self, framed: _Framed, title: str, name: str, *, fail_fast: bool) -> tuple[Report, bytes]:
        """The report on the encoded bytes; the bytes are empty where the photo cannot be framed."""
        # What the crop makes of the photo decides first; the checks of the picture itself see the encoded one.
        live = self._live_report(framed, title, None if fail_fast else _ON_PHOTO)
        if framed.plan is None or _unusable(live) or (fail_fast and live.failures):
            return (live if fail_fast else self._live_report(framed, title)), b""
        data = encode(framed.subject.photo.pixels, self.profile.encoding)
        again = self._checked(decode(data, name), title)
        # What only the camera photo shows, and whoever else was in it, still counts.
        kept = {f.check: f for f in live.findings if f.check in _ON_PHOTO}
        findings = tuple(_worse(finding, kept.pop(finding.check, finding)) for finding in again.findings)
        ratios = {k: v for k, v in again.measurements.items() if k.endswith("_ratio")}
        return (
            replace(
                live,
                findings=(*findings, *kept.values()),
                measurements={**live.measurements, **ratios},
            ),
            data,
        )

    # ----------------------------------------------------------------------------------- preview

    def preview(self, frame: Source) -> Report:
        """What :meth:`process` would say of this camera frame; nothing is encoded or written.

        Fast enough for a live view: the models look once, and the checks judge the picture that the
        crop would give.

        :param frame: H x W x 3 uint8 RGB pixels (OpenCV's frames are BGR: convert them), or any
            other source that :meth:`check` takes.
        """
        title, name = titles(frame, None)
        try:
            return self._live_report(self._framed(photo_of(frame, name)), title)
        except UnreadableError as error:
            return self._unreadable(title, frame, error)
        except SourceError as error:
            return Report(title, self.profile.id, error=error.problem())

    def _live_report(self, framed: _Framed, title: str, only: frozenset[str] | None = None) -> Report:
        """What the camera photo says; ``only`` some checks where the others will be asked again."""
        on_photo = Subject(self.profile, framed.photo, framed.landmarks, framed.framing, framed.plan)
        return Report(
            photo=title,
            profile=self.profile.id,
            # A camera photo's own size and name say nothing of the picture to be.
            findings=run_checks(
                framed.subject,
                LIVE,
                lambda check: check.family != "file" and (only is None or check.id in only) and self._wanted(check),
            ),
            image=image_facts(framed.photo),
            measurements=measurements(on_photo, judged=framed.subject),
            crop=None if framed.plan is None else _full_size(framed),
        )

    # ------------------------------------------------------------------------------------ stages

    def _measure(self, photo: Photo, *, straighten: bool = False) -> tuple[Landmarks, Framing | None]:
        landmarks = self._detector.detect(photo, straighten=straighten)
        framing = frame(landmarks)
        if framing is not None and (framing.unsettled or doubtful(landmarks, framing)):
            # The one dear model, only where the outline or a cover leaves a question that it can answer.
            landmarks = self._detector.parts(landmarks)
            framing = frame(landmarks)
        return landmarks, framing

    def _taken(self, source: Source, name: str) -> _Framed:
        """A camera file is decoded as coarsely as its picture allows; pixels are taken as they are."""
        if isinstance(source, str | os.PathLike):
            source = read_bytes(Path(source))
        if not isinstance(source, bytes):
            return self._framed(photo_of(source, name))
        photo = _whole(decode(source, name, first_size(self.profile)))
        framed = self._framed(photo)
        size = finer_size(photo, framed.plan, self.profile) if framed.landmarks.faces else None
        if size is None:
            return framed
        finer = decode(source, name, size)
        if framed.framing is None or not is_measured(framed.framing):
            return self._framed(finer)
        return self._planned(finer, *enlarged(framed.landmarks, framed.framing, finer.scale / photo.scale))

    def _framed(self, photo: Photo) -> _Framed:
        return self._planned(photo, *self._measure(photo, straighten=True))

    def _planned(self, photo: Photo, landmarks: Landmarks, framing: Framing | None) -> _Framed:
        plan = None
        if framing is not None:
            plan = plan_crop(framing, landmarks, self.profile, photo.width, photo.height, photo.scale)
        if framing is None or plan is None:
            subject = Subject(self.profile, photo, landmarks, framing)
            return _Framed(photo, landmarks, framing, None, subject)
        size = self.profile.picture.width, self.profile.picture.height
        picture = Photo(photo.name, cut_out(photo.pixels, plan.crop, *size))
        moved, seen = carried(framing, landmarks, plan.crop, *size)
        subject = Subject(self.profile, picture, seen, moved, plan)
        return _Framed(photo, landmarks, framing, plan, subject)

    def _unreadable(self, title: str, source: Source, error: UnreadableError) -> Report:
        """Without pixels there is one finding: the file is not whole, and why."""
        whole = next(check for check in CHECKS if check.id == "file.whole")
        finding = Finding(
            whole.id,
            Verdict.FAIL,
            False,
            (self.profile.rule(whole.id) or Rule(whole.id, allowed=(True,))).limit(),
            whole.unit,
            whole.title,
            error.message,
        )
        size = len(source) if isinstance(source, bytes) else size_of(source)
        return Report(title, self.profile.id, (finding,), {"bytes": size})


_CAPTURE = frozenset(check.id for check in CHECKS if check.stage is Stage.CAPTURE)
_ON_PHOTO = _CAPTURE | {"face.count"}


def _unusable(live: Report) -> bool:
    """Whether the crop itself is out of the question, so that nothing need be encoded."""
    return any(f.check in _CAPTURE and f.counts_as is Verdict.FAIL for f in live.findings)


def _is_outside(check: Check) -> bool:
    """Whether a check looks at the file alone and needs no pixel."""
    return check.family == "file" and check.id != "file.whole"


def _whole(photo: Photo) -> Photo:
    """The photo, where every byte of it could be read: a picture is not made of half a file.

    :raises UnreadableError: where it is damaged.
    """
    if photo.file is not None and photo.file.damage is not None:
        raise UnreadableError(photo.file.damage.zh, photo.file.damage.en)
    return photo


def _worse(first: Finding, second: Finding) -> Finding:
    order = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)
    return second if order.index(second.counts_as) > order.index(first.counts_as) else first


def _full_size(framed: _Framed) -> Any:
    assert framed.plan is not None  # noqa: S101 - the caller has looked
    crop, scale = framed.plan.crop, framed.photo.scale
    if scale == 1:
        return crop
    return replace(crop, x0=crop.x0 / scale, y0=crop.y0 / scale, x1=crop.x1 / scale, y1=crop.y1 / scale)


__all__ = ["Checker", "PhotocheckError"]

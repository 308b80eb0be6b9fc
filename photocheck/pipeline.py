"""The stages in order: open -> detect -> frame -> check -> (crop -> encode -> check again).

Values in, values out; who opens sources and files pictures is :mod:`photocheck.checker`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from photocheck.checks import CHECKS, Check, Scene, Stage, Wanted, run_checks
from photocheck.checks.file import whole
from photocheck.checks.framing import place_limits
from photocheck.checks.glance import Look, glance_of
from photocheck.checks.judge import damaged, worse
from photocheck.errors import OutputError, SourceError, UnreadableError, UsageError
from photocheck.io.encode import encoded
from photocheck.io.source import Source
from photocheck.layout.crop import Plan, carried, cut_out, plan_crop
from photocheck.layout.fineness import enlarged, finer_size, first_size, is_measured
from photocheck.layout.framing import frame
from photocheck.layout.upright import stood_up
from photocheck.measurements import image_of, measurements_of
from photocheck.profile.number import fields_of, is_number
from photocheck.profile.rules import Profile
from photocheck.results import Image, Report
from photocheck.types import Crop, Framing, Landmarks, Photo, Verdict
from photocheck.words import sentence

if TYPE_CHECKING:
    from photocheck.detect import Detector

LIVE = frozenset({Stage.PICTURE, Stage.CAPTURE})
_CAPTURE = frozenset(check.id for check in CHECKS if check.stage is Stage.CAPTURE)
_OF_CAMERA_PHOTO = frozenset(check.id for check in CHECKS if check.of_camera_photo)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What became of a camera photo: the report, and the encoded picture where it passes, else no bytes."""

    report: Report
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Framed:
    """A camera photo, measured, and the picture that would come of it."""

    photo: Photo
    landmarks: Landmarks
    framing: Framing | None
    plan: Plan | None
    scene: Scene
    """The picture to be, for the checks; the photo itself where no crop could be planned."""


class Pipeline:
    """One profile's way through the stages, with the models loaded; for one thread at a time.

    :param wanted: which checks to run of those that the profile names.
    """

    def __init__(self, profile: Profile, wanted: Wanted, detector: Detector) -> None:
        self._profile = profile
        self._limits = place_limits(profile)
        self._wanted = wanted
        self._detector = detector

    # ------------------------------------------------------------------------------------- check

    def check(self, source: Source, *, fail_fast: bool = False) -> Report:
        """Judge a finished photo; see :meth:`photocheck.Checker.check`."""
        stem = PurePath(source.name).stem
        number = stem if is_number(stem, self._profile.number) else None
        try:
            report = (self._outside(source) if fail_fast else None) or self._checked(source, source.photo())
        except (UnreadableError, SourceError) as error:
            report = self._unread(source, error)
        return replace(report, number=number)

    def _outside(self, source: Source) -> Report | None:
        """The findings on the file alone, without a pixel decoded, where they already fail the photo."""
        photo = source.undecoded()
        if photo is None:
            return None
        scene = Scene(self._profile, photo, Landmarks(()), None)
        findings = run_checks(scene, stages_of(photo), lambda check: check.of_file and self._wanted(check))
        report = Report(source.title, self._profile.id, findings, image_of(photo, source.sha256))
        return report if report.failures else None

    def _checked(self, source: Source, photo: Photo) -> Report:
        photo, landmarks, framing = self._stood(photo)
        scene = Scene(self._profile, photo, landmarks, framing)
        return Report(
            photo=source.title,
            profile=self._profile.id,
            findings=run_checks(scene, stages_of(photo), self._wanted),
            image=image_of(photo, source.sha256),
            measurements=measurements_of(scene),
        )

    # -------------------------------------------------------------------------------------- make

    def make(self, source: Source, number: str, *, fail_fast: bool = False) -> Picture:
        """Frame a camera photo, encode it, and check the encoded bytes; see :meth:`photocheck.Checker.process`.

        :param fail_fast: make no picture of a photo whose framing already fails a check.
        :raises UsageError: when the number is none of the profile's.
        """
        if fields_of(number, self._profile.number) is None:
            title = self._profile.number.title
            raise UsageError(sentence("errors.bad_number", number=repr(number), title=title))
        try:
            framed = self._taken(source)
        except (UnreadableError, SourceError) as error:
            return Picture(replace(self._unread(source, error), number=number))
        try:
            made = self._encoded(framed, source, f"{number}.JPG", fail_fast=fail_fast)
        except OutputError as error:
            made = Picture(replace(self._live(framed, source), error=error.problem()))
        good = made.report.verdict in {Verdict.PASS, Verdict.WARN}
        return Picture(replace(made.report, number=number), made.data if good else b"")

    def _encoded(self, framed: _Framed, source: Source, name: str, *, fail_fast: bool) -> Picture:
        """The report on the encoded bytes; the bytes are empty where the photo cannot be framed."""
        # What the crop makes of the photo decides first; the checks of the picture itself see the encoded one.
        live = self._live(framed, source, None if fail_fast else _OF_CAMERA_PHOTO)
        unusable = any(finding.check in _CAPTURE for finding in live.failures)
        if framed.plan is None or unusable or (fail_fast and live.failures):
            return Picture(live if fail_fast else self._live(framed, source))
        data, photo = encoded(framed.scene.photo.pixels, self._profile.encoding, name)
        again = self._checked(source, photo)
        # What only the camera photo shows, and whoever else was in it, still counts.
        kept = {f.check: f for f in live.findings if f.check in _OF_CAMERA_PHOTO}
        findings = tuple(worse(finding, kept.pop(finding.check, finding)) for finding in again.findings)
        ratios = {k: v for k, v in again.measurements.to_dict().items() if k.endswith("_ratio")}
        report = replace(live, findings=(*findings, *kept.values()), measurements=replace(live.measurements, **ratios))
        return Picture(report, data)

    # ----------------------------------------------------------------------------------- preview

    def preview(self, source: Source, *, quick: bool = False) -> Report:
        """What :meth:`make` would say, nothing encoded; see :meth:`photocheck.Checker.preview`."""
        try:
            return self._live(self._framed(source.photo(), quick=quick), source)
        except (UnreadableError, SourceError) as error:
            return self._unread(source, error)

    def _live(self, framed: _Framed, source: Source, only: frozenset[str] | None = None) -> Report:
        """What the camera photo says; ``only`` some checks where the others will be asked again."""
        on_photo = Scene(self._profile, framed.photo, framed.landmarks, framed.framing, framed.plan)

        def wanted(check: Check) -> bool:
            # A camera photo's own size and name say nothing of the picture to be.
            return not check.of_file and (only is None or check.id in only) and self._wanted(check)

        return Report(
            photo=source.title,
            profile=self._profile.id,
            findings=run_checks(framed.scene, LIVE, wanted),
            image=image_of(framed.photo, source.sha256),
            measurements=measurements_of(on_photo, judged=framed.scene),
            crop=None if framed.plan is None else _full_size(framed.plan.crop, framed.photo.scale),
        )

    # ------------------------------------------------------------------------------------ stages

    def measured(
        self, photo: Photo, *, straighten: bool = False, quick: bool = False
    ) -> tuple[Landmarks, Framing | None]:
        """Find and measure the head.

        :param straighten: lay the patch along the head's own axis where the head leans.
        :param quick: never ask the slowest model.
        """
        landmarks = self._detector.detect(photo, straighten=straighten)
        framing = frame(landmarks)
        if framing is None or quick:
            return landmarks, framing
        glance = glance_of(landmarks, framing)
        look = Look.NONE if glance is None else glance.look()
        # The map is slow, so only where the outline or a cover leaves a question that it can answer; and the fine
        # one, slower than all other models together, only where the coarse one cannot.
        if framing.vague or look is Look.FINE:
            landmarks = self._detector.with_class_map(landmarks)
            return landmarks, frame(landmarks)
        if not framing.unsettled and look is Look.NONE:
            return landmarks, framing
        coarse = self._detector.with_class_map(landmarks, coarse=True)
        if glance is not None and coarse.class_map is not None and glance.covered(coarse.class_map):
            landmarks = self._detector.with_class_map(landmarks)
            return landmarks, frame(landmarks)
        return coarse, frame(coarse) if framing.unsettled else framing

    def _stood(
        self, photo: Photo, *, straighten: bool = False, quick: bool = False
    ) -> tuple[Photo, Landmarks, Framing | None]:
        """Measure the head; the photo is turned first where its face surely lies on its side or stands on its head."""
        landmarks, framing = self.measured(photo, straighten=straighten, quick=quick)
        turn = self._detector.turn(photo, landmarks)
        if not turn:
            return photo, landmarks, framing
        photo = stood_up(photo, turn)
        return photo, *self.measured(photo, straighten=straighten, quick=quick)

    def _taken(self, source: Source) -> _Framed:
        """A camera file is decoded as coarsely as its picture allows; pixels are taken as they are.

        :raises UnreadableError: where the file is damaged: a picture is not made of half a file.
        """
        photo = source.photo(first_size(self._profile))
        if photo.file is not None and photo.file.damage is not None:
            raise UnreadableError(photo.file.damage)
        framed = self._framed(photo)
        photo = framed.photo
        size = finer_size(photo, framed.plan, self._profile) if framed.landmarks.faces else None
        if size is None:
            return framed
        finer = source.photo(size[::-1] if photo.turned % 180 else size)
        if photo.turned:
            finer = stood_up(finer, photo.turned)
        if framed.framing is None or not is_measured(framed.framing):
            return self._framed(finer)
        return self._planned(finer, *enlarged(framed.landmarks, framed.framing, finer.scale / photo.scale))

    def _framed(self, photo: Photo, *, quick: bool = False) -> _Framed:
        return self._planned(*self._stood(photo, straighten=True, quick=quick))

    def _planned(self, photo: Photo, landmarks: Landmarks, framing: Framing | None) -> _Framed:
        plan = None
        if framing is not None:
            plan = plan_crop(framing, landmarks, self._limits, photo.width, photo.height, photo.scale)
        if framing is None or plan is None:
            return _Framed(photo, landmarks, framing, None, Scene(self._profile, photo, landmarks, framing))
        size = self._profile.picture.width, self._profile.picture.height
        picture = Photo(photo.name, cut_out(photo.pixels, plan.crop, *size), turned=photo.turned)
        moved, seen = carried(framing, landmarks, plan.crop, *size)
        return _Framed(photo, landmarks, framing, plan, Scene(self._profile, picture, seen, moved, plan))

    def _unread(self, source: Source, error: SourceError | UnreadableError) -> Report:
        """Without pixels there is one finding, that the file is not whole and why; or ours, not the photo's, error."""
        if isinstance(error, SourceError):
            return Report(source.title, self._profile.id, error=error.problem())
        finding = damaged(whole, self._profile.rule(whole.id), error.message)
        image = Image(bytes=source.bytes, sha256=source.sha256)
        return Report(source.title, self._profile.id, (finding,), image)


def stages_of(photo: Photo) -> frozenset[Stage]:
    """Which checks a finished photo can be asked."""
    stages = {Stage.PICTURE}
    if photo.file is not None:
        stages.add(Stage.FILE)
    if photo.name:
        stages.add(Stage.NAME)
    return frozenset(stages)


def _full_size(crop: Crop, scale: float) -> Crop:
    """A crop of a photo decoded at a scale, in full-size pixels; to a hundredth of one."""
    x0, y0, x1, y1 = (round(side / scale, 2) for side in (crop.x0, crop.y0, crop.x1, crop.y1))
    return Crop(x0, y0, x1, y1, round(crop.angle, 3))

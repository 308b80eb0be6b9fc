"""Every authority's profile: it makes a picture that it accepts, and each thing that its rule names is noticed.

One camera photo with room, before a cloth of each colour, is measured once; all profiles' pictures are cut from it.
What is spoiled is spoiled in the file, in the crop or in what was measured, so that the models need not look again.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import photocheck
from photocheck.checks import CHECKS, Scene, Stage, measured, run_checks
from photocheck.checks.framing import place_limits
from photocheck.checks.judge import judge
from photocheck.detect import Detector
from photocheck.io.encode import encode
from photocheck.io.read import decode
from photocheck.layout.crop import Plan, carried, cut_out, plan_crop
from photocheck.pipeline import Pipeline
from photocheck.profile.load import load_profile, load_profile_text, shipped_names
from photocheck.profile.naming import ending, file_names
from photocheck.profile.rules import Profile, Rule
from photocheck.results import Finding
from photocheck.types import Crop, Framing, Landmarks, Photo, Pixels, Pose, Verdict

ROOT = Path(__file__).parents[2]
NAMES = shipped_names()
GREEN = (40, 150, 70)
"""sRGB of a cloth that no authority asks for."""
BY_ID = {check.id: check for check in CHECKS}
RULES = [(name, check) for name in NAMES for check in dict.fromkeys(
    (*load_profile(name).about.limits, *load_profile(name).about.tolerances))]  # fmt: skip
"""Every limit that stands under an authority's name."""


@cache
def camera_photo(colour: str) -> Pixels:
    """A camera photo with room round the head, before a cloth of this colour."""
    sys.path[:0] = [str(ROOT), str(ROOT / "samples")]
    try:
        from room import CLOTHS, with_room
    finally:
        del sys.path[:2]
    return with_room({**CLOTHS, "green": GREEN}[colour])


class Taken:
    """Camera photos that were measured once, and the pictures that profiles cut from them."""

    def __init__(self, detector: Detector) -> None:
        self._pipeline = Pipeline(load_profile("zikao"), lambda _check: True, detector)
        self._seen: dict[str, tuple[Photo, Landmarks, Framing]] = {}
        self.checkers = cache(lambda name: photocheck.Checker(name, detector=detector))
        self.made = cache(self._made)

    def measured(self, colour: str) -> tuple[Photo, Landmarks, Framing]:
        if colour not in self._seen:
            photo = Photo("", camera_photo(colour))
            landmarks, framing = self._pipeline.measured(photo, straighten=True)
            assert framing is not None
            self._seen[colour] = photo, landmarks, framing
        return self._seen[colour]

    def scene(self, profile: Profile, colour: str, *, zoom: float = 1.0, dx: float = 0.0, dy: float = 0.0) -> Scene:
        """The picture that the profile cuts; ``zoom`` and the shifts (of the crop's width and height) spoil it."""
        photo, landmarks, framing = self.measured(colour)
        plan = plan_crop(framing, landmarks, place_limits(profile), photo.width, photo.height, 1.0)
        assert plan is not None
        (cx, cy), box = plan.crop.centre, plan.crop
        w, h = (box.x1 - box.x0) / zoom, (box.y1 - box.y0) / zoom
        cx, cy = cx + dx * w, cy + dy * h
        crop = Crop(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2, box.angle)
        size = profile.picture.width, profile.picture.height
        moved, seen = carried(framing, landmarks, crop, *size)
        picture = Photo("", cut_out(photo.pixels, crop, *size))
        return Scene(profile, picture, seen, moved, Plan(crop, zoom * plan.enlargement, plan.missing))

    def _made(self, name: str) -> tuple[photocheck.Report, bytes]:
        """What process makes before the first cloth that the profile allows."""
        checker = self.checkers(name)
        number = checker.profile.number.example
        picture = checker.make(camera_photo(cloth_of(checker.profile)), number=number)
        return picture.report, picture.data


@pytest.fixture(scope="module")
def taken(detector: Detector) -> Taken:
    return Taken(detector)


def cloth_of(profile: Profile) -> str:
    rule = profile.rule("background.colour")
    return "light blue" if rule is None or rule.allowed is None else str(rule.allowed[0])


def file_name(profile: Profile) -> str:
    return file_names(profile).stem(profile.number.example or "") + ending(profile)


# ------------------------------------------------------------------------------------------ made


@pytest.mark.parametrize("name", NAMES)
def test_each_makes_a_picture_that_it_accepts(name: str, taken: Taken) -> None:
    report, data = taken.made(name)
    assert report.error is None
    assert [finding.check for finding in report.failures] == []
    assert data
    checker = taken.checkers(name)
    again = checker.check(data, name=file_name(checker.profile))
    assert [finding.check for finding in again.failures] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_example_number_has_its_place(name: str, tmp_path: Path, taken: Taken) -> None:
    from photocheck.io.archive.filing import Made, file_one
    from photocheck.io.archive.place import misplaced, place_of

    profile = load_profile(name)
    assert profile.number.example is not None
    made = Made(profile.number.example, taken.made(name)[1], "camera", "")
    written = Path(file_one(tmp_path, profile, made, overwrite=False))
    place = written.relative_to(tmp_path).as_posix()
    assert place == place_of(profile.number.example, profile)
    assert misplaced(place, profile) is None
    assert misplaced(f"x/{place}", profile) is not None
    assert PurePath(place).name == file_name(profile)


# --------------------------------------------------------------------------------------- spoiled


def jpeg(data: bytes, **how: object) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        mode, form = str(how.pop("mode", "RGB")), str(how.pop("form", "JPEG"))
        size = how.pop("size", image.size)
        options = {"quality": 90, "dpi": image.info.get("dpi", (72, 72)), **how}
        image.convert(mode).resize(size).save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def of_file(check: str, rule: Rule, data: bytes, profile: Profile) -> tuple[bytes, str]:
    """The picture and its name, so spoiled that the file's check must notice."""
    name = file_name(profile)
    width, height = profile.picture.width, profile.picture.height
    number = profile.number.example or ""
    if check == "file.size" and rule.max is not None:
        return data + bytes(int(rule.max * 1024)), name
    if check == "file.number":
        return data, name.replace(number, f"{number[:6]}3{number[7:]}" if len(number) == 12 else number[:-2])
    spoiled: dict[str, Callable[[], tuple[bytes, str]]] = {
        "file.size": lambda: (jpeg(data, quality=2, size=(8, 8)), name),
        "file.width": lambda: (jpeg(data, size=(int(rule.min or width) - 1, height)), name),
        "file.height": lambda: (jpeg(data, size=(width, int(rule.min or height) - 1)), name),
        "file.ratio": lambda: (jpeg(data, size=(width, width)), name),
        "file.quality": lambda: (jpeg(data, quality=int(rule.min or 60) - 15), name),
        "file.dpi": lambda: (jpeg(data, dpi=(96, 96)), name),
        "file.format": lambda: (jpeg(data, form="PNG"), name),
        "file.colour": lambda: (jpeg(data, mode="L"), name),
        "file.name": lambda: (data, "zhang_san.jpg"),
    }
    return spoiled[check]()


MOVES = [
    {"zoom": 1.3}, {"zoom": 1.65}, {"zoom": 0.72}, {"dy": 0.16}, {"dy": -0.16}, {"dx": 0.2}, {"dx": -0.2}, {"dy": 0.4},
]  # fmt: skip
"""A head too large and too small, too high, too low, too far to either side."""


def of_framing(check: str, profile: Profile, taken: Taken) -> list[Finding]:
    """The findings of one check on the picture cut wrongly in each way."""
    scenes = [taken.scene(profile, cloth_of(profile), **move) for move in MOVES]
    if check == "framing.enlargement":
        scenes = [taken.scene(profile, cloth_of(profile), zoom=2.5)]
    if check == "framing.shoulders":
        whole = scenes[0]
        assert whole.measured is not None
        scenes = [replace(whole, measured=replace(whole.measured, left_shoulder=None))]
    stages = frozenset({Stage.PICTURE, Stage.CAPTURE})
    return [finding for scene in scenes for finding in run_checks(scene, stages, lambda each: each.id == check)]


def of_face(check: str, profile: Profile, taken: Taken) -> Finding:
    """The check's finding on a face that is turned away, or on the sample of what the check is for."""
    scene = taken.scene(profile, cloth_of(profile))
    rule = profile.rule(check)
    assert rule is not None
    if check in OF_SAMPLES:
        path = next((ROOT / "samples" / "fail" / check).iterdir())
        report = taken.checkers(OF_SAMPLES[check]).check(path)
        value = next(finding.value for finding in report.findings if finding.check == check)
        assert value is not None
        return judge(BY_ID[check], value, rule)
    face = scene.faces[0]
    turned = replace(face, pose=replace(face.pose or Pose(0, 0, 0), **{check.partition(".")[2]: 25.0}))
    other = replace(scene, landmarks=replace(scene.landmarks, faces=(turned,)))
    return judge(BY_ID[check], measured(BY_ID[check], other), rule)


OF_SAMPLES = {
    "face.ears": "zikao-national",
    "face.brows": "zikao",
    "background.even": "zikao",
    "background.folds": "zikao",
    "background.shadow": "zikao",
    "background.sheen": "zikao",
    "framing.border": "zikao",
}
"""What is spoiled in the samples already, by the profile that they are for."""


@pytest.mark.parametrize(("name", "check"), RULES)
def test_each_rule_is_noticed_when_it_is_broken(name: str, check: str, taken: Taken) -> None:
    profile = load_profile(name)
    rule = profile.rule(check)
    assert rule is not None, "a published limit without a check"
    _, data = taken.made(name)
    family = check.partition(".")[0]
    if family == "file":
        spoiled, named = of_file(check, rule, data, profile)
        photo = decode(spoiled, named)
        scene = Scene(profile, photo, Landmarks(()), None)
        stages = frozenset({Stage.PICTURE, Stage.FILE, Stage.NAME})
        found = list(run_checks(scene, stages, lambda each: each.id == check))
    elif family == "face" or check in OF_SAMPLES:
        found = [of_face(check, profile, taken)]
    elif family == "framing":
        found = of_framing(check, profile, taken)
        # Both ends are tried: nothing that is too much passes because too little is refused.
        values = [float(f.value) for f in found if isinstance(f.value, int | float)]
        assert rule.min is None or min(values) < rule.min
        assert rule.max is None or max(values) > rule.max
    else:
        clean = cloth_of(profile)
        other = "red" if rule.allowed is None or "red" not in rule.allowed else "green"
        if check == "background.dark":
            other = "blue"
        elif check == "background.chroma":
            other = "white"
        right, wrong = (measured(BY_ID[check], taken.scene(profile, colour)) for colour in (clean, other))
        assert judge(BY_ID[check], right, rule).verdict is not rule.level
        found = [judge(BY_ID[check], wrong, rule)]
    assert found
    assert rule.level in {finding.verdict for finding in found}, [(f.verdict, f.value) for f in found]


@pytest.mark.parametrize("name", [name for name in NAMES if load_profile(name).rule("file.size") is not None])
def test_a_file_is_noticed_at_either_end_of_its_size(name: str, taken: Taken) -> None:
    profile, (_, data) = load_profile(name), taken.made(name)
    rule = profile.rule("file.size")
    assert rule is not None
    spoiled = [] if rule.max is None else [data + bytes(int(rule.max * 1024))]
    spoiled += [] if rule.min is None else [jpeg(data, quality=2, size=(8, 8))]
    for each in spoiled:
        scene = Scene(profile, decode(each, file_name(profile)), Landmarks(()), None)
        (found,) = run_checks(scene, frozenset({Stage.FILE}), lambda check: check.id == "file.size")
        assert found.verdict is rule.level


@pytest.mark.parametrize("name", NAMES)
def test_every_cloth_that_is_allowed_is_named(name: str, taken: Taken) -> None:
    profile = load_profile(name)
    rule = profile.rule("background.colour")
    for colour in () if rule is None else rule.allowed or ():
        scene = taken.scene(profile, str(colour))
        assert measured(BY_ID["background.colour"], scene) == colour


WHITE_ONLY = [
    name
    for name in NAMES
    for rule in [load_profile(name).rule("background.colour")]
    if rule is not None and "white" in (rule.allowed or ()) and "light grey" not in (rule.allowed or ())
]


@pytest.mark.parametrize("name", WHITE_ONLY)
def test_a_cloth_between_white_and_grey_is_left_to_a_person(name: str) -> None:
    """White cloth in less light and light grey cloth in good light are one colour in a photo; grey is no white."""
    rule = load_profile(name).rule("background.colour")
    assert rule is not None
    verdicts = [judge(BY_ID["background.colour"], word, rule).verdict for word in ("white", "light grey", "grey")]
    assert verdicts == [Verdict.PASS, Verdict.WARN, Verdict.FAIL]


# -------------------------------------------------------------------------------------- property


@st.composite
def profiles(draw: st.DrawFn) -> str:
    """The TOML of an authority that nobody has thought of."""
    height = draw(st.integers(150, 460))
    width = draw(st.integers(int(0.66 * height), int(0.85 * height)))
    top = draw(st.floats(0.04, 0.16))
    head = draw(st.floats(0.45, 0.72))
    least = draw(st.floats(2, 30))
    size = f"min = {least:.1f}, max = {least * draw(st.floats(1.05, 4)):.1f}"
    kb_min, kb_max = (part.partition("= ")[2] for part in size.split(", "))
    slack = draw(st.floats(0.01, 0.05))
    share = f"min = {head - slack:.3f}, max = {head + slack:.3f}"
    return f"""
extends = "jiaozi"
id = "ours"
title = {{ zh = "甲", en = "a" }}
[picture]
width = {width}
height = {height}
imaging_width = {width}
imaging_height = {height}
[framing]
top = {top:.3f}
head = {head:.3f}
[encoding]
kb_min = {kb_min}
kb_max = {kb_max}
pad = {str(draw(st.booleans())).lower()}
[tree]
template = "{draw(st.sampled_from(["{number}.jpg", "zp{number}.jpg", "{number}/报名照片.jpg", "a/{number}_5.JPG"]))}"
[checks]
"file.width" = {{ min = {width}, max = {width} }}
"file.height" = {{ min = {height} }}
"file.size" = {{ {size} }}
"file.number" = {{ off = true }}
"file.check_digit" = {{ off = true }}
"framing.head" = {{ {share} }}
"framing.top" = {{ min = {top - slack:.3f}, max = {top + slack:.3f} }}
"framing.eye_height" = {{ min = 0.2, max = {draw(st.floats(0.3, 0.6)):.2f} }}
"""


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profiles())
def test_process_never_makes_what_check_refuses(detector: Detector, text: str) -> None:
    profile = load_profile_text(text)
    checker = photocheck.Checker(profile, detector=detector)
    picture = checker.make(camera_photo("white"), number=profile.number.example)
    if picture.data:
        report = checker.check(picture.data, name=file_name(profile))
        assert report.failures == ()
        assert report.verdict in {Verdict.PASS, Verdict.WARN}
    else:
        assert picture.report.failures or picture.report.error is not None


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(NAMES),
    colour=st.sampled_from(["light blue", "blue", "white", "light grey", "red"]),
    room=st.floats(0.0, 0.24),
    aside=st.floats(-0.2, 0.2),
    stops=st.floats(-0.8, 0.5),
)
def test_no_shipped_profile_makes_what_its_own_check_refuses(
    taken: Taken, name: str, colour: str, room: float, aside: float, stops: float
) -> None:
    """Whatever the cloth, the room round the head and the light: a picture is written and passes, or none is."""
    photo = camera_photo(colour)
    height, width = photo.shape[:2]
    top, side, shift = int(room * height), int(0.8 * room * width), int(aside * room * width)
    cut = photo[top // 2 : height - top, max(0, side + shift) : width - max(0, side - shift)]
    lit = np.clip(cut * 2.0 ** (stops / 2.2), 0, 255).astype(np.uint8)
    checker = taken.checkers(name)
    picture = checker.make(lit, number=checker.profile.number.example)
    if picture.data:
        assert checker.check(picture.data, name=file_name(checker.profile)).failures == ()
    else:
        assert picture.report.failures or picture.report.error is not None


def test_a_picture_that_cannot_be_large_enough_is_filled_up_and_says_so() -> None:
    profile = load_profile("cet")
    rgb = np.full((192, 144, 3), 128, np.uint8)
    data = encode(rgb, profile.encoding)
    assert 20 * 1024 <= len(data) < 21 * 1024
    assert b"Filled up by photocheck" in data
    photo = decode(data)
    assert photo.file is not None
    assert photo.file.damage is None
    assert np.abs(photo.pixels.astype(int) - rgb).max() <= 1


# ----------------------------------------------------------------------------------- what is said


@pytest.mark.parametrize("name", NAMES)
def test_each_says_where_it_comes_from(name: str) -> None:
    about = load_profile(name).about
    assert load_profile(name).source.startswith("http")
    assert about.sure in {"official", "repost", "weak"}
    assert about.read
    for text in (about.exam, about.region, about.published):
        assert text is not None
        assert text.zh
        assert text.en
    assert about.absent or about.reading


@pytest.mark.parametrize("name", NAMES)
def test_no_length_size_or_colour_is_judged_that_the_authority_does_not_name(name: str) -> None:
    """What a profile judges of sizes, lengths and colours is published, or a published number with our tolerance."""
    profile = load_profile(name)
    named = {*profile.about.limits, *profile.about.tolerances}
    lengths = {
        "file.width", "file.height", "file.ratio", "file.size", "file.quality", "file.dpi",
        "framing.top", "framing.head", "framing.shoulder", "framing.left", "framing.right", "framing.crown",
        "framing.eyes", "framing.face_width", "framing.head_length", "framing.head_width", "framing.face_share",
        "framing.eye_height", "framing.eyes_above", "framing.eye_middle", "background.colour", "background.hue",
        "background.chroma", "background.dark", "background.difference",
    }  # fmt: skip
    assert {rule.check for rule in profile.rules} & lengths <= named
    assert named <= {rule.check for rule in profile.rules}

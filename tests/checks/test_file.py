"""The checks of the file itself, on bytes made for each case; no model is needed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photocheck.checks import Scene, run_checks
from photocheck.errors import UnreadableError
from photocheck.io.read import decode
from photocheck.pipeline import stages_of
from photocheck.profile.load import load_profile
from photocheck.profile.number import has_check_digit
from photocheck.profile.rules import Profile, Rule
from photocheck.results import Finding
from photocheck.types import Landmarks, Verdict

NUMBER = "430102191001.JPG"
NATIONAL, HUNAN = load_profile("zikao-national"), load_profile("zikao-hunan-2021")
ZIKAO = load_profile("zikao")


def jpeg(width: int = 144, height: int = 192, mode: str = "RGB", **options: Any) -> bytes:
    noise = np.random.default_rng(1).integers(60, 200, (height, width, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).convert(mode).save(out, options.pop("kind", "JPEG"), **options)
    return out.getvalue()


def found(data: bytes, name: str = NUMBER, profile: Profile = ZIKAO) -> dict[str, Finding]:
    scene = Scene(profile, decode(data, name), Landmarks(()), None)
    findings = run_checks(scene, stages_of(scene.photo), lambda check: check.family == "file")
    return {finding.check: finding for finding in findings}


def test_a_right_file_passes_all() -> None:
    findings = found(jpeg())
    assert {f.verdict for f in findings.values()} == {Verdict.PASS}
    assert {"file.whole", "file.format", "file.colour", "file.name", "file.number"} <= findings.keys()


@pytest.mark.parametrize(
    ("check", "data", "value"),
    [
        ("file.format", jpeg(kind="PNG"), "PNG"),
        ("file.format", jpeg(kind="BMP"), "BMP"),
        ("file.format", jpeg(kind="WEBP"), "WEBP"),
        ("file.colour", jpeg(mode="L"), "grey 8-bit"),
        ("file.colour", jpeg(mode="CMYK"), "CMYK 32-bit"),
        ("file.colour", jpeg(mode="P", kind="PNG"), "palette 8-bit"),
        ("file.colour", jpeg(mode="RGBA", kind="PNG"), "RGBA 32-bit"),
        ("file.width", jpeg(width=143), 143),
        ("file.height", jpeg(height=191), 191),
    ],
)
def test_wrong_files_fail_with_what_they_are(check: str, data: bytes, value: object) -> None:
    finding = found(data)[check]
    assert finding.verdict is Verdict.FAIL
    assert finding.value == value


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("430102191001.JPG", ("pass", "pass", "pass")),
        ("430102191001.jpg", ("pass", "warn", "pass")),
        ("430102191001.Jpg", ("pass", "warn", "pass")),
        ("430102191001.jpeg", ("fail", "warn", "pass")),
        ("430102191001", ("fail", "warn", "pass")),
        ("43010219100.JPG", ("fail", "pass", "fail")),
        ("4301021910011.JPG", ("fail", "pass", "fail")),
        ("430102391001.JPG", ("pass", "pass", "pass")),
        ("430119391001.JPG", ("pass", "pass", "fail")),  # season 3
        ("430119091001.JPG", ("pass", "pass", "fail")),  # season 0
        ("４３０１０２１９１００１.JPG", ("fail", "pass", "fail")),  # full-width digits are none
        ("٤٣٠١٠٢١٩١٠٠١.JPG", ("fail", "pass", "fail")),
        ("430102191001 .JPG", ("fail", "pass", "fail")),
        ("430102191001\n.JPG", ("fail", "pass", "fail")),
        ("张三.JPG", ("fail", "pass", "fail")),
    ],
)
def test_names(name: str, verdicts: tuple[str, ...]) -> None:
    if name == "430102391001.JPG":  # digits 5 to 7 are 023: year 02, season 3
        verdicts = ("pass", "pass", "fail")
    findings = found(jpeg(), name)
    assert tuple(str(findings[f"file.{c}"].verdict) for c in ("name", "extension", "number")) == verdicts


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_left_in_warns(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    size = (144, 192) if orientation < 5 else (192, 144)
    findings = found(jpeg(*size, exif=exif.tobytes()))
    assert findings["file.orientation"].verdict is (Verdict.PASS if orientation == 1 else Verdict.WARN)
    assert findings["file.orientation"].value == orientation
    assert findings["file.width"].value == 144  # upright
    assert findings["file.height"].value == 192


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.999])
def test_cut_short_is_damage_or_unreadable(cut: float) -> None:
    data = jpeg()
    try:
        findings = found(data[: int(cut * len(data))])
    except UnreadableError:
        return
    assert findings["file.whole"].verdict is Verdict.FAIL


@pytest.mark.parametrize(("quality", "verdict"), [(3, "fail"), (70, "pass"), (100, "fail")])
def test_kilobytes(quality: int, verdict: str) -> None:
    finding = found(jpeg(quality=quality), profile=HUNAN)["file.size"]
    if quality == 70:
        assert 5 <= finding.value <= 15, "the case itself is wrong"
    assert str(finding.verdict) == verdict


@pytest.mark.parametrize("quality", [25, 40, 59, 60, 75, 90, 95])
def test_quality_is_read_from_the_tables(quality: int) -> None:
    finding = found(jpeg(480, 640, quality=quality, dpi=(300, 300)), profile=NATIONAL)["file.quality"]
    assert abs(finding.value - quality) <= 1
    assert finding.verdict is (Verdict.PASS if finding.value >= 60 else Verdict.FAIL)


@pytest.mark.parametrize(("dpi", "verdict"), [(300, "pass"), (96, "fail"), (None, "unmeasured")])
def test_dpi_tag(dpi: int | None, verdict: str) -> None:
    options = {} if dpi is None else {"dpi": (dpi, dpi)}
    assert str(found(jpeg(480, 640, **options), profile=NATIONAL)["file.dpi"].verdict) == verdict


def test_a_progressive_jpeg_is_named() -> None:
    assert found(jpeg(progressive=True))["file.progressive"].verdict is Verdict.WARN
    assert found(jpeg())["file.progressive"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),  # the standard's own example
        ("11010519491231002x", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("11010519491231003X", False),
        ("1101051949123100", False),
        ("１１０１０５１９４９１２３１００２X", False),
        ("", False),
    ],
)
def test_the_check_character_of_an_id_number(number: str, right: bool) -> None:
    assert has_check_digit(number) is right


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_keeps_the_check_character(first: int, place: int, more: int) -> None:
    digits = f"{first:017d}"
    (last,) = (end for end in "0123456789X" if has_check_digit(digits + end))
    slipped = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    assert not has_check_digit(slipped + last)


def test_the_check_digit_is_looked_at_where_the_profile_has_one() -> None:
    number = replace(
        ZIKAO.number, shape="[0-9]{17}[0-9X]", fields="(?P<city>[0-9]{2})(?P<county>[0-9]{2}).*", check_digit="gb11643"
    )
    rule = Rule("file.check_digit", allowed=(True,))
    profile = replace(ZIKAO, number=number, rules=(*ZIKAO.rules, rule))
    assert found(jpeg(), "11010519491231002X.JPG", profile)[rule.check].verdict is Verdict.PASS
    assert found(jpeg(), "11010519491231003X.JPG", profile)[rule.check].verdict is Verdict.FAIL
    without = replace(ZIKAO, rules=(*ZIKAO.rules, rule))
    assert found(jpeg(), NUMBER, without)[rule.check].verdict is Verdict.UNMEASURED

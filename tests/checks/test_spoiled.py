"""A good photo passes a check; the same photo spoiled in the one way that the check is for does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import photocheck
from photocheck.results import Finding
from photocheck.types import Pixels, Verdict

GOOD = min((Path(__file__).parents[2] / "samples" / "pass").glob("*.JPG"))


def lit(rgb: Pixels, gain: object) -> Pixels:
    """More or less light, before the camera."""
    light = (rgb.astype(float) / 255) ** 2.2 * gain
    return np.rint(255 * np.clip(light, 0, 1) ** (1 / 2.2)).astype(np.uint8)


def aside(rgb: Pixels) -> Pixels:
    return lit(rgb, 2.0 ** np.linspace(2, -3, rgb.shape[1])[None, :, None])


def crushed(rgb: Pixels) -> Pixels:
    """Light on one side only: nothing comes back from the other cheek."""
    out = rgb.copy()
    out[95:140, 84:] = 0
    return out


def blurred(rgb: Pixels) -> Pixels:
    return cv2.GaussianBlur(rgb, (0, 0), 1.3)


def moved(rgb: Pixels) -> Pixels:
    return cv2.blur(rgb, (5, 1))


def grainy(rgb: Pixels) -> Pixels:
    return np.clip(rgb + np.random.default_rng(1).normal(0, 9, rgb.shape), 0, 255).astype(np.uint8)


def enlarged(rgb: Pixels) -> Pixels:
    height, width = rgb.shape[:2]
    small = cv2.resize(rgb, (width // 3, height // 3), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def grey(rgb: Pixels) -> Pixels:
    return np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


def sepia(rgb: Pixels) -> Pixels:
    """One tone, as an old print has."""
    return np.rint(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None] * np.array([1.0, 0.9, 0.72])).astype(np.uint8)


def half_shaded(rgb: Pixels) -> Pixels:
    """Something before the lamp: a third of the light on one half of the picture."""
    return lit(rgb, np.where(np.arange(rgb.shape[1]) > 68, 0.33, 1.0)[None, :, None])


def framed(rgb: Pixels) -> Pixels:
    out = rgb.copy()
    out[:4] = out[-4:] = 255
    out[:, :4] = out[:, -4:] = 255
    return out


def screened(rgb: Pixels) -> Pixels:
    y, x = np.mgrid[: rgb.shape[0], : rgb.shape[1]]
    waves = 7 * np.cos(2 * np.pi * (x + 0.1 * y) / 5.3)
    return np.clip(rgb + waves[..., None], 0, 255).astype(np.uint8)


def wider(rgb: Pixels) -> Pixels:
    height, width = rgb.shape[:2]
    wide = cv2.resize(rgb, (round(width * 1.3), height), interpolation=cv2.INTER_AREA)
    start = (wide.shape[1] - width) // 2
    return np.ascontiguousarray(wide[:, start : start + width])


def dark_below(rgb: Pixels) -> Pixels:
    return lit(rgb, 2.0 ** np.linspace(3, -4, rgb.shape[0])[:, None, None])


def recoloured(rgb: Pixels, colour: tuple[int, int, int]) -> Pixels:
    """Another cloth: everything bluish takes another colour, with its shading."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    cloth = (lab[..., 2] < -12)[..., None]
    shade = lab[..., :1] / np.median(lab[..., 0][cloth[..., 0]])
    return np.where(cloth, np.clip(np.array(colour) * shade, 0, 255), rgb).astype(np.uint8)


def poster(rgb: Pixels) -> Pixels:
    out = rgb.copy()
    out[10:45, 4:24] = (120, 70, 40)
    return out


def stripes(rgb: Pixels) -> Pixels:
    x = np.arange(rgb.shape[1])
    return lit(rgb, (1 + 0.16 * np.sin(2 * np.pi * x / 13))[None, :, None])


SPOILED: list[tuple[str, Callable[[Pixels], Pixels]]] = [
    ("light.dark", lambda rgb: lit(rgb, 0.3)),
    ("light.bright", lambda rgb: lit(rgb, 2.6)),
    ("light.clipped", lambda rgb: lit(rgb, 4.5)),
    ("light.crushed", crushed),
    ("light.even", aside),
    ("light.vertical", dark_below),
    ("light.cast", lambda rgb: lit(rgb, np.array([1.35, 1.0, 0.5]))),
    ("light.tone", lambda rgb: lit(rgb, np.array([0.7, 1.15, 0.75]))),
    ("light.skin", grey),
    ("light.contrast", lambda rgb: (0.55 * rgb + 0.45 * 200).astype(np.uint8)),
    ("picture.sharp", blurred),
    ("picture.motion", moved),
    ("picture.noise", grainy),
    ("picture.enlarged", enlarged),
    ("picture.grey", grey),
    ("picture.grey", sepia),
    ("light.shadow", half_shaded),
    ("picture.screen", screened),
    ("framing.border", framed),
    ("framing.stretched", wider),
    ("background.hue", lambda rgb: recoloured(rgb, (120, 200, 120))),
    ("background.chroma", lambda rgb: recoloured(rgb, (225, 227, 230))),
    ("background.dark", lambda rgb: recoloured(rgb, (40, 70, 120))),
    ("background.even", aside),
    ("background.object", poster),
    ("background.folds", stripes),
]


@pytest.fixture(scope="module")
def good() -> Pixels:
    return np.array(Image.open(GOOD))


def found(checker: photocheck.Checker, source: object, check: str) -> Finding:
    report = checker.check(source, name="430102191000.JPG" if isinstance(source, bytes) else None)
    return next(f for f in report.findings if f.check == check)


@pytest.fixture(scope="module")
def before(checker: photocheck.Checker, good: Pixels) -> dict[str, Finding]:
    return {f.check: f for f in checker.check(good).findings}


@pytest.mark.parametrize(("check", "spoil"), SPOILED, ids=[check for check, _ in SPOILED])
def test_a_spoiled_photo_is_found_out(
    check: str,
    spoil: Callable[[Pixels], Pixels],
    checker: photocheck.Checker,
    good: Pixels,
    before: dict[str, Finding],
) -> None:
    assert before[check].verdict is Verdict.PASS, before[check]
    after = found(checker, spoil(good), check)
    assert after.verdict in {Verdict.WARN, Verdict.FAIL}, after


def test_a_filled_background_is_found_out(checker: photocheck.Checker, good: Pixels) -> None:
    lab = cv2.cvtColor(good.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    filled = np.where((lab[..., 2] < -10)[..., None], np.uint8((140, 190, 230)), good)
    assert found(checker, good, "background.replaced").verdict is Verdict.PASS
    assert found(checker, filled, "background.replaced").verdict is Verdict.WARN


def test_blocks_show_when_pressed_too_hard(checker: photocheck.Checker, good: Pixels) -> None:
    assert found(checker, jpeg(good, 92), "picture.blocks").verdict is Verdict.PASS
    assert found(checker, jpeg(good, 8), "picture.blocks").verdict is Verdict.FAIL


def test_dark_skin_is_no_dark_photo(checker: photocheck.Checker, good: Pixels) -> None:
    """A third of the light comes back from the person; the cloth is as it was."""
    lab = cv2.cvtColor(good.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    person = (lab[..., 2] > -8)[..., None]
    darker = np.where(person, lit(good, 0.3), good)
    report = checker.check(darker)
    assert next(f for f in report.findings if f.check == "light.dark").verdict is Verdict.PASS


def test_without_a_face_nothing_on_it_passes(checker: photocheck.Checker) -> None:
    cloth = np.full((192, 144, 3), (130, 190, 235), np.uint8)
    report = checker.check(cloth)
    for finding in report.findings:
        if finding.check.partition(".")[0] in {"light", "background"}:
            assert finding.verdict is Verdict.UNMEASURED
    assert report.verdict is Verdict.FAIL


def jpeg(rgb: Pixels, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=quality)
    return out.getvalue()

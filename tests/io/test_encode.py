"""Encoding: the best quality that fits, and a clear error where none does."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from photocheck.errors import OutputError
from photocheck.io.encode import encode
from photocheck.io.read import decode
from photocheck.profile.load import load_profile, shipped_names
from photocheck.profile.rules import EncodingRules
from photocheck.types import Pixels

ANY = EncodingRules(dpi=102, quality_min=60)


def scene(height: int = 192, width: int = 144, noise: float = 8.0) -> Pixels:
    """Smooth shades with some noise: about what a portrait costs."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:height, :width] / height
    shades = np.stack([90 + 90 * y, 120 + 60 * x, 200 - 80 * y * x], -1)
    return np.clip(shades + rng.normal(0, noise, shades.shape), 0, 255).astype(np.uint8)


def test_what_is_written_is_plain_baseline_jpeg() -> None:
    data = encode(scene(), ANY)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert image.size == (144, 192)
        assert image.info["dpi"] == (102, 102)
        assert not image.getexif()
        assert "icc_profile" not in image.info
        assert "progressive" not in image.info
    assert b"\xff\xc0" in data  # baseline frame
    assert b"\xff\xc2" not in data[:600]
    assert decode(data).file.damage is None


def test_pixels_survive() -> None:
    source = scene(noise=0)
    assert np.abs(decode(encode(source, ANY)).pixels.astype(int) - source).mean() < 1


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_profile_can_be_met(name: str) -> None:
    profile = load_profile(name)
    data = encode(scene(profile.picture.height, profile.picture.width), profile.encoding)
    facts = decode(data).file
    assert facts.dpi == pytest.approx(profile.encoding.dpi, abs=1)
    assert facts.quality >= profile.encoding.quality_min
    for kilo in (1000, 1024):  # whichever way the office counts
        if profile.encoding.kb_min is not None:
            assert len(data) / kilo >= profile.encoding.kb_min
        if profile.encoding.kb_max is not None:
            assert len(data) / kilo <= profile.encoding.kb_max


@settings(deadline=None, max_examples=25)
@given(st.floats(4, 40), st.floats(0, 25))
def test_size_is_kept_or_refused(most: float, noise: float) -> None:
    rules = replace(ANY, kb_max=most, kb_min=most / 3)
    try:
        data = encode(scene(noise=noise), rules)
    except OutputError:
        return
    assert most / 3 * 1024 <= len(data) <= most * 1000
    assert decode(data).file.quality >= rules.quality_min


def test_more_room_never_gives_a_worse_picture() -> None:
    source = scene()
    written = [decode(encode(source, replace(ANY, kb_max=most))).pixels for most in (7, 10, 14, 20, 60)]
    errors = [float(np.square(pixels.astype(float) - source).mean()) for pixels in written]
    assert errors == sorted(errors, reverse=True)


def test_what_cannot_fit_is_said() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (192, 144, 3), np.uint8)
    with pytest.raises(OutputError, match="over 2 KB") as caught:
        encode(noise, replace(ANY, kb_max=2))
    assert "2 KB" in caught.value.message.zh
    assert caught.value.kind == "size"


def test_what_cannot_be_filled_is_said() -> None:
    with pytest.raises(OutputError, match="under 30 KB"):
        encode(np.full((192, 144, 3), 90, np.uint8), replace(ANY, kb_min=30, kb_max=60))

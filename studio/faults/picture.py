"""Faults of the picture as a whole: sharpness, noise, compression, re-shots, colour."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from studio import camera as cameras
from studio.colour import LUMINANCE, Floats, floats, linear_colour, luminance, to_linear, to_srgb
from studio.faults.tools import Fault, either, finish, graded, with_pixels
from studio.scene import Picture, Scene, compose, merge


def _unit(scene: Scene) -> float:
    """The picture's height in units of 640 pixels: sizes are given for that height."""
    return scene.placing.height / 640.0


def blur(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Out of focus."""
    sigma = graded(strength, (0.0, 0.9, 1.6, 2.6, 4.5)) * _unit(scene)
    return compose(replace(scene, camera=replace(scene.camera, blur=sigma)), rng)


def motion(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The head or the camera moved."""
    length = graded(strength, (0.0, 3.2, 6.0, 10.0, 18.0)) * _unit(scene)
    angle = float(rng.uniform(0.0, 180.0))
    return compose(replace(scene, camera=replace(scene.camera, motion=length, motion_angle=angle)), rng)


def noise(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Too little light on a small sensor: noise of brightness and of colour, in coarser grains than one pixel."""
    amount = graded(strength, (0.006, 0.022, 0.045, 0.085, 0.16))
    whole, alpha = merge(scene)
    coarse = cv2.GaussianBlur(rng.standard_normal(whole.shape, dtype=np.float32), (0, 0), 1.1) * np.float32(3.0)
    whole = floats(whole + 0.5 * amount * coarse * np.sqrt(np.maximum(whole, 0.0) + 0.01))
    noisy = replace(scene, camera=replace(scene.camera, shot=amount, read=0.12 * amount))
    return finish(noisy, whole, alpha, rng)


def blocks(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Pressed too hard as JPEG: the blocks show."""
    picture = compose(scene, rng)
    quality = round(graded(strength, (92.0, 40.0, 24.0, 14.0, 6.0)))
    return with_pixels(picture, cameras.jpeg(picture.rgb, quality))


def enlarged(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Enlarged from a small picture (that was a JPEG, as small pictures are)."""
    picture = compose(scene, rng)
    factor = graded(strength, (1.0, 0.6, 0.42, 0.28, 0.15))
    height, width = picture.rgb.shape[:2]
    small = cameras.resize(picture.rgb, max(8, round(height * factor)), max(6, round(width * factor)))
    small = cameras.jpeg(small, 85) if strength > 0 else small
    return with_pixels(picture, cameras.resize(small, height, width))


def screen(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Re-shot from a screen: moire of the screen's pixels against the camera's, bluish black, a soft picture."""
    depth = graded(strength, (0.0, 0.035, 0.075, 0.14, 0.28))
    fade = min(1.0, strength / 2.0)
    picture = compose(scene, rng)
    height, width = picture.rgb.shape[:2]
    unit = _unit(scene)
    shown = cameras.blur(to_linear(picture.rgb), 0.7 * unit * fade)
    # Two gratings beat: screen rows and columns, a little off the sensor's pitch, turned and bent by perspective.
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = 1.0 + 0.05 * (y / height - 0.5) + 0.03 * either(rng) * (x / width - 0.5)
    turn, pitch = float(rng.uniform(0.02, 0.12)) * either(rng), float(rng.uniform(5.0, 9.0)) * unit
    columns = (x + turn * y) * bend / pitch
    rows = (y - 0.7 * turn * x) * bend / (pitch * float(rng.uniform(1.3, 2.2)))
    phases = np.array([0.0, 2.1, 4.2], dtype=np.float32)
    colourful = np.cos(2 * np.pi * columns[..., None] + phases) + 0.4 * np.cos(2 * np.pi * columns)[..., None]
    pattern = floats(colourful * 0.7 + 0.8 * np.cos(2 * np.pi * rows)[..., None])
    light = shown * (1.0 + depth * pattern) * (1.0 - 0.06 * fade) + fade * linear_colour((38.0, 42.0, 52.0))
    glow = 1.0 - 0.12 * fade * ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 4
    seen = cameras.noise(floats(light * glow[..., None]), rng, 0.006, 0.001)
    return with_pixels(picture, to_srgb(seen))


def halftone(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Re-shot from a printed picture: a raster of coloured dots, faded black."""
    opacity = graded(strength, (0.0, 0.12, 0.26, 0.5, 1.0))
    picture = compose(scene, rng)
    height, width = picture.rgb.shape[:2]
    unit = max(_unit(scene), 0.5)
    linear = cameras.blur(to_linear(picture.rgb), 0.5 * unit * min(1.0, strength))
    # Drawn three times as large, so that the dots have soft, area-true edges. Tones as a printer sees them (dot gain).
    times = 3
    tone = cv2.resize(linear, (width * times, height * times), interpolation=cv2.INTER_LINEAR) ** np.float32(0.6)
    pitch = max(4.4 * unit, 3.4) * times
    y, x = np.mgrid[: height * times, : width * times].astype(np.float32)
    paper = np.empty_like(tone)
    for channel, degrees in enumerate((15.0, 75.0, 45.0)):
        turn = np.deg2rad(degrees)
        u = (x * np.cos(turn) + y * np.sin(turn)) * (2 * np.pi / pitch)
        v = (y * np.cos(turn) - x * np.sin(turn)) * (2 * np.pi / pitch)
        threshold = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
        paper[..., channel] = np.clip((tone[..., channel] - threshold) * 5.0 + 0.5, 0.0, 1.0)
    dots = floats(cv2.resize(paper, (width, height), interpolation=cv2.INTER_AREA))
    # From far the dots give the picture's own tones: keep those, and add what the dots differ from their mean.
    deviation = dots - cv2.GaussianBlur(dots, (0, 0), 0.6 * pitch / times)
    faded = linear * (1.0 - 0.08 * min(1.0, strength)) + 0.02 * min(1.0, strength)
    return with_pixels(picture, to_srgb(floats(faded + 0.5 * opacity * deviation)))


def grey(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Little colour, at the end none."""
    return _toned(scene, graded(strength, (1.0, 0.5, 0.25, 0.08, 0.0)), np.ones(3, dtype=np.float32), rng)


def sepia(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """An old-photo filter."""
    brown = linear_colour((240.0, 208.0, 158.0))
    return _toned(scene, graded(strength, (1.0, 0.6, 0.35, 0.12, 0.0)), brown / float(brown @ LUMINANCE), rng)


def _toned(scene: Scene, kept: float, tone: Floats, rng: np.random.Generator) -> Picture:
    """The picture mixed with its own luminance in a tone; `kept` is the share of the colours that stays."""
    picture = compose(scene, rng)
    linear = to_linear(picture.rgb)
    plain = luminance(linear)[..., None] * tone
    return with_pixels(picture, to_srgb(floats(plain + kept * (linear - plain))))


def smoothed(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A beauty filter: the skin without pores, edges kept."""
    picture = compose(scene, rng)
    if strength <= 0:
        return picture
    times = max(1, round(strength))
    rgb = picture.rgb
    for _ in range(times):
        size = 6.0 * _unit(scene)
        rgb = np.asarray(cv2.bilateralFilter(rgb, 0, graded(strength, (0, 10, 16, 24, 36)), size), dtype=np.uint8)
    return with_pixels(picture, rgb)


FAULTS = (
    Fault("blur", "picture.sharp", "out of focus", blur),
    Fault("motion", "picture.motion", "moved during the exposure", motion),
    Fault("noise", "picture.noise", "coarse noise", noise),
    Fault("blocks", "picture.blocks", "pressed too hard as JPEG", blocks),
    Fault("enlarged", "picture.enlarged", "enlarged from a small picture", enlarged),
    Fault("screen", "picture.screen", "re-shot from a screen", screen),
    Fault("halftone", "picture.screen", "re-shot from a print", halftone),
    Fault("grey", "picture.grey", "little or no colour", grey),
    Fault("sepia", "picture.grey", "an old-photo filter", sepia),
    Fault("smoothed", "picture.smoothed", "a beauty filter", smoothed),
)

"""The forms in which labelled portraits are measured: as they are, smaller, tighter, and re-photographed
over modelled cloth.  Each gives a picture and where the hand labels lie in it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np

from studio.camera import Camera, jpeg, resize
from studio.cutout import CutOut, cut_out
from studio.labels import Labels
from studio.lamps import cast_shadow, falloff
from studio.scene import Light, compose, frame, good_light, person_alpha, recolour, station

LENGTHS = ("crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y")
TOLERANCE = {"crown_y": "crown", "chin_y": "chin", "head_left_x": "lr", "head_right_x": "lr"}
LOOSE = 0.03
"""A label whose own uncertainty is over this share of the head's height is left out."""
MODEL = Path(__file__).parents[1] / "photocheck" / "models" / "selfie_multiclass_256x256.tflite"
HEIGHT, WIDTH = 1200, 900
"""Composed camera photos: the head is half as high as the picture."""
RIGHT = Camera()
BRIGHT_CLOTH = (196, 226, 244)
BLUE_SHIRT = (120, 170, 215)


@dataclass(frozen=True)
class Portrait:
    """A labelled photo: H x W x 3 uint8 RGB, its labels in pixels, and which lengths are labelled well."""

    name: str
    rgb: np.ndarray
    labels: Labels
    certain: frozenset[str]
    notes: str
    plain: bool
    """A studio portrait on a plain background, which can be cut out and composed."""


def load_portraits(folder: Path) -> list[Portrait]:
    """All photos of ``labels.csv`` in a folder like the shared portraits."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        return [_portrait(folder, row) for row in csv.DictReader(file)]


def _portrait(folder: Path, row: dict[str, str]) -> Portrait:
    bgr = cv2.imread(str(folder / "images" / row["file"]))
    labels = Labels(*(float(row[name]) for name in LENGTHS))
    certain = frozenset(
        name
        for name in LENGTHS
        if name not in TOLERANCE or float(row[f"{TOLERANCE[name]}_tol_px"]) <= LOOSE * labels.height
    )
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    return Portrait(row["file"], rgb, labels, certain, row["notes"], row["kind"] == "portrait")


@dataclass(frozen=True)
class Taken:
    """One form of one portrait."""

    rgb: np.ndarray
    labels: Labels


Form = Callable[[Portrait, CutOut | None, np.random.Generator], Taken]


def as_is(portrait: Portrait, person: CutOut | None, rng: np.random.Generator) -> Taken:
    return Taken(portrait.rgb, portrait.labels)


def high(height: int) -> Form:
    """The whole picture reduced to so many rows."""

    def form(portrait: Portrait, person: CutOut | None, rng: np.random.Generator) -> Taken:
        scale = height / portrait.rgb.shape[0]
        width = round(portrait.rgb.shape[1] * scale)
        across = width / portrait.rgb.shape[1]
        move = np.array([[across, 0, 0], [0, scale, 0]])
        return Taken(resize(portrait.rgb, height, width), portrait.labels.moved(move))

    return form


def tight(portrait: Portrait, person: CutOut | None, rng: np.random.Generator) -> Taken:
    """Cut to the profile's framing, as far as the photo reaches."""
    labels = portrait.labels
    height = labels.height / 0.7
    y0 = max(0, round(labels.crown_y - 0.1 * height))
    y1 = min(portrait.rgb.shape[0], round(labels.crown_y + 0.9 * height))
    x0 = max(0, round(labels.centre_x - 0.375 * height))
    x1 = min(portrait.rgb.shape[1], round(labels.centre_x + 0.375 * height))
    move = np.array([[1.0, 0, -x0], [0, 1.0, -y0]])
    return Taken(np.ascontiguousarray(portrait.rgb[y0:y1, x0:x1]), labels.moved(move))


def composed(
    *,
    folds: float = 0.0,
    shadow: float = 0.0,
    fall: float = 0.0,
    cloth: tuple[float, float, float] | None = None,
    shirt: tuple[float, float, float] | None = None,
    camera: Camera = RIGHT,
    quality: int = 95,
) -> Form:
    """Over light-blue cloth, with what is named."""

    def form(portrait: Portrait, person: CutOut | None, rng: np.random.Generator) -> Taken:
        assert person is not None
        if shirt is not None:
            person = recolour(person, shirt)
        placing = frame(portrait.labels, HEIGHT, WIDTH, head=0.5, above=0.2)
        colours = {} if cloth is None else {"colour": cloth}
        scene = station(person, portrait.labels, rng, HEIGHT, WIDTH, folds=folds, placing=placing, **colours)
        light = good_light(scene, rng)
        behind = light.cloth
        size = scene.head.height
        if shadow:
            behind = behind * cast_shadow(person_alpha(scene), (0.10 * size, 0.03 * size), 0.04 * size, shadow)
        front = None
        if fall:
            front = falloff(HEIGHT, WIDTH, fall, float(rng.choice([0, 180])))
            behind = behind * front
        scene = type(scene)(
            person, portrait.labels, placing, scene.cloth, Light(front, behind.astype(np.float32)), camera
        )
        picture = compose(scene, rng)
        return Taken(jpeg(picture.rgb, quality), picture.labels)

    return form


AS_THEY_ARE: dict[str, Form] = {
    "as is": as_is,
    "4000 px": high(4000),
    "480 px": high(480),
    "192 px": high(192),
    "tight": tight,
}
COMPOSED: dict[str, Form] = {
    "even": composed(),
    "folds": composed(folds=0.6),
    "shadow": composed(shadow=0.35),
    "falloff 25 %": composed(fall=0.25),
    "bright cloth": composed(cloth=BRIGHT_CLOTH),
    "blue shirt": composed(shirt=BLUE_SHIRT),
    "JPEG 40": composed(quality=40),
    "noise": composed(camera=Camera(shot=0.03, read=0.006)),
    "+0.7 stop": composed(camera=Camera(stops=0.7)),
    "-0.7 stop": composed(camera=Camera(stops=-0.7)),
}
FORMS = {**AS_THEY_ARE, **COMPOSED}


def person_of(portrait: Portrait) -> CutOut | None:
    """The person cut out of a plain studio portrait, else None."""
    return cut_out(portrait.rgb, MODEL.read_bytes()) if portrait.plain else None


def taken(portrait: Portrait, person: CutOut | None, name: str) -> Taken:
    """One form of one portrait; the same every time."""
    rng = np.random.default_rng(crc32(f"{portrait.name} {name}".encode()))
    return FORMS[name](portrait, person, rng)

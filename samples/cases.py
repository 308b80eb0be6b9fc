"""Which samples there are: one line a check.

``CASES`` holds the failing ones.  A line says which check must complain, and how the picture is made: ``spoiled`` takes
a fault of ``studio.faults`` and its strength, ``framed`` places the head, ``filed`` spoils the file.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np
from PIL import Image
from portrait import LEAN, Sitter, head_turned, shoulders_moved, sitter
from retouch import dressed, eyes_shut, looking_aside, scarved

from studio.cloth import COTTON
from studio.colour import Floats
from studio.cutout import CutOut
from studio.faults import FILE_FAULTS, spoil
from studio.scene import Scene, compose, frame, station

Maker = Callable[[Sitter, int], bytes]
HEIGHT, WIDTH = 192, 144
NATIONAL = (640, 480)
ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Case:
    """One failing sample."""

    check: str
    maker: Maker
    story: str
    profile: str = "zikao"
    command: str = "check"
    name: str = "{number}.JPG"
    variant: str = ""
    """What tells a second sample of one check from the first."""

    @property
    def seed(self) -> int:
        """Of this sample alone, so that a new line changes no other sample."""
        return zlib.crc32((self.check + self.variant).encode())

    @property
    def path(self) -> str:
        number = f"4301191{self.seed % 100_000:05d}"
        return f"fail/{self.check}/{self.name.format(number=number)}"

    def make(self, who: Sitter) -> bytes:
        return self.maker(who, self.seed)


# ------------------------------------------------------------------------------------------ making


def jpeg(rgb: Any, *, quality: int = 95, dpi: int = 102, **options: Any) -> bytes:
    """A JPEG as process would write it, unless told otherwise."""
    out = io.BytesIO()
    picture = rgb if isinstance(rgb, Image.Image) else Image.fromarray(rgb)
    picture.save(out, "JPEG", quality=quality, subsampling=0, dpi=(dpi, dpi), **options)
    return out.getvalue()


def scene(
    who: Sitter, rng: np.random.Generator, size: tuple[int, int], *, rotation: float = 0.0, **placing: Any
) -> Scene:
    """Her before the cloth: by default upright and as the rules want it."""
    place = frame(who.head, *size, rotation=rotation - LEAN, **placing)
    return station(who.person, who.head, rng, *size, landmarks=who.landmarks, placing=place)


def framed(
    who: Sitter,
    seed: int,
    *,
    size: tuple[int, int] = (HEIGHT, WIDTH),
    file: dict[str, Any] | None = None,
    **placing: Any,
) -> bytes:
    """A finished photo with the head placed as told (studio.scene.frame)."""
    rng = np.random.default_rng(seed)
    return jpeg(compose(scene(who, rng, size, **placing), rng).rgb, **(file or {}))


def spoiled(who: Sitter, seed: int, *, fault: str, strength: float, size: tuple[int, int] = (HEIGHT, WIDTH)) -> bytes:
    """A finished photo with one of the studio's faults."""
    rng = np.random.default_rng(seed)
    return jpeg(spoil(fault, scene(who, rng, size), strength, rng).rgb)


def turned(who: Sitter, seed: int, *, yaw: float = 0.0, pitch: float = 0.0) -> bytes:
    """A finished photo with the head turned away."""
    return framed(head_turned(who, yaw, pitch), seed)


def as_she_was(who: Sitter, seed: int, **kept: bool) -> bytes:
    """A finished photo with what the portrait has and a station would not take."""
    return framed(sitter(**kept), seed)


def retouched(who: Sitter, seed: int, *, by: Callable[[CutOut, Floats], CutOut]) -> bytes:
    """A finished photo with her changed first."""
    return framed(replace(who, person=by(who.person, who.landmarks)), seed)


def on_its_side(who: Sitter, seed: int) -> bytes:
    """A finished photo that lies on its side, and nothing in the file says so."""
    rng = np.random.default_rng(seed)
    return jpeg(np.ascontiguousarray(np.rot90(compose(scene(who, rng, (HEIGHT, WIDTH)), rng).rgb)))


def crushed(who: Sitter, seed: int) -> bytes:
    """A finished photo with a hard shadow on the face that was then pressed to black."""
    rng = np.random.default_rng(seed)
    rgb = spoil("face_shadow", scene(who, rng, (HEIGHT, WIDTH)), 4, rng).rgb
    return jpeg(np.clip((rgb.astype(float) - 110) * 255 / 145, 0, 255).astype(np.uint8))


def leaning(who: Sitter, seed: int, *, slope: float) -> bytes:
    """A finished photo with one shoulder higher than the other."""
    return framed(shoulders_moved(who, slope), seed)


def filed(who: Sitter, seed: int, *, fault: str) -> bytes:
    """A finished photo with one of the studio's faults of the file."""
    rng = np.random.default_rng(seed)
    rgb = compose(scene(who, rng, (HEIGHT, WIDTH)), rng).rgb
    return next(known for known in FILE_FAULTS if known.name == fault).make(rgb)


def with_poster(who: Sitter, seed: int) -> bytes:
    """A finished photo with a small portrait pinned to the cloth behind her."""
    rng = np.random.default_rng(seed)
    rgb = compose(scene(who, rng, (HEIGHT, WIDTH)), rng).rgb.copy()
    rgb[1:33, 1:25] = compose(scene(who, rng, (32, 24)), rng).rgb
    return jpeg(rgb)


def drawn(who: Sitter, seed: int) -> bytes:
    """A finished photo as a pencil would draw it."""
    rng = np.random.default_rng(seed)
    rgb = compose(scene(who, rng, (HEIGHT, WIDTH)), rng).rgb
    large = cv2.resize(rgb, (4 * WIDTH, 4 * HEIGHT), interpolation=cv2.INTER_CUBIC)
    pencil, _ = cv2.pencilSketch(large, sigma_s=10, sigma_r=0.07, shade_factor=0.04)
    small = cv2.resize(pencil, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return jpeg(np.repeat(small[..., None], 3, axis=2))


def bare_cloth(who: Sitter, seed: int) -> bytes:
    """The cloth alone."""
    rng = np.random.default_rng(seed)
    return jpeg(compose(scene(who, rng, (HEIGHT, WIDTH), shift=(0.0, 3.0)), rng).rgb)


def camera(
    who: Sitter,
    seed: int,
    *,
    size: tuple[int, int] = (640, 480),
    head: float = 0.255,
    above: float = 0.27,
    sideways: bool = False,
    **placing: Any,
) -> bytes:
    """A camera photo: more of her and of the cloth than the finished one; sideways, with an EXIF tag that says so."""
    rng = np.random.default_rng(seed)
    rgb = compose(scene(who, rng, size, head=head, above=above, **placing), rng).rgb
    if not sideways:
        return jpeg(rgb, quality=90, dpi=72)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    lying = Image.fromarray(rgb).transpose(Image.Transpose.ROTATE_90)
    return jpeg(lying, quality=90, dpi=72, exif=exif.tobytes())


def _camera(seed: int, **how: Any) -> Callable[[Sitter], bytes]:
    return lambda who: camera(who, seed, **how)


# ------------------------------------------------------------------------------------------- which

CAMERA: dict[str, Callable[[Sitter], bytes]] = {
    "430101191001.JPG": _camera(1),
    "430101191002.JPG": _camera(2, sideways=True, shift=(0.04, 0.03)),
    "430102191001.JPG": _camera(3, rotation=6.0, shift=(-0.03, 0.02)),
}

CASES: tuple[Case, ...] = (
    Case("file.whole", partial(filed, fault="truncated"), "a copy that broke off: a third of the bytes is missing"),
    Case("file.format", partial(filed, fault="renamed_png"), "a PNG named .JPG"),
    Case("file.colour", partial(filed, fault="one_channel"), "a grey JPEG, 8 bits a pixel"),
    Case("file.orientation", partial(filed, fault="oriented"), "upright only by its EXIF tag"),
    Case("file.name", framed, "a person's name instead of a number", name="zhang_san.JPG"),
    Case("file.extension", framed, "the ending in lower case", name="{number}.jpg"),
    Case("file.number", framed, "season 3, which there is not", name="430119300012.JPG"),
    Case("file.width", partial(framed, size=(192, 150)), "150 pixels wide"),
    Case("file.height", partial(framed, size=(198, 144), head=0.68, above=0.11), "198 pixels high"),
    Case("file.size", partial(framed, file={"quality": 50}), "fewer than 5 KB", profile="zikao-hunan-2021"),
    Case(
        "file.quality",
        partial(framed, size=NATIONAL, head=0.54, above=0.125, file={"quality": 50, "dpi": 300}),
        "saved at quality 50",
        profile="zikao-national",
    ),
    Case(
        "file.dpi",
        partial(framed, size=NATIONAL, head=0.54, above=0.125, file={"quality": 70, "dpi": 96}),
        "tagged 96 dpi",
        profile="zikao-national",
    ),
    Case("face.count", with_poster, "a portrait on the cloth behind her"),
    Case("face.count", bare_cloth, "the cloth and nobody before it", variant="nobody"),
    Case("face.yaw", partial(turned, yaw=20), "looking to the side"),
    Case("face.pitch", partial(turned, pitch=-16), "looking down"),
    Case("face.roll", partial(framed, rotation=-11), "the head leans"),
    Case("framing.upright", on_its_side, "it lies on its side, without a tag that says so"),
    Case("framing.top", partial(framed, head=0.67, above=0.15), "too much blank above the head"),
    Case("framing.head", partial(framed, head=0.64, above=0.13), "the head is too small"),
    Case("framing.shoulder", partial(framed, head=0.66, above=0.08), "too much below the chin"),
    Case("framing.left", partial(framed, shift=(-0.03, 0.0)), "too little blank at the left"),
    Case("framing.right", partial(framed, shift=(0.03, 0.0)), "too little blank at the right"),
    Case("framing.centre", partial(framed, head=0.66, above=0.12, shift=(-0.046, 0.0)), "off the middle"),
    Case("framing.shoulders", partial(leaning, slope=-0.75), "one shoulder is not in the picture"),
    Case("framing.level", partial(leaning, slope=-0.42), "one shoulder is higher"),
    Case("framing.certain", partial(framed, above=-0.01), "the upper edge cuts the hair"),
    Case(
        "framing.crown",
        partial(framed, size=NATIONAL, head=0.58, above=0.055, file={"quality": 70, "dpi": 300}),
        "the crown less than 50 pixels from the top",
        profile="zikao-national",
    ),
    Case(
        "framing.eyes",
        partial(framed, size=NATIONAL, head=0.64, above=0.16, file={"quality": 70, "dpi": 300}),
        "the eyes more than 300 pixels from the top",
        profile="zikao-national",
    ),
    Case(
        "framing.face_width",
        partial(framed, size=NATIONAL, head=0.41, above=0.155, file={"quality": 70, "dpi": 300}),
        "the face less than 180 pixels wide",
        profile="zikao-national",
    ),
    Case("framing.room", partial(camera, above=0.01), "no room above the head", command="process"),
    Case("framing.enlargement", partial(camera, size=(320, 240)), "the head has too few pixels", command="process"),
    Case("framing.straightened", partial(camera, rotation=-12), "the head leans too much", command="process"),
    Case("framing.stretched", partial(spoiled, fault="stretched_wide", strength=3), "stretched sideways"),
    Case("framing.border", partial(spoiled, fault="border", strength=3), "a frame round the picture"),
    Case("framing.cut", partial(framed, above=-0.03), "the upper edge cuts the hair"),
    Case("file.progressive", partial(framed, file={"progressive": True}), "a progressive JPEG"),
    Case("face.lifelike", drawn, "a pencil drawing of her"),
    Case("face.eyes", partial(retouched, by=eyes_shut), "the eyes are closed"),
    Case("face.gaze", partial(retouched, by=partial(looking_aside, aside=7)), "she looks past the camera"),
    Case("face.mouth", partial(as_she_was, smiling=True), "she laughs"),
    Case("face.teeth", partial(as_she_was, smiling=True), "the teeth show"),
    Case("face.lenses", partial(spoiled, fault="dark_lenses", strength=4), "dark glasses"),
    Case("face.glare", partial(spoiled, fault="glare", strength=4), "the lamps are seen in the glasses"),
    Case("face.brows", partial(as_she_was, fringe=True), "the fringe covers the brows"),
    Case("face.hat", partial(spoiled, fault="hat", strength=4), "a cap"),
    Case("face.headscarf", partial(retouched, by=partial(scarved, colour=(70, 60, 130))), "a headscarf"),
    Case("face.covered", partial(spoiled, fault="mouth_covered", strength=4), "a mask over mouth and nose"),
    Case("light.dark", partial(spoiled, fault="dark", strength=3), "exposed too little"),
    Case("light.bright", partial(spoiled, fault="bright", strength=4), "exposed too much"),
    Case("light.clipped", partial(spoiled, fault="clipped", strength=4), "a hard flash"),
    Case("light.crushed", crushed, "the shadows are black"),
    Case("light.vertical", partial(spoiled, fault="top_light", strength=4), "only the ceiling lamp"),
    Case("light.shadow", partial(spoiled, fault="face_shadow", strength=4), "a hard shadow across the face"),
    Case("light.hot_spot", partial(spoiled, fault="hot_spot", strength=4), "shiny skin"),
    Case("light.cast", partial(spoiled, fault="cast_cool", strength=3), "a wrong white balance"),
    Case("light.tone", partial(spoiled, fault="cast_green", strength=4), "green light on the skin"),
    Case("light.skin", partial(spoiled, fault="grey", strength=3), "skin without colour"),
    Case("light.contrast", partial(spoiled, fault="flat", strength=4), "a veil over everything"),
    Case("light.red_eyes", partial(spoiled, fault="red_eyes", strength=4), "red eyes from a flash"),
    Case("background.dark", partial(spoiled, fault="cloth_dark", strength=3), "a dark cloth"),
    Case("background.folds", partial(spoiled, fault="cloth_folds", strength=4), "the cloth hangs in folds"),
    Case("background.sheen", partial(spoiled, fault="cloth_sheen", strength=4), "a shiny cloth"),
    Case("background.shadow", partial(spoiled, fault="head_shadow", strength=4), "the head's shadow on the cloth"),
    Case("background.object", partial(spoiled, fault="foreign_object", strength=4), "something else behind her"),
    Case("background.replaced", partial(spoiled, fault="replaced", strength=2), "filled by software"),
    Case(
        "background.clothes",
        partial(retouched, by=lambda person, _: dressed(person, COTTON)),
        "clothes of the cloth's colour",
    ),
    Case("picture.sharp", partial(spoiled, fault="blur", strength=4), "out of focus"),
    Case("picture.motion", partial(spoiled, fault="motion", strength=4), "she moved", variant="head"),
    Case("picture.noise", partial(spoiled, fault="noise", strength=4), "noise of a small sensor"),
    Case("picture.blocks", partial(framed, file={"quality": 6}), "the blocks of a hard pressed JPEG show"),
    Case("picture.enlarged", partial(spoiled, fault="enlarged", strength=3), "enlarged from a small picture"),
    Case("picture.screen", partial(spoiled, fault="screen", strength=4), "taken of a screen"),
    Case(
        "picture.smoothed",
        partial(spoiled, fault="smoothed", strength=3, size=NATIONAL),
        "a beauty filter",
        profile="zikao-national",
    ),
    Case("picture.grey", partial(spoiled, fault="grey", strength=4), "no colour"),
    Case(
        "face.ears",
        partial(framed, size=NATIONAL, head=0.54, above=0.125, file={"quality": 70, "dpi": 300}),
        "the hair covers the ears",
        profile="zikao-national",
    ),
    Case("light.even", partial(spoiled, fault="side_light", strength=4), "one lamp, at the side"),
    Case("background.hue", partial(spoiled, fault="cloth_hue", strength=3), "a cloth of another colour"),
    Case("background.chroma", partial(spoiled, fault="cloth_white", strength=4), "a white cloth"),
    Case("background.difference", partial(spoiled, fault="cloth_dark", strength=4), "navy cloth"),
    Case("background.even", partial(spoiled, fault="cloth_uneven", strength=3), "uneven light on the cloth"),
)

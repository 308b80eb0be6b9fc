"""Likeness: do copies of one picture stay near, and two people apart?  Prints the table of docs/likeness.md.

    python -m benchmarks.likeness --portraits DIR

DIR holds ``images/`` and ``labels.csv`` as tests/conftest.py describes them.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

import photocheck
from photocheck.io.encode import encode
from photocheck.layout.crop import cut_out as cut_crop
from photocheck.collection.likeness import ALIKE, difference
from studio.cutout import cut_out
from studio.labels import Labels
from studio.scene import compose, frame, station

MODEL = Path(photocheck.__file__).parent / "models" / "selfie_multiclass_256x256.tflite"
LABELS = ("crown_y", "chin_y", "head_left_x", "head_right_x", "eye_line_y")


def encoded(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def resized(image: Image.Image, share: float) -> Image.Image:
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS)


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )


def together(image: Image.Image) -> Image.Image:
    small = resized(cropped(image, 0.03, 0.02, 0.01, 0.03), 0.8)
    return encoded(ImageEnhance.Brightness(small).enhance(1.06), 55)


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG 40": lambda image: encoded(image, 40),
    "JPEG 70": lambda image: encoded(image, 70),
    "half size and back": lambda image: resized(resized(image, 0.5), 2),
    "x 0.7": lambda image: resized(image, 0.7),
    "x 1.5": lambda image: resized(image, 1.5),
    "cropped 3 % all round": lambda image: cropped(image, 0.03, 0.03, 0.03, 0.03),
    "cropped 5 % at the top": lambda image: cropped(image, 0, 0.05, 0, 0),
    "cropped 5 % at a side": lambda image: cropped(image, 0.05, 0, 0.02, 0),
    "12 % brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.12),
    "12 % darker": lambda image: ImageEnhance.Brightness(image).enhance(0.88),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.15),
    "five of these together": together,
}


def finished(checker: photocheck.Checker, file: Path, row: dict[str, str], seed: int) -> Image.Image | None:
    """The portrait's person before a light-blue cloth, as process would finish the photo."""
    rgb = np.array(Image.open(file).convert("RGB"))
    labels, rng = Labels(*(float(row[name]) for name in LABELS)), np.random.default_rng(seed)
    placing = frame(labels, 1600, 1200, head=0.45, above=0.16)
    photo = compose(station(cut_out(rgb, MODEL.read_bytes()), labels, rng, 1600, 1200, placing=placing), rng).rgb
    crop = checker.preview(photo).crop
    if crop is None:
        return None
    picture = checker.profile.picture
    pixels = cut_crop(photo, crop, picture.width, picture.height)
    return Image.open(io.BytesIO(encode(pixels, checker.profile.encoding))).convert("RGB")


def told(name: str, apart: list[int]) -> None:
    values = np.array(apart)
    within = int((values <= ALIKE).sum())
    spread = f"{values.mean():.0f} +- {values.std():.0f} | {np.percentile(values, 95):.0f}"
    print(
        f"| {name} | {len(values)} | {values.min()} | {np.median(values):.0f} | {spread} | {values.max()} | {within} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portraits", type=Path, required=True)
    folder = parser.parse_args().portraits
    rows = list(csv.DictReader((folder / "labels.csv").open(encoding="utf-8")))
    print(f"| at most {ALIKE} bits are alike | pairs | least | median | mean | 95 % | most | called alike |")
    print("|---|---|---|---|---|---|---|---|")
    with photocheck.Checker() as checker:

        def likeness(image: Image.Image) -> str | None:
            return checker.check(image).measurements.likeness

        people = [likeness(Image.open(folder / "images" / row["file"]).convert("RGB")) for row in rows]
        told("two people, as they are", [difference(a, b) for a, b in combinations(filter(None, people), 2)])
        made = [
            finished(checker, folder / "images" / row["file"], row, seed)
            for seed, row in enumerate(rows)
            if row["file"].startswith(("lon", "can"))
        ]
        pictures = [image for image in made if image is not None]
        own = [likeness(image) for image in pictures]
        told("two people, finished, one cloth", [difference(a, b) for a, b in combinations(filter(None, own), 2)])
        every: list[int] = []
        for name, copy in COPIES.items():
            seen = [likeness(copy(image)) for image in pictures]
            apart = [difference(a, b) for a, b in zip(own, seen, strict=True) if a and b]
            told(name, apart)
            every += apart
        told("all copies", every)


if __name__ == "__main__":
    main()

"""The picture at the top of the README: python docs/pictures/make.py

A sample camera photo with the crop, the picture made of it with what was measured, and three samples that fail with
the reason; all drawn from what photocheck itself says of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import photocheck

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
HEIGHT, GAP = 480, 16
RED, GREEN, BLUE = (214, 40, 57), (0, 122, 61), (20, 60, 200)
FAILING = ("framing.top", "background.hue", "face.yaw")


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def with_crop(checker: photocheck.Checker, path: Path) -> Image.Image:
    """The camera photo with the box that becomes the picture."""
    crop = checker.preview(path).crop
    if crop is None:
        raise LookupError(path)
    with Image.open(path) as photo:
        picture = photo.convert("RGB")
    zoom = HEIGHT / picture.height
    picture = picture.resize((round(picture.width * zoom), HEIGHT))
    box = [zoom * float(v) for v in (crop.x0, crop.y0, crop.x1, crop.y1)]
    ImageDraw.Draw(picture).rectangle(box, outline=GREEN, width=3)
    return picture


def with_lines(checker: photocheck.Checker, path: Path) -> Image.Image:
    """A finished photo with crown, chin, sides and the imaging area."""
    found = checker.check(path).measurements
    with Image.open(path) as photo:
        zoom = HEIGHT / photo.height
        picture = photo.convert("RGB").resize((round(photo.width * zoom), HEIGHT), Image.Resampling.LANCZOS)
    draw, width = ImageDraw.Draw(picture), picture.width
    border = zoom * (photo.width - checker.profile.picture.imaging_width) / 2
    draw.rectangle((border, 0, width - border, HEIGHT - 1), outline=(255, 255, 255), width=2)
    for name, ratio in (("crown_y", "top_ratio"), ("chin_y", "head_ratio")):
        y = zoom * getattr(found, name)
        draw.line((0, y, width, y), fill=RED, width=2)
        # A share alone: the picture stands in the Chinese README as well, whose caption says of what.
        draw.text(
            (border + 24, y + (5 if name == "chin_y" else -22)), f"{getattr(found, ratio):.0%}", RED, font=font(16)
        )
    for name in ("head_left_x", "head_right_x"):
        x = zoom * getattr(found, name)
        draw.line((x, 0, x, HEIGHT), fill=BLUE, width=2)
    return picture


def with_reason(checker: photocheck.Checker, check: str) -> Image.Image:
    """A failing sample, the check that fails written under it."""
    path = next((SAMPLES / "fail" / check).iterdir())
    (finding,) = [f for f in checker.check(path).failures if f.check == check]
    with Image.open(path) as photo:
        picture = Image.new("RGB", (photo.width + 20, HEIGHT // 3), "white")
        small = photo.convert("RGB").resize((round(photo.width * (HEIGHT // 3 - 24) / photo.height), HEIGHT // 3 - 24))
    picture.paste(small, ((picture.width - small.width) // 2, 0))
    text = f"{check} {finding.value:.3g}" if isinstance(finding.value, float) else check
    ImageDraw.Draw(picture).text((2, HEIGHT // 3 - 20), text, RED, font=font(13))
    return picture


def main() -> None:
    with photocheck.Checker("zikao") as checker:
        columns = [
            with_crop(checker, SAMPLES / "camera" / "430101191001.JPG"),
            with_lines(checker, SAMPLES / "pass" / "430101191001.JPG"),
        ]
        reasons = [np.asarray(with_reason(checker, check)) for check in FAILING]
    columns.append(Image.fromarray(np.vstack(reasons)))
    whole = Image.new("RGB", (sum(c.width for c in columns) + GAP * (len(columns) - 1), HEIGHT), "white")
    x = 0
    for column in columns:
        whole.paste(column, (x, 0))
        x += column.width + GAP
    whole.save(Path(__file__).with_name("result.jpg"), quality=88)


if __name__ == "__main__":
    main()

"""One sheet with a picture for each authority: python docs/pictures/profiles.py

Each is made by photocheck from the samples' sitter before a cloth that the authority allows, at one scale.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "samples")]

from room import CLOTHS, with_room  # noqa: E402 - found in samples/

import photocheck  # noqa: E402
from photocheck.profile.load import shipped_names  # noqa: E402

COLUMNS, CELL, SCALE, LINE = 10, (152, 200), 0.26, 13


def main() -> None:
    photos = {name: with_room(colour) for name, colour in CLOTHS.items()}
    names = shipped_names()
    rows = -(-len(names) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL[0], rows * CELL[1]), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(LINE - 2)
    for place, name in enumerate(names):
        with photocheck.Checker(name) as checker:
            rule = checker.profile.rule("background.colour")
            allowed = ("light blue",) if rule is None or rule.allowed is None else rule.allowed
            # The colours take turns, so that all are on the sheet.
            turns = [str(allowed[(place + turn) % len(allowed)]) for turn in range(len(allowed))]
            made = (checker.make(photos[colour], number=checker.profile.number.example) for colour in turns)
            picture = next((each for each in made if each.data), None)
        if picture is None:
            sys.exit(f"{name}: no picture passes")
        with Image.open(io.BytesIO(picture.data)) as image:
            small = image.convert("RGB").resize(tuple(max(1, round(side * SCALE)) for side in image.size))
            size = f"{image.width} x {image.height}, {len(picture.data) / 1024:.0f} KB"
        x, y = place % COLUMNS * CELL[0], place // COLUMNS * CELL[1]
        draw.rectangle((x + 3, y + 3, x + 4 + small.width, y + 4 + small.height), outline=(120, 120, 120))
        sheet.paste(small, (x + 4, y + 4))
        for row, text in enumerate((name, size)):
            draw.text((x + 4, y + CELL[1] - (2 - row) * LINE - 1), text, (30, 30, 30), font=font)
    sheet.save(HERE / "profiles.jpg", quality=85)


if __name__ == "__main__":
    main()

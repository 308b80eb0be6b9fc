"""A picture of the ten largest errors: `python benchmarks/worst.py OUT.png --portraits DIR`.

Each head is drawn as its outline and mesh points, not as a photo: the labelled people did not agree to be
shown here.  Hand labels are full lines, measured lengths dashed; the length that is off is named.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.forms import LENGTHS, Portrait, load_portraits

import photocheck
from photocheck.detect.detector import ModelDetector
from photocheck.pipeline import Pipeline
from photocheck.pixels.windows import to_patch
from photocheck.types import Framing, Landmarks, Photo

SHOWN, ACROSS, SIZE = 10, 5, 384
LABEL, FOUND = (200, 60, 20), (20, 110, 220)


@dataclass(frozen=True)
class Off:
    """One length that is off by ``percent`` of the head's height."""

    percent: float
    length: str
    portrait: Portrait
    landmarks: Landmarks
    framing: Framing


def errors(portraits: list[Portrait]) -> list[Off]:
    """The largest error of every portrait, the worst first."""
    found = []
    stages = Pipeline(photocheck.load_profile("zikao"), lambda _check: True, ModelDetector())
    for portrait in portraits:
        landmarks, framing = stages.measured(Photo("", portrait.rgb))
        off = [
            Off(100 * (getattr(framing, n) - getattr(portrait.labels, n)) / portrait.labels.height, n,
                portrait, landmarks, framing)
            for n in portrait.certain if getattr(framing, n) is not None
        ]  # fmt: skip
        found.append(max(off, key=lambda one: abs(one.percent)))
    return sorted(found, key=lambda one: -abs(one.percent))


def drawn(off: Off) -> np.ndarray:
    """SIZE x SIZE x 3 RGB."""
    patch, framing = off.landmarks.patch, off.framing
    tile = np.where(framing.matte[..., None] > 0.5, 214, 250).astype(np.uint8).repeat(3, 2)
    for u, v in to_patch(patch, off.landmarks.faces[0].points).astype(int):
        cv2.circle(tile, (int(u), int(v)), 1, (150, 150, 150), -1)
    for name in LENGTHS:
        for value, colour, dash in (
            (getattr(off.portrait.labels, name), LABEL, 0),
            (getattr(framing, name), FOUND, 9),
        ):
            if value is not None and (name in off.portrait.certain or dash):
                thick = 2 if name == off.length else 1
                _line(
                    tile,
                    name,
                    (value - (patch.y0 if name.endswith("_y") else patch.x0)) * patch.scale,
                    colour,
                    dash,
                    thick,
                )
    tile = cv2.resize(tile, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    text = f"{Path(off.portrait.name).stem}  {off.length} {off.percent:+.1f} %"
    cv2.putText(tile, text, (8, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1, cv2.LINE_AA)
    return tile


def _line(tile: np.ndarray, name: str, at: float, colour: tuple[int, int, int], dash: int, thick: int) -> None:
    size = tile.shape[0]
    for start in range(0, size, 2 * dash if dash else size):
        end = min(size, start + (dash or size))
        a, b = ((start, round(at)), (end, round(at))) if name.endswith("_y") else ((round(at), start), (round(at), end))
        cv2.line(tile, a, b, colour, thick)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--portraits", type=Path, default=Path(__file__).parents[2] / "shared" / "portraits")
    options = parser.parse_args()
    tiles = [drawn(off) for off in errors(load_portraits(options.portraits))[:SHOWN]]
    rows = [np.hstack(tiles[i : i + ACROSS]) for i in range(0, SHOWN, ACROSS)]
    cv2.imwrite(str(options.output), np.vstack(rows)[..., ::-1])


if __name__ == "__main__":
    main()

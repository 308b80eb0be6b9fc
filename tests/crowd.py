"""Many camera photos quickly: one sample with noise of its own for each number, so that no two pictures are alike."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

CAMERA = Path(__file__).parents[1] / "samples" / "camera" / "430101191001.JPG"


def number(index: int) -> str:
    """The candidate number of the photo with that index; every hundred in a county of its own."""
    return f"43{1 + index // 100 % 90:02d}191{index:05d}"


def crowd(folder: Path, count: int) -> list[Path]:
    """Write ``count`` camera photos, named by number."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = np.asarray(Image.open(CAMERA).convert("RGB")).astype(np.int16)
    noise = np.random.default_rng(5).integers(-3, 4, picture.shape, np.int16)
    paths = []
    for index in range(count):
        grainy = np.clip(picture + np.roll(noise, index * 997), 0, 255).astype(np.uint8)
        path = folder / f"{number(index)}.JPG"
        Image.fromarray(grainy).save(path, quality=92)
        paths.append(path)
    return paths


def with_comment(data: bytes, comment: bytes) -> bytes:
    """A JPEG with a comment segment, which changes no pixel."""
    return data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]


def tiny(grey: int = 128) -> bytes:
    """A JPEG of a few hundred bytes with nobody in it."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (grey, grey, grey)).save(out, "JPEG")
    return out.getvalue()


def pictures(tree: Path) -> dict[str, bytes]:
    """Everything in a tree, by relative path, temporary files included."""
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}

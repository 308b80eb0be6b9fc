"""EXIF orientation: applied exactly once, whatever the format and whoever applies it."""

from __future__ import annotations

import numpy as np
from PIL import ExifTags, Image

from photocheck.types import Pixels

MIRRORED = {
    1: (False, False),
    2: (True, False),
    3: (True, True),
    4: (False, True),
    5: (False, False),
    6: (True, False),
    7: (True, True),
    8: (False, True),
}
"""EXIF orientation -> mirrored left-right and top-bottom, from 5 on after rows and columns changed places."""


def orientation_of(image: Image.Image) -> int:
    """What still has to be done to the pixels, 1 to 8; 1 where nothing is said.

    Asked after an image was loaded, it knows of readers that turn the pixels themselves (Pillow's for TIFF): they take
    the tag away.
    """
    said = image.getexif().get(ExifTags.Base.Orientation, 1)
    return int(said) if said in range(1, 9) else 1


def stored_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as the file stores them; of a TIFF, Pillow tells those of the upright picture."""
    tags = getattr(image, "tag_v2", None)
    if tags is None:
        return image.size
    return int(tags[ExifTags.Base.ImageWidth]), int(tags[ExifTags.Base.ImageLength])


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turned and mirrored as the orientation asks for; contiguous."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    across, down = MIRRORED[orientation]
    return np.ascontiguousarray(pixels[:: -1 if down else 1, :: -1 if across else 1])

"""A photo whose face lies on its side or stands on its head, although nothing in the file says so, is turned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from photocheck.types import Photo


def stood_up(photo: Photo, turn: int) -> Photo:
    """The photo turned by 90, 180 or 270 degrees clockwise; its size, the file's too, is that of the turned picture."""
    pixels = np.ascontiguousarray(np.rot90(photo.pixels, -turn // 90))
    pixels.setflags(write=False)
    file = photo.file
    if file is not None and turn % 180:
        file = replace(file, width=file.height, height=file.width)
    return replace(photo, pixels=pixels, file=file, turned=(photo.turned + turn) % 360)

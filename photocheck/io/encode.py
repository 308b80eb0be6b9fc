"""Pixels -> the JPEG that a profile asks for."""

from __future__ import annotations

import io
import math

from PIL import Image

from photocheck.errors import OutputError
from photocheck.io.read import decode
from photocheck.profile.rules import EncodingRules
from photocheck.types import Photo, Pixels
from photocheck.words import sentence

BEST = 95
"""Quality where no size limits it: above it the file grows and nothing visible is gained."""
FULL_COLOUR, HALF_COLOUR = 0, 2
"""Pillow's names for 4:4:4 and 4:2:0 chroma subsampling."""

FILLING = b"Filled up by photocheck to the least file size that the rule asks for. "
"""What a comment says that is there for its size only."""
MOST_COMMENT = 65_000
"""Bytes of one JPEG comment; its length is written in two bytes."""


def encode(rgb: Pixels, rules: EncodingRules) -> bytes:
    """Baseline JPEG in sRGB with the dpi tag and nothing else: the best quality that fits the size.

    :raises OutputError: when no quality that the profile allows gives a file in its KB range.
    """
    image = Image.fromarray(rgb)
    # Some offices count 1000 bytes to the KB, some 1024: inside both is inside either.
    most = None if rules.kb_max is None else int(rules.kb_max * 1000)
    least = 0 if rules.kb_min is None else math.ceil(rules.kb_min * 1024)
    best = _written(image, BEST, FULL_COLOUR, rules.dpi)
    if most is None or len(best) <= most:
        if len(best) >= least:
            return best
        best = _written(image, 100, FULL_COLOUR, rules.dpi)
        if least <= len(best) and (most is None or len(best) <= most):
            return best
        return _filled(image, least, most, rules)
    return _fitted(image, least, most, rules)


def encoded(rgb: Pixels, rules: EncodingRules, name: str) -> tuple[bytes, Photo]:
    """The JPEG, and the photo that reading it gives: what is judged is what was written.

    :raises OutputError: as :func:`encode`.
    """
    data = encode(rgb, rules)
    return data, decode(data, name)


def _fitted(image: Image.Image, least: int, most: int, rules: EncodingRules) -> bytes:
    """Full colour while the quality stays high, else halved colour and more of the light."""
    for colour, floor in ((FULL_COLOUR, 85), (HALF_COLOUR, max(1, rules.quality_min))):
        low, high, found = floor, BEST, b""
        while low <= high:
            middle = (low + high) // 2
            data = _written(image, middle, colour, rules.dpi)
            if len(data) <= most:
                low, found = middle + 1, data
            else:
                high = middle - 1
        if found and len(found) < least and rules.pad:
            found = _padded(found, least)
        if found and least <= len(found) <= most:
            return found
    why = sentence("files.encode.over", quality=rules.quality_min, limit=f"{rules.kb_max:g}")
    raise OutputError(why, kind="size")


def _filled(image: Image.Image, least: int, most: int | None, rules: EncodingRules) -> bytes:
    """A picture so plain that it stays under the least size: the finest quality that fits."""
    for quality in range(100, BEST - 1, -1):
        data = _written(image, quality, FULL_COLOUR, rules.dpi)
        if len(data) < least and rules.pad:
            data = _padded(data, least)
        if len(data) >= least and (most is None or len(data) <= most):
            return data
    raise OutputError(sentence("files.encode.under", limit=f"{rules.kb_min:g}"), kind="size")


def _padded(data: bytes, least: int) -> bytes:
    """The JPEG with comments behind its JFIF header that bring it to the least size; no pixel changes."""
    after = 4 + int.from_bytes(data[4:6], "big")  # start of image, the header's marker, then its length
    comments, wanted = b"", least - len(data)
    while wanted > len(comments):
        size = max(len(FILLING), min(MOST_COMMENT, wanted - len(comments) - 4))
        text = (FILLING * (size // len(FILLING) + 1))[:size]
        comments += b"\xff\xfe" + (size + 2).to_bytes(2, "big") + text
    return data[:after] + comments + data[after:]


def _written(image: Image.Image, quality: int, colour: int, dpi: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=colour, optimize=True, dpi=(dpi, dpi), progressive=False)
    return out.getvalue()

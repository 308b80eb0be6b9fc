"""How bright the picture is.

Judged against the picture's own background and against what the sensor clips, never by how light a skin
is: the same limits hold for every skin tone.
"""

from __future__ import annotations

from photocheck.checks.base import check
from photocheck.checks.cloth import Cloth
from photocheck.checks.skin import Skin
from photocheck.pixels.quantiles import percentile

WHITE, BLACK = 252, 6
"""8-bit values from which, and to which, a channel has lost all drawing."""
COLOURED = 8.0
"""Chroma from which a background is a coloured cloth, so that its lightness tells of the exposure too: a
white one may be as bright as it likes."""


@check("light.dark", silences=["light.crushed", "background.dark"])
def dark(skin: Skin, cloth_if_seen: Cloth | None) -> float:
    """L* of the brightest skin, or of the background where that is lighter."""
    face = percentile(skin.lightness, 98)
    return face if cloth_if_seen is None else max(face, float(cloth_if_seen.median[0]))


# Too much light bleaches skin and cloth: another cloth would be no cure.
@check(
    "light.bright",
    silences=["light.clipped", "light.tone", "light.skin", "background.chroma", "background.replaced"],
)
def bright(skin: Skin, cloth_if_seen: Cloth | None) -> float:
    """L* of the brighter skin, or of a coloured background where that is lighter."""
    face = percentile(skin.lightness, 90)
    if cloth_if_seen is None or cloth_if_seen.chroma < COLOURED:
        return face
    return max(face, float(cloth_if_seen.median[0]))


@check("light.clipped", unit="ratio")
def clipped(skin: Skin) -> float:
    return float((skin.middle >= WHITE).mean())


@check("light.crushed", unit="ratio")
def crushed(skin: Skin) -> float:
    return float((skin.strongest <= BLACK).mean())

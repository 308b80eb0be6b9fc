"""The background's colour and how evenly it is lit; how it hangs and what stands there is in drape.py."""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import NotAsked, check
from photocheck.checks.cloth import Cloth
from photocheck.pixels.colour import ciede2000, lab_of
from photocheck.profile.rules import BackgroundRules
from photocheck.types import Cure


@check("background.hue", unit="degrees", silences=["background.difference"])
def hue(cloth: Cloth, least_chroma: float) -> float:
    """Hue angle of the cloth's CIELAB median.

    :raises NotAsked: where there is too little colour to have a hue; ``background.chroma`` fails then.
    """
    if cloth.chroma < least_chroma:
        raise NotAsked
    return float(np.degrees(np.arctan2(cloth.median[2], cloth.median[1])) % 360)


@check("background.chroma", silences_low=["background.hue", "background.difference"])
def chroma(cloth: Cloth) -> float:
    return cloth.chroma


@check("background.dark", silences=["background.difference"])
def dark(cloth: Cloth) -> float:
    """Median L*."""
    return float(cloth.median[0])


@check("background.difference", cure=Cure.REVIEW)
def difference(cloth: Cloth, background_rules: BackgroundRules) -> float:
    """CIEDE2000 from the background's CIELAB median to the authority's reference."""
    return float(ciede2000(cloth.median, lab_of(background_rules.reference)))


@check("background.even")
def even(cloth: Cloth) -> float:
    return cloth.range

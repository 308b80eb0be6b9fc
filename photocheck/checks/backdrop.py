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


NEUTRAL, PALE = 8.0, 16.0
"""CIELAB chroma: below the first a background has no colour, from the second on it has one.  24 real photos on white
have 3.7 at most, 22 on blue 27.9 at least."""
WHITE, LIGHT_GREY, BLACK = 96.0, 80.0, 20.0
"""L* from which a background without colour is white and light grey, and below which it is black.  The Ministry's light
grey, RGB(240,240,240), has 94.8; white backgrounds of real photos have 99.1 and more, a wall in the shade 79.6.
White and light grey cannot be told apart for certain in a photo: in 0.4 stop less light a white cloth has 87, as a grey
one has in good light (docs/backgrounds.md).  So profiles that want white leave light grey to a person."""
BLUE_HUES, RED_HUES, RED_CHROMA = (220.0, 307.0), (-15.0, 55.0), 35.0
"""Hue angles, degrees.  Blue backgrounds of real photos have 244 to 278, the screen's own blue 306; red ones 26 to 40
with a chroma of 57 and more."""
LIGHT_BLUE, BLUE, LIGHT_BLUE_HUE = 56.0, 25.0, 282.0
"""L* from which a blue is a light blue and from which it is a blue at all, and the last hue of a light blue.  Studios'
fills have 57.6, the darkest blue background of a real photo 35.6."""


@check("background.colour")
def colour(cloth: Cloth) -> str:
    """The name of the background's colour: the nearest of those that authorities ask for, or another."""
    lightness, a, b = (float(value) for value in cloth.median)
    if cloth.chroma < NEUTRAL:
        return _without_colour(lightness)
    angle = float(np.degrees(np.arctan2(b, a)) % 360)
    if BLUE_HUES[0] <= angle <= BLUE_HUES[1] and lightness >= BLUE:
        if cloth.chroma < PALE:
            return "pale blue"
        return "light blue" if lightness >= LIGHT_BLUE and angle <= LIGHT_BLUE_HUE else "blue"
    if RED_HUES[0] <= (angle + 180) % 360 - 180 <= RED_HUES[1] and cloth.chroma >= RED_CHROMA:
        return "red"
    return "black" if lightness < BLACK else "other"


def _without_colour(lightness: float) -> str:
    steps = ((WHITE, "white"), (LIGHT_GREY, "light grey"), (BLACK, "grey"))
    return next((name for least, name in steps if lightness >= least), "black")


@check("background.difference", cure=Cure.REVIEW)
def difference(cloth: Cloth, background_rules: BackgroundRules) -> float:
    """CIEDE2000 from the background's CIELAB median to the authority's reference."""
    return float(ciede2000(cloth.median, lab_of(background_rules.reference)))


@check("background.even")
def even(cloth: Cloth) -> float:
    return cloth.range

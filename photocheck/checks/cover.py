"""What covers the face or the head: hands, masks, hair, hats, headscarves.

Colours alone tell little of covers, so the map of hair, skin and clothes has the say wherever it was made;
:mod:`photocheck.checks.glance` tells from colours, cheaply, when it should be.  Without one the head is bare as far as
colours tell, and the value is 0.
"""

from __future__ import annotations

import numpy as np

from photocheck.checks.base import check
from photocheck.checks.glance import head_zone, lower_face
from photocheck.checks.portrait import Portrait
from photocheck.layout.mesh import CHEEKS
from photocheck.types import Cure, PartClass

LOST = 0.5
"""Share of background in the lower face from which the map is not believed: 0.29 at most under covers."""
LEAST_HEAD = 20
"""Pixels of the top of the head below which it says nothing."""


@check("face.brows", unit="ratio", cure=Cure.REVIEW)
def brows(portrait: Portrait) -> float:
    """Share of skin in the band above the brows, the more covered side."""
    across, down = portrait.upright
    own = portrait.own
    found = []
    for side in (-1, 1):
        zone = (across * side > 0.2) & (across * side < 0.75) & (down > -0.62) & (down < -0.42) & portrait.oval
        if zone.sum() >= 8:
            found.append(float((portrait.lab[..., 0][zone] > 0.62 * own[0]).mean()))
    return min(found, default=0.0)


@check("face.ears", unit="ratio")
def ears(portrait: Portrait) -> float:
    """Share of skin beside the cheeks where ears are, the more covered side."""
    across, down = portrait.upright
    left, right = (float(across[_at(portrait, point)]) for point in CHEEKS)
    beside = (down > -0.05) & (down < 0.6)
    found = []
    for inner, outer in ((left - 0.03, left - 0.16), (right + 0.03, right + 0.16)):
        ear = beside & (across > min(inner, outer)) & (across < max(inner, outer))
        colours = portrait.lab[ear]
        skin = (np.hypot(colours[:, 1] - portrait.own[1], colours[:, 2] - portrait.own[2]) < 12) & (
            colours[:, 0] > 0.5 * portrait.own[0]
        )
        found.append(np.count_nonzero(skin & (portrait.matte[ear] > 0.5)) / max(1, len(colours)))
    return float(min(found))


def _at(portrait: Portrait, point: int) -> tuple[int, int]:
    height, width = portrait.rgb.shape[:2]
    x, y = portrait.points[point]
    return int(np.clip(y, 0, height - 1)), int(np.clip(x, 0, width - 1))


# The crown is measured over the hat, and a mask for skin.
@check(
    "face.hat",
    unit="ratio",
    silences=["face.headscarf", "face.brows", "face.ears", "framing.certain", "framing.top"],
)
def hat(portrait: Portrait) -> float:
    """Share of the top of the head that the map calls a thing."""
    return _on_head(portrait, PartClass.OTHER)


@check("face.headscarf", unit="ratio", cure=Cure.REVIEW, silences=["face.ears", "framing.certain"])
def headscarf(portrait: Portrait) -> float:
    """Share of the top of the head that the map calls clothes, as it does scarves and hoods."""
    return _on_head(portrait, PartClass.CLOTHES)


def _on_head(portrait: Portrait, what: PartClass) -> float:
    if portrait.class_map is None:
        return 0.0
    across, down = portrait.upright
    zone = head_zone(across, down) & portrait.known & (portrait.matte > 0.5)
    return float(portrait.class_map[what][zone].mean()) if zone.sum() >= LEAST_HEAD else 0.0


@check(
    "face.covered",
    unit="ratio",
    silences=["face.lifelike", "face.mouth", "face.teeth", "light.bright", "light.clipped", "light.tone", "light.skin"],
)
def covered(portrait: Portrait) -> float:
    """Share of the lower face, nose to chin, that the map calls something else than face; 0 without a map."""
    across, down = portrait.upright
    zone = portrait.oval & lower_face(across, down)
    if portrait.class_map is not None and zone.any():
        face, lost = (
            float(portrait.class_map[part][zone].mean()) for part in (PartClass.FACE_SKIN, PartClass.BACKGROUND)
        )
        # Where the map sees mostly background in a face, as in very blurred pictures, it has lost it: no cover does so.
        return 1 - face - (lost if lost > LOST else 0.0)
    return 0.0

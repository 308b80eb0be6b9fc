"""Names for the points of the MediaPipe face mesh (478 points, its canonical face model) and for rings of them.

``left`` and ``right`` are the picture's.
"""

from __future__ import annotations

from enum import IntEnum


class Point(IntEnum):
    """Single points, as indices of the mesh."""

    UPPER_LIP = 0
    NOSE_BASE = 2
    FOREHEAD = 10
    LOWER_INNER_LIP = 14
    LOWER_LIP = 17
    LEFT_CHEEKBONE = 50
    CHIN = 152
    BETWEEN_EYES = 168
    LEFT_CHEEK = 234
    """The widest point of the face, before the ear."""
    RIGHT_CHEEKBONE = 280
    RIGHT_CHEEK = 454
    LEFT_IRIS = 468
    RIGHT_IRIS = 473


IRISES = (Point.LEFT_IRIS, Point.RIGHT_IRIS)
CHEEKS = (Point.LEFT_CHEEK, Point.RIGHT_CHEEK)
CHEEKBONES = (Point.LEFT_CHEEKBONE, Point.RIGHT_CHEEKBONE)

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The outer ring, in order."""
LEFT_EYE_RING = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
RIGHT_EYE_RING = (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382)
LEFT_BROW_RING = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
RIGHT_BROW_RING = (336, 296, 334, 293, 300, 276, 283, 282, 295, 285)
LIP_RING = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
INNER_LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
NOSTRIL_RING = (98, 97, 2, 326, 327, 294, 1, 64)
EYE_RINGS = (LEFT_EYE_RING, RIGHT_EYE_RING)

CHIN_CONTOUR = (148, 152, 377)
CHIN_PAD = (152, 176, 400)
MOUTH_CORNERS = (61, 291)
INNER_LIP_PAIRS = ((13, 14), (82, 87), (312, 317))
"""Points of the upper and the lower inner lip that face each other."""
LEFT_LIDS, RIGHT_LIDS = ((159, 145), (158, 153), (160, 144)), ((386, 374), (385, 380), (387, 373))
"""Points of the upper and the lower lid that face each other."""
LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS = (33, 133), (263, 362)
"""Outer and inner corner."""
LEFT_IRIS_RING, RIGHT_IRIS_RING = (468, 469, 470, 471, 472), (473, 474, 475, 476, 477)
"""The iris' middle and four points on its rim."""

MIRRORED = (
    (109, 338), (67, 297), (103, 332), (54, 284), (21, 251), (162, 389), (127, 356), (234, 454), (93, 323),
    (132, 361), (58, 288), (172, 397), (136, 365), (150, 379), (149, 378), (176, 400), (148, 377), (33, 263),
    (133, 362), (159, 386), (145, 374), (70, 300), (63, 293), (105, 334), (66, 296), (107, 336), (61, 291), (98, 327),
    (50, 280), (205, 425), (187, 411), (117, 346), (118, 347), (101, 330), (36, 266), (147, 376), (123, 352),
    (116, 345),
)  # fmt: skip
"""Points that are each other's mirror image."""
MIDDLE_LINE = (10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 2, 164, 0, 17, 18, 200, 199, 175, 152)
"""Points on the face's middle line, forehead to chin."""

"""Faults on the face: things that cover it, and closed eyes. They are drawn into the light, before the camera."""

from __future__ import annotations

import cv2
import numpy as np

from studio import paint
from studio.colour import Floats, floats, linear_colour, luminance
from studio.face_points import Eye, FacePoints, face_points
from studio.faults.tools import Fault, either, finish, graded
from studio.scene import Picture, Scene, class_mask, merge


def _face(scene: Scene) -> FacePoints:
    return face_points(scene.head, scene.points)


def _lens(face: FacePoints, eye: Eye) -> Floats:
    """The outline of a spectacle lens before an eye, 64 x 2."""
    size = face.between
    outward = np.sign(eye.iris[0] - face.nose_bridge[0])
    return paint.ellipse_points(np.add(eye.iris, (0.03 * outward * size, 0.08 * size)), 0.4 * size, 0.29 * size, 2.8)


def _frames(whole: Floats, face: FacePoints, colour: Floats) -> Floats:
    """Rims, bridge and temples of a pair of glasses."""
    height, width = whole.shape[:2]
    size = face.between
    thick = max(1.0, 0.035 * size)
    left, right = _lens(face, face.left), _lens(face, face.right)
    inner_left, inner_right = left[np.argmax(left[:, 0])], right[np.argmin(right[:, 0])]
    middle = (inner_left + inner_right) / 2 - (0.0, 0.05 * size)
    mask = paint.line(height, width, left, thick, True)
    for points in (right, [inner_left, middle, inner_right]):
        mask = np.maximum(mask, paint.line(height, width, points, thick, len(points) > 3))
    for lens, end in ((left, face.jaw[0]), (right, face.jaw[-1])):
        outer = lens[np.argmin(np.abs(lens[:, 0] - end[0]))]
        temple = [outer - (0.0, 0.06 * size), (float(end[0]), float(outer[1]) - 0.1 * size)]
        mask = np.maximum(mask, paint.line(height, width, temple, thick, False))
    return paint.over(whole, floats(mask), colour, 0.95)


def lenses(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Tinted glasses, from a light tint to black."""
    opacity = graded(strength, (0.0, 0.3, 0.55, 0.82, 0.985))
    whole, alpha = merge(scene)
    face = _face(scene)
    height, width = alpha.shape
    tints = ((52.0, 40.0, 32.0), (34.0, 38.0, 44.0), (46.0, 46.0, 30.0))
    tint = linear_colour(tints[int(rng.integers(0, len(tints)))])
    mask = floats(np.maximum(*(paint.polygon(height, width, _lens(face, eye)) for eye in face.eyes)))
    # A gradient tint, as of sunglasses, and the room's faint reflection.
    rows = np.arange(height, dtype=np.float32)[:, None] - face.left.iris[1]
    whole = paint.over(whole, floats(mask * np.clip(1.0 - 0.12 * rows / face.between, 0.8, 1.0)), tint, opacity)
    return finish(scene, _frames(whole, face, linear_colour((26.0, 24.0, 24.0))), alpha, rng)


def glare(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Clear glasses in which the lamps are seen."""
    opacity = graded(strength, (0.0, 0.28, 0.5, 0.75, 1.0))
    size_share = graded(strength, (0.2, 0.35, 0.5, 0.7, 1.0))
    whole, alpha = merge(scene)
    face = _face(scene)
    height, width = alpha.shape
    lean, side = float(rng.uniform(0.25, 0.6)), either(rng)
    for eye in face.eyes:
        size = face.between
        lens = paint.polygon(height, width, _lens(face, eye))
        middle = np.add(eye.iris, (side * 0.06 * size, 0.02 * size))
        half_x, half_y = 0.3 * size_share * size, 0.42 * size_share * size
        slant = lean * half_y
        corners = (
            (slant - half_x, -half_y),
            (slant + half_x, -half_y),
            (half_x - slant, half_y),
            (-half_x - slant, half_y),
        )
        window = middle + np.array(corners)
        shine = floats(paint.polygon(height, width, window, 0.035 * size) * lens)
        whole = floats(whole + (0.9 * opacity * shine)[..., None] * np.array([0.94, 0.98, 1.0], dtype=np.float32))
    return finish(scene, _frames(whole, face, linear_colour((40.0, 36.0, 36.0))), alpha, rng)


def hat(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A hair band (1), a wide band (2), a knitted cap (3), a cap with a peak (4)."""
    whole, alpha = merge(scene)
    if strength <= 0:
        return finish(scene, whole, alpha, rng)
    head, face = scene.head, _face(scene)
    height, width = alpha.shape
    colours = ((40.0, 52.0, 86.0), (120.0, 32.0, 36.0), (54.0, 58.0, 56.0), (222.0, 216.0, 202.0))
    colour = linear_colour(colours[int(rng.integers(0, len(colours)))])
    brow_y = float(min(eye.brow[:, 1].min() for eye in face.eyes))
    above = brow_y - head.crown_y
    lower = brow_y - graded(strength, (0.5, 0.48, 0.42, 0.24, 0.2)) * above
    # As wide as hair and head are at the rim's height.
    row = alpha[int(np.clip(lower, 0, height - 1))]
    covered = np.flatnonzero(row > 0.5)
    left, right = (float(covered[0]), float(covered[-1])) if len(covered) else (head.head_left_x, head.head_right_x)
    cx, half = (left + right) / 2, (right - left) / 2 * (1.0 if strength < 2.5 else 1.03)
    t = np.linspace(0.0, np.pi, 48)
    rim = np.stack([cx + half * np.cos(t), lower + 0.03 * head.height * np.sin(t)], axis=1)
    if strength < 2.5:  # a band lies on the hair, so only where the person is
        thick = graded(strength, (0.1, 0.16, 0.3, 0.3, 0.3)) * above
        mask = floats(paint.polygon(height, width, np.vstack([rim, np.add(rim[::-1], (0.0, -thick))])) * (alpha > 0.5))
    else:
        high = lower - (head.crown_y - 0.05 * head.height)
        dome = np.stack(
            [cx - half * np.abs(np.cos(t)) ** 0.8 * np.sign(np.cos(t)), lower - high * np.sin(t) ** 0.75], 1
        )
        mask = paint.polygon(height, width, np.vstack([rim, dome]))
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    shade = (
        1.0
        - 0.5 * np.clip(np.abs(x - cx) / half, 0.0, 1.0) ** 2.5
        - 0.15 * np.clip((y - lower) / above + 0.5, 0.0, 1.0)
    )
    ribs = 1.0 + 0.08 * np.sin(x * (2 * np.pi / max(2.5, 0.03 * head.width))) * (strength < 3.5)
    fall = paint.polygon(height, width, np.add(rim, (0.0, 0.02 * head.height)), 0.02 * head.height)
    whole = floats(whole * (1.0 - 0.3 * fall * alpha)[..., None])
    whole = paint.over(whole, mask, colour * floats(shade * ribs)[..., None])
    if strength >= 3.5:
        curve = np.stack([cx - 0.86 * half * np.cos(t), lower + 0.15 * head.height * np.sin(t) ** 0.7], axis=1)
        peak = np.vstack([0.86 * (rim - (cx, 0.0)) + (cx, 0.14 * lower), curve])
        below = paint.polygon(height, width, np.add(peak, (0.0, 0.05 * head.height)), 0.02 * head.height)
        whole = floats(whole * (1.0 - 0.5 * below * alpha)[..., None])
        seen = paint.polygon(height, width, peak)
        whole = paint.over(whole, seen, colour * floats(0.75 - 0.35 * (y - lower) / (0.15 * head.height))[..., None])
        mask = np.maximum(mask, seen)
    return finish(scene, whole, floats(np.maximum(alpha, mask)), rng)


def covered_mouth(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Something before chin and mouth: a collar or scarf that reaches the chin, at the end a mask over the nose."""
    whole, alpha = merge(scene)
    if strength <= 0:
        return finish(scene, whole, alpha, rng)
    face, head = _face(scene), scene.head
    height, width = alpha.shape
    mouth_y, nose_y = float(face.mouth[:, 1].mean()), float(face.nose_tip[1])
    span = head.chin_y - nose_y
    top = nose_y + graded(strength, (1.0, 0.72, 0.42, 0.12, -0.45)) * span
    # From the row where the cover starts, along the jaw and a little beyond it.
    jaw = np.asarray(face.jaw, dtype=np.float64)
    rows = jaw[:, 1] >= min(top, jaw[:, 1].max() - 1.0)
    below = jaw[rows]
    grown = below + (below - (float(face.nose_tip[0]), mouth_y)) * 0.035
    bow = 0.1 * span
    left, right = grown[0], grown[-1]
    arch = [(left[0] + s * (right[0] - left[0]), top - bow * np.sin(np.pi * s)) for s in np.linspace(1.0, 0.0, 20)]
    outline = np.vstack([grown, arch])
    mask = paint.polygon(height, width, outline)
    colours = ((196.0, 214.0, 222.0), (236.0, 236.0, 234.0), (44.0, 46.0, 52.0))
    colour = linear_colour(colours[int(rng.integers(0, len(colours)))])
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    shade = 1.0 - 0.4 * np.clip(np.abs(x - face.nose_tip[0]) / (0.62 * head.width), 0.0, 1.0) ** 2
    pleats = 1.0 - 0.07 * np.exp(-((((y - top) / (0.28 * span)) % 1.0 - 0.5) ** 2) / 0.006)
    fall = paint.polygon(height, width, np.add(outline, (0.0, 0.03 * span)), 0.03 * span)
    whole = floats(whole * (1.0 - 0.25 * fall * alpha)[..., None])
    whole = paint.over(whole, mask, colour * floats(shade * pleats)[..., None])
    if strength > 2.5:
        for start, end in ((outline[-1], face.jaw[0]), (outline[len(grown)], face.jaw[-1])):
            strap = paint.line(height, width, [start, (end[0], end[1] - 0.1 * span)], 0.012 * head.width, False)
            whole = paint.over(whole, strap, colour * 0.9)
    return finish(scene, whole, alpha, rng)


def fringe(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Hair before the brows, then before the eyes: locks that hang from the crown, strand by strand."""
    whole, alpha = merge(scene)
    face, head = _face(scene), scene.head
    height = alpha.shape[0]
    strands = round(graded(strength, (0.0, 45.0, 130.0, 280.0, 460.0)))
    eye_y = float(face.left.iris[1] + face.right.iris[1]) / 2
    brow_y = float(face.left.brow[:, 1].mean() + face.right.brow[:, 1].mean()) / 2
    reach = graded(strength, (0.0, 0.5, 1.0, 1.6, 2.1)) * (eye_y - brow_y)
    colours = _hair_colours(whole, class_mask(scene, "hair"), rng)
    locks = 19
    places = np.linspace(-0.5, 0.5, locks) + rng.normal(0, 0.012, locks)
    lengths = rng.uniform(0.85, 1.25, locks) * (1.0 + 0.9 * np.abs(places))
    thick = max(1, round(0.0035 * height))
    for _ in range(strands):
        lock = int(rng.integers(0, locks))
        within = float(rng.normal(0, 0.03))
        root_x, tip_x = places[lock] + within, 1.04 * places[lock] + 0.55 * within
        root = (
            head.centre_x + 0.62 * root_x * head.width,
            head.crown_y + (0.2 + 0.7 * root_x**2) * (brow_y - head.crown_y),
        )
        tip = (
            head.centre_x + 0.74 * tip_x * head.width,
            brow_y + reach * lengths[lock] * float(rng.uniform(0.55, 1.0)),
        )
        middle = (0.3 * root[0] + 0.7 * tip[0] + 0.06 * root_x * head.width, 0.45 * root[1] + 0.55 * tip[1])
        curve = paint.smooth_curve([root, middle, tip], 14)
        colour = colours[int(rng.integers(0, len(colours)))]
        left, top = np.floor(curve.min(axis=0) - 4).astype(int).clip(0)
        right, bottom = np.ceil(curve.max(axis=0) + 5).astype(int).clip(0)
        part = whole[top:bottom, left:right]
        if part.size > 0:
            mask = paint.line(part.shape[0], part.shape[1], np.subtract(curve, (left, top)), thick, False, 0.5)
            whole[top:bottom, left:right] = paint.over(part, mask, colour, 0.8)
    return finish(scene, whole, alpha, rng)


def _hair_colours(whole: Floats, hair: Floats, rng: np.random.Generator) -> Floats:
    """200 colours of the person's hair without its highlights, N x 3; brown where there is no hair."""
    own = whole[hair > 0.9]
    if len(own) < 200:
        own = np.broadcast_to(linear_colour((48.0, 38.0, 34.0)), (200, 3))
    light = luminance(floats(own))
    own = own[light <= np.percentile(light, 75)]
    chosen = own[rng.integers(0, len(own), size=(200, 4))].mean(axis=1)
    return floats(chosen * rng.uniform(0.7, 1.2, size=(200, 1)))


def closed_eyes(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Eyes half to fully closed: the upper lid is drawn down, with its lashes."""
    closure = graded(strength, (0.0, 0.45, 0.7, 0.9, 1.05))
    whole, alpha = merge(scene)
    for eye in _face(scene).eyes:
        whole = _drawn_down(whole, eye, closure)
    return finish(scene, whole, alpha, rng)


def _drawn_down(whole: Floats, eye: Eye, closure: float) -> Floats:
    """Stretch the skin between brow and upper lid down over the eye by a share `closure` of its opening."""
    upper, lower, brow = (paint.smooth_curve(points, 60) for points in (eye.upper, eye.lower, eye.brow))
    left, right = int(upper[:, 0].min()) - 1, int(upper[:, 0].max()) + 2
    columns = np.arange(left, right + 1, dtype=np.float32)
    top = np.interp(columns, upper[:, 0], upper[:, 1])
    bottom = np.maximum(np.interp(columns, lower[:, 0], lower[:, 1]), top)
    start = top - 0.62 * np.maximum(top - np.interp(columns, brow[:, 0], brow[:, 1]), 2.0)
    lid = top + closure * (bottom - top)
    first, last = int(start.min()) - 1, int(bottom.max()) + 8
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    # Above the lid's new edge rows come from the stretched skin; below it the eye stays, its edge (the lashes) moved.
    stretched = start + (rows - start) * (top - start) / np.maximum(lid - start, 1.0)
    lash = 0.22 * np.maximum(bottom - top, 2.0) + 1.0
    past = rows - lid
    carried = top + past
    blend = np.clip(past / lash, 0.0, 1.0)
    source_y = np.where(rows <= start, rows, np.where(past <= 0, stretched, carried + blend * (rows - carried)))
    source_x = np.broadcast_to(columns[None, :], source_y.shape)
    region = floats(
        cv2.remap(whole, floats(source_x), floats(source_y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )
    lit = luminance(region)
    skin = float(np.median(lit))
    drawn: Floats = whole.copy()
    # The shaded crease under the brow is stretched too: lift it half way to the lid's mean light.
    lift = np.where(
        (rows > start) & (past < -lash), 0.35 * closure * np.clip(skin / np.maximum(lit, 0.02) - 1.0, 0, 1), 0
    )
    drawn[first:last, left : right + 1] = region * (1.0 + floats(lift))[..., None]
    return drawn


FAULTS = (
    Fault("dark_lenses", "face.lenses", "tinted to black glasses", lenses),
    Fault("glare", "face.glare", "lamps seen in clear glasses", glare),
    Fault("hat", "face.hat", "a hair band, a knitted cap, a peaked cap", hat),
    Fault("mouth_covered", "face.covered", "a scarf or mask over chin, mouth and nose", covered_mouth),
    Fault("fringe", "face.brows", "hair before brows and eyes", fringe),
    Fault("eyes_closed", "face.eyes", "eyes half to fully closed", closed_eyes),
)

"""Faults of the light on the person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio import lamps, paint
from studio.colour import Floats, floats, linear_colour, luminance
from studio.face_points import face_points
from studio.faults.tools import Fault, either, finish, graded, relit
from studio.scene import Picture, Scene, class_mask, compose, merge, person_alpha


def dark(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Exposed too little."""
    stops = graded(strength, (0.0, -0.6, -1.2, -1.9, -3.0))
    return compose(replace(scene, camera=replace(scene.camera, stops=stops)), rng)


def bright(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Exposed too much; the tone curve's soft shoulder keeps the brightest parts from tearing off."""
    stops = graded(strength, (0.0, 0.45, 0.85, 1.3, 2.0))
    return compose(replace(scene, camera=replace(scene.camera, stops=stops, shoulder="soft")), rng)


def clipped(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A hard flash from the front: parts of the face are white without any drawing, whatever the skin."""
    whole, _ = merge(scene)
    skin = luminance(whole)[class_mask(scene, "skin") > 0.9]
    # How often over white the brighter skin is lit; the flash is as strong as that takes.
    over = graded(strength, (0.0, 0.95, 1.25, 1.8, 3.0))
    bright = float(np.percentile(skin, 75)) if skin.size else 0.5
    flash = _flash(scene, max(0.0, over / max(bright, 0.02) - 1.0) if over > 0 else 0.0)
    return compose(replace(relit(scene, person=flash), camera=replace(scene.camera, shoulder="hard")), rng)


def _flash(scene: Scene, more: float) -> Floats:
    """Light of a flash beside the camera: strongest where the face looks at it."""
    facing = _normals(scene)[..., 2]
    return floats(1.0 + more * np.clip(facing, 0.0, 1.0) ** 4)


def _normals(scene: Scene) -> Floats:
    return lamps.bulge(scene.placing.height, scene.placing.width, scene.head, person_alpha(scene))


def side(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """One lamp at the side: half of the face is dark, and the cloth falls off."""
    amount = graded(strength, (0.0, 0.22, 0.42, 0.62, 0.9))
    where = either(rng)
    field = lamps.lit_from(_normals(scene), (where, -0.15, 0.35), amount)
    fall = lamps.falloff(scene.placing.height, scene.placing.width, 0.35 * amount, 180.0 if where > 0 else 0.0)
    return compose(relit(scene, person=field, behind=fall), rng)


def top(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Only the ceiling lamp: bright forehead, dark eye sockets, shadows under nose and chin."""
    amount = graded(strength, (0.0, 0.28, 0.5, 0.72, 1.0))
    field = lamps.lit_from(_normals(scene), (0.1 * either(rng), -1.0, 0.45), amount)
    face = face_points(scene.head, scene.points)
    chin = scene.head.chin_y + 0.06 * scene.head.height
    height, width = field.shape
    for centre, across, down in (
        (face.left.iris, 0.3, 0.17),
        (face.right.iris, 0.3, 0.17),
        (np.add(face.nose_tip, (0.0, 0.22 * face.between)), 0.22, 0.12),
        (np.array([scene.head.centre_x, chin]), 0.75, 0.22),
    ):
        size = face.between
        shape = paint.polygon(height, width, paint.ellipse_points(centre, across * size, down * size), 0.07 * size)
        field = floats(field * (1.0 - 0.6 * amount * shape))
    return compose(relit(scene, person=field), rng)


def shadow(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A hard shadow across the face."""
    depth = graded(strength, (0.0, 0.18, 0.35, 0.55, 0.8))
    field = lamps.hard_shadow(scene.placing.height, scene.placing.width, scene.head, depth, rng)
    return compose(relit(scene, person=field), rng)


def hot_spot(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Shiny skin: the lamp's reflection on forehead, nose and cheeks."""
    amount = graded(strength, (0.0, 0.16, 0.38, 0.7, 1.3))
    height, width = scene.placing.height, scene.placing.width
    face = face_points(scene.head, scene.points)
    size = face.between
    brow = (face.left.brow.mean(axis=0) + face.right.brow.mean(axis=0)) / 2
    places = [
        (np.add(brow, (0.18 * size * rng.normal(), 0.55 * (face.forehead[1] - brow[1]))), 0.24, 1.0),
        (np.add(face.nose_tip, (0.0, -0.06 * size)), 0.075, 0.9),
        (np.add(face.left.iris, (0.02 * size, 0.52 * size)), 0.13, 0.45),
        (np.add(face.right.iris, (-0.02 * size, 0.52 * size)), 0.13, 0.45),
    ]
    glow = np.zeros((height, width), dtype=np.float32)
    for centre, radius, share in places:
        spot = lamps.hot_spot(height, width, (float(centre[0]), float(centre[1])), radius * size, share * amount)
        glow = np.maximum(glow, spot)
    # Skin is uneven: pores and hair break the reflection; where the photo is dark there is little to reflect.
    grain = 1.0 + 0.18 * lamps.wide_blur(floats(rng.standard_normal((height, width))), max(0.6, size / 60)) * size / 20
    skin = class_mask(scene, "skin")
    return compose(relit(scene, glow=floats(glow * np.clip(grain, 0.6, 1.4) * skin)), rng)


def _gains(scene: Scene, gains: Floats, rng: np.random.Generator) -> Picture:
    red, green, blue = (float(gain) for gain in gains)
    return compose(replace(scene, camera=replace(scene.camera, gains=(red, green, blue))), rng)


def warm(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Lamps of a lower colour temperature than the camera is set to: yellow to orange."""
    return _gains(scene, lamps.temperature(graded(strength, (5500.0, 4700.0, 4050.0, 3450.0, 2700.0))), rng)


def cool(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Daylight lamps on a camera that is balanced for light bulbs: bluish."""
    return _gains(scene, lamps.temperature(5500.0, graded(strength, (5500.0, 4800.0, 4200.0, 3600.0, 2900.0))), rng)


def green(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Old fluorescent tubes: greenish."""
    return _gains(scene, lamps.tint((180.0, 255.0, 175.0), graded(strength, (0.0, 0.2, 0.4, 0.65, 1.0))), rng)


def flat(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """Low contrast: stray light in a dirty lens lies over everything like a veil."""
    veil = graded(strength, (0.0, 0.08, 0.17, 0.3, 0.5))
    whole, alpha = merge(scene)
    mean = floats(whole.mean(axis=(0, 1)))
    grey = floats(0.5 * mean + 0.5 * luminance(mean))
    return finish(scene, floats(whole * (1.0 - veil) + veil * 1.15 * grey), alpha, rng)


def red_eyes(scene: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """A flash close to the lens: the pupils shine red."""
    opacity = graded(strength, (0.0, 0.3, 0.6, 0.85, 1.0))
    share = graded(strength, (0.4, 0.42, 0.5, 0.6, 0.75))
    whole, alpha = merge(scene)
    height, width = alpha.shape
    for eye in face_points(scene.head, scene.points).eyes:
        opening = paint.polygon(height, width, np.vstack([eye.upper, eye.lower[::-1]]), 0.5)
        radius = share * eye.radius
        pupil = paint.polygon(height, width, paint.ellipse_points(eye.iris, radius, radius), 0.15 * radius + 0.4)
        red = linear_colour((205.0, 40.0, 48.0)) * (0.4 + 0.6 * opacity)
        # The lamp's own small reflection stays white.
        mask = floats(pupil * opening * (luminance(whole) < 0.45))
        whole = paint.over(whole, mask, red, opacity)
    return finish(scene, whole, alpha, rng)


FAULTS = (
    Fault("dark", "light.dark", "exposed too little", dark),
    Fault("bright", "light.bright", "exposed too much, soft shoulder", bright),
    Fault("clipped", "light.clipped", "a hard flash bleaches the face", clipped),
    Fault("side_light", "light.even", "one lamp at the side", side),
    Fault("top_light", "light.vertical", "only the ceiling lamp", top),
    Fault("face_shadow", "light.shadow", "a hard shadow across the face", shadow),
    Fault("hot_spot", "light.hot_spot", "shiny forehead, nose and cheeks", hot_spot),
    Fault("cast_warm", "light.cast", "warm lamps, camera balanced for daylight", warm),
    Fault("cast_cool", "light.cast", "bluish white balance", cool),
    Fault("cast_green", "light.tone", "greenish fluorescent tubes", green),
    Fault("flat", "light.contrast", "a veil of stray light", flat),
    Fault("red_eyes", "light.red_eyes", "red pupils from a flash", red_eyes),
)

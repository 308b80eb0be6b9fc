"""Cut a person out of a portrait."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from studio import matting, segment
from studio.colour import Floats, Pixels, floats, luminance, to_linear


@dataclass(frozen=True, eq=False, slots=True)
class CutOut:
    """A person without the background; every array is float32 and has the source picture's height and width.

    `foreground` is linear RGB (height x width x 3), also defined where nothing of the person is. `alpha` is how much of
    the pixel the person covers, 0..1. `clothes`, `hair` and `skin` (face, neck, arms) are masks 0..1 inside `alpha`.
    `plain` says whether the background was plain, so that alpha comes from colours and not from the mask alone.
    """

    foreground: Floats
    alpha: Floats
    clothes: Floats
    hair: Floats
    skin: Floats
    plain: bool

    @property
    def height(self) -> int:
        """Rows of the source picture."""
        return int(self.alpha.shape[0])

    @property
    def width(self) -> int:
        """Columns of the source picture."""
        return int(self.alpha.shape[1])


def cut_out(rgb: Pixels, model: bytes) -> CutOut:
    """Cut the person out of an sRGB picture, height x width x 3; `model` holds selfie_multiclass_256x256.tflite."""
    rgb = _without_black_edge(rgb)
    masks = segment.class_masks(rgb, model)
    linear = to_linear(rgb)
    person = _largest(1.0 - masks[..., segment.BACKGROUND])
    unit = max(rgb.shape[:2]) / 1350.0
    outside = ~matting.widen(person > 0.25, 45 * unit)
    plain = matting.fit_background(linear, outside.astype(np.float32))
    if plain is None:
        alpha, foreground = _by_mask(linear, person, unit)
    else:
        alpha, foreground = _by_colour(linear, person, masks, plain[0], plain[1], unit)
    # Hair that reaches the picture's upper edge must not go on beyond it, not even when the picture is made small.
    alpha[: math.ceil(0.006 * len(alpha))] = 0.0
    clothes = masks[..., segment.CLOTHES] + masks[..., segment.OTHER]
    skin = masks[..., segment.BODY_SKIN] + masks[..., segment.FACE_SKIN]
    hair = masks[..., segment.HAIR]
    total = np.maximum(clothes + skin + hair, 0.02)
    return CutOut(
        foreground=foreground,
        alpha=alpha,
        clothes=(clothes / total * alpha).astype(np.float32),
        hair=(hair / total * alpha).astype(np.float32),
        skin=(skin / total * alpha).astype(np.float32),
        plain=plain is not None,
    )


def _without_black_edge(rgb: Pixels) -> Pixels:
    """The picture with black rows at the bottom (of a turned canvas) filled with each column's last good pixels."""
    good = rgb.max(axis=-1) > 12
    height, width = good.shape
    last = height - 1 - np.argmax(good[::-1], axis=0)
    black = (last < height - 1) & (last > 0.8 * height)
    rows = np.arange(height)[:, None]
    edge = last - np.where(black, math.ceil(6 * height / 1350), 0)
    filled = np.ascontiguousarray(rgb[np.minimum(rows, edge), np.arange(width)])
    if not black.any():
        return filled
    smooth = cv2.GaussianBlur(filled, (0, 0), sigmaX=0.012 * width, sigmaY=0.1)
    share = np.clip((rows - edge) / (0.01 * height), 0.0, 1.0)[..., None]
    return np.asarray(np.rint(filled + share * (smooth.astype(np.float32) - filled)), dtype=np.uint8)


def _largest(person: Floats) -> Floats:
    """The mask without pieces that do not belong to the largest one."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((person > 0.3).astype(np.uint8))
    if count < 3:
        return person
    main = names == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return person * _soft(matting.widen(main, 0.02 * max(person.shape)), 3)


def _soft(mask: npt.NDArray[np.bool_], sigma: float) -> Floats:
    """The mask as float32 with its edge blurred; `sigma` in pixels."""
    return floats(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma))


def _by_mask(linear: Floats, person: Floats, unit: float) -> tuple[Floats, Floats]:
    """Alpha from the mask, made a little smaller; edge colours are taken from further inside."""
    body = matting.filled(person > 0.5, 0.01 * person.size)
    person = np.maximum(person, _soft(matting.widen(body, -6 * unit), 2 * unit))
    tone = np.sqrt(np.maximum(luminance(linear), 0.0))
    drawn = matting.guided(person, tone, max(2, round(6 * unit)), 2e-4)
    alpha = matting.smoothstep(drawn, 0.45, 0.95)
    inside = matting.widen(alpha > 0.98, -max(1.0, 3 * unit))
    near = matting.spread_colour(linear, inside.astype(np.float32))
    own = _soft(inside, max(0.8, 1.5 * unit))[..., None]
    foreground = floats(near + (linear - near) * np.clip(own * 2.0, 0.0, 1.0))
    return alpha, foreground


def _by_colour(
    linear: Floats, person: Floats, masks: Floats, background: Floats, noise: float, unit: float
) -> tuple[Floats, Floats]:
    """Alpha from the distance to the background's colour, in a band round the mask's edge; colours unmixed."""
    solid = person > 0.9
    level = floats(np.sqrt((background * background).sum(-1)))
    floor = floats((0.012 + 2.0 * noise) * level)
    hairy = masks[..., segment.HAIR]
    # Two guesses of the person's colour: of the hair close by (the darker hair, strands are), and of all the rest.
    inner = matting.widen(solid, -5 * unit)
    strand = (matting.widen(solid, -2 * unit) & (hairy > 0.7)).astype(np.float32)
    light = luminance(linear)
    typical = float(np.median(light[strand > 0])) if strand.any() else 1.0
    of_hair = matting.spread_colour(linear, floats(strand / (1.0 + (light / max(2.0 * typical, 1e-3)) ** 2)))
    of_rest = matting.spread_colour(linear, floats(inner & (hairy < 0.5)))
    near_hair = _soft_colour(of_hair, 2.5 * unit)
    near_rest = _soft_colour(of_rest, 2.5 * unit)
    hair_alpha, hair_miss, hair_reach = _along(linear, background, near_hair, floor)
    rest_alpha, rest_miss, rest_reach = _along(linear, background, near_rest, floor)
    # Which guess explains the pixel better, with a strong bias for what the mask says close by.
    weight = floats(np.where(person > 0.2, person, 0.0))
    said = floats(hairy / np.maximum(1.0 - masks[..., segment.BACKGROUND], 0.05))
    closer = cv2.GaussianBlur(matting.spread_colour(np.dstack([said] * 3), weight)[..., 0], (0, 0), 3 * unit)
    share = np.clip(0.5 + (rest_miss - hair_miss) / (0.15 * level) + 3.0 * (closer - 0.5), 0.0, 1.0)
    if not strand.any():
        share = np.zeros_like(share)
    near = floats(near_rest + share[..., None] * (near_hair - near_rest))
    reach = floats(rest_reach + share * (hair_reach - rest_reach))
    by_colour = floats(rest_alpha + share * (hair_alpha - rest_alpha))
    tone = np.sqrt(np.maximum(luminance(linear), 0.0))
    by_mask = matting.smoothstep(matting.guided(person, tone, max(2, round(7 * unit)), 4e-4), 0.25, 0.75)
    # Colours decide where the person's differs clearly from the background's, but never on clothes.
    clothes = _soft(matting.widen(masks[..., segment.CLOTHES] > 0.5, 12 * unit), 4 * unit)
    trust = matting.smoothstep(floats(reach / level), 0.18, 0.4) * (1.0 - matting.smoothstep(clothes, 0.3, 0.7))
    alpha = by_mask + (by_colour - by_mask) * trust
    # Hair may fly well outside the mask; elsewhere nothing of the person is more than a few pixels outside it.
    hair = _soft(matting.widen(masks[..., segment.HAIR] > 0.3, 40 * unit), 10 * unit)
    body = _soft(matting.widen(person > 0.3, 8 * unit), 2 * unit)
    alpha = alpha * np.maximum(hair, body)
    # Deep inside, a highlight with the background's colour is no hole; a smooth patch of it between hair is one.
    whole = matting.filled(matting.widen(matting.widen(person > 0.6, 7 * unit), -7 * unit), 3000 * unit * unit)
    inside = np.maximum(
        _soft(matting.widen(whole, -16 * unit), 4 * unit), _soft(matting.widen(solid, -9 * unit), 2 * unit)
    )
    same = np.sqrt(((linear - background) ** 2).sum(-1)) < (0.06 + 2.0 * noise) * level
    gap = matting.widen(matting.widen(same & (_soft(hairy > 0.4, 12 * unit) > 0.3), -1.5 * unit), 4 * unit)
    alpha = np.maximum(alpha, inside * (1.0 - _soft(gap, 1.5 * unit) * (1.0 - matting.smoothstep(clothes, 0.05, 0.3))))
    alpha = floats(np.clip(alpha, 0.0, 1.0))
    return alpha, _unmix(linear, alpha, background, near)


def _soft_colour(colour: Floats, sigma: float) -> Floats:
    """A colour field, blurred; `sigma` in pixels."""
    return floats(cv2.GaussianBlur(colour, (0, 0), sigma))


def _along(linear: Floats, background: Floats, near: Floats, floor: Floats) -> tuple[Floats, Floats, Floats]:
    """How far each pixel lies on the way from the background's colour to another one.

    Returns the share 0..1, the distance that stays unexplained and the length of the way, each height x width, the last
    two in linear light. The last tenth counts as there, less than `floor` (noise) as none.
    """
    toward = near - background
    reach = np.sqrt(np.maximum((toward * toward).sum(-1), 1e-6))
    along = ((linear - background) * toward).sum(-1) / reach
    share = np.clip((along - floor) / np.maximum(0.9 * reach - 2.0 * floor, 1e-3), 0.0, 1.0)
    there = np.clip(along / reach, 0.0, 1.0)[..., None]
    miss = np.sqrt(((linear - background - there * toward) ** 2).sum(-1))
    return floats(share), floats(miss), floats(reach)


def _unmix(linear: Floats, alpha: Floats, background: Floats, near: Floats) -> Floats:
    """The person's own colour: the pixel less the background's share; where alpha is small, the colour close by."""
    part = alpha[..., None]
    own = (linear - (1.0 - part) * background) / np.maximum(part, 0.05)
    weight = matting.smoothstep(part, 0.3, 0.95)
    mixed = near + (np.clip(own, 0.0, 1.2) - near) * weight
    return floats(np.clip(mixed, 0.0, 1.2))

"""The camera: from linear light to the bytes of a file, and moves of the finished picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from studio.colour import Floats, Pixels, floats, to_linear, to_srgb
from studio.labels import Matrix

Shoulder = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class Camera:
    """How a scene is taken.

    `stops` of exposure, 0 being right; the `shoulder` of the tone curve; `gains` of linear R, G, B (a wrong white
    balance); `shot` and `read` noise as standard deviations in linear light, at white and in the dark; `blur` and
    `motion` in pixels of the output, `motion_angle` in degrees (0 is to the right, 90 down).
    """

    stops: float = 0.0
    shoulder: Shoulder = "soft"
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shot: float = 0.006
    read: float = 0.0008
    blur: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0


def take(linear: Floats, camera: Camera, rng: np.random.Generator) -> Pixels:
    """Expose and develop linear RGB, height x width x 3, to sRGB. Blur comes before the noise, as in a camera."""
    light = expose(linear, camera.stops, "none")
    gains = np.asarray(camera.gains, dtype=np.float32)
    if camera.gains != (1.0, 1.0, 1.0):
        light = light * gains
    light = motion_blur(blur(light, camera.blur), camera.motion, camera.motion_angle)
    light = noise(light, rng, camera.shot, camera.read)
    return to_srgb(shoulder(light, camera.shoulder))


def expose(linear: Floats, stops: float, tone: Shoulder | Literal["none"] = "soft") -> Floats:
    """Multiply the light by 2 ** stops, then clip with a hard or soft shoulder ("none": leave it unclipped)."""
    light = linear if stops == 0 else (linear * np.float32(2.0**stops)).astype(np.float32)
    return light if tone == "none" else shoulder(light, tone)


def shoulder(light: Floats, tone: Shoulder) -> Floats:
    """Clip to 0..1; "soft" bends the curve above 0.85 so that light up to 1.6 still shows as a shade below white."""
    if tone == "hard":
        return floats(np.clip(light, 0.0, 1.0))
    knee, top = 0.85, 1.6
    room = 1.0 - knee
    t = np.clip((light - knee) / (top - knee), 0.0, 1.0)
    bent = knee + room * (1.0 - (1.0 - t) ** ((top - knee) / room))
    return floats(np.where(light > knee, bent, np.maximum(light, 0.0)))


def noise(linear: Floats, rng: np.random.Generator, shot: float, read: float) -> Floats:
    """Add sensor noise: variance shot**2 * light + read**2, a little smoothed as by the demosaicing."""
    if shot <= 0 and read <= 0:
        return linear
    raw = rng.standard_normal(linear.shape, dtype=np.float32)
    raw = cv2.GaussianBlur(raw, (3, 3), 0.55) * np.float32(1.75)
    spread = np.sqrt(np.float32(shot * shot) * np.maximum(linear, 0.0) + np.float32(read * read))
    return floats(linear + raw * spread)


def blur(linear: Floats, sigma: float) -> Floats:
    """Out of focus: Gaussian with `sigma` in pixels."""
    if sigma <= 0:
        return linear
    return floats(cv2.GaussianBlur(linear, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))


def motion_blur(linear: Floats, length: float, angle: float) -> Floats:
    """A camera or head that moves by `length` pixels in the direction `angle` (degrees) during the exposure."""
    if length <= 1:
        return linear
    size = 2 * math.ceil(length / 2 + 1) + 1
    kernel = np.zeros((size, size), dtype=np.float32)
    middle, turn = size // 2, math.radians(angle)
    for t in np.linspace(-length / 2, length / 2, 8 * size):
        x, y = middle + t * math.cos(turn), middle + t * math.sin(turn)
        left, top = math.floor(x), math.floor(y)
        for dy, dx in ((0, 0), (0, 1), (1, 0), (1, 1)):
            row, column = min(top + dy, size - 1), min(left + dx, size - 1)
            kernel[row, column] += (1 - abs(x - left - dx)) * (1 - abs(y - top - dy))
    kernel /= kernel.sum()
    return floats(cv2.filter2D(linear, -1, kernel, borderType=cv2.BORDER_REPLICATE))


def jpeg_bytes(rgb: Pixels, quality: int, subsampling: bool = True) -> bytes:
    """A JPEG file (baseline, 8 bit, 4:2:0 unless `subsampling` is False)."""
    sampling = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if subsampling else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    options = [cv2.IMWRITE_JPEG_QUALITY, int(quality), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, int(sampling)]
    written, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), options)
    if not written:
        raise ValueError("the picture could not be written as JPEG")
    return bytes(data)


def jpeg(rgb: Pixels, quality: int, subsampling: bool = True) -> Pixels:
    """What is left of a picture after JPEG."""
    data = np.frombuffer(jpeg_bytes(rgb, quality, subsampling), dtype=np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if decoded is None:
        raise ValueError("the JPEG could not be read back")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def resize(rgb: Pixels, height: int, width: int) -> Pixels:
    """Resize sRGB in linear light: by area where it gets smaller, cubic where it gets larger."""
    return to_srgb(resize_linear(to_linear(rgb), height, width))


def resize_linear(linear: Floats, height: int, width: int) -> Floats:
    """Resize linear RGB or a field: by area where it gets smaller, cubic where it gets larger."""
    tall, wide = linear.shape[:2]
    smaller = (min(width, wide), min(height, tall))
    sized = linear
    if smaller != (wide, tall):
        sized = floats(cv2.resize(sized, smaller, interpolation=cv2.INTER_AREA))
    if smaller != (width, height):
        sized = floats(cv2.resize(sized, (width, height), interpolation=cv2.INTER_CUBIC))
    return sized


def warp(linear: Floats, matrix: Matrix, height: int, width: int) -> Floats:
    """Move linear RGB or a field by a 2 x 3 affine matrix (source to output pixels) into height x width.

    What gets smaller is first reduced by area, so nothing aliases. Beyond its edges the source goes on with its last
    pixels.
    """
    tall, wide = linear.shape[:2]
    shrink_x = min(1.0, math.hypot(matrix[0, 0], matrix[1, 0]))
    shrink_y = min(1.0, math.hypot(matrix[0, 1], matrix[1, 1]))
    small_wide, small_tall = max(1, round(wide * shrink_x)), max(1, round(tall * shrink_y))
    source, moved = linear, np.array(matrix, dtype=np.float64)
    if (small_wide, small_tall) != (wide, tall):
        source = floats(cv2.resize(source, (small_wide, small_tall), interpolation=cv2.INTER_AREA))
        step_x, step_y = wide / small_wide, tall / small_tall
        moved[:, 2] += moved[:, 0] * (step_x - 1) / 2 + moved[:, 1] * (step_y - 1) / 2
        moved[:, 0] *= step_x
        moved[:, 1] *= step_y
    output = cv2.warpAffine(source, moved, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return floats(output)


def turn(height: int, width: int, degrees: float) -> Matrix:
    """The matrix of a turn about the picture's middle; positive is clockwise as seen."""
    middle = ((width - 1) / 2, (height - 1) / 2)
    return np.asarray(cv2.getRotationMatrix2D(middle, -degrees, 1.0), dtype=np.float64)


def stretch(height: int, width: int, across: float, down: float) -> Matrix:
    """The matrix that stretches about the picture's middle by two factors."""
    cx, cy = (width - 1) / 2, (height - 1) / 2
    return np.array([[across, 0.0, cx - across * cx], [0.0, down, cy - down * cy]])


def after(first: Matrix, second: Matrix) -> Matrix:
    """The matrix of `first` and then `second`."""
    square = np.vstack([first, [0.0, 0.0, 1.0]])
    product: Matrix = np.vstack([second, [0.0, 0.0, 1.0]]) @ square
    return product[:2]

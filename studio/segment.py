"""The published selfie_multiclass model: which pixel is background, hair, skin, clothes.

The only module of the studio that needs mediapipe; it is imported when it is first used, so everything else works
without it. The model is Google's selfie_multiclass_256x256.tflite (Apache License 2.0); its bytes are the caller's.
"""

from __future__ import annotations

import cv2
import numpy as np

from studio.colour import Floats, Pixels, floats

BACKGROUND, HAIR, BODY_SKIN, FACE_SKIN, CLOTHES, OTHER = range(6)
"""The model's classes, in its order. OTHER is hats, glasses, bags."""


def class_masks(rgb: Pixels, model: bytes) -> Floats:
    """Confidences 0..1 of the six classes, height x width x 6, for an sRGB picture, height x width x 3.

    The model sees 256 x 256, so it runs twice: on the whole picture, then on a square round the head, where hair needs
    the finer grid; the second result is blended in with a soft edge.
    """
    # Imported here, so that everything else in the studio works without mediapipe.
    from mediapipe import Image, ImageFormat  # noqa: PLC0415
    from mediapipe.tasks.python.core.base_options import BaseOptions  # noqa: PLC0415
    from mediapipe.tasks.python.vision.image_segmenter import ImageSegmenter, ImageSegmenterOptions  # noqa: PLC0415

    options = ImageSegmenterOptions(
        base_options=BaseOptions(model_asset_buffer=model), output_confidence_masks=True, output_category_mask=False
    )
    with ImageSegmenter.create_from_options(options) as segmenter:

        def run(square: Pixels) -> Floats:
            small = cv2.resize(square, (256, 256), interpolation=cv2.INTER_AREA)
            found = segmenter.segment(Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(small)))
            planes = np.stack([np.squeeze(mask.numpy_view()) for mask in found.confidence_masks], axis=-1)
            sized = cv2.resize(planes.astype(np.float32), square.shape[1::-1], interpolation=cv2.INTER_CUBIC)
            return floats(np.clip(sized, 0.0, 1.0))

        masks = run(rgb)
        box = _head_square(masks)
        if box is not None:
            left, top, right, bottom = box
            near = run(np.ascontiguousarray(rgb[top:bottom, left:right]))
            weight = _soft_window(bottom - top, right - left)[..., None]
            part = masks[top:bottom, left:right]
            masks[top:bottom, left:right] = part + weight * (near - part)
    return masks


def _head_square(masks: Floats) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of a square round hair and face with a third to spare, or None if there is no head."""
    height, width = masks.shape[:2]
    head = (masks[..., HAIR] + masks[..., FACE_SKIN]) > 0.5
    count, _, stats, _ = cv2.connectedComponentsWithStats(head.astype(np.uint8))
    if count < 2:
        return None
    left, top, wide, high, _ = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]
    side = int(min(max(wide, high) * 1.35, height, width))
    if side < 32 or side > 0.95 * min(height, width):
        return None
    x = int(np.clip(left + wide / 2 - side / 2, 0, width - side))
    y = int(np.clip(top + high / 2 - side / 2, 0, height - side))
    return x, y, x + side, y + side


def _soft_window(height: int, width: int) -> Floats:
    """A field that is 1 inside and runs to 0 over the outer tenth."""

    def ramp(size: int) -> Floats:
        distance = np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.1 * size)
        return floats(np.clip(distance, 0.0, 1.0))

    field: Floats = np.minimum(ramp(height)[:, None], ramp(width)[None, :])
    return field

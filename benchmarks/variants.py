"""What accuracy costs: crown and sides against hand labels, and milliseconds of one core, for each way to
find the head's outline.  `python benchmarks/variants.py --portraits DIR`.

The ways: either person mask alone, either refined against colours, and what photocheck does, which is the
cheap mask refined, and the dear one only where that leaves a doubt.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.forms import Portrait, load_portraits, person_of, taken

from photocheck.detect.detector import ModelDetector
from photocheck.layout import framing
from photocheck.pixels.windows import resized
from photocheck.types import Framing, Landmarks, PartClass, Photo

SIDES = ("head_left_x", "head_right_x")
FORMS = ("as is", "192 px", "tight", "even", "shadow", "bright cloth", "noise")


def unrefined(window, inside, person, head):  # the same shape as refine()
    mask = np.clip(resized(person, window.shape[0], window.shape[0]), 0, 1).astype(np.float32)
    return mask, np.ones_like(mask)


def ways(detector: ModelDetector) -> dict[str, Callable[[Landmarks], Framing]]:
    def alone(landmarks: Landmarks) -> Framing:
        with patch.object(framing, "refine", unrefined):
            return framing.frame(landmarks)

    def slow(landmarks: Landmarks) -> Landmarks:
        seen = detector.with_class_map(landmarks)
        return replace(seen, person=1 - seen.class_map[PartClass.BACKGROUND], class_map=None)

    def ours(landmarks: Landmarks) -> Framing:
        found = framing.frame(landmarks)
        return framing.frame(detector.with_class_map(landmarks)) if found.unsettled else found

    return {
        "selfie mask alone": alone,
        "selfie mask, refined": framing.frame,
        "multiclass mask alone": lambda landmarks: alone(slow(landmarks)),
        "multiclass mask, refined": lambda landmarks: framing.frame(slow(landmarks)),
        "photocheck": ours,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portraits", type=Path, default=Path(__file__).parents[2] / "shared" / "portraits")
    portraits: list[Portrait] = load_portraits(parser.parse_args().portraits)
    cv2.setNumThreads(1)
    detector = ModelDetector()
    seen = []
    for portrait in portraits:
        person = person_of(portrait)
        for form in FORMS:
            if form in {"as is", "192 px", "tight"} or person is not None:
                picture = taken(portrait, person, form)
                seen.append((portrait, form, picture, detector.detect(Photo("", picture.rgb))))
    detector.with_class_map(seen[0][3])
    print(f"{'':26} crown mean / p90     sides mean / p90, worst     ms   (% of head height; {len(seen)} pictures)")
    for name, way in ways(detector).items():
        crowns, sides, spent = [], [], []
        for portrait, _, picture, landmarks in seen:
            start = time.process_time()
            found = way(landmarks)
            spent.append(1000 * (time.process_time() - start))
            height = picture.labels.height
            if "crown_y" in portrait.certain and found.crown_y is not None:
                crowns.append(100 * abs(found.crown_y - picture.labels.crown_y) / height)
            for side in SIDES:
                label = getattr(picture.labels, side)
                if side in portrait.certain and 0 <= label <= picture.rgb.shape[1] and getattr(found, side) is not None:
                    sides.append(100 * abs(getattr(found, side) - label) / height)
        print(
            f"{name:26} {np.mean(crowns):5.2f} / {np.percentile(crowns, 90):4.2f}"
            f"         {np.mean(sides):5.2f} / {np.percentile(sides, 90):4.2f}, {np.max(sides):4.1f}"
            f"        {np.mean(spent):6.1f}"
        )
    detector.close()


if __name__ == "__main__":
    main()

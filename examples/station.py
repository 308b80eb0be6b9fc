"""A capture station: what to change is said before the shutter, and one key takes the photo.

    python examples/station.py --number 430102191001 --tree out                     # the first camera
    python examples/station.py --number 430102191001 --tree out --camera 1
    python examples/station.py --frames samples/camera                              # a folder of frames instead

The camera's window shows the crop as it would be taken, green where the photo would pass.  Space takes it, Esc ends.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

import photocheck

GREEN, RED = (60, 160, 0), (60, 40, 220)


def camera_frames(index: int) -> Iterator[Any]:
    """Frames of a camera as RGB: OpenCV gives BGR, photocheck takes RGB."""
    camera = cv2.VideoCapture(index)
    if not camera.isOpened():
        sys.exit(f"Camera {index} cannot be opened.")
    try:
        while True:
            got, frame = camera.read()
            if not got:
                return
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
    finally:
        camera.release()


def folder_frames(folder: Path) -> Iterator[Any]:
    """Pictures of a folder in the order of their names, as a camera would have given them."""
    for path in sorted(folder.iterdir()):
        with Image.open(path) as picture:
            yield np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))


def advice(report: photocheck.Report) -> str:
    """What to change first, or nothing."""
    told = [*report.failures, *report.warnings]
    return told[0].hint.zh if told else ""


def show(frame: Any, report: photocheck.Report) -> int:
    """Draw the crop on the frame and show it; the key that was pressed, or -1."""
    view = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    if report.crop is not None:
        crop = report.crop
        colour = RED if report.failures else GREEN
        cv2.rectangle(view, (int(crop.x0), int(crop.y0)), (int(crop.x1), int(crop.y1)), colour, 3)
    cv2.imshow("photocheck", view)
    return cv2.waitKey(1)


def at_camera(checker: photocheck.Checker, index: int, number: str, tree: Path) -> int:
    """Live view until a photo is taken; 0 when one was."""
    said = None
    for frame in camera_frames(index):
        report = checker.preview(frame)
        if advice(report) != said:  # a line only when something changes
            said = advice(report)
            print(said or "可以拍摄。")
        key = show(frame, report)
        if key == 27:
            return 1
        if key == ord(" ") and not report.failures:
            taken = checker.process(frame, number=number, tree=tree)
            if taken.output is not None:
                print(taken.output)
                return 0
            print(taken.error.message.zh if taken.error is not None else advice(taken))
    return 1


def over_folder(checker: photocheck.Checker, folder: Path) -> int:
    """What would be said of each frame; 0 when each could be taken."""
    worst = 0
    for number, frame in enumerate(folder_frames(folder), start=1):
        report = checker.preview(frame)
        worst |= bool(report.failures)
        print(f"{number}: {report.verdict}  {advice(report)}")
    return worst


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--profile", default="zikao")
    options.add_argument("--camera", type=int, default=0)
    options.add_argument("--frames", type=Path, help="a folder of pictures instead of a camera")
    options.add_argument("--number", help="the candidate's number")
    options.add_argument("--tree", type=Path, help="where the photo is filed")
    chosen = options.parse_args()
    with photocheck.Checker(chosen.profile) as checker:
        if chosen.frames is not None:
            return over_folder(checker, chosen.frames)
        if chosen.number is None or chosen.tree is None:
            options.error("a camera needs --number and --tree")
        return at_camera(checker, chosen.camera, chosen.number, chosen.tree)


if __name__ == "__main__":
    sys.exit(main())

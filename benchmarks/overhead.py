"""What a check costs beyond decoding and the models themselves: python benchmarks/overhead.py

Everything is timed in one run on the same photos and given as ratios of processor time: seconds depend on the machine,
these hardly do, also on a busy one.  The models are timed inside the run of ``Checker.check`` that they belong to, by
wrapping their calls.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import photocheck
from photocheck.detect import mediapipe, opencv
from photocheck.io import encode, source

SAMPLES = Path(__file__).parents[1] / "samples"
ROUNDS = 15


class Clock:
    """Seconds spent inside wrapped calls."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return call(*arguments, **options)
            finally:
                self.seconds += time.process_time() - start

        return timed


@contextmanager
def wrapped(clock: Clock) -> Iterator[None]:
    """Decoding and model calls report to the clock."""
    places = [(source, "decode"), (encode, "decode"), (mediapipe.FaceMesh, "find"), (mediapipe.Segmenter, "segment"),
              (opencv.FaceFinder, "find")]  # fmt: skip
    kept = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name, call in kept:
        setattr(owner, name, clock.around(call))
    try:
        yield
    finally:
        for owner, name, call in kept:
            setattr(owner, name, call)


def share(work: Callable[[], object]) -> tuple[float, float]:
    """Median processor seconds of the whole, and its median ratio to decoding and models in the same call."""
    wholes, ratios = [], []
    for _ in range(ROUNDS):
        clock = Clock()
        with wrapped(clock):
            start = time.process_time()
            work()
            whole = time.process_time() - start
        wholes.append(whole)
        ratios.append(whole / clock.seconds)
    return statistics.median(wholes), statistics.median(ratios)


def start_of(*arguments: str) -> float:
    """Median seconds from calling a command to its end."""
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "photocheck", *arguments], check=False, capture_output=True)  # noqa: S603 - our own command
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    finished, camera = SAMPLES / "pass" / "430101191001.JPG", SAMPLES / "camera" / "430101191001.JPG"
    large = Image.open(camera).resize((2400, 3200), Image.Resampling.LANCZOS)
    large.save("build/12-megapixels.jpg", quality=92)
    frame = np.asarray(Image.open(camera))
    with photocheck.Checker("zikao") as checker:
        jobs: dict[str, Callable[[], object]] = {
            "check, 144 x 192": lambda: checker.check(finished),
            "process, 480 x 640": lambda: checker.process(camera, number="430101191001"),
            "process, 2400 x 3200": lambda: checker.process("build/12-megapixels.jpg", number="430101191001"),
            "preview of a 480 x 640 frame": lambda: checker.preview(frame),
        }
        for job in jobs.values():
            job()
        rows = {name: share(job) for name, job in jobs.items()}
    unit = rows["check, 144 x 192"][0]
    print("| what | time, check of a finished photo = 1 | whole / (decoding + models) |")
    print("|---|---|---|")
    for name, (seconds, ratio) in rows.items():
        print(f"| {name} | {seconds / unit:.2f} | {ratio:.2f} |")
    print(f"\none check of a finished photo here: {1000 * unit:.0f} ms of processor time")
    bare = statistics.median(_python_alone() for _ in range(5))
    print(f"photocheck --help / starting Python alone: {start_of('--help') / bare:.1f}")


def _python_alone() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    Path("build").mkdir(exist_ok=True)
    main()

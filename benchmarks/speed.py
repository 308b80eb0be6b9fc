"""How fast folders go, as ratios measured in one run: `python benchmarks/speed.py [PART...]`.

Parts: check, process, beside, many, memory; all by default.  Inputs are built in a temporary folder from
the samples: finished photos as they are, camera photos enlarged to 12 megapixels with grain.  docs/speed.md
keeps the last tables and says what they mean.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import photocheck
from photocheck import pipeline
from photocheck.batch import Selection, check_folder, process_folder, worker_count
from photocheck.batch.pool import Workers
from photocheck.detect.quiet import quiet
from photocheck.io.read import decode
from photocheck.layout.fineness import first_size
from photocheck.pixels.windows import sampled
from photocheck.profile.rules import Profile
from photocheck.results import Report

SAMPLES = Path(__file__).parents[1] / "samples"
CORES = worker_count(None)
ROUNDS = 3


# ----------------------------------------------------------------------------------------- inputs


def finished_photos(folder: Path, count: int) -> list[Path]:
    """The passing samples of the default profile, each many times under numbers of its own."""
    folder.mkdir()
    good = [p for p in sorted((SAMPLES / "pass").glob("*.JPG")) if Image.open(p).size == (144, 192)]
    paths = [folder / f"{430102190000 + n}.JPG" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_bytes(good[n % len(good)].read_bytes())
    return paths


def camera_photos(folder: Path, count: int) -> list[Path]:
    """The camera samples at 3000 x 4000 with grain, JPEG quality 92."""
    folder.mkdir()
    chance = np.random.default_rng(7)
    sources = [Image.open(path).convert("RGB") for path in sorted((SAMPLES / "camera").glob("*.JPG"))]
    paths = [folder / f"{430102190000 + n}.JPG" for n in range(count)]
    for n, path in enumerate(paths):
        large = np.asarray(sources[n % len(sources)].resize((3000, 4000), Image.Resampling.LANCZOS), np.float32)
        grain = cv2.resize(chance.normal(0, 5, (1000, 750, 3)).astype(np.float32), (3000, 4000))
        grain += np.tile(chance.normal(0, 3, (500, 500, 3)).astype(np.float32), (8, 6, 1))
        Image.fromarray(np.clip(large + grain, 0, 255).astype(np.uint8)).save(path, quality=92)
    return paths


# ------------------------------------------------------------------------------------------ rates


def rate(results: Iterable[object]) -> float:
    """Results a second from the first to the last: what loads once, loads before the first."""
    times = [time.perf_counter() for _ in results]
    return (len(times) - 1) / (times[-1] - times[0])


def bare(size: tuple[int, int] | None = None) -> Callable[[Path], None]:
    """Decode, then each model once on a picture of the size that it wants: no work of ours at all.

    :param size: what a camera photo need be decoded at, at least.
    """
    from photocheck.detect.detector import model_file  # noqa: PLC0415 - the same model files
    from photocheck.detect.mediapipe import FaceMesh, Segmenter  # noqa: PLC0415 - as above
    from photocheck.detect.opencv import FaceFinder  # noqa: PLC0415 - as above

    cv2.setNumThreads(1)
    with quiet():
        finder = FaceFinder(model_file("face_detection_yunet_2023mar.onnx"))
        mesh, person = FaceMesh(model_file("face_landmarker.task")), Segmenter(model_file("selfie_segmenter.tflite"))

    def one(path: Path) -> None:
        pixels = decode(path.read_bytes(), path.name, size).pixels
        small = sampled(pixels, 256, 256)
        finder.find(pixels)
        mesh.find(small)
        person.segment(small)

    return one


def bare_worker(paths: list[Path]) -> None:
    """One of the bare loops: loads, says so, waits for a line, and says its rate."""
    one = bare()
    one(paths[0])
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    for path in paths:
        one(path)
    print(len(paths) / (time.perf_counter() - start))


def bare_loops(paths: list[Path], loops: int) -> float:
    """Photos a second of so many processes side by side that only decode and run the models."""
    running = [
        subprocess.Popen(  # noqa: S603 - our own loop
            [sys.executable, __file__, "bare-worker", *map(str, paths[n::loops])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for n in range(loops)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return sum(float(process.communicate()[0]) for process in running)


def part_check(folder: Path, count: int) -> None:
    """Finished photos: N workers against N bare loops, one after the other, so that a busy machine hits both."""
    paths = finished_photos(folder / "finished", count)
    _processor_time(paths[: count // 2])
    for workers in sorted({1, CORES}):
        ratios, rates = [], []
        for _ in range(ROUNDS):
            bare = bare_loops(paths, workers)
            ours = rate(check_folder(folder / "finished", jobs=workers))
            rates.append((ours, bare))
            ratios.append(ours / bare)
        ours, bare = (statistics.median(r[k] for r in rates) for k in (0, 1))
        print(
            f"| check, {workers} worker(s) / as many bare loops | {ours:.1f} / {bare:.1f} photos/s"
            f" | {statistics.median(ratios):.2f} |"
        )


def _processor_time(paths: list[Path]) -> None:
    """The same ratio in processor time, photo by photo in turn: it holds on a busy machine too."""
    one, checker = bare(), photocheck.Checker("zikao")
    spent = {"bare": 0.0, "ours": 0.0}
    for n, path in enumerate([paths[0], paths[0], *paths]):
        for name, do in (("bare", one), ("ours", checker.check)):
            start = time.process_time()
            do(path)
            spent[name] += (time.process_time() - start) * (n > 1)
    ours, alone = (1000 * spent[name] / len(paths) for name in ("ours", "bare"))
    ratio = f"{alone / ours:.2f}"
    print(f"| check / decode and models alone, processor time | {ours:.0f} / {alone:.0f} ms a photo | {ratio} |")


# ---------------------------------------------------------------------------------------- process


@contextmanager
def full_decode() -> Iterator[None]:
    """Camera photos decoded in full, everything else as it is."""
    pipeline.first_size = _all_there_is
    try:
        yield
    finally:
        pipeline.first_size = first_size


def _all_there_is(profile: Profile) -> tuple[int, int]:
    return 1_000_000, 1_000_000


def part_process(folder: Path, count: int) -> None:
    """12-megapixel photos one by one, in turn after a full and a reduced decode."""
    paths = camera_photos(folder / "camera", count)
    cv2.setNumThreads(1)
    checker = photocheck.Checker("zikao")
    alone = bare(first_size(checker.profile))
    seconds = {"bare": 0.0, "full": 0.0, "reduced": 0.0}
    reports: dict[str, list[Report]] = {"full": [], "reduced": []}
    for path in [paths[0], *paths]:  # the first warms up
        data = path.read_bytes()
        start = time.process_time()
        alone(path)
        seconds["bare"] += time.process_time() - start
        for way in ("full", "reduced"):
            start = time.process_time()
            if way == "full":
                with full_decode():
                    report = checker.process(data, number=path.stem)
            else:
                report = checker.process(data, number=path.stem)
            seconds[way] += time.process_time() - start
            reports[way].append(report)
    gain = seconds["full"] / seconds["reduced"]
    pairs = list(zip(reports["full"], reports["reduced"], strict=True))
    same = sum(a.verdict is b.verdict for a, b in pairs)
    moved = [
        abs(one[key] - other[key])
        for one, other in ((a.measurements.to_dict(), b.measurements.to_dict()) for a, b in pairs)
        for key in one
        if key.endswith("_ratio") and None not in {one[key], other[key]}
    ]
    once = [1000 * s / len(pairs) for s in (seconds["reduced"], seconds["bare"])]
    each = [1000 * s / len(pairs) for s in (seconds["reduced"], seconds["full"])]
    print(
        f"| process / reduced decode and models once, alone (CPU time) | {once[0]:.0f} / {once[1]:.0f} ms a photo"
        f" | {once[1] / once[0]:.2f} |"
    )
    print(f"| process, reduced / full decode (CPU time) | {each[0]:.0f} / {each[1]:.0f} ms a photo | {gain:.2f} |")
    print(
        f"| ... same verdict; ratios moved, median and most | {same} of {len(pairs)};"
        f" {100 * statistics.median(moved):.2f} and {100 * max(moved):.2f} % | |"
    )


# ----------------------------------------------------------------------------------------- beside


def plain_script() -> Callable[[Path], object]:
    """What most people would write: full decode, MediaPipe on the whole photo, crop by points and mask."""
    from photocheck.detect.detector import model_file  # noqa: PLC0415 - the same model files
    from photocheck.detect.mediapipe import FaceMesh, Segmenter  # noqa: PLC0415 - as above

    mesh, person = FaceMesh(model_file("face_landmarker.task")), Segmenter(model_file("selfie_segmenter.tflite"))

    def one(path: Path) -> object:
        image = Image.open(path).convert("RGB")
        pixels = np.asarray(image)
        seen = mesh.find(pixels)
        if seen is None:
            return None
        mask = person.segment(cv2.resize(pixels, (256, 256)))[0]
        rows = np.flatnonzero((mask > 0.5).any(1))
        top, chin = rows[0] * image.height / 256, seen[0][152][1]
        scale = 0.7 * 192 / (chin - top)
        x0, y0 = seen[0][1][0] - 72 / scale, top - 19.2 / scale
        box = (x0, y0, x0 + 144 / scale, y0 + 192 / scale)
        return image.crop(tuple(map(int, box))).resize((144, 192), Image.Resampling.LANCZOS)

    return one


def autocrop_script() -> Callable[[Path], object] | None:
    """The PyPI package autocrop (pip install --no-deps autocrop: its own OpenCV would clash with ours)."""
    try:
        from autocrop import Cropper  # noqa: PLC0415 - only for this comparison
    except ImportError:
        return None
    cropper = Cropper(width=144, height=192)
    return lambda path: cropper.crop(str(path))


def part_beside(folder: Path, count: int) -> None:
    """The same 12-megapixel photos through what a user would pick instead, one process each."""
    paths = camera_photos(folder / "beside", count)
    cv2.setNumThreads(1)
    checker = photocheck.Checker("zikao")
    others: dict[str, Callable[[Path], object] | None] = {
        "photocheck": lambda path: checker.process(path.read_bytes(), number=path.stem),
        "plain script": plain_script(),
        "autocrop": autocrop_script(),
    }
    spent = {name: 0.0 for name, do in others.items() if do is not None}
    for n, path in enumerate([paths[0], *paths]):
        for name, do in others.items():
            if do is not None:
                start = time.process_time()
                do(path)
                spent[name] += (time.process_time() - start) * (n > 0)  # the first warms up
    for name, seconds in spent.items():
        each = 1000 * seconds / len(paths)
        print(f"| {name}, processor time | {each:.0f} ms a photo | {seconds / spent['photocheck']:.2f} |")
    tree = folder / "tree"
    ours = rate(process_folder(folder / "beside", tree=tree, jobs=CORES))
    print(f"| photocheck process -j {CORES}, written and journaled | {ours:.1f} photos/s | |")
    again = time.perf_counter()
    list(process_folder(folder / "beside", tree=tree, jobs=CORES))
    print(f"| ... the same again, nothing new | {len(paths) / (time.perf_counter() - again):.0f} photos/s | |")


# ------------------------------------------------------------------------------------ many, memory


def part_many(folder: Path, count: int) -> None:
    """Time to the first verdict and cost a photo with few and very many files in one folder."""
    tiny = io.BytesIO()
    Image.new("RGB", (16, 16)).save(tiny, "JPEG")
    for many in (100, 100_000):
        place = folder / f"many{many}"
        place.mkdir()
        for n in range(many):
            (place / f"{430100000000 + n}.JPG").write_bytes(tiny.getvalue())
        start = time.perf_counter()
        command = [sys.executable, "-m", "photocheck", "check", place, "-f", "jsonl", "--fail-fast", "--select", "file"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        quietly = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": environment}
        with subprocess.Popen(command, **quietly) as process:  # noqa: S603 - our own command
            assert process.stdout is not None
            process.stdout.readline()
            first = time.perf_counter() - start
            lines = 1 + sum(1 for _ in process.stdout)
        each = (time.perf_counter() - start - first) / (lines - 1)
        print(f"| {many} files in one folder | first verdict {first:.1f} s | then {1000 * each:.2f} ms a file |")


def part_memory(folder: Path, count: int) -> None:
    """Resident memory of the workers and of the process that gives the work, along a long run."""
    many = 20 * count
    finished_photos(folder / "memory", many)
    started: list[Workers] = []
    submit = Workers.submit

    def watched(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        started.append(self) if not started else None
        return submit(self, fn, *args, **kwargs)

    Workers.submit = watched  # type: ignore[method-assign]
    try:
        for n, _ in enumerate(check_folder(folder / "memory", selection=Selection(), jobs=CORES), start=1):
            if n in {many // 10, many // 2, many - 20}:
                pids = [process.pid for process in started[0]._processes]  # noqa: SLF001 - to watch from outside
                sizes = " ".join(f"{resident(pid):.0f}" for pid in pids)
                print(f"| after {n} photos | workers {sizes} MB | parent {resident(os.getpid()):.0f} MB |")
    finally:
        Workers.submit = submit  # type: ignore[method-assign]


def resident(pid: int) -> float:
    """Megabytes of a process in memory (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


PARTS = {
    "check": (part_check, 200),
    "process": (part_process, 18),
    "beside": (part_beside, 18),
    "many": (part_many, 0),
    "memory": (part_memory, 100),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="times as many photos")
    if sys.argv[1:2] == ["bare-worker"]:
        bare_worker([Path(path) for path in sys.argv[2:]])
        return
    options = parser.parse_args()
    for name in options.parts or PARTS:
        part, count = PARTS[name]
        print(f"\n## {name}\n| what | measured | ratio |\n|---|---|---|", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder), round(count * options.scale))


if __name__ == "__main__":
    main()

"""How candidates as they really are get judged: `python benchmarks/people.py DIR --tables TABLES`

DIR holds photos in folders by kind (`id_blue/`, `id_white/`, `camera/` and so on); TABLES holds `labels.csv`,
hand labels in the form of the labelled portraits', and `judged.csv`: file, check, should (pass, complain, either;
"pass for PROFILE" counts for that profile alone).  The photos are private people's, so nothing of them is printed but
numbers, and none are part of this project.  Prints, as Markdown: the error of the lengths; alarms of the face and light
checks, by what reviewers say of them; pitch by kind; the cast by how far eyes open; which maps were made; the
processor time of a check of the framed photos against decoding and the three models alone.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.forms import LENGTHS, LOOSE, TOLERANCE

import photocheck
from photocheck.checks.expression import eyes as openness
from photocheck.checks.glance import Look, glance_of
from photocheck.detect.detector import ModelDetector
from photocheck.io.read import decode
from photocheck.layout.crop import cut_out
from photocheck.layout.framing import frame
from photocheck.pixels.windows import sampled
from photocheck.types import Photo, Pixels, Verdict

FINISHED = "id_"
"""Folders of ID photos begin so."""
OPENINGS = (0.0, 0.2, 0.25, 0.3, 1.0)
ROUNDS = 3
NUMBER = "430102191001"
Judged = dict[tuple[str, str], str]


def photos(folder: Path) -> dict[str, Path]:
    """Kind and name -> path of every photo."""
    found = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    return {path.relative_to(folder).as_posix(): path for path in found}


def judged(tables: Path, profile: str) -> Judged:
    """(file, check) -> what a reviewer says of an alarm under this profile."""
    with (tables / "judged.csv").open(encoding="utf-8") as file:
        rows = [(row["file"], row["check"], row["should"]) for row in csv.DictReader(file)]
    words = {f"pass for {profile}": "pass"}
    return {(file, check): words.get(should, should) for file, check, should in rows}


def print_lengths(reports: dict[str, photocheck.Report], tables: Path) -> None:
    errors: dict[str, list[float]] = defaultdict(list)
    with (tables / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            report = reports.get(row["file"])
            if report is None or not row["crown_y"] or not row["chin_y"]:
                continue
            head = float(row["chin_y"]) - float(row["crown_y"])
            for length in LENGTHS:
                sure = length not in TOLERANCE or float(row[f"{TOLERANCE[length]}_tol_px"] or "inf") <= LOOSE * head
                found = getattr(report.measurements, length)
                if row[length] and sure and found is not None:
                    errors[length].append(100 * (found - float(row[length])) / head)
    print("| length | n | bias | mean | 90th | max | (% of head height)\n|---|---|---|---|---|---|")
    for length, some in errors.items():
        size = np.abs(some)
        print(
            f"| {length} | {len(some)} | {np.mean(some):+.2f} | {size.mean():.2f} | {np.percentile(size, 90):.2f} |"
            f" {size.max():.1f} |"
        )


def print_alarms(reports: dict[str, photocheck.Report], said: Judged) -> None:
    """Fails and warnings of face and light; wrong is what a reviewer calls so, or has not spoken of."""
    for title, chosen in (
        ("ID photos", {name: r for name, r in reports.items() if name.startswith(FINISHED)}),
        ("all others", {name: r for name, r in reports.items() if not name.startswith(FINISHED)}),
    ):
        found: dict[str, Counter[str]] = defaultdict(Counter)
        wrong = set()
        for name, report in chosen.items():
            for finding in report.findings:
                if finding.family in {"face", "light"} and finding.verdict is not Verdict.PASS:
                    opinion = said.get((name, finding.check), "nothing said")
                    found[finding.check][f"{finding.counts_as}, {opinion}"] += 1
                    if finding.counts_as is Verdict.FAIL and opinion in {"pass", "nothing said"}:
                        wrong.add(name)
        print(f"\n{title}: {len(chosen)}; with a failure of face or light that no reviewer shares: {len(wrong)}\n")
        for check, counts in sorted(found.items()):
            print(f"- {check}: {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}")
    kept = {key: reports[key[0]] for key, should in said.items() if should == "complain" and key[0] in reports}
    lost = [check for (_, check), r in kept.items() if not any(f.check == check for f in (*r.failures, *r.warnings))]
    print(f"\nAlarms that reviewers want: {len(kept)}, of them not raised: {', '.join(lost) or 'none'}")


def print_angles(reports: dict[str, photocheck.Report]) -> None:
    kinds: dict[str, list[float]] = defaultdict(list)
    for name, report in reports.items():
        if report.measurements.pitch is not None:
            kinds[name.partition("/")[0]].append(report.measurements.pitch)
    print("\n| kind | n | pitch: 5th | median | 95th percentile |\n|---|---|---|---|---|")
    for kind, some in kinds.items():
        low, middle, high = np.percentile(some, (5, 50, 95))
        print(f"| {kind} | {len(some)} | {low:.1f} | {middle:.1f} | {high:.1f} |")


def print_cast(reports: dict[str, photocheck.Report], opening: dict[str, float]) -> None:
    print("\n| eyes open (least of the two) | n | cast: median | warned of | failed |\n|---|---|---|---|---|")
    findings = {
        name: finding
        for name, report in reports.items()
        for finding in report.findings
        if finding.check == "light.cast" and isinstance(finding.value, float)
    }
    for low, high in itertools.pairwise(OPENINGS):
        some = [finding for name, finding in findings.items() if low <= opening.get(name, -1.0) < high]
        if some:
            verdicts = Counter(finding.verdict for finding in some)
            middle = statistics.median(float(finding.value) for finding in some if isinstance(finding.value, float))
            print(
                f"| {low:g} to {high:g} | {len(some)} | {middle:.1f} | {verdicts[Verdict.WARN]} |"
                f" {verdicts[Verdict.FAIL]} |"
            )


def print_looks(detector: ModelDetector, framed: dict[str, bytes]) -> None:
    """Which maps the pipeline makes of the framed photos."""
    made: Counter[str] = Counter()
    for data in framed.values():
        landmarks = detector.detect(decode(data, f"{NUMBER}.JPG"))
        framing = frame(landmarks)
        glance = None if framing is None else glance_of(landmarks, framing)
        if framing is None or glance is None:
            continue
        look = Look.FINE if framing.vague else glance.look()
        if look is Look.NONE and framing.unsettled:
            look = Look.COARSE
        if look is Look.COARSE:
            class_map = detector.with_class_map(landmarks, coarse=True).class_map
            if class_map is not None and glance.covered(class_map):
                look = Look.FINE
        made[look.value] += 1
    print(f"\nClass maps made of {sum(made.values())} framed ID photos: {dict(made)}")


def print_cost(detector: ModelDetector, framed: dict[str, bytes], profile: str) -> None:
    """Both in turn on each photo, the least of some rounds each, so that a busy machine hits both."""
    ours, bare = [], []
    with photocheck.Checker(profile) as checker:
        for data in framed.values():
            best = [float("inf"), float("inf")]
            checker.check(data, name=f"{NUMBER}.JPG")
            for _ in range(ROUNDS):
                for place, work in enumerate((_checked, _bare)):
                    start = time.process_time()
                    work(checker, detector, data)
                    best[place] = min(best[place], time.process_time() - start)
            ours.append(best[0])
            bare.append(best[1])
    print(
        f"\nProcessor time of a check: {1000 * np.mean(ours):.1f} ms, of decoding, YuNet, mesh and person mask alone"
        f" {1000 * np.mean(bare):.1f} ms: {np.sum(ours) / np.sum(bare):.2f} times; the median photo"
        f" {np.median(np.divide(ours, bare)):.2f} times"
    )


def _checked(checker: photocheck.Checker, detector: ModelDetector, data: bytes) -> None:
    checker.check(data, name=f"{NUMBER}.JPG")


def _bare(checker: photocheck.Checker, detector: ModelDetector, data: bytes) -> None:
    pixels = decode(data, f"{NUMBER}.JPG").pixels
    small = sampled(pixels, 256, 256)
    detector._finder.find(pixels)  # noqa: SLF001 - the models alone
    detector._mesh.find(small)  # noqa: SLF001 - as above
    detector._person.segment(small)  # noqa: SLF001 - as above


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--tables", type=Path, help="where labels.csv and judged.csv are; DIR by default")
    parser.add_argument("--profile", default="zikao-national")
    parser.add_argument("--no-cost", action="store_true", help="leave out the timing, which takes most of the time")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    tables = given.tables or given.folder
    profile = photocheck.load_profile(given.profile)
    detector = ModelDetector()
    reports, opening, framed = {}, {}, {}
    with photocheck.Checker(profile, detector=detector) as checker:
        for name, path in photos(given.folder).items():
            reports[name] = checker.check(path)
            rgb: Pixels = np.asarray(Image.open(path).convert("RGB"))
            faces = detector.detect(Photo("", rgb)).faces
            if faces and faces[0].points is not None:
                opening[name] = float(openness.measure(faces[0]))
            crop = checker.process(rgb, number=NUMBER).crop
            if name.startswith(FINISHED) and crop is not None:
                picture = cut_out(rgb, crop, profile.picture.width, profile.picture.height)
                file = io.BytesIO()
                Image.fromarray(picture).save(file, "JPEG", quality=85, dpi=(profile.encoding.dpi,) * 2)
                framed[name] = file.getvalue()
        print(f"{len(reports)} photos; profile {profile.id}\n")
        print_lengths(reports, tables)
        print_alarms(reports, judged(tables, profile.id))
        print_angles(reports)
        print_cast(reports, opening)
        print_looks(detector, framed)
        if not given.no_cost:
            print_cost(detector, framed, profile.id)


if __name__ == "__main__":
    main()

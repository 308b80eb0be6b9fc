"""Do the checks find what they are for, and nothing else?  `python benchmarks/checks.py --portraits DIR`

Clean photos are labelled portraits composed before modelled cloth under modelled lamps, in several ordinary
variants, and the same portraits as they are with the background ignored.  Each is then spoiled in one known way
(studio.faults) at four strengths; 2 is what a careful reviewer rejects.  All are made into the profile's picture,
encoded, and judged by `Checker.check`.  Prints, as Markdown, for each fault: the check that should find it, its
limit, how many clean photos it rejects, how many spoiled ones at each strength, and at strength 2 the
equal-error rate with the threshold's place; then false alarms by group, and what the checks cost.

`--rows FILE` keeps each picture's values, so that a run can be stopped, go on, and be made in slices; delete the
file when a check has changed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.forms import Portrait, load_portraits, person_of

import photocheck
from photocheck.detect.detector import ModelDetector
from photocheck.pipeline import Pipeline, stages_of
from photocheck import checks
from photocheck.checks import CHECKS, judge, measured, run_checks
from photocheck.checks.base import Check, NotAsked, Stage
from photocheck.errors import OutputError
from photocheck.io.encode import encode
from photocheck.io.read import decode
from photocheck.profile.rules import EncodingRules, Profile
from photocheck.types import Photo, Pixels, Value, Verdict
from studio import cloth, lamps
from studio.colour import Floats
from studio.cutout import CutOut
from studio.faults import FAULTS, fault
from studio.labels import Labels, move_points
from studio.scene import Scene, compose, person_alpha, recolour, station

SIZE = (640, 480)
HEAD = 500
"""Pixels that a portrait's head is reduced to: as many as the largest profile shows, so nothing is lost."""
STOPS = {"half a stop": 0.3, "less light": -0.4}
KELVIN = {"warmer lamps": 5200.0, "cooler lamps": 5900.0}
CLOTHS = (cloth.COTTON, cloth.PALE, cloth.REFERENCE)
SHIRTS = {
    "light-blue shirt": (120, 170, 215),
    "white shirt": (235, 235, 232),
    "black shirt": (30, 30, 34),
    "red shirt": (150, 40, 50),
}
CLEAN = ("plain", "half a stop", "less light", "more noise", "a little aside", "warmer lamps", "slight folds", *SHIRTS)
GROUPS = {
    "east asian": ("east_asian",), "black": ("black",), "west asian": ("west_asian",), "white": ("white ",),
    "beard": ("beard",), "long hair": ("long",), "bald": ("bald", "shaved"),
}  # fmt: skip
"""Words of the labels' notes; nobody in the shared portraits wears glasses."""
NAME = "430102191001.JPG"
Values = dict[str, tuple[Value | None, bool]]
"""Check id -> value, and whether the photo was found fault with."""
Key = tuple[str, float, int]
"""What was done to a photo, how strongly, and which variant of it."""
Row = tuple[str, str, float, int, Values]
"""Photo, its key, and the values."""


@cache
def loaded(profile: str) -> photocheck.Checker:
    cv2.setNumThreads(1)
    return photocheck.Checker(profile, detector=models())


@cache
def models() -> ModelDetector:
    """The models, loaded once a process."""
    return ModelDetector()


def reduced(portrait: Portrait, person: CutOut, points: Floats) -> tuple[CutOut, Labels, Floats]:
    """The person with a head of HEAD pixels, and the labels and mesh points with it."""
    scale = min(1.0, HEAD / portrait.labels.height)
    height, width = round(person.height * scale), round(person.width * scale)
    matrix = np.array([[width / person.width, 0.0, 0.0], [0.0, height / person.height, 0.0]])
    matrix[:, 2] = (matrix[[0, 1], [0, 1]] - 1) / 2
    parts = {
        name: cv2.resize(getattr(person, name), (width, height), interpolation=cv2.INTER_AREA)
        for name in ("foreground", "alpha", "clothes", "hair", "skin")
    }
    return replace(person, **parts), portrait.labels.moved(matrix), move_points(points, matrix)


def scene(person: CutOut, labels: Labels, points: Floats, rng: np.random.Generator, size: tuple[int, int]) -> Scene:
    return station(person, labels, rng, *size, CLOTHS[int(rng.integers(len(CLOTHS)))], landmarks=points)


def clean(good: Scene, form: str, rng: np.random.Generator) -> Pixels:
    """An ordinary photo, as stations differ."""
    return compose(ordinary(good, form, rng, cloth.PALE), rng).rgb


def ordinary(good: Scene, form: str, rng: np.random.Generator, colour: tuple[float, float, float]) -> Scene:
    """The scene in one of the forms in which stations differ; ``colour`` is the cloth's where it has folds."""
    camera = good.camera
    if form in SHIRTS:
        return replace(good, person=recolour(good.person, SHIRTS[form]))
    if form in STOPS:
        return replace(good, camera=replace(camera, stops=STOPS[form]))
    if form == "more noise":
        return replace(good, camera=replace(camera, shot=0.011))
    if form in KELVIN:
        red, green, blue = (float(gain) for gain in lamps.temperature(KELVIN[form]))
        return replace(good, camera=replace(camera, gains=(red, green, blue)))
    if form == "a little aside":
        side = (float(rng.choice([-0.7, 0.7])), -0.2, 0.7)
        return replace(good, light=replace(good.light, person=lamps.lit_from(shape_of(good), side, 0.08)))
    if form == "slight folds":
        return replace(good, cloth=cloth.cloth(*SIZE, rng, colour, 0.05, 0.0))
    return good


def shape_of(good: Scene) -> Floats:
    """A stand-in for the person's shape, see lamps.bulge."""
    return lamps.bulge(*SIZE, good.head, person_alpha(good))


def picture_of(rgb: Pixels, profile: Profile) -> bytes:
    """The profile's JPEG of a framed picture; one too busy for its KB range is pressed harder."""
    size = profile.picture.width, profile.picture.height
    upright = rgb
    if rgb.shape[0] < rgb.shape[1]:  # on its side: so is the finished picture
        size = size[::-1]
    if upright.shape[:2] != size[::-1]:
        upright = np.asarray(Image.fromarray(upright).resize(size, Image.Resampling.LANCZOS))
    try:
        return encode(upright, profile.encoding)
    except OutputError:
        return encode(upright, EncodingRules(profile.encoding.dpi, 1))


@dataclass(frozen=True)
class Plan:
    """What to make of each portrait: faults, strengths, and how many pictures at strength 2."""

    profile: str
    faults: tuple[str, ...]
    strengths: tuple[float, ...]
    variants: int

    def pictures(self) -> Iterator[Key]:
        """What is done, strength, variant; at strength 2, by which a check is judged, with other cloths and lamps."""
        yield "as it is", 0.0, 0
        yield from ((form, 0.0, 0) for form in CLEAN)
        for name in self.faults:
            for strength in self.strengths:
                yield from ((name, strength, n) for n in range(self.variants if strength == 2 else 1))


def measure(portrait: Portrait, plan: Plan, done: frozenset[Key]) -> list[Row]:
    """Every clean form and every fault of one portrait that is not done yet."""
    wanted = [key for key in plan.pictures() if key not in done]
    if not portrait.plain:
        wanted = [key for key in wanted if key[0] == "as it is"]
    checker = loaded(plan.profile)
    rows: list[Row] = []
    if wanted and wanted[0][0] == "as it is":
        framed = checker.process(portrait.rgb, number=NAME[:12])
        # A portrait that cannot be framed has its row too, so that it is not tried again.
        found = {} if framed.crop is None else found_by(framed)
        rows.append((portrait.name, *wanted.pop(0), found))
    if not wanted:
        return rows
    person = person_of(portrait)
    assert person is not None
    seen = models().detect(Photo("", portrait.rgb)).faces
    assert seen[0].points is not None
    person, labels, points = reduced(portrait, person, np.asarray(seen[0].points - 0.5, np.float32))
    for name, strength, variant in wanted:
        rng = seeded(portrait.name, name) if name in CLEAN else seeded(portrait.name, name, strength, variant)
        if name in CLEAN:
            rgb = clean(scene(person, labels, points, rng, SIZE), name, rng)
        else:
            known = fault(name)
            # What depends on the picture's own pixels is made at its own size.
            own = (checker.profile.picture.height, checker.profile.picture.width)
            size = own if known.check.startswith("picture.") else SIZE
            rgb = known.make(scene(person, labels, points, rng, size), strength, rng).rgb
        report = checker.check(picture_of(rgb, checker.profile), name=NAME)
        rows.append((portrait.name, name, strength, variant, found_by(report)))
    return rows


def found_by(report: photocheck.Report) -> Values:
    return {f.check: (f.value, f.verdict is not Verdict.PASS) for f in report.findings}


def measure_all(portraits: list[Portrait], plan: Plan, file: Path | None, jobs: int) -> list[Row]:
    """The rows of all portraits; kept in a file, one JSON row a line, from which a later run goes on."""
    rows: list[Row] = []
    if file is not None and file.exists():
        rows = [tuple(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    done: dict[str, set[Key]] = defaultdict(set)
    for photo, name, strength, variant, _ in rows:
        done[photo].add((name, strength, variant))
    # A fork would carry the models' threads with it, half.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        tasks = [pool.submit(measure, p, plan, frozenset(done[p.name])) for p in portraits]
        for number, task in enumerate(as_completed(tasks)):
            rows += task.result()
            if file is not None:
                with file.open("a", encoding="utf-8") as out:
                    out.writelines(json.dumps(row) + "\n" for row in task.result())
            print(f"\r{number + 1}/{len(tasks)}", end="", file=sys.stderr)
    wanted = set(plan.pictures())
    names = {p.name for p in portraits}
    return [row for row in rows if row[0] in names and row[1:4] in wanted]


def seeded(*names: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("|".join(map(str, names)).encode()))


# ---------------------------------------------------------------------------------------- tables


def numbers(rows: list[Row], check: str) -> np.ndarray:
    found = [r[4][check][0] for r in rows if check in r[4]]
    return np.array([v for v in found if isinstance(v, int | float) and not isinstance(v, bool)], float)


def equal_error(good: np.ndarray, bad: np.ndarray, limit: dict[str, object]) -> tuple[float, float | None]:
    """The rate at which false alarms and misses are equal, and where the threshold then is."""
    if not len(good) or not len(bad):
        return float("nan"), None
    # What has limits on both sides may be spoiled towards either of them, or away from their middle.
    ways = [(good, bad, sign) for name, sign in (("max", 1.0), ("min", -1.0)) if name in limit] or [(good, bad, 1.0)]
    if len(ways) == 2:
        middle = (float(str(limit["min"])) + float(str(limit["max"]))) / 2
        ways.append((np.abs(good - middle), np.abs(bad - middle), 1.0))
    best: tuple[float, float | None] = (1.0, None)
    for clean, spoiled, sign in ways:
        for place in np.unique(np.r_[clean, spoiled]):
            worse = max(float((sign * clean > sign * place).mean()), float((sign * spoiled <= sign * place).mean()))
            if worse < best[0]:
                best = worse, float(place)
    return best


def share(rows: list[Row], check: str) -> float:
    found = [r[4][check][1] for r in rows if check in r[4]]
    return 100 * float(np.mean(found)) if found else float("nan")


def print_faults(rows: list[Row], names: list[str], strengths: list[float], profile: Profile) -> None:
    good = [r for r in rows if r[1] in CLEAN]
    print(f"\n{len(good)} clean photos, {len(rows) - len(good)} spoiled ones and originals; profile {profile.id}\n")
    heads = " | ".join(f"found {s:g}" for s in strengths)
    print(f"| fault | check | limit | false alarms | {heads} | EER at 2 | place |")
    print("|---" * (6 + len(strengths)) + "|")
    rates = []
    for name in names:
        check = fault(name).check
        rule = profile.rule(check)
        if rule is None:
            continue
        bad = {s: [r for r in rows if r[1] == name and r[2] == s] for s in strengths}
        rate, place = equal_error(numbers(good, check), numbers(bad.get(2.0, []), check), rule.limit())
        if np.isfinite(rate):
            rates.append(rate)
        found = " | ".join(f"{share(bad[s], check):.0f} %" if bad[s] else "-" for s in strengths)
        where = "-" if place is None else f"{place:.3g}"
        limit = ", ".join(f"{key} {value}" for key, value in rule.limit().items())
        limit += " (warns)" if rule.level is Verdict.WARN else ""
        print(f"| {name} | {check} | {limit} | {share(good, check):.1f} % | {found} | {100 * rate:.1f} % | {where} |")
    if rates:
        print(f"\nEqual-error rate at strength 2: median {100 * float(np.median(rates)):.1f} %,"
              f" {sum(rate <= 0.03 for rate in rates)} of {len(rates)} faults at 3 % or less.")  # fmt: skip


def print_alarms(rows: list[Row], portraits: list[Portrait], profile: Profile) -> None:
    """False alarms on clean photos, by group, for the checks that raise any."""
    good = [r for r in rows if r[1] in CLEAN]
    as_is = [r for r in rows if r[1] == "as it is"]
    notes = {p.name: p.notes for p in portraits}
    members = {group: {n for n in notes if any(w in notes[n] for w in words)} for group, words in GROUPS.items()}
    print("\nFalse alarms on clean photos by group, and on the portraits as they are (no background checks); only")
    print("checks with any are listed, all others raise none.\n")
    print("| check | all | " + " | ".join(members) + " | as they are |")
    print("|---" * (3 + len(members)) + "|")
    for rule in profile.rules:
        apart = [share([r for r in good if r[0] in who], rule.check) for who in members.values()]
        plain = float("nan") if rule.check.startswith("background.") else share(as_is, rule.check)
        # What only the capture shows has no clean photo here.
        if max(np.nan_to_num(apart)) > 0 or (np.nan_to_num(plain) > 0 and np.isfinite(share(good, rule.check))):
            cells = " | ".join("-" if np.isnan(v) else f"{v:.1f} %" for v in (share(good, rule.check), *apart, plain))
            print(f"| {rule.check} | {cells} |")


def print_cost(portraits: list[Portrait], profile: str) -> None:
    """Milliseconds of each check; what several share counts for the first that wants it."""
    checker, all_checks, before = loaded(profile), 0.0, 0.0
    stages = Pipeline(checker.profile, lambda _check: True, models())
    spent: dict[str, float] = defaultdict(float)
    used = [
        check for check in CHECKS if checker.profile.rule(check.id) is not None and check.stage is not Stage.CAPTURE
    ]
    chosen = [p for p in portraits if p.plain][:6]
    for portrait in chosen:
        size = checker.profile.picture.width, checker.profile.picture.height
        framed = checker.process(portrait.rgb, number=NAME[:12])
        assert framed.crop is not None
        box = (framed.crop.x0, framed.crop.y0, framed.crop.x1, framed.crop.y1)
        picture = np.asarray(Image.fromarray(portrait.rgb).resize(size, Image.Resampling.LANCZOS, box=box))
        data = picture_of(picture, checker.profile)
        tries = []
        for _ in range(8):
            start = time.perf_counter()
            photo = decode(data, NAME)
            landmarks, framing = stages.measured(photo)
            middle = time.perf_counter()
            run_checks(checks.Scene(checker.profile, photo, landmarks, framing), stages_of(photo), lambda _: True)
            tries.append((middle - start, time.perf_counter() - middle))
        before += min(t[0] for t in tries)
        all_checks += min(t[1] for t in tries)
        scene = checks.Scene(checker.profile, photo, landmarks, framing)
        for check in used:
            spent[check.id] += timed(check, scene)
    per = 1000 / len(chosen)
    print(f"\nDecode, models and framing {per * before:.1f} ms a photo;")
    print(f"all {len(used)} checks {per * all_checks:.1f} ms: {all_checks / before:.2f} of it.\n")
    print("| check | ms |\n|---|---|")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:12]:
        print(f"| {name} | {per * seconds:.2f} |")


def timed(check: Check, scene: checks.Scene) -> float:
    rule = scene.profile.rule(check.id)
    assert rule is not None
    start = time.perf_counter()
    with suppress(NotAsked):
        judge(check, measured(check, scene), rule)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portraits", type=Path, required=True, help="a folder with labels.csv and images/")
    parser.add_argument("--profile", default="zikao-national")
    parser.add_argument("--strengths", type=float, nargs="+", default=[1.0, 2.0, 3.0, 4.0])
    parser.add_argument("--faults", nargs="+", default=[f.name for f in FAULTS])
    parser.add_argument("--people", type=int, help="only the first so many portraits")
    parser.add_argument("--variants", type=int, default=3, help="pictures of each person and fault at strength 2")
    parser.add_argument("--rows", type=Path, help="keep what was measured in this file, and go on from it")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    portraits = load_portraits(given.portraits)[: given.people]
    profile = photocheck.load_profile(given.profile)
    plan = Plan(given.profile, tuple(given.faults), tuple(given.strengths), given.variants)
    rows = measure_all(portraits, plan, given.rows, given.jobs)
    print_faults(rows, given.faults, given.strengths, profile)
    print_alarms(rows, portraits, profile)
    print_cost(portraits, given.profile)


if __name__ == "__main__":
    main()

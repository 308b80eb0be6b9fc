"""Is a cloth of any colour judged as light blue is?  `python benchmarks/backgrounds.py --portraits DIR`

Labelled portraits are composed before cloths of six colours under nine lamps and in four shirts, and spoiled one
fault at a time at four strengths (1 barely there, 2 what a careful reviewer rejects, 3 clear, 4 gross), made into a
picture of 480 x 640, encoded, and judged by `Checker.check` under one profile that allows every colour.  Prints, as
Markdown and by cloth: how it is named and how far from the next name; what is complained of on clean photos; what is
found of each fault; by how much the outline misses the labels.  A second table grades neutral and blue cloths from
name to name.

`--people DIR` judges real photos too, in folders `id_blue/`, `id_white/`, `id_red/`; only numbers are printed.
`--rows FILE` keeps what was measured, one JSON row a line, and a later run goes on from it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.checks import NAME, SHIRTS, SIZE, models, ordinary, picture_of, reduced, seeded
from benchmarks.forms import TOLERANCE, Portrait, load_portraits, person_of

import photocheck
from photocheck.checks.backdrop import LIGHT_BLUE, LIGHT_BLUE_HUE, LIGHT_GREY, NEUTRAL, PALE, RED_CHROMA, WHITE
from photocheck.layout.crop import cut_out
from photocheck.pixels.colour import lab_of
from photocheck.profile.load import load_profile_text
from photocheck.results import Finding
from photocheck.types import Photo, Verdict
from studio import cloth, lamps, paint
from studio.colour import Floats, floats, linear_colour
from studio.faults import fault
from studio.faults.tools import cloth_colour, graded
from studio.labels import Labels
from studio.scene import Picture, Scene, compose, person_alpha, recolour, station

PROFILE = """
extends = "zikao"
id = "any-cloth"
title = { zh = "任何颜色的背景布", en = "A cloth of any colour" }
[picture]
width = 480
height = 640
imaging_width = 440
imaging_height = 640
[encoding]
dpi = 300
[checks]
"file.width" = { min = 480, max = 480 }
"file.height" = { min = 640, max = 640 }
"background.hue" = { min = 0, max = 360 }
"background.chroma" = { min = 0 }
"background.dark" = { min = 0 }
"background.difference" = { off = true }
"background.colour" = { allowed = ["light blue", "blue", "white", "light grey", "red"], level = "warn" }
"background.even" = { max = 6, warn_max = 4 }
"face.ears" = { min = 0.02, level = "warn" }
"picture.sharp" = { min = 0.055, warn_min = 0.065 }
"picture.motion" = { max = 1.55, warn_max = 1.45 }
"picture.noise" = { max = 1.4, warn_max = 1.2 }
"picture.blocks" = { max = 3 }
"picture.enlarged" = { min = -2.25, warn_min = -1.95 }
"picture.screen" = { max = 1.35, level = "warn" }
"""
"""The framing of zikao, the texture limits of 640 rows, the evenness of the family that allows white and grey."""

CLOTHS = {
    "light blue": cloth.COTTON,
    "blue": (67, 142, 219),
    "navy": (40, 75, 150),
    "white": (250, 250, 248),
    "light grey": (225, 225, 225),
    "red": (200, 25, 35),
}
"""sRGB under the light that the face is metered for.  The blue is the studios', 30 degrees of hue and 1.6 of L* inside
the name of light blue; navy is what black hair is lost on; the white is lit a little more than the face, as it must be
to come out white."""
NAMED = {"navy": {"blue"}, "blue": {"light blue", "blue"}}
"""What a cloth may be called, where that is not its own name."""
LAMPS = (
    "plain",
    "half a stop",
    "less light",
    "more noise",
    "a little aside",
    "warmer lamps",
    "cooler lamps",
    "slight folds",
    "cloth's light",
)
FAULTS = (
    "cloth_uneven", "cloth_folds", "cloth_sheen", "head_shadow", "foreign_object", "gap", "replaced", "clothes_close",
)  # fmt: skip
STRENGTHS = (1.0, 2.0, 3.0, 4.0)
ALIKE = {("white", "white shirt"), ("light grey", "white shirt")}
"""Shirts that an authority refuses before such a cloth, so that an alarm of background.clothes is right."""
PALE_CLOTHS, SUIT = {"white", "light grey"}, (44, 52, 78)
"""Most of the labelled people wear white, which before white is a fault of its own (the shirts show it): before these
they wear a dark suit's colour."""
LENGTHS = ("crown_y", "chin_y", "head_left_x", "head_right_x")
GREYS = (255, 250, 245, 240, 235, 230, 220, 210, 200, 190, 180)
RAMPS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "white to grey": tuple((v, v, v) for v in GREYS),
    "white to light blue": (
        (250, 250, 250), (235, 243, 250), (220, 237, 252), (205, 231, 253), (190, 226, 254), (170, 218, 255),
    ),
    "light blue to navy": (
        (110, 180, 235), (90, 165, 230), (67, 142, 219), (55, 125, 200), (45, 105, 180), (40, 85, 160), (35, 65, 130),
        (25, 45, 95),
    ),
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Sitter:
    """A portrait cut out, its labels and its mesh."""

    portrait: Portrait
    person: Any
    labels: Labels
    points: Floats

    def before(self, colour: tuple[float, float, float], rng: np.random.Generator) -> Scene:
        return station(self.person, self.labels, rng, *SIZE, colour, landmarks=self.points)


@cache
def checker() -> photocheck.Checker:
    cv2.setNumThreads(1)
    return photocheck.Checker(load_profile_text(PROFILE), detector=models())


def sitter(portrait: Portrait) -> Sitter:
    person, faces = person_of(portrait), models().detect(Photo("", portrait.rgb)).faces
    assert person is not None
    assert faces[0].points is not None
    return Sitter(portrait, *reduced(portrait, person, np.asarray(faces[0].points - 0.5, np.float32)))


def clean(good: Scene, form: str, colour: tuple[float, float, float], rng: np.random.Generator) -> Picture:
    """An ordinary photo, as stations differ; the forms of benchmarks/checks.py before this cloth."""
    if form == "cloth's light":
        good = replace(good, light=replace(good.light, glow=_thrown_back(good, colour)))
    return compose(ordinary(good, form, rng, colour), rng)


def _thrown_back(good: Scene, colour: tuple[float, float, float]) -> Floats:
    """The light that a near cloth throws on the person's edges, ears and hair first: up to a tenth of its own."""
    alpha = person_alpha(good)
    inside = lamps.wide_blur(alpha, 0.04 * good.head.height)
    return floats(0.2 * np.clip(1.0 - inside, 0.0, 0.5)[..., None] * alpha[..., None] * linear_colour(colour))


def gap(good: Scene, strength: float, rng: np.random.Generator) -> Picture:
    """The cloth ends before the picture does: a strip of another wall down one side."""
    wide = graded(strength, (0.0, 0.02, 0.045, 0.09, 0.17)) * SIZE[1]
    x = 0.0 if rng.random() < 0.5 else SIZE[1] - wide
    corners = [(x, 0.0), (x + wide, 0.0), (x + wide, SIZE[0]), (x, SIZE[0])]
    wall = linear_colour(((122.0, 84.0, 56.0), (70.0, 74.0, 82.0))[int(rng.integers(2))])
    return compose(replace(good, cloth=paint.over(good.cloth, paint.polygon(*SIZE, corners, 0.7), wall)), rng)


def spoiled(good: Scene, name: str, strength: float, rng: np.random.Generator) -> Picture:
    if name == "clothes_close":
        # A map of clothes is no share of area: what it calls 85 % clothes keeps 15 % of the shirt that was worn, a
        # light one mostly, which lifts a dark or strong dye far from the cloth's.  So it is dyed more than once.
        for _ in range(2):
            good = replace(good, person=recolour(good.person, cloth_colour(good)))
    make: Callable[[Scene, float, np.random.Generator], Picture] = gap if name == "gap" else fault(name).make
    return make(good, strength, rng)


def check_of(name: str) -> str:
    return "background.object" if name == "gap" else fault(name).check


def keys(ramps: bool) -> Iterator[tuple[str, str, float]]:
    """Cloth, what is done, and how strongly."""
    for name in CLOTHS:
        yield from ((name, form, 0.0) for form in (*LAMPS, *SHIRTS))
        yield from ((name, each, strength) for each in FAULTS for strength in STRENGTHS)
    if ramps:
        yield from ((ramp, str(step), 0.0) for ramp, steps in RAMPS.items() for step in range(len(steps)))


def measure(portrait: Portrait, ramps: bool, done: frozenset[tuple[str, str, float]]) -> list[Row]:
    wanted = [key for key in keys(ramps) if key not in done]
    if not wanted:
        return []
    who, rows = sitter(portrait), []
    for name, what, strength in wanted:
        colour = RAMPS[name][int(what)] if name in RAMPS else CLOTHS[name]
        rng = seeded(portrait.name, what, strength)
        good = who.before(colour, rng)
        if name in PALE_CLOTHS and what not in SHIRTS:
            good = replace(good, person=recolour(recolour(good.person, SUIT), SUIT))
        form = "plain" if name in RAMPS else what
        picture = spoiled(good, form, strength, rng) if strength else clean(good, form, colour, rng)
        report = checker().check(picture_of(picture.rgb, checker().profile), name=NAME)
        head = picture.labels.height
        errors = {
            length: 100 * (getattr(report.measurements, length) - getattr(picture.labels, length)) / head
            for length in LENGTHS
            if getattr(report.measurements, length) is not None
            and (length not in TOLERANCE or length in portrait.certain)
        }
        values = {f.check: (f.value, f.verdict is not Verdict.PASS) for f in report.findings}
        rows.append({"photo": portrait.name, "key": [name, what, strength], "values": values, "errors": errors})
    return rows


def measure_all(portraits: list[Portrait], ramped: int, file: Path | None, jobs: int) -> list[Row]:
    rows: list[Row] = []
    if file is not None and file.exists():
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    done = {p.name: frozenset(tuple(r["key"]) for r in rows if r["photo"] == p.name) for p in portraits}
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        tasks = [pool.submit(measure, p, n < ramped, done[p.name]) for n, p in enumerate(portraits)]
        for number, task in enumerate(as_completed(tasks)):
            rows += task.result()
            if file is not None:
                with file.open("a", encoding="utf-8") as out:
                    out.writelines(json.dumps(row) + "\n" for row in task.result())
            print(f"\r{number + 1}/{len(tasks)}", end="", file=sys.stderr)
    return rows


# ---------------------------------------------------------------------------------------- tables


def table(heads: list[str], lines: list[list[str]]) -> None:
    print("\n| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|")
    for line in lines:
        print("| " + " | ".join(line) + " |")


def of(rows: list[Row], name: str, whats: tuple[str, ...], strength: float = 0.0) -> list[Row]:
    return [r for r in rows if r["key"][0] == name and r["key"][1] in whats and r["key"][2] == strength]


def share(rows: list[Row], check: str) -> str:
    found = [r["values"][check][1] for r in rows if check in r["values"]]
    return f"{100 * float(np.mean(found)):.0f} %" if found else "-"


def room(values: dict[str, list[Any]], name: str) -> tuple[float, str]:
    """How far a colour lies from the next name, by the quantity that is nearest to it; less than 0 is over it."""
    light, strong, angle = (float(values[f"background.{what}"][0] or 0.0) for what in ("dark", "chroma", "hue"))
    spaces = {
        "white": {"L*": light - WHITE, "chroma": NEUTRAL - strong},
        "light grey": {"L*": min(light - LIGHT_GREY, WHITE - light), "chroma": NEUTRAL - strong},
        "light blue": {"L*": light - LIGHT_BLUE, "chroma": strong - PALE, "hue": LIGHT_BLUE_HUE - angle},
        "red": {"chroma": strong - RED_CHROMA},
    }
    kind, space = min(spaces[name].items(), key=lambda item: item[1])
    return space, kind


def print_names(rows: list[Row]) -> None:
    lines = []
    for name, colour in CLOTHS.items():
        some = of(rows, name, (*LAMPS, *SHIRTS))
        called = Counter(str(r["values"]["background.colour"][0]) for r in some)
        right = sum(n for said, n in called.items() if said in NAMED.get(name, {name}))
        light = [r["values"]["background.dark"][0] for r in some]
        nearest = min((room(r["values"], name) for r in some), default=(0.0, "")) if name not in NAMED else None
        lines.append([
            f"{name} {colour}", str(len(some)), f"{100 * right / max(1, len(some)):.0f} %",
            ", ".join(f"{said} {n}" for said, n in called.most_common()),
            f"{min(light):.1f} to {max(light):.1f}", f"{max(r['values']['background.chroma'][0] for r in some):.1f}",
            "-" if nearest is None else f"{nearest[0]:+.1f} {nearest[1]}",
        ])  # fmt: skip
    table(["cloth", "clean photos", "named right", "named", "L*", "chroma, most", "nearest boundary"], lines)
    lines = [
        [lamp, *(
            ", ".join(f"{said} {n}" for said, n in Counter(
                str(r["values"]["background.colour"][0]) for r in of(rows, name, (lamp,))).most_common())
            for name in CLOTHS)]
        for lamp in LAMPS
    ]  # fmt: skip
    table(["lamps", *CLOTHS], lines)
    for ramp, steps in RAMPS.items():
        lines = []
        for step, colour in enumerate(steps):
            some = of(rows, ramp, (str(step),))
            if some:
                called = Counter(str(r["values"]["background.colour"][0]) for r in some)
                light = [r["values"]["background.dark"][0] for r in some]
                lines.append([str(colour), f"{lab_of(colour)[0]:.1f}", f"{np.mean(light):.1f}",
                              ", ".join(f"{said} {n}" for said, n in called.most_common())])  # fmt: skip
        if lines:
            table([ramp, "its L*", "L* of the picture", "named"], lines)


def print_alarms(rows: list[Row]) -> None:
    checks = sorted({
        check for r in rows for check in r["values"]
        if check.startswith(("background.", "framing.")) or check == "face.ears"
    })  # fmt: skip
    good = {name: of(rows, name, (*LAMPS, *SHIRTS)) for name in CLOTHS}
    apart = {name: [r for r in some if (name, r["key"][1]) not in ALIKE] for name, some in good.items()}
    lines = [
        [check, *(share((apart if check == "background.clothes" else good)[name], check) for name in CLOTHS)]
        for check in checks
        if any(r["values"].get(check, (None, False))[1] for some in good.values() for r in some)
    ]
    table(["alarms on clean photos", *(f"{name} ({len(some)})" for name, some in good.items())], lines)
    lines = [
        [f"{form} {SHIRTS[form]}", *(share(of(rows, name, (form,)), "background.clothes") for name in CLOTHS)]
        for form in SHIRTS
    ]
    table(["background.clothes", *CLOTHS], lines)


def print_faults(rows: list[Row]) -> None:
    lines = [
        [each, check_of(each), *(
            " ".join(share(of(rows, name, (each,), s), check_of(each)).removesuffix(" %") for s in STRENGTHS)
            for name in CLOTHS)]
        for each in FAULTS
    ]  # fmt: skip
    table(["fault", "check", *(f"{name}: found 1 2 3 4, %" for name in CLOTHS)], lines)
    # What is found by any check of the background, not only by the one that the fault is for.
    lines = []
    for each in FAULTS:
        cells = []
        for name in CLOTHS:
            found = [
                np.mean([any(v[1] for c, v in r["values"].items() if c.startswith(("background.", "framing.border"))
                             and c != "background.colour") for r in of(rows, name, (each,), s)] or [np.nan])
                for s in STRENGTHS
            ]  # fmt: skip
            cells.append(" ".join(f"{100 * float(v):.0f}" for v in found))
        lines.append([each, *cells])
    table(["by any check", *CLOTHS], lines)


def print_outline(rows: list[Row]) -> None:
    lines = []
    for name in CLOTHS:
        cells = []
        for length in LENGTHS:
            found = np.array([r["errors"][length] for r in of(rows, name, (*LAMPS, *SHIRTS)) if length in r["errors"]])
            size = np.abs(found)
            cells.append(f"{found.mean():+.2f}, {size.mean():.2f}, {np.percentile(size, 90):.2f}, {size.max():.1f}")
        lines.append([name, *cells])
    table(["outline: bias, mean, 90th, most (% of the head)", *LENGTHS], lines)


def print_people(folder: Path) -> None:
    """Real photos, framed by process first: names, and alarms of background, framing and ears."""
    judge, lines = checker(), []
    seen: dict[str, list[list[Finding]]] = {}
    for path in sorted(folder.glob("id_*/*")):
        rgb = np.asarray(Image.open(path).convert("RGB"))
        crop = judge.process(rgb, number=NAME[:12]).crop
        if crop is not None:
            picture = cut_out(rgb, crop, *SIZE[::-1])
            seen.setdefault(path.parent.name, []).append(
                list(judge.check(picture_of(picture, judge.profile), name=NAME).findings)
            )
    checks = sorted({f.check for f in itertools.chain(*itertools.chain(*seen.values()))})
    checks = [c for c in checks if c.startswith(("background.", "framing.")) or c == "face.ears"]
    for check in checks:
        wrong = [
            sum(f.check == check and f.verdict is not Verdict.PASS for fs in some for f in fs) for some in seen.values()
        ]
        if any(wrong):
            lines.append([check, *map(str, wrong)])
    names = [
        Counter(str(f.value) for fs in some for f in fs if f.check == "background.colour") for some in seen.values()
    ]
    lines.insert(0, ["named", *(", ".join(f"{said} {n}" for said, n in each.most_common()) for each in names)])
    table(["real photos", *(f"{kind} ({len(some)})" for kind, some in seen.items())], lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portraits", type=Path, required=True, help="a folder with labels.csv and images/")
    parser.add_argument("--number", type=int, default=12, help="how many portraits, spread over the folder")
    parser.add_argument("--ramps", type=int, default=3, help="how many of them also before the graded cloths")
    parser.add_argument("--people", type=Path, help="a folder of real photos, id_blue/ and so on")
    parser.add_argument("--rows", type=Path, help="keep what was measured in this file, and go on from it")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    portraits = [p for p in load_portraits(given.portraits) if p.plain]
    portraits = portraits[:: max(1, len(portraits) // given.number)][: given.number]
    rows = measure_all(portraits, given.ramps, given.rows, given.jobs)
    print_names(rows)
    print_alarms(rows)
    print_faults(rows)
    print_outline(rows)
    if given.people is not None:
        print_people(given.people)


if __name__ == "__main__":
    main()

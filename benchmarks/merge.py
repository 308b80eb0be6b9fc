"""Merging at scale: so many made pictures in so many trees, the time, and the most memory that the merge has.

    python benchmarks/merge.py [PICTURES [TREES]]          300000 in 100 by default

Pictures are small (a JPEG of some 700 bytes, each with a comment of its own); their stored results have a likeness, so
that one picture under two numbers is looked for as well.  What is measured is the command's own process.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from photocheck.io.archive.filing import now
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.place import place_of
from photocheck.io.archive.rows import Entry, Judged, packed
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile
from photocheck.profile.rules import Rule
from photocheck.results import Finding, Image, Measurements, Report
from photocheck.types import Verdict
from tests.crowd import tiny

PROFILE = load_profile("zikao")
PASSED = Finding("file.whole", Verdict.PASS, True, Rule("file.whole"))
CLASH = 1000
"""Every so many pictures one is in the next tree as well, and every tenth of these is another there."""


def number(tree: int, index: int) -> str:
    return f"{tree // 100 + 10:02d}{tree % 100:02d}191{index:05d}"


def make(folder: Path, tree: int, numbers: list[tuple[str, str]], chance: random.Random) -> None:
    """A tree with a picture for each number and what is to be told apart by."""
    with Journal(journal_path(folder)) as journal:
        journal.know_profile(PROFILE.digest, PROFILE.id, as_toml(PROFILE))
        for one, who in numbers:
            data = tiny()[:-2] + who.encode() + b"\xff\xd9"
            place = place_of(one, PROFILE)
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            digest, source = hashlib.sha256(data).hexdigest(), f"/camera/{tree}/{one}.JPG"
            report = Report(
                source, PROFILE.id, image=Image(144, 192, "JPEG", len(data), digest), number=one, findings=(PASSED,),
                measurements=Measurements(faces=1, likeness=chance.randbytes(50).hex()),
            )  # fmt: skip
            entry = Entry(place, one, source, digest, PROFILE.id, PROFILE.digest, digest, len(data), now())
            judged = Judged(
                source, len(data), 0, 0, digest, one, PROFILE.id, PROFILE.digest, "+ -", "pass", place, digest,
                packed(report.to_dict()), now(),
            )  # fmt: skip
            journal.enter(judged, entry)


def run(pictures: int, trees: int) -> None:
    chance = random.Random(1)  # noqa: S311 - made pictures
    with tempfile.TemporaryDirectory() as name:
        folder, each, carried = Path(name), pictures // trees, []
        start = time.perf_counter()
        for tree in range(trees):
            numbers = [(number(tree, index), f"{tree}-{index}") for index in range(each)]
            make(folder / f"t{tree:03d}", tree, numbers + carried, chance)
            again = numbers[::CLASH]
            carried = [(one, who + ("x" if place % 10 == 0 else "")) for place, (one, who) in enumerate(again)]
        print(f"{pictures} pictures in {trees} trees made in {time.perf_counter() - start:.0f} s")
        origins = sorted(str(path) for path in folder.iterdir() if path.is_dir())
        order = [sys.executable, "-m", "photocheck", "merge", *origins, "--to", str(folder / "city")]
        for what in ("merged", "once more"):
            start = time.perf_counter()
            done = subprocess.run(  # noqa: S603 - our own command
                [*order, "-f", "jsonl", "-o", os.devnull], stderr=subprocess.PIPE, text=True, check=False
            )
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            rate = pictures / seconds
            print(f"{what}: {seconds:.0f} s, {rate:.0f} pictures/s, at most {peak:.0f} MB, exit {done.returncode}")
            print("  " + done.stderr.strip().replace("\n", "\n  ")[-600:])


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    run(*(given + [300_000, 100][len(given) :]))

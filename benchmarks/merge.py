"""Merging at scale: so many pictures in so many trees; of the merge, of the same merge once more, and of ``verify``
on what came of it: the time, the processor's time, the most memory and the computer's load.

    python benchmarks/merge.py [PICTURES [TREES]]          300000 in 100 by default

Pictures are small (a JPEG of some 700 bytes, each with a comment of its own); their stored results have a likeness, so
that one picture under two numbers is looked for as well.  Likenesses differ as those of people do (docs/likeness.md).
What is measured is the command's own process; of each 50,000 pictures, when their reports came.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from photocheck.collection.likeness import BITS
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
STEP = 50_000
CLASH = 1000
"""Every so many pictures one is in the next tree as well, and every tenth of these is another there."""


def number(tree: int, index: int) -> str:
    return f"{tree // 100 + 10:02d}{tree % 100:02d}191{index:05d}"


def make(folder: Path, tree: int, numbers: list[tuple[str, str]], faces: Faces) -> None:
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
                measurements=Measurements(faces=1, likeness=faces.likeness()),
            )  # fmt: skip
            entry = Entry(place, one, source, digest, PROFILE.id, PROFILE.digest, digest, len(data), now())
            judged = Judged(
                source, len(data), 0, 0, digest, one, PROFILE.id, PROFILE.digest, "+ -", "pass", place, digest,
                packed(report.to_dict()), now(),
            )  # fmt: skip
            journal.enter(judged, entry)


class Faces:
    """Likenesses as different as people's: 185 +- 16 of 399 bits, some most people's, and many that go together."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        self._common = self._chance.normal(0, 0.45, BITS)
        self._traits = self._chance.normal(0, 0.21, (24, BITS))

    def likeness(self) -> str:
        person = self._common + self._chance.normal(size=24) @ self._traits + self._chance.normal(size=BITS)
        return np.packbits(person > 0).tobytes().hex()


def seconds_of(process: int) -> float:
    """Processor time of a process so far, where the system shows it as Linux does."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(what: str, arguments: list[str], pictures: int) -> None:
    """One command: what it took in all, and each 50,000 of the lines that it writes."""
    start, last, count = time.perf_counter(), (0.0, 0.0), 0
    command = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "photocheck", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout is not None
    assert command.stderr is not None
    for count, _ in enumerate(command.stdout, 1):
        if count % STEP == 0:
            here = time.perf_counter() - start, seconds_of(command.pid)
            took, used = (1000 * (now - before) / STEP for now, before in zip(here, last, strict=True))
            print(
                f"  {count}: {took:.2f} ms a picture, {used:.2f} of the processor's, load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
            last = here
    told = command.stderr.read().decode()
    _, status, used_all = os.wait4(command.pid, 0)
    took, used = time.perf_counter() - start, used_all.ru_utime + used_all.ru_stime
    print(
        f"{what}: {took:.0f} s, {used:.0f} s of the processor's ({1000 * used / pictures:.2f} ms a picture), at most"
        f" {used_all.ru_maxrss / 1024:.0f} MB, load {os.getloadavg()[0]:.1f}, exit {os.waitstatus_to_exitcode(status)}"
    )
    print("  " + told.strip().replace("\n", "\n  ")[:600], flush=True)


def run(pictures: int, trees: int) -> None:
    faces = Faces()
    with tempfile.TemporaryDirectory() as name:
        folder, each, carried = Path(name), pictures // trees, []
        start = time.perf_counter()
        for tree in range(trees):
            numbers = [(number(tree, index), f"{tree}-{index}") for index in range(each)]
            make(folder / f"t{tree:03d}", tree, numbers + carried, faces)
            again = numbers[::CLASH]
            carried = [(one, who + ("x" if place % 10 == 0 else "")) for place, (one, who) in enumerate(again)]
        print(f"{pictures} pictures in {trees} trees made in {time.perf_counter() - start:.0f} s", flush=True)
        origins = sorted(str(path) for path in folder.iterdir() if path.is_dir())
        city = str(folder / "city")
        for what in ("merged", "once more"):
            measured(what, ["merge", *origins, "--to", city, "-f", "jsonl"], pictures)
        measured("verified", ["verify", city], pictures)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    run(*(given + [300_000, 100][len(given) :]))

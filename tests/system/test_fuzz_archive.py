"""Mutated journals, their undo files, manifests, ZIPs and profiles: a finding or a sentence, within memory and time.

The short form runs by default; the long one, whose last result is in docs/robustness.md, is
``pytest -s -m slow tests/system/test_fuzz_archive.py``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from photocheck.io.archive.filing import Made, file_one
from photocheck.io.archive.journal import journal_path
from photocheck.io.archive.pack import write_pack
from photocheck.profile.load import SHIPPED, load_profile
from tests.io.archive.test_pair import items_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits on memory and time as POSIX has them")
ZIKAO = load_profile("zikao")
MEMORY = 1 << 30
"""Bytes of address space over what the process has once it has loaded everything."""
SECONDS = 10
"""For one file; whoever takes longer is ended by the system."""
READERS = ("journal", "undo", "manifest", "zip", "profile", "settings of a journal")


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed in one of the ways that disks, cables and people change them."""
    changed = bytearray(data)
    way = chance.randrange(7)
    place = chance.randrange(len(changed))
    if way == 0:
        for _ in range(chance.choice((1, 2, 8, 64))):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    elif way == 1:  # where a format says how long and where things are
        for _ in range(chance.choice((1, 2, 4))):
            changed[chance.randrange(min(len(changed), 128))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
    elif way == 2:
        del changed[place:]
    elif way == 3:
        length = chance.choice((1, 16, 512, 4096))
        changed[place : place + length] = bytes(length) if chance.random() < 0.5 else b""
    elif way == 4:
        changed[place : place + 4] = chance.choice((b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4), b"((((", b"****"))
    elif way == 5:
        length = chance.choice((4, 64, 1024))
        changed[place:place] = changed[chance.randrange(len(changed)) :][:length] * chance.choice((1, 2, 50))
    else:
        changed[-chance.randrange(1, 64) :] = bytes(chance.randrange(256) for _ in range(32))
    return bytes(changed)


JUDGE = """
import json, resource, signal, sys, time
from pathlib import Path
from photocheck.errors import PhotocheckError
from photocheck.handover import proof
from photocheck.io.archive.journal import Journal
from photocheck.io.archive.rows import unpacked
from photocheck.profile.load import load_profile_text
from photocheck.profile.number import fields_of
with open("/proc/self/statm") as facts:
    has = int(facts.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (has + %d, has + %d))

def judged(kind, path):
    if kind == "profile":
        profile = load_profile_text(path.read_bytes().decode("utf-8", "replace"))
        for number in ("0" * 64, "430119100000", "a" * 63 + "!"):
            fields_of(number, profile.number)
        return "read"
    count = sum(1 for _ in proof(path).run())
    if kind != "zip" and kind != "manifest":
        with Journal(Path(str(path) + ".photocheck.sqlite")) as journal:
            for number in range(3):
                found = journal.judged(f"/in/{number}.JPG")
                if found is not None:
                    try:
                        unpacked(found.result)
                    except ValueError:
                        pass
    return "differs" if count else "same"

for line in sys.stdin:
    kind, path = json.loads(line)
    signal.alarm(%d)
    start = time.monotonic()
    try:
        said = judged(kind, Path(path))
    except PhotocheckError as error:
        said = "refused" if error.message.zh and error.message.en else "no words"
    signal.alarm(0)
    print(json.dumps([said, time.monotonic() - start]), flush=True)
"""


class Bench:
    """Sound files of each kind, a process that reads spoiled copies of them, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        for number in range(60):
            made = Made(f"4301191{number:05d}", b"\xff\xd8" + bytes([number]) * 40, f"/in/{number}.JPG", "0" * 64)
            file_one(self.tree, ZIKAO, made)
        write_pack(self.tree, items_of(self.tree), folder / "p.zip", ZIKAO)
        self._undo()
        self.outcomes: dict[str, int] = {}
        self.slowest = 0.0
        program = JUDGE % (MEMORY, MEMORY, SECONDS)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
        )

    def _undo(self) -> None:
        """A journal as a run leaves it that is cut off while it enters something."""
        with sqlite3.connect(journal_path(self.tree)) as db:
            for number in range(3):
                row = (f"/in/{number}.JPG", 1, 1, 1, "0" * 64, "n", "p", "d", "+ -", "pass", None, None, b"x\x9c", "t")
                db.execute("INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.close()
        half = sqlite3.connect(journal_path(self.tree), isolation_level=None)
        half.execute("PRAGMA cache_size = 1")
        half.execute("BEGIN IMMEDIATE")
        half.execute("UPDATE pictures SET source = source || printf('%05000d', 1)")
        for name in ("tree.photocheck.sqlite", "tree.photocheck.sqlite-journal"):
            shutil.copy(self.folder / name, self.folder / f"half.{name}")
        half.execute("ROLLBACK")
        half.close()

    def spoil(self, kind: str, chance: random.Random) -> Path:
        """A spoiled copy, and what is to be read."""
        place = self.folder / "spoiled"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if kind in {"manifest", "zip"}:
            names = {"manifest": "p.manifest.csv", "zip": "p.zip"}
            for name in names.values():
                shutil.copy(self.folder / name, place)
            self._change(place / names[kind], chance)
            return place / "p.zip"
        if kind == "profile":
            path = place / "p.toml"
            shutil.copy(SHIPPED / "zikao.toml", path)
            self._change(path, chance)
            return path
        (place / "tree").symlink_to(self.tree)
        prefix = "half." if kind == "undo" else ""
        journal = journal_path(place / "tree")
        shutil.copy(self.folder / f"{prefix}tree.photocheck.sqlite", journal)
        if kind == "undo":
            undo = journal.with_name(journal.name + "-journal")
            shutil.copy(self.folder / "half.tree.photocheck.sqlite-journal", undo)
            self._change(undo, chance)
        elif kind == "settings of a journal":
            with sqlite3.connect(journal) as db:
                toml = spoiled(db.execute("SELECT toml FROM profiles").fetchone()[0].encode(), chance)
                db.execute("UPDATE profiles SET toml = ?", (toml.decode("utf-8", "replace"),))
            db.close()
        else:
            self._change(journal, chance)
        return place / "tree"

    @staticmethod
    def _change(path: Path, chance: random.Random) -> None:
        path.write_bytes(spoiled(path.read_bytes(), chance))

    def read(self, kind: str, chance: random.Random) -> str:
        path = self.spoil(kind, chance)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([kind, str(path)]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            kept = self.folder / f"kept-{kind}"
            shutil.copytree(self.folder / "spoiled", kept, symlinks=True)
            pytest.fail(f"{kind}: the reader ended with {self.process.wait()}; kept in {kept}")
        said, seconds = json.loads(line)
        self.slowest = max(self.slowest, seconds)
        key = f"{kind}: {said}"
        self.outcomes[key] = self.outcomes.get(key, 0) + 1
        return str(said)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def bench(tmp_path: Path):
    bench = Bench(tmp_path)
    yield bench
    bench.close()


@pytest.mark.parametrize("kind", READERS)
def test_a_spoiled_file_is_a_finding_or_a_sentence(bench: Bench, kind: str) -> None:
    chance = random.Random(7)
    said = [bench.read(kind, chance) for _ in range(40)]
    assert "no words" not in said
    assert {"refused", "differs"} & set(said)


@pytest.mark.slow
def test_two_thousand_spoiled_files_of_each_kind(bench: Bench) -> None:
    chance, start = random.Random(11), time.monotonic()
    for kind in READERS:
        for _ in range(2000):
            assert bench.read(kind, chance) != "no words"
    print(f"\n{bench.outcomes}, slowest {bench.slowest:.2f} s, {time.monotonic() - start:.0f} s in all")  # noqa: T201 - for the record

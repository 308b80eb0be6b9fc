"""kill -9 at any moment: nothing lost, nothing half written, and the next run makes the same tree.

The short form runs by default; the long one, whose last result is in docs/robustness.md, is
``pytest -m slow tests/system/test_kill.py``.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from photocheck.io.archive.verify import TreeCheck
from photocheck.io.folder import PART
from tests.crowd import crowd, pictures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
OPTIONS = ("-f", "jsonl", "-j", "1", "--select", "file")
"""What the other checks say of these photos is not asked here; all models run all the same."""
HAZARDS = Path(__file__).parents[1] / "hazards"


class Home:
    """A folder of photos, what an unbroken run makes of it, and a tree that runs are killed over."""

    def __init__(self, folder: Path, count: int) -> None:
        self.sources = folder / "in"
        self.tree = folder / "out"
        self.tree_number = 0
        self.folder = folder
        crowd(self.sources, count)
        before = pictures(self.sources)
        assert self.run(folder / "unbroken") in {0, 1}
        self.whole = pictures(folder / "unbroken")
        assert len(self.whole) == count
        self._sources = before

    def start(self, tree: Path, order: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "PHOTOCHECK_TEST_KILL": order}
        if order:
            environment["PYTHONPATH"] = str(HAZARDS)
        return subprocess.Popen(
            [sys.executable, "-m", "photocheck", "process", self.sources, "--to", tree, *OPTIONS],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, tree: Path, order: str = "") -> int:
        process = self.start(tree, order)
        process.communicate(timeout=600)
        return process.returncode

    def new_tree(self) -> Path:
        self.tree_number += 1
        self.tree = self.folder / f"out{self.tree_number}"
        return self.tree

    def assert_nothing_half_written(self) -> None:
        for name, data in pictures(self.tree).items():
            assert name.endswith(PART) or data == self.whole[name], f"{name} is not whole"
        assert pictures(self.sources) == self._sources

    def assert_finished(self) -> None:
        assert pictures(self.tree) == self.whole
        assert list(TreeCheck(self.tree).run()) == []


POINTS = [
    f"{function}:{when}:{call}"
    for function, call in (("open", 2), ("fsync", 3), ("link", 2), ("unlink", 3))
    for when in ("before", "after")
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("kill"), 7)


def test_killed_at_each_step_of_a_write(home: Home) -> None:
    """Each point on a tree of its own: a tree nearly done has too few steps left for the later points."""
    for number, order in enumerate(POINTS):
        home.new_tree()
        assert home.run(home.tree, order) == -signal.SIGKILL, order
        home.assert_nothing_half_written()
        if number % 4 == 3:
            assert home.run(home.tree) in {0, 1}
            home.assert_finished()


def _kill_somewhere(home: Home, chance: random.Random) -> bool:
    """Start a run, kill all of it or only its head at a random moment; false where it was done before."""
    process = home.start(home.tree)
    assert process.stdout is not None
    for _ in range(chance.randint(0, 4)):
        process.stdout.readline()
    time.sleep(chance.uniform(0, 0.25) if chance.random() < 0.8 else chance.uniform(0, 2))
    unfinished = process.poll() is None
    if chance.random() < 0.5:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    return unfinished


def _campaign(home: Home, kills: int, seed: int) -> int:
    """So many kills; a tree that is finished is compared and a new one begun.  How many trees were finished."""
    chance, done, finished = random.Random(seed), 0, 0
    home.new_tree()
    while done < kills:
        done += _kill_somewhere(home, chance)
        home.assert_nothing_half_written()
        if len([name for name in pictures(home.tree) if not name.endswith(PART)]) == len(home.whole):
            assert home.run(home.tree) in {0, 1}
            home.assert_finished()
            finished += 1
            home.new_tree()
    assert home.run(home.tree) in {0, 1}
    home.assert_finished()
    return finished + 1


def test_killed_at_random_moments(home: Home) -> None:
    assert _campaign(home, 4, seed=1) >= 1


@pytest.mark.slow
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    home = Home(tmp_path, 300)
    start = time.monotonic()
    trees = _campaign(home, 200, seed=2)
    for point in POINTS:
        for call in (1, 40):
            order = f"{point.rpartition(':')[0]}:{call}"
            home.new_tree()
            assert home.run(home.tree, order) == -signal.SIGKILL, order
            home.assert_nothing_half_written()
    seconds = time.monotonic() - start
    print(f"\n200 random kills, 16 at set points, {trees} trees of 300 photos finished, {seconds:.0f} s")  # noqa: T201 - for the record

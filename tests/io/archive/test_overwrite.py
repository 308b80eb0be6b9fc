"""A picture that is replaced and its entry change together, of two runs at once and after a kill too."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from photocheck.errors import ExistsError, OutputError
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.verify import TreeCheck
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile

ZIKAO = load_profile("zikao")
NUMBERS = [f"4301191{i:05d}" for i in range(16)]

STATION = """
import sys, time
from pathlib import Path
from photocheck.io.archive.filing import Made, Store
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.profile.dump import as_toml
from photocheck.profile.load import load_profile
tree, who, rounds, overwrite = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "overwrite"
profile = load_profile("zikao")
with Journal(journal_path(tree)) as journal:
    journal.know_profile(profile.digest, profile.id, as_toml(profile))
    store = Store(tree, journal, profile)
    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(rounds):
        for index in range(16):
            number = f"4301191{index:05d}"
            data = f"{who} {turn} {index} ".encode() * (20 + turn)
            made = Made(number, data, f"/{who}/{number}.JPG", f"{who}{turn}")
            try:
                store.file(made, overwrite=overwrite)
            except Exception as error:
                if type(error).__name__ != "ExistsError":
                    raise
"""


def stations(tree: Path, orders: dict[str, tuple[int, str]]) -> list[subprocess.Popen[str]]:
    """So many processes, all started at once: who -> rounds, and whether it may overwrite."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", STATION, tree, who, str(rounds), overwrite],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who, (rounds, overwrite) in orders.items()
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return running


def ended(running: list[subprocess.Popen[str]]) -> None:
    for process in running:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err


def problems(tree: Path) -> list[tuple[str, str]]:
    return [(found.kind, found.file) for found in TreeCheck(tree).run()]


@pytest.mark.parametrize(
    "orders",
    [
        {"a": (6, "overwrite"), "b": (6, "overwrite")},
        {"a": (6, "overwrite"), "b": (1, "new")},
        {"a": (4, "overwrite"), "b": (4, "overwrite"), "c": (4, "new")},
    ],
    ids=["two", "one and a new one", "three"],
)
def test_runs_at_once_leave_each_picture_with_its_entry(tmp_path: Path, orders: dict[str, tuple[int, str]]) -> None:
    ended(stations(tmp_path / "out", orders))
    assert problems(tmp_path / "out") == []
    assert len(list((tmp_path / "out").rglob("*.JPG"))) == 16


@pytest.fixture
def store(tmp_path: Path) -> Store:
    journal = Journal(journal_path(tmp_path / "out"))
    journal.know_profile(ZIKAO.digest, ZIKAO.id, as_toml(ZIKAO))
    return Store(tmp_path / "out", journal, ZIKAO)


def made(who: str, number: str = NUMBERS[0]) -> Made:
    return Made(number, who.encode() * 50, f"/{who}/{number}.JPG", who)


def test_an_entry_that_comes_late_does_not_undo_a_newer_one(store: Store) -> None:
    """The first has written its picture and not yet entered it when the second replaces it."""
    store.file(made("a"))
    second = Store(store.tree, Journal(store.journal.path), ZIKAO)
    second.file(made("b"), overwrite=True)
    store.journal.close()
    second.journal.close()
    assert store.path(NUMBERS[0]).read_bytes() == b"b" * 50
    assert problems(store.tree) == []


def test_a_picture_that_cannot_be_replaced_keeps_its_entry(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.file(made("a"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, "refused")

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError):
        store.file(made("b"), overwrite=True)
    monkeypatch.undo()
    store.journal.close()
    assert store.path(NUMBERS[0]).read_bytes() == b"a" * 50
    assert problems(store.tree) == []


def test_where_the_journal_is_held_nothing_is_replaced(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sqlite3

    store.file(made("a"))
    store.journal.close()
    monkeypatch.setattr("photocheck.io.archive.journal.WAIT", 0.2)
    own = Store(store.tree, Journal(store.journal.path), ZIKAO)
    other = sqlite3.connect(store.journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutputError, match="was not replaced"):
        own.file(made("b"), overwrite=True)
    other.execute("ROLLBACK")
    assert store.path(NUMBERS[0]).read_bytes() == b"a" * 50
    with pytest.raises(ExistsError):
        own.file(made("b"))
    own.file(made("b"), overwrite=True)
    own.journal.close()
    assert problems(store.tree) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
def test_killed_while_replacing_the_same_order_again_makes_it_right(tmp_path: Path) -> None:
    import random
    import time

    chance = random.Random(3)
    tree = tmp_path / "out"
    ended(stations(tree, {"a": (1, "new")}))
    for _ in range(6):
        running = stations(tree, {"b": (30, "overwrite"), "c": (30, "overwrite")})
        time.sleep(chance.uniform(0.01, 0.3))
        running[0].send_signal(signal.SIGKILL)
        running[0].communicate()
        running[1].send_signal(signal.SIGKILL)
        running[1].communicate()
        assert {kind for kind, _ in problems(tree)} <= {"changed", "unfinished"}
        assert len([kind for kind, _ in problems(tree) if kind == "changed"]) <= 2
        ended(stations(tree, {"b": (1, "overwrite")}))
        assert problems(tree) == []

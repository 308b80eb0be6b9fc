"""Reads tables in a process of its own that may use little memory, and tells what came of each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MEMORY = 400 * 2**20
"""Bytes that reading may take on top of what the interpreter and the libraries have."""
SECONDS = 20.0
"""For one table, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one table: a sentence in both languages, what was said of it or why it was refused."""

    path: str
    read: bool
    zh: str
    en: str
    seconds: float


def read_limited(paths: Iterable[Path], *readers: str) -> list[Read]:
    """Read each table with the readers, ``roster`` and ``numbers``; what is no sentence ends in an AssertionError."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, *readers],
        input="\n".join(map(str, paths)),
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [Read(**json.loads(line)) for line in done.stdout.splitlines()]
    for one in found:
        assert one.zh, one
        assert one.en, one
        assert one.seconds < SECONDS, one
    return found


def _main() -> None:
    import resource

    from photocheck.errors import UsageError
    from photocheck.io.tables.numbers import read_numbers
    from photocheck.io.tables.roster import read_roster
    from photocheck.profile.load import load_profile

    readers = {"roster": read_roster, "numbers": read_numbers}
    rules = load_profile("zikao").number
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        for reader in [readers[name] for name in sys.argv[1:]]:
            start = time.monotonic()
            try:
                _, told = reader(path, rules)
                read = True
            except UsageError as error:
                told, read = error.message, False
            except BaseException:
                sys.stderr.write(f"{path} {reader.__name__}\n")
                raise
            facts = {"read": read, "zh": told.zh, "en": told.en, "seconds": time.monotonic() - start}
            sys.stdout.write(json.dumps({"path": str(path), **facts}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()

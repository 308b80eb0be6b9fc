"""What several tests share."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import photocheck

if TYPE_CHECKING:
    from photocheck.detect import Detector
    from photocheck.pipeline import Pipeline

# The answer of a test run depends on the code alone; --hypothesis-profile=search looks on where nobody has looked.
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("steady")


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background so, and what is tested would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def detector() -> Iterator[Detector]:
    """The models, loaded once."""
    from photocheck.detect.detector import ModelDetector

    loaded = ModelDetector()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def checker(detector: Detector) -> photocheck.Checker:
    """One checker for the default profile."""
    return photocheck.Checker("zikao", detector=detector)


@pytest.fixture(scope="session")
def stages(detector: Detector) -> Pipeline:
    """The stages behind the checker, for tests of what happens between them."""
    from photocheck.pipeline import Pipeline

    return Pipeline(photocheck.load_profile("zikao"), lambda _check: True, detector)


@pytest.fixture(scope="session")
def portraits() -> Path:
    """The labelled portraits, which are not part of the project; tests that want them skip without."""
    given = os.environ.get("PHOTOCHECK_PORTRAITS")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "portraits"
    if not (folder / "labels.csv").is_file():
        pytest.skip("no labelled portraits: set PHOTOCHECK_PORTRAITS to their folder")
    return folder


_SLOW = pytest.StashKey[int]()
"""How many slow tests were left out; where tests run in several processes, each leaves out the same ones."""


def pytest_deselected(items: list[pytest.Item]) -> None:
    if items:
        items[0].config.stash[_SLOW] = sum("slow" in item.keywords for item in items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["slow"] = session.config.stash.get(_SLOW, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_SLOW] = getattr(node, "workeroutput", {}).get("slow", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say last what was not tried here, and how to have it tried: each reason for skipping names its cure."""
    untried = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    slow = config.stash.get(_SLOW, 0)
    if slow:
        untried["slow tests: .venv/bin/pytest -m slow"] = slow
    if untried:
        terminalreporter.section("Not tried here, and how to have it tried")
        for reason, count in untried.most_common():
            terminalreporter.write_line(f"{count:4}  {reason}")

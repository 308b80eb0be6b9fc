"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import photocheck


@pytest.fixture(scope="session")
def checker() -> Iterator[photocheck.Checker]:
    """One loaded checker for the default profile."""
    with photocheck.Checker("zikao") as loaded:
        yield loaded


@pytest.fixture(scope="session")
def portraits() -> Path:
    """The labelled portraits, which are not part of the project; tests that want them skip without."""
    given = os.environ.get("PHOTOCHECK_PORTRAITS")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "portraits"
    if not (folder / "labels.csv").is_file():
        pytest.skip("no labelled portraits: set PHOTOCHECK_PORTRAITS to their folder")
    return folder

"""The lock files say what pyproject.toml says, for every Python and platform."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

lock = pytest.importorskip("lock", reason="these tests run beside no checkout")
import kit  # noqa: E402
import platforms  # noqa: E402
from packaging.requirements import Requirement  # noqa: E402
from packaging.utils import canonicalize_name  # noqa: E402

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
NAMES = ("run", "build", "test")
COMPUTERS = [(platform, python) for platform in platforms.PLATFORMS for python in platforms.PYTHONS]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_made_from_what_pyproject_says_now(name: str, project: dict[str, Any]) -> None:
    wanted = lock.header(lock.wanted(project)[name])
    assert locked(name).startswith(wanted), "pyproject.toml has changed: python tools/lock.py"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("platform", "python"), COMPUTERS)
def test_each_requirement_has_one_version_that_fits(
    name: str, platform: str, python: str, project: dict[str, Any]
) -> None:
    pins = kit.pins(locked(name), platform, python)
    versions = {pin.name: pin.version for pin in pins}
    assert len(versions) == len(pins)
    for line in lock.wanted(project)[name]:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate(kit.markers(platform, python)):
            assert asked.specifier.contains(versions[canonicalize_name(asked.name)]), line
    for pin in pins:
        assert pin.hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in pin.hashes)


@pytest.mark.parametrize(("platform", "python"), COMPUTERS)
def test_tests_run_on_the_versions_that_offices_get(platform: str, python: str) -> None:
    tested = kit.pins(locked("test"), platform, python)
    for name in ("run", "build"):
        assert set(kit.pins(locked(name), platform, python)) <= set(tested)


@pytest.mark.parametrize("name", NAMES)
def test_no_address_of_a_registry_is_in_it(name: str) -> None:
    assert "://" not in locked(name)


def test_offices_get_every_extra_but_those_for_developers_and_clusters() -> None:
    made_up = {
        "project": {
            "dependencies": ["a>=1"],
            "optional-dependencies": {"heic": ["b"], "cluster": ["c"], "test": ["d"]},
        },
        "build-system": {"requires": ["e"]},
    }
    groups = lock.wanted(made_up)
    assert groups["run"] == ["a>=1", "b"]
    assert {"a>=1", "b", "d", "e"} <= set(groups["test"])
    assert "c" not in groups["test"]

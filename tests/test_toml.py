"""Settings and profiles that are no files, huge, deep or slow to read: a sentence, at once and in little memory."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from photocheck.profile.load import load_profile_text, shipped_names
from photocheck.toml import MAX_LINE, TomlError, parsed
from tests.command import GOOD, Ran, photocheck

MEMORY = 3 << 30
SECONDS = 30


def limited(*arguments: str | Path) -> Ran:
    def limits() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    start = time.monotonic()
    ran = photocheck(*arguments, "--lang", "en", before=limits)
    assert time.monotonic() - start < SECONDS
    return ran


@pytest.mark.skipif(sys.platform == "win32", reason="limits, pipes and sparse files as POSIX has them")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("pipe", "no plain file"), ("zero", "no plain file"), ("sparse", "over the limit"), ("dots", "characters"),
        ("deep", "nested too deep"),
    ],
)  # fmt: skip
def test_what_is_no_settings_or_profile(tmp_path: Path, kind: str, said: str) -> None:
    path = tmp_path / "x.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    elif kind == "sparse":
        with path.open("wb") as file:
            file.truncate(30 << 30)
    else:
        path.write_text(".".join("a" * 100_000) + " = 1" if kind == "dots" else "a = " + "[\n" * 50_000)
    for order in (("check", GOOD, "--config", path), ("check", GOOD, "-p", path), ("profiles", "show", path)):
        ran = limited(*order)
        assert ran.code == 2
        assert said in ran.err
        assert "unexpected" not in ran.err


def test_settings_behind_a_link_are_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('select = "file.format"\n')
    (tmp_path / "photocheck.toml").symlink_to("own.toml")
    assert photocheck("check", GOOD, "-j", "1", folder=tmp_path).code == 0


def test_as_many_dots_as_are_taken_are_read_soon() -> None:
    start = time.process_time()
    parsed("\n".join(f"k{n}" + ".a" * (MAX_LINE // 2 - 10) + " = 1" for n in range(64)))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("text", ["a = 9999-99-99", "a = 1\na = 2", "\0", "a = " + "{a=" * 600])
def test_what_is_no_toml(text: str) -> None:
    with pytest.raises(TomlError) as caught:
        parsed(text)
    assert caught.value.message.zh


def test_shipped_profiles_are_far_below_the_bounds() -> None:
    from photocheck.profile.dump import as_toml
    from photocheck.profile.load import MAX_BYTES, load_profile

    for name in shipped_names():
        text = as_toml(load_profile(name))
        assert len(text) < MAX_BYTES // 8
        assert load_profile_text(text).id == name

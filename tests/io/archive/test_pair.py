"""A ZIP and its manifest appear whole or not at all, whenever the run that writes them ends."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from photocheck.errors import UsageError
from photocheck.handover import proof
from photocheck.io.archive.manifest import Item, manifest_path
from photocheck.io.archive.pack import write_pack
from photocheck.profile.load import load_profile

ZIKAO = load_profile("zikao")
HAZARDS = Path(__file__).parents[2] / "hazards"
PACK = """
import sys
from pathlib import Path
from tests.io.archive.test_pair import items_of, pack
pack(Path(sys.argv[1]), Path(sys.argv[2]), overwrite=sys.argv[3] == "overwrite")
"""


def pictures(tree: Path, who: str, count: int = 3) -> Path:
    for number in range(count):
        file = tree / "43" / "01" / f"4301191{number:05d}.JPG"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff\xd8" + who.encode() * (50 + number) + b"\xff\xd9")
    return tree


def items_of(tree: Path) -> list[Item]:
    found = []
    for file in tree.rglob("*.JPG"):
        data = file.read_bytes()
        found.append(Item(file.stem, file.relative_to(tree).as_posix(), len(data), hashlib.sha256(data).hexdigest()))
    return found


def pack(tree: Path, archive: Path, *, overwrite: bool = False) -> None:
    write_pack(tree, items_of(tree), archive, ZIKAO, overwrite=overwrite)


def is_whole(archive: Path) -> bool:
    return list(proof(archive, ZIKAO).run()) == []


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


POINTS = [
    f"{function}:{when}:{call}"
    for function, calls in (("open", (1, 2)), ("fsync", (1, 2)), ("rename", (1, 2, 3, 4)), ("unlink", (1, 2)))
    for call in calls
    for when in ("before", "after")
]


def killed(tree: Path, archive: Path, order: str, how: str) -> bool:
    """Whether a pack was killed at that point; false where it has none such."""
    environment = {**os.environ, "PHOTOCHECK_TEST_KILL": order}
    root = Path(__file__).parents[3]
    environment["PYTHONPATH"] = os.pathsep.join([str(HAZARDS), str(root), environment.get("PYTHONPATH", "")])
    done = subprocess.run([sys.executable, "-c", PACK, tree, archive, how], env=environment, check=False)
    assert done.returncode in {0, -signal.SIGKILL}
    return done.returncode != 0


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
@pytest.mark.parametrize("order", POINTS)
def test_killed_at_each_step_of_a_replacement(tmp_path: Path, order: str) -> None:
    """At no moment a ZIP with another's manifest; the old pair is there, or comes back with the next run."""
    old, new = pictures(tmp_path / "old", "old"), pictures(tmp_path / "new", "new", 4)
    out = tmp_path / "out"
    out.mkdir()
    pack(old, out / "h.zip")
    was_killed = killed(new, out / "h.zip", order, "overwrite")
    if (out / "h.zip").exists():
        assert is_whole(out / "h.zip")
    with pytest.raises(UsageError, match="--overwrite"):  # the next run brings it in order, and refuses as ever
        pack(new, out / "h.zip")
    assert is_whole(out / "h.zip")
    assert visible(out) == ["h.manifest.csv", "h.zip"]
    assert len(list(out.iterdir())) == 2, "what was left is cleared away"
    pack(new, out / "h.zip", overwrite=True)
    assert is_whole(out / "h.zip")
    assert was_killed or order.startswith(("rename", "unlink"))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
@pytest.mark.parametrize("order", POINTS)
def test_killed_at_each_step_of_a_first_pack(tmp_path: Path, order: str) -> None:
    tree, out = pictures(tmp_path / "tree", "a"), tmp_path / "out"
    out.mkdir()
    killed(tree, out / "h.zip", order, "new")
    if (out / "h.zip").exists():
        assert is_whole(out / "h.zip")
        return
    pack(tree, out / "h.zip")  # it goes on without being told to overwrite
    assert is_whole(out / "h.zip")
    assert len(list(out.iterdir())) == 2


def test_a_name_that_is_no_zips_never_takes_another_ones_manifest(tmp_path: Path) -> None:
    tree = pictures(tmp_path / "tree", "a")
    pack(tree, tmp_path / "h.zip")
    before = manifest_path(tmp_path / "h.zip").read_bytes()
    for name in ("h.bak", "h", "h.zip.old"):
        with pytest.raises(UsageError, match=r"\.zip"):
            pack(tree, tmp_path / name, overwrite=True)
    if not (tmp_path / "H.ZIP").exists():  # a disk that tells letter case apart
        with pytest.raises(UsageError, match="--overwrite"):
            pack(tree, tmp_path / "h.ZIP")
    assert manifest_path(tmp_path / "h.zip").read_bytes() == before


def test_a_file_that_has_the_manifests_name_is_not_taken(tmp_path: Path) -> None:
    tree = pictures(tmp_path / "tree", "a")
    (tmp_path / "h.manifest.csv").write_text("mine")
    with pytest.raises(UsageError, match="--overwrite"):
        pack(tree, tmp_path / "h.zip")
    assert (tmp_path / "h.manifest.csv").read_text() == "mine"
    assert not (tmp_path / "h.zip").exists()


def test_a_disk_that_fails_between_the_two_names_puts_the_old_pair_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = pictures(tmp_path / "old", "old"), pictures(tmp_path / "new", "new", 4)
    (tmp_path / "out").mkdir()
    archive = tmp_path / "out" / "h.zip"
    pack(old, archive)
    before = archive.read_bytes()
    from photocheck.io.folder import Folder

    real, calls = Folder.rename, []

    def fails_once(self: Folder, source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 4:
            raise OSError(5, "Input/output error")
        real(self, source, target)

    monkeypatch.setattr(Folder, "rename", fails_once)
    with pytest.raises(UsageError):
        pack(new, archive, overwrite=True)
    assert archive.read_bytes() == before
    assert is_whole(archive)
    assert len(list(archive.parent.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_permissions_are_what_the_umask_leaves(tmp_path: Path) -> None:
    tree, before = pictures(tmp_path / "tree", "a"), os.umask(0o077)
    try:
        pack(tree, tmp_path / "h.zip")
    finally:
        os.umask(before)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("h.zip", "h.manifest.csv")} == {0o600}

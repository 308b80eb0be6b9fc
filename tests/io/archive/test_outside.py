"""A tree, a journal, a ZIP that came from another office: whatever is in them, a sentence, within memory and time."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from photocheck.errors import ProfileError, UsageError
from photocheck.io.archive.contents import MAX_DEPTH, files_of
from photocheck.io.archive.filing import Made, file_one
from photocheck.io.archive.journal import Journal, journal_path
from photocheck.io.archive.manifest import Item, Manifest, manifest_path, written
from photocheck.io.archive.rows import unpacked
from photocheck.io.archive.sqlite import UNFINISHED
from photocheck.io.archive.verify import TreeCheck
from photocheck.profile.load import load_profile, load_profile_text
from tests.command import Ran, photocheck

ZIKAO = load_profile("zikao")
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits, pipes and sparse files as POSIX has them")
NUMBERS = ("430119100000", "430119100001", "430119100002")
SECONDS = 20
MEMORY = 2 << 30
"""Bytes of address space that verify may have: what it takes on any tree."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in NUMBERS:
        file_one(
            tmp_path / "out", ZIKAO, Made(number, b"\xff\xd8" + number.encode() * 9, f"/in/{number}.JPG", "0" * 64)
        )
    return tmp_path / "out"


def picture(tree: Path) -> Path:
    return tree / "43" / "01" / f"{NUMBERS[1]}.JPG"


def problems(tree: Path) -> list[tuple[str, str]]:
    return [(found.kind, found.message.en) for found in TreeCheck(tree).run()]


def limited(*arguments: str | Path) -> Ran:
    """The command within memory and time."""

    def limits() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    start = time.monotonic()
    ran = photocheck(*arguments, before=limits)
    assert time.monotonic() - start < SECONDS
    return ran


# ----------------------------------------------------------------------------------------- the tree


@posix
@pytest.mark.parametrize("kind", ["sparse", "pipe", "zero", "link", "folder", "socket"])
def test_what_is_no_picture_in_a_pictures_place_is_not_read(tree: Path, kind: str) -> None:
    path = picture(tree)
    path.unlink()
    if kind == "sparse":
        with path.open("wb") as file:
            file.truncate(30 << 30)
        with sqlite3.connect(journal_path(tree)) as db:
            db.execute("UPDATE pictures SET bytes = ? WHERE number = ?", (30 << 30, NUMBERS[1]))
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
        (path / "x").touch()
    elif kind == "socket":
        import socket

        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind(str(path))
    else:
        path.symlink_to("/dev/zero" if kind == "zero" else tree / "43" / "01" / f"{NUMBERS[0]}.JPG")
    ran = limited("verify", tree)
    assert ran.code == 1
    found = problems(tree)
    if kind == "folder":
        assert sorted(kind for kind, _ in found) == ["missing", "unfinished"]
    else:
        assert [kind for kind, _ in found] == ["changed"]
        assert "over the limit of 64 MB" in found[0][1] if kind == "sparse" else "no plain file" in found[0][1]


@posix
def test_a_tree_1600_deep_is_said(tree: Path) -> None:
    here = os.open(tree, os.O_RDONLY)
    for _ in range(1600):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        with pytest.raises(UsageError, match=f"over {MAX_DEPTH} folders in each other"):
            list(files_of(tree))
        ran = limited("verify", tree)
        assert ran.code == 2
        assert f"over {MAX_DEPTH} folders" in ran.err
        ran = photocheck("pack", tree, "-o", tree.parent / "p.zip", "--ignore", "face")
        assert ran.code in {1, 2}
    finally:
        subprocess.run(["rm", "-rf", tree / "d"], check=True)


def test_a_systems_own_files_are_no_part_of_a_tree(tree: Path) -> None:
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "43/desktop.ini",
        f"43/01/._{NUMBERS[0]}.JPG",
        "System Volume Information/x",
    ):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_bytes(b"x")
    look = TreeCheck(tree)
    assert list(look.run()) == []
    assert look.passed.count == 5
    ran = photocheck("verify", tree, "--lang", "zh")
    assert ran.code == 0
    assert "5 个系统文件" in ran.err


# -------------------------------------------------------------------------------------- the journal


def changed(tree: Path, *statements: str) -> None:
    with sqlite3.connect(journal_path(tree)) as db:
        for statement in statements:
            db.execute(statement)


@posix
@pytest.mark.parametrize("expression", ["(a+)+$", "(0|[0-9])*x", "([0-9]+)*x", ".*.*.*.*.*.*.*x"])
def test_a_stored_expression_that_would_hang(tree: Path, expression: str) -> None:
    toml = f"extends = \"zikao\"\nid = \"zikao\"\n[number]\nshape = '''{expression}'''\n"
    with sqlite3.connect(journal_path(tree)) as db:
        db.execute("UPDATE profiles SET toml = ?", (toml,))
        db.execute("UPDATE pictures SET number = ?", ("0" * 60,))
    assert limited("verify", tree).code == 1
    assert {kind for kind, _ in problems(tree)} == {"profile"}


def test_stored_rules_lead_to_no_file(tree: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "zikao"\n', encoding="utf-8")
    with sqlite3.connect(journal_path(tree)) as db:
        db.execute("UPDATE profiles SET toml = ?", (f'extends = "{own}"\n',))
    assert {kind for kind, _ in problems(tree)} == {"profile"}
    with pytest.raises(ProfileError, match="shipped profile only"):
        load_profile_text(f'extends = "{own}"\n')


@posix
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE pictures SET bytes = 'many'", "damaged"),
        ("UPDATE pictures SET sha256 = NULL", "damaged"),
        ("UPDATE pictures SET number = zeroblob(100000000)", "damaged"),
        ("UPDATE pictures SET source = CAST(zeroblob(1000000) AS TEXT)", "damaged"),
        ("UPDATE pictures SET output = CAST(x'ff2f' AS TEXT) WHERE number = '430119100001'", None),
        ("CREATE TABLE more (x)", "no journal written by photocheck"),
        ("CREATE VIEW extra AS SELECT * FROM pictures", "no journal written by photocheck"),
        ("CREATE TRIGGER t AFTER INSERT ON pictures BEGIN DELETE FROM pictures; END", "no journal"),
        ("DROP INDEX judged_number", "no journal written by photocheck"),
        ("PRAGMA user_version = 7", "another version"),
    ],
)
def test_a_journal_that_is_not_as_ours_are(tree: Path, statement: str, said: str | None) -> None:
    changed(tree, statement)
    ran = limited("verify", tree)
    assert ran.code == (1 if said is None else 2), ran
    if said is not None:
        assert said in ran.err


@posix
def test_a_view_in_a_tables_place_is_not_asked(tree: Path) -> None:
    """A query that would make rows without end, under the name that is read."""
    changed(
        tree,
        "DROP TABLE pictures",
        "CREATE VIEW pictures AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT printf('%020d', i) AS output, 'n' AS number, 's' AS source, '' AS source_sha256, 'p' AS profile,"
        " 'd' AS digest, '' AS sha256, 1 AS bytes, '' AS written_at FROM n",
    )
    ran = limited("verify", tree)
    assert ran.code == 2
    assert "no journal" in ran.err


@posix
@pytest.mark.parametrize("kind", ["pipe", "zero", "text", "empty", "wal"])
def test_a_journal_that_is_no_file_of_ours(tree: Path, kind: str) -> None:
    path = journal_path(tree)
    if kind == "wal":
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA journal_mode = WAL")
        db.close()
    else:
        path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    elif kind in {"text", "empty"}:
        path.write_bytes(b"no database " * 1000 if kind == "text" else b"")
    ran = limited("verify", tree)
    assert ran.code == 2
    assert ran.err


def bomb(size: int) -> bytes:
    """So many bytes of JSON in a thousandth of them."""
    packer = zlib.compressobj(9)
    head = packer.compress(b'{"a":"')
    middle = [packer.compress(b"x" * (1 << 20)) for _ in range(size >> 20)]
    return b"".join([head, *middle, packer.compress(b'"}'), packer.flush()])


@pytest.mark.parametrize(
    "result",
    [
        bomb(64 << 20), zlib.compress(b"[" * 100_000), zlib.compress(b'{"a":' * 100_000), zlib.compress(b"[]"),
        zlib.compress(b"1"), zlib.compress(b"{}")[:-3], b"", b"nonsense", zlib.compress(b"\xff\xfe"),
    ],
    ids=["bomb", "lists", "objects", "list", "number", "short", "empty", "nonsense", "bytes"],
)  # fmt: skip
def test_a_stored_result_that_is_none(result: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unpacked(result)


@posix
def test_results_that_are_bombs_are_done_again(tmp_path: Path) -> None:
    from tests.crowd import crowd

    crowd(tmp_path / "in", 1)
    options = ("process", tmp_path / "in", "--to", tmp_path / "out", "-j", "1", "--select", "file", "-f", "jsonl")
    first = photocheck(*options)
    for result in (bomb(64 << 20), zlib.compress(b"[" * 1_000_000), zlib.compress(json.dumps({"v": 1}).encode())):
        with sqlite3.connect(journal_path(tmp_path / "out")) as db:
            db.execute("UPDATE judged SET result = ?", (result,))
        ran = photocheck(*options)
        assert ran.results == first.results


@pytest.fixture
def cut_off(tree: Path) -> Path:
    """A tree whose journal was cut off in the middle of a change, with what SQLite keeps to undo it."""
    path = journal_path(tree)
    half = sqlite3.connect(path, isolation_level=None)
    half.execute("PRAGMA cache_size = 1")
    half.execute("BEGIN IMMEDIATE")
    half.execute(
        "CREATE TABLE x AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT * FROM n"
    )
    other = tree.parent / "copy"
    shutil.copytree(tree, other)
    shutil.copy(path, journal_path(other))
    shutil.copy(path.with_name(path.name + UNFINISHED), undo(other))
    half.execute("ROLLBACK")
    half.close()
    return other


def undo(tree: Path) -> Path:
    return journal_path(tree).with_name(journal_path(tree).name + UNFINISHED)


def test_a_run_that_was_cut_off_is_undone_in_a_copy(cut_off: Path) -> None:
    """What SQLite keeps to undo a change stays where it is, and so does the journal: verify only reads."""
    before = {file.name: file.read_bytes() for file in cut_off.parent.glob("copy.*")}
    assert len(before) == 2
    assert problems(cut_off) == []
    assert {file.name: file.read_bytes() for file in cut_off.parent.glob("copy.*")} == before


@posix
def test_a_copy_has_no_name_while_it_is_read(cut_off: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a kill while a tree is compared, which takes minutes, leaves nothing of it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with Journal(journal_path(cut_off), read_only=True) as journal:
        assert [entry.number for entry in journal.pictures()] == list(NUMBERS)
        assert list((tmp_path / "temporary").iterdir()) == []


KILLED_COPYING = """
import os, signal, shutil, sys
from pathlib import Path
from photocheck.io.archive.verify import TreeCheck
def halfway(old, new):
    new.write(old.read(9000)); new.flush()
    os.kill(os.getpid(), signal.SIGKILL)
shutil.copyfileobj = halfway
list(TreeCheck(Path(sys.argv[1])).run())
"""


@posix
def test_a_copy_whose_run_was_killed_is_removed_by_the_next(cut_off: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {"TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-c", KILLED_COPYING, cut_off], env={**os.environ, **environment}, check=False
    )
    assert done.returncode < 0
    assert len(list(temporary.iterdir())) == 1
    assert photocheck("verify", tmp_path / "out", environment=environment).code == 0
    assert list(temporary.iterdir()) == []


@posix
def test_a_copy_is_bounded(cut_off: Path, tmp_path: Path) -> None:
    """A file that claims 30 GB would fill the disk of temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with undo(cut_off).open("r+b") as file:
        file.truncate(30 << 30)
    ran = photocheck("verify", cut_off, "--lang", "en", environment={"TMPDIR": str(temporary)})
    assert ran.code == 2
    assert "over the limit" in ran.err
    assert list(temporary.iterdir()) == []


def test_verify_writes_nothing(tree: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (tree.parent, *tree.parent.rglob("*"))}
    assert problems(tree) == []
    assert {path: path.stat().st_mtime_ns for path in (tree.parent, *tree.parent.rglob("*"))} == before


@posix
def test_many_rows_take_no_memory(tree: Path) -> None:
    with sqlite3.connect(journal_path(tree)) as db:
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000) INSERT INTO pictures"
            " SELECT '43/01/' || i, i, 's', 'h', 'p', 'd' || i, 'h', 1, 't' FROM n"
        )
    ran = limited("verify", tree)
    assert ran.code == 1
    assert "30003 photos in the journal" in ran.err


# ------------------------------------------------------------------------------------------ the ZIP


def handed(folder: Path, make: Callable[[zipfile.ZipFile], None], items: list[Item], sums: bool = True) -> Path:
    """A ZIP with whatever is in it, and a manifest that is right in itself."""
    path = folder / "p.zip"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        make(packed)
    path.write_bytes(out.getvalue())
    size, digest = len(out.getvalue()), hashlib.sha256(out.getvalue()).hexdigest()
    total = sum(item.bytes for item in items)
    manifest = Manifest(
        tuple(sorted(items, key=lambda i: i.file)),
        "zikao",
        ZIKAO.digest,
        "p.zip",
        size,
        digest,
        count=len(items),
        total=total,
    )
    manifest_path(path).write_bytes(written(manifest))
    return path


def item(number: str, data: bytes) -> Item:
    return Item(number, f"43/01/{number}.JPG", len(data), hashlib.sha256(data).hexdigest())


def zeros(size: int) -> str:
    digest = hashlib.sha256()
    for _ in range(size >> 20):
        digest.update(bytes(1 << 20))
    return digest.hexdigest()


@posix
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_small_zip_that_claims_much(tmp_path: Path, method: int) -> None:
    """The manifest agrees with the bomb: it is not unpacked all the same, for pack stores pictures as they are."""
    size = 48 << 20
    entry = Item(NUMBERS[0], f"43/01/{NUMBERS[0]}.JPG", size, zeros(size))

    def make(packed: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(entry.file)
        info.compress_type = method
        with packed.open(info, "w", force_zip64=True) as file:
            for _ in range(size >> 20):
                file.write(bytes(1 << 20))

    path = handed(tmp_path, make, [entry])
    assert path.stat().st_size < 1 << 20
    ran = limited("verify", path)
    assert ran.code == 1
    assert "changed" in ran.out


@posix
def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    """A thousand entries over one picture's bytes: more than the ZIP holds is not read."""
    data = bytes(2 << 20)
    items = [item(f"4301191{i:05d}", data) for i in range(1000)]
    path = handed(tmp_path, lambda packed: packed.writestr(items[0].file, data), items)
    out = io.BytesIO(path.read_bytes())
    packed = zipfile.ZipFile(out, "a")
    first = packed.infolist()[0]
    for one in items[1:]:
        info = zipfile.ZipInfo(one.file)
        info.CRC, info.file_size, info.compress_size = first.CRC, first.file_size, first.compress_size
        info.header_offset = first.header_offset
        packed.filelist.append(info)
    packed._didModify = True  # noqa: SLF001 - zipfile offers no other way to write such a lie
    packed.close()
    path.write_bytes(out.getvalue())
    ran = limited("verify", path)
    assert ran.code == 1
    assert len(ran.out.splitlines()) >= 999


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_bytes_changed_anywhere_are_a_sentence(tmp_path: Path, method: int) -> None:
    data = b"\xff\xd8" + os.urandom(300)
    entry = item(NUMBERS[0], data)
    path = handed(tmp_path, lambda packed: packed.writestr(entry.file, data, method), [entry])
    from photocheck.handover import proof

    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        assert list(proof(path).run())
        path.write_bytes(whole[:place])
        assert list(proof(path).run())


@pytest.mark.parametrize(
    "name", ["../../evil.JPG", "/etc/passwd", "C:\\x.JPG", "a/../b.JPG", "con/x.JPG", "43/01/\u202e.JPG"]
)
def test_names_that_lead_out_are_told_even_where_both_files_agree(tmp_path: Path, name: str) -> None:
    from photocheck.handover import proof

    entry = Item(NUMBERS[0], name, 1, hashlib.sha256(b"x").hexdigest())
    path = handed(tmp_path, lambda packed: packed.writestr(zipfile.ZipInfo(name), b"x"), [entry])
    assert {found.kind for found in proof(path).run()} & {"misplaced", "extra"}


@posix
@pytest.mark.parametrize("kind", ["pipe", "zero", "folder", "sparse"])
def test_a_zip_that_is_no_file(tmp_path: Path, kind: str) -> None:
    path = handed(tmp_path, lambda packed: None, [item(NUMBERS[0], b"x")])
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(64 << 20)
    ran = limited("verify", path)
    assert ran.code == 1
    assert ran.out


@posix
def test_a_directory_of_a_million_names_is_not_read(tmp_path: Path) -> None:
    entry = item(NUMBERS[0], b"x")

    def make(packed: zipfile.ZipFile) -> None:
        packed.writestr(entry.file, b"x")
        for number in range(20_000):
            packed.writestr(zipfile.ZipInfo(f"{number:0200d}"), b"")

    ran = limited("verify", handed(tmp_path, make, [entry]))
    assert ran.code == 1
    assert "far larger" in ran.out

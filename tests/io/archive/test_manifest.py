"""A manifest has one seal, last, over everything before it; nothing else counts, and a signature tells whose it is."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from photocheck.errors import UsageError
from photocheck.handover import PackProof, proof
from photocheck.io.archive.manifest import MAX_ITEMS, Item, manifest_path
from photocheck.io.archive.pack import write_pack
from photocheck.profile.load import load_profile
from tests.command import photocheck

ZIKAO = load_profile("zikao")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    tree, items = tmp_path / "tree", []
    for number in ("430119100000", "430119100001", "430119100002"):
        file = f"43/01/{number}.JPG"
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        data = b"\xff\xd8" + number.encode() * 9 + b"\xff\xd9"
        (tree / file).write_bytes(data)
        items.append(Item(number, file, len(data), hashlib.sha256(data).hexdigest()))
    write_pack(tree, items, tmp_path / "p.zip", ZIKAO)
    return tmp_path / "p.zip"


def kinds(archive: Path) -> list[str]:
    return [found.kind for found in proof(archive).run()]


def exchanged(archive: Path) -> tuple[str, str]:
    """Exchange a picture in the ZIP; the manifest's old row of it, and the row that would fit."""
    with zipfile.ZipFile(archive) as packed:
        entries = {info: packed.read(info) for info in packed.infolist()}
    name = "43/01/430119100001.JPG"
    old = next(data for info, data in entries.items() if info.filename == name)
    new = b"\xff\xd8" + b"another face" * 9 + b"\xff\xd9"
    with zipfile.ZipFile(archive, "w") as packed:
        for info, data in entries.items():
            packed.writestr(info, new if info.filename == name else data)
    row = "430119100001,{name},{size},{sha}\r\n"
    return (
        row.format(name=name, size=len(old), sha=hashlib.sha256(old).hexdigest()),
        row.format(name=name, size=len(new), sha=hashlib.sha256(new).hexdigest()),
    )


def resealed(text: bytes, lines_before: bytes = b"") -> bytes:
    """A manifest whose own checksums an attacker has made anew."""
    body = text[: text.rindex(b"manifest,")] + lines_before
    return body + b"manifest,,," + hashlib.sha256(body).hexdigest().encode() + b"\r\n"


def test_a_manifest_is_as_it_was_written(archive: Path) -> None:
    assert kinds(archive) == []
    assert photocheck("verify", archive).code == 0


def test_rows_behind_the_seal_do_not_count(archive: Path) -> None:
    _, row = exchanged(archive)
    path, text = manifest_path(archive), manifest_path(archive).read_bytes()
    archive_line = f"archive,p.zip,{archive.stat().st_size},{hashlib.sha256(archive.read_bytes()).hexdigest()}\r\n"
    for added in (row, archive_line + row, row + text.decode("utf-8-sig").splitlines(keepends=True)[-1]):
        path.write_bytes(text + added.encode())
        found = kinds(archive)
        assert "seal" in found
        assert photocheck("verify", archive).code == 1


def test_a_seal_in_other_words_is_none(archive: Path) -> None:
    """Quotes, spaces and line ends that a reader of CSV would not see."""
    path, text = manifest_path(archive), manifest_path(archive).read_bytes()
    seal = text[text.rindex(b"manifest,") :]
    spelled = [
        text.replace(b"manifest,", b'"manifest",'),
        text + b'"manifest",,,' + seal[11:],
        text.replace(b"\r\n", b"\n"),
        text.replace(b"430119100001,43", b'"430119100001",43'),
        text + b"\r\n",
        text[3:],
        text.replace(b"photocheck,", b"photocheck,x"),
    ]
    for other in spelled:
        assert other != text
        path.write_bytes(other)
        try:
            assert "seal" in kinds(archive)
        except UsageError as error:
            assert "no whole manifest" in str(error)  # noqa: PT017 - either is a refusal


def test_a_number_or_file_stands_there_once(archive: Path) -> None:
    """Even where whoever wrote it made the checksums anew."""
    path, text = manifest_path(archive), manifest_path(archive).read_bytes()
    _, row = exchanged(archive)
    lines = text.decode("utf-8-sig").splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if line.startswith("430119100001"))
    twice = "".join([*lines[: place + 1], row, *lines[place + 1 :]])
    path.write_bytes(resealed(b"\xef\xbb\xbf" + twice.encode()))
    found = kinds(archive)
    assert {"twice", "totals"} <= set(found)


def test_rows_in_another_order_are_another_manifest(archive: Path) -> None:
    path, text = manifest_path(archive), manifest_path(archive).read_bytes()
    lines = text.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    assert "seal" in kinds(archive)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no whole manifest"),
        (b"number,file,bytes,sha256\r\n" * 3, "no whole manifest"),
        (b"\x00" * 10_000, "no whole manifest"),
        (b"a,b,c\r\n", "no whole manifest"),
        (b'"' + b"x" * 200_000, "no whole manifest"),
        (b"1,f," + b"9" * 5_000 + b",s\r\n", "no whole manifest"),
        (b"1,f,1,s\r\n" * (MAX_ITEMS + 2), f"over {MAX_ITEMS} rows"),
    ],
    ids=["empty", "heads", "zeros", "columns", "quote", "digits", "rows"],
)
def test_what_is_no_manifest_is_said(archive: Path, data: bytes, said: str) -> None:
    manifest_path(archive).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        proof(archive)


@pytest.mark.skipif(sys.platform == "win32", reason="sparse files and pipes as POSIX has them")
def test_a_manifest_that_is_huge_or_no_file_is_not_read(archive: Path) -> None:
    import os

    path = manifest_path(archive)
    with path.open("r+b") as file:
        file.truncate(30 << 30)
    with pytest.raises(UsageError, match="over the limit"):
        proof(archive)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UsageError, match="no plain file"):
        proof(archive)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="no plain file"):
        proof(archive)


def test_a_profile_that_the_manifest_names_is_never_read_from_a_path(archive: Path, tmp_path: Path) -> None:
    """The name comes from outside: only shipped ones are looked up."""
    own = tmp_path / "own.toml"
    own.write_text('extends = "zikao"\nid = "zikao"\n[tree]\ntemplate = "{number}.JPG"\n', encoding="utf-8")
    manifest = manifest_path(archive)
    manifest.write_bytes(manifest.read_bytes().replace(b"profile,zikao,", f"profile,{own},".encode()))
    assert kinds(archive) == ["seal"]


def test_by_another_profile(archive: Path) -> None:
    assert [found.kind for found in proof(archive, "zikao").run()] == []
    assert "profile" in [found.kind for found in proof(archive, "zikao-national").run()]
    assert photocheck("verify", archive, "-p", "zikao-national").code == 1


# --------------------------------------------------------------------------------------- signature


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A secret key and its public half, as openssl writes them."""
    ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519", reason="needs photocheck[sign]")
    from cryptography.hazmat.primitives import serialization as form

    key = ed25519.Ed25519PrivateKey.generate()
    secret, public = tmp_path / "key.pem", tmp_path / "public.pem"
    secret.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()),
    )
    public.write_bytes(key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    return secret, public


@pytest.fixture
def signed(archive: Path, keys: tuple[Path, Path]) -> Path:
    from photocheck.io.archive.signature import SigningKey

    tree = archive.parent / "tree"
    write_pack(tree, list(PackProof(archive).manifest.items), archive, ZIKAO, overwrite=True, key=SigningKey(keys[0]))
    return archive


def by_key(archive: Path, public: Path) -> list[str]:
    from photocheck.io.archive.signature import PublicKey

    return [found.kind for found in proof(archive, key=PublicKey(public)).run()]


def test_a_signed_manifest_verifies_by_its_key_and_without(signed: Path, keys: tuple[Path, Path]) -> None:
    assert by_key(signed, keys[1]) == []
    assert kinds(signed) == []
    assert "--key" in photocheck("verify", signed).err
    assert photocheck("verify", signed, "--key", keys[1]).code == 0


def test_another_key_and_a_changed_manifest_are_told(signed: Path, keys: tuple[Path, Path]) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    other = Ed25519PrivateKey.generate().public_key()
    keys[1].write_bytes(other.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    assert by_key(signed, keys[1]) == ["signature"]


def test_whoever_can_write_both_files_still_lacks_the_key(signed: Path, keys: tuple[Path, Path]) -> None:
    """The checksums made anew over an exchanged picture: without a key all is right, with it nothing is."""
    old, new = exchanged(signed)
    path = manifest_path(signed)
    lines = path.read_bytes().replace(old.encode(), new.encode()).splitlines(keepends=True)
    before = next(line for line in lines if line.startswith(b"archive,"))
    data = signed.read_bytes()
    total = sum(int(line.split(b",")[2]) for line in lines if line.startswith(b"43"))
    lines = [
        f"archive,p.zip,{len(data)},{hashlib.sha256(data).hexdigest()}\r\n".encode() if line == before
        else f"total,3,{total},\r\n".encode() if line.startswith(b"total") else line
        for line in lines
    ]  # fmt: skip
    path.write_bytes(resealed(b"".join(lines)))
    assert kinds(signed) == []
    assert by_key(signed, keys[1]) == ["signature"]
    assert photocheck("verify", signed, "--key", keys[1]).code == 1


def test_an_unsigned_manifest_fails_where_a_key_is_asked_for(archive: Path, keys: tuple[Path, Path]) -> None:
    assert by_key(archive, keys[1]) == ["signature"]


def test_keys_that_are_none_are_said(archive: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    for option, path, said in (
        ("--key", keys[0], "no Ed25519 public key"),
        ("--key", tmp_path / "none.pem", "there is no such file"),
        ("--key", archive, "no Ed25519 public key"),
    ):
        ran = photocheck("verify", archive, option, path)
        assert ran.code == 2
        assert said in ran.err
    ran = photocheck("verify", tmp_path / "tree", "--key", keys[1])
    assert ran.code == 2
    ran = photocheck("pack", tmp_path / "tree", "-o", tmp_path / "q.zip", "--sign", keys[1])
    assert ran.code == 2
    assert "no Ed25519 secret key" in ran.err

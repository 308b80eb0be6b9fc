"""Bad input: each gets its own clear sentence and the right exit code, the rest go on, nothing is lost."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from command import CAMERA, GOOD, SAMPLES, Ran, photocheck, small_disk
from PIL import Image

LINUX = sys.platform.startswith("linux")
ROOT = LINUX and os.geteuid() == 0


def good(size: tuple[int, int] | None = None) -> Image.Image:
    picture = Image.open(CAMERA)
    picture.load()
    return picture if size is None else picture.resize(size)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def heic() -> bytes:
    """The beginning of a phone's file: what tells HEIC from all else."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(4000)


def bomb() -> bytes:
    """A PNG of 30,000 x 30,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    """A JPEG whose frame header says 30,000 x 30,000."""
    data = bytearray(GOOD.read_bytes())
    spot = data.index(b"\xff\xc0")
    data[spot + 5 : spot + 9] = struct.pack(">HH", 30_000, 30_000)
    return bytes(data)


def deep() -> bytes:
    """A 16-bit grey PNG."""
    return saved(Image.fromarray(np.asarray(good().convert("L"), np.uint16) * 257), "PNG")


def animated() -> bytes:
    frames = [good(), good().rotate(5)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def two_faces() -> bytes:
    return next(p for p in sorted((SAMPLES / "fail" / "face.count").iterdir()) if _faces(p)).read_bytes()


def _faces(path: Path) -> bool:
    """Whether anything but cloth is in the sample."""
    return float(np.asarray(Image.open(path), float).std()) > 20


def cloth() -> bytes:
    return saved(Image.new("RGB", (144, 192), (134, 190, 232)), "JPEG")


def cut_by_edge() -> bytes:
    """The face's right half is outside the picture."""
    return saved(good().crop((0, 60, 240, 380)), "JPEG", quality=95)


@dataclass(frozen=True, slots=True)
class Bad:
    """One kind of bad input, and the words by which its reader knows what is wrong."""

    name: str
    data: Callable[[], bytes]
    check: str
    """The check that must complain."""
    zh: str
    en: str


BAD = (
    Bad("empty", bytes, "file.whole", "0 字节", "0 bytes"),
    Bad("truncated", lambda: CAMERA.read_bytes()[:20_000], "file.whole", "重新拷贝", "cut short"),
    Bad("png", lambda: saved(good(), "PNG"), "file.format", "PNG", "PNG"),
    Bad("heic", heic, "file.whole", "HEIC", "HEIC"),
    Bad("webp", lambda: saved(good(), "WEBP"), "file.format", "WEBP", "WEBP"),
    Bad("cmyk", lambda: saved(good().convert("CMYK"), "JPEG"), "file.colour", "CMYK", "CMYK"),
    Bad("grey", lambda: saved(good().convert("L"), "JPEG"), "file.colour", "8 位灰度", "grey, 8 bits"),
    Bad("deep", deep, "file.colour", "16 位灰度", "16 bits"),
    Bad("animated", animated, "file.format", "2 帧动图", "2 frames"),
    Bad("bomb", bomb, "file.whole", "百万像素", "megapixels"),
    Bad("huge", huge_jpeg, "file.whole", "百万像素", "megapixels"),
    Bad("text", lambda: "考籍照片\n".encode() * 100, "file.whole", "不是图像", "no picture"),
    Bad("pdf", lambda: b"%PDF-1.7\n" + bytes(500), "file.whole", "PDF", "PDF"),
    Bad("nobody", cloth, "face.count", "没有找到人脸", "No face"),
    Bad("two", two_faces, "face.count", "2 张脸", "2 faces"),
    Bad("cat", lambda: saved(Image.fromarray(skimage.data.chelsea()), "JPEG"), "face.count", "没有找到人脸", "No face"),
)
PLACES = {bad.name: f"43{i:02d}191{i:05d}.JPG" for i, bad in enumerate(BAD, start=10)}
"""Each under a proper number, so that nothing but its content is wrong."""


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them, with a good photo before, between and after."""
    folder = tmp_path_factory.mktemp("bad")
    for bad in BAD:
        (folder / PLACES[bad.name]).write_bytes(bad.data())
    for number in ("000101191001", "430119191500", "990101191001"):
        shutil.copy(CAMERA, folder / f"{number}.JPG")
    return folder


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def processed(bad_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The whole folder processed in one run, sources proved untouched."""
    tree = tmp_path_factory.mktemp("out") / "tree"
    before = digests(bad_folder)
    ran = photocheck("process", bad_folder, "--to", tree, "-f", "jsonl", "-j", "1", "--lang", "zh")
    assert digests(bad_folder) == before
    return ran, tree


@pytest.fixture(scope="module")
def checked(bad_folder: Path) -> Ran:
    return photocheck("check", bad_folder, "-f", "jsonl", "-j", "1")


def told(ran: Ran, name: str) -> dict[str, Any]:
    """The one result on the file of that name."""
    (found,) = [result for result in ran.results if Path(result["photo"]).name == name]
    return found


def complaints(result: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {f["check"]: f["hint"] for f in result["findings"] if f["verdict"] != "pass"}


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_check_says_what_is_wrong_with_it(bad: Bad, checked: Ran) -> None:
    result = told(checked, PLACES[bad.name])
    assert result["verdict"] == "fail"
    hint = complaints(result)[bad.check]
    assert bad.zh in hint["zh"]
    assert bad.en in hint["en"]


@pytest.mark.parametrize("bad", [bad for bad in BAD if not bad.check.startswith("file.") or bad.check == "file.whole"],
                         ids=lambda bad: bad.name)  # fmt: skip
def test_process_makes_nothing_of_it(bad: Bad, processed: tuple[Ran, Path]) -> None:
    ran, tree = processed
    result = told(ran, PLACES[bad.name])
    assert result["verdict"] == "fail"
    assert result["output"] is None
    assert bad.check in complaints(result)
    assert not list(tree.rglob(PLACES[bad.name]))


def test_a_bad_photo_stops_no_other(checked: Ran, processed: tuple[Ran, Path], bad_folder: Path) -> None:
    ran, tree = processed
    assert checked.code == ran.code == 1
    count = len(list(bad_folder.iterdir()))
    assert len(checked.results) == len(ran.results) == count
    for number in ("000101191001", "430119191500", "990101191001"):
        assert told(ran, f"{number}.JPG")["verdict"] in {"pass", "warn"}
        assert (tree / number[:2] / number[2:4] / f"{number}.JPG").is_file()


def test_the_tree_holds_whole_pictures_and_nothing_else(processed: tuple[Ran, Path]) -> None:
    ran, tree = processed
    written = {Path(result["output"]) for result in ran.results if result["output"]}
    assert {path for path in tree.rglob("*") if path.is_file()} == written
    for path in written:
        Image.open(path).load()


def test_what_is_wrong_with_the_file_is_said_once_and_differently() -> None:
    """A clerk who reads two of these sentences knows that there are two problems."""
    sentences = {bad.name: (bad.zh, bad.en) for bad in BAD}
    alike = [{"bomb", "huge"}, {"nobody", "cat"}]
    for name, words in sentences.items():
        others = {other for other, said in sentences.items() if said == words}
        assert len(others) == 1 or others in alike, name


def test_face_cut_by_the_edge_never_passes(tmp_path: Path) -> None:
    path = tmp_path / "430101191001.JPG"
    path.write_bytes(cut_by_edge())
    for command in (["check"], ["process", "--to", tmp_path / "tree"]):
        ran = photocheck(*command, path, "-f", "jsonl", "-j", "1")
        assert ran.code == 1
        assert ran.results[0]["verdict"] == "fail"
        hints = complaints(ran.results[0])
        assert any(check.startswith(("framing.", "face.")) for check in hints), hints
    assert not list(tmp_path.rglob("tree/*/*/*"))


def test_folder_named_like_a_photo(tmp_path: Path) -> None:
    (tmp_path / "430101191007.JPG").mkdir()
    shutil.copy(GOOD, tmp_path / GOOD.name)
    ran = photocheck("check", tmp_path, "-f", "jsonl", "-j", "1")
    assert ran.code == 1
    error = told(ran, "430101191007.JPG")["error"]
    assert "文件夹" in error["zh"]
    assert "folder" in error["en"]
    assert told(ran, GOOD.name)["verdict"] in {"pass", "warn"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "430101191008.JPG").symlink_to(tmp_path / "gone.JPG")
    shutil.copy(GOOD, tmp_path / GOOD.name)
    ran = photocheck("check", tmp_path, "-f", "jsonl", "-j", "1")
    assert ran.code == 1
    result = told(ran, "430101191008.JPG")
    assert result["verdict"] == "error"
    assert "链接" in result["error"]["zh"]
    assert "link" in result["error"]["en"]
    assert told(ran, GOOD.name)["verdict"] in {"pass", "warn"}


def without_privilege() -> None:
    """Take from root what lets it read everything (the capabilities DAC_OVERRIDE and DAC_READ_SEARCH)."""
    drop_from_bounding_set = 24
    library = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):
        if library.prctl(drop_from_bounding_set, capability, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


@pytest.mark.skipif(not LINUX, reason="permissions are taken away in Linux's way")
def test_no_permission(tmp_path: Path) -> None:
    locked = tmp_path / "430101191009.JPG"
    shutil.copy(GOOD, locked)
    locked.chmod(0)
    shutil.copy(GOOD, tmp_path / GOOD.name)
    ran = photocheck("check", tmp_path, "-f", "jsonl", "-j", "1", before=without_privilege if ROOT else None)
    assert ran.code == 1
    result = told(ran, locked.name)
    assert result["verdict"] == "error"
    assert "权限" in result["error"]["zh"]
    assert "ermission" in result["error"]["en"]
    assert told(ran, GOOD.name)["verdict"] in {"pass", "warn"}


@pytest.mark.skipif(not LINUX, reason="such names cannot be made elsewhere")
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_names_in_any_script_and_in_none(tmp_path: Path, form: str) -> None:
    names = [b"\xff\xfe430.JPG", "张三\n430102191001.JPG".encode(), "照片 Ğ😀.JPG".encode(), b"-rf --to x.JPG"]
    for name in names:
        shutil.copy(GOOD, os.fsencode(tmp_path) + b"/" + name)
    ran = photocheck("check", tmp_path, "-f", form, "-j", "1", "--select", "file")
    assert ran.code == 1
    assert "照片" in ran.out
    assert r"\udcff" in ran.out
    if form == "jsonl":
        assert len(ran.results) == len(names)
    if form == "text":
        assert len([line for line in ran.out.splitlines() if line.startswith("FAIL")]) == len(names)
    one = photocheck("check", os.fsencode(tmp_path) + b"/" + names[0], "-f", "jsonl", "-j", "1", "--select", "file")
    assert one.code == 1
    assert len(one.results) == 1


@pytest.mark.skipif(not LINUX, reason="such names cannot be made elsewhere")
def test_strange_names_are_processed_by_table(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    shutil.copy(CAMERA, source / "张三\n.JPG")
    shutil.copy(CAMERA, os.fsencode(source) + b"/\xff.JPG")
    table = tmp_path / "numbers.csv"
    table.write_bytes('file,number\n"张三\n.JPG",430102191001\n'.encode())
    ran = photocheck("process", source, "--to", tmp_path / "out", "--numbers", table, "-f", "jsonl", "-j", "1")
    assert ran.code == 1
    assert sorted(result["verdict"] for result in ran.results) in (["error", "pass"], ["error", "warn"])
    assert [p.name for p in (tmp_path / "out").rglob("*.JPG")] == ["430102191001.JPG"]
    (error,) = [result["error"] for result in ran.results if result["error"]]
    assert error["kind"] == "number"


def test_two_sources_with_one_number(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "in" / folder).mkdir(parents=True)
    first, second = (tmp_path / "in" / folder / "430101191001.JPG" for folder in ("a", "b"))
    shutil.copy(CAMERA, first)
    shutil.copy(SAMPLES / "camera" / "430102191001.JPG", second)
    ran = photocheck("process", tmp_path / "in", "--to", tmp_path / "out", "-f", "jsonl", "-j", "1")
    assert ran.code == 1
    one, two = ran.results
    assert one["output"]
    assert two["output"] is None
    assert two["verdict"] == "error"
    for language in ("zh", "en"):
        assert str(first) in two["error"][language]
    assert len(list((tmp_path / "out").rglob("*.JPG"))) == 1


@pytest.mark.skipif(not LINUX, reason="Linux's own full device stands for a full disk")
def test_results_onto_a_full_disk() -> None:
    ran = photocheck("check", GOOD, "-j", "1", "-o", "/dev/full")
    assert ran.code == 2
    assert "space" in ran.err.lower() or "full" in ran.err.lower()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, so that two pictures fill it."""
    with small_disk(tmp_path / "disk", "64k") as place:
        yield place


def test_full_disk(tmp_path: Path, disk: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for i in range(6):
        shutil.copy(CAMERA, source / f"43010119100{i}.JPG")
    ran = photocheck("process", source, "--to", disk / "tree", "-f", "jsonl", "-j", "1")
    assert ran.code in {1, 2}
    assert "满" in ran.out + ran.err or "full" in ran.out + ran.err
    whole = list((disk / "tree").rglob("*.JPG"))
    assert len(whole) < 6
    for path in whole:
        Image.open(path).load()
    assert not list(disk.rglob("*.part"))
    assert len(list(source.iterdir())) == 6


def test_read_only_disk(tmp_path: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    ran = photocheck("process", CAMERA, "--to", disk, "-f", "jsonl", "-j", "1", "--lang", "zh")
    assert ran.code in {1, 2}
    assert "权限" in ran.out + ran.err
    assert not list(disk.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "PATH"),
        (["check", "no/such/folder"], "no/such/folder"),
        (["check", str(GOOD), "--profile", "zikoa"], "zikao"),
        (["check", str(GOOD), "--format", "xml"], "xml"),
        (["check", str(GOOD), "--select", "framing.heed"], "framing.head"),
        (["check", str(GOOD), "-j", "none"], "none"),
        (["process", str(GOOD)], "--to"),
        (["process", str(GOOD), "--to", "x", "--numbers", "no.csv"], "no.csv"),
        (["proces", str(GOOD)], "proces"),
        (["explain", "framing.heed"], "framing.head"),
    ],
)
def test_wrong_usage_exits_2_with_a_sentence(arguments: list[str], words: str, tmp_path: Path) -> None:
    ran = photocheck(*arguments, folder=tmp_path)
    assert ran.code == 2
    assert words in ran.err
    assert ran.out == ""
    assert not list(tmp_path.iterdir())


def test_a_folder_without_photos_is_nothing_to_do(tmp_path: Path) -> None:
    empty, other = tmp_path / "empty", tmp_path / "other"
    for folder in (empty, other):
        folder.mkdir()
    (other / "notes.txt").write_text("no photo")
    (other / "photos.zip").write_text("no photo")
    (other / "Thumbs.db").write_text("the system's own")
    ran = photocheck("check", empty, "--lang", "zh")
    assert ran.code == 2
    assert f"{empty} 里没有文件。" in ran.err
    assert ".jpeg .jpg .png" in ran.err
    for command in (["check"], ["process", "--to", str(tmp_path / "out")]):
        ran = photocheck(*command, other, "--lang", "zh")
        assert ran.code == 2
        assert f"{other} 里有 2 个文件,没有一个是照片(.txt 1 个、.zip 1 个)" in ran.err
        ran = photocheck(*command, other, "--lang", "en")
        assert f"No photo among the files in {other} (2: 1 .txt, 1 .zip)" in ran.err

"""The main job as its users do it: a folder in, verdicts and a tree out; and the same by the Python API."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from command import CAMERA, GOOD, SAMPLES, photocheck
from PIL import Image

import photocheck as api
from photocheck.types import Verdict

SCHEMA = json.loads(resources.files("photocheck").joinpath("report", "result.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def valid(result: dict[str, Any]) -> dict[str, Any]:
    """The result as a program reads it, proved to be what the schema says."""
    read = json.loads(json.dumps(result, allow_nan=False))
    VALIDATOR.validate(read)
    return read


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The sample camera photos, processed by the command line with two workers."""
    folder = tmp_path_factory.mktemp("out") / "tree"
    ran = photocheck("process", SAMPLES / "camera", "--to", folder, "-f", "json", "-j", "2")
    assert ran.code == 0, ran.out
    return folder, json.loads(ran.out)["results"]


def test_folder_in_tree_out(tree: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, results = tree
    assert [Path(result["photo"]).name for result in results] == sorted(p.name for p in (SAMPLES / "camera").iterdir())
    for result in results:
        valid(result)
        number = Path(result["photo"]).stem
        assert Path(result["output"]) == folder / number[:2] / number[2:4] / f"{number}.JPG"
    assert len(list(folder.rglob("*.JPG"))) == len(results)


def test_what_was_written_is_what_the_rules_ask_for(tree: tuple[Path, list[dict[str, Any]]]) -> None:
    for path in tree[0].rglob("*.JPG"):
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (144, 192)
            assert picture.mode == "RGB"
            assert picture.info["dpi"] == (102, 102)
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_what_was_written_passes_as_a_finished_photo(
    tree: tuple[Path, list[dict[str, Any]]], checker: api.Checker
) -> None:
    for path in tree[0].rglob("*.JPG"):
        report = checker.check(path)
        assert report.verdict in {Verdict.PASS, Verdict.WARN}, [f.check for f in report.failures]
        ratios = report.measurements
        assert ratios.top_ratio == pytest.approx(0.10, abs=0.015)
        assert ratios.head_ratio == pytest.approx(0.70, abs=0.02)


def test_second_run_replaces_nothing(tmp_path: Path) -> None:
    command = ("process", CAMERA, "--to", tmp_path / "tree", "-f", "jsonl", "-j", "1")
    assert photocheck(*command).code == 0
    (written,) = (tmp_path / "tree").rglob("*.JPG")
    before = (written.stat().st_mtime_ns, written.read_bytes())
    assert photocheck(*command).code == 0
    assert (written.stat().st_mtime_ns, written.read_bytes()) == before


def test_another_photo_under_a_number_that_is_taken(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    shutil.copy(CAMERA, tmp_path / "a" / CAMERA.name)
    shutil.copy(SAMPLES / "camera" / "430102191001.JPG", tmp_path / "b" / CAMERA.name)
    to = ("--to", tmp_path / "tree", "-f", "jsonl", "-j", "1")
    assert photocheck("process", tmp_path / "a", *to).code == 0
    (written,) = (tmp_path / "tree").rglob("*.JPG")
    before = written.read_bytes()
    second = photocheck("process", tmp_path / "b", *to)
    assert second.code == 1
    (result,) = second.results
    assert result["error"]["kind"] == "exists"
    assert written.read_bytes() == before
    assert photocheck("process", tmp_path / "b", *to, "--overwrite").code == 0
    assert written.read_bytes() != before


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    ran = photocheck("process", CAMERA, "--to", tmp_path / "tree", "--dry-run", "-f", "jsonl", "-j", "1")
    assert ran.code == 0
    assert ran.results[0]["output"] is None
    assert ran.results[0]["crop"] is not None
    assert not (tmp_path / "tree").exists()


# ------------------------------------------------------------------------------------ formats, schema


@pytest.mark.parametrize("sample", ["pass/430101191001.JPG", "fail/framing.head", "fail/file.whole", "fail/face.count"])
def test_results_are_as_the_schema_says(checker: api.Checker, sample: str) -> None:
    path = SAMPLES / sample
    for photo in [path] if path.is_file() else sorted(path.iterdir()):
        read = valid(checker.check(photo).to_dict())
        assert read["verdict"] == ("pass" if sample.startswith("pass") else "fail")


def test_process_preview_and_error_results_are_as_the_schema_says(checker: api.Checker, tmp_path: Path) -> None:
    done = valid(checker.process(CAMERA, tree=tmp_path).to_dict())
    assert done["output"] is not None
    assert valid(checker.process(CAMERA).to_dict())["output"] is None
    assert valid(checker.preview(np.asarray(Image.open(CAMERA))).to_dict())["crop"] is not None
    assert valid(checker.check(tmp_path / "gone.JPG").to_dict())["verdict"] == "error"


def test_schema_refuses_what_a_result_may_not_be(checker: api.Checker) -> None:
    right = valid(checker.check(GOOD).to_dict())
    for key, value in [("verdict", "ok"), ("output", 3), ("error", {"kind": "x"}), ("findings", [{"check": "x"}])]:
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate({**right, key: value})
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({**right, "verdict": "error"})  # an error without a reason


def test_csv_opens_in_excel(tmp_path: Path) -> None:
    table = tmp_path / "result.csv"
    ran = photocheck("check", SAMPLES / "pass", SAMPLES / "fail" / "framing.head", "-f", "csv", "-o", table, "-j", "1")
    assert ran.code == 1
    data = table.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["verdict"] for row in rows] == ["pass"] * 3 + ["fail"]
    assert "framing.head" in rows[-1]["failed"]


def test_select_and_ignore() -> None:
    bad = SAMPLES / "fail" / "framing.head"
    assert photocheck("check", bad, "--ignore", "framing", "-j", "1").code == 0
    ran = photocheck("check", bad, "--select", "framing.head,file", "-f", "jsonl", "-j", "1")
    assert ran.code == 1
    checks = {finding["check"] for finding in ran.results[0]["findings"]}
    assert "framing.head" in checks
    assert all(check == "framing.head" or check.startswith("file.") for check in checks)


def test_a_users_own_profile(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(
        'extends = "zikao"\nid = "ours"\ntitle = { zh = "我们", en = "ours" }\n'
        '[checks]\n"framing.head" = { min = 0.60, max = 0.75 }\n',
        encoding="utf-8",
    )
    ran = photocheck("check", SAMPLES / "fail" / "framing.head", "-p", own, "-f", "jsonl", "-j", "1")
    assert ran.code == 0
    assert ran.results[0]["profile"] == "ours"
    own.write_text(own.read_text("utf-8").replace("framing.head", "framing.heed"), encoding="utf-8")
    wrong = photocheck("check", GOOD, "-p", own, "-j", "1")
    assert wrong.code == 2
    assert "framing.heed" in wrong.err
    assert "framing.head" in wrong.err


def test_profiles_and_explain_in_both_languages() -> None:
    assert "zikao-national" in photocheck("profiles").out
    assert "自考考籍照片" in photocheck("profiles", "--lang", "zh").out
    assert "[checks]" in photocheck("profiles", "show", "zikao-sichuan", "--format", "toml").out
    assert "头部大小" in photocheck("explain", "framing.head", "--lang", "zh").out
    assert "head height" in photocheck("explain", "framing.head", "--lang", "en").out


# ---------------------------------------------------------------------------------- consoles and pipes


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"PYTHONIOENCODING": "gbk"}, "gbk"),
        ({"LANG": "C", "LC_ALL": "C"}, "utf-8"),
        ({"PYTHONIOENCODING": "ascii"}, "utf-8"),
    ],
)
def test_output_survives_the_console(tmp_path: Path, environment: dict[str, str], encoding: str) -> None:
    shutil.copy(GOOD, tmp_path / "照片 Ğ😀.JPG")
    ran = photocheck(
        "check", tmp_path, "--lang", "zh", "-j", "1", "--select", "file", environment=environment, encoding=encoding
    )
    assert ran.code == 1
    assert "照片" in ran.out
    assert "不通过" in ran.out


@pytest.mark.skipif(sys.platform == "win32", reason="head is not there on Windows")
def test_closed_pipe_ends_quietly() -> None:
    program = "import sys; from photocheck.cli import main; main(sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", program, "check", *[str(SAMPLES / "pass")] * 3, "-f", "json", "-j", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        err = running.stderr.read().decode()
        running.wait(timeout=60)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
    assert running.returncode == 1  # not 0: nobody was told that all of them pass


# ------------------------------------------------------------------------------------------------ API


def test_api_takes_path_bytes_picture_and_array(checker: api.Checker) -> None:
    with Image.open(GOOD) as picture:
        picture.load()
    sources = [GOOD, str(GOOD), GOOD.read_bytes(), picture, np.asarray(picture)]
    reports = [checker.check(source) for source in sources]
    for report in reports:
        assert report.measurements.head_ratio == reports[0].measurements.head_ratio
        assert not [f for f in report.failures if not f.check.startswith("file.")]


def test_api_refuses_what_is_no_photo(checker: api.Checker) -> None:
    for source in (np.zeros((10, 10), np.uint8), np.zeros((10, 10, 4), np.uint8), np.zeros((10, 10, 3))):
        with pytest.raises(api.PhotocheckError):
            checker.check(source)
    with pytest.raises(api.PhotocheckError):
        checker.process(CAMERA, number="12")


def test_api_folders(tmp_path: Path) -> None:
    reports = list(api.check_folder(SAMPLES / "pass", jobs=1))
    assert [report.verdict for report in reports] == [Verdict.PASS] * 3
    made = list(api.process_folder(SAMPLES / "camera", tree=tmp_path / "t", jobs=1))
    assert all(report.output for report in made)


def test_preview_says_what_process_says(checker: api.Checker) -> None:
    for row in ("camera/430101191001.JPG", "fail/framing.room"):
        path = SAMPLES / row
        photo = path if path.is_file() else next(path.iterdir())
        preview, process = checker.preview(photo), checker.process(photo)
        assert preview.verdict == process.verdict
        assert preview.to_dict()["crop"] == process.to_dict()["crop"]


def test_sources_may_lie_under_a_chinese_path(checker: api.Checker, tmp_path: Path) -> None:
    folder = tmp_path / "考点 一"
    folder.mkdir()
    shutil.copy(CAMERA, folder / CAMERA.name)
    report = checker.process(folder / CAMERA.name, tree=tmp_path / "输出")
    assert report.output is not None
    assert Path(report.output).is_file()

"""The models are the published files, described and licensed, and nothing beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import photocheck

FOLDER = Path(photocheck.__file__).parent / "models"
SUMS = {
    "face_landmarker.task": "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
    "selfie_segmenter.tflite": "191ac9529ae506ee0beefa6b2c945a172dab9d07d1e802a290a4e4038226658b",
    "selfie_multiclass_256x256.tflite": "c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0",
    "face_detection_yunet_2023mar.onnx": "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
}


def test_models_are_the_published_files() -> None:
    found = {p.name: p for p in FOLDER.iterdir() if p.suffix in {".task", ".tflite", ".onnx"}}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == SUMS


def test_readme_says_of_each_what_and_whence() -> None:
    rows = [line for line in (FOLDER / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    told = {cells[1]: cells for cells in ([cell.strip() for cell in row.split("|")] for row in rows)}
    assert told.keys() == SUMS.keys()
    for name, cells in told.items():
        assert int(cells[2]) == (FOLDER / name).stat().st_size
        assert cells[3] == SUMS[name]
        assert cells[6] in {"Apache-2.0", "MIT"}


def test_licence_texts_are_beside_them() -> None:
    assert "Apache License" in (FOLDER / "LICENSE-APACHE-2.0").read_text("utf-8")
    assert "Shiqi Yu" in (FOLDER / "LICENSE-MIT-YUNET").read_text("utf-8")

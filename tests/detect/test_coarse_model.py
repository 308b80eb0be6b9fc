"""The class map's model at three eighths of its size: the same weights, a seventh of the work, nearly the same map."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from photocheck.detect.detector import MODELS, ModelDetector
from photocheck.detect.mediapipe import COARSE_SIZE, Segmenter, coarse_model
from photocheck.types import PartClass, Photo

SAMPLES = Path(__file__).parents[2] / "samples"
MODEL = (MODELS / "selfie_multiclass_256x256.tflite").read_bytes()


@pytest.fixture(scope="module")
def models() -> tuple[Segmenter, Segmenter]:
    return Segmenter(MODEL), Segmenter(coarse_model(MODEL), COARSE_SIZE)


def sample(size: int, *folder: str) -> np.ndarray:
    path = next(SAMPLES.joinpath(*folder).iterdir())
    return np.asarray(Image.open(path).convert("RGB").resize((size, size), Image.Resampling.BOX))


def test_only_sizes_are_changed() -> None:
    """Not a weight: what differs is a few hundred bytes of shapes."""
    before, after = (np.frombuffer(data, np.uint8) for data in (MODEL, coarse_model(MODEL)))
    assert before.size == after.size
    assert 0 < np.count_nonzero(before != after) < 1500


def test_of_a_bare_head_it_gives_nearly_the_same_map(models: tuple[Segmenter, Segmenter]) -> None:
    fine, coarse = models
    whole, small = fine.segment(sample(fine.size, "pass")), coarse.segment(sample(coarse.size, "pass"))
    assert small.shape == (6, coarse.size, coarse.size)
    assert np.allclose(small.sum(0), 1, atol=1e-3)
    reduced = np.stack([cv2.resize(layer, (coarse.size,) * 2, interpolation=cv2.INTER_AREA) for layer in whole])
    assert (reduced.argmax(0) == small.argmax(0)).mean() > 0.96


@pytest.mark.parametrize(("check", "part"), [("face.hat", PartClass.OTHER), ("face.headscarf", PartClass.CLOTHES)])
def test_a_cover_on_the_head_is_in_either(models: tuple[Segmenter, Segmenter], check: str, part: PartClass) -> None:
    """The upper third of a finished photo is the top of the head and blank."""
    bare = [model.segment(sample(model.size, "pass"))[4:, : model.size // 3].sum(0).mean() for model in models]
    worn = [model.segment(sample(model.size, "fail", check))[part, : model.size // 3].mean() for model in models]
    assert max(bare) < 0.05
    assert min(worn) > 0.1


def test_it_costs_less_than_a_third(models: tuple[Segmenter, Segmenter]) -> None:
    spent = []
    for model in models:
        rgb = sample(model.size, "pass")
        tries = []
        for _ in range(5):
            start = time.process_time()
            model.segment(rgb)
            tries.append(time.process_time() - start)
        spent.append(min(tries))
    assert spent[1] < spent[0] / 3


def test_the_detector_makes_either_and_the_fine_one_replaces_the_coarse(detector: ModelDetector) -> None:
    photo = Photo("", np.asarray(Image.open(next((SAMPLES / "pass").iterdir()))))
    coarse = detector.with_class_map(detector.detect(photo), coarse=True)
    fine = detector.with_class_map(coarse)
    assert coarse.class_map is not None
    assert fine.class_map is not None
    apart = [float(each.class_map[PartClass.HAIR].mean()) for each in (coarse, fine)]  # type: ignore[index]
    assert apart[0] == pytest.approx(apart[1], abs=0.02)
    assert coarse.class_map is not fine.class_map

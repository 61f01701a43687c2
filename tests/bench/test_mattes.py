"""`bench mattes` on a drawn photo, with a callable as its network; and what it says when something is missing."""

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality import mattes, network_answers
from bench.quality.commit import PACKAGE
from bench.quality.matte_tables import NOW, PLAIN
from bench.quality.mattes import Measurer, Setup
from bench.quality.photo_file import PhotoFile
from bench.quality.testdata import MissingDataError
from bench.quality.true_photos import TruePhoto
from tests.bench.test_pipeline_process import SPEC, drawn, red_is_the_subject


class Answers:
    """In place of a prepared model."""

    def __init__(self, model: str) -> None:
        self.spec_words = SPEC | {"id": model}

    def output(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        return red_is_the_subject(tensor)


@pytest.fixture
def photo(tmp_path: Path) -> TruePhoto:
    """The truth is the photo's red, as the network says too."""
    Image.fromarray(drawn()).save(tmp_path / "square.png")
    Image.fromarray(drawn()[..., 0]).save(tmp_path / "square.a.png")
    file = PhotoFile("p3m", "square", tmp_path / "square.png", tmp_path / "square.a.png")
    return TruePhoto("p3m", "square", "p3m/square", file)


def test_a_photo_is_measured_from_its_file_to_the_exported_one(
    photo: TruePhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mattes, "NetworkAnswers", Answers)
    setup = Setup("drawn", {NOW: SPEC}, {NOW: PACKAGE}, closed_form=False, folder=tmp_path)
    with Measurer(setup) as measurer:
        rows, strip = measurer.measure(photo, shown=True)
    assert [row["method"] for row in rows] == [PLAIN, NOW]
    for row in rows:
        assert (row["photo"], row["set"], row["half"], row["hard"]) == ("p3m/square", "p3m", photo.half, False)
        assert row["iou"] > 0.96 and row["mae"] < 3 and row["band_mse"] < 20 and row["looks"] == 1
    assert strip is not None and strip.name == "p3m/square"


def test_a_model_that_is_not_prepared_ends_with_one_line(
    photo: TruePhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_answers, "MODELS", tmp_path)
    monkeypatch.setattr(mattes, "true_photos", lambda *_: [photo])
    monkeypatch.setattr(sys, "argv", ["mattes", "--model", "nowhere"])
    with pytest.raises(SystemExit, match=r"^bench mattes: the model 'nowhere' is not prepared.*model add nowhere"):
        mattes.main()


def test_photos_that_are_not_there_end_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> list[TruePhoto]:
        raise MissingDataError("the ground truth is not there: put it there")

    monkeypatch.setattr(mattes, "true_photos", nothing)
    monkeypatch.setattr(sys, "argv", ["mattes"])
    with pytest.raises(SystemExit, match=r"^bench mattes: the ground truth is not there"):
        mattes.main()

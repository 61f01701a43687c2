"""The shipped pipeline in a process of its own, with a callable as its network; this checkout's and a commit's."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.quality import commit as commit_file
from bench.quality.commit import PACKAGE, read_commit
from bench.quality.pipeline_process import PipelineProcess
from bench.quality.testdata import MissingDataError
from cutout.matte.alpha import enlarge_alpha

SPEC = {
    "id": "drawn",
    "input_name": "in",
    "looks": ["square 64"],
    "multiple": 64,
    "mean": [0.0, 0.0, 0.0],
    "std": [255.0, 255.0, 255.0],
    "output_name": "out",
    "activation": "none",
    "normalise": "none",
    "levels": [0.0, 1.0],
    "softness_limit": 0.33,
}


def red_is_the_subject(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    return tensor[:, :1]


def drawn() -> NDArray[np.uint8]:
    """A red square with a soft edge on black."""
    ramp = np.clip((40 - np.abs(np.arange(160) - 80)) / 12 + 0.5, 0, 1)
    rgb = np.zeros((160, 160, 3), np.uint8)
    rgb[..., 0] = np.rint(255 * np.minimum.outer(ramp, ramp))
    return rgb


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[PipelineProcess]:
    with PipelineProcess(SPEC, red_is_the_subject, PACKAGE, tmp_path) as process:
        yield process


def test_what_comes_back_is_the_exported_file(pipeline: PipelineProcess) -> None:
    rgb = drawn()
    cut = pipeline.cut(rgb)
    assert cut.shipped.shape == cut.plain.shape == (160, 160, 4)
    opaque = cut.shipped[..., 3] == 255
    assert opaque.any() and (cut.shipped[opaque][:, :3] == rgb[opaque]).all()
    assert (cut.shipped[0, 0, 3], cut.shipped[80, 80, 3]) == (0, 255)
    assert cut.reasons == () and cut.looks == 1


def test_plain_edges_are_the_matte_enlarged(tmp_path: Path) -> None:
    answers: list[NDArray[np.float32]] = []

    def network(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        answers.append(red_is_the_subject(tensor))
        return answers[-1]

    with PipelineProcess(SPEC, network, PACKAGE, tmp_path) as process:
        plain = process.cut(drawn()).plain[..., 3].astype(np.float32) / 255
    assert np.abs(plain - enlarge_alpha(answers[0][0, 0], 160, 160)).max() < 1 / 255


def test_a_photo_without_a_subject_comes_with_its_reason(pipeline: PipelineProcess) -> None:
    assert pipeline.cut(np.zeros((90, 120, 3), np.uint8)).reasons != ()


def test_a_network_that_answers_with_nonsense_is_an_error(tmp_path: Path) -> None:
    with (
        PipelineProcess(SPEC, lambda tensor: tensor[:, :1, :3], PACKAGE, tmp_path) as process,
        pytest.raises(RuntimeError, match="the pipeline ended with 1"),
    ):
        process.cut(drawn())


def test_a_commit_s_package_and_catalogue_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = tmp_path / "root", tmp_path / "out"
    out.mkdir()
    (root / "pyodide_pkg" / "cutout").mkdir(parents=True)
    (root / "build_steps" / "models").mkdir(parents=True)
    (root / "pyodide_pkg" / "cutout" / "__init__.py").write_text("OLD = True\n")
    entry = '[[model]]\nid = "drawn"\n[model.spec]\nside = 64\n'
    (root / "build_steps" / "models" / "models.toml").write_text(entry)
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "old"]):
        subprocess.run([*git, *command], check=True)
    (root / "pyodide_pkg" / "cutout" / "__init__.py").write_text("OLD = False\n")
    monkeypatch.setattr(commit_file, "ROOT", root)
    commit = read_commit("HEAD", out)
    assert (commit.package / "cutout" / "__init__.py").read_text() == "OLD = True\n"
    assert commit.spec("drawn", {"input_name": "x"}) == {"input_name": "x", "side": 64, "id": "drawn"}
    with pytest.raises(MissingDataError, match=r"has no model 'other'; it has drawn"):
        commit.spec("other", {})
    with pytest.raises(MissingDataError, match=r"'nowhere' cannot be read.*git log"):
        read_commit("nowhere", out)

"""From an entry to a model folder: the report, how weights are stored, names left to the graph, and what is refused."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from build_steps.checked_files import CheckedFiles
from build_steps.models import model_recipe
from build_steps.models.model_preparation import PreparedModel, reference_outputs
from build_steps.models.model_recipe import PreparedModels
from build_steps.models.self_check import sampled
from server.model_catalogue import load_catalogue
from tests.build.networks import SIDE, published, reference_output


def entry(raw: bytes, cache: Path, **changes: Any) -> dict[str, Any]:
    """An entry for a file of one's own, and the file in the cache."""
    (cache / "downloads").mkdir(parents=True, exist_ok=True)
    (cache / "downloads" / "tiny.onnx").write_bytes(raw)
    return {
        "id": "tiny",
        "title": "Tiny",
        "description": "Drawn by a test.",
        "licence": "none",
        "commercial_use": True,
        "source": {
            "file": "tiny.onnx",
            "model": {"name": "tiny.onnx", "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()},
        },
        "spec": {
            "looks": [f"square {SIDE}"],
            "multiple": SIDE,
            "mean": [128.0, 128.0, 128.0],
            "std": [256.0, 256.0, 256.0],
            "activation": "none",
            "normalise": "none",
            "levels": [0.0, 1.0],
            "softness_limit": 0.33,
        },
        "variant": {"precision": "float32", "providers": ["webgpu", "wasm"], "needs": []},
        **changes,
    }


def make_model(recipe: dict[str, Any], cache: Path) -> Path:
    return PreparedModels(cache).make(recipe)


def made(folder: Path) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads((folder / "model.json").read_text("utf-8"))
    return descriptor


BIG = {"hidden": 2048}
# Rounding the weights changes the logits by more than is allowed, and the alpha after a sigmoid by less.
STEEP = 800


def test_the_report_is_printed_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = published(auxiliary=3, shape=("batch", 3, "h", "w"), **BIG)
    folder = make_model(entry(raw, tmp_path), tmp_path)
    report = made(folder)["preparation"]
    assert report["published_bytes"] == len(raw)
    assert report["bytes"] == sum(path.stat().st_size for path in folder.glob("model.[ow]*")) < 0.6 * len(raw)
    assert report["published_nodes"] == 7
    assert 0 < report["largest_difference"] < 5e-2
    assert report["compared_with"].startswith("onnxruntime ")
    printed = capsys.readouterr().out
    for words in ("3 unused outputs dropped", "input dimensions fixed: ", "as float16", "largest difference"):
        assert words in printed
    assert all(step in printed for step in report["steps"])


def test_a_folder_holds_the_network_in_float16_too_over_the_same_weights(tmp_path: Path) -> None:
    limits = {"storage_buffers": 9}
    variant = {"precision": "float32", "providers": ["webgpu", "wasm"], "needs": [], "limits": limits}
    folder = make_model(entry(published(**BIG), tmp_path, variant=variant), tmp_path)
    half, plain = made(folder)["variants"]
    assert {name: half[name] for name in variant} == {
        "precision": "float16",
        "providers": ["webgpu"],
        "needs": ["shader-f16"],
        "limits": limits,
    }
    assert {name: plain[name] for name in variant} == variant
    assert [file["role"] for file in half["files"]] == ["graph", "weights"]
    assert half["files"][1] == plain["files"][1]
    assert half["files"][0]["path"] != plain["files"][0]["path"]
    for file in (*half["files"], *plain["files"]):
        assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    graph = onnx.load(folder / half["files"][0]["path"], load_external_data=False).graph
    kinds = {value.type.tensor_type.elem_type for value in (*graph.input, *graph.output)}
    assert kinds == {TensorProto.FLOAT}, "the page feeds both in the same way"
    weights = (folder / "model.weights").read_bytes()
    one, other = (
        reference_output(PreparedModel((folder / each["files"][0]["path"]).read_bytes(), weights), "alpha")
        for each in (half, plain)
    )
    assert np.abs(one - other).max() < 5e-3
    report = made(folder)["preparation"]["float16"]
    assert report["bytes"] == half["files"][0]["bytes"]
    assert 0 < report["largest_difference"] < 5e-3, "with every rounding, which native ONNX Runtime leaves out"


LOOKS = {"looks": [f"square {SIDE}", "aspect 48", "square 64"], "multiple": 16}


@pytest.mark.parametrize(
    "shape", [(1, 3, SIDE, SIDE), ("batch", 3, "h", "w")], ids=["published fixed", "published open"]
)
def test_a_model_with_several_looks_has_one_graph_for_all_and_a_reference_run_of_each(
    tmp_path: Path, shape: tuple[int | str, ...]
) -> None:
    raw = published(shape=shape, **BIG)
    recipe = entry(raw, tmp_path)
    folder = make_model({**recipe, "spec": {**recipe["spec"], **LOOKS}}, tmp_path)
    runs = made(folder)["self_check"]
    assert [(run["look"], run["height"], run["width"]) for run in runs] == [
        (f"square {SIDE}", SIDE, SIDE),
        ("aspect 48", 32, 64),  # of a photo of 3 x 2
        ("square 64", 64, 64),
    ]
    weights = (folder / "model.weights").read_bytes()
    sizes = [(run["height"], run["width"]) for run in runs]
    anywhere = published(shape=(1, 3, "h", "w"), **BIG)
    true = reference_outputs(PreparedModel(anywhere, b""), "alpha", sizes)
    for variant in made(folder)["variants"]:
        graph = (folder / variant["files"][0]["path"]).read_bytes()
        outputs = reference_outputs(PreparedModel(graph, weights), "alpha", sizes)
        assert max(np.abs(one - other).max() for one, other in zip(outputs, true, strict=True)) < 5e-3
    for run, output in zip(runs, true, strict=True):
        np.testing.assert_allclose(run["values"], sampled(output), atol=5e-3)
    folder.rename(folder.with_name("tiny"))
    assert load_catalogue(tmp_path / "models").ids == ["tiny"]


def test_looks_that_its_graph_cannot_take_are_refused_with_the_reason(tmp_path: Path) -> None:
    model = onnx.load_from_string(published())
    model.graph.initializer.append(numpy_helper.from_array(np.ones((1, 3, SIDE, SIDE), np.float32), "grid"))
    model.graph.node[0].input[0] = "seen"
    model.graph.node.insert(0, helper.make_node("Mul", ["photo", "grid"], ["seen"], name="place"))
    recipe = entry(model.SerializeToString(), tmp_path)
    with pytest.raises(RuntimeError) as caught:
        make_model({**recipe, "spec": {**recipe["spec"], **LOOKS}}, tmp_path)
    for words in (
        "tiny cannot be asked in the looks square 32, aspect 48, square 64",
        "Mul 'place'",
        "Give it one look",
    ):
        assert words in str(caught.value)
    assert made(make_model(recipe, tmp_path))["spec"]["multiple"] == SIDE


NO_FLOAT16 = {
    "not on WebGPU": ({"variant": {"precision": "float32", "providers": ["wasm"], "needs": []}}, {}, "only WebGPU"),
    "kept in float32": ({"store": "float32"}, {}, "the entry keeps the weights in float32"),
    "too coarse": ({"store": "float16"}, {"ends_in": "Conv", "gain": STEEP}, "the weights are kept in float32"),
    "overflow": ({}, {"first_gain": 1e5}, "numbers up to inf are too near to the end of the format, 65,504"),
    "near the end": ({}, {"first_gain": 6e3}, "too near to the end of the format, 65,504"),
}


@pytest.mark.parametrize("case", NO_FLOAT16)
def test_a_model_that_float16_is_no_good_for_has_the_plain_variant_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    changes, network, reason = NO_FLOAT16[case]
    folder = make_model(entry(published(**BIG, **network), tmp_path, **changes), tmp_path)
    assert [variant["precision"] for variant in made(folder)["variants"]] == ["float32"]
    assert not (folder / "model.half.onnx").exists()
    assert reason in made(folder)["preparation"]["float16"]["left_out"]
    assert "no float16 variant: " in capsys.readouterr().out


def test_names_that_the_entry_leaves_out_are_the_graphs(tmp_path: Path) -> None:
    raw = published(auxiliary=2)
    spec = made(make_model(entry(raw, tmp_path), tmp_path))["spec"]
    assert (spec["input_name"], spec["output_name"]) == ("photo", "alpha")


def test_the_server_accepts_the_folder(tmp_path: Path) -> None:
    folder = make_model(entry(published(), tmp_path), tmp_path)
    folder.rename(folder.with_name("tiny"))
    assert load_catalogue(tmp_path / "models").ids == ["tiny"]


def test_float32_weights_stay_what_they_are_when_the_entry_says_so(tmp_path: Path) -> None:
    raw = published(**BIG)
    folder = make_model(entry(raw, tmp_path, store="float32"), tmp_path)
    assert (folder / "model.weights").stat().st_size > 0.95 * len(raw)
    assert made(folder)["preparation"]["largest_difference"] < 1e-5


def test_weights_that_float16_is_too_coarse_for_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = published(ends_in="Conv", gain=STEEP, **BIG)
    folder = make_model(entry(raw, tmp_path, store="float16"), tmp_path)
    assert "stored as float16, the alpha would change by" in capsys.readouterr().out
    assert (folder / "model.weights").stat().st_size > 0.95 * len(raw)
    assert any("as float32" in step for step in made(folder)["preparation"]["steps"])


def test_the_difference_is_measured_after_the_activation(tmp_path: Path) -> None:
    raw = published(ends_in="Conv", gain=STEEP, **BIG)
    recipe = entry(raw, tmp_path)
    recipe["spec"]["activation"] = "sigmoid"
    report = made(make_model(recipe, tmp_path))["preparation"]
    assert report["largest_difference"] < 5e-2
    assert any("as float16" in step for step in report["steps"])


def test_a_float16_input_becomes_float32(tmp_path: Path) -> None:
    raw = published(kind=TensorProto.FLOAT16, **BIG)
    folder = make_model(entry(raw, tmp_path), tmp_path)
    graph = onnx.load(folder / "model.onnx", load_external_data=False).graph
    kinds = {value.type.tensor_type.elem_type for value in (*graph.input, *graph.output)}
    assert kinds == {TensorProto.FLOAT}


def test_a_model_is_made_once_and_again_when_its_entry_or_the_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = entry(published(), tmp_path)
    first = make_model(recipe, tmp_path)
    written = (first / "model.json").stat().st_mtime_ns
    assert make_model(recipe, tmp_path) == first
    assert (first / "model.json").stat().st_mtime_ns == written
    assert make_model({**recipe, "title": "Other"}, tmp_path) != first
    monkeypatch.setattr(model_recipe, "CODE", model_recipe.CODE[1:])
    assert make_model(recipe, tmp_path) != first


def cut_short(folder: Path) -> None:
    with (folder / "model.onnx").open("r+b") as file:
        file.truncate(100)


def flip_a_byte(folder: Path) -> None:
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(data)


DAMAGES = [
    cut_short,
    flip_a_byte,
    lambda folder: (folder / "model.onnx").unlink(),
    lambda folder: (folder / "model.json").write_text("{}"),
    lambda folder: (folder / "checksums.json").write_text("["),
    lambda folder: (folder / "checksums.json").unlink(),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    recipe = entry(published(), tmp_path)
    folder = make_model(recipe, tmp_path)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    damage(folder)
    assert make_model(recipe, tmp_path) == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_damage_that_kept_size_and_times_is_found_when_everything_is_read(tmp_path: Path) -> None:
    recipe = entry(published(), tmp_path)
    graph = make_model(recipe, tmp_path) / "model.onnx"
    right = graph.read_bytes()
    flip_a_byte(graph.parent)
    notes = CheckedFiles(tmp_path / "models")
    notes.note(graph, hashlib.sha256(right).hexdigest())  # as after a fault of the disk itself
    notes.save()
    make_model(recipe, tmp_path)
    assert graph.read_bytes() != right
    PreparedModels(tmp_path, verify=True).make(recipe)
    assert graph.read_bytes() == right


def test_a_full_disk_is_no_fault_of_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(model_recipe, "_prepare", full)
    with pytest.raises(OSError, match="No space left") as caught:
        make_model(entry(published(), tmp_path), tmp_path)
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"not a model", "tiny cannot be prepared"),
        (published(shape=(1, 4, SIDE, SIDE)), "tiny cannot be prepared"),
        (published(shape=(1, 3, 48, 48)), "tiny cannot be prepared"),
    ],
    ids=["no ONNX", "four channels", "another side"],
)
def test_a_file_that_is_no_such_model_is_refused(tmp_path: Path, raw: bytes, named: str) -> None:
    with pytest.raises(RuntimeError, match=named):
        make_model(entry(raw, tmp_path), tmp_path)
    assert not list((tmp_path / "models").glob("*/model.json"))


def test_a_changed_output_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_recipe, "LARGEST_DIFFERENCE", -1.0)
    monkeypatch.setattr(model_recipe, "LARGEST_DIFFERENCE_OF_ROUNDING", -1.0)
    with pytest.raises(RuntimeError, match="preparing tiny changed its output"):
        make_model(entry(published(), tmp_path), tmp_path)

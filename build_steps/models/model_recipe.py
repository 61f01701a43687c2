"""Makes a model folder (model.json, graph, weights) from an entry of models.toml. Layout as the server reads it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from build_steps.checked_files import CheckedFiles
from build_steps.graph.free_size import FixedSizeError
from build_steps.models.model_entries import Entry, read_entries
from build_steps.models.model_folder import is_whole, write_folder
from build_steps.models.model_half import HalfVariant, NoHalfVariantError, alpha_of, half_variant
from build_steps.models.model_interface import image_input, outputs
from build_steps.models.model_preparation import PreparedModel, has_float16_weights, prepare_model, reference_outputs
from build_steps.models.model_report import PreparationReport
from build_steps.models.model_sources import fetch_published, words_for
from build_steps.models.model_weights import WEIGHTS_NAME, is_quantised
from build_steps.models.reference_runs import reference_run, reference_sizes, sizes_in_graphs
from build_steps.one_at_a_time import alone_in

GRAPH_NAME = "model.onnx"
HALF_GRAPH_NAME = "model.half.onnx"
# Where no weight was rounded, what is left is the order of additions.
LARGEST_DIFFERENCE = 2e-3
# Float32 weights stored as float16, and the arithmetic in float16: at one pixel, on an edge. Beyond it they are kept as
# float32, and there is no float16 variant.
LARGEST_DIFFERENCE_OF_ROUNDING = 5e-2
# What decides about a prepared model's bytes; a change makes every model anew.
CODE = (
    *(f"models/model_{name}.py" for name in ("half", "interface", "preparation", "recipe", "report", "weights")),
    "models/reference_runs.py",
    "models/self_check.py",
    "graph/**/*.py",
)


def read_recipes() -> list[Entry]:
    """Return the entries of models.toml that the build makes without being asked."""
    return [entry for entry in read_entries() if entry.get("included")]


class PreparedModels:
    """The models that the cache keeps prepared, one folder (``ID.KEY``) per recipe.

    Parameters
    ----------
    cache : Path
        The whole cache; what is published comes from or goes into its downloads.
    verify : bool
        Read every file of a model before it counts, although size and times are as noted.
    """

    def __init__(self, cache: Path, *, verify: bool = False) -> None:
        self._downloads, self._folder = cache / "downloads", cache / "models"
        self._files = CheckedFiles(self._folder, verify=verify)

    def make(self, recipe: Entry) -> Path:
        """Return the folder of the prepared model; made when there is none, or one of its files is damaged.

        Raises
        ------
        DownloadError
            The model cannot be fetched.
        RuntimeError
            The file is no model of this kind, or the prepared one computes something else than the published one.
        OSError
            The cache cannot be written, or its disk is full.
        """
        folder = self._folder / f"{recipe['id']}.{_key(recipe)}"
        if not is_whole(folder, self._files):
            with alone_in(self._folder):
                if not is_whole(folder, self._files):  # or another build.py made it meanwhile
                    if folder.exists():
                        print(f"the prepared model {recipe['id']} is damaged, so it is made again", flush=True)
                    _make(recipe, self._downloads, folder)
        self._files.save()
        return folder


def _make(recipe: Entry, downloads: Path, folder: Path) -> None:
    raw = fetch_published(recipe["id"], recipe["source"], downloads).read_bytes()
    print(f"preparing model {recipe['id']}", flush=True)
    try:
        recipe = {**recipe, "spec": _named(raw, recipe["spec"])}
        prepared, references, half, report = _prepare(raw, recipe)
    except FixedSizeError as error:
        looks = ", ".join(recipe["spec"]["looks"])
        raise RuntimeError(
            f"{recipe['id']} cannot be asked in the looks {looks}, which need a graph of any size: {error}. "
            "Give it one look, a square of its own side, and that side as multiple"
        ) from error
    except (RuntimeError, OSError):
        raise
    except Exception as error:  # onnx and onnxruntime have classes of their own, which differ from release to release
        raise RuntimeError(f"{recipe['id']} cannot be prepared: {error}") from error
    print("\n".join(f"  {line}" for line in report.lines()), flush=True)
    write_model_folder(folder, recipe, prepared, references, half, report)


def write_model_folder(
    folder: Path,
    recipe: Entry,
    prepared: PreparedModel,
    references: Mapping[str, NDArray[np.float32]],
    half: HalfVariant | None = None,
    report: PreparationReport | None = None,
) -> None:
    """Write graphs, weights and the descriptor ``model.json``.

    The variants stand in the order in which they are tried; they share the weights file. ``references`` has the output
    of the reference run of each look.
    """
    contents = {GRAPH_NAME: prepared.graph}
    weights = []
    if prepared.weights:
        contents[WEIGHTS_NAME] = prepared.weights
        weights = [_file("weights", WEIGHTS_NAME, prepared.weights)]
    variants = [{**recipe["variant"], "files": [_file("graph", GRAPH_NAME, prepared.graph), *weights]}]
    if half is not None:
        only = {"precision": "float16", "providers": ["webgpu"], "needs": ["shader-f16"]}
        contents[HALF_GRAPH_NAME] = half.graph
        files = [_file("graph", HALF_GRAPH_NAME, half.graph), *weights]
        variants.insert(0, {**recipe["variant"], **only, "files": files})
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
        "variants": variants,
        "self_check": [reference_run(look, output) for look, output in references.items()],
        **({"preparation": report.as_json()} if report else {}),
    }
    contents["model.json"] = (json.dumps(descriptor, indent=2) + "\n").encode("utf-8")
    write_folder(folder, contents)


def _file(role: str, name: str, data: bytes) -> dict[str, Any]:
    return {"role": role, "path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _key(recipe: Entry) -> str:
    here = Path(__file__).parents[1]
    code = b"".join(file.read_bytes() for pattern in CODE for file in sorted(here.glob(pattern)))
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode() + code).hexdigest()[:12]


def _named(raw: bytes, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the names that an entry leaves to the graph: its only input and its first output."""
    if "input_name" in spec and "output_name" in spec:
        return dict(spec)
    model = onnx.load_from_string(raw)
    return {"input_name": image_input(model).name, "output_name": outputs(model)[0].name, **spec}


def _prepare(
    raw: bytes, recipe: Entry
) -> tuple[PreparedModel, dict[str, NDArray[np.float32]], HalfVariant | None, PreparationReport]:
    """Return the prepared model, the reference run of each look, and what came out beside them."""
    spec = recipe["spec"]
    output_name = spec["output_name"]
    model = onnx.load_from_string(raw)
    rounds = not has_float16_weights(model) and not is_quantised(model)
    side, multiple, comparable = sizes_in_graphs(model, spec)
    del model
    before = reference_outputs(PreparedModel(raw, b""), output_name, comparable)
    if not all(np.isfinite(each).all() for each in before):
        raise RuntimeError(f"{recipe['id']}: the published model computes values that are not numbers")
    looks = reference_sizes(spec)
    sizes = list(dict.fromkeys([*comparable, *looks.values()]))
    wanted = recipe.get("store", "float16")
    # A list without repetition: the second one only where float16 was too coarse.
    for store in dict.fromkeys((wanted, "float32")):
        prepared = prepare_model(raw, output_name, side=side, multiple=multiple, store=store)
        after = dict(zip(sizes, reference_outputs(prepared, output_name, sizes), strict=True))
        pairs = [
            (alpha_of(one, spec), alpha_of(after[size], spec)) for one, size in zip(before, comparable, strict=True)
        ]
        difference = max(float(np.abs(one - other).max()) for one, other in pairs)
        limit = LARGEST_DIFFERENCE_OF_ROUNDING if rounds and store == "float16" else LARGEST_DIFFERENCE
        if difference <= limit:
            references = {look: after[size] for look, size in looks.items()}
            size = len(prepared.graph) + len(prepared.weights)
            counts = (len(raw), size, prepared.nodes_before, prepared.nodes_after)
            half, reason = _half(prepared, recipe, list(references.values()))
            return prepared, references, half, PreparationReport(prepared.steps, *counts, difference, half, reason)
        print(f"  stored as {store}, the alpha would change by {difference:.1e}, over {limit:.0e}", flush=True)
    raise RuntimeError(f"preparing {recipe['id']} changed its output by {difference:.1e}, over {limit:.0e}")


def _half(
    prepared: PreparedModel, recipe: Entry, references: list[NDArray[np.float32]]
) -> tuple[HalfVariant | None, str]:
    """Return the float16 variant, or None and why there is none."""
    if recipe.get("store") == "float32":
        return None, "the entry keeps the weights in float32"
    try:
        variant = half_variant(prepared, recipe["spec"], recipe["variant"], references, LARGEST_DIFFERENCE_OF_ROUNDING)
    except NoHalfVariantError as error:
        return None, str(error)
    return variant, ""

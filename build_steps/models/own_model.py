"""Makes a catalogue entry for a person's own ONNX file: from a spec file, and from the graph for what that leaves out.

What a graph cannot tell is never made up in silence: it is either said, or refused with what was found.
"""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import onnx

from build_steps.models.model_entries import Entry, EntryError, check_entry, check_given_spec, read_toml
from build_steps.models.model_interface import Port, activation_left, alpha_outputs, fixed_side, image_input
from build_steps.models.model_sources import keep_copy
from build_steps.models.model_weights import is_quantised
from build_steps.one_at_a_time import alone_in
from build_steps.whole_files import part_of, sha256_of
from cutout.model_spec import Look, ModelSpec, has_fixed_side
from cutout.model_texts import as_model_text

NOT_ONES_OWN = {
    "source": "it is the file itself",
    "default": "`python3 build.py serve --default-model ID` chooses the model that the page starts with",
    "included": "a model that was added is made by each build anyway",
}
ANY_FIELD = frozenset(field.name for field in fields(ModelSpec))
SOFTNESS_LIMIT = 0.15
"""As the default model's: nobody has measured it for a file of one's own."""
IMAGENET = {"mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375]}


class OwnModel(NamedTuple):
    """An entry, and what of it was guessed, in sentences."""

    entry: Entry
    guessed: list[str]


def own_model(file: Path, spec_file: Path | None, model_id: str | None, downloads: Path) -> OwnModel:
    """Return the entry of a file; the file is copied into the cache, as one file if its weights lie beside it.

    Parameters
    ----------
    file : Path
        An ONNX model.
    spec_file : Path or None
        TOML with any of an entry's fields but ``source``; what it leaves out is taken from the graph.
    model_id : str or None
        Otherwise the spec's id, or the file's name.
    downloads : Path
        Of the cache.

    Raises
    ------
    EntryError
        The file is no such model, the spec is wrong, or something can be told from neither.
    """
    given = read_toml(spec_file) if spec_file else {}
    for name, why in NOT_ONES_OWN.items():
        if name in given:
            raise EntryError(f"{spec_file}: {name} cannot be said for a file of your own. Leave it out: {why}")
    given_spec = given.get("spec", {})
    if not isinstance(given_spec, dict):
        raise EntryError(f"{spec_file}: spec is {given_spec!r}; expected a table, [spec]")
    check_given_spec(f"{spec_file}: spec", given_spec, may_lack=ANY_FIELD)
    model, kept_name = _load(file, downloads)
    guesses: list[str] = []
    try:
        spec = _spec(model, dict(given_spec), guesses)
    except ValueError as error:
        raise EntryError(f"{file.name}: {error}. A spec file (--spec) can say what the graph does not") from error
    kept = downloads / kept_name
    quantised = is_quantised(model)
    entry: Entry = {
        "id": model_id or re.sub(r"[^a-z0-9]+", "-", file.stem.lower())[:60].strip("-") or "own",
        "title": as_model_text("title", file.stem),
        "description": "A model of your own.",
        "licence": "not stated (a file of your own)",
        "commercial_use": False,
        "variant": {
            "precision": "uint8" if quantised else "float32",
            "providers": ["wasm"] if quantised else ["webgpu", "wasm"],
            "needs": [],
        },
        **{name: value for name, value in given.items() if name != "id" or model_id is None},
        "source": {
            "file": as_model_text("source", file.name),
            "model": {"name": kept_name, "bytes": kept.stat().st_size, "sha256": sha256_of(kept)},
        },
        "spec": spec,
    }
    check_entry(entry)
    return OwnModel(entry, guesses)


def _load(file: Path, downloads: Path) -> tuple[onnx.ModelProto, str]:
    if not file.is_file():
        raise EntryError(f"there is no file {file}")
    try:
        model = onnx.load(file, load_external_data=False)
        is_split = any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer)
        if is_split:
            model = onnx.load(file)
    except Exception as error:  # protobuf has classes of its own
        raise EntryError(f"{file} is no ONNX model that can be read: {error}") from error
    if not model.graph.node:
        raise EntryError(f"{file} is no ONNX model: it holds no graph")
    name = f"own-{sha256_of(file)[:16]}.onnx"
    if is_split:
        with alone_in(downloads):
            part = part_of(downloads / name)
            onnx.save(model, part)
            part.replace(downloads / name)
    else:
        keep_copy(file, downloads / name)
    return model, name


def _spec(model: onnx.ModelProto, spec: dict[str, Any], guesses: list[str]) -> dict[str, Any]:
    """Complete a spec; every guess adds a sentence to ``guesses``."""
    fed = image_input(model)
    if spec.setdefault("input_name", fed.name) != fed.name:
        raise ValueError(f"there is no input {spec['input_name']!r}, only {fed}")
    _complete_looks(spec, fed, guesses)
    if "output_name" not in spec:
        candidates = alpha_outputs(model)
        spec["output_name"] = candidates[0].name
        which = f", the first of {len(candidates)} that could be" if len(candidates) > 1 else ""
        guesses.append(f"output: {candidates[0]}{which}")
    if "activation" not in spec:
        spec["activation"], operator = activation_left(model, spec["output_name"])
        guesses.append(f"activation: {spec['activation']}, because the output is made by {operator}")
    if "mean" not in spec or "std" not in spec:
        if "mean" in spec or "std" in spec:
            raise ValueError("mean and std belong together: give both or neither")
        spec |= IMAGENET
        guesses.append("mean and std: ImageNet's. No graph tells them; if alphas look wrong, give them in a spec file")
    return {"normalise": "none", "levels": [0.0, 1.0], "softness_limit": SOFTNESS_LIMIT, **spec}


def _complete_looks(spec: dict[str, Any], fed: Port, guesses: list[str]) -> None:
    """Give the spec its looks and what their sides are multiples of."""
    side = fixed_side(fed)
    if "looks" not in spec:
        if side is None:
            raise ValueError(f"its input is {fed}, so looks, the shapes in which it is asked, are not known")
        spec["looks"] = [str(Look("square", side))]
        guesses.append(f"input: {fed}, so the only look is {spec['looks'][0]}")
    if "multiple" not in spec:
        first = Look.parse(spec["looks"][0])
        if len(spec["looks"]) > 1 or first.shape != "square":
            raise ValueError(f"with the looks {', '.join(spec['looks'])}, multiple is not known")
        spec["multiple"] = first.side
    if side is not None and not has_fixed_side(spec["looks"], side):
        raise ValueError(
            f"looks are {', '.join(spec['looks'])}, but its input is {fed}: it has one look, square {side}"
        )

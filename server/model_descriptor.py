"""Reads and checks one <models>/<id>/model.json.

It does not choose among models (model_catalogue.py) and does not open the networks themselves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cutout.model_spec import ModelSpec, SpecError
from cutout.model_texts import LONGEST, is_model_text, words_for_model_text
from server.json_record import SHA256, JsonRecord, read_json_record
from server.safe_path import SAFE_PATH, file_inside
from server.start_error import StartError

PRECISIONS = ("float32", "float16", "uint8")
PROVIDERS = ("webgpu", "wasm")
NEEDS = ("shader-f16",)
"""Features of a graphics adapter that a variant may need."""
LIMITS = ("storage_buffers", "buffer_bytes")
"""What a graphics adapter must allow at least, where a variant says so: buffers of one shader, bytes of one buffer."""

MAY_LACK = ("note", "licence_url")
HTTPS = re.compile(r"https://.+", re.DOTALL)
MODEL_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_HINT = "Correct it, or prepare the model again with `python3 build.py build`."


@dataclass(frozen=True)
class ModelFile:
    """One file of a model; ``url`` is the path it is served at, without a query."""

    url: str
    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Model:
    """A checked descriptor: what the catalogue shows of it, and its files."""

    id: str
    is_default: bool
    descriptor: Mapping[str, object]
    files: tuple[ModelFile, ...]


def load_model(folder: Path) -> Model:
    """Read a model's descriptor and check it against the folder's name and the files on disk.

    Parameters
    ----------
    folder : Path
        Named like the model's id; holds ``model.json`` and the files that it names.

    Returns
    -------
    Model
        Fields that the server does not know stay in ``descriptor``: they are for the page.

    Raises
    ------
    StartError
        If anything is missing or wrong; the message names the file and the field.
    """
    record = read_json_record(folder / "model.json", _HINT)
    model_id = record.text("id", MODEL_ID, "lower-case letters, digits and hyphens")
    if model_id != folder.name:
        raise record.problem("id", f"{folder.name!r}, the name of its folder")
    record.flag("commercial_use")
    for name in LONGEST:
        if (name in record.data or name not in MAY_LACK) and not is_model_text(name, record.data.get(name)):
            raise record.problem(name, words_for_model_text(name))
    if "licence_url" in record.data:
        record.text("licence_url", HTTPS, "an address that starts with https://")
    looks = _check_spec(record.record("spec"), model_id)
    if "self_check" in record.data:
        for run in record.records("self_check"):
            _check_reference_run(run, looks)
    files: dict[str, ModelFile] = {}
    variants = []
    weights = set[str]()
    for variant in record.records("variants"):
        variant.choice("precision", PRECISIONS)
        variant.words("providers", PROVIDERS)
        variant.words("needs", NEEDS, may_be_empty=True)
        if "limits" in variant.data:
            _check_limits(variant.record("limits"))
        listed = _files(folder, variant, model_id, files)
        weights.update(str(file["url"]) for file in listed if file["role"] == "weights")
        variants.append({**variant.data, "files": listed})
    if len(weights) > 1:
        raise record.problem("variants", "the same file of weights in all of them")
    is_default = record.flag("default", default=False)
    descriptor = {**record.data, "default": is_default, "variants": variants}
    return Model(model_id, is_default, descriptor, tuple(files.values()))


def _files(folder: Path, variant: JsonRecord, model_id: str, known: dict[str, ModelFile]) -> list[dict[str, object]]:
    """Check a variant's files, add them to `known`, and return them with their ``url``."""
    entries = variant.records("files")
    files = [_file(folder, entry, model_id) for entry in entries]
    roles = [entry.choice("role", ("graph", "weights")) for entry in entries]
    if roles.count("graph") != 1 or roles.count("weights") > 1:
        raise variant.problem("files", "exactly one file with role 'graph' and at most one with role 'weights'")
    if len({file.url for file in files}) != len(files):
        raise variant.problem("files", "each path once")
    for file in files:
        if known.setdefault(file.url, file) != file:
            raise variant.problem("files", "the same size and sha256 for a file that several variants share")
    return [
        {**entry.data, "url": f"{file.url}?v={file.sha256[:16]}"} for entry, file in zip(entries, files, strict=True)
    ]


def _check_limits(limits: JsonRecord) -> None:
    for name in LIMITS:
        if name in limits.data:
            limits.size(name)


def _check_reference_run(run: JsonRecord, looks: tuple[str, ...]) -> None:
    run.choice("look", looks)
    for name in ("height", "width"):
        run.size(name)
    run.numbers("values", run.size("side") ** 2)


def _check_spec(spec: JsonRecord, model_id: str) -> tuple[str, ...]:
    """Check how the network is asked, and return its looks."""
    if spec.text("id") != model_id:
        raise spec.problem("id", f"{model_id!r}, the id of the model")
    try:
        looks = ModelSpec.from_mapping(spec.data).looks
    except SpecError as error:
        raise spec.problem(error.field, error.expected) from error
    return tuple(map(str, looks))


def _file(folder: Path, entry: JsonRecord, model_id: str) -> ModelFile:
    path = entry.text("path", SAFE_PATH, "a relative path inside the model's folder")
    size = entry.size("bytes")
    sha256 = entry.text("sha256", SHA256, "64 lower-case hexadecimal digits")
    file = file_inside(folder, path)
    if file is None:
        raise entry.problem("path", "the name of a file that is there")
    found = file.stat().st_size
    if found != size:
        raise StartError(f"{entry.file}: field {entry.place}bytes is {size}, but {path} has {found} bytes. {_HINT}")
    return ModelFile(f"/models/{model_id}/{path}", file, size, sha256)

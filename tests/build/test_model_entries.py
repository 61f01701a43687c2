"""The catalogue: every entry is whole, the server and the pipeline accept it, and a wrong field is named."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from build_steps.models import model_recipe
from build_steps.models.model_entries import Entry, EntryError, check_entry, read_entries
from build_steps.models.model_preparation import PreparedModel
from build_steps.models.model_recipe import read_recipes, write_model_folder
from build_steps.models.self_check import reference_input
from cutout.model_spec import ModelSpec
from server.model_catalogue import load_catalogue

ENTRIES = {entry["id"]: entry for entry in read_entries()}
README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_default_models_are_included_and_nothing_else() -> None:
    assert [entry["id"] for entry in read_recipes()] == ["balanced", "quick"]
    assert [entry["id"] for entry in ENTRIES.values() if entry.get("default")] == ["balanced"]


def test_what_is_not_for_commercial_use_says_so_in_its_licence() -> None:
    assert {id for id, entry in ENTRIES.items() if not entry["commercial_use"]} == {"rmbg-1-4", "rmbg-2-0"}
    for entry in ENTRIES.values():
        assert ("non-commercial" in entry["licence"]) is not entry["commercial_use"]


def test_only_a_hub_with_terms_is_sent_a_token() -> None:
    for entry in ENTRIES.values():
        assert ("token" in entry["source"]) == ("terms" in entry["source"])
        if "token" in entry["source"]:
            assert entry["source"]["url"].startswith("https://huggingface.co/")


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_an_entry_becomes_a_folder_that_server_and_pipeline_accept(entry: Entry, tmp_path: Path) -> None:
    spec = {"input_name": "input", "output_name": "output", **entry["spec"]}
    folder = tmp_path / entry["id"]
    write_model_folder(
        folder,
        {**entry, "spec": spec},
        PreparedModel(b"graph", b"weights"),
        {look: reference_input(64, 96)[:, :1] for look in spec["looks"]},
    )
    (model,) = load_catalogue(tmp_path).models
    assert model.descriptor.get("note") == entry.get("note")
    descriptor = json.loads((folder / "model.json").read_text("utf-8"))
    assert ModelSpec.from_mapping(descriptor["spec"]).id == entry["id"]
    assert [run["look"] for run in descriptor["self_check"]] == entry["spec"]["looks"]


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_the_readme_names_each_model_with_its_size(entry: Entry) -> None:
    (line,) = [line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| `{entry['id']}`")]
    assert f"{entry['source']['model']['bytes'] / 1e6:,.0f} MB" in line
    assert ("non-commercial" in line) is not entry["commercial_use"]


def changed(place: str, value: object) -> Entry:
    """A good entry with one place changed; None removes it."""
    entry = copy.deepcopy(ENTRIES["rmbg-1-4"])
    *path, last = place.split(".")
    at: dict[str, Any] = entry
    for key in path:
        at = at[key]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return entry


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        ("id", "RMBG 1.4", "id is 'RMBG 1.4'; expected lower-case"),
        ("id", "../x", "id is '../x'"),
        ("title", None, "lacks 'title'"),
        ("licence", " ", "licence is ' '; expected a text"),
        ("title", "W" * 3000, "expected a text of at most 60 characters"),
        ("title", "a\0b", "title is 'a\\x00b'; expected a text of at most 60 characters, without control"),
        ("commercial_use", "no", "commercial_use is 'no'; expected true or false"),
        ("colour", "red", "unknown field 'colour'"),
        ("store", "int8", 'store is \'int8\'; expected "float16" or "float32"'),
        ("source.url", "http://huggingface.co/a/b/resolve/" + "0" * 40 + "/m.onnx", "source: url is 'http:"),
        ("source.url", "https://huggingface.co/a/b/resolve/main/m.onnx", "expected an https address of a commit"),
        ("source.url", None, "exactly one of npm, url, file"),
        ("source.file", "m.onnx", "exactly one of npm, url, file"),
        ("source.model.sha256", "unknown", "source: model is"),
        ("source.model.bytes", 0, "source: model is"),
        ("source.model.name", "../m.onnx", "source: model is"),
        ("spec.multiple", 0, "spec: multiple is 0; expected a whole number from 1 to 8192"),
        ("spec.looks", ["square 9000"], "spec: looks is ['square 9000']; expected a list of 1 to 8 different looks"),
        ("spec.std", [-4.0, 1.0, 1.0], "spec: std is"),
        ("spec.mean", [1e7, 0.0, 0.0], "spec: mean is"),
        ("spec.input_name", " ", "spec: input_name is ' '"),
        ("spec.id", "x", "spec has an unknown field 'id'"),
        ("spec.colour", "red", "spec: colour is 'red'; expected only"),
        ("variant.providers", ["wasm", "wasm"], "variant: providers is"),
        ("variant.providers", [["wasm"]], "variant: providers is"),
        ("variant.limits", {"buffer_bytes": 10**20}, "variant: limits is"),
        ("spec.std", [1.0, 0.0, 1.0], "spec: std is"),
        ("spec.mean", [1.0, 2.0], "spec: mean is"),
        ("spec.levels", [0.9, 0.1], "spec: levels is"),
        ("spec.normalise", "max", "spec: normalise is 'max'; expected 'none' or 'min-max'"),
        ("spec.activation", None, "spec: 'activation' is missing"),
        ("variant.providers", [], "variant: providers is []"),
        ("variant.needs", ["luck"], "variant: needs is ['luck']"),
    ],
)
def test_a_wrong_field_is_named(place: str, value: object, named: str) -> None:
    with pytest.raises(EntryError) as caught:
        check_entry(changed(place, value))
    assert named in str(caught.value)


def test_two_entries_with_one_id_are_refused(tmp_path: Path) -> None:
    catalogue = tmp_path / "models.toml"
    text = (Path(model_recipe.__file__).with_name("models.toml")).read_text("utf-8")
    catalogue.write_text(text.replace('id = "quick"', 'id = "balanced"'))
    with pytest.raises(EntryError, match=r"models\.toml has several models balanced"):
        read_entries(catalogue)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text("[[model]")
    with pytest.raises(EntryError, match="is not TOML"):
        read_entries(tmp_path / "models.toml")

"""Both sides of the JavaScript/Python boundary hold the same words: stages, error codes, options, model spec."""

import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cutout import errors
from cutout.formats.encode import FILE_TYPES
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.stages import STAGES

SHARED = Path(__file__).resolve().parents[2] / "web" / "src" / "shared"
SCRIPT = """
const [stages, errors, options, catalogues, exported] = await Promise.all(
  ["stages", "errors", "options", "catalogue", "export-types"].map((name) => import(`${process.argv[1]}/${name}.js`)));
const entry = {
  id: "m", title: "t", description: "d", licence: "l", commercial_use: true, source: "s", default: true,
  spec: JSON.parse(process.argv[2]),
  variants: [{ precision: "float32", providers: ["wasm"], needs: [],
    files: [{ role: "graph", path: "p", bytes: 1, sha256: "0".repeat(64), url: "/m" }] }] };
const catalogue = catalogues.parseCatalogue(JSON.stringify({ default: "m", models: [entry] }));
console.log(JSON.stringify({
  stages: stages.STAGES, errors: errors.ERRORS, options: options.DEFAULT_OPTIONS, spec: catalogue.models[0].spec,
  exported: exported.EXPORT_TYPES }));
"""
SPEC = ModelSpec(
    "m", "input", 64, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), "output", "sigmoid", "min-max", (0.25, 0.75), "stretch"
)


@pytest.fixture(scope="module")
def javascript() -> dict[str, Any]:
    spec = json.dumps(dataclasses.asdict(SPEC))
    command = ["node", "--input-type=module", "--eval", SCRIPT, SHARED.as_uri(), spec]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tables: dict[str, Any] = json.loads(done.stdout)
    return tables


def python_codes() -> set[str]:
    waiting, codes = [errors.CutoutError], set()
    while waiting:
        found = waiting.pop()
        waiting.extend(found.__subclasses__())
        if code := vars(found).get("code"):
            codes.add(code)
    return codes


def test_python_stages_are_the_python_part_of_the_table_in_the_same_order(javascript: dict[str, Any]) -> None:
    assert [stage["name"] for stage in javascript["stages"] if stage["owner"] == "python"] == list(STAGES)


def test_every_error_python_raises_has_its_words_and_none_is_left_over(javascript: dict[str, Any]) -> None:
    owned = {code for code, words in javascript["errors"].items() if words["owner"] in ("python", "both")}
    assert python_codes() == owned
    assert all(words["title"] and words["advice"] for words in javascript["errors"].values())


def test_the_page_names_the_cap_that_the_queue_keeps() -> None:
    root = SHARED.parents[2]
    limits = (root / "web" / "src" / "queue" / "limits.js").read_text("utf-8")
    page = (root / "server" / "templates" / "index.html").read_text("utf-8")
    assert "MAX_ITEMS = 100;" in limits
    assert "Up to 100 photos" in page


def test_options_and_their_defaults_agree(javascript: dict[str, Any]) -> None:
    assert dataclasses.asdict(Options()) == javascript["options"]


def test_both_sides_name_exports_alike(javascript: dict[str, Any]) -> None:
    assert javascript["exported"] == {
        name: {"extension": file_type.extension, "mediaType": file_type.media_type}
        for name, file_type in FILE_TYPES.items()
    }


def test_a_model_spec_survives_the_page_unchanged(javascript: dict[str, Any]) -> None:
    received = javascript["spec"] | {key: tuple(javascript["spec"][key]) for key in ("mean", "std", "levels")}
    assert ModelSpec(**received) == SPEC

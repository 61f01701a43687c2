"""Both sides of the JavaScript/Python boundary hold the same words: stages, error codes, options, model spec."""

import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest

from cutout import errors
from cutout.formats.first_bytes import TABLE
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.pictures import Reason
from cutout.stages import STAGES

SHARED = Path(__file__).resolve().parents[2] / "web" / "src" / "shared"
SCRIPT = """
const [stages, errors, options, catalogues] = await Promise.all(
  ["stages", "errors", "options", "catalogue"].map((name) => import(`${process.argv[1]}/${name}.js`)));
const { ERROR_WORDS } = await import(`${process.argv[1]}/../words/errors.js`);
const { DOUBT_WORDS } = await import(`${process.argv[1]}/../words/doubt-words.js`);
const words = Object.fromEntries(Object.entries(ERROR_WORDS).map(([code, { cases }]) => [code, cases]));
const entry = {
  id: "m", title: "t", description: "d", licence: "l", commercial_use: true, source: "s", default: true,
  spec: JSON.parse(process.argv[2]),
  variants: [{ precision: "float32", providers: ["wasm"], needs: [],
    files: [{ role: "graph", path: "p", bytes: 1, sha256: "0".repeat(64), url: "/m" }] }] };
const catalogue = catalogues.parseCatalogue(JSON.stringify({ default: "m", models: [entry] }));
console.log(JSON.stringify({
  stages: stages.STAGES, errors: errors.ERRORS, words, options: options.DEFAULT_OPTIONS,
  reasons: Object.keys(DOUBT_WORDS), spec: catalogue.models[0].spec }));
"""
SPEC = {
    "id": "m",
    "input_name": "input",
    "looks": ["square 64", "aspect 96"],
    "multiple": 32,
    "mean": [1.0, 2.0, 3.0],
    "std": [4.0, 5.0, 6.0],
    "output_name": "output",
    "activation": "sigmoid",
    "normalise": "min-max",
    "levels": [0.25, 0.75],
    "softness_limit": 0.4,
}


@pytest.fixture(scope="module")
def javascript() -> dict[str, Any]:
    command = ["node", "--input-type=module", "--eval", SCRIPT, SHARED.as_uri(), json.dumps(SPEC)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tables: dict[str, Any] = json.loads(done.stdout)
    return tables


def python_errors() -> dict[str, dict[str, set[str]]]:
    waiting: list[type[errors.CutoutError]] = [errors.CutoutError]
    found: dict[str, dict[str, set[str]]] = {}
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if "code" in vars(kind):
            found[kind.code] = {case: set(facts) for case, facts in kind.cases.items()}
    return found


def test_python_stages_are_the_python_part_of_the_table_in_the_same_order(javascript: dict[str, Any]) -> None:
    assert [stage["name"] for stage in javascript["stages"] if stage["owner"] == "python"] == list(STAGES)


def test_every_case_of_an_error_has_the_same_facts_on_both_sides_and_its_words(javascript: dict[str, Any]) -> None:
    python = python_errors()
    table = {code: sides["python"] for code, sides in javascript["errors"].items() if sides["python"]}
    missing = [f"web/src/shared/errors.js lacks {code}" for code in sorted(python.keys() - table.keys())]
    missing += [f"cutout/errors.py lacks {code}" for code in sorted(table.keys() - python.keys())]
    for code in python.keys() & table.keys():
        for case in sorted(python[code].keys() | table[code].keys()):
            ours, theirs = python[code].get(case), table[code].get(case)
            if ours is None or theirs is None or ours != set(theirs):
                missing.append(
                    f"{code}, case {case!r}: {ours} in cutout/errors.py, {theirs} in web/src/shared/errors.js"
                )
    for code, sides in javascript["errors"].items():
        spoken = javascript["words"].get(code)
        if spoken is None:
            missing.append(f"web/src/words/errors.js lacks {code}")
            continue
        # A case without name and facts has the code's own sentence.
        cases = {case for side in sides.values() for case, facts in side.items() if case or facts}
        missing += [f"the words of {code} lack case {case!r}" for case in sorted(cases - spoken.keys())]
        missing += [f"the words of {code} have {case!r}, which nobody raises" for case in sorted(spoken.keys() - cases)]
    missing += [
        f"words of {code}, which nobody raises" for code in javascript["words"].keys() - javascript["errors"].keys()
    ]
    assert missing == []


def test_every_reason_to_check_a_cutout_has_its_words(javascript: dict[str, Any]) -> None:
    assert sorted(javascript["reasons"]) == sorted(get_args(Reason))


def test_every_kind_of_a_refused_file_is_a_case() -> None:
    entries = [*TABLE["signatures"], *TABLE["brands"], TABLE["other_brands"], *TABLE["texts"]]
    kinds = {entry["kind"] for entry in entries if "name" in entry}
    assert kinds | {"unusual-jpeg"} == errors.UnsupportedFormatError.cases.keys()


def test_the_page_names_the_cap_that_the_queue_keeps() -> None:
    root = SHARED.parents[2]
    limits = (root / "web" / "src" / "queue" / "limits.js").read_text("utf-8")
    page = (root / "server" / "templates" / "index.html").read_text("utf-8")
    assert "MAX_ITEMS = 100;" in limits
    assert "Up to 100 photos" in page


def test_options_and_their_defaults_agree(javascript: dict[str, Any]) -> None:
    assert dataclasses.asdict(Options()) == javascript["options"]


def test_a_model_spec_survives_the_page_unchanged(javascript: dict[str, Any]) -> None:
    assert ModelSpec.from_mapping(javascript["spec"]) == ModelSpec.from_mapping(SPEC)

"""One answer to "can this network be used": build, server and pipeline agree, and the page takes what they do."""

import copy
import json
import math
import random
import subprocess
from pathlib import Path
from typing import Any

from build_steps.models.model_entries import EntryError, check_given_spec
from cutout.model_spec import ModelSpec
from server.model_descriptor import load_model
from server.start_error import StartError
from tests.server import sample

CATALOGUE = Path(__file__).resolve().parents[2] / "web" / "src" / "shared" / "catalogue.js"
SCRIPT = """
const { parseCatalogue } = await import(process.argv[1]);
const text = require("node:fs").readFileSync(0, "utf8");
console.log(JSON.stringify(parseCatalogue(text).leftOut));
"""
LOOKS = ["square 64", "square 128", "aspect 80", "aspect 32", "square 96", "letterbox 64"]
WORDS = ["", " ", "none", "sigmoid", "min-max", "stretch", "tanh", "photo", "\t", "é"]
NUMBERS = [0, 1, -4, 0.5, 255, 512, 512.0, 9000, 8192, 1e7, 1e-300, 1e300, 10**400, True, None]


def wild_value(drawn: random.Random) -> Any:
    kind = drawn.randrange(6)
    if kind == 0:
        return drawn.choice(WORDS)
    if kind == 1:
        return drawn.choice(NUMBERS)
    if kind == 2:
        return [drawn.choice(NUMBERS) for _ in range(drawn.choice([1, 2, 2, 3, 3, 4]))]
    if kind == 3:
        return [drawn.uniform(-1, 300) for _ in range(drawn.choice([2, 3]))]
    if kind == 4:
        return drawn.sample(LOOKS, drawn.randrange(1, 4))
    return drawn.choice([{}, [], [["none"]], {"a": 1}])


def wild_specs(good: dict[str, Any], count: int) -> list[dict[str, Any]]:
    drawn = random.Random(17)
    specs = [good]
    for _ in range(count):
        spec = copy.deepcopy(good)
        name = drawn.choice([*(key for key in good if key != "id"), "colour"])
        if drawn.random() < 0.1:
            spec.pop(name, None)
        else:
            spec[name] = wild_value(drawn)
        specs.append(spec)
    return specs


def accepts(check: Any, *refusals: type[Exception]) -> bool:
    try:
        check()
    except refusals:
        return False
    return True


def test_all_give_the_same_answer(tmp_path: Path) -> None:
    descriptor = sample.write_model(tmp_path)
    usable = []
    verdicts = set[bool]()
    for spec in wild_specs(descriptor["spec"], 600):
        given = {name: value for name, value in spec.items() if name != "id"}
        sample.write_json(tmp_path / "balanced" / "model.json", {**descriptor, "spec": spec})
        answers = {
            "pipeline": accepts(lambda spec=spec: ModelSpec.from_mapping(spec), ValueError),
            "build": accepts(lambda given=given: check_given_spec("spec", given, frozenset()), EntryError),
            "server": accepts(lambda: load_model(tmp_path / "balanced"), StartError),
        }
        assert len(set(answers.values())) == 1, (answers, spec)
        verdicts |= set(answers.values())
        if answers["server"]:
            usable.append({**load_model(tmp_path / "balanced").descriptor, "id": f"m{len(usable)}"})
            usable[-1]["spec"] = {**spec, "id": usable[-1]["id"]}
            made = ModelSpec.from_mapping(spec)
            assert all(math.isfinite((255 - mean) / std) for mean, std in zip(made.mean, made.std, strict=True))
    assert verdicts == {True, False}
    command = ["node", "--input-type=commonjs", "--eval", f"(async () => {{ {SCRIPT} }})()", CATALOGUE.as_uri()]
    catalogue = json.dumps({"default": "m0", "models": usable})
    done = subprocess.run(command, input=catalogue, capture_output=True, text=True, check=True)
    assert len(usable) > 20
    assert json.loads(done.stdout) == []

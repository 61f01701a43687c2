"""The self-check is written in both languages: the same picture, the same points of it, the same alpha of an output."""

import dataclasses
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from build_steps.models.self_check import SIDE, reference_input, sampled
from cutout.matte.output import alpha_from_output
from tests.cutout.specs import model_spec

WORKER = Path(__file__).resolve().parents[2] / "web" / "src" / "worker" / "self-check.js"
SIZES = [(70, 70), (64, 96), (110, 50)]
"""Also no multiples of SIDE."""
SCRIPT = """
const { referenceInput, sampled } = await import(process.argv[1]);
const [height, width, side] = process.argv.slice(2).map(Number);
const input = referenceInput(height, width);
const points = sampled({ data: input.subarray(0, height * width), dims: [1, 1, height, width] }, side);
process.stdout.write(Buffer.from(input.buffer));
process.stdout.write(Buffer.from(Float32Array.from(points).buffer));
"""


@pytest.mark.parametrize("size", SIZES)
def test_the_page_draws_and_samples_what_the_build_does(size: tuple[int, int]) -> None:
    command = ["node", "--input-type=module", "--eval", SCRIPT, WORKER.as_uri(), *map(str, size), str(SIDE)]
    drawn = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
    expected = reference_input(*size)
    assert np.abs(drawn[: expected.size].reshape(expected.shape) - expected).max() < 1e-6
    assert np.abs(drawn[expected.size :] - np.array(sampled(expected[:, :1]))).max() <= 6e-5  # four digits are stored


ALPHA_SCRIPT = """
const { toAlpha } = await import(process.argv[1]);
const { maps, specs } = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
console.log(JSON.stringify(specs.map((spec) => maps.map((values) => toAlpha(values, spec)))));
"""
SPEC = model_spec(SIDE)
SPECS = [
    dataclasses.replace(SPEC, activation=activation, normalise=normalise, levels=levels)
    for activation in ("none", "sigmoid")
    for normalise in ("none", "min-max")
    for levels in ((0.0, 1.0), (0.1, 0.8))
]


def _maps() -> list[NDArray[np.float32]]:
    """A disc over the whole range, part of it, and a range in which nothing stands out; logits; few bright points."""
    y, x = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    disc = np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1)
    at = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    drawn = [disc, 0.2 + 0.6 * disc, 0.3 + 0.3 * disc, 0.8 + 0.2 * disc, disc * 0 + 0.4, 20 * disc - 9]
    drawn += [np.where(at < few, 0.9, 0.1) for few in (5, 6, SIDE * SIDE - 6, SIDE * SIDE - 5)]
    return [each.astype(np.float32) for each in drawn]


@pytest.fixture(scope="module")
def alphas_of_the_page() -> list[list[list[float]]]:
    """Of each spec, of each map."""
    specs = [{name: getattr(spec, name) for name in ("activation", "normalise", "levels")} for spec in SPECS]
    given = json.dumps({"maps": [values.ravel().tolist() for values in _maps()], "specs": specs})
    command = ["node", "--input-type=module", "--eval", ALPHA_SCRIPT, WORKER.as_uri()]
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
    found: list[list[list[float]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("index", range(len(SPECS)), ids=[f"{s.activation} {s.normalise} {s.levels}" for s in SPECS])
def test_the_page_makes_the_alpha_that_the_pipeline_does(
    alphas_of_the_page: list[list[list[float]]], index: int
) -> None:
    for values, found in zip(_maps(), alphas_of_the_page[index], strict=True):
        expected = alpha_from_output(values, SPECS[index], SIDE, SIDE)
        np.testing.assert_allclose(np.reshape(found, expected.shape), expected, atol=1e-6)

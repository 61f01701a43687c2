"""The reference input is drawn twice, by the build and by the page: both draw the same picture."""

import subprocess
from pathlib import Path

import numpy as np

from web.build.self_check import SIDE, reference_input, sampled

WORKER = Path(__file__).resolve().parents[2] / "web" / "src" / "worker" / "self-check.js"
SIZE = 70  # no multiple of SIDE
SCRIPT = """
const { referenceInput, sampled } = await import(process.argv[1]);
const side = Number(process.argv[2]);
const input = referenceInput(side);
const points = sampled({ data: input.subarray(0, side * side), dims: [1, 1, side, side] }, Number(process.argv[3]));
process.stdout.write(Buffer.from(input.buffer));
process.stdout.write(Buffer.from(Float32Array.from(points).buffer));
"""


def test_the_page_draws_and_samples_what_the_build_does() -> None:
    command = ["node", "--input-type=module", "--eval", SCRIPT, WORKER.as_uri(), str(SIZE), str(SIDE)]
    drawn = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
    expected = reference_input(SIZE)
    assert np.abs(drawn[: expected.size].reshape(expected.shape) - expected).max() < 1e-6
    assert np.abs(drawn[expected.size :] - np.array(sampled(expected[:, :1]))).max() <= 6e-5  # four digits are stored

// The comparison of a reference run with what is stored, and the watch over the graphics device.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkOf,
  compareWithExpected,
  LARGEST_DEVIATION,
  referenceInput,
  sampled,
} from "../../web/src/worker/self-check.js";
import { watchGpu } from "../../web/src/worker/watched-gpu.js";

const SIDE = 32;
const SPEC = /** @type {any} */ ({ activation: "none", normalise: "none", levels: [0, 1] });
const STRETCHED = { ...SPEC, normalise: "min-max" };
/** Half dark, half bright. */
const VALUES = Array.from({ length: SIDE * SIDE }, (_, index) => (index % SIDE < SIDE / 2 ? 0 : 1));
const EXPECTED = { side: SIDE, values: VALUES };

/** @param {(value: number, index: number) => number} change */
const compared = (change, spec = SPEC) =>
  compareWithExpected({ data: Float32Array.from(VALUES, change), dims: [1, 1, SIDE, SIDE] }, spec, EXPECTED);

test("the same, and a little beside it, is fit", () => {
  assert.deepEqual(
    compared((value) => value),
    { problem: "", deviation: 0 },
  );
  const { problem, deviation } = compared((value) => Math.abs(value - 0.02));
  assert.equal(problem, "");
  assert.ok(Math.abs(deviation - 0.02) < 1e-6);
});

test("more than the bound is not", () => {
  assert.match(compared((value) => Math.abs(value - LARGEST_DEVIATION - 0.01)).problem, /off by 0\.040 on average/);
  assert.match(compared((value) => 1 - value).problem, /off by 1\.000/);
});

test("blank, and a single value that is no number, are named as such", () => {
  for (const blank of [0, 0.5, 1]) {
    assert.match(compared(() => blank).problem, /comes out blank/);
  }
  assert.match(
    compared((value, index) => (index === 5 ? Number.NaN : value)).problem,
    /^1 of 1024 values .* not numbers$/,
  );
  assert.match(compared(() => Number.POSITIVE_INFINITY).problem, /1024 of 1024/);
});

test("an output of another size than it claims is not fit", () => {
  const { problem } = compareWithExpected({ data: new Float32Array(4), dims: [1, 1, 64, 64] }, SPEC, EXPECTED);
  assert.match(problem, /not numbers/);
});

test("logits are compared as the alpha they become", () => {
  const logits = { ...EXPECTED, values: VALUES.map((value) => (value === 0 ? -30 : 30)) };
  const output = { data: Float32Array.from(VALUES, (value) => (value === 0 ? -12 : 12)), dims: [1, 1, SIDE, SIDE] };
  assert.equal(compareWithExpected(output, { ...SPEC, activation: "sigmoid" }, logits).problem, "");
  assert.notEqual(compareWithExpected(output, SPEC, { ...logits, values: VALUES.map(() => 0.5) }).problem, "");
});

test("maps that are stretched for each photo are compared as the alpha they become", () => {
  const faint = { ...EXPECTED, values: VALUES.map((value) => 0.1 + 0.6 * value) };
  /** @param {(value: number, index: number) => number} change */
  const against = (change, spec = STRETCHED) =>
    compareWithExpected({ data: Float32Array.from(VALUES, change), dims: [1, 1, SIDE, SIDE] }, spec, faint);
  assert.equal(against((value) => 0.2 + 0.8 * value).problem, "", "the same once it is stretched");
  assert.match(against((value) => 0.2 + 0.8 * value, SPEC).problem, /off by/, "and another map where nothing is");
  // 0.024 of the output, 0.04 of alpha.
  const beside = (/** @type {number} */ value, /** @type {number} */ index) =>
    0.1 + 0.6 * value + (index % 2 === 0 || index < 2 * SIDE ? 0 : value === 0 ? 0.05 : -0.05);
  assert.match(against(beside).problem, /off by 0\.039/);
  assert.equal(against(beside, SPEC).problem, "");
});

test("a map in which nothing stands out is not stretched: it is blank, or off", () => {
  const output = (/** @type {(value: number, index: number) => number} */ change) =>
    compared(change, STRETCHED).problem;
  assert.equal(
    output((value) => value),
    "",
  );
  for (const blank of [0, 0.5, 1]) {
    assert.match(
      output(() => blank),
      /comes out blank/,
    );
  }
  assert.match(
    output((value) => 0.5 + 0.04 * value),
    /comes out blank/,
  );
  assert.match(
    output((value) => 0.4 * value),
    /off by 0\.300/,
  );
});

const SQUARE = { look: "square 1024", height: 1024, width: 1024 };
const SMALL_SQUARE = { look: "square 512", height: 512, width: 512 };
const ASPECT = { look: "aspect 768", height: 640, width: 960 };
const SMALL_ASPECT = { look: "aspect 384", height: 320, width: 448 };
const CHECKS = [SQUARE, SMALL_SQUARE, ASPECT, SMALL_ASPECT];
for (const [height, width, expected] of /** @type {[number, number, typeof SQUARE][]} */ ([
  [1024, 1024, SQUARE],
  [512, 512, SMALL_SQUARE],
  [640, 960, ASPECT],
  [960, 576, ASPECT],
  [768, 768, ASPECT], // a square photo in its own aspect
  [64, 7680, ASPECT],
  [448, 320, SMALL_ASPECT],
])) {
  test(`a run of ${height} x ${width} has the self-check of ${expected.look}`, () => {
    assert.equal(checkOf([1, 3, height, width], CHECKS), expected);
  });
}

test("a run that nothing stands for has no self-check", () => {
  assert.equal(checkOf([1, 3, 640, 960], [SQUARE]), null);
  assert.equal(checkOf([1, 3, 1024, 1024], []), null);
});

test("points are taken from the middle of each field", () => {
  const data = Float32Array.from({ length: 64 * 64 }, (_, index) => index);
  assert.deepEqual(sampled({ data, dims: [1, 1, 64, 64] }, 2), [
    16 * 64 + 16,
    16 * 64 + 48,
    48 * 64 + 16,
    48 * 64 + 48,
  ]);
});

test("the picture has its subject in the middle, in every channel", () => {
  const side = 64;
  const picture = referenceInput(side, side);
  for (let c = 0; c < 3; c += 1) {
    const plane = picture.subarray(c * side * side, (c + 1) * side * side);
    assert.ok((plane[32 * side + 32] ?? 0) > 0.2 && (plane[0] ?? 0) < -0.2);
  }
});

class FakeDevice extends EventTarget {
  lost = new Promise((resolve) => {
    this.lose = resolve;
  });
}

test("a lost device ends the run, an error it reports makes its result worthless", async () => {
  const device = new FakeDevice();
  const gpu = /** @type {any} */ (watchGpu(device));
  await gpu.assertNoError();
  class GPUOutOfMemoryError extends Error {}
  device.dispatchEvent(Object.assign(new Event("uncapturederror"), { error: new GPUOutOfMemoryError("no room") }));
  await assert.rejects(gpu.assertNoError(), { code: "out-of-memory", detail: "GPUOutOfMemoryError: no room" });
  /** @type {any} */ (device).lose({ reason: "unknown", message: "gone" });
  await assert.rejects(gpu.lost, { code: "inference-failed", detail: "unknown: gone" });
});

test("a validation error is no lack of memory", async () => {
  const device = new FakeDevice();
  const gpu = /** @type {any} */ (watchGpu(device));
  device.dispatchEvent(Object.assign(new Event("uncapturederror"), { error: new TypeError("wrong binding") }));
  await assert.rejects(gpu.assertNoError(), { code: "inference-failed", detail: "TypeError: wrong binding" });
});

test("a runtime that does not show its device is not watched", () => {
  assert.deepEqual([watchGpu(undefined), watchGpu({})], [null, null]);
});

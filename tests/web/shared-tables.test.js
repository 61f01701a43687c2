// Stages, providers and options: the closed lists that JavaScript and Python share.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeProvider, isProvider } from "../../web/src/shared/providers.js";
import { isStage, STAGES, stageInfo } from "../../web/src/shared/stages.js";

test("stages, in order, with their owner", () => {
  const byOwner = (/** @type {string} */ owner) =>
    STAGES.filter((stage) => stage.owner === owner).map((stage) => stage.name);
  assert.deepEqual(
    [...byOwner("js"), ...byOwner("python")],
    STAGES.map((stage) => stage.name),
  );
  assert.deepEqual(byOwner("js"), ["model", "start"]);
  assert.deepEqual(byOwner("python"), [
    "decode",
    "prepare",
    "inference",
    "alpha",
    "foreground",
    "encode",
    "verify",
    "preview",
  ]);
});

test("every stage has a label of its own, a limit that spares slow machines, and a weight", () => {
  assert.equal(new Set(STAGES.map((stage) => stage.label)).size, STAGES.length);
  assert.ok(STAGES.every((stage) => stage.limitSeconds >= 60 && stage.weight > 0));
  assert.ok(stageInfo("inference").limitSeconds >= 5 * 120);
  assert.equal(
    STAGES.reduce((sum, stage) => sum + stage.weight, 0),
    100,
  );
});

test("stage look-up", () => {
  assert.equal(stageInfo("verify").label, "Checking");
  assert.throws(
    () => stageInfo(/** @type {any} */ ("cooking")),
    /"cooking" is not a stage; the stages are model, start, decode/,
  );
  assert.deepEqual(["decode", "cooking", "constructor", null].map(isStage), [true, false, false, false]);
});

test("providers in words", () => {
  assert.equal(describeProvider("webgpu", null), "WebGPU");
  assert.equal(describeProvider("wasm", 4), "WASM, 4 threads");
  assert.equal(describeProvider("wasm", 1), "WASM, 1 thread");
  assert.equal(describeProvider("wasm", null), "WASM");
  assert.deepEqual(["webgpu", "wasm", "auto", undefined].map(isProvider), [true, true, false, false]);
});

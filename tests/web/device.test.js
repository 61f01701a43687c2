// What the page learns from the browser about its graphics card and threads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeAdapter, probeDevice } from "../../web/src/worker-client/device.js";

const LIMITS = { maxStorageBuffersPerShaderStage: 10, maxBufferSize: 500, maxStorageBufferBindingSize: 400 };

/** @param {any} [changes] @returns {any} */
const card = (changes) => ({
  info: { vendor: "acme", architecture: "tester", device: "", description: "acme", isFallbackAdapter: false },
  features: new Set(["shader-f16"]),
  limits: LIMITS,
  ...changes,
});

test("an adapter in words, its features and the smaller of its limits", () => {
  assert.deepEqual(describeAdapter(card()), {
    isSoftware: false,
    words: "acme tester",
    features: ["shader-f16"],
    limits: { storageBuffers: 10, bufferBytes: 400 },
  });
});

test("a software adapter is known by its flag, old or new, and by its name", () => {
  const isSoftware = (/** @type {any} */ changes) => describeAdapter(card(changes)).isSoftware;
  assert.equal(isSoftware({ info: { isFallbackAdapter: true } }), true);
  assert.equal(isSoftware({ info: undefined, isFallbackAdapter: true }), true);
  assert.equal(isSoftware({ info: { vendor: "google", architecture: "swiftshader" } }), true);
  assert.equal(isSoftware({ info: { description: "llvmpipe (LLVM 15)" } }), true);
  assert.equal(isSoftware({ info: {} }), false);
});

test("no WebGPU, no adapter, a refusal and silence are told apart", async (context) => {
  const probe = (/** @type {any} */ gpu) => probeDevice({ gpu, isIsolated: false, cores: 4 });
  /** @param {Awaited<ReturnType<typeof probeDevice>>} device */
  const facts = ({ hasWebGpu, adapter, adapterProblem }) => [hasWebGpu, adapter === null, adapterProblem];
  assert.deepEqual(facts(await probe(null)), [false, true, ""]);
  assert.deepEqual(facts(await probe({ requestAdapter: async () => null })), [true, true, ""]);
  const refused = { requestAdapter: () => Promise.reject(new Error("blocked")) };
  assert.deepEqual(facts(await probe(refused)), [true, true, "blocked"]);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = probe({ requestAdapter: () => new Promise(() => {}) });
  context.mock.timers.tick(8000);
  assert.deepEqual(facts(await silent), [true, true, "no answer within 8 seconds"]);
});

test("threads need isolation", async () => {
  const memory = async (/** @type {boolean} */ isIsolated) =>
    (await probeDevice({ gpu: /** @type {any} */ (null), isIsolated, cores: 4 })).sharedMemory;
  assert.deepEqual([await memory(true), await memory(false)], ["yes", "not-isolated"]);
});

// The order in which ways to run a model are tried, why others are left out, and whose fault a failure is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { whatFailed } from "../../web/src/worker-client/plan-failure.js";
import { makePlans } from "../../web/src/worker-client/plans.js";
import { adapter, device, HALF, variant } from "./devices.js";

const BOTH = [HALF, variant()];

/** @param {any} made @returns {string[]} */
const inShort = ({ plans }) =>
  plans.map((/** @type {any} */ { provider, runtime, threads, variant: { precision } }) =>
    provider === "webgpu" ? `${runtime} ${precision}` : `wasm ${threads} ${precision}`,
  );

for (const [name, where, wanted, plans, reasons] of /** @type {[string, any, any, string[], RegExp[]][]} */ ([
  ["everything there", {}, "auto", ["jspi float16", "jspi float32", "wasm 4 float32", "wasm 1 float32"], []],
  [
    "no JSPI",
    { hasJspi: false },
    "auto",
    ["asyncify float16", "asyncify float32", "wasm 4 float32", "wasm 1 float32"],
    [],
  ],
  [
    "no 16-bit arithmetic",
    { adapter: adapter({ features: [] }) },
    "auto",
    ["jspi float32", "wasm 4 float32", "wasm 1 float32"],
    [/^WebGPU: the 16-bit network needs shader-f16, which the graphics card does not offer$/],
  ],
  [
    "no WebGPU",
    { hasWebGpu: false, adapter: null },
    "auto",
    ["wasm 4 float32", "wasm 1 float32"],
    [/does not offer it/],
  ],
  ["no adapter", { adapter: null }, "webgpu", ["wasm 4 float32", "wasm 1 float32"], [/found no graphics card for it$/]],
  [
    "an adapter that is refused",
    { adapter: null, adapterProblem: "blocked" },
    "auto",
    ["wasm 4 float32", "wasm 1 float32"],
    [/for it$/],
  ],
  [
    "a software adapter",
    { adapter: adapter({ isSoftware: true, words: "google swiftshader" }) },
    "auto",
    ["wasm 4 float32", "wasm 1 float32"],
    [/only a program that acts as one \(google swiftshader\)$/],
  ],
  [
    "a software adapter that a person asks for",
    { adapter: adapter({ isSoftware: true, features: [] }) },
    "webgpu",
    ["jspi float32", "wasm 4 float32", "wasm 1 float32"],
    [/16-bit/],
  ],
  ["WASM by wish", {}, "wasm", ["wasm 4 float32", "wasm 1 float32"], []],
  ["one thread by wish", {}, "wasm-1", ["wasm 1 float32"], []],
  [
    "a page that is not isolated",
    { adapter: null, sharedMemory: "not-isolated" },
    "wasm",
    ["wasm 1 float32"],
    [/^WASM with threads: the server did not send the headers/],
  ],
  [
    "a browser without shared memory",
    { adapter: null, sharedMemory: "not-offered" },
    "auto",
    ["wasm 1 float32"],
    [/^WebGPU: /, /^WASM with threads: this browser does not let threads share memory$/],
  ],
  ["one core", { adapter: null, cores: 1 }, "wasm", ["wasm 1 float32"], [/one core/]],
  ["many cores", { adapter: null, cores: 64 }, "wasm", ["wasm 8 float32", "wasm 1 float32"], []],
])) {
  test(`the plans with ${name}`, () => {
    const made = makePlans(device(where), BOTH, wanted);
    assert.deepEqual(inShort(made), plans);
    assert.equal(made.leftOut.length, reasons.length);
    for (const [index, { way, why }] of made.leftOut.entries()) {
      assert.match(`${way}: ${why}`, /** @type {RegExp} */ (reasons[index]));
    }
    assert.equal(new Set(made.plans.map(({ key }) => key)).size, plans.length, "keys tell them apart");
  });
}

test("limits are compared before anything is tried", () => {
  const wide = variant({ limits: { storageBuffers: 17, bufferBytes: null } });
  const large = variant({ limits: { storageBuffers: 10, bufferBytes: 2_000_000_000 } });
  const fits = variant({ limits: { storageBuffers: 10, bufferBytes: 1_000_000_000 } });
  const made = makePlans(device(), [wide, large, fits], "auto");
  assert.deepEqual(
    made.plans.map(({ variant: each }) => each),
    [fits, wide, wide],
    "WASM knows no such limits",
  );
  assert.deepEqual(
    made.leftOut.map(({ why }) => why),
    [
      "the network needs 17 storage buffers at a time, the graphics card allows 10",
      "the network needs 2 GB in one piece, the graphics card allows 1 GB",
    ],
  );
});

test("a model for one provider runs on it even against the wish, and for none it does not run", () => {
  const only = variant({ providers: ["webgpu"] });
  assert.deepEqual(inShort(makePlans(device(), [only], "wasm-1")), ["jspi float32"]);
  const { plans, leftOut } = makePlans(device({ adapter: null }), [only], "auto");
  assert.deepEqual([plans, leftOut.length], [[], 1]);
  const quick = makePlans(device(), [variant({ providers: ["wasm"] })], "webgpu");
  assert.deepEqual(inShort(quick), ["wasm 4 float32", "wasm 1 float32"]);
  assert.equal(quick.leftOut[0]?.why, "this model is not made for it");
});

test("a graphics card has less time than a stage; a program that acts as one has as much as it needs", () => {
  const limit = (/** @type {any} */ given) =>
    makePlans(device({ adapter: given }), BOTH, "webgpu").plans[0]?.limitSeconds;
  assert.deepEqual([limit(adapter()), limit(adapter({ isSoftware: true }))], [90, null]);
});

test("whose fault a failure is", () => {
  const gpu = /** @type {any} */ ({ provider: "webgpu", threads: 4, variant: variant() });
  const half = { ...gpu, variant: HALF };
  const threads = /** @type {any} */ ({ provider: "wasm", threads: 4 });
  const single = /** @type {any} */ ({ provider: "wasm", threads: 1 });
  const blame = (/** @type {any} */ code, /** @type {any} */ stage) =>
    [gpu, threads, single].map((plan) => whatFailed({ code, stage }, plan)).join();
  assert.equal(blame("provider-unfit", "start"), "plan,photo,photo");
  assert.equal(blame("session-failed", "start"), "plan,plan,photo");
  assert.equal(blame("inference-failed", "inference"), "provider,plan,photo");
  assert.equal(
    blame("inference-failed", "alpha"),
    "provider,photo,photo",
    "what is not a number is found a stage later",
  );
  assert.equal(blame("stage-timeout", "inference"), "provider,plan,photo");
  assert.equal(blame("stage-timeout", "encode"), "photo,photo,photo");
  assert.equal(blame("out-of-memory", "start"), "provider,photo,photo", "the queue tries again with less");
  assert.equal(blame("out-of-memory", "foreground"), "photo,photo,photo");
  assert.equal(blame("worker-crashed", "inference"), "provider,photo,photo");
  assert.equal(blame("runtime-unavailable", "start"), "provider,photo,photo");
  assert.equal(blame("model-corrupt", "model"), "photo,photo,photo");
  assert.equal(blame("decode-failed", "decode"), "photo,photo,photo");
  const ofHalf = (/** @type {any} */ code, /** @type {any} */ stage) => whatFailed({ code, stage }, half);
  assert.equal(ofHalf("provider-unfit", "start"), "plan");
  assert.equal(ofHalf("inference-failed", "start"), "plan", "a refused shader says nothing about 32 bits");
  assert.equal(ofHalf("inference-failed", "alpha"), "plan", "nor does a number beyond the format");
  assert.equal(ofHalf("out-of-memory", "inference"), "provider", "32 bits would want more");
  assert.equal(ofHalf("stage-timeout", "inference"), "provider");
});

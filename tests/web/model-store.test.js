// The models of the page: each loaded once, one held at a time, and what is told about them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ModelError } from "../../web/src/worker-client/model-error.js";
import { createModelStore } from "../../web/src/worker-client/model-store.js";

const entry = (/** @type {string} */ id) => ({
  id,
  title: id,
  description: "drawn by a test",
  licence: "MIT",
  commercial_use: true,
  source: "a test",
  default: id === "a",
  spec: {
    id,
    input_name: "x",
    input_side: 4,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    output_name: "y",
    activation: "none",
    normalise: "none",
    levels: [0, 1],
    resize: "stretch",
  },
  variants: [
    {
      precision: "float32",
      providers: ["wasm"],
      needs: [],
      files: [{ role: "graph", path: "g", bytes: 10, sha256: "0".repeat(64), url: `/models/${id}/g?v=1` }],
    },
  ],
});
const CATALOGUE = JSON.stringify({ default: "a", models: [entry("a"), entry("b")] });

function store() {
  const loads = /** @type {string[]} */ ([]);
  const told = /** @type {any[]} */ ([]);
  /** @type {Error[]} */
  const failures = [];
  const load = async (
    /** @type {any} */ { id },
    /** @type {any} */ _variant,
    /** @type {(so: any) => void} */ onBytes,
  ) => {
    loads.push(id);
    onBytes({ bytes: 5, fetched: 3 });
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return /** @type {any} */ ({ of: id });
  };
  const made = createModelStore({
    catalogueUrl: `data:application/json,${encodeURIComponent(CATALOGUE)}`,
    loader: { load, keep: async (...given) => void (await load(...given)) },
    onProgress: (progress) => told.push(progress),
  });
  return { ...made, loads, told, failures };
}

test("a model is loaded once for all photos; another one takes its place", async () => {
  const { get, loads } = store();
  const [one, same] = await Promise.all([get("a"), get("a")]);
  assert.equal(one, same);
  await get("b");
  await get("b");
  await get("a");
  assert.deepEqual(loads, ["a", "b", "a"]);
});

test("who asks hears of that model only", async () => {
  const { get, keep } = store();
  const heard = /** @type {number[]} */ ([]);
  await Promise.all([get("a", { onProgress: (fraction) => heard.push(fraction) }), keep("b")]);
  assert.deepEqual(heard, [0.5]);
});

test("a failure is told with its reason and forgotten, so that a retry tries again", async () => {
  const { get, told, failures, loads } = store();
  failures.push(new ModelError("model-unavailable", "It broke."));
  await assert.rejects(get("a"), { code: "model-unavailable" });
  assert.deepEqual(told, [
    { id: "a", state: "fetching", bytes: 5, fetched: 3, total: 10, problem: "" },
    { id: "a", state: "failed", bytes: 5, fetched: 3, total: 10, problem: "It broke." },
  ]);
  await get("a");
  assert.deepEqual(loads, ["a", "a"]);
  assert.equal(told.at(-1).state, "ready");
});

test("two presses are one download; what was removed is loaded again", async () => {
  const { get, keep, remove, told, loads } = store();
  await Promise.all([keep("a"), keep("a")]);
  assert.deepEqual(loads, ["a"]);
  await get("a");
  await remove("a");
  assert.equal(told.at(-1).state, "removed");
  await get("a");
  assert.deepEqual(loads, ["a", "a", "a"]);
});

test("a model that the server does not have is an error that names it", async () => {
  await assert.rejects(store().get("c"), /no model called "c"/);
});

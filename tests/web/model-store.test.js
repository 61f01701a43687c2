// The models of the page: each loaded once, one held at a time, and what is told about them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "../../web/src/shared/errors.js";
import { ModelError } from "../../web/src/shared/model-error.js";
import { createModelStore } from "../../web/src/worker-client/model-store.js";

/** @param {string} id @param {string} role @param {string} path @param {number} bytes */
const file = (id, role, path, bytes) => ({
  role,
  path,
  bytes,
  sha256: "0".repeat(64),
  url: `/models/${id}/${path}?v=1`,
});
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
    looks: ["square 4"],
    multiple: 4,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    output_name: "y",
    activation: "none",
    normalise: "none",
    levels: [0, 1],
    softness_limit: 0.33,
  },
  variants: ["half", "g"].map((path) => ({
    precision: path === "g" ? "float32" : "float16",
    providers: ["webgpu"],
    needs: [],
    files: [file(id, "graph", path, 10), file(id, "weights", "w", 100)],
  })),
});
const CATALOGUE = JSON.stringify({ default: "a", models: [entry("a"), entry("b")] });

function store() {
  const loads = /** @type {string[]} */ ([]);
  const told = /** @type {any[]} */ ([]);
  /** @type {Error[]} */
  const failures = [];
  const weights = new Blob(["weights"]);
  /** Addresses that cannot be had. @type {Set<string>} */
  const away = new Set();
  /** Ids of those that are damaged where they are kept. @type {Set<string>} */
  const spoilt = new Set();
  const damaged = /** @type {string[]} */ ([]);
  /** @param {any} entry @param {any} used @param {any} listener */
  const load = async ({ id, variants }, used, { onBytes, onDamaged }) => {
    loads.push(id);
    if (spoilt.delete(id)) onDamaged();
    onBytes({ bytes: 60, fetched: 3 });
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    if (away.has(used?.files[0].url)) throw new ModelError(failureOf("model-unavailable", { case: "not-fetched" }));
    const urls = variants.map((/** @type {any} */ { files }) => files[0].url);
    const there = urls.filter((/** @type {string} */ url) => !away.has(url));
    return {
      graphs: Object.fromEntries(there.map((/** @type {string} */ url) => [url, new Blob([url])])),
      weights,
      sums: null,
    };
  };
  const made = createModelStore({
    catalogueUrl: `data:application/json,${encodeURIComponent(CATALOGUE)}`,
    loader: {
      load,
      keep: async (given, listener) => void (await load(given, null, listener)),
      isSound: async (/** @type {any} */ { id }) => !spoilt.delete(id),
    },
    onProgress: (progress) => told.push(progress),
    onDamaged: (title) => damaged.push(title),
  });
  return { ...made, loads, told, failures, away, spoilt, damaged };
}

test("a model is loaded once for all photos; another one takes its place", async () => {
  const { get, loads } = store();
  const [one, same] = await Promise.all([get("a"), get("a")]);
  assert.equal(one, same);
  assert.equal(one.variant.precision, "float32", "the plain one unless told otherwise");
  await get("b");
  await get("b");
  await get("a");
  assert.deepEqual(loads, ["a", "b", "a"]);
});

test("the variants of a model are loaded together, with their weights once", async () => {
  const { get, loads, loadCatalogue } = store();
  const { models } = await loadCatalogue();
  const [half, plain] = /** @type {any} */ (models[0]).variants;
  const [first, second, again] = [
    await get("a", { variant: half }),
    await get("a", { variant: plain }),
    await get("a", { variant: half }),
  ];
  assert.deepEqual(loads, ["a"], "a card that fails costs no second download");
  assert.deepEqual([first.variant, second.variant], [half, plain]);
  assert.equal(await first.graph.text(), "/models/a/half?v=1");
  assert.equal(await second.graph.text(), "/models/a/g?v=1");
  assert.equal(first.weights, second.weights);
  assert.equal(first, again, "a spare worker is known by it");
});

test("a graph that is not needed may be away; it is looked for again when it is", async () => {
  const { get, away, loads, loadCatalogue } = store();
  const [half] = /** @type {any} */ ((await loadCatalogue()).models[0]).variants;
  away.add(half.files[0].url);
  const plain = await get("a");
  assert.equal(plain.variant.precision, "float32");
  await assert.rejects(get("a", { variant: half }), { code: "model-unavailable" });
  away.clear();
  assert.equal((await get("a", { variant: half })).variant, half);
  assert.equal((await get("a")).variant.precision, "float32");
  assert.deepEqual(loads, ["a", "a", "a"]);
});

test("who asks hears of that model only", async () => {
  const { get, keep } = store();
  const heard = /** @type {number[]} */ ([]);
  await Promise.all([get("a", { onProgress: (fraction) => heard.push(fraction) }), keep("b")]);
  assert.deepEqual(heard, [0.5]);
});

test("a failure is told with its reason and forgotten, so that a retry tries again", async () => {
  const { get, told, failures, loads } = store();
  const problem = new ModelError(failureOf("model-unavailable", { case: "broke-off" }));
  failures.push(problem);
  await assert.rejects(get("a"), { code: "model-unavailable" });
  assert.deepEqual(told, [
    { id: "a", state: "fetching", bytes: 60, fetched: 3, total: 120, problem: null },
    { id: "a", state: "failed", bytes: 60, fetched: 3, total: 120, problem },
  ]);
  await get("a");
  assert.deepEqual(loads, ["a", "a"]);
  assert.equal(told.at(-1)?.state, "ready");
});

test("two presses are one download; what was removed is loaded again", async () => {
  const { get, keep, remove, told, loads } = store();
  await Promise.all([keep("a"), keep("a")]);
  assert.deepEqual(loads, ["a"]);
  await get("a");
  await remove("a");
  assert.equal(told.at(-1)?.state, "removed");
  await get("a");
  assert.deepEqual(loads, ["a", "a", "a"]);
});

test("a model that the server does not have is an error that names it", async () => {
  await assert.rejects(store().get("c"), { code: "model-unavailable", found: { case: "unknown", id: "c" } });
});

test("a model that was damaged where it is kept is named", async () => {
  const { get, spoilt, damaged } = store();
  spoilt.add("a");
  await get("a");
  assert.deepEqual(damaged, ["a"]);
});

test("weights that are no longer what arrived are used no more; those that are stay", async () => {
  const { get, isSound, spoilt, loads } = store();
  const files = await get("a");
  assert.equal(await isSound(files), true);
  assert.equal(await get("a"), files);
  spoilt.add("a");
  assert.equal(await isSound(files), false);
  assert.notEqual(await get("a"), files, "the next photo gets another copy");
  assert.deepEqual(loads, ["a", "a"]);
});

test("an older copy that is damaged says nothing against the one in use", async () => {
  const { get, isSound, spoilt, loads } = store();
  const old = await get("a");
  const used = await get("b");
  spoilt.add("a");
  assert.equal(await isSound(old), false);
  assert.equal(await get("b"), used);
  assert.deepEqual(loads, ["a", "b"]);
});

// The start kit: what the first worker leaves is kept for the visit, its snapshot for later ones; a snapshot of an earlier
// visit that does harm is given up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSnapshotStore } from "../../web/src/worker-client/snapshot-store.js";
import { createKitKeeper } from "../../web/src/worker-client/start-kit.js";

const UNITS = { pyodide: "/assets/pyodide.1/", python: "/assets/python.1/" };
const MODULES = { "/a.wasm": {} };

/** A Cache over a Map, as far as the store uses one. */
function fakeCache() {
  /** @type {Map<string, Response>} */
  const kept = new Map();
  return {
    kept,
    keys: async () => [...kept.keys()],
    match: async (/** @type {string} */ address) => kept.get(address)?.clone(),
    put: async (/** @type {string} */ address, /** @type {Response} */ response) => void kept.set(address, response),
    delete: async (/** @type {string} */ address) => kept.delete(address),
  };
}

/** @param {ReturnType<typeof fakeCache>} cache @param {string} [agent] @param {typeof UNITS} [units] */
const storeOn = (cache, agent = "browser 1", units = UNITS) =>
  createSnapshotStore(units, agent, async () => /** @type {any} */ (cache));
const blob = (/** @type {string} */ text) => new Blob([text]);
const settled = () => new Promise((resolve) => setTimeout(resolve));
const text = async (/** @type {any} */ kit) => kit?.snapshot?.text() ?? null;

test("the first visit keeps the first kit, and only that", async () => {
  const cache = fakeCache();
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  assert.equal(kits.get(), null);
  kits.keep({ modules: MODULES, snapshot: blob("one") });
  kits.keep({ modules: { "/gpu.wasm": {} }, snapshot: blob("two") });
  assert.equal(await text(kits.get()), "one");
  assert.deepEqual(
    Object.keys(kits.get()?.modules ?? {}),
    ["/a.wasm", "/gpu.wasm"],
    "a later one adds what it compiled",
  );
  await settled();
  assert.deepEqual(await Promise.all([...cache.kept.values()].map((each) => each.clone().text())), ["one"]);
});

test("a later visit starts from the snapshot, and adds the modules of its first worker", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(blob("one"));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  assert.deepEqual(kits.get()?.modules, {});
  assert.equal(await text(kits.get()), "one");
  kits.keep({ modules: MODULES, snapshot: null });
  assert.deepEqual(kits.get()?.modules, MODULES);
  assert.equal(await text(kits.get()), "one");
});

test("a snapshot that did not fit is replaced by the one that its worker took instead", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(blob("old"));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  kits.keep({ modules: MODULES, snapshot: blob("new") });
  await settled();
  assert.equal(await text(kits.get()), "new");
  assert.equal(await (await storeOn(cache).read())?.text(), "new");
});

test("another browser version or another build does not get it, and takes its place", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(blob("one"));
  assert.equal(await storeOn(cache, "browser 2").read(), null);
  const other = storeOn(cache, "browser 1", { ...UNITS, python: "/assets/python.2/" });
  assert.equal(await other.read(), null);
  await other.write(blob("two"));
  assert.equal(cache.kept.size, 1);
});

test("after a bad end a snapshot of an earlier visit is given up, one of this visit is not", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(blob("one"));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  kits.distrust();
  assert.equal(kits.get(), null);
  await settled();
  assert.equal(cache.kept.size, 0);
  kits.keep({ modules: MODULES, snapshot: blob("two") });
  kits.distrust();
  assert.equal(await text(kits.get()), "two");
});

test("without a cache, or with one that fails, every visit starts the long way", async () => {
  const refusing = createSnapshotStore(UNITS, "a", async () => null);
  const kits = createKitKeeper(refusing);
  await settled();
  kits.keep({ modules: MODULES, snapshot: blob("one") });
  await settled();
  assert.equal(await text(kits.get()), "one");
  const broken = { ...fakeCache(), match: async () => Promise.reject(new Error("disk")) };
  const other = createKitKeeper(storeOn(/** @type {any} */ (broken)));
  await settled();
  assert.equal(other.get(), null);
});

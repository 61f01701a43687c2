// The start kit: what the first worker leaves is kept for the visit, its snapshot for later ones; a snapshot of an earlier
// visit that does harm is given up.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sha256Of } from "../../web/src/shared/digest.js";
import { packSnapshot, readSnapshot } from "../../web/src/worker/snapshot.js";
import { createStartNews } from "../../web/src/worker/start-news.js";
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
const snap = (/** @type {string} */ text) => ({ snapshot: new Blob([text]), sha256: `sum of ${text}` });
const settled = () => new Promise((resolve) => setTimeout(resolve));
const text = async (/** @type {any} */ kit) => kit?.snapshot?.text() ?? null;

test("the first visit keeps the first kit, and only that", async () => {
  const cache = fakeCache();
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  assert.equal(kits.get(), null);
  kits.keep({ modules: MODULES, ...snap("one") });
  kits.keep({ modules: { "/gpu.wasm": {} }, ...snap("two") });
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
  await storeOn(cache).write(snap("one"));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  assert.deepEqual(kits.get()?.modules, {});
  assert.equal(kits.get()?.sha256, "sum of one");
  assert.equal(await text(kits.get()), "one");
  kits.keep({ modules: MODULES, snapshot: null, sha256: null });
  assert.deepEqual(kits.get()?.modules, MODULES);
  assert.equal(await text(kits.get()), "one");
});

test("a snapshot that did not fit is replaced by the one that its worker took instead", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(snap("old"));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  kits.keep({ modules: MODULES, ...snap("new") });
  await settled();
  assert.equal(await text(kits.get()), "new");
  assert.equal(await text(await storeOn(cache).read()), "new");
});

test("another browser version or another build does not get it, and takes its place", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(snap("one"));
  assert.equal(await storeOn(cache, "browser 2").read(), null);
  const other = storeOn(cache, "browser 1", { ...UNITS, python: "/assets/python.2/" });
  assert.equal(await other.read(), null);
  await other.write(snap("two"));
  assert.equal(cache.kept.size, 1);
});

/** A keeper that has read what an earlier visit left. @param {string | null} left */
async function laterVisit(left) {
  const cache = fakeCache();
  if (left !== null) await storeOn(cache).write(snap(left));
  const kits = createKitKeeper(storeOn(cache));
  await settled();
  const given = () => /** @type {Blob} */ (kits.get()?.snapshot);
  return { cache, kits, given };
}

for (const hadPython of [false, true]) {
  const when = hadPython ? "after Python ran" : "before Python ran";
  test(`after a bad end ${when} a snapshot of an earlier visit is given up, for good`, async () => {
    const { cache, kits, given } = await laterVisit("one");
    kits.distrust(given(), hadPython);
    assert.equal(kits.get(), null);
    await settled();
    assert.equal(cache.kept.size, 0);
    kits.keep({ modules: MODULES, ...snap("two") });
    await settled();
    assert.equal(await text(kits.get()), "two", "the next worker leaves another");
    assert.equal(cache.kept.size, 1);
  });
}

test("one of this visit is given up only where Python never ran, and none is kept in its place", async () => {
  const { cache, kits, given } = await laterVisit(null);
  kits.keep({ modules: MODULES, ...snap("two") });
  kits.distrust(given(), true);
  assert.equal(await text(kits.get()), "two", "a photo may have ended that worker");
  kits.distrust(given(), false);
  assert.equal(kits.get(), null);
  kits.keep({ modules: MODULES, ...snap("three") });
  await settled();
  assert.deepEqual([kits.get()?.snapshot, kits.get()?.modules, cache.kept.size], [null, MODULES, 0]);
});

test("a worker that was started from another snapshot proves nothing about this one", async () => {
  const { kits } = await laterVisit("one");
  kits.distrust(new Blob(["another"]), false);
  assert.equal(await text(kits.get()), "one");
});

test("what an older version of the page kept without a checksum is not used; without one nothing is kept", async () => {
  const cache = fakeCache();
  await storeOn(cache).write(snap("one"));
  const [address] = cache.kept.keys();
  cache.kept.set(String(address), new Response("one"));
  assert.equal(await storeOn(cache).read(), null);
  await storeOn(cache).write({ snapshot: new Blob(["two"]), sha256: null });
  assert.equal(cache.kept.size, 0);
});

test("a worker uses a snapshot only if it is what it was when it was taken", async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
  const packed = await packSnapshot(bytes);
  assert.equal(packed.sha256, createHash("sha256").update(bytes).digest("hex"));
  assert.deepEqual(await readSnapshot(packed), bytes);
  for (const at of [0, 2500, 4999]) {
    const damaged = new Blob([bytes.with(at, 255)]);
    assert.equal(await readSnapshot({ ...packed, snapshot: damaged }), null, `byte ${at}`);
  }
  assert.equal(await readSnapshot({ ...packed, snapshot: new Blob([bytes.slice(0, 4999)]) }), null);
  const lost = /** @type {any} */ ({ arrayBuffer: async () => Promise.reject(new Error("gone")) });
  assert.equal(await readSnapshot({ ...packed, snapshot: lost }), null);
  assert.equal(await readSnapshot(null), null);
  assert.deepEqual(await packSnapshot(null), { snapshot: null, sha256: null });
});

test("without the browser's own SHA-256 there is no checksum", async (context) => {
  const before = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, "crypto"));
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  context.after(() => Object.defineProperty(globalThis, "crypto", before));
  assert.equal(await sha256Of(new Uint8Array(3)), null);
});

test("a start from a snapshot has a limit of its own until Python runs, whatever the network does meanwhile", () => {
  const said = /** @type {any[]} */ ([]);
  const news = createStartNews((message) => said.push(message));
  const limits = () => said.splice(0).map((message) => message.limitSeconds ?? message.type);
  news.networkBegins(null);
  assert.deepEqual(limits(), ["progress"], "the long way: the stage's own limit");
  news.snapshotUsed();
  news.networkBegins(90);
  news.networkBegins(20);
  assert.deepEqual(limits(), [60, 60, 20]);
  news.networkBegins(90);
  said.length = 0;
  news.pythonRuns();
  assert.deepEqual(limits(), ["python", 90], "now the network's");
});

test("without a cache, or with one that fails, every visit starts the long way", async () => {
  const refusing = createSnapshotStore(UNITS, "a", async () => null);
  const kits = createKitKeeper(refusing);
  await settled();
  kits.keep({ modules: MODULES, ...snap("one") });
  await settled();
  assert.equal(await text(kits.get()), "one");
  const broken = { ...fakeCache(), match: async () => Promise.reject(new Error("disk")) };
  const other = createKitKeeper(storeOn(/** @type {any} */ (broken)));
  await settled();
  assert.equal(other.get(), null);
});

// A start that ends badly: is the snapshot of an earlier visit to blame, and does the photo get a second start?

import assert from "node:assert/strict";
import { test } from "node:test";
import { createKitKeeper } from "../../web/src/worker-client/start-kit.js";
import { FakeWorker } from "./fake-worker.js";
import { DONE, pass, started } from "./run-job-fixtures.js";

/** What is kept of an earlier visit is there when the worker starts. @param {{ isAhead?: boolean }} [how] */
async function startedFromSnapshot(how) {
  const snapshot = new Blob(["of an earlier visit"]);
  const removed = /** @type {boolean[]} */ ([]);
  const kits = createKitKeeper({
    read: async () => ({ snapshot, sha256: "a sum" }),
    write: async () => {},
    remove: async () => void removed.push(true),
  });
  await new Promise(setImmediate);
  const made = started({ ...how, kits });
  const given = () => made.workers.map(({ received }) => received[0].kit?.snapshot ?? null);
  return { ...made, kits, snapshot, given, removed };
}

/** @type {[name: string, end: (worker: FakeWorker, context: any) => void][]} */
const BAD_ENDS = [
  ["falls silent", (_, context) => pass(context, 241)],
  [
    "falls silent after it has said how long it may take",
    (worker, context) => {
      worker.say({ type: "progress", stage: "start", fraction: null, limitSeconds: 60 });
      pass(context, 61);
    },
  ],
  [
    "dies",
    (worker) => {
      worker.say({ type: "progress", stage: "start", fraction: null });
      worker.crash("boom");
    },
  ],
  ["says nonsense", (worker) => worker.say({ type: "surprise" })],
  [
    "meets what it does not expect",
    (worker) => worker.say({ type: "failed", code: "internal-error", stage: "start", found: {}, detail: "d" }),
  ],
];

for (const [name, end] of BAD_ENDS) {
  for (const isAhead of [false, true]) {
    test(`a worker that ${name} while it starts from a snapshot${isAhead ? ", ahead of its photo" : ""}: the photo runs again by itself, without it`, async (context) => {
      context.mock.timers.enable({ apis: ["setTimeout"] });
      const { outcome, workers, worker, given, snapshot, removed } = await startedFromSnapshot({ isAhead });
      end(worker, context);
      assert.deepEqual([worker.terminated, workers.length], [true, 2]);
      assert.deepEqual(given(), [snapshot, null], "the second starts the long way");
      assert.deepEqual(removed, [true], "and no later visit starts from it");
      const second = /** @type {FakeWorker} */ (workers[1]);
      second.say({ type: "python" });
      second.say({ type: "ready", provider: "wasm", threads: 2 });
      second.say(DONE);
      const { type, result } = /** @type {any} */ (await outcome);
      assert.deepEqual([type, result.details.second_start], ["done", true]);
    });
  }

  test(`a worker that ${name} while it starts the long way fails the photo: it does not start for ever`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { outcome, workers, worker } = started();
    end(worker, context);
    assert.equal(/** @type {any} */ (await outcome).type, "failed");
    assert.equal(workers.length, 1);
  });
}

test("after Python ran the snapshot is not why the start fails: no second start", async () => {
  const { outcome, workers, worker } = await startedFromSnapshot();
  worker.say({ type: "progress", stage: "start", fraction: null });
  worker.say({ type: "python" });
  worker.crash("the network's memory");
  assert.equal(/** @type {any} */ (await outcome).code, "worker-crashed");
  assert.equal(workers.length, 1);
});

test("a network that cannot be loaded says nothing against the snapshot", async () => {
  const { outcome, workers, worker, kits, snapshot } = await startedFromSnapshot();
  worker.say({ type: "failed", code: "session-failed", stage: "start", found: {}, detail: "d" });
  assert.equal(/** @type {any} */ (await outcome).code, "session-failed");
  assert.deepEqual([workers.length, kits.get()?.snapshot], [1, snapshot]);
});

test("a program that did not arrive says nothing against the snapshot", async () => {
  const { outcome, worker, kits, snapshot } = await startedFromSnapshot();
  worker.dispatchEvent(new Event("error"));
  assert.equal(/** @type {any} */ (await outcome).code, "runtime-unavailable");
  assert.equal(kits.get()?.snapshot, snapshot);
});

test("a photo whose worker dies later fails, and the snapshot of the earlier visit is given up", async () => {
  const { outcome, workers, worker, kits, removed } = await startedFromSnapshot();
  worker.say({ type: "python" });
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  worker.say({ type: "progress", stage: "decode", fraction: null });
  worker.crash("boom");
  assert.equal(/** @type {any} */ (await outcome).code, "worker-crashed");
  assert.deepEqual([workers.length, kits.get(), removed], [1, null, [true]]);
});

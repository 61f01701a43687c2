import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createRunJob } from "../../web/src/worker-client/run-job.js";
import { createSpareWorker } from "../../web/src/worker-client/spare-worker.js";
import { createKitKeeper } from "../../web/src/worker-client/start-kit.js";
import { FakeWorker } from "./fake-worker.js";

const RESULT = {
  ...{ bytes: 6, width: 4, height: 3, extension: ".png", media_type: "image/png" },
  ...{ facts: {}, details: {}, timings: { decode: 0.1 } },
};
const FILES = { cutout: new Blob(["cutout"]), thumbnail: new Blob(["thumbnail"]), original: null };
const DONE = { type: "done", files: FILES, result: RESULT };

/** @param {{ isAhead?: boolean, kits?: any, more?: object }} [how] isAhead: the worker was started before its job; more: of the job */
function started({ isAhead = false, kits = createKitKeeper(), more = {} } = {}) {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const spare = createSpareWorker(() => {
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers.at(-1));
  }, kits);
  const clock = { now: 0 };
  const runJob = createRunJob(spare, () => clock.now);
  const controller = new AbortController();
  const heard = /** @type {any[]} */ ([]);
  const job = /** @type {any} */ ({
    recipe: {
      units: { app: "/assets/app.0/" },
      network: {
        model: { entry: { id: "m" }, graph: new Blob(), weights: null },
        plan: { key: "webgpu/jspi/float32/0" },
        check: null,
      },
      reduced: false,
    },
    task: { work: "cut" },
    file: new File(["x"], "x.png"),
    options: DEFAULT_OPTIONS,
    onProgress: (/** @type {any} */ message) => heard.push(message),
    onReady: (/** @type {any} */ message) => heard.push(message),
    onMatte: (/** @type {any} */ message) => heard.push(message),
    ...more,
  });
  if (isAhead) {
    spare.warm(job.recipe);
  }
  const outcome = runJob(controller.signal, job);
  const worker = /** @type {FakeWorker} */ (workers[0]);
  return { outcome, worker, workers, controller, heard, job, clock };
}

/** Node's timers fire a chain of timeouts only step by step. @param {any} context @param {number} seconds */
function pass(context, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    context.mock.timers.tick(1000);
  }
}

test("prepares, runs when ready, hands the result over and terminates the worker", async () => {
  const { outcome, worker, heard, job, clock } = started();
  assert.deepEqual(
    worker.received.map((message) => message.type),
    ["prepare"],
  );
  worker.say({ type: "progress", stage: "start", fraction: null });
  clock.now = 1500;
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  assert.equal(worker.received[1].type, "run");
  assert.deepEqual([worker.received[1].file, worker.received[1].work], [job.file, "cut"]);
  worker.say({ type: "progress", stage: "decode", fraction: null });
  assert.equal(worker.terminated, false);
  worker.say(DONE);
  assert.deepEqual(await outcome, { ...DONE, result: { ...RESULT, timings: { decode: 0.1, wait: 1.5 } } });
  assert.equal(worker.terminated, true);
  assert.deepEqual(
    heard.map((message) => message.stage ?? message.provider),
    ["start", "wasm", "decode"],
  );
});

test("a matte is passed on as soon as it is there, and the job goes on", async () => {
  const { outcome, worker, heard } = started();
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  const facts = { model: "m", version: "1", provider: "wasm", threads: 2, details: {} };
  const message = { type: "matte", matte: new Blob(["matte"]), facts };
  worker.say(message);
  assert.equal(heard.at(-1), message);
  worker.crash("no memory for the edges");
  assert.equal(/** @type {any} */ (await outcome).code, "worker-crashed");
});

test("a finish is prepared without a network and gets its matte with the photo", async () => {
  const matte = new Blob(["matte"]);
  const recipe = { units: { app: "/assets/app.0/" }, network: null, reduced: false };
  const { outcome, worker, job } = started({ more: { recipe, task: { work: "finish", matte } } });
  assert.equal(worker.received[0].network, null);
  worker.say({ type: "ready", provider: null, threads: null });
  const { type, work, matte: given, file } = worker.received[1];
  assert.deepEqual([type, work, given, file], ["run", "finish", matte, job.file]);
  worker.say(DONE);
  assert.equal((await outcome).type, "done");
});

test("a failure is passed on with its code and ends the worker", async () => {
  const { outcome, worker } = started();
  const failure = { type: "failed", code: "decode-failed", stage: "decode", found: {}, detail: "d" };
  worker.say(failure);
  assert.equal(await outcome, failure);
  assert.equal(worker.terminated, true);
});

test("a crash names the stage it happened in", async () => {
  const { outcome, worker } = started();
  worker.say({ type: "progress", stage: "encode", fraction: null });
  worker.crash("boom");
  const { type, code, stage, detail } = /** @type {any} */ (await outcome);
  assert.deepEqual({ type, code, stage }, { type: "failed", code: "worker-crashed", stage: "encode" });
  assert.match(detail, /boom \(\/assets\/app\/worker\/main\.js:7\)/);
  assert.equal(worker.terminated, true);
});

test("an unreadable answer and nonsense both end the job", async () => {
  const unreadable = started();
  unreadable.worker.dispatchEvent(new Event("messageerror"));
  assert.equal(/** @type {any} */ (await unreadable.outcome).code, "worker-crashed");
  const nonsense = started();
  nonsense.worker.say({ type: "done", cutout: "not a blob" });
  assert.equal(/** @type {any} */ (await nonsense.outcome).code, "internal-error");
  assert.equal(nonsense.worker.terminated, true);
});

test("abort terminates at once and nothing the worker says later counts", async () => {
  const { outcome, worker, controller, heard } = started();
  controller.abort();
  assert.equal(worker.terminated, true);
  worker.say({ type: "failed", code: "decode-failed", stage: "decode", found: {}, detail: "" });
  const settled = await Promise.race([outcome, new Promise((resolve) => setImmediate(resolve, "pending"))]);
  assert.equal(settled, "pending");
  assert.deepEqual(heard, []);
});

test("silence longer than the stage's limit fails the job, and each sign of life starts the wait anew", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { outcome, worker } = started();
  worker.say({ type: "progress", stage: "inference", fraction: null });
  pass(context, 899);
  worker.say({ type: "progress", stage: "inference", fraction: null });
  pass(context, 899);
  assert.equal(worker.terminated, false);
  pass(context, 2);
  const { code, stage } = /** @type {any} */ (await outcome);
  assert.deepEqual({ code, stage }, { code: "stage-timeout", stage: "inference" });
  assert.equal(worker.terminated, true);
});

test("a step of WebGPU has its own limit, until the next word", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { outcome, worker } = started();
  worker.say({ type: "progress", stage: "inference", fraction: null, limitSeconds: 90 });
  pass(context, 89);
  worker.say({ type: "progress", stage: "inference", fraction: null });
  pass(context, 91);
  assert.equal(worker.terminated, false);
  worker.say({ type: "progress", stage: "inference", fraction: null, limitSeconds: 90 });
  pass(context, 90);
  assert.deepEqual(/** @type {any} */ (await outcome).found, { stage: "inference", seconds: 90 });
});

test("a worker that never said a word did not start, whatever the browser calls it", async () => {
  const { outcome, worker } = started();
  worker.dispatchEvent(new Event("error"));
  const { code, found } = /** @type {any} */ (await outcome);
  assert.deepEqual([code, found], ["runtime-unavailable", { case: "worker" }]);
});

test("a worker that was prepared ahead is used and the result says so", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  assert.equal(workers.length, 1);
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  worker.say(DONE);
  const { details, timings } = /** @type {any} */ (await outcome).result;
  assert.deepEqual([details.prepared_ahead, timings.wait], [true, 0]);
});

test("what went wrong while a spare got ready is not the photo's: a worker of its own is tried, once", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  worker.crash("no memory");
  assert.deepEqual([worker.terminated, workers.length], [true, 2]);
  const own = /** @type {FakeWorker} */ (workers[1]);
  const failure = { type: "failed", code: "session-failed", stage: "start", found: {}, detail: "d" };
  own.say(failure);
  assert.equal(await outcome, failure);
  assert.deepEqual([own.terminated, workers.length], [true, 2]);
});

test("a network that died in a spare before its photo was there is not the photo's fault, though it is noticed later", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  worker.say({ type: "ready", provider: "wasm", threads: 4 });
  worker.say({ type: "progress", stage: "decode", fraction: null });
  worker.say({ type: "failed", code: "worker-crashed", stage: "start", found: {}, detail: "d" });
  assert.deepEqual([worker.terminated, workers.length], [true, 2]);
  workers[1]?.say({ type: "ready", provider: "wasm", threads: 4 });
  workers[1]?.say(DONE);
  assert.equal((await outcome).type, "done");
});

test("a photo that fails in a worker prepared ahead fails: it is not run twice", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  worker.say({ type: "progress", stage: "decode", fraction: null });
  worker.crash("boom");
  assert.equal(/** @type {any} */ (await outcome).code, "worker-crashed");
  assert.equal(workers.length, 1);
});

test("a machine that slept gives the job its whole limit again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { outcome, worker, clock } = started();
  worker.say({ type: "progress", stage: "decode", fraction: null });
  pass(context, 115);
  clock.now += 3_600_000;
  pass(context, 5);
  assert.equal(worker.terminated, false, "the last tick came an hour late");
  pass(context, 115);
  assert.equal(worker.terminated, false);
  pass(context, 5);
  assert.equal(/** @type {any} */ (await outcome).code, "stage-timeout");
});

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

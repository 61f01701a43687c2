import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createRunJob } from "../../web/src/worker-client/run-job.js";
import { createSpareWorker } from "../../web/src/worker-client/spare-worker.js";
import { FakeWorker } from "./fake-worker.js";

const DONE = {
  type: "done",
  cutout: new Blob(["cutout"]),
  thumbnail: new Blob(["thumbnail"]),
  originalPreview: null,
  width: 4,
  height: 3,
  extension: ".png",
  mediaType: "image/png",
  details: {},
  timings: { decode: 0.1 },
};

/** @param {{ isAhead?: boolean }} [how] isAhead: the worker was started before its job */
function started({ isAhead = false } = {}) {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const spare = createSpareWorker(() => {
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers.at(-1));
  });
  const clock = { now: 0 };
  const runJob = createRunJob(spare, () => clock.now);
  const controller = new AbortController();
  const heard = /** @type {any[]} */ ([]);
  const job = /** @type {any} */ ({
    recipe: {
      units: { app: "/assets/app.0/" },
      model: { entry: { id: "m" }, graph: new Blob(), weights: null },
      plan: { key: "webgpu/jspi/float32/0" },
      check: null,
      reduced: false,
    },
    file: new File(["x"], "x.png"),
    options: DEFAULT_OPTIONS,
    onProgress: (/** @type {any} */ message) => heard.push(message),
    onReady: (/** @type {any} */ message) => heard.push(message),
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
  assert.equal(worker.received[1].file, job.file);
  worker.say({ type: "progress", stage: "decode", fraction: null });
  assert.equal(worker.terminated, false);
  worker.say(DONE);
  assert.deepEqual(await outcome, { ...DONE, timings: { decode: 0.1, wait: 1.5 } });
  assert.equal(worker.terminated, true);
  assert.deepEqual(
    heard.map((message) => message.stage ?? message.provider),
    ["start", "wasm", "decode"],
  );
});

test("a failure is passed on with its code and ends the worker", async () => {
  const { outcome, worker } = started();
  const failure = { type: "failed", code: "decode-failed", stage: "decode", message: "m", detail: "d" };
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
  worker.say({ type: "failed", code: "decode-failed", stage: "decode", message: "", detail: "" });
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
  assert.match(/** @type {any} */ (await outcome).message, /no sign of life for 90 seconds/);
});

test("a worker that never said a word did not start, whatever the browser calls it", async () => {
  const { outcome, worker } = started();
  worker.dispatchEvent(new Event("error"));
  const { code, message } = /** @type {any} */ (await outcome);
  assert.deepEqual([code, message], ["runtime-unavailable", "The program of the worker did not start."]);
});

test("a worker that was prepared ahead is used and the result says so", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  assert.equal(workers.length, 1);
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  worker.say(DONE);
  const { details, timings } = /** @type {any} */ (await outcome);
  assert.deepEqual([details.prepared_ahead, timings.wait], [true, 0]);
});

test("what went wrong while a spare got ready is not the photo's: a worker of its own is tried, once", async () => {
  const { outcome, workers, worker } = started({ isAhead: true });
  worker.crash("no memory");
  assert.deepEqual([worker.terminated, workers.length], [true, 2]);
  const own = /** @type {FakeWorker} */ (workers[1]);
  const failure = { type: "failed", code: "session-failed", stage: "start", message: "m", detail: "d" };
  own.say(failure);
  assert.equal(await outcome, failure);
  assert.deepEqual([own.terminated, workers.length], [true, 2]);
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

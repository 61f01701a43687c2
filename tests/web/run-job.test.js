// One job's life, from a worker's first word to its end: what is passed on, how long it may be silent, how it dies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DONE, pass, RESULT, started } from "./run-job-fixtures.js";

/** @import { FakeWorker } from "./fake-worker.js" */

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

test("a self-check that was passed is told, also when nobody listened yet", async () => {
  const message = { type: "passed", look: "square 1024" };
  for (const isAhead of [false, true]) {
    const { worker, heard, controller } = started({ isAhead });
    worker.say(message);
    assert.equal(heard.at(-1), message);
    controller.abort();
  }
});

test("a matte is passed on as soon as it is there, and the job goes on", async () => {
  const { outcome, worker, heard } = started();
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  const facts = {
    ...{ model: "m", version: "1", provider: "wasm", threads: 2, details: {} },
    ...{ looks: [{ look: "square 64", doubt: 0, reasons: [] }], chosen: 0, asked: "one" },
  };
  const message = { type: "matte", mattes: [new Blob(["matte"])], facts };
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

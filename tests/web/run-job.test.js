import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createRunJob } from "../../web/src/worker-client/run-job.js";
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

function started() {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const runJob = createRunJob(() => {
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers.at(-1));
  });
  const controller = new AbortController();
  const heard = /** @type {any[]} */ ([]);
  const job = /** @type {any} */ ({
    units: { app: "/assets/app.0/" },
    model: { entry: { id: "m" }, graph: new Blob(), weights: null },
    provider: "auto",
    file: new File(["x"], "x.png"),
    options: DEFAULT_OPTIONS,
    onProgress: (/** @type {any} */ message) => heard.push(message),
    onReady: (/** @type {any} */ message) => heard.push(message),
  });
  const outcome = runJob(controller.signal, job);
  const worker = /** @type {FakeWorker} */ (workers[0]);
  return { outcome, worker, controller, heard, job };
}

test("prepares, runs when ready, hands the result over and terminates the worker", async () => {
  const { outcome, worker, heard, job } = started();
  assert.deepEqual(
    worker.received.map((message) => message.type),
    ["prepare"],
  );
  worker.say({ type: "progress", stage: "start", fraction: null });
  worker.say({ type: "ready", provider: "wasm", threads: 2 });
  assert.equal(worker.received[1].type, "run");
  assert.equal(worker.received[1].file, job.file);
  worker.say({ type: "progress", stage: "decode", fraction: null });
  assert.equal(worker.terminated, false);
  worker.say(DONE);
  assert.equal(await outcome, DONE);
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
  context.mock.timers.tick(899_000);
  worker.say({ type: "progress", stage: "inference", fraction: null });
  context.mock.timers.tick(899_000);
  assert.equal(worker.terminated, false);
  context.mock.timers.tick(2_000);
  const { code, stage } = /** @type {any} */ (await outcome);
  assert.deepEqual({ code, stage }, { code: "stage-timeout", stage: "inference" });
  assert.equal(worker.terminated, true);
});

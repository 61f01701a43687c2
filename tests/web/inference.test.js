// The network's own worker, seen from the job's: asked once, ended as soon as it has run, every failure an error with its code.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { startInference } from "../../web/src/worker/inference.js";
import { JobError } from "../../web/src/worker/job-error.js";
import { FakeWorker } from "./fake-worker.js";

const STARTED = {
  type: "started",
  threads: 2,
  details: { runtime: "wasm" },
  startSeconds: 1,
  modules: { "/ort.wasm": {} },
};
const FAILED = {
  type: "failed",
  code: "out-of-memory",
  stage: "inference",
  message: "No memory.",
  detail: "bad_alloc",
};
const ordinary = globalThis.Worker;
afterEach(() => {
  globalThis.Worker = ordinary;
});

/** Starts an inference on a fake worker, which is returned beside it. */
function start() {
  const made = /** @type {FakeWorker[]} */ ([]);
  globalThis.Worker = /** @type {any} */ (
    class extends FakeWorker {
      constructor() {
        super();
        made.push(this);
      }
    }
  );
  const limits = /** @type {(number | null)[]} */ ([]);
  const modules = /** @type {any} */ ({ "/python.wasm": {} });
  const how = /** @type {any} */ ({
    plan: { provider: "wasm" },
    check: null,
    begin: (/** @type {any} */ s) => limits.push(s),
  });
  const starting = startInference(/** @type {any} */ ({ ort: "/ort/" }), /** @type {any} */ ({}), how, modules);
  const [fake] = /** @type {[FakeWorker]} */ (/** @type {unknown} */ (made));
  return { fake, starting, limits, modules };
}

test("it starts once, hands the compiled modules on and tells how long a step may take", async () => {
  const { fake, starting, limits, modules } = start();
  fake.say({ type: "begin", limitSeconds: 90 });
  fake.say(STARTED);
  const inference = await starting;
  assert.deepEqual([inference.threads, inference.startSeconds, inference.details], [2, 1, { runtime: "wasm" }]);
  assert.deepEqual(limits, [90]);
  assert.deepEqual(Object.keys(modules), ["/python.wasm", "/ort.wasm"]);
  assert.deepEqual(
    fake.received.map(({ type }) => type),
    ["start"],
  );
  assert.equal(fake.terminated, false);
});

test("its worker ends when the network has run, before Python goes on", async () => {
  const { fake, starting } = start();
  fake.say(STARTED);
  const inference = await starting;
  const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
  assert.equal(fake.terminated, false);
  fake.say({ type: "output", data: new Float32Array([0.5]), dims: [1, 1, 1, 1] });
  assert.deepEqual([...(await running).data], [0.5]);
  assert.equal(fake.terminated, true);
  assert.equal(inference.failure(), null);
});

test("a failed run is an error with its code, which is remembered beyond Python", async () => {
  const { fake, starting } = start();
  fake.say(STARTED);
  const inference = await starting;
  const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
  fake.say(FAILED);
  const isThat = (/** @type {any} */ error) => error instanceof JobError && error.code === "out-of-memory";
  await assert.rejects(running, isThat);
  assert.ok(isThat(inference.failure()));
  assert.equal(fake.terminated, true);
});

test("a start that fails ends its worker", async () => {
  const { fake, starting } = start();
  fake.say({ ...FAILED, code: "session-failed", stage: "start" });
  await assert.rejects(starting, (error) => error instanceof JobError && error.code === "session-failed");
  assert.equal(fake.terminated, true);
});

test("a program that does not arrive is said as that", async () => {
  const { fake, starting } = start();
  fake.crash(/** @type {any} */ (undefined));
  await assert.rejects(starting, (error) => error instanceof JobError && error.code === "runtime-unavailable");
});

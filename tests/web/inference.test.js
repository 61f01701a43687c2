// The network's own worker, seen from the job's: asked once for each look, ended after the last one, and however it dies, an error with
// its code says so at once.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { startInference } from "../../web/src/worker/inference.js";
import { JobError } from "../../web/src/worker/job-error.js";
import { fakeLocks } from "./fake-locks.js";
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
  found: { case: "network" },
  detail: "bad_alloc",
};
const OUTPUT = { type: "output", data: new Float32Array([0.5]), dims: [1, 1, 1, 1] };
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
  const passed = /** @type {string[]} */ ([]);
  const lost = /** @type {any[]} */ ([]);
  const modules = /** @type {any} */ ({ "/python.wasm": {} });
  const how = /** @type {any} */ ({
    plan: { provider: "wasm" },
    checks: [],
    begin: (/** @type {any} */ s) => limits.push(s),
    passed: (/** @type {string} */ look) => passed.push(look),
    lost: (/** @type {any} */ error) => lost.push(error),
  });
  const starting = startInference(/** @type {any} */ ({ ort: "/ort/" }), /** @type {any} */ ({}), how, modules);
  const [fake] = /** @type {[FakeWorker]} */ (/** @type {unknown} */ (made));
  return { fake, starting, limits, passed, lost, modules };
}

/** Starts one that waits for its photo. */
async function started() {
  const all = start();
  all.fake.say(STARTED);
  return { ...all, inference: await all.starting };
}

/** @param {string} code @param {string} stage */
function isError(code, stage) {
  return (/** @type {any} */ error) => error instanceof JobError && error.code === code && error.stage === stage;
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

test("a self-check that was passed is told, before the start has ended and later", async () => {
  const { fake, starting, passed } = start();
  fake.say({ type: "passed", look: "square 4" });
  assert.deepEqual(passed, ["square 4"]);
  fake.say(STARTED);
  const running = (await starting).infer(new Float32Array(3), [1, 3, 1, 1]);
  fake.say({ type: "running" });
  fake.say({ type: "passed", look: "aspect 4" });
  fake.say(OUTPUT);
  await running;
  assert.deepEqual(passed, ["square 4", "aspect 4"]);
});

test("its worker ends when the network is asked no more", async () => {
  const { fake, starting } = start();
  fake.say(STARTED);
  const inference = await starting;
  const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
  fake.say(OUTPUT);
  assert.deepEqual([...(await running).data], [0.5]);
  assert.equal(fake.terminated, false, "there may be another look");
  const again = inference.infer(new Float32Array(6), [1, 3, 1, 2]);
  fake.say({ ...OUTPUT, data: new Float32Array([0.25, 0.75]), dims: [1, 1, 1, 2] });
  assert.deepEqual([...(await again).data], [0.25, 0.75]);
  assert.deepEqual(
    fake.received.map(({ type, shape }) => [type, shape]),
    [
      ["start", undefined],
      ["run", [1, 3, 1, 1]],
      ["run", [1, 3, 1, 2]],
    ],
  );
  inference.end();
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
  await assert.rejects(starting, isError("runtime-unavailable", "start"));
});

/** @type {[string, "inference" | "start", (all: Awaited<ReturnType<typeof started>>) => Promise<unknown>][]} */
const MOMENTS = [
  [
    "runs",
    "inference",
    ({ fake, inference }) => {
      const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
      fake.say({ type: "running" });
      return running;
    },
  ],
  // It may have been dead before: the photo is not to blame.
  ["has not heard yet that it should run", "start", ({ inference }) => inference.infer(new Float32Array(3), [1])],
  [
    "waits between two looks",
    "inference",
    async ({ fake, inference, lost }) => {
      const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
      fake.say({ type: "running" });
      fake.say(OUTPUT);
      await running;
      await after(lost);
      return inference.infer(new Float32Array(3), [1]);
    },
  ],
  [
    "waits for its photo",
    "start",
    ({ lost, inference }) => after(lost).then(() => inference.infer(new Float32Array(3), [1])),
  ],
];
for (const [moment, stage, begin] of MOMENTS) {
  for (const [death, code, kill] of /** @type {[string, string, (fake: FakeWorker, locks: any[]) => void][]} */ ([
    ["without a word", "worker-crashed", (_fake, locks) => locks[0].granted()],
    ["of an error", "worker-crashed", (fake) => fake.crash("boom")],
    ["with an answer that cannot be read", "worker-crashed", (fake) => fake.garble()],
    ["with an answer that makes no sense", "internal-error", (fake) => fake.say({ ...OUTPUT, data: [0.5] })],
    ["with an answer to something else", "internal-error", (fake) => fake.say(STARTED)],
    ["with its own word", FAILED.code, (fake) => fake.say({ ...FAILED, stage })],
  ])) {
    test(`a network that dies ${death} while it ${moment} fails its job at once`, async (context) => {
      const locks = fakeLocks(context);
      const all = await started();
      all.fake.say({ type: "alive" });
      assert.equal(locks[0]?.name, all.fake.received[0].lifeline);
      const running = begin(all);
      kill(all.fake, locks);
      await assert.rejects(running, isError(code, stage));
      assert.ok(isError(code, stage)(all.inference.failure()), "remembered beyond Python");
      assert.equal(
        all.lost.length,
        moment.startsWith("waits") ? 1 : 0,
        "told once, and only where nobody waits for an answer",
      );
      assert.equal(all.fake.terminated, true);
      assert.equal(locks[0]?.signal.aborted, true);
    });
  }
}

/** @param {unknown[]} list @returns {Promise<void>} resolves when there is something in it */
async function after(list) {
  while (list.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

test("a network that dies without a word while it starts fails its job at once", async (context) => {
  const locks = fakeLocks(context);
  const { fake, starting } = start();
  assert.equal(locks.length, 0, "asked for only once the worker holds the lock");
  fake.say({ type: "alive" });
  locks[0]?.granted();
  await assert.rejects(starting, isError("worker-crashed", "start"));
});

test("a network that ended because it has run is not missed", async (context) => {
  const locks = fakeLocks(context);
  const { fake, inference, lost } = await started();
  fake.say({ type: "alive" });
  const running = inference.infer(new Float32Array(3), [1, 3, 1, 1]);
  fake.say(OUTPUT);
  await running;
  inference.end();
  assert.equal(locks[0]?.signal.aborted, true, "nobody waits for the lock");
  locks[0]?.granted();
  fake.crash("too late");
  assert.deepEqual([lost, inference.failure()], [[], null]);
});

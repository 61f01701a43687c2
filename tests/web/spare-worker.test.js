import assert from "node:assert/strict";
import { test } from "node:test";
import { createSpareWorker, spareFrom } from "../../web/src/worker-client/spare-worker.js";
import { fakeLocks } from "./fake-locks.js";
import { FakeWorker } from "./fake-worker.js";

const RECIPE = /** @type {any} */ ({
  units: { app: "/a/" },
  network: { model: {}, plan: { key: "wasm/4" }, checks: [] },
  reduced: false,
});

function spares() {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const spare = createSpareWorker(() => {
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers.at(-1));
  });
  const alive = () => workers.filter((worker) => !worker.terminated).length;
  return { ...spare, workers, alive };
}

/** @param {any} worker */
function heardFrom(worker) {
  const heard = /** @type {any[]} */ ([]);
  worker.listen((/** @type {any} */ message) => heard.push(message));
  return heard;
}

test("without a spare a worker is started when it is asked for", () => {
  const { take, workers } = spares();
  assert.equal(take(RECIPE).isAhead, false);
  assert.deepEqual(
    workers.map((worker) => worker.received.map(({ type, isAhead }) => [type, isAhead])),
    [[["prepare", false]]],
  );
});

test("a spare is prepared and holds no photo; who takes it hears what it said before", () => {
  const { warm, take, workers } = spares();
  warm(RECIPE);
  const [fake] = /** @type {[FakeWorker]} */ (/** @type {unknown} */ (workers));
  fake.say({ type: "progress", stage: "start", fraction: null });
  fake.say({ type: "ready", provider: "wasm", threads: 2 });
  assert.deepEqual(
    fake.received.map(({ type, isAhead }) => [type, isAhead]),
    [["prepare", true]],
  );
  const { worker, isAhead } = take(RECIPE);
  assert.deepEqual([isAhead, workers.length], [true, 1]);
  assert.deepEqual(
    heardFrom(worker).map((message) => message.type),
    ["progress", "ready"],
  );
});

test("there is at most one, and each is taken once", () => {
  const { warm, take, workers, alive } = spares();
  warm(RECIPE);
  warm(RECIPE);
  assert.equal(workers.length, 1);
  const first = take(RECIPE).worker;
  const second = take(RECIPE);
  assert.equal(second.isAhead, false);
  assert.notEqual(second.worker, first);
  assert.equal(alive(), 2);
});

for (const [name, change] of /** @type {[string, object][]} */ ([
  ["model", { network: { ...RECIPE.network, model: {} } }],
  ["plan", { network: { ...RECIPE.network, plan: { key: "wasm/1" } } }],
  ["work", { network: null }],
  ["build", { units: {} }],
  ["need for memory", { reduced: true }],
])) {
  test(`a spare for another ${name} is ended, not used`, () => {
    const { warm, take, workers, alive } = spares();
    warm(RECIPE);
    assert.equal(take({ ...RECIPE, ...change }).isAhead, false);
    assert.deepEqual([workers[0]?.terminated, alive()], [true, 1]);
    warm(RECIPE);
    warm({ ...RECIPE, ...change });
    assert.equal(alive(), 2, "the one taken and one spare");
  });
}

test("a spare for a finish is prepared without a network, and only a finish takes it", () => {
  const { warm, take, workers } = spares();
  const recipe = { ...RECIPE, network: null };
  warm(recipe);
  assert.equal(workers[0]?.received[0].network, null);
  assert.equal(take({ ...recipe }).isAhead, true);
  warm(recipe);
  assert.equal(take(RECIPE).isAhead, false);
});

test("a spare that cannot get ready is dropped without a word", () => {
  const { warm, take, workers } = spares();
  for (const break_ of [
    (/** @type {FakeWorker} */ worker) =>
      worker.say({ type: "failed", code: "session-failed", stage: "start", found: {}, detail: "d" }),
    (/** @type {FakeWorker} */ worker) => worker.crash("boom"),
  ]) {
    warm(RECIPE);
    const fake = /** @type {FakeWorker} */ (workers.at(-1));
    break_(fake);
    assert.equal(fake.terminated, true);
    const { worker, isAhead } = take(RECIPE);
    assert.equal(isAhead, false);
    assert.deepEqual(heardFrom(worker), []);
  }
});

test("a spare that nobody takes gives its memory back after a minute; a job in between keeps it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { warm, take, rest, alive } = spares();
  warm(RECIPE);
  rest();
  context.mock.timers.tick(59_000);
  take(RECIPE);
  warm(RECIPE);
  context.mock.timers.tick(120_000);
  assert.equal(alive(), 2, "a long job is no idle time");
  rest();
  context.mock.timers.tick(59_000);
  assert.equal(alive(), 2);
  context.mock.timers.tick(1_000);
  assert.equal(alive(), 1);
});

test("a worker that died without a word is noticed by its lifeline", (context) => {
  const locks = fakeLocks(context);
  const { take, workers } = spares();
  const { worker } = take(RECIPE);
  const heard = heardFrom(worker);
  assert.deepEqual(locks, [], "the page asks only once the worker holds the lock");
  workers[0]?.say({ type: "alive" });
  const [asked] = /** @type {[import("./fake-locks.js").Asked]} */ (/** @type {unknown} */ (locks));
  assert.equal(asked.name, workers[0]?.received[0].lifeline);
  workers[0]?.say({ type: "progress", stage: "encode", fraction: null });
  asked.granted();
  const { type, code, stage } = heard.at(-1);
  assert.deepEqual([type, code, stage], ["failed", "worker-crashed", "encode"]);
  worker.end();
  assert.equal(asked.signal.aborted, true, "ended on purpose: nobody waits for the lock");
});

test("a spare waits for the network's end only where the network keeps every core busy", () => {
  assert.equal(spareFrom({ provider: "wasm", threads: 2 }, 2), "alpha");
  assert.equal(spareFrom({ provider: "wasm", threads: 8 }, 16), "inference");
  assert.equal(spareFrom({ provider: "wasm", threads: 1 }, 2), "inference");
  assert.equal(spareFrom({ provider: "webgpu", threads: null }, 2), "inference");
  assert.equal(spareFrom({ provider: null, threads: null }, 2), "decode", "a finish uses one core from its start on");
  assert.equal(spareFrom({ provider: null, threads: null }, 1), "preview");
});

test("every worker's bad end is told with what it was given, a spare's and a photo's; an ordinary failure is not", () => {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const died = /** @type {any[]} */ ([]);
  const spare = createSpareWorker(
    () => {
      workers.push(new FakeWorker());
      return /** @type {any} */ (workers.at(-1));
    },
    undefined,
    ({ network }) => died.push(network?.model),
  );
  const failed = (/** @type {string} */ code) => ({ type: "failed", code, stage: "decode", found: {}, detail: "d" });
  spare.warm(RECIPE);
  workers[0]?.say({ type: "progress", stage: "start", fraction: null });
  workers[0]?.crash("boom");
  assert.deepEqual(died, [RECIPE.network.model]);
  const own = spare.take(RECIPE).worker;
  workers[1]?.say(failed("decode-failed"));
  assert.equal(died.length, 1);
  own.fellSilent("decode", 60);
  workers[1]?.say(failed("internal-error"));
  assert.equal(died.length, 3);
  own.end();
  workers[1]?.crash("late");
  assert.equal(died.length, 3, "ended on purpose");
});

// Each event of the queue by example: what it does, and what it leaves alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failed as failedItem, newItem, requeued } from "../../web/src/queue/item.js";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { isLegalMove, STATUSES, TRANSITIONS } from "../../web/src/queue/transitions.js";
import { add, after, done, ERROR, failed, made, outline, progress, ranOut, start, step } from "./queue-fixtures.js";

/** @import { JobEvent, ProviderEvent } from "../../web/src/queue/events.js" */

test("the table of moves is the one in the design", () => {
  assert.deepEqual(STATUSES, ["queued", "processing", "done", "failed", "cancelled"]);
  assert.deepEqual(TRANSITIONS, {
    queued: ["processing", "cancelled", "done"],
    processing: ["done", "failed", "cancelled", "queued"],
    done: ["queued", "failed"],
    failed: ["queued"],
    cancelled: ["queued"],
  });
  assert.equal(isLegalMove("queued", "processing"), true);
  assert.equal(isLegalMove("queued", "failed"), false);
});

test("an illegal move is refused even if the reducer should ask for it", () => {
  const waiting = newItem({ id: "a", name: "a.jpg", path: "a.jpg", bytes: 1 });
  assert.throws(() => failedItem(waiting, ERROR), /An item that is queued cannot become failed/);
  assert.throws(() => requeued(waiting), /An item that is queued cannot become queued/);
});

test("add starts the first file and queues the rest in order", () => {
  const { state, effects } = step(INITIAL_STATE, add("a", "b"));
  assert.deepEqual(state.items[0], {
    id: "a",
    name: "a.jpg",
    path: "shoot/a.jpg",
    bytes: 1000,
    lastModified: null,
    status: "processing",
    attempt: 1,
    reduced: false,
    work: "cut",
    stage: null,
    fraction: null,
    provider: null,
    threads: null,
    error: null,
    result: null,
    matte: null,
    looks: null,
    keepsMatte: false,
    lookNumber: null,
    startedAt: 1,
  });
  assert.equal(outline(state), "a:processing b:queued");
  assert.deepEqual(effects, [start("a", 1)]);
});

test("add behind a running job only queues", () => {
  const { state, effects } = step(after(add("a")), add("b"));
  assert.equal(outline(state), "a:processing b:queued");
  assert.deepEqual(effects, []);
});

test("add leaves out an id that is already there, and one given twice", () => {
  const { state } = step(after(add("a")), add("a", "b", "b"));
  assert.equal(outline(state), "a:processing b:queued");
});

test("progress and provider are noted on the running item", () => {
  const running = after(add("a", "b"));
  const state = step(step(running, progress("a", 1, "inference", 0.5)).state, {
    type: "provider",
    id: "a",
    attempt: 1,
    provider: "wasm",
    threads: 4,
  }).state;
  const { stage, fraction, provider, threads } = state.items[0];
  assert.deepEqual(
    { stage, fraction, provider, threads },
    { stage: "inference", fraction: 0.5, provider: "wasm", threads: 4 },
  );
  assert.equal(state.items[1], running.items[1]);
});

test("done keeps the result and the provider, and starts the next one", () => {
  /** @type {ProviderEvent} */
  const provider = { type: "provider", id: "a", attempt: 1, provider: "webgpu", threads: null };
  const { state, effects } = step(after(add("a", "b"), provider, progress("a", 1, "verify", 1)), done("a"));
  const item = state.items[0];
  assert.equal(outline(state), "a:done b:processing");
  assert.deepEqual(item.result, made({ provider: "webgpu" }));
  assert.deepEqual(
    [item.work, item.stage, item.fraction, item.provider, item.startedAt],
    [null, null, null, null, null],
  );
  assert.equal(state.items[1].startedAt, 9);
  assert.deepEqual(effects, [start("b", 1)]);
});

test("failed keeps the error, and starts the next one", () => {
  const { state, effects } = step(after(add("a", "b")), failed("a"));
  assert.equal(outline(state), "a:failed b:processing");
  assert.deepEqual([state.items[0].error, state.items[0].startedAt], [ERROR, null]);
  assert.deepEqual(effects, [start("b", 1)]);
});

test("a job that runs out of memory is tried once more, at once and with less", () => {
  const { state, effects } = step(after(add("a", "b")), ranOut(1));
  assert.equal(outline(state), "a:processing b:queued");
  assert.deepEqual([state.items[0].attempt, state.items[0].reduced, state.items[0].error], [2, true, null]);
  assert.deepEqual(effects, [start("a", 2, true)]);
  const second = step(state, ranOut(2));
  assert.equal(outline(second.state), "a:failed b:processing");
  assert.deepEqual(second.effects, [start("b", 1)]);
  const again = step(second.state, { type: "retry", id: "a", now: 20 }).state;
  assert.deepEqual(
    [again.items[0].status, again.items[0].reduced],
    ["queued", false],
    "a person's retry starts in full",
  );
});

test("a worker that dies where whole photos are held counts as out of memory, elsewhere and otherwise not", () => {
  for (const stage of /** @type {const} */ (["decode", "foreground", "encode"])) {
    assert.equal(outline(step(after(add("a")), ranOut(1, { code: "worker-crashed", stage })).state), "a:processing");
  }
  for (const error of /** @type {const} */ ([
    { code: "worker-crashed", stage: "inference" },
    { code: "worker-crashed", stage: "start" },
    ERROR,
  ])) {
    assert.equal(outline(step(after(add("a")), ranOut(1, error)).state), "a:failed");
  }
});

/** @type {[string, (event: JobEvent) => JobEvent][]} */
const LATE = [
  ["an earlier attempt", (event) => ({ ...event, attempt: 1 })],
  ["an attempt that has not begun", (event) => ({ ...event, attempt: 3 })],
  ["an item that waits", (event) => ({ ...event, id: "b", attempt: 1 })],
  ["an item that is gone", (event) => ({ ...event, id: "z" })],
];
for (const [name, late] of LATE) {
  test(`messages from ${name} change nothing`, () => {
    const state = after(add("a", "b"), ranOut(1));
    assert.equal(state.items[0].attempt, 2);
    /** @type {ProviderEvent} */
    const provider = { type: "provider", id: "a", attempt: 2, provider: "wasm", threads: 1 };
    for (const event of [progress("a", 2, "decode"), provider, done("a", 2), failed("a", 2)]) {
      assert.notEqual(step(state, event).state, state, `${event.type} in time must count, or this test proves nothing`);
      const { state: next, effects } = step(state, late(event));
      assert.equal(next, state);
      assert.deepEqual(effects, []);
    }
  });
}

test("cancel of a waiting item needs no worker to stop", () => {
  const { state, effects } = step(after(add("a", "b", "c")), { type: "cancel", id: "b", now: 4 });
  assert.equal(outline(state), "a:processing b:cancelled c:queued");
  assert.deepEqual(effects, []);
});

test("cancel of the running item stops its worker before the next one starts", () => {
  const { state, effects } = step(after(add("a", "b"), progress("a", 1, "decode", 0.5)), {
    type: "cancel",
    id: "a",
    now: 4,
  });
  assert.equal(outline(state), "a:cancelled b:processing");
  assert.deepEqual([state.items[0].stage, state.items[0].fraction, state.items[0].startedAt], [null, null, null]);
  assert.deepEqual(effects, [{ type: "stop", id: "a" }, start("b", 1)]);
});

test("cancel of a finished item changes nothing", () => {
  const state = after(add("a", "b"), done("a"), failed("b"));
  for (const id of ["a", "b", "z"]) {
    assert.equal(step(state, { type: "cancel", id, now: 4 }).state, state);
  }
});

test("cancelAll ends what runs and what waits, and nothing else", () => {
  const { state, effects } = step(after(add("a", "b", "c", "d"), done("a"), failed("b")), {
    type: "cancelAll",
    now: 4,
  });
  assert.equal(outline(state), "a:done b:failed c:cancelled d:cancelled");
  assert.deepEqual(effects, [{ type: "stop", id: "c" }]);
});

test("retry starts a failed item anew, as another attempt, with nothing left of the first", () => {
  const { state, effects } = step(after(add("a"), failed("a")), { type: "retry", id: "a", now: 20 });
  assert.equal(outline(state), "a:processing");
  const { attempt, error, startedAt } = state.items[0];
  assert.deepEqual({ attempt, error, startedAt }, { attempt: 2, error: null, startedAt: 20 });
  assert.deepEqual(effects, [start("a", 2)]);
});

test("retry waits its turn, in its old place", () => {
  const state = after(add("a", "b", "c"), { type: "cancel", id: "a", now: 2 }, { type: "retry", id: "a", now: 3 });
  assert.equal(outline(state), "a:queued b:processing c:queued");
  assert.equal(outline(step(state, done("b")).state), "a:processing b:done c:queued");
});

test("retry of an item that is done, waiting or running changes nothing", () => {
  const state = after(add("a", "b", "c"), done("a"));
  for (const id of ["a", "b", "c", "z"]) {
    assert.equal(step(state, { type: "retry", id, now: 4 }).state, state);
  }
});

test("retryFailed takes the failed ones, not the cancelled ones", () => {
  const state = after(add("a", "b", "c"), failed("a"), failed("b"), { type: "cancel", id: "c", now: 2 });
  const { state: next, effects } = step(state, { type: "retryFailed", ids: ["a", "b", "c"], now: 4 });
  assert.equal(outline(next), "a:processing b:queued c:cancelled");
  assert.equal(
    outline(step(state, { type: "retryFailed", ids: ["b"], now: 4 }).state),
    "a:failed b:processing c:cancelled",
  );
  assert.deepEqual(effects, [start("a", 2)]);
});

test("clear stops the worker, drops everything and ends a pause", () => {
  const { state, effects } = step(after(add("a", "b", "c"), done("a")), { type: "clear" });
  assert.deepEqual(state, INITIAL_STATE);
  assert.deepEqual(effects, [
    { type: "stop", id: "b" },
    { type: "discard", ids: ["a", "b", "c"] },
  ]);
  const paused = step(after(add("a"), { type: "pause", now: 2 }), { type: "clear" });
  assert.equal(paused.state.paused, false);
  assert.deepEqual(paused.effects, [
    { type: "stop", id: "a" },
    { type: "discard", ids: ["a"] },
  ]);
});

test("an event that does not exist is an error, not a silent nothing", () => {
  assert.throws(() => step(INITIAL_STATE, /** @type {any} */ ({ type: "explode", now: 1 })), /explode/);
});

// The batch and a server that goes away: who waits, who goes on, and what happens when it is back.

import assert from "node:assert/strict";
import test from "node:test";
import { createServerWatch } from "../../web/src/offline/server-watch.js";
import { INITIAL_STATE, reduce } from "../../web/src/queue/reducer.js";
import { holdOf, serverState } from "../../web/src/queue/selectors.js";
import { createStore } from "../../web/src/queue/store.js";
import { offlineInWords } from "../../web/src/words/offline-words.js";

/** @import { QueueStore } from "../../web/src/queue/events.js" */
/** @import { ErrorCode } from "../../web/src/shared/errors.js" */
/** @import { Stage } from "../../web/src/shared/stages.js" */

/** A real queue, a server that is there or not, and a clock that is moved by hand. */
function world() {
  let isThere = /** @type {boolean | null} */ (true);
  /** @type {string[]} */
  const shown = [];
  /** @type {(() => void)[]} */
  const timers = [];
  /** @type {QueueStore} */
  const store = createStore({ reduce, initial: INITIAL_STATE });
  const watch = createServerWatch({
    isServerThere: async () => isThere,
    dispatch: store.dispatch,
    now: () => 0,
    later: (work) => timers.push(work),
  });
  store.performWith(() => {});
  store.subscribe(watch.update);
  store.subscribe((state) => {
    if (serverState(state) !== (shown.at(-1) ?? "here")) shown.push(serverState(state));
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    store,
    shown,
    timers,
    settle,
    server(/** @type {boolean | null} */ now) {
      isThere = now;
    },
    add(/** @type {string[]} */ ...ids) {
      store.dispatch({ type: "add", sources: ids.map((id) => ({ id, name: id, path: id, bytes: 1 })), now: 0 });
    },
    async fail(/** @type {string} */ id, /** @type {ErrorCode} */ code, /** @type {Stage} */ stage) {
      const attempt = store.getState().items.find((item) => item.id === id)?.attempt ?? 0;
      store.dispatch({ type: "failed", id, attempt, error: { code, stage, found: {}, detail: "" }, now: 0 });
      await settle();
    },
    async tick() {
      timers.shift()?.();
      await settle();
    },
    statuses: () => store.getState().items.map(({ status }) => status),
  };
}

test("a batch whose model is missing waits, and goes on by itself when the server is back", async () => {
  const { store, server, add, fail, tick, shown, statuses } = world();
  server(false);
  add("a", "b", "c");
  await fail("a", "model-unavailable", "model");
  assert.deepEqual(statuses(), ["failed", "queued", "queued"]);
  assert.equal(holdOf(store.getState()), "server");
  assert.deepEqual(shown, ["waiting"]);
  await tick();
  assert.equal(holdOf(store.getState()), "server", "still away");
  server(true);
  await tick();
  assert.equal(holdOf(store.getState()), null);
  assert.deepEqual(statuses(), ["processing", "queued", "queued"]);
  assert.deepEqual(shown, ["waiting", "here"]);
});

test("a missing codec holds up only its own photo", async () => {
  const { store, server, add, fail, tick, shown, statuses } = world();
  server(false);
  add("a", "b");
  await fail("a", "runtime-unavailable", "decode");
  assert.deepEqual(statuses(), ["failed", "processing"]);
  assert.equal(holdOf(store.getState()), null);
  server(true);
  await tick();
  assert.deepEqual(statuses(), ["queued", "processing"]);
  assert.equal(shown.at(-1), "here");
});

test("a failure while the server answers is the failure it says it is", async () => {
  const { store, add, fail, shown, statuses, timers } = world();
  add("a", "b");
  await fail("a", "model-unavailable", "model");
  assert.deepEqual(statuses(), ["failed", "processing"]);
  assert.equal(holdOf(store.getState()), null);
  assert.deepEqual([shown, timers], [[], []]);
});

test("nobody knows: nothing is paused and nothing is claimed", async () => {
  const { store, server, add, fail, shown } = world();
  server(null);
  add("a", "b");
  await fail("a", "runtime-unavailable", "start");
  assert.equal(holdOf(store.getState()), null);
  assert.deepEqual(shown, []);
});

test("other failures ask for no server", async () => {
  const { server, add, fail, shown, settle } = world();
  add("a");
  await settle();
  server(false);
  await fail("a", "decode-failed", "decode");
  assert.deepEqual(shown, []);
});

test("a batch that needs nothing goes on and the page says that the server is away", async () => {
  const { store, server, add, settle, shown, statuses } = world();
  server(false);
  add("a");
  await settle();
  assert.deepEqual(shown, ["away"]);
  assert.deepEqual(statuses(), ["processing"]);
  assert.equal(holdOf(store.getState()), null);
});

test("a pause that a person asked for stays one", async () => {
  const { store, server, add, fail, tick, statuses } = world();
  server(false);
  add("a", "b");
  store.dispatch({ type: "cancel", id: "b", now: 0 });
  await fail("a", "model-unavailable", "model");
  store.dispatch({ type: "pause", now: 0 });
  server(true);
  await tick();
  assert.equal(holdOf(store.getState()), "person");
  assert.deepEqual(statuses(), ["queued", "cancelled"]);
});

test("what was cleared meanwhile is not brought back", async () => {
  const { store, server, add, fail, tick, shown } = world();
  server(false);
  add("a");
  await fail("a", "model-unavailable", "model");
  store.dispatch({ type: "clear" });
  server(true);
  await tick();
  assert.deepEqual(store.getState(), INITIAL_STATE);
  assert.equal(shown.at(-1), "here");
});

test("the words say whether work goes on or waits", () => {
  const ready = { state: /** @type {const} */ ({ kind: "stored" }), isModelHere: true, isServerAway: false };
  assert.match(offlineInWords(ready), /Ready to work offline/);
  assert.match(offlineInWords({ ...ready, isServerAway: true }), /goes on/);
  assert.match(offlineInWords({ ...ready, isModelHere: false, isServerAway: true }), /waits/);
  assert.match(offlineInWords({ ...ready, isModelHere: false }), /once the model is here/);
  assert.match(offlineInWords({ ...ready, state: { kind: "unsupported", reason: "insecure" } }), /https or localhost/);
  assert.equal(offlineInWords({ ...ready, state: null }), "");
});

// The store: order of reducing, telling and performing, also when parts of it throw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../web/src/queue/store.js";

/**
 * A reducer that keeps a list of what happened; "start x" makes the effect "run x".
 *
 * @param {readonly string[]} state
 * @param {string} event
 */
function reduce(state, event) {
  const [verb, name] = event.split(" ");
  return { state: verb === "ignore" ? state : [...state, event], effects: verb === "start" ? [`run ${name}`] : [] };
}

/** @param {(effect: string, dispatch: (event: string) => void) => void} [perform] */
function storeWithLog(perform = () => {}) {
  const log = /** @type {string[]} */ ([]);
  const store = createStore({
    reduce: (/** @type {readonly string[]} */ state, /** @type {string} */ event) => {
      log.push(`reduce ${event}`);
      return reduce(state, event);
    },
    initial: /** @type {readonly string[]} */ ([]),
  });
  store.performWith((effect) => {
    log.push(`perform ${effect}`);
    perform(effect, store.dispatch);
  });
  return { store, log };
}

test("an event is reduced, then told, then its effects are performed", () => {
  const { store, log } = storeWithLog();
  store.subscribe((state) => log.push(`told ${state.length}`));
  store.dispatch("start a");
  assert.deepEqual(log, ["reduce start a", "told 1", "perform run a"]);
  assert.deepEqual(store.getState(), ["start a"]);
});

test("a dispatch from an effect or a listener waits until the current event is finished", () => {
  const { store, log } = storeWithLog((effect, dispatch) => {
    if (effect === "run a") {
      dispatch("start b");
      log.push("perform goes on");
    }
  });
  store.subscribe((state) => {
    log.push(`told ${state.at(-1)}`);
    if (state.length === 1) {
      store.dispatch("note from listener");
    }
  });
  store.dispatch("start a");
  assert.deepEqual(log, [
    "reduce start a",
    "told start a",
    "perform run a",
    "perform goes on",
    "reduce note from listener",
    "told note from listener",
    "reduce start b",
    "told start b",
    "perform run b",
  ]);
});

test("listeners hear nothing when the state stays the same", () => {
  const { store } = storeWithLog();
  let calls = 0;
  store.subscribe(() => {
    calls += 1;
  });
  store.dispatch("ignore this");
  assert.equal(calls, 0);
  store.dispatch("note this");
  assert.equal(calls, 1);
});

test("unsubscribing ends one subscription, also in the middle of a notification", () => {
  const { store } = storeWithLog();
  const heard = /** @type {(string | undefined)[]} */ ([]);
  const listener = () => heard.push("twice");
  const stopFirst = store.subscribe(listener);
  store.subscribe(listener);
  const stopOnce = store.subscribe(() => {
    heard.push("once");
    stopOnce();
  });
  store.dispatch("note 1");
  stopFirst();
  store.dispatch("note 2");
  assert.deepEqual(heard, ["twice", "twice", "once", "twice"]);
});

test("a listener that subscribes during a notification hears from the next event on", () => {
  const { store } = storeWithLog();
  const heard = /** @type {(string | undefined)[]} */ ([]);
  const stop = store.subscribe(() => {
    stop();
    store.subscribe((state) => heard.push(state.at(-1)));
  });
  store.dispatch("note 1");
  store.dispatch("note 2");
  assert.deepEqual(heard, ["note 2"]);
});

test("a listener that throws stops neither the others, nor the effects, nor later events", () => {
  const { store, log } = storeWithLog();
  store.subscribe(() => {
    throw new Error("listener broke");
  });
  store.subscribe((state) => log.push(`told ${state.length}`));
  assert.throws(() => store.dispatch("start a"), /listener broke/);
  assert.deepEqual(log, ["reduce start a", "told 1", "perform run a"]);
  assert.throws(() => store.dispatch("start b"), /listener broke/);
  assert.deepEqual(store.getState(), ["start a", "start b"]);
});

test("an effect that throws does not keep the queue of events from emptying", () => {
  const { store } = storeWithLog((effect, dispatch) => {
    if (effect === "run a") {
      dispatch("start b");
      throw new Error("effect a broke");
    }
    throw new Error("effect b broke");
  });
  assert.throws(
    () => store.dispatch("start a"),
    (error) =>
      error instanceof AggregateError &&
      error.errors.map((each) => each.message).join() === "effect a broke,effect b broke",
  );
  assert.deepEqual(store.getState(), ["start a", "start b"]);
});

test("an effect that nothing performs yet is an error, not a photo that never starts", () => {
  const store = createStore({ reduce, initial: [] });
  store.dispatch("note 1");
  assert.throws(() => store.dispatch("start a"), /Nothing performs/);
});

test("a reducer that throws leaves the state as it was and the store usable", () => {
  const store = createStore({
    reduce: (state, event) => {
      if (event === "bad") {
        throw new Error("no such event");
      }
      return { state: state + 1, effects: [] };
    },
    initial: 0,
  });
  assert.throws(() => store.dispatch("bad"), /no such event/);
  assert.equal(store.getState(), 0);
  store.dispatch("good");
  assert.equal(store.getState(), 1);
});

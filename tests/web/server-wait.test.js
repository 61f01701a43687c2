// The server's absence as the queue sees it, by example: who waits, what is put back, and that a person's pause is another fact.

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { holdOf, nextWork, serverState } from "../../web/src/queue/selectors.js";
import { add, after, done, failed, lacking, outline, step } from "./queue-fixtures.js";

/** @import { QueueEvent } from "../../web/src/queue/events.js" */

/** @type {(isThere: boolean | null, now?: number) => QueueEvent} */
const answer = (isThere, now = 20) => ({ type: "serverAnswer", isThere, now });
/** @type {QueueEvent} */
const pause = { type: "pause", now: 10 };
/** @type {QueueEvent} */
const resume = { type: "resume", now: 11 };
const noModel = [add("a", "b", "c"), lacking("a")];

test("what every photo lacks holds the queue, and the running photo is put back as another attempt", () => {
  const { state, effects } = step(after(...noModel), answer(false));
  assert.equal(outline(state), "a:failed b:queued c:queued");
  assert.deepEqual([state.items[1].attempt, state.items[1].startedAt], [2, null]);
  assert.deepEqual(effects, [{ type: "stop", id: "b" }]);
  assert.deepEqual([holdOf(state), serverState(state), nextWork(state)], ["server", "waiting", null]);
  assert.deepEqual(step(state, add("d")).effects, [], "nothing starts while held");
  const again = step(state, answer(false));
  assert.deepEqual([outline(again.state), again.effects], [outline(state), []]);
});

test("when the server is back, what failed for want of it goes first, as another attempt", () => {
  const { state, effects } = step(after(...noModel, answer(false)), answer(true));
  assert.equal(outline(state), "a:processing b:queued c:queued");
  assert.deepEqual(effects, [{ type: "start", id: "a", attempt: 2, work: "cut", matte: null, looks: "automatic" }]);
  assert.deepEqual(state.server, INITIAL_STATE.server);
});

test("what only one photo lacks holds nothing; it waits alone", () => {
  const codec = lacking("a", 1, { code: "runtime-unavailable", stage: "decode" });
  const { state, effects } = step(after(add("a", "b"), codec), answer(false));
  assert.deepEqual([outline(state), effects], ["a:failed b:processing", []]);
  assert.deepEqual([holdOf(state), serverState(state)], [null, "waiting"]);
  assert.equal(outline(step(state, answer(true)).state), "a:queued b:processing");
});

test("a failure while the server answers stays, and is not retried when it went and came back later", () => {
  const state = after(...noModel, answer(true), done("b"), answer(false), answer(true));
  assert.equal(outline(state), "a:failed b:done c:processing");
});

test("where nobody knows whether the server is there, failures say what they say and nothing is held", () => {
  for (const before of [after(...noModel), after(...noModel, answer(false))]) {
    const { state } = step(before, answer(null));
    assert.equal(outline(state), "a:failed b:processing c:queued");
    assert.deepEqual(state.server, INITIAL_STATE.server);
  }
});

test("an answer that says nothing new changes nothing", () => {
  const state = after(add("a", "b"));
  assert.equal(step(state, answer(true)).state, state);
  assert.equal(step(state, answer(null)).state, state);
});

test("a person's pause and the server's absence are two facts: each ends by itself", () => {
  const both = after(...noModel, pause, answer(false));
  assert.equal(holdOf(both), "person");
  const back = after(...noModel, pause, answer(false), answer(true));
  assert.deepEqual([holdOf(back), outline(back)], ["person", "a:queued b:queued c:queued"]);
  assert.equal(outline(step(back, resume).state), "a:processing b:queued c:queued");
});

test("a person who resumes tries without the server: what waited goes on waiting, only a new failure holds again", () => {
  const resumed = after(...noModel, answer(false), resume);
  assert.equal(outline(resumed), "a:failed b:processing c:queued");
  // Another model may be here: its photos are not held for what the first one lacked.
  const asked = step(resumed, answer(false));
  assert.deepEqual([outline(asked.state), asked.effects], [outline(resumed), []]);
  const held = after(...noModel, answer(false), resume, lacking("b", 2), answer(false));
  assert.deepEqual([outline(held), holdOf(held)], ["a:failed b:failed c:queued", "server"]);
  assert.equal(outline(step(held, answer(true)).state), "a:processing b:queued c:queued");
});

test("a cutout whose change lacked the server keeps its result, and the change is tried again when the server is back", () => {
  /** @type {QueueEvent[]} */
  const changed = [add("a", "b"), done("a"), done("b"), { type: "rerun", ids: ["a"], now: 15 }, lacking("a", 2)];
  const { state } = step(after(...changed), answer(false));
  assert.deepEqual([outline(state), serverState(state)], ["a:done b:done", "waiting"]);
  const back = step(state, answer(true)).state;
  assert.equal(outline(back), "a:processing b:done");
  assert.equal(back.items[0].result, state.items[0].result);
});

test("only those that still lack it come back by themselves", () => {
  const cleared = step(after(...noModel, answer(false)), { type: "clear" }).state;
  assert.deepEqual([cleared.items, holdOf(cleared), cleared.server.isAway], [[], null, true]);
  assert.deepEqual(after(...noModel, answer(false), { type: "clear" }, answer(true)), INITIAL_STATE);
  /** @type {QueueEvent} */
  const retry = { type: "retry", id: "a", now: 12 };
  const failedOtherwise = after(...noModel, answer(false), resume, retry, done("b", 2), failed("a", 2), answer(true));
  assert.equal(outline(failedOtherwise), "a:failed b:done c:processing");
});

test("a batch of an earlier visit that lacked the server waits for it too", () => {
  const items = after(add("a", "b"), lacking("a"), done("b")).items;
  const state = after({ type: "restore", items, now: 9 }, answer(false));
  assert.equal(serverState(state), "waiting");
  assert.equal(outline(step(state, answer(true)).state), "a:processing b:done");
});

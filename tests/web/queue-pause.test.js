// A pause by example: what goes on, what waits, and what is put back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { add, after, done, failed, outline, progress, ranOut, start, step } from "./queue-fixtures.js";

test("pause lets the photo in work finish and starts no other; resume starts the next", () => {
  const paused = step(after(add("a", "b", "c"), progress("a", 1, "decode")), { type: "pause", now: 2 });
  assert.equal(outline(paused.state), "a:processing b:queued c:queued");
  assert.deepEqual([paused.state.paused, paused.effects], [true, []]);
  const finished = step(paused.state, done("a"));
  assert.equal(outline(finished.state), "a:done b:queued c:queued");
  assert.deepEqual(finished.effects, []);
  const resumed = step(finished.state, { type: "resume", now: 3 });
  assert.equal(outline(resumed.state), "a:done b:processing c:queued");
  assert.deepEqual(resumed.effects, [start("b", 1)]);
});

test("resume before the photo in work is finished starts nothing beside it", () => {
  const { state, effects } = step(after(add("a", "b"), { type: "pause", now: 2 }), { type: "resume", now: 3 });
  assert.equal(outline(state), "a:processing b:queued");
  assert.deepEqual([state.paused, effects], [false, []]);
});

test("while paused, a photo that ran out of memory waits for its second try", () => {
  const { state, effects } = step(after(add("a", "b"), { type: "pause", now: 2 }), ranOut(1));
  assert.equal(outline(state), "a:queued b:queued");
  assert.deepEqual([state.items[0].reduced, effects], [true, []]);
});

test("an earlier batch that is resumed goes on, paused or not, and so does what was here", () => {
  const items = after(add("c", "d"), done("c")).items;
  for (const here of [after(), after(add("a"), failed("a"), { type: "pause", now: 2 }, add("b"))]) {
    const { state, effects } = step(here, { type: "restore", items, now: 3 });
    assert.equal(state.paused, false);
    assert.equal(effects.length, 1);
  }
});

test("nothing starts while paused", () => {
  const pause = /** @type {const} */ ({ type: "pause", now: 2 });
  assert.deepEqual(step(after(pause), add("a")).effects, []);
  assert.deepEqual(step(after(add("a"), failed("a"), pause), { type: "retry", id: "a", now: 3 }).effects, []);
});

test("pause twice and resume without pause change nothing", () => {
  const paused = after(add("a"), { type: "pause", now: 2 });
  assert.equal(step(paused, { type: "pause", now: 3 }).state, paused);
  const running = after(add("a"));
  assert.equal(step(running, { type: "resume", now: 3 }).state, running);
});

// A finished photo that is changed, and by which work: what stays meanwhile, what an end of each kind leaves, and what becomes
// of a matte. Each by example; that nothing is lost in any order is queue-properties.test.js's.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  add,
  after,
  done,
  ERROR,
  failed,
  found,
  MATTE,
  made,
  outline,
  progress,
  RESULT,
  step,
  want,
} from "./queue-fixtures.js";

/** @import { QueueEvent } from "../../web/src/queue/events.js" */
/** @import { Work } from "../../web/src/shared/work.js" */

/** @type {(...ids: string[]) => QueueEvent} */
const rerun = (...ids) => ({ type: "rerun", ids, now: 20 });
/** @type {(id: string, attempt: number) => QueueEvent} */
const damagedMatte = (id, attempt) => ({ ...failed(id, attempt), error: { ...ERROR, code: "matte-damaged" } });
/** @param {string} id @param {number} attempt @param {Work} work @param {object} [more] */
const start = (id, attempt, work, more = {}) => ({
  ...{ type: "start", id, attempt, work, matte: work === "finish" ? MATTE : null, looks: "automatic" },
  ...more,
});
/** One photo, cut once, whose matte is kept. */
const cut = after(want(), add("a"), found("a"), done("a"));
const NEWER = { ...RESULT, bytes: 3000 };

test("with the matte of the model wanted, a changed setting needs no network; without it, or for another model, it does", () => {
  assert.deepEqual(step(cut, rerun("a")).effects, [start("a", 2, "finish")]);
  for (const other of [want("quick"), want("balanced", "2")]) {
    assert.deepEqual(step(step(cut, other).state, rerun("a")).effects, [start("a", 2, "cut")]);
  }
  assert.deepEqual(step(after(want(), add("a"), done("a")), rerun("a")).effects, [start("a", 2, "cut")]);
  assert.equal(step(cut, want()).state, cut, "the same model once more is no news");
});

test("the work is chosen when a photo starts, not when it is queued", () => {
  const waiting = after(want(), add("a", "b"), found("a"), done("a"), rerun("a"), want("quick"));
  assert.equal(outline(waiting), "a:queued b:processing");
  assert.deepEqual(step(waiting, done("b")).effects, [start("a", 2, "cut")]);
});

test("rerun takes what is done, keeps the results, and leaves the rest alone", () => {
  const state = after(add("a", "b", "c", "d"), done("a"), done("b"), failed("c"));
  const { state: next, effects } = step(state, rerun("b", "a", "c", "d", "z"));
  assert.equal(outline(next), "a:queued b:queued c:failed d:processing");
  assert.deepEqual([next.items[0].attempt, next.items[0].result, effects], [2, made(), []]);
  const nothing = after(add("a", "b", "c"), failed("a"), { type: "cancel", id: "c", now: 2 });
  assert.equal(step(nothing, rerun("a", "b", "c", "z")).state, nothing);
});

test("a newer result takes the old one's place, and says that the network ran earlier, and on what", () => {
  const changed = step(step(cut, rerun("a")).state, done("a", 2, 25)).state.items[0];
  const { provider, threads } = MATTE;
  assert.deepEqual(
    changed.result,
    made({ work: "finish", attempt: 2, provider, threads, look: "square 64", seconds: 0.005 }),
  );
  assert.equal(changed.matte, MATTE);
});

test("the end of a change that comes to nothing leaves the result as it was", () => {
  const changing = step(cut, rerun("a")).state;
  assert.deepEqual(changing.items[0].result, cut.items[0].result);
  const cancelledNow = step(changing, { type: "cancel", id: "a", now: 21 });
  assert.deepEqual(cancelledNow.state.items[0], { ...cut.items[0], attempt: 2 });
  assert.deepEqual(cancelledNow.effects, [{ type: "stop", id: "a" }]);
  const failedNow = step(changing, failed("a", 2)).state.items[0];
  assert.deepEqual(failedNow, { ...cut.items[0], attempt: 2, error: ERROR });
  const waiting = after(add("a", "b"), done("a"), rerun("a"));
  assert.equal(outline(waiting), "a:queued b:processing");
  assert.equal(outline(step(waiting, { type: "cancel", id: "a", now: 21 }).state), "a:done b:processing");
  assert.equal(outline(step(waiting, { type: "cancelAll", now: 21 }).state), "a:done b:cancelled");
});

test("retry tries a failed change again; the error is gone while it does", () => {
  const notChanged = after(want(), add("a"), found("a"), done("a"), rerun("a"), failed("a", 2));
  assert.equal(outline(notChanged), "a:done");
  const { state, effects } = step(notChanged, { type: "retry", id: "a", now: 30 });
  assert.deepEqual(effects, [start("a", 3, "finish")]);
  assert.deepEqual([state.items[0].error, state.items[0].result], [null, made({ look: "square 64" })]);
  assert.equal(step(state, done("a", 3, 31)).state.items[0].error, null);
  assert.equal(step(cut, { type: "retry", id: "a", now: 30 }).state, cut, "nothing of it had failed");
});

test("retryFailed tries failed changes again too; one that is not wanted any more is just done", () => {
  const notChanged = after(add("a", "b"), done("a"), failed("b"), rerun("a"), failed("a", 2));
  const again = step(notChanged, { type: "retryFailed", ids: ["a", "b", "c"], now: 30 }).state;
  assert.equal(outline(again), "a:processing b:queued");
  const asWanted = step(notChanged, { type: "asWanted", ids: ["a", "b", "z"] });
  assert.deepEqual(asWanted.state.items, [{ ...notChanged.items[0], error: null }, notChanged.items[1]]);
  assert.deepEqual(asWanted.effects, []);
  assert.equal(step(again, { type: "asWanted", ids: ["a", "b"] }).state, again, "what is in work is left alone");
});

test("a matte that is damaged goes, and the photo is cut once more; that cannot happen twice", () => {
  const { state, effects } = step(step(cut, rerun("a")).state, damagedMatte("a", 2));
  assert.deepEqual(effects, [{ type: "discardMattes", ids: ["a"] }, start("a", 3, "cut")]);
  assert.deepEqual([state.items[0].matte, state.items[0].result], [null, made({ look: "square 64" })]);
  const again = step(state, damagedMatte("a", 3));
  assert.deepEqual([outline(again.state), again.effects], ["a:done", []]);
  // What the cut itself finds is as good as any.
  const found2 = step(state, found("a", 3)).state;
  assert.equal(outline(step(found2, damagedMatte("a", 3)).state), "a:done");
});

test("memory that ran out after the matte was found costs no second run of the network", () => {
  const running = after(want(), add("a"), progress("a", 1, "inference"), found("a"), progress("a", 1, "encode"));
  const { effects } = step(running, { ...failed("a"), error: { ...ERROR, code: "out-of-memory" } });
  assert.deepEqual(effects, [start("a", 2, "finish", { reduced: true })]);
});

test("a photo that failed after its matte was found is finished from it when it is tried again", () => {
  const state = after(want(), add("a"), found("a"), failed("a"));
  assert.equal(outline(state), "a:failed");
  assert.deepEqual(step(state, { type: "retry", id: "a", now: 20 }).effects, [start("a", 2, "finish")]);
});

test("a kept cutout that is damaged is made again where its photo is there; else its photo fails with the reason", () => {
  const state = after(add("a", "b", "c", "d"), done("a"), done("b"));
  const again = step(state, { type: "spoiled", id: "a", error: null, now: 20 });
  assert.equal(outline(again.state), "a:queued b:done c:processing d:queued");
  assert.deepEqual([again.state.items[0].attempt, again.state.items[0].result], [2, null]);
  const lost = step(state, { type: "spoiled", id: "b", error: ERROR, now: 20 });
  assert.equal(outline(lost.state), "a:done b:failed c:processing d:queued");
  const { result, error } = lost.state.items[1];
  assert.deepEqual([result, error], [null, ERROR]);
  for (const id of ["c", "d", "z"]) {
    assert.equal(step(state, { type: "spoiled", id, error: ERROR, now: 20 }).state, state, "it has no cutout");
  }
});

test("a kept cutout that is damaged is finished again where its matte is there; one in work loses it and goes on", () => {
  /** @type {Extract<QueueEvent, { type: "spoiled" }>} */
  const spoiled = { type: "spoiled", id: "a", error: null, now: 20 };
  const again = step(cut, spoiled);
  assert.deepEqual(again.effects, [{ type: "discardResults", ids: ["a"] }, start("a", 2, "finish")]);
  const changing = step(cut, rerun("a")).state;
  for (const error of [null, ERROR]) {
    const { state, effects } = step(changing, { ...spoiled, error });
    assert.deepEqual(state.items[0], { ...changing.items[0], result: null });
    assert.deepEqual(effects, [{ type: "discardResults", ids: ["a"] }]);
    assert.equal(outline(step(state, failed("a", 2)).state), "a:failed");
  }
});

test("cutouts made with damaged weights stay done and say so; their mattes go, and what builds on one starts anew", () => {
  const state = after(want(), add("a", "b", "c", "d"), found("a"), done("a"), failed("b"), found("c"));
  const { state: next, effects } = step(state, { type: "modelDamaged", ids: ["a", "b", "c", "d", "z"], now: 20 });
  assert.deepEqual(effects, [
    { type: "stop", id: "c" },
    { type: "discardMattes", ids: ["a", "c"] },
    start("c", 2, "cut"),
  ]);
  const marked = made({ look: "square 64", facts: { ...RESULT.facts, model_damaged: true } });
  assert.deepEqual([next.items[0].status, next.items[0].result], ["done", marked]);
  assert.deepEqual([next.items[1], next.items[3]], [state.items[1], state.items[3]]);
  assert.equal(step(state, { type: "modelDamaged", ids: ["b", "d", "z"], now: 20 }).state, state);
  assert.deepEqual(step(next, rerun("a")).state.items[0].matte, null);
});

test("a photo that ran while its weights were found damaged keeps its cutout, which says so, and no matte", () => {
  const result = { ...RESULT, facts: { ...RESULT.facts, model_damaged: true } };
  const { state, effects } = step(after(want(), add("a"), found("a")), { ...done("a"), result });
  assert.deepEqual([state.items[0].status, state.items[0].matte], ["done", null]);
  assert.deepEqual(effects, [{ type: "discardMattes", ids: ["a"] }]);
});

test("a job that began before its matte was given up is not taken for one", () => {
  const late = step(step(cut, rerun("a")).state, { type: "modelDamaged", ids: ["a"], now: 20 }).state;
  assert.equal(step(late, { ...done("a", 2), result: NEWER }).state, late);
});

test("a photo that is there again: what has no cutout is made, a change that failed for lack of it is forgotten, the rest stays", () => {
  const lost = (/** @type {string} */ id, attempt = 1) => ({
    ...failed(id, attempt),
    error: { ...ERROR, code: /** @type {const} */ ("source-not-kept"), found: { case: "gone" } },
  });
  const state = after(
    ...[want(), add("a", "b", "c", "d", "e"), done("a"), done("b"), done("c"), lost("d")],
    ...[{ type: /** @type {const} */ ("cancel"), id: "e", now: 9 }, rerun("b", "c"), lost("b", 2), failed("c", 2)],
  );
  const ids = ["a", "b", "c", "d", "e"];
  const { state: next } = step(state, { type: "photosBack", ids, now: 30 });
  assert.equal(outline(next), "a:done b:done c:done d:processing e:queued");
  assert.deepEqual(
    next.items.map(({ error }) => error?.code ?? null),
    [null, null, ERROR.code, null, null],
  );
  assert.equal(next.items[0], state.items[0]);
  assert.equal(step(next, { type: "photosBack", ids: ["a", "d"], now: 30 }).state, next, "nothing is missing any more");
});

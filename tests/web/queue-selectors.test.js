// What the toolbar reads from the queue, and how much the queue takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { admit, MAX_ITEMS } from "../../web/src/queue/limits.js";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import {
  countByStatus,
  failedForNothing,
  isToCheck,
  networkOf,
  nextWork,
  outdatedItems,
  possibleChanges,
  processingItem,
  totals,
  withCutouts,
} from "../../web/src/queue/selectors.js";
import { countsInWords } from "../../web/src/words/counts-in-words.js";
import { add, after, done, failed, found, MATTE, RESULT, rerun, step, want } from "./queue-fixtures.js";

/** @import { QueueEvent } from "../../web/src/queue/events.js" */

/** @type {(id: string) => import("../../web/src/queue/events.js").QueueEvent} */
const rerunOf = (id) => ({ type: "rerun", ids: [id], now: 20 });
const mixed = after(add("a", "b", "c", "d", "e"), done("a"), failed("b"), { type: "cancel", id: "e", now: 2 });

test("counts and items by status", () => {
  assert.deepEqual(countByStatus(mixed), { queued: 1, processing: 1, done: 1, failed: 1, cancelled: 1, total: 5 });
  assert.equal(processingItem(mixed)?.id, "c");
});

test("what was made with other settings is outdated, and only that", () => {
  const ids = (/** @type {typeof RESULT.options} */ options) => outdatedItems(mixed, options).map((item) => item.id);
  assert.deepEqual(ids({ ...RESULT.options }), []);
  assert.deepEqual(ids({ ...RESULT.options, quality: 84 }), ["a"]);
  assert.deepEqual(ids({ ...RESULT.options, format: "png" }), ["a"]);
});

test("another model is a changed setting; where nobody knows which it was, it is not", () => {
  const { options } = RESULT;
  const wanting = (/** @type {string} */ model, state = mixed) => ({
    ...state,
    wanted: { model, version: "1", looks: /** @type {const} */ ("automatic"), lookCount: 2 },
  });
  const changes = (/** @type {string} */ model) =>
    possibleChanges(wanting(model), options, (id) => id === "a").possible;
  assert.deepEqual(
    changes("quick").map(({ item }) => item.id),
    ["a"],
  );
  assert.deepEqual(changes("balanced"), []);
  assert.deepEqual(outdatedItems(mixed, options), [], "as long as no model was chosen, none is another");
  const older = after(add("a"), { ...done("a"), result: { ...RESULT, model: null } });
  assert.deepEqual(outdatedItems(wanting("quick", older), options), []);
});

test("what can be changed says by which work; what waits or is in work again is none of it", () => {
  const options = { ...RESULT.options, quality: 84 };
  const state = after(want(), add("a", "b"), found("a"), done("a"), done("b"));
  const works = (/** @type {any} */ queue) =>
    possibleChanges(queue, options, () => true).possible.map(({ item, work }) => [item.id, work]);
  assert.deepEqual(works(state), [
    ["a", "finish"],
    ["b", "cut"],
  ]);
  assert.deepEqual(works(step(state, want("quick")).state), [
    ["a", "cut"],
    ["b", "cut"],
  ]);
  const changing = step(state, { type: "rerun", ids: ["a"], now: 20 }).state;
  assert.deepEqual(works(changing), [["b", "cut"]]);
});

test("a cutout that is being changed is still there, and its bytes are counted", () => {
  const state = after(add("a", "b"), done("a"), { type: "rerun", ids: ["a"], now: 20 });
  assert.deepEqual(
    withCutouts(state.items).map(({ id, status }) => [id, status]),
    [["a", "queued"]],
  );
  const { done: settled, cutouts, resultBytes } = totals(state);
  assert.deepEqual([settled, cutouts, resultBytes], [0, 1, 2000]);
});

test("the next photo's work is known before it starts", () => {
  const state = after(want(), add("a", "b"), found("a"), done("a"));
  assert.equal(nextWork(state), null, "b runs, and nothing waits");
  const waiting = step(state, { type: "rerun", ids: ["a"], now: 20 }).state;
  assert.equal(nextWork(waiting), "finish");
  assert.equal(nextWork(step(waiting, want("quick")).state), "cut");
  assert.equal(nextWork(step(waiting, { type: "pause", now: 21 }).state), null);
});

test("what ran the network: of a running photo its job, of a finished one the job that found its matte", () => {
  const running = after(add("a"), { type: "provider", id: "a", attempt: 1, provider: "wasm", threads: 4 });
  assert.deepEqual(networkOf(running.items[0]), { provider: "wasm", threads: 4 });
  const { provider, threads } = networkOf(
    after(want(), add("a"), found("a"), done("a"), rerunOf("a"), done("a", 2)).items[0],
  );
  assert.deepEqual({ provider, threads }, { provider: MATTE.provider, threads: MATTE.threads });
});

test("an empty queue counts nothing and runs nothing", () => {
  const zeros = { queued: 0, processing: 0, done: 0, failed: 0, cancelled: 0, total: 0 };
  assert.deepEqual(countByStatus(INITIAL_STATE), zeros);
  assert.equal(processingItem(INITIAL_STATE), null);
});

test("totals add up what is settled and the bytes of finished cutouts", () => {
  const { total, settled, resultBytes, done: finished } = totals(mixed);
  assert.deepEqual({ total, settled, resultBytes, finished }, { total: 5, settled: 3, resultBytes: 2000, finished: 1 });
});

test("the queue takes a hundred, first come first served, and names what it leaves out", () => {
  assert.equal(MAX_ITEMS, 100);
  assert.deepEqual(admit(0, ["a", "b"]), { accepted: ["a", "b"], leftOut: [] });
  assert.deepEqual(admit(98, ["a", "b", "c", "d"]), { accepted: ["a", "b"], leftOut: ["c", "d"] });
  assert.deepEqual(admit(100, ["a"]), { accepted: [], leftOut: ["a"] });
  const many = Array.from({ length: 60 }, (_, index) => index);
  assert.deepEqual(admit(140, many), { accepted: [], leftOut: many });
});

test("what was made with damaged weights is to be checked and can be run again with the same settings", () => {
  const damaged = after(add("a", "b"), done("a"), done("b"), { type: "modelDamaged", ids: ["b"], now: 10 });
  assert.deepEqual(damaged.items.map(isToCheck), [false, true]);
  assert.equal(totals(damaged).toCheck, 1);
  const { possible, impossible, why } = possibleChanges(damaged, RESULT.options, () => true);
  assert.deepEqual(
    [possible.map(({ item, work }) => [item.id, work]), impossible, [...why]],
    [[["b", "cut"]], [], ["damage"]],
  );
  const elsewhere = possibleChanges(
    { ...damaged, wanted: { model: "quick", version: "1", looks: /** @type {const} */ ("automatic"), lookCount: 2 } },
    RESULT.options,
    () => false,
  );
  assert.deepEqual([elsewhere.impossible.length, [...elsewhere.why]], [2, ["model", "damage"]]);
});

test("a change that failed counts as one; it failed for nothing once the cutout is as is wanted", () => {
  const state = after(want(), add("a", "b"), done("a"), done("b"), rerunOf("a"), failed("a", 2));
  const { done: finished, notChanged, failed: without } = totals(state);
  assert.deepEqual([finished, notChanged, without], [2, 1, 0]);
  assert.deepEqual(failedForNothing(state, { ...RESULT.options, quality: 1 }), []);
  assert.deepEqual(failedForNothing(step(state, want("quick")).state, RESULT.options), []);
  assert.deepEqual(failedForNothing(state, RESULT.options), ["a"]);
  const damaged = step(state, { type: "modelDamaged", ids: ["a"], now: 30 }).state;
  assert.deepEqual(failedForNothing(damaged, RESULT.options), []);
});

test("while cutouts are made anew, the counts say what is there and what is still to change", () => {
  const events = [add("a", "b", "c"), done("a"), done("b"), failed("c")];
  const words = (/** @type {QueueEvent[]} */ ...more) => countsInWords(totals(after(...events, ...more)));
  assert.equal(words(), "2 of 3 done, 1 failed");
  assert.equal(words(rerun(["a", "b"])), "2 of 3 cut out, 2 still to change, 1 failed");
  assert.equal(words(rerun(["a", "b"]), done("a", 2)), "2 of 3 cut out, 1 still to change, 1 failed");
  assert.equal(words(rerun(["a", "b"]), done("a", 2), done("b", 2)), "2 of 3 done, 1 failed");
});

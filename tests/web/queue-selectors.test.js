// What the toolbar reads from the queue, and how much the queue takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { admit, MAX_ITEMS } from "../../web/src/queue/limits.js";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import {
  countByStatus,
  doneItems,
  needsLook,
  outdatedItems,
  processingItem,
  rerunnableItems,
  totals,
} from "../../web/src/queue/selectors.js";
import { add, after, done, failed, RESULT } from "./queue-fixtures.js";

const mixed = after(add("a", "b", "c", "d", "e"), done("a"), failed("b"), { type: "cancel", id: "e", now: 2 });

test("counts and items by status", () => {
  assert.deepEqual(countByStatus(mixed), { queued: 1, processing: 1, done: 1, failed: 1, cancelled: 1, total: 5 });
  assert.equal(processingItem(mixed).id, "c");
  assert.deepEqual(
    doneItems(mixed).map((item) => item.id),
    ["a"],
  );
});

test("what was made with other settings is outdated, and only that", () => {
  const ids = (options) => outdatedItems(mixed, { options, model: "balanced" }).map((item) => item.id);
  assert.deepEqual(ids({ ...RESULT.options }), []);
  assert.deepEqual(ids({ ...RESULT.options, quality: 84 }), ["a"]);
  assert.deepEqual(ids({ ...RESULT.options, format: "png" }), ["a"]);
});

test("another model is a changed setting; where nobody knows which it was, it is not", () => {
  const { options } = RESULT;
  const sources = (/** @type {string} */ id) => id === "a";
  assert.deepEqual(
    rerunnableItems(mixed, { options, model: "quick" }, sources).possible.map(({ id }) => id),
    ["a"],
  );
  assert.deepEqual(rerunnableItems(mixed, { options, model: "balanced" }, sources).possible, []);
  const older = after(add("a"), { ...done("a"), result: { ...RESULT, model: null } });
  assert.deepEqual(outdatedItems(older, { options, model: "quick" }), []);
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

test("what was made with damaged weights needs a look and can be run again with the same settings", () => {
  const damaged = after(add("a", "b"), done("a"), done("b"), { type: "modelDamaged", ids: ["b"] });
  assert.deepEqual(damaged.items.map(needsLook), [false, true]);
  assert.equal(totals(damaged).needsLook, 1);
  const wanted = { options: RESULT.options, model: "balanced" };
  const { possible, impossible, damaged: count } = rerunnableItems(damaged, wanted, () => true);
  assert.deepEqual([possible.map(({ id }) => id), impossible, count], [["b"], [], 1]);
  const elsewhere = rerunnableItems(damaged, { ...wanted, model: "quick" }, () => false);
  assert.deepEqual([elsewhere.impossible.length, elsewhere.damaged], [2, 1]);
});

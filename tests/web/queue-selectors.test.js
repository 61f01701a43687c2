// What the toolbar reads from the queue, and how much the queue takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { admit, MAX_ITEMS } from "../../web/src/queue/limits.js";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import {
  canCancelAll,
  canRetryFailed,
  countByStatus,
  doneItems,
  hasDone,
  isEmpty,
  isIdle,
  itemFraction,
  outdatedItems,
  overallFraction,
  processingItem,
  totals,
} from "../../web/src/queue/selectors.js";
import { STAGES } from "../../web/src/shared/stages.js";
import { add, after, done, failed, progress, RESULT } from "./queue-fixtures.js";

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
  const ids = (options) => outdatedItems(mixed, options).map((item) => item.id);
  assert.deepEqual(ids({ ...RESULT.options }), []);
  assert.deepEqual(ids({ ...RESULT.options, quality: 84 }), ["a"]);
  assert.deepEqual(ids({ ...RESULT.options, format: "png" }), ["a"]);
});

test("an empty queue has nothing to do, to cancel, to retry or to save", () => {
  const zeros = { queued: 0, processing: 0, done: 0, failed: 0, cancelled: 0, total: 0 };
  assert.deepEqual(countByStatus(INITIAL_STATE), zeros);
  assert.deepEqual(
    [isEmpty, isIdle].map((ask) => ask(INITIAL_STATE)),
    [true, true],
  );
  assert.deepEqual(
    [hasDone, canCancelAll, canRetryFailed].map((ask) => ask(INITIAL_STATE)),
    [false, false, false],
  );
  assert.equal(processingItem(INITIAL_STATE), null);
  assert.equal(overallFraction(INITIAL_STATE), 0);
});

test("a queue with something to do is not idle, even while paused", () => {
  const answers = (state) => [isEmpty, isIdle, hasDone, canCancelAll, canRetryFailed].map((ask) => ask(state));
  assert.deepEqual(answers(mixed), [false, false, true, true, true]);
  assert.deepEqual(answers(after(add("a"), { type: "pause", now: 2 })), [false, false, false, true, false]);
  assert.deepEqual(answers(after(add("a"), done("a"))), [false, true, true, false, false]);
});

test("progress counts settled items as one and the running one by its stage", () => {
  const state = after(add("a", "b"), done("a"));
  assert.equal(overallFraction(state), 0.5);
  const running = after(add("a", "b"), done("a"), progress("b", 1, "inference", 0.5));
  const [, item] = running.items;
  assert.ok(itemFraction(item) > 0.3 && itemFraction(item) < 0.8);
  assert.equal(overallFraction(running), (1 + itemFraction(item)) / 2);
});

test("progress never goes back from stage to stage, and ends at one", () => {
  const seen = STAGES.flatMap(({ name }) =>
    [0, 0.5, 1].map((fraction) => overallFraction(after(add("a"), progress("a", 1, name, fraction)))),
  );
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.equal(seen[0], 0);
  assert.equal(seen.at(-1), 1);
});

test("totals add up bytes of sources and of finished cutouts", () => {
  const { total, settled, sourceBytes, resultBytes, fraction, done: finished } = totals(mixed);
  assert.deepEqual(
    { total, settled, sourceBytes, resultBytes, fraction, finished },
    {
      total: 5,
      settled: 3,
      sourceBytes: 5000,
      resultBytes: 2000,
      fraction: 0.6,
      finished: 1,
    },
  );
});

test("the queue takes a hundred, first come first served, and names what it leaves out", () => {
  assert.equal(MAX_ITEMS, 100);
  assert.deepEqual(admit(0, ["a", "b"]), { accepted: ["a", "b"], leftOut: [] });
  assert.deepEqual(admit(98, ["a", "b", "c", "d"]), { accepted: ["a", "b"], leftOut: ["c", "d"] });
  assert.deepEqual(admit(100, ["a"]), { accepted: [], leftOut: ["a"] });
  const many = Array.from({ length: 60 }, (_, index) => index);
  assert.deepEqual(admit(140, many), { accepted: [], leftOut: many });
});

// One write at a time, and the latest value is always the last one written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLatestWins } from "../../web/src/lib/latest-wins.js";

function slowWriter() {
  /** @type {number[]} */
  const started = [];
  /** @type {{ resolve: (value?: any) => void, reject: (reason: unknown) => void }[]} */
  const ends = [];
  const write = (/** @type {number} */ value) => {
    started.push(value);
    return new Promise((resolve, reject) => ends.push({ resolve, reject }));
  };
  return { started, ends, write };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what comes while one is written is written once, and only the last of it", async () => {
  const { started, ends, write } = slowWriter();
  const latest = createLatestWins(write, (error) => assert.fail(String(error)));
  latest.push(1);
  latest.push(2);
  latest.push(3);
  assert.deepEqual(started, [1]);
  assert.equal(latest.isIdle(), false);
  ends[0].resolve();
  await turn();
  assert.deepEqual(started, [1, 3]);
  ends[1].resolve();
  await latest.settled();
  assert.equal(latest.isIdle(), true);
  latest.push(4);
  assert.deepEqual(started, [1, 3, 4]);
});

test("a write that fails is told and does not stop the next", async () => {
  const { started, ends, write } = slowWriter();
  /** @type {string[]} */
  const errors = [];
  const latest = createLatestWins(write, (error) => errors.push(/** @type {Error} */ (error).message));
  latest.push(1);
  latest.push(2);
  ends[0].reject(new Error("full"));
  await turn();
  assert.deepEqual([started, errors], [[1, 2], ["full"]]);
  ends[1].resolve();
  await latest.settled();
});

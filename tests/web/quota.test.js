// Room on the device: a reserve is left alone, a browser that does not say is believed, and it is asked to persist once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuota } from "../../web/src/storage/quota.js";

const quotaOf = (/** @type {Partial<StorageManager>} */ storage) =>
  createQuota(/** @type {StorageManager} */ (storage));
const withEstimate = (/** @type {() => Promise<StorageEstimate>} */ estimate) => quotaOf({ estimate });

test("what may be used is less than what is free", async () => {
  assert.equal(await withEstimate(async () => ({ quota: 100e6, usage: 30e6 })).free(), 50e6);
  assert.equal(await withEstimate(async () => ({ quota: 100e6, usage: 90e6 })).free(), 0);
});

test("a browser that does not say is tried", async () => {
  assert.equal(await withEstimate(async () => ({})).free(), Number.POSITIVE_INFINITY);
  assert.equal(await quotaOf({}).free(), Number.POSITIVE_INFINITY);
});

test("it asks to persist once, and a refusal is no error", async () => {
  let asked = 0;
  const quota = quotaOf({
    async persist() {
      asked += 1;
      throw new Error("no");
    },
  });
  await quota.askToPersist();
  await quota.askToPersist();
  assert.equal(asked, 1);
});

// Room for the program: what browsers say, and browsers that say nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimeLimit } from "../../web/src/lib/time-limit.js";
import { isRoomFor } from "../../web/src/service-worker/room.js";
import { fakeTimers } from "./fake-timers.js";

const storage = (/** @type {StorageEstimate} */ estimate) => ({ estimate: async () => estimate });

test("the program may take half of what is free", async () => {
  assert.equal(await isRoomFor(50, storage({ quota: 120, usage: 20 })), true);
  assert.equal(await isRoomFor(51, storage({ quota: 120, usage: 20 })), false);
});

test("a browser that does not say how much room there is gets a try", async () => {
  assert.equal(await isRoomFor(1e9, storage({})), true);
  assert.equal(await isRoomFor(1e9, {}), true, "Safari before 17");
  assert.equal(await isRoomFor(1e9, undefined), true, "WebKitGTK in a service worker");
  const timers = fakeTimers();
  const silent = isRoomFor(1e9, { estimate: () => new Promise(() => {}) }, createTimeLimit(timers));
  timers.run();
  assert.equal(await silent, true, "one that never answers");
});

// Storage and locks that never answer: each call has an end, the batch stays in memory, and the page can say so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimeLimit, SilenceError } from "../../web/src/lib/time-limit.js";
import { createFolder } from "../../web/src/storage/folder.js";
import { openStorage } from "../../web/src/storage/opfs.js";
import { createQuota } from "../../web/src/storage/quota.js";
import { lockIfFree } from "../../web/src/storage/session-lock.js";
import { createTemporaryZips } from "../../web/src/storage/temporary-zips.js";
import { fakeFolder, fakeLocks } from "./fake-files.js";
import { fakeTimers } from "./fake-timers.js";
import { cutout, locks, settle, tab } from "./kept-tab.js";

/** @type {Promise<any>} */
const NEVER = new Promise(() => {});

/** A device whose calls of one name stop answering when the test says so. @param {string} call */
function failing(call) {
  const timers = fakeTimers();
  const device = { isSilent: false };
  const raw = fakeFolder({ onCall: (name) => (device.isSilent && name === call ? NEVER : undefined) });
  return Object.assign(device, { raw, timers, home: createFolder(raw, createTimeLimit(timers)) });
}

/** Lets time pass until everything that waits has had its end. @param {ReturnType<typeof fakeTimers>} timers */
async function pass(timers) {
  for (let round = 0; round < 20; round += 1) {
    await settle();
    timers.run();
  }
  await settle();
}

test("what answers in time is passed on, with its failure; what does not ends with a word", async () => {
  const timers = fakeTimers();
  const limit = createTimeLimit(timers);
  assert.equal(await limit(Promise.resolve(7), 1000, "It"), 7);
  await assert.rejects(limit(Promise.reject(new Error("no")), 1000, "It"), /^Error: no$/);
  assert.equal(timers.count(), 0, "no timer is left");
  const late = limit(NEVER, 5000, "The disk");
  timers.run();
  await assert.rejects(late, new SilenceError("The disk gave no answer within 5 seconds."));
});

test("a browser whose storage does not open keeps nothing, and the page starts", async () => {
  const timers = fakeTimers();
  const { storage, locks: kept } = navigator;
  Object.assign(navigator, { storage: { getDirectory: () => NEVER }, locks: fakeLocks() });
  const opened = openStorage(createTimeLimit(timers));
  await settle();
  timers.run();
  assert.equal(await opened, null);
  const device = failing("createWritable");
  device.isSilent = true;
  Object.assign(navigator, { storage: { getDirectory: async () => device.raw } });
  const half = openStorage(createTimeLimit(device.timers));
  await pass(device.timers);
  assert.equal((await half)?.canWrite, false, "it can be read, and nothing is kept");
  Object.assign(navigator, { storage, locks: kept });
});

for (const call of ["createWritable", "close"]) {
  test(`${call} that never answers: results stay in memory, the page says so, and Clear ends`, async () => {
    const device = failing(call);
    const page = tab(device.home);
    page.add("a", "b");
    await settle();
    device.isSilent = true;
    page.finish("a");
    await pass(device.timers);
    assert.equal(await page.keeper.results.get("a")?.cutout.text(), await cutout("a").text());
    assert.equal(page.keeper.shortage().isSilent, true);
    assert.equal(page.keeper.shortage().cutouts, 0, "it is not called a lack of space");
    assert.deepEqual(
      page.keeper.unkept().map(({ id }) => id),
      ["a", "b"],
      "leaving is warned of",
    );
    page.dispatch({ type: "clear" });
    await pass(device.timers);
    assert.equal(locks.count(), 0);
  });
}

test("a session that cannot be made, or locked, leaves the page without keeping, and it says so", async () => {
  const device = failing("getDirectoryHandle");
  device.isSilent = true;
  const page = tab(device.home);
  page.add("a");
  await pass(device.timers);
  assert.equal(page.keeper.isWithoutSession(), true);
  page.finish("a");
  await pass(device.timers);
  assert.equal(page.keeper.results.get("a")?.cutout.size, cutout("a").size);
  assert.equal(page.keeper.isWithoutSession(), true);
  locks.release();
});

test("a lock that is given late is let go of: whoever asked has gone on without it", async () => {
  const timers = fakeTimers();
  const { locks: kept } = navigator;
  let grant = () => {};
  let isFree = false;
  /** @param {string} _name @param {LockOptions} _options @param {(lock: object) => unknown} callback */
  const request = (_name, _options, callback) =>
    new Promise((resolve) => {
      grant = () => resolve(callback({}));
    }).then(() => {
      isFree = true;
    });
  Object.assign(navigator, { locks: { request } });
  const asked = lockIfFree("x", createTimeLimit(timers));
  timers.run();
  assert.equal(await asked, null);
  grant();
  await settle();
  assert.equal(isFree, true);
  Object.assign(navigator, { locks: kept });
});

test("an estimate that never comes counts as a browser that does not say", async () => {
  const timers = fakeTimers();
  const free = createQuota(/** @type {any} */ ({ estimate: () => NEVER }), createTimeLimit(timers)).free();
  timers.run();
  assert.equal(await free, Number.POSITIVE_INFINITY);
});

test("a ZIP's temporary file stays while the browser may copy it, and no longer", async () => {
  const folder = createFolder(fakeFolder(), createTimeLimit(fakeTimers()));
  await folder.write("of an earlier visit.zip", new Blob(["x"]));
  const timers = fakeTimers();
  /** @type {number[]} */
  const waits = [];
  const zips = createTemporaryZips(folder, (act, milliseconds) => {
    waits.push(milliseconds);
    timers.set(act);
  });
  const [handed, given] = [await zips.open(), await zips.open()];
  assert.equal((await folder.names()).length, 2, "what an earlier visit left has gone");
  let isSettled = false;
  void zips.settled().then(() => {
    isSettled = true;
  });
  await given.discard();
  handed.handedOver(500_000_000);
  await settle();
  assert.deepEqual([(await folder.names()).length, isSettled, waits], [1, false, [160_000]]);
  timers.run();
  await settle();
  assert.deepEqual([await folder.names(), isSettled], [[], true]);
});

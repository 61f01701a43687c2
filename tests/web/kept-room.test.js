// Room on the device: copies of finished photos make way for everything else, the oldest first, and nothing else does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeOver } from "../../web/src/storage/abandoned.js";
import { abandoned, cutout, device, locks, names, ROOM, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";

const matte = (/** @type {string} */ id) => new Blob([`matte of ${id}`], { type: "image/png" });

/**
 * A device with so many bytes for files; the journal is not counted, as with the page's reserve.
 *
 * @param {number} bytes
 * @param {Parameters<typeof device>[0]} [hooks]
 */
function small(bytes, hooks = {}) {
  const used = async () => {
    let sum = 0;
    for (const { kind, each } of /** @type {const} */ ([
      { kind: "sources", each: 1000 },
      { kind: "results", each: cutout("a").size },
      { kind: "mattes", each: matte("a").size },
    ])) {
      sum += (await names(home, kind)).length * each;
    }
    return sum;
  };
  const home = device(hooks);
  return { home, quota: { ...ROOM, free: async () => Math.max(0, bytes - (await used())) } };
}

const refusing = () => new DOMException("full", "QuotaExceededError");

test("copies of finished photos go for results, mattes and unfinished photos, the oldest first", async () => {
  const { home, quota } = small(9100);
  const page = tab(home, { quota });
  page.add("a", "b", "c", "d");
  await settle();
  page.finish("a");
  await settle();
  page.finish("b");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "b", "c", "d"], "8000 of 9100 bytes");
  assert.equal(page.keeper.shortage().finishedPhotos, 0);
  page.finish("c");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["b", "c", "d"], "the result of c took a's place");
  page.keeper.mattes.set("d", [new Blob(["m".repeat(500)], { type: "image/png" })]);
  await settle();
  assert.deepEqual(await names(home, "sources"), ["c", "d"], "the matte of d took b's");
  page.add("e");
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["c", "d", "e"], "there was room for e");
  page.add("f");
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["d", "e", "f"], "f took c's");
  assert.equal(page.keeper.shortage().finishedPhotos, 3);
  assert.equal(page.keeper.shortage().photos, null);
  assert.ok(page.sources.has("a"), "in this visit the person's own file is at hand");
  page.add("g");
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["d", "e", "f"], "unfinished photos make room for nothing");
  assert.notEqual(page.keeper.shortage().photos, null);
  assert.equal(
    page.keeper
      .unkept()
      .map(({ id }) => id)
      .join(),
    "g",
  );
  locks.release();
  const [batch] = await abandoned(home);
  assert.equal(
    batch.items.map(({ id, status }) => `${id}:${status}`).join(" "),
    "a:done b:done c:done d:queued e:queued f:queued g:failed",
  );
});

test("only copies of finished photos make room, not an older one of a photo that was cancelled", async () => {
  const changed = new Set();
  const { home, quota } = small(5100, { onWrite: (name) => void changed.add(name[0]) });
  const page = tab(home, { quota });
  page.add("a", "b");
  await settle();
  page.dispatch({ type: "cancel", id: "a", now: 5 });
  changed.clear();
  page.finish("b");
  await settle();
  page.add("c", "d");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "c", "d"]);
  assert.equal(changed.has("a"), false, "not for a moment");
  locks.release();
});

test("a finished photo without a copy is copied once there is room, and makes room for what waits", async () => {
  const home = device();
  const quota = { ...ROOM, free: async () => room };
  let room = 500;
  const page = tab(home, { quota });
  page.add("a", "b");
  await settle();
  assert.deepEqual(await names(home, "sources"), []);
  room = 2500;
  page.finish("a");
  // Its result is written, and takes most of it.
  for (let turns = 0; (await names(home, "results")).length === 0; turns += 1) {
    assert.ok(turns < 100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  room = 500;
  await settle();
  assert.deepEqual(await names(home, "sources"), []);
  assert.equal(page.keeper.shortage().finishedPhotos, 1, "b has no room, so there is none for a");
  room = 1e6;
  page.finish("b");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["b", "a"].sort());
  assert.equal(page.keeper.shortage().finishedPhotos, 0);
  locks.release();
});

test("what had no room is tried again once there is something to give up", async () => {
  const { home, quota } = small(6400);
  const reserved = { ...quota, free: async () => Math.max(0, (await quota.free()) - reserve) };
  let reserve = 2000;
  const page = tab(home, { quota: reserved });
  page.add("a", "b", "c", "d", "e");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "b", "c", "d"]);
  reserve = 0;
  page.finish("a");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["b", "c", "d", "e"]);
  assert.equal(page.keeper.shortage().photos, null);
  locks.release();
});

test("a photo that is to be changed is unfinished again: its copy stays, and comes back where it had gone", async () => {
  const { home, quota } = small(5100);
  const page = tab(home, { quota });
  page.add("a", "b");
  await settle();
  page.finish("a");
  await settle();
  page.finish("b");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["b"], "the copy of a made room for b's result");
  page.keeper.results.delete("b");
  page.dispatch({ type: "rerun", ids: ["a", "b"], now: 10 });
  await settle();
  assert.deepEqual(await names(home, "sources"), ["b", "a"].sort());
  locks.release();
});

test("a copy makes room for the journal, but not before its result is in the journal", async () => {
  let isFull = false;
  const home = device({
    onWrite(name) {
      if (name.startsWith("journal") && isFull) throw refusing();
      // What was given up is room.
      if (name.startsWith("a.")) isFull &&= false;
    },
  });
  const page = tab(home);
  page.add("a", "b");
  await settle();
  page.finish("a");
  await settle();
  page.dispatch({ type: "cancel", id: "b", now: 20 });
  isFull = true;
  await settle();
  assert.equal(page.keeper.shortage().journal, false);
  assert.deepEqual(await names(home, "sources"), ["b"], "the copy of a took its way");
  page.dispatch({ type: "retry", id: "b", now: 21 });
  await settle();
  page.finish("b");
  isFull = true;
  await settle();
  assert.equal(page.keeper.shortage().journal, true);
  assert.deepEqual(await names(home, "sources"), ["b"], "no journal says yet that b is finished");
  assert.deepEqual(
    page.keeper.unkept().map(({ id }) => id),
    ["a", "b"],
  );
  locks.release();
  const [batch] = await abandoned(home);
  assert.equal(batch.items.map(({ id, status }) => `${id}:${status}`).join(" "), "a:done b:queued");
});

test("an evicted copy of an earlier visit is the page's only one: that photo can be changed no more", async () => {
  const { home, quota } = small(9000);
  const first = tab(home, { quota });
  first.add("a");
  first.finish("a");
  await settle();
  locks.release();
  const [found] = await abandoned(home);
  const taken = present(await takeOver(home, found.id));
  const second = tab(home, { quota });
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
  await settle();
  assert.ok(second.sources.has("a"));
  second.add("b", "c", "d", "e", "f", "g");
  await settle();
  second.add("h");
  await settle();
  assert.deepEqual(
    (await names(home, "sources")).sort(),
    ["a", "b", "c", "d", "e", "f", "g"],
    "unchecked: not given up",
  );
  await second.keeper.results.checkAll();
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["b", "c", "d", "e", "f", "g", "h"]);
  assert.equal(second.sources.has("a"), false);
  const { finishedPhotos, unchangeable } = second.keeper.shortage();
  assert.deepEqual([finishedPhotos, unchangeable], [1, 1]);
  const again = new File(["x".repeat(1000)], "a.jpg");
  second.keeper.putBack("a", again);
  await settle();
  assert.equal(second.sources.get("a"), again);
  const now = second.keeper.shortage();
  assert.deepEqual([now.finishedPhotos, now.unchangeable], [1, 0], "for this visit it can be changed again");
  quota.free = async () => 1e12;
  second.keeper.putBack("a", again);
  await settle();
  assert.ok((await names(home, "sources")).includes("a"), "it has a copy again where there is room");
  locks.release();
});

test("the only copy of a photo goes after the copies of photos whose own files are at hand, though they are newer", async () => {
  const { home, quota } = small(6100);
  const first = tab(home, { quota });
  first.add("a");
  first.finish("a");
  await settle();
  locks.release();
  const [found] = await abandoned(home);
  const taken = present(await takeOver(home, found.id));
  const second = tab(home, { quota });
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
  await second.keeper.results.checkAll();
  second.add("b");
  await settle();
  second.finish("b");
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["a", "b"], "6000 of 6100 bytes");
  second.add("c");
  await settle();
  assert.deepEqual((await names(home, "sources")).sort(), ["a", "c"]);
  assert.ok(second.sources.has("a"));
  const { finishedPhotos, unchangeable } = second.keeper.shortage();
  assert.deepEqual([finishedPhotos, unchangeable], [1, 0], "b, whose own file is at hand");
  locks.release();
});

test("finished photos without a copy are counted while they have none, also when they are changed and nothing has room", async () => {
  const home = device();
  let free = 1e6;
  const page = tab(home, { quota: { ...ROOM, free: async () => free } });
  page.add("a", "b");
  page.finish("a");
  page.finish("b");
  await settle();
  free = 0;
  page.add("c", "d");
  await settle();
  // What c needs is made of the copies of a and b.
  assert.deepEqual((await names(home, "sources")).sort(), ["c", "d"]);
  assert.equal(page.keeper.shortage().finishedPhotos, 2);
  page.dispatch({ type: "rerun", ids: ["a", "b"], now: 10 });
  await settle();
  assert.equal(page.keeper.shortage().finishedPhotos, 2, "they wait to be changed");
  for (const id of ["a", "b"]) {
    page.finish(id);
    await settle();
  }
  const { cutouts, finishedPhotos } = page.keeper.shortage();
  assert.deepEqual([cutouts, finishedPhotos], [2, 2], "their new cutouts have no room either");
  free = 1e6;
  page.finish("c");
  page.finish("d");
  await settle();
  assert.equal(page.keeper.shortage().finishedPhotos, 0, "all have copies again");
  locks.release();
});

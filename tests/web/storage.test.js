// A batch kept on the device: what is there while it runs, what is left after a crash at any moment, and what happens where
// there is no room.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findAbandoned, takeOver, throwAway } from "../../web/src/storage/abandoned.js";
import { sessionIds } from "../../web/src/storage/session.js";
import { abandoned, cutout, device, FULL, locks, names, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";
import { RESULT, want } from "./queue-fixtures.js";

/** @import { Item } from "../../web/src/queue/item.js" */
/** @import { SavedBatch } from "../../web/src/storage/saved-batch.js" */

/** @param {{ items: readonly Item[] }} batch */
const outlineOf = (batch) => batch.items.map(({ id, status }) => `${id}:${status}`).join(" ");

test("a cutout that turns out to be made with damaged weights says so in the journal, too", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b");
  page.finish("a");
  page.finish("b");
  await settle();
  page.dispatch({ type: "modelDamaged", ids: ["b"], now: 10 });
  await settle();
  locks.release();
  const [batch] = await abandoned(home);
  assert.deepEqual(
    batch.items.map(({ result }) => result?.facts.model_damaged),
    [undefined, true],
  );
});

test("while a batch runs: results and photos are files until Clear", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b", "c");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "b", "c"]);
  page.finish("a");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "b", "c"], "a finished photo can be changed later");
  assert.equal((await names(home, "results")).length, 1);
  assert.ok(present(page.keeper.results.get("a")).cutout instanceof File, "the blob in memory gave way to the file");
  assert.equal(await present(page.keeper.results.get("a")).cutout.text(), await cutout("a").text());
  assert.ok(page.sources.has("a"), "the person's own file stays for before and after");
  assert.deepEqual(page.keeper.unkept(), []);
  page.keeper.results.delete("a");
  page.dispatch({ type: "clear" });
  await settle();
  assert.deepEqual(await sessionIds(home), [], "the journal with the photos' names has gone too");
  assert.deepEqual(page.keeper.unkept(), []);
  page.add("d");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["d"], "the next batch is kept again");
});

test("until it is written a result counts as unfinished, and leaving would lose it", async () => {
  const page = tab(device());
  page.add("a");
  await settle();
  page.finish("a");
  assert.deepEqual(
    page.keeper.unkept().map(({ id }) => id),
    ["a"],
  );
  await settle();
  assert.deepEqual(page.keeper.unkept(), []);
});

test("another tab finds the batch once its tab is gone, takes it over, and goes on", async () => {
  const home = device();
  const first = tab(home);
  first.add("a", "b", "c");
  first.finish("a");
  await settle();
  const found = /** @type {SavedBatch[]} */ ([]);
  await findAbandoned(home, (batches) => void found.push(...batches));
  assert.equal(found.length, 0, "its tab has it");
  locks.release();
  await settle();
  assert.equal(outlineOf(found[0]), "a:done b:queued c:queued");

  const second = tab(home);
  const taken = present(await takeOver(home, found[0].id));
  const { batch } = taken;
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: batch.items, now: 1 });
  await settle();
  assert.equal(second.sources.get("b")?.name, "b.jpg");
  assert.equal(second.sources.get("b")?.type, "image/jpeg");
  assert.equal(second.sources.get("a")?.name, "a.jpg", "a finished one can be changed");
  second.finish("b");
  await settle();
  assert.deepEqual(await names(home, "sources"), ["a", "b", "c"]);
  locks.release();
  assert.equal(outlineOf((await abandoned(home))[0]), "a:done b:done c:queued");
});

test("what is given up while it is being written leaves no file behind", async () => {
  for (let turns = 0; turns < 200; turns += 1) {
    const home = device();
    const page = tab(home);
    page.add("a", "b");
    if (turns % 2 === 0) page.finish("a");
    // Nothing here waits for more than a promise, so every moment in between is reached.
    for (let turn = 0; turn < turns; turn += 1) await null;
    page.keeper.results.delete("a");
    page.sources.clear();
    page.dispatch({ type: "clear" });
    await settle();
    assert.deepEqual(await sessionIds(home), [], `after ${turns} turns`);
    assert.equal(locks.count(), 0, `a lock is held after ${turns} turns`);
    assert.equal(page.keeper.shortage().journal, false);
  }
});

test("several batches come one by one, the newest first; discarding one leaves the others", async () => {
  const home = device();
  for (const { id, time } of [
    { id: "old", time: 1000 },
    { id: "new", time: 2000 },
  ]) {
    tab(home, { now: () => time }).add(id);
    await settle();
    locks.release();
  }
  const [newest, oldest] = await abandoned(home);
  assert.deepEqual([newest, oldest].map(outlineOf), ["new:queued", "old:queued"]);
  assert.equal(await throwAway(home, newest.id), true);
  assert.deepEqual(await sessionIds(home), [oldest.id]);
});

test("without room nothing is written, nothing fails, and the page can say what it would need", async () => {
  const home = device();
  const page = tab(home, { quota: FULL });
  page.add("a", "b");
  await settle();
  assert.deepEqual(await names(home, "sources"), []);
  assert.deepEqual(page.keeper.shortage().photos, { needs: 2000, free: 500 });
  page.finish("a");
  await settle();
  assert.equal(page.keeper.shortage().cutouts, 1);
  assert.equal(await present(page.keeper.results.get("a")).cutout.text(), await cutout("a").text());
  assert.deepEqual(
    page.keeper.unkept().map(({ id }) => id),
    ["a", "b"],
  );
});

test("where writing is refused although there seemed to be room, it is the same", async () => {
  const home = device({
    onWrite() {
      if (isFull) throw new DOMException("full", "QuotaExceededError");
    },
  });
  let isFull = false;
  const page = tab(home);
  page.add("a");
  await settle();
  isFull = true;
  page.add("b");
  page.finish("a");
  await settle();
  const { photos, cutouts, journal } = page.keeper.shortage();
  assert.deepEqual([photos, cutouts, journal], [{ needs: 1000, free: null }, 1, true]);
  assert.equal(present(page.keeper.results.get("a")).cutout.size, RESULT.bytes);
});

test("a crash at any write loses nothing that was kept before it", async () => {
  const seen = new Set();
  let isComplete = false;
  for (let lastWrite = 1; !isComplete; lastWrite += 1) {
    let writes = 0;
    const home = device({
      onWrite() {
        writes += 1;
        if (writes > lastWrite) throw new Error("crashed");
      },
    });
    const page = tab(home);
    const safe = [];
    page.add("a", "b", "c");
    for (const id of ["a", "b", "c"]) {
      await settle();
      page.finish(id);
      await settle();
      // Kept, and the journal that says so written: from here on nobody may lose it.
      if (writes <= lastWrite && page.keeper.unkept().every((item) => item.id !== id)) safe.push(id);
    }
    isComplete = writes <= lastWrite;
    locks.release();
    writes = Number.NEGATIVE_INFINITY;
    const batches = await abandoned(home);
    const items = batches.flatMap(({ items: each }) => each);
    for (const id of safe) {
      const status = items.find((item) => item.id === id)?.status;
      assert.equal(status, "done", `${id} was lost by a crash at write ${lastWrite}`);
    }
    for (const batch of batches) {
      for (const item of batch.items.filter(({ status }) => status === "done")) {
        assert.equal(await present(batch.results.get(item.id)).blobs.cutout.text(), await cutout(item.id).text());
      }
    }
    for (const item of items) seen.add(item.status);
    seen.add(`safe ${safe.length}`);
  }
  for (const outcome of ["done", "queued", "safe 0", "safe 3"]) assert.ok(seen.has(outcome), `never seen: ${outcome}`);
});

test("nothing of an earlier batch goes between taking it over and having it in the queue", async () => {
  const home = device();
  const first = tab(home);
  first.add("a", "b");
  first.finish("a");
  await settle();
  locks.release();
  const [batch] = await abandoned(home);
  const second = tab(home);
  const taken = present(await takeOver(home, batch.id));
  second.keeper.adopt(taken);
  // The model of that batch is chosen again first: the queue hears of it while it is still empty.
  second.dispatch(want("quick"));
  await settle();
  assert.deepEqual([await names(home, "sources"), (await names(home, "results")).length], [["a", "b"], 1]);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 3 });
  await settle();
  locks.release();
  assert.equal(outlineOf((await abandoned(home))[0]), "a:done b:queued");
});

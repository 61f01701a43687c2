// A finished photo that is changed: the old cutout stays until the new one is written and in the journal, whatever happens in
// between. And mattes, which make that quick.

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeOver } from "../../web/src/storage/abandoned.js";
import { abandoned, cutout, device, FULL, locks, names, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";
import { MATTE, RESULT } from "./queue-fixtures.js";

/** @import { Folder } from "../../web/src/storage/folder.js" */

const NEW = { ...RESULT, bytes: 3000, details: { format: "PNG" } };
const newCutout = new Blob(["n".repeat(3000)], { type: "image/webp" });
const matte = new Blob(["a matte"], { type: "image/png" });

/** A tab in which "a" is finished and kept. @param {Folder} home @param {Parameters<typeof tab>[1]} [options] */
async function finished(home, options) {
  const page = tab(home, options);
  page.add("a");
  await settle();
  page.finish("a");
  await settle();
  assert.equal(page.state().items[0].status, "done");
  let attempt = 1;
  return {
    page,
    start() {
      page.dispatch({ type: "rerun", ids: ["a"], now: 10 });
      attempt += 1;
    },
    end() {
      page.keeper.results.set("a", { cutout: newCutout, thumbnail: null });
      page.dispatch({ type: "done", id: "a", attempt, result: NEW, now: 20 });
    },
  };
}

/** What the next visit would find of it. @param {Folder} home */
async function found(home) {
  const [batch] = await abandoned(home);
  const item = present(batch.items.find(({ id }) => id === "a"));
  const text = await present(batch.results.get("a")).blobs.cutout.text();
  const isNew = item.result?.bytes === NEW.bytes;
  assert.equal(text, await (isNew ? newCutout : cutout("a")).text(), "the file is that of the result");
  assert.ok(batch.sources.has("a"));
  return `${item.status} ${isNew ? "new" : "old"}`;
}

test("while it waits and is worked on, the old cutout is handed out and kept; then the new one", async () => {
  const home = device();
  const { page, start, end } = await finished(home);
  start();
  await settle();
  assert.equal(await present(page.keeper.results.get("a")).cutout.text(), await cutout("a").text());
  assert.deepEqual(page.keeper.unkept(), []);
  end();
  assert.equal(present(page.keeper.results.get("a")).cutout, newCutout);
  assert.equal(page.keeper.unkept().length, 1, "until the new one is written");
  await settle();
  assert.equal(await present(page.keeper.results.get("a")).cutout.text(), await newCutout.text());
  assert.deepEqual(page.keeper.unkept(), []);
  assert.equal((await names(home, "results")).length, 1, "the old file is gone");
  assert.equal((await names(home, "thumbnails")).length, 0);
  locks.release();
  assert.equal(await found(home), "done new");
});

test("a crash at any write of a change loses neither: the old cutout comes back, or the new one", async () => {
  const seen = new Set();
  for (let lastWrite = 0; lastWrite < 60; lastWrite += 1) {
    let left = Number.POSITIVE_INFINITY;
    const home = device({
      onWrite() {
        if (left <= 0) throw new Error("crashed");
        left -= 1;
      },
    });
    const { start, end } = await finished(home);
    left = lastWrite;
    start();
    await settle();
    end();
    await settle();
    locks.release();
    left = Number.POSITIVE_INFINITY;
    seen.add(await found(home));
  }
  assert.deepEqual([...seen].sort(), ["done new", "done old", "queued old"]);
});

test("where the new cutout has no room, the old one stays on the device, and the new one in memory", async () => {
  const home = device();
  const quota = { ...FULL, free: async () => 1e12 };
  const { page, start, end } = await finished(home, { quota });
  quota.free = async () => 0;
  start();
  end();
  await settle();
  assert.equal(await present(page.keeper.results.get("a")).cutout.text(), await newCutout.text());
  assert.equal(page.keeper.shortage().cutouts, 1);
  assert.equal(page.keeper.shortage().finishedPhotos, 0, "its copy makes no room: it is not safely finished");
  assert.deepEqual(
    page.keeper.unkept().map(({ id }) => id),
    ["a"],
  );
  locks.release();
  assert.equal(await found(home), "queued old");
});

test("what is changed several times before anything is written leaves one file", async () => {
  const home = device();
  const { page, start, end } = await finished(home);
  for (let times = 0; times < 5; times += 1) {
    start();
    end();
  }
  await settle();
  assert.equal((await names(home, "results")).length, 1);
  page.dispatch({ type: "clear" });
  await settle();
  assert.deepEqual(await names(home, "results"), []);
  assert.equal(locks.count(), 0);
});

test("a matte is a file until Clear, comes back, and is compared with its checksum each time", async () => {
  const home = device();
  const first = tab(home);
  first.add("a", "b");
  first.find("a", matte);
  assert.deepEqual(await first.keeper.mattes.get("a"), [matte], "before it is written");
  assert.equal(await first.keeper.mattes.get("b"), null);
  await settle();
  assert.equal((await names(home, "mattes")).length, 1);
  assert.ok((await first.keeper.mattes.get("a"))?.[0] instanceof File);
  first.find("a", new Blob(["another"], { type: "image/png" }));
  await settle();
  assert.equal((await names(home, "mattes")).length, 1, "the one before is gone");
  locks.release();

  const [batch] = await abandoned(home);
  const taken = present(await takeOver(home, batch.id));
  const second = tab(home);
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
  assert.deepEqual(taken.batch.items[0].matte, MATTE);
  assert.equal(await (await second.keeper.mattes.get("a"))?.[0]?.text(), "another");
  assert.equal(await second.keeper.mattes.get("b"), null);
  await settle();
  second.dispatch({ type: "clear" });
  await settle();
  assert.deepEqual(await names(home, "mattes"), []);
});

test("a matte that has no room stays in memory; one that is given up leaves no file", async () => {
  const home = device();
  const page = tab(home, { quota: { ...FULL, free: async () => 3 } });
  page.add("a");
  page.keeper.mattes.set("a", [matte]);
  await settle();
  assert.deepEqual(await page.keeper.mattes.get("a"), [matte]);
  assert.deepEqual(await names(home, "mattes"), []);
  const other = tab(device());
  other.add("a");
  other.keeper.mattes.set("a", [matte]);
  other.keeper.mattes.delete("a");
  await settle();
  assert.equal(await other.keeper.mattes.get("a"), null);
  locks.release();
});

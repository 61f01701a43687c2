// What an earlier visit kept is checked before it is used: damage of any file is noticed, costs only its own photo, and never
// reaches a person. The files are damaged here as a disk would do it: the length stays.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looseItems } from "../../web/src/page/loose-items.js";
import { takeOver } from "../../web/src/storage/abandoned.js";
import { checkedName, isIntact } from "../../web/src/storage/checked-file.js";
import { damage, reachable, removeFiles } from "./kept-harm.js";
import { abandoned, cutout, locks, names, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";

/**
 * Three finished photos, left behind; then a second tab that has just taken them over.
 *
 * @param {(raw: any, first: ReturnType<typeof tab>) => Promise<void> | void} harm
 */
async function resumed(harm) {
  const { raw, home } = reachable();
  const first = tab(home);
  first.add("a", "b", "c", "d");
  for (const id of ["a", "b", "c"]) first.finish(id);
  await settle();
  locks.release();
  await harm(raw, first);
  const [found] = await abandoned(home);
  const taken = present(await takeOver(home, found.id));
  const second = tab(home);
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
  return { raw, home, page: second };
}

const statuses = (/** @type {ReturnType<typeof tab>} */ page) =>
  page
    .state()
    .items.map(({ id, status }) => `${id}:${status}`)
    .join(" ");

test("nothing is handed out before its check, and all of it after", async () => {
  const { page } = await resumed(() => {});
  assert.equal(page.keeper.results.get("a"), undefined);
  assert.equal(await page.keeper.results.check("a"), true);
  assert.equal(await page.keeper.results.get("a")?.cutout.text(), await cutout("a").text());
  assert.equal(page.keeper.results.get("b"), undefined);
  await page.keeper.results.checkAll();
  assert.equal(await page.keeper.results.get("b")?.cutout.text(), await cutout("b").text());
  assert.equal(page.keeper.results.get("b")?.thumbnail?.size, 1);
  locks.release();
});

test("a damaged cutout without its photo fails with a reason, and its file goes", async () => {
  const { home, page } = await resumed(async (raw) => {
    await damage(raw, "results", "b.");
    await removeFiles(raw, "sources", "b.");
  });
  await page.keeper.results.checkAll();
  assert.equal(statuses(page), "a:done b:failed c:done d:processing");
  const spoiled = page.state().items[1];
  assert.deepEqual([spoiled.result, spoiled.error?.code], [null, "decode-failed"]);
  assert.equal(page.keeper.results.get("b"), undefined);
  await settle();
  assert.deepEqual(
    (await names(home, "results")).map((name) => name[0]),
    ["a", "c"],
  );
  locks.release();
});

test("a damaged cutout whose photo is still there is made again", async () => {
  const { home, page } = await resumed((raw) => damage(raw, "results", "b."));
  await settle();
  await page.keeper.results.checkAll();
  assert.equal(statuses(page), "a:done b:queued c:done d:processing");
  assert.equal(await page.sources.get("b")?.text(), "x".repeat(1000));
  page.dispatch({ type: "cancel", id: "d", now: 2 });
  page.finish("b");
  await settle();
  assert.equal(await page.keeper.results.get("b")?.cutout.text(), await cutout("b").text());
  assert.equal((await names(home, "results")).length, 3);
  locks.release();
});

test("a damaged small picture costs only itself", async () => {
  const { page } = await resumed((raw) => damage(raw, "thumbnails", "b."));
  await page.keeper.results.checkAll();
  assert.equal(statuses(page), "a:done b:done c:done d:processing");
  assert.equal(page.keeper.results.get("b")?.thumbnail, null);
  assert.equal(page.keeper.results.get("c")?.thumbnail?.size, 1);
  locks.release();
});

test("a damaged matte is no matte, and its file goes; so is one that is gone", async () => {
  const { raw, home } = reachable();
  const page = tab(home);
  page.add("a", "b", "c");
  for (const id of ["a", "b", "c"]) {
    page.find(id, new Blob([`matte of ${id}`], { type: "image/png" }));
    page.finish(id);
  }
  await settle();
  await damage(raw, "mattes", "a.");
  locks.release();
  const [found] = await abandoned(home);
  const taken = present(await takeOver(home, found.id));
  const second = tab(home);
  second.keeper.adopt(taken);
  second.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
  assert.equal(await second.keeper.mattes.get("a"), null);
  assert.equal(await second.keeper.mattes.get("a"), null);
  assert.equal(await (await second.keeper.mattes.get("b"))?.[0]?.text(), "matte of b");
  await settle();
  assert.deepEqual(
    (await names(home, "mattes")).map((name) => name[0]),
    ["b", "c"],
  );
  locks.release();
  await removeFiles(raw, "mattes", "b.");
  const [again] = await abandoned(home);
  assert.deepEqual([...again.mattes.keys()], ["c"]);
  assert.deepEqual(
    again.items.map(({ matte }) => matte !== null),
    [false, false, true],
    "without its file a matte is none",
  );
});

test("a damaged copy of a photo is neither worked on nor shown, and goes; a good one is checked once", async () => {
  const harmed = await resumed((raw) => damage(raw, "sources", "a."));
  const { keeper, sources } = harmed.page;
  assert.equal(keeper.isSourceTrusted("a"), false);
  assert.equal(await keeper.isSourceIntact("a"), false);
  await settle();
  assert.equal(sources.has("a"), false);
  assert.deepEqual(
    (await names(harmed.home, "sources")).map((name) => name[0]),
    ["b", "c", "d"],
  );
  assert.equal(await keeper.isSourceIntact("d"), true);
  assert.equal(keeper.isSourceTrusted("d"), true);
  harmed.page.add("e");
  assert.equal(keeper.isSourceTrusted("e"), true, "the person's own file");
  locks.release();
});

test("a ZIP of an earlier batch leaves out what is damaged, also where the names are lost", async () => {
  const { raw, home } = reachable();
  const first = tab(home);
  first.add("a", "b");
  first.finish("a");
  first.finish("b");
  await settle();
  locks.release();
  await damage(raw, "results", "b.");
  const [batch] = await abandoned(home);
  const { items, cutoutOf } = await looseItems(batch);
  assert.deepEqual(
    items.map(({ id, status }) => `${id}:${status}`),
    ["a:done", "b:failed"],
  );
  assert.equal(await cutoutOf(items[0]).text(), await cutout("a").text());
  const asQueued = batch.items.map((item) => ({ ...item, status: /** @type {const} */ ("queued") }));
  const changing = await looseItems({ ...batch, items: asQueued });
  assert.deepEqual(
    changing.items.map(({ id, status, result }) => [id, status, result !== null]),
    [
      ["a", "queued", true],
      ["b", "queued", false],
    ],
    "what waited to be changed is in the ZIP as it was, or not at all",
  );
  const files = await Promise.all([...batch.results.values()].map(({ blobs }) => blobs.cutout));
  const nameless = await looseItems({ ...batch, items: [], results: new Map(), loose: /** @type {File[]} */ (files) });
  assert.deepEqual(
    nameless.items.map(({ name }) => name),
    ["cutout 1"],
  );
});

test("a name holds the sum of its content; one of an older version holds none and is believed", async () => {
  const content = new Blob(["abc"]);
  const name = await checkedName("a.1", content, ".png");
  assert.equal(name, "a.1.ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.png");
  assert.equal(await isIntact(name, content), true);
  assert.equal(await isIntact(name, new Blob(["abd"])), false);
  assert.equal(await isIntact("a.1.png", new Blob(["abd"])), true);
  const gone = /** @type {any} */ ({ arrayBuffer: () => Promise.reject(new Error("NotFoundError")) });
  assert.equal(await isIntact(name, gone), false);
});

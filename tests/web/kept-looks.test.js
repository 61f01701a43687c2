// The mattes of a photo that the network looked at more than once, on the device: all or none; and what a person asked of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeOver } from "../../web/src/storage/abandoned.js";
import { damage, reachable, removeFiles } from "./kept-harm.js";
import { abandoned, cutout, device, FULL, locks, names, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";
import { TWO } from "./queue-fixtures.js";

const TEXTS = ["one look", "another look"];
const both = () => TEXTS.map((text) => new Blob([text], { type: "image/png" }));

test("all mattes of a photo come back, or none: one that is lost or damaged leads to one cut", async () => {
  for (const harm of ["nothing", "damage", "loss"]) {
    const { raw, home } = reachable();
    const page = tab(home);
    page.add("a");
    page.find("a", ...both());
    page.finish("a");
    await settle();
    assert.equal((await names(home, "mattes")).length, 2);
    locks.release();
    // The second one, by the name that the journal has for it.
    const [{ mattes }] = await abandoned(home);
    const file = present(mattes.get("a")?.[1]).name;
    if (harm === "damage") await damage(raw, "mattes", file);
    if (harm === "loss") await removeFiles(raw, "mattes", file);
    const [batch] = await abandoned(home);
    const taken = present(await takeOver(home, batch.id));
    const later = tab(home);
    later.keeper.adopt(taken);
    later.dispatch({ type: "restore", items: taken.batch.items, now: 1 });
    const texts = await Promise.all(((await later.keeper.mattes.get("a")) ?? []).map((blob) => blob.text()));
    assert.deepEqual(texts, harm === "nothing" ? TEXTS : [], harm);
    assert.deepEqual(taken.batch.items[0].matte, harm === "loss" ? null : TWO, harm);
    await settle();
    if (harm === "damage") assert.deepEqual(await names(home, "mattes"), [], "the sound one goes with it");
    later.dispatch({ type: "clear" });
    await settle();
    assert.deepEqual(await names(home, "mattes"), [], harm);
  }
});

test("mattes that are found anew take the place of all before", async () => {
  const home = device();
  const page = tab(home);
  page.add("a");
  page.find("a", ...both());
  await settle();
  const one = new Blob(["only look"], { type: "image/png" });
  page.find("a", one);
  assert.deepEqual(await page.keeper.mattes.get("a"), [one]);
  await settle();
  assert.equal((await names(home, "mattes")).length, 1);
  locks.release();
});

test("where there is no room for all mattes of a photo, none is on the device", async () => {
  const home = device();
  const page = tab(home, { quota: { ...FULL, free: async () => 12 } });
  page.add("a");
  const blobs = both();
  page.keeper.mattes.set("a", blobs);
  await settle();
  assert.deepEqual([await page.keeper.mattes.get("a"), await names(home, "mattes")], [blobs, []]);
  locks.release();
});

test("what a person chose of a photo's looks comes back, and its cutout stays until there is a newer one", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b");
  page.find("a", ...both());
  page.finish("a");
  await settle();
  page.dispatch({ type: "chooseLook", ids: ["a"], look: 1, now: 10 });
  await settle();
  locks.release();
  const [batch] = await abandoned(home);
  const [{ status, matte, looks, keepsMatte, result }] = /** @type {any} */ (batch.items);
  assert.deepEqual([status, matte.chosen, looks, keepsMatte], ["queued", 1, "automatic", true]);
  assert.equal(await present(batch.results.get("a")).blobs.cutout.text(), await cutout("a").text());
  assert.equal(result.look, "square 64");
});

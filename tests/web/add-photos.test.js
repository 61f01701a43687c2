// What becomes of added files, and what the page says about an addition: what is left out, what is hidden, and that there
// was nothing at all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddPhotos } from "../../web/src/page/add-photos.js";
import { newItem } from "../../web/src/queue/item.js";
import { file } from "./fake-entries.js";
import { add as adding, after, done, source } from "./queue-fixtures.js";

/** @import { Source } from "../../web/src/queue/item.js" */

const NOTHING = { files: [], skipped: [], unreadable: [] };
const some = (/** @type {string[]} */ ...names) => ({
  ...NOTHING,
  files: names.map((name) => ({ file: file(name), path: name })),
});

/** A page that holds `count` items before anything is added. */
function page(count = 0) {
  const here = { shown: new Map(), note: "", added: /** @type {string[]} */ ([]) };
  const add = createAddPhotos({
    items: () => Array.from({ length: count + here.added.length }, (_, index) => newItem(source(`there-${index}`))),
    sources: new Map(),
    onBack: () => assert.fail("nothing was known"),
    onAdded: (sources) => here.added.push(...sources.map(({ path }) => path)),
    notices: {
      show: (notice) => here.shown.set(notice.key, notice),
      remove: (key) => here.shown.delete(key),
    },
    note: (text) => {
      here.note = text;
    },
  });
  return { here, add };
}

test("that there was no file is said until files come, and no other notice goes with it", () => {
  const { here, add } = page(100);
  add(NOTHING);
  assert.match(here.shown.get("nothing-found").title, /no file/);
  add({ ...NOTHING, unreadable: ["locked"] });
  assert.deepEqual([...here.shown.keys()], ["nothing-found", "unreadable"]);
  add(some("a.jpg"));
  assert.deepEqual([...here.shown.keys()], ["unreadable", "left-out"]);
});

test("each file is held under an id of its own, unlike those of another visit, and named without its folder", () => {
  const sources = new Map();
  const added = /** @type {Source[]} */ ([]);
  const onAdded = (/** @type {Source[]} */ more) => void added.push(...more);
  const parts = { items: () => added.map(newItem), sources, onAdded, onBack: () => {}, note: () => {} };
  const notices = { show: () => {}, remove: () => {} };
  const [visit, another] = [createAddPhotos({ ...parts, notices }), createAddPhotos({ ...parts, notices })];
  const [one, two, three] = ["1.jpg", "1.jpg", "2.jpg"].map((name) => file(name));
  visit({ ...NOTHING, files: [{ file: one, path: "front/1.jpg" }] });
  visit({ ...NOTHING, files: [{ file: two, path: "back/1.jpg" }] });
  another({ ...NOTHING, files: [{ file: three, path: "2.jpg" }] });
  assert.equal(new Set(added.map(({ id }) => id)).size, 3);
  assert.deepEqual(
    added.map(({ id, name, path, bytes }) => [sources.get(id), name, path, bytes]),
    [
      [one, "1.jpg", "front/1.jpg", one.size],
      [two, "1.jpg", "back/1.jpg", two.size],
      [three, "2.jpg", "2.jpg", three.size],
    ],
  );
});

test("photos come in although their names begin with a dot", () => {
  const { here, add } = page();
  add(some(".hidden.jpg", "...", "._IMG_1.jpg"));
  assert.deepEqual(here, { shown: new Map(), note: "", added: [".hidden.jpg", "...", "._IMG_1.jpg"] });
});

test("how much was passed over is said, until the next addition", () => {
  const { here, add } = page();
  const words = (/** @type {string[]} */ ...skipped) => {
    add({ ...some("a.jpg"), skipped });
    return here.note;
  };
  assert.equal(words("s/.a", "s/.b", "s/Thumbs.db"), "3 hidden files were passed over.");
  assert.equal(words("s/.a"), "1 hidden file was passed over.");
  assert.equal(words("s/.git/"), "1 hidden folder was passed over.");
  assert.equal(words("s/.a", "s/.git/", "s/.b"), "2 hidden files and 1 hidden folder were passed over.");
  assert.equal(words(), "");
  assert.equal(here.shown.size, 0);
});

test("a folder of nothing but hidden files is not called empty", () => {
  const { here, add } = page();
  add({ ...NOTHING, skipped: ["shoot/.hidden.jpg"] });
  assert.match(here.shown.get("nothing-found").title, /only hidden files/);
  assert.equal(here.note, "1 hidden file was passed over.");
  add(some("a.jpg"));
  assert.deepEqual([here.shown.size, here.note], [0, ""]);
});

test("the file of a row whose photo is not at hand is that photo; another one of that name is a new photo", () => {
  const given = (/** @type {string} */ path, lastModified = 5, bytes = 4) => ({
    path,
    file: new File(["x".repeat(bytes)], path.split("/").at(-1) ?? "", { lastModified }),
  });
  const known = ["a", "b", "c"].map((id) => ({ ...source(id), bytes: 4, lastModified: 5 }));
  const { items } = after({ ...adding(), sources: known }, done("a"));
  const here = { back: /** @type {[string, File][]} */ ([]), added: /** @type {Source[]} */ ([]), note: "" };
  const sources = new Map([["c", new File(["x"], "c.jpg")]]);
  const add = createAddPhotos({
    items: () => items,
    sources,
    onAdded: (added) => void here.added.push(...added),
    onBack: (files) => void here.back.push(...files),
    notices: { show: () => assert.fail("nothing to say"), remove: () => {} },
    note(text) {
      here.note = text;
    },
  });
  const [a, b] = [given("shoot/a.jpg"), given("b.jpg")];
  const others = [given("shoot/a.jpg", 6), given("shoot/a.jpg", 5, 3), given("shoot/c.jpg"), given("d.jpg")];
  add({ ...NOTHING, files: [...others, a, b, a], skipped: ["s/.a"] });
  assert.deepEqual(here.back, [
    ["a", a.file],
    ["b", b.file],
  ]);
  assert.deepEqual(
    here.added.map(({ path, bytes, lastModified }) => [path, bytes, lastModified]),
    [...others, a].map(({ path, file }) => [path, file.size, file.lastModified]),
    "a row has one photo; one that is at hand needs none",
  );
  assert.equal(
    here.note,
    "a.jpg is there again: it can be changed now. b.jpg is there again: it is cut out in its old row. 1 hidden file was passed over.",
  );
});

test("photos that are there again take no room in the queue, and are counted where they are several", () => {
  const known = Array.from({ length: 100 }, (_, index) => ({ ...source(`p${index}`), bytes: 0, lastModified: 5 }));
  const { items } = after({ ...adding(), sources: known }, done("p0"), done("p1", 1));
  let said = "";
  let back = 0;
  const add = createAddPhotos({
    items: () => items,
    sources: new Map(),
    onAdded: (added) => assert.equal(added.length, 0),
    onBack(files) {
      back = files.size;
    },
    notices: { show: () => assert.fail("all of them fit"), remove: () => {} },
    note(text) {
      said = text;
    },
  });
  const files = known.map(({ name, path }) => ({ path, file: new File([], name, { lastModified: 5 }) }));
  add({ ...NOTHING, files });
  assert.equal(back, 100);
  assert.equal(
    said,
    "2 photos are there again: they can be changed now. 98 photos are there again: they are cut out in their old rows.",
  );
});

// What becomes of added files, and what the page says about an addition: what is left out, what is hidden, and that there
// was nothing at all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddPhotos } from "../../web/src/page/add-photos.js";
import { file } from "./fake-entries.js";

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
    count: () => count + here.added.length,
    sources: new Map(),
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
  const parts = { count: () => added.length, sources, onAdded, note: () => {} };
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

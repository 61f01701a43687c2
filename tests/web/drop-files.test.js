// From a drop or a file input to files with paths, against imitated entries.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromDrop, fromInput } from "../../web/src/lib/drop-files.js";
import { dataTransfer, file, fileEntry, folderEntry } from "./fake-entries.js";

const paths = (/** @type {{ files: readonly { path: string }[] }} */ found) => found.files.map((each) => each.path);
const notFound = new DOMException("gone", "NotFoundError");

test("a folder is walked to its end, in natural order, with paths", async () => {
  const folder = folderEntry("shoot", [
    fileEntry("IMG_10.jpg"),
    folderEntry("a", [fileEntry("2.jpg"), folderEntry("deep", [fileEntry("1.jpg")])]),
    fileEntry("IMG_9.jpg"),
    folderEntry("empty", []),
  ]);
  const found = await fromDrop(
    dataTransfer([{ entry: folder }, { entry: fileEntry("alone.jpg"), file: file("alone.jpg") }]),
  );
  assert.deepEqual(paths(found), [
    "alone.jpg",
    "shoot/a/2.jpg",
    "shoot/a/deep/1.jpg",
    "shoot/IMG_9.jpg",
    "shoot/IMG_10.jpg",
  ]);
  assert.ok(found.files.every((each) => each.file instanceof File && each.path.endsWith(each.file.name)));
  assert.deepEqual([found.skipped, found.unreadable], [[], []]);
});

test("a folder of more than one portion loses nothing", async () => {
  const many = Array.from({ length: 250 }, (_, index) => fileEntry(`${index}.jpg`));
  const found = await fromDrop(dataTransfer([{ entry: folderEntry("big", many) }]));
  assert.deepEqual(
    paths(found),
    Array.from({ length: 250 }, (_, index) => `big/${index}.jpg`),
  );
});

test("items are taken before the event is over", async () => {
  const transfer = dataTransfer([{ entry: fileEntry("a.jpg") }, { entry: fileEntry("b.jpg") }]);
  const promise = fromDrop(transfer);
  Object.assign(transfer.items, { length: 0 });
  Object.assign(transfer.files, { length: 0 });
  assert.deepEqual(paths(await promise), ["a.jpg", "b.jpg"]);
});

test("without entries the plain files are taken", async () => {
  const without = dataTransfer([
    { entry: null, file: file("b.jpg") },
    { entry: null, file: file("a.jpg") },
  ]);
  assert.deepEqual(paths(await fromDrop(without)), ["a.jpg", "b.jpg"]);
  const withoutItems = { items: [], files: [file("c.jpg")] };
  assert.deepEqual(paths(await fromDrop(/** @type {any} */ (withoutItems))), ["c.jpg"]);
  const withoutMethod = { items: [{ kind: "file", getAsFile: () => file("d.jpg") }], files: [] };
  assert.deepEqual(paths(await fromDrop(/** @type {any} */ (withoutMethod))), ["d.jpg"]);
});

test("an entry that cannot be read falls back on its plain file", async () => {
  const plain = file("a.jpg");
  const found = await fromDrop(dataTransfer([{ entry: fileEntry("a.jpg", { error: notFound }), file: plain }]));
  assert.deepEqual(found, { files: [{ file: plain, path: "a.jpg" }], skipped: [], unreadable: [] });
});

test("what cannot be read is named and stops nothing", async () => {
  const folder = folderEntry("shoot", [
    folderEntry("locked", [], { failAfter: 0 }),
    fileEntry("gone.jpg", { error: notFound }),
    fileEntry("good.jpg"),
  ]);
  const found = await fromDrop(dataTransfer([{ entry: folder }]));
  assert.deepEqual(paths(found), ["shoot/good.jpg"]);
  assert.deepEqual(found.unreadable, ["shoot/gone.jpg", "shoot/locked"]);
});

test("a folder that fails half way keeps what was read, and is named", async () => {
  const many = Array.from({ length: 150 }, (_, index) => fileEntry(`${index}.jpg`));
  const found = await fromDrop(dataTransfer([{ entry: folderEntry("big", many, { failAfter: 1 }) }]));
  assert.equal(found.files.length, 100);
  assert.deepEqual(found.unreadable, ["big"]);
});

test("inside a folder what is hidden and the litter of file managers is left out, and named", async () => {
  const litter = [".DS_Store", "._IMG_1.jpg", "Desktop.ini", "Thumbs.db"];
  const folder = folderEntry("shoot", [
    ...litter.map((name) => fileEntry(name)),
    folderEntry("__MACOSX", [fileEntry("a.jpg")]),
    folderEntry(".git", [fileEntry("b.jpg")]),
    fileEntry("real.jpg"),
  ]);
  const found = await fromDrop(dataTransfer([{ entry: folder }]));
  assert.deepEqual(paths(found), ["shoot/real.jpg"]);
  assert.deepEqual(
    found.skipped.toSorted(),
    ["shoot/.git/", "shoot/__MACOSX/", ...litter.map((name) => `shoot/${name}`)].toSorted(),
  );
});

const CHOSEN_BY_HAND = ["...", "..jpg", ".DS_Store", "._IMG_1.jpg", ".hidden.jpg", ".jpg", "Thumbs.db", "desktop.ini"];

test("a file that was dropped or chosen itself is taken, whatever its name", async () => {
  const withEntries = CHOSEN_BY_HAND.map((name) => ({ entry: fileEntry(name), file: file(name) }));
  const without = CHOSEN_BY_HAND.map((name) => ({ entry: null, file: file(name) }));
  for (const found of [
    await fromDrop(dataTransfer(withEntries)),
    await fromDrop(dataTransfer(without)),
    fromInput(CHOSEN_BY_HAND.map((name) => file(name))),
  ]) {
    assert.deepEqual(paths(found).toSorted(), CHOSEN_BY_HAND);
    assert.deepEqual(found.skipped, []);
  }
});

test("a hidden folder that was dropped or chosen itself is walked; what is hidden in it is not taken", async () => {
  const folder = folderEntry(".photos", [fileEntry("a.jpg"), fileEntry(".b.jpg"), folderEntry(".c", [])]);
  const dropped = await fromDrop(dataTransfer([{ entry: folder }]));
  const chosen = fromInput(
    ["a.jpg", ".b.jpg", ".c/1.jpg", ".c/2.jpg", ".c/d/3.jpg"].map((path) =>
      file(path.split("/").at(-1) ?? "", `.photos/${path}`),
    ),
  );
  for (const found of [dropped, chosen]) {
    assert.deepEqual(paths(found), [".photos/a.jpg"]);
    assert.deepEqual(found.skipped, [".photos/.b.jpg", ".photos/.c/"]);
  }
});

test("a file input gives names, or paths where a folder was chosen", () => {
  const found = fromInput([
    file("b10.jpg"),
    file("b9.jpg"),
    file("x.jpg", "shoot/a/x.jpg"),
    file("y.jpg", "shoot/.cache/y.jpg"),
  ]);
  assert.deepEqual(paths(found), ["b9.jpg", "b10.jpg", "shoot/a/x.jpg"]);
  assert.deepEqual(found.skipped, ["shoot/.cache/"]);
});

test("files of one folder stay together, whatever sorts between", () => {
  const found = fromInput(
    ["a b/1.jpg", "a/2.jpg", "a b/3.jpg", "a/1.jpg"].map((path) => file(path.split("/")[1], path)),
  );
  assert.deepEqual(paths(found), ["a/1.jpg", "a/2.jpg", "a b/1.jpg", "a b/3.jpg"]);
});

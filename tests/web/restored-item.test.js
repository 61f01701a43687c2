// What becomes of each photo of an earlier visit, from what the journal says and which of its files are there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readEntry } from "../../web/src/storage/journal-entry.js";
import { restoredItem } from "../../web/src/storage/restored-item.js";
import { present } from "./present.js";
import { add, after, done, failed, MATTE, outline, step } from "./queue-fixtures.js";

const FILES = { cutout: "a.1.png", thumbnail: "a.1.png", originalPreview: null };
const STATE = after(add("a", "b", "c", "d", "e"), done("a"), failed("b"), { type: "cancel", id: "e", now: 9 });
const ENTRIES = STATE.items.map((item) => ({
  item,
  files: item.status === "done" ? FILES : null,
  source: { file: item.id, type: "image/jpeg", lastModified: 5 },
  mattes: item.status === "done" ? ["a.1.png"] : [],
  saved: item.status === "done",
}));
const [DONE, FAILED, PROCESSING, QUEUED, CANCELLED] = ENTRIES;

test("what becomes of a photo depends on the files that are really there", () => {
  const there = { cutout: 2000, source: 1000, mattes: 0 };
  const gone = { cutout: null, source: null, mattes: 0 };
  /** @type {(...given: Parameters<typeof restoredItem>) => string} */
  const fate = (entry, bytes) => {
    const { item, loss } = restoredItem(entry, bytes);
    return [item.status, item.attempt, item.error?.code ?? "", loss].join(" ");
  };
  assert.equal(fate(DONE, there), "done 1  nothing");
  assert.equal(restoredItem(DONE, there).item, DONE.item);
  assert.equal(fate(DONE, { ...there, cutout: 1999 }), "queued 2  cutout");
  assert.equal(fate(DONE, gone), "failed 2 source-not-kept cutout");
  assert.equal(fate(DONE, { ...there, source: null }), "done 1  nothing");
  assert.equal(fate(PROCESSING, there), "queued 2  nothing");
  assert.equal(fate(QUEUED, there), "queued 1  nothing");
  const withMatte = { ...DONE, item: { ...DONE.item, matte: MATTE } };
  assert.deepEqual(restoredItem(withMatte, { ...there, mattes: 1 }).item.matte, MATTE);
  assert.equal(restoredItem(withMatte, { ...there, mattes: 0 }).item.matte, null, "its file is gone");
  assert.deepEqual(
    restoredItem(withMatte, { cutout: null, source: 1000, mattes: 1 }).item.matte,
    MATTE,
    "a quick repair",
  );
  assert.equal(fate(QUEUED, { ...gone, source: 999 }), "failed 1 source-not-kept source");
  assert.equal(fate(QUEUED, gone), "failed 1 source-not-kept source");
  assert.equal(fate(FAILED, gone), "failed 1 decode-failed nothing");
  assert.equal(fate(CANCELLED, gone), "cancelled 1  nothing");
});

test("what waited to be changed keeps the cutout it had, and waits again; without its photo it stays as it was", () => {
  const { result } = DONE.item;
  for (const { entry, attempt } of [
    { entry: PROCESSING, attempt: 2 },
    { entry: QUEUED, attempt: 1 },
  ]) {
    const changing = { ...entry, files: FILES, item: { ...entry.item, result } };
    const read = present(readEntry(JSON.parse(JSON.stringify(changing))));
    assert.deepEqual([read.item.status, read.item.result, read.files], [entry.item.status, result, FILES]);
    const back = restoredItem(read, { cutout: 2000, source: 1000, mattes: 0 });
    assert.deepEqual([back.item.status, back.item.attempt, back.loss], ["queued", attempt, "nothing"]);
    assert.deepEqual(back.item.result, result);
    const stays = restoredItem(read, { cutout: 2000, source: null, mattes: 0 });
    assert.deepEqual([stays.item.status, stays.item.error?.code, stays.loss], ["done", "source-not-kept", "nothing"]);
    assert.deepEqual(stays.item.result, result);
    const anew = restoredItem(read, { cutout: null, source: 1000, mattes: 0 });
    assert.deepEqual([anew.item.status, anew.item.result, anew.loss], ["queued", null, "cutout"]);
    assert.equal(restoredItem(read, { cutout: null, source: null, mattes: 0 }).item.status, "failed");
  }
});

test("a finished photo whose last change failed says why", () => {
  const { error } = FAILED.item;
  assert.deepEqual(readEntry({ ...DONE, item: { ...DONE.item, error } })?.item.error, error);
  assert.equal(present(readEntry(DONE)).item.error, null);
});

test("a restored batch goes on where it was: the finished stay, the rest runs", () => {
  const items = ENTRIES.map((entry) => restoredItem(entry, { cutout: 2000, source: 1000, mattes: 0 }).item);
  const { state, effects } = step(after(), { type: "restore", items, now: 20 });
  assert.equal(outline(state), "a:done b:failed c:processing d:queued e:cancelled");
  assert.equal(state.items[0], items[0], "a finished one is not touched");
  assert.deepEqual(effects, [{ type: "start", id: "c", attempt: 2, work: "cut", matte: null, looks: "automatic" }]);
});

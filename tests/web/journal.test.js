// The journal survives what a crash, another version or a person does to its files: the newest counts, damage costs only
// what it hit, and what makes no sense is refused by the entry, never guessed at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { textSum } from "../../web/src/shared/text-sum.js";
import { readEntry } from "../../web/src/storage/journal-entry.js";
import { journalText, readJournal } from "../../web/src/storage/journal-format.js";
import { restoredItem } from "../../web/src/storage/restored-item.js";
import { fc } from "./deps.js";
import { add, after, done, failed, outline, step } from "./queue-fixtures.js";

const FILES = { cutout: "a.1.png", thumbnail: "a.1.png", originalPreview: null };
const SOURCE = { file: "b", type: "image/jpeg", lastModified: 5 };

const STATE = after(add("a", "b", "c", "d", "e"), done("a"), failed("b"), { type: "cancel", id: "e", now: 9 });
const ENTRIES = STATE.items.map((item) => ({
  item,
  files: item.status === "done" ? FILES : null,
  source: { ...SOURCE, file: item.id },
  matte: item.status === "done" ? "a.1.png" : null,
  saved: item.status === "done",
}));
const JOURNAL = { app: "1", savedAt: 7, options: DEFAULT_OPTIONS, model: "quick", entries: ENTRIES };

test("what is written is read back, item by item", () => {
  const read = readJournal([journalText(JOURNAL, 4), null]);
  assert.equal(read.sequence, 4);
  assert.equal(read.unreadable, 0);
  assert.deepEqual({ ...read.journal.entries[0] }, ENTRIES[0]);
  assert.equal(read.journal.entries.map(({ item }) => item.status).join(), "done,failed,processing,queued,cancelled");
  assert.deepEqual(read.journal.entries[1].item, STATE.items[1]);
  assert.equal(read.journal.model, "quick");
  assert.equal(read.journal.entries[0].item.result.model, "balanced");
  assert.equal(read.journal.entries[2].item.stage, null, "progress is not kept");
});

test("the newest of two counts; where it was cut short, the one before it", () => {
  const [old, young] = [journalText({ ...JOURNAL, savedAt: 1 }, 8), journalText({ ...JOURNAL, savedAt: 2 }, 9)];
  assert.equal(readJournal([old, young]).journal.savedAt, 2);
  assert.equal(readJournal([young, old]).journal.savedAt, 2);
  fc.assert(
    fc.property(fc.nat({ max: young.length - 1 }), (length) => {
      const { journal, unreadable } = readJournal([old, young.slice(0, length)]);
      assert.ok(journal.savedAt === 1 || journal.savedAt === 2);
      assert.deepEqual([journal.entries.map(({ item }) => item.id).join(), unreadable], ["a,b,c,d,e", 0]);
    }),
  );
});

test("damage costs only the line that it hit, and nothing that was changed is believed", () => {
  const text = journalText(JOURNAL, 9);
  const originals = new Map(readJournal([text]).journal.entries.map((entry) => [entry.item.id, entry]));
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom("?", "7", " ", "\n", '"', "}"), (at, character) => {
      // The version, or a digit more behind it: of another one nothing is known.
      const version = text.indexOf(" ") + 1;
      fc.pre(at !== version && at !== version + 1);
      const harmed = text.slice(0, at) + character + text.slice(at + 1);
      const read = readJournal([harmed]);
      assert.notEqual(typeof read, "string", "one character does not cost the batch");
      for (const entry of read.journal.entries) assert.deepEqual(entry, originals.get(entry.item.id));
      // A line break lost makes one line of two.
      assert.ok(read.journal.entries.length >= (text[at] === "\n" ? 3 : 4));
      if (read.journal.entries.length < 5) assert.ok(read.unreadable >= 1, "the loss is said");
      const both = readJournal([harmed, journalText({ ...JOURNAL, savedAt: 1 }, 8)]);
      assert.equal(both.journal.entries.map(({ item }) => item.id).join(), "a,b,c,d,e", "the file before has it");
      assert.equal(both.journal.model, "quick");
    }),
    {
      numRuns: 500,
      examples: [
        [text.indexOf("\n", text.indexOf("\n") + 1), "?"],
        [text.indexOf("\n"), "?"],
      ],
    },
  );
});

test("a journal of the version before is read, whole or not at all", () => {
  const json = JSON.stringify({ ...JOURNAL, paused: true });
  const text = `cutroom-journal 1 4 ${textSum(json)}\n${json}`;
  const read = readJournal([text, null]);
  assert.deepEqual([read.sequence, read.unreadable, read.journal.entries.length], [4, 0, 5]);
  assert.equal(readJournal([text.replace("queued", "failed"), null]), "damaged");
  assert.equal(readJournal([text, journalText({ ...JOURNAL, savedAt: 8 }, 5)]).journal.savedAt, 8);
});

test("no journal, a damaged one, and one of a newer version are told apart", () => {
  const text = journalText(JOURNAL, 1);
  assert.equal(readJournal([null, null]), "none");
  assert.equal(readJournal(["", null]), "damaged");
  assert.equal(readJournal(["{}", text.slice(0, 50)]), "damaged");
  const newer = text.replace("cutroom-journal 2 ", "cutroom-journal 3 ");
  assert.equal(readJournal([newer, null]), "newer");
  assert.equal(readJournal([newer, text]).sequence, 1);
});

test("an entry that makes no sense costs only itself", () => {
  const [entry] = ENTRIES;
  const wrong = [
    null,
    1,
    {},
    { ...entry, item: { ...entry.item, status: "lost" } },
    { ...entry, item: { ...entry.item, attempt: 0 } },
    { ...entry, item: { ...entry.item, id: "" } },
    { ...entry, item: { ...entry.item, result: null } },
    { ...entry, item: { ...entry.item, result: { ...entry.item.result, extension: ".png/../../x.exe" } } },
    { ...entry, item: { ...entry.item, result: { ...entry.item.result, extension: ".webp" } } },
    { ...entry, item: { ...entry.item, result: { ...entry.item.result, media_type: "text/html" } } },
    { ...entry, files: { cutout: 3 } },
  ];
  assert.deepEqual(
    wrong.map(readEntry),
    wrong.map(() => null),
  );
  const read = readJournal([journalText({ ...JOURNAL, entries: [...wrong, entry] }, 1)]);
  assert.deepEqual([read.unreadable, read.journal.entries.length], [wrong.length, 1]);
});

test("settings and error codes of another version do not cost the photo", () => {
  const [finished, broken] = ENTRIES;
  const result = { ...finished.item.result, options: { format: "jxl", dithering: 7 } };
  assert.deepEqual(readEntry({ ...finished, item: { ...finished.item, result } }).item.result.options, DEFAULT_OPTIONS);
  const error = { ...broken.item.error, code: "brand-new" };
  assert.equal(readEntry({ ...broken, item: { ...broken.item, error } }).item.error.code, "internal-error");
});

const [DONE, FAILED, PROCESSING, QUEUED, CANCELLED] = ENTRIES;

test("what becomes of a photo depends on the files that are really there", () => {
  const there = { cutout: 2000, source: 1000 };
  const gone = { cutout: null, source: null };
  const fate = (entry, bytes) => {
    const { item, loss } = restoredItem(entry, bytes);
    return [item.status, item.attempt, item.error?.code ?? "", loss].join(" ");
  };
  assert.equal(fate(DONE, there), "done 1  nothing");
  assert.equal(restoredItem(DONE, there).item, DONE.item);
  assert.equal(fate(DONE, { cutout: 1999, source: 1000 }), "queued 2  cutout");
  assert.equal(fate(DONE, gone), "failed 2 source-not-kept cutout");
  assert.equal(fate(DONE, { cutout: 2000, source: null }), "done 1  nothing");
  assert.equal(fate(PROCESSING, there), "queued 2  nothing");
  assert.equal(fate(QUEUED, there), "queued 1  nothing");
  assert.equal(fate(QUEUED, { cutout: null, source: 999 }), "failed 1 source-not-kept source");
  assert.equal(fate(QUEUED, gone), "failed 1 source-not-kept source");
  assert.equal(fate(FAILED, gone), "failed 1 decode-failed nothing");
  assert.equal(fate(CANCELLED, gone), "cancelled 1  nothing");
});

test("what waited to be changed keeps the cutout it had, and waits again; without its photo it stays as it was", () => {
  const { result } = DONE.item;
  for (const [entry, attempt] of [
    [PROCESSING, 2],
    [QUEUED, 1],
  ]) {
    const changing = { ...entry, files: FILES, item: { ...entry.item, result } };
    const read = readEntry(JSON.parse(JSON.stringify(changing)));
    assert.deepEqual([read.item.status, read.item.result, read.files], [entry.item.status, result, FILES]);
    const back = restoredItem(read, { cutout: 2000, source: 1000 });
    assert.deepEqual([back.item.status, back.item.attempt, back.loss], ["queued", attempt, "nothing"]);
    assert.deepEqual(back.item.result, result);
    const stays = restoredItem(read, { cutout: 2000, source: null });
    assert.deepEqual([stays.item.status, stays.item.error.code, stays.loss], ["done", "source-not-kept", "nothing"]);
    assert.deepEqual(stays.item.result, result);
    const anew = restoredItem(read, { cutout: null, source: 1000 });
    assert.deepEqual([anew.item.status, anew.item.result, anew.loss], ["queued", null, "cutout"]);
    assert.equal(restoredItem(read, { cutout: null, source: null }).item.status, "failed");
  }
});

test("a finished photo whose last change failed says why", () => {
  const { error } = FAILED.item;
  assert.deepEqual(readEntry({ ...DONE, item: { ...DONE.item, error } }).item.error, error);
  assert.equal(readEntry(DONE).item.error, null);
});

test("a restored batch goes on where it was: the finished stay, the rest runs", () => {
  const items = ENTRIES.map((entry) => restoredItem(entry, { cutout: 2000, source: 1000 }).item);
  const { state, effects } = step(after(), { type: "restore", items, now: 20 });
  assert.equal(outline(state), "a:done b:failed c:processing d:queued e:cancelled");
  assert.equal(state.items[0], items[0], "a finished one is not touched");
  assert.deepEqual(effects, [{ type: "start", id: "c", attempt: 2, work: "cut", matte: null }]);
});

test("a time that is none is not shown as one", () => {
  for (const savedAt of [1e300, Number.NaN, "soon"]) {
    assert.equal(readJournal([journalText(/** @type {any} */ ({ ...JOURNAL, savedAt }), 5)]).journal.savedAt, 0);
  }
});

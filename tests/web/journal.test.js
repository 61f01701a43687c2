// The journal survives what a crash, another version or a person does to its files: the newest counts, damage costs only
// what it hit, and what makes no sense is refused by the entry, never guessed at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { textSum } from "../../web/src/shared/text-sum.js";
import { readEntry } from "../../web/src/storage/journal-entry.js";
import { journalText, readJournal } from "../../web/src/storage/journal-format.js";
import { fc } from "./deps.js";
import { present } from "./present.js";
import { add, after, done, failed, MATTE } from "./queue-fixtures.js";

/** @import { Entry } from "../../web/src/storage/journal-entry.js" */
/** @import { WrittenJournal } from "../../web/src/storage/journal-format.js" */

const FILES = { cutout: "a.1.png", thumbnail: "a.1.png", originalPreview: null };
const SOURCE = { file: "b", type: "image/jpeg", lastModified: 5 };

const STATE = after(add("a", "b", "c", "d", "e"), done("a"), failed("b"), { type: "cancel", id: "e", now: 9 });
/** @type {Entry[]} */
const ENTRIES = STATE.items.map((item) => ({
  item,
  files: item.status === "done" ? FILES : null,
  source: { ...SOURCE, file: item.id },
  mattes: item.status === "done" ? ["a.1.png", "a.2.png"] : [],
  saved: item.status === "done",
}));
/** @type {WrittenJournal} */
const JOURNAL = { app: "1", savedAt: 7, options: DEFAULT_OPTIONS, model: "quick", entries: ENTRIES };

/** What is read of a journal of which something can be read. @param {readonly (string | null)[]} texts */
function readable(texts) {
  const read = readJournal(texts);
  assert.ok(typeof read !== "string", `nothing is read: ${read}`);
  return read;
}

test("what is written is read back, item by item", () => {
  const read = readable([journalText(JOURNAL, 4), null]);
  assert.equal(read.sequence, 4);
  assert.equal(read.unreadable, 0);
  assert.deepEqual({ ...read.journal.entries[0] }, ENTRIES[0]);
  assert.equal(read.journal.entries.map(({ item }) => item.status).join(), "done,failed,processing,queued,cancelled");
  assert.deepEqual(read.journal.entries[1].item, STATE.items[1]);
  assert.equal(read.journal.model, "quick");
  assert.equal(read.journal.entries[0].item.result?.model, "balanced");
  assert.equal(read.journal.entries[2].item.stage, null, "progress is not kept");
});

test("the newest of two counts; where it was cut short, the one before it", () => {
  const [old, young] = [journalText({ ...JOURNAL, savedAt: 1 }, 8), journalText({ ...JOURNAL, savedAt: 2 }, 9)];
  assert.equal(readable([old, young]).journal.savedAt, 2);
  assert.equal(readable([young, old]).journal.savedAt, 2);
  fc.assert(
    fc.property(fc.nat({ max: young.length - 1 }), (length) => {
      const { journal, unreadable } = readable([old, young.slice(0, length)]);
      assert.ok(journal.savedAt === 1 || journal.savedAt === 2);
      assert.deepEqual([journal.entries.map(({ item }) => item.id).join(), unreadable], ["a,b,c,d,e", 0]);
    }),
  );
});

test("damage costs only the line that it hit, and nothing that was changed is believed", () => {
  const text = journalText(JOURNAL, 9);
  const originals = new Map(readable([text]).journal.entries.map((entry) => [entry.item.id, entry]));
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom("?", "7", " ", "\n", '"', "}"), (at, character) => {
      // The version, or a digit more behind it: of another one nothing is known.
      const version = text.indexOf(" ") + 1;
      fc.pre(at !== version && at !== version + 1);
      const harmed = text.slice(0, at) + character + text.slice(at + 1);
      const read = readJournal([harmed]);
      assert.ok(typeof read !== "string", "one character does not cost the batch");
      for (const entry of read.journal.entries) assert.deepEqual(entry, originals.get(entry.item.id));
      // A line break lost makes one line of two.
      assert.ok(read.journal.entries.length >= (text[at] === "\n" ? 3 : 4));
      if (read.journal.entries.length < 5) assert.ok(read.unreadable >= 1, "the loss is said");
      const both = readable([harmed, journalText({ ...JOURNAL, savedAt: 1 }, 8)]);
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

/** An entry as pages wrote it until version 2: a result's facts among its details, its provider in the item, no matte. */
const OLD_DONE = {
  item: {
    ...{ id: "a", name: "a.jpg", path: "shoot/a.jpg", bytes: 1000, status: "done", stage: null, fraction: null },
    ...{ attempt: 2, reduced: false, provider: "wasm", threads: 4, error: null, startedAt: 1000, endedAt: 9500 },
    result: {
      ...{ bytes: 2000, width: 40, height: 30, extension: ".png", mediaType: "image/png", timings: { decode: 0.5 } },
      details: { format: "JPEG", subject: "none", model_damaged: true },
      ...{ options: DEFAULT_OPTIONS, model: "balanced" },
    },
  },
  ...{ files: FILES, source: null, saved: true },
};
const OLD_WAITING = {
  item: {
    ...{ id: "b", name: "b.jpg", path: "b.jpg", bytes: 1000, status: "queued", stage: null, fraction: null },
    ...{ attempt: 1, reduced: false, provider: null, threads: null, error: null, startedAt: null, endedAt: null },
    result: null,
  },
  ...{ files: null, source: SOURCE, saved: false },
};
const OLD = { app: "0.9", savedAt: 5, options: DEFAULT_OPTIONS, model: "quick", entries: [OLD_DONE, OLD_WAITING] };

/** What they are now. @param {readonly Entry[]} entries */
function assertConverted([finished, waiting]) {
  const { details, facts, media_type, work, attempt, provider, threads, seconds } = present(finished.item.result);
  assert.deepEqual(details, { format: "JPEG" });
  assert.deepEqual(facts, { doubt: 1, reasons: ["none"], model_damaged: true });
  assert.deepEqual([media_type, work, attempt, provider, threads, seconds], ["image/png", "cut", 2, "wasm", 4, 8.5]);
  assert.deepEqual(
    [finished.item.provider, finished.item.matte, finished.mattes, finished.saved],
    [null, null, [], true],
  );
  assert.deepEqual(Object.keys(finished.item).sort(), Object.keys(STATE.items[0]).sort(), "an item as any other");
  assert.deepEqual([waiting.item.status, waiting.item.result, waiting.source], ["queued", null, SOURCE]);
}

test("a journal of version 1 is read, whole or not at all", () => {
  const json = JSON.stringify({ ...OLD, paused: true });
  const text = `cutroom-journal 1 4 ${textSum(json)}\n${json}`;
  const read = readable([text, null]);
  assert.deepEqual([read.sequence, read.unreadable], [4, 0]);
  assertConverted(read.journal.entries);
  assert.equal(readJournal([text.replace("queued", "failed"), null]), "damaged");
  assert.equal(readable([text, journalText({ ...JOURNAL, savedAt: 8 }, 5)]).journal.savedAt, 8);
});

test("a journal of version 2 is read", () => {
  const { entries, ...head } = OLD;
  const lines = [{ ...head, sequence: 4, count: 2 }, ...entries].map((value) => JSON.stringify(value));
  const text = `cutroom-journal 2 4 2\n${lines.map((json) => `${textSum(json)} ${json}\n`).join("")}`;
  const read = readable([text, null]);
  assert.deepEqual([read.sequence, read.unreadable, read.journal.model], [4, 0, "quick"]);
  assertConverted(read.journal.entries);
  assert.equal(readable([text, journalText({ ...JOURNAL, savedAt: 8 }, 5)]).journal.savedAt, 8);
});

test("no journal, a damaged one, and one of a newer version are told apart", () => {
  const text = journalText(JOURNAL, 1);
  assert.equal(readJournal([null, null]), "none");
  assert.equal(readJournal(["", null]), "damaged");
  assert.equal(readJournal(["{}", text.slice(0, 50)]), "damaged");
  const newer = text.replace("cutroom-journal 4 ", "cutroom-journal 5 ");
  assert.equal(readJournal([newer, null]), "newer");
  assert.equal(readable([newer, text]).sequence, 1);
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
  const text = journalText({ ...JOURNAL, entries: /** @type {any} */ ([...wrong, entry]) }, 1);
  const read = readable([text]);
  assert.deepEqual([read.unreadable, read.journal.entries.length], [wrong.length, 1]);
});

test("settings, facts, mattes and error codes of another version do not cost the photo", () => {
  const [finished, broken] = ENTRIES;
  const factsOf = (/** @type {unknown} */ facts) =>
    readEntry({ ...finished, item: { ...finished.item, result: { ...finished.item.result, facts } } })?.item.result
      ?.facts;
  assert.deepEqual(factsOf({ subject: "blurred" }), { doubt: 1, reasons: ["blurred"] }, "as version 3 had it");
  assert.deepEqual(factsOf({ doubt: 0.4, reasons: ["new"] }), { doubt: 0.4, reasons: ["new"] });
  for (const facts of [{}, null, 3, { doubt: 2, reasons: [] }, { doubt: 1, reasons: "none" }, { reasons: [3] }]) {
    assert.deepEqual(factsOf(facts), { doubt: 0, reasons: [] }, JSON.stringify(facts));
  }
  const older = { ...MATTE, looks: undefined, chosen: undefined, asked: undefined };
  for (const matte of [MATTE, { ...MATTE, provider: "webnn" }, { ...MATTE, version: 3 }, older, {}, null]) {
    const read = readEntry({ ...finished, item: { ...finished.item, matte } });
    assert.deepEqual(present(read).item.matte, matte === MATTE ? MATTE : null);
  }
  const result = { ...finished.item.result, options: { format: "jxl", dithering: 7 } };
  assert.deepEqual(
    readEntry({ ...finished, item: { ...finished.item, result } })?.item.result?.options,
    DEFAULT_OPTIONS,
  );
  const error = { ...broken.item.error, code: "brand-new" };
  assert.equal(readEntry({ ...broken, item: { ...broken.item, error } })?.item.error?.code, "internal-error");
});

test("a time that is none is not shown as one", () => {
  for (const savedAt of [1e300, Number.NaN, "soon"]) {
    assert.equal(readable([journalText(/** @type {any} */ ({ ...JOURNAL, savedAt }), 5)]).journal.savedAt, 0);
  }
});

test("when a photo was changed last is in its entry; of older pages it is what its copy says", () => {
  const [{ item, source }] = ENTRIES;
  const entry = { files: null, mattes: [], saved: false };
  const { lastModified: _, ...older } = item;
  const read = (/** @type {object} */ given, /** @type {object | null} */ copy) =>
    readEntry({ ...entry, item: { ...given, status: "cancelled" }, source: copy })?.item.lastModified;
  assert.equal(read({ ...older, lastModified: 7 }, source), 7);
  assert.equal(read(older, source), 5);
  assert.equal(read(older, null), null);
});

// What the ZIP holds besides cutouts, what the page says about it, and the words about what is kept on the device.

import assert from "node:assert/strict";
import { test } from "node:test";
import { zipContents } from "../../web/src/page/zip-contents.js";
import {
  discardQuestion,
  keepingInWords,
  offerInWords,
  photosInWords,
  shortageInWords,
} from "../../web/src/words/kept-words.js";
import { reportNote, reportRows } from "../../web/src/words/report-words.js";
import { zipFailedMessage } from "../../web/src/words/zip-words.js";
import { add, after, done, failed, made, rerun } from "./queue-fixtures.js";

/** @import { Item } from "../../web/src/queue/item.js" */

const cutoutOf = (/** @type {Item} */ { id }) => new Blob([id]);
const DATE = new Date(2024, 4, 6);
const MIXED = after(add("a", "b", "c", "d"), done("a"), failed("b"), { type: "cancel", id: "c", now: 3 }).items;
const FINE = after(add("a", "b"), done("a"), done("b")).items;

const nameOf = (/** @type {Item} */ { id, status }) => (status === "done" ? `${id}.png` : "");

test("the report has every photo: its own name, its cutout's, and the reason in words where there is none", () => {
  const [columns, ...rows] = reportRows(MIXED, nameOf);
  assert.deepEqual(columns, ["file", "cutout", "status", "error code", "reason"]);
  assert.deepEqual(
    rows.map((row) => row.slice(0, 4)),
    [
      ["shoot/a.jpg", "a.png", "done", ""],
      ["shoot/b.jpg", "", "failed", "decode-failed"],
      ["shoot/c.jpg", "", "cancelled", ""],
      ["shoot/d.jpg", "", "processing", ""],
    ],
  );
  assert.match(
    rows[1][4],
    /^The picture cannot be read\. The JPEG file ends early: a part of it is missing\. Copy .* again\.$/,
  );
  assert.deepEqual([rows[0][4], rows[2][4], rows[3][4]], ["", "Cancelled", "Not finished when the ZIP was made"]);
});

/** @type {(items: readonly Item[], id: string) => Item[]} */
const doubtful = (items, id) =>
  items.map((item) => (item.id === id ? { ...item, result: made({ facts: { doubt: 1, reasons: ["none"] } }) } : item));

test("a cutout without a clear subject is in the ZIP and in the report", async () => {
  const rows = reportRows(doubtful(FINE, "b"), nameOf);
  assert.deepEqual(rows[2]?.slice(0, 4), ["shoot/b.jpg", "b.png", "done", ""]);
  assert.match(rows[2][4], /^Check this one\. No clear subject was found/);
  assert.equal(rows[1][4], "");
  assert.equal(reportNote(doubtful(FINE, "b")), "1 photo to check: report.csv in the ZIP says why");
  assert.match(reportNote(doubtful(MIXED, "a")), /^1 photo failed, 1 cancelled:/);
  assert.deepEqual(
    zipContents(doubtful(FINE, "b"), cutoutOf, DATE).map(({ name }) => name),
    ["shoot/a.png", "shoot/b.png", "report.csv"],
  );
});

test("a cutout that is being changed, or could not be, is in the ZIP as it was, and the report says so", () => {
  const items = after(add("a", "b"), done("a"), done("b"), rerun(["a", "b"]), failed("a", 2)).items;
  const [, a, b] = reportRows(items, nameOf);
  assert.deepEqual(a?.slice(0, 4), ["shoot/a.jpg", "a.png", "done", "decode-failed"]);
  assert.match(a[4], /^It was not changed: .* The earlier cutout stays\.$/);
  assert.equal(
    reportNote(items.filter(({ error }) => error !== null)),
    "1 photo was not changed: report.csv in the ZIP says why",
  );
  assert.deepEqual(b?.slice(2), [
    "processing",
    "",
    "Not changed yet when the ZIP was made: this is the earlier cutout",
  ]);
  assert.deepEqual(
    zipContents(items, cutoutOf, DATE).map(({ name }) => name),
    ["shoot/a.png", "shoot/b.png", "report.csv"],
  );
});

test("the note beside the button counts, and is silent where there is no ZIP or nothing to say", () => {
  assert.equal(reportNote(MIXED), "1 photo failed, 1 cancelled: report.csv in the ZIP says why");
  const two = after(add("a", "b", "c"), done("a"), failed("b"), failed("c")).items;
  assert.equal(reportNote(two), "2 photos failed: report.csv in the ZIP says why");
  const cancelled = after(add("a", "b"), done("a"), { type: "cancelAll", now: 3 }).items;
  assert.equal(reportNote(cancelled), "1 photo was cancelled: report.csv in the ZIP lists them");
  assert.equal(reportNote(after(add("a"), failed("a")).items), "");
  assert.equal(reportNote(FINE), "");
});

test("the ZIP holds the cutouts under their names, and the report last, under a name that is free", async () => {
  const entries = zipContents(MIXED, cutoutOf, DATE);
  assert.deepEqual(
    entries.map(({ name }) => name),
    ["shoot/a.png", "report.csv"],
  );
  assert.equal(await entries[0].blob.text(), "a");
  assert.match(await entries[1].blob.text(), /shoot\/b\.jpg,,failed,decode-failed,/);
  const folder = MIXED.map((item) => ({ ...item, path: `Report.csv/${item.name}` }));
  assert.deepEqual(
    zipContents(folder, cutoutOf, DATE).map(({ name }) => name),
    ["Report.csv/a.png", "report (2).csv"],
  );
  assert.deepEqual(
    zipContents(FINE, cutoutOf, DATE).map(({ name }) => name),
    ["shoot/a.png", "shoot/b.png", "report.csv"],
  );
});

test("the report has the photo's own name where the ZIP cannot have it", async () => {
  const [one, other] = FINE;
  const odd = [
    { ...one, path: "=a:b,\n.jpg" },
    { ...other, path: "report.csv" },
  ];
  const entries = zipContents(odd, cutoutOf, DATE);
  assert.deepEqual(
    entries.map(({ name }) => name),
    ["=a_b,_.png", "report.csv.png", "report.csv"],
  );
  const [, first, second] = (await entries[2].blob.text()).split("\r\n");
  assert.equal(first, `"'=a:b,\n.jpg","'=a_b,_.png",done,,`);
  assert.equal(second, "report.csv,report.csv.png,done,,");
});

test("a batch of an earlier visit in words: counts, losses, others that wait", () => {
  /** @type {Item[]} */
  const items = MIXED.map((item) => (item.status === "processing" ? { ...item, status: "queued" } : item));
  assert.equal(photosInWords(items), "1 finished, 1 unfinished, 1 failed and 1 cancelled photos");
  assert.equal(photosInWords(FINE), "2 finished photos");
  assert.equal(photosInWords(FINE.slice(1)), "1 finished photo");
  const changing = FINE.map((item) => ({ ...item, status: /** @type {const} */ ("queued") }));
  assert.equal(photosInWords(changing), "2 finished photos", "what waits to be changed is finished as it is");
  const waiting = { problem: null, loose: [], lost: { records: 0, cutouts: 0, sources: 0 }, savedAt: 0 };
  assert.match(
    offerInWords({ items: changing, ...waiting }, 0).text,
    / 2 finished photos wait to be changed: “Resume batch” does that\.$/,
  );
  const nothingLost = { records: 0, cutouts: 0, sources: 0 };
  const batch = { id: "x", items: FINE, savedAt: Date.UTC(2026, 0, 2), problem: null, loose: [], lost: nothingLost };
  assert.match(
    offerInWords(batch, 0).text,
    /^2 finished photos of your last batch are kept on this device \(.*2026.*\)\.$/,
  );
  const lossy = { ...batch, lost: { records: 1, cutouts: 2, sources: 1 } };
  assert.match(
    offerInWords(lossy, 2).text,
    /2 finished cutouts are gone\. 1 unfinished photo was not kept: add it again\. 1 entry of its list could not be read\. 2 older batches are kept as well\.$/,
  );
  assert.match(
    offerInWords({ ...batch, items: [], problem: "damaged" }, 0).text,
    /damaged.* No finished cutout could be/,
  );
  assert.match(
    offerInWords({ ...batch, items: [], problem: "newer", loose: [1] }, 0).text,
    /newer version.* 1 finished/,
  );
});

test("what there is no room for is named with its numbers", () => {
  const photos = { needs: 340e6, free: 120e6 };
  const nothing = {
    photos: null,
    finishedPhotos: 0,
    unchangeable: 0,
    lost: 0,
    cutouts: 0,
    journal: false,
    isSilent: false,
  };
  assert.equal(shortageInWords(nothing), "");
  assert.equal(
    shortageInWords({ ...nothing, photos }),
    "Not enough space on this device to keep unfinished photos for a resume (needs 340 MB, 120 MB free). " +
      "Processing goes on; finished cutouts are kept.",
  );
  assert.match(
    shortageInWords({ ...nothing, photos: { ...photos, free: null }, cutouts: 3 }),
    /\(needs 340 MB\)\. Not enough space on this device to keep finished cutouts\. Processing goes on; .* stay in memory/,
  );
});

test("finished photos without a copy are said calmly, below the list, and beside a lack of space for more", () => {
  const one = "1 finished photo has no copy, for lack of space: to change it after this page is closed, add it again.";
  const nothing = {
    photos: null,
    finishedPhotos: 1,
    unchangeable: 0,
    lost: 0,
    cutouts: 0,
    journal: false,
    isSilent: false,
  };
  assert.equal(shortageInWords(nothing), "", "no notice");
  const keeping = (/** @type {boolean} */ canKeep, /** @type {number} */ finishedPhotos, unchangeable = 0, lost = 0) =>
    keepingInWords(canKeep, { finishedPhotos, unchangeable, lost });
  const kept = "Kept on this device until you press Clear: a reload or a crash loses nothing that is finished.";
  assert.equal(keeping(true, 0), kept.replace(":", ", with copies of your photos:"));
  assert.equal(
    keeping(true, 0, 0, 2),
    `${kept} 2 finished photos have no copy any more: to change them, add them again.`,
    "gone for another reason",
  );
  assert.equal(keeping(true, 1), `${kept} ${one}`);
  assert.match(keeping(true, 2), /2 finished photos have no copy.* to change them .* add them again\.$/);
  assert.equal(keeping(false, 1), keeping(false, 0));
  const now = "1 finished photo has no copy, for lack of space: to change it, add it again.";
  assert.equal(keeping(true, 1, 1), `${kept} ${now}`, "it cannot be changed now either");
  assert.equal(keeping(true, 2, 1), `${kept} ${one} ${now}`);
  assert.ok(shortageInWords({ ...nothing, cutouts: 1 }).includes(one));
});

test("discarding names what is deleted, the unfinished photos too", () => {
  const items = after(add("a", "b", "c"), done("a"), failed("b")).items;
  assert.equal(
    discardQuestion(/** @type {any} */ ({ items, loose: [] })).text,
    "1 finished cutout is deleted from this device. So is what was kept to go on with 2 other photos. Your own files stay.",
  );
  assert.equal(
    discardQuestion(/** @type {any} */ ({ items: items.slice(0, 1), loose: [] })).text,
    "1 finished cutout is deleted from this device. Your own files stay.",
  );
});

test("a ZIP that came to nothing says why in the page's words; a browser's own are folded away", () => {
  const own = zipFailedMessage(new Error("The part that builds ZIP files could not be loaded from the server."));
  assert.match(own.text, /^The part that builds ZIP files could not be loaded from the server\. Your cutouts/);
  assert.equal(own.list, undefined);
  const foreign = zipFailedMessage(new TypeError("network error"));
  assert.match(foreign.text, /^The browser could not write it\. /);
  assert.deepEqual(foreign.list?.lines, ["network error."]);
  const full = zipFailedMessage(new DOMException("raw", "QuotaExceededError"));
  assert.match(full.text, /^There is not enough space where it was to be saved\. /);
});

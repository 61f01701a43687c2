// The ZIP's bytes, read back by a reader of our own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { streamZip, zipLength } from "../../web/src/lib/zip.js";
import { memoryFile, writeZip } from "../../web/src/lib/zip-write.js";
import { downloadZip, predictLength } from "./deps.js";
import { readZip, writtenAt } from "./zip-reader.js";

const UTF8_FLAG = 0x0800;
const LAST_MODIFIED = new Date(2024, 4, 6, 7, 8, 10);

/** @param {string} name @param {ArrayLike<number>} bytes @param {Date} [lastModified] */
function entry(name, bytes, lastModified = LAST_MODIFIED) {
  return { name, blob: new Blob([Uint8Array.from(bytes)]), lastModified };
}

const bytesOf = async (/** @type {Blob} */ blob) => new Uint8Array(await blob.arrayBuffer());

/**
 * Writes into memory; gives the bytes and what was told on the way.
 *
 * @param {ReturnType<typeof entry>[]} entries
 * @param {Partial<Parameters<typeof writeZip>[0]> & { build?: typeof downloadZip }} [options]
 */
async function written(entries, { build = downloadZip, ...changes } = {}) {
  const file = memoryFile();
  /** @type {number[]} */
  const told = [];
  await writeZip({
    stream: streamZip(build, entries),
    writable: file.writable,
    length: zipLength(predictLength, entries),
    signal: new AbortController().signal,
    onBytes: (bytes) => told.push(bytes),
    ...changes,
  });
  return { blob: file.blob(), bytes: await bytesOf(file.blob()), told };
}

test("names, sizes, checksums, times and bytes come back as they went in", async () => {
  const big = Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251);
  const entries = [entry("shoot/Füße 🐈.png", [1, 2, 3]), entry("empty.png", []), entry("big.png", big)];
  const { blob, bytes } = await written(entries);
  assert.equal(blob.type, "application/zip");
  const read = readZip(bytes);
  assert.deepEqual(
    read.map(({ name, size, bytes: content }) => ({ name, size, bytes: [...content] })),
    [
      { name: "shoot/Füße 🐈.png", size: 3, bytes: [1, 2, 3] },
      { name: "empty.png", size: 0, bytes: [] },
      { name: "big.png", size: 200_000, bytes: big },
    ],
  );
  for (const each of read) {
    assert.equal(each.flags & UTF8_FLAG, UTF8_FLAG, "without the flag Windows misreads names that are not ASCII");
    assert.equal(each.method, 0, "entries are stored, not compressed");
    assert.equal(writtenAt(each), "2024-05-06 07:08:10");
  }
});

test("dates the format cannot write become the nearest it can", async () => {
  const dates = [new Date(0), new Date(Number.NaN), new Date(2200, 0, 1)];
  const { bytes } = await written(dates.map((date, index) => entry(`${index}.png`, [1], date)));
  assert.deepEqual(readZip(bytes).map(writtenAt), [
    "1980-01-01 00:00:00",
    "1980-01-01 00:00:00",
    "2107-12-31 23:59:58",
  ]);
});

test("the length is known beforehand, and progress ends with it", async () => {
  const entries = [entry("ä.png", [1, 2]), entry("b.png", new Uint8Array(5_000_000))];
  const { bytes, told } = await written(entries);
  assert.equal(bytes.length, zipLength(predictLength, entries));
  assert.equal(told.at(-1), bytes.length);
  assert.ok(told.length >= 3, "several portions");
  assert.deepEqual(
    told,
    [...told].sort((one, other) => one - other),
  );
});

test("an entry that cannot be read rejects, and what it was written to is aborted", async () => {
  const broken = new Blob([Uint8Array.of(1, 2)]);
  broken.stream = () =>
    new ReadableStream({
      pull(controller) {
        controller.error(new Error("the file is gone"));
      },
    });
  const entries = [entry("a.png", [1]), { name: "b.png", blob: broken, lastModified: LAST_MODIFIED }];
  /** @type {string[]} */
  const ends = [];
  const writable = new WritableStream({
    close: () => void ends.push("closed"),
    abort: () => void ends.push("aborted"),
  });
  await assert.rejects(written(entries, { writable }), /the file is gone/);
  assert.deepEqual(ends, ["aborted"]);
});

test("a ZIP that is not as long as it has to be never takes its name", async () => {
  const entries = [entry("a.png", [1]), entry("b.png", [2])];
  /** @type {string[]} */
  const ends = [];
  const writable = () =>
    new WritableStream({ close: () => void ends.push("closed"), abort: () => void ends.push("aborted") });
  /** @type {any} */
  const short = (/** @type {Parameters<typeof downloadZip>[0] & any[]} */ given) => downloadZip([...given].slice(1));
  await assert.rejects(written(entries, { writable: writable(), build: short }), /not whole: \d+ of \d+ bytes/);
  const shrunk = { ...entries[1], blob: new Blob([]) };
  const length = zipLength(predictLength, entries);
  await assert.rejects(written([entries[0], shrunk], { writable: writable(), length }), /not whole/);
  assert.deepEqual(ends, ["aborted", "aborted"]);
});

test("given up in the middle, it rejects with the reason and the file is aborted", async () => {
  const controller = new AbortController();
  /** @type {string[]} */
  const ends = [];
  const writable = new WritableStream({
    write: () => controller.abort(new Error("no more")),
    close: () => void ends.push("closed"),
    abort: () => void ends.push("aborted"),
  });
  const entries = [entry("a.png", new Uint8Array(9_000_000))];
  await assert.rejects(written(entries, { writable, signal: controller.signal }), /no more/);
  assert.deepEqual(ends, ["aborted"]);
});

test("a file that cannot be written says why", async () => {
  const writable = new WritableStream({
    write() {
      throw new Error("the disk is full");
    },
  });
  await assert.rejects(written([entry("a.png", [1])], { writable }), /the disk is full/);
});

test("a response without a body is an error", () => {
  assert.throws(() => streamZip(() => new Response(null), []), /without a body/);
});

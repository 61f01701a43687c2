// Where a ZIP goes: into the chosen file, into memory while it is small, into a temporary file, or nowhere, with a reason.
// The ZIP's bytes and the browser's downloads are played by the test.

import assert from "node:assert/strict";
import { test } from "node:test";
import { zipIntoDownload, zipIntoFile } from "../../web/src/page/zip-target.js";

/** Up to here a ZIP goes through memory though there is room elsewhere; */
const SMALL_BYTES = 64_000_000;
const LARGE = SMALL_BYTES + 1;
/** and up to here where there is not. */
const MEMORY_LIMIT_BYTES = 1_000_000_000;
const NAME = "cutouts.zip";
const PORTION = new Uint8Array(2 ** 20);
const FULL = new DOMException("no space left", "QuotaExceededError");

/** A ZIP of so many bytes; notes how often it was opened and given up, and what was told of its progress. */
function zipOf(/** @type {number} */ length) {
  const seen = { opened: 0, given: 0, progress: /** @type {number[][]} */ ([]) };
  const open = async () => {
    seen.opened += 1;
    let left = length;
    const stream = new ReadableStream({
      pull(controller) {
        const portion = PORTION.subarray(0, Math.min(left, PORTION.length));
        left -= portion.length;
        controller.enqueue(portion);
        if (left === 0) controller.close();
      },
      cancel() {
        seen.given += 1;
      },
    });
    return { stream, length };
  };
  const onBytes = (/** @type {number} */ bytes, /** @type {number} */ total) => seen.progress.push([bytes, total]);
  const job = { open, entries: [], name: NAME, signal: new AbortController().signal, onBytes };
  return { job: /** @type {any} */ (job), seen };
}

/** A file that counts its bytes. @param {Error | null} failure of the first write */
function fileTo(failure = null) {
  const seen = { bytes: 0, closed: false, handedOver: /** @type {number[]} */ ([]), discarded: false };
  const writable = new WritableStream({
    write(chunk) {
      if (failure !== null) throw failure;
      seen.bytes += chunk.length;
    },
    close() {
      seen.closed = true;
    },
  });
  const temporary = {
    writable,
    handle: { getFile: async () => ({ size: seen.bytes }) },
    handedOver: (/** @type {number} */ bytes) => seen.handedOver.push(bytes),
    discard: async () => {
      seen.discarded = true;
    },
  };
  return { seen, writable, temporary: /** @type {any} */ (temporary) };
}

/** The browser's downloads: name and bytes of each. @param {import("node:test").TestContext} context */
function playDownloads(context) {
  const downloads = /** @type {unknown[][]} */ ([]);
  const link = {
    href: "",
    download: "",
    hidden: false,
    remove() {},
    click: () => downloads.push([link.download, held]),
  };
  let held = 0;
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(URL, "createObjectURL", (/** @type {any} */ { size }) => {
    held = size;
    return "blob:";
  });
  /** @type {any} */
  const scope = globalThis;
  scope.document = { createElement: () => link, body: { append() {} } };
  return downloads;
}

const never = () => assert.fail("nobody asks for that");

test("into the chosen file, whole, and it is named", async () => {
  const { job, seen } = zipOf(2.5 * PORTION.length);
  const file = fileTo();
  const handle = { name: "my.zip", createWritable: async () => file.writable };
  assert.equal(await zipIntoFile(job, /** @type {any} */ (handle)), "Saved as my.zip");
  assert.deepEqual([file.seen.bytes, file.seen.closed], [2.5 * PORTION.length, true]);
  assert.deepEqual(seen.progress.at(-1), [2.5 * PORTION.length, 2.5 * PORTION.length]);
});

test("a chosen file that cannot be written gives the ZIP up", async () => {
  const { job, seen } = zipOf(PORTION.length);
  const handle = { name: "my.zip", createWritable: () => Promise.reject(FULL) };
  await assert.rejects(zipIntoFile(job, /** @type {any} */ (handle)), FULL);
  assert.equal(seen.given, 1);
});

test("a small one goes through memory and leaves no file behind", async (context) => {
  const downloads = playDownloads(context);
  const { job } = zipOf(SMALL_BYTES);
  const said = await zipIntoDownload(job, { openTemporary: never, free: never });
  assert.equal(said, "Handed to the browser’s downloads as cutouts.zip");
  assert.deepEqual(downloads, [[NAME, SMALL_BYTES]]);
});

test("a large one goes through a temporary file, which is told that it was handed over", async (context) => {
  const downloads = playDownloads(context);
  const { job } = zipOf(LARGE);
  const { temporary, seen } = fileTo();
  await zipIntoDownload(job, { openTemporary: async () => temporary, free: async () => LARGE });
  assert.deepEqual(seen, { bytes: LARGE, closed: true, handedOver: [LARGE], discarded: false });
  assert.deepEqual(downloads, [[NAME, LARGE]]);
});

for (const [why, parts] of /** @type {[string, any][]} */ ([
  ["there is less room than it needs", { openTemporary: never, free: async () => LARGE - 1 }],
  ["there is no place for a file", { openTemporary: async () => null, free: async () => Infinity }],
  ["a file cannot be made", { openTemporary: () => Promise.reject(new Error("refused")), free: async () => Infinity }],
])) {
  test(`a large one goes through memory where ${why}`, async (context) => {
    const downloads = playDownloads(context);
    await zipIntoDownload(zipOf(LARGE).job, parts);
    assert.deepEqual(downloads, [[NAME, LARGE]]);
  });
}

test("a disk that is full after all costs the file, not the ZIP", async (context) => {
  const downloads = playDownloads(context);
  const { job, seen } = zipOf(LARGE);
  const { temporary, seen: file } = fileTo(FULL);
  await zipIntoDownload(job, { openTemporary: async () => temporary, free: async () => LARGE });
  assert.deepEqual([file.discarded, file.handedOver, seen.opened], [true, [], 2]);
  assert.deepEqual(downloads, [[NAME, LARGE]]);
});

test("any other failure of the file is passed on, and the file is removed", async (context) => {
  const downloads = playDownloads(context);
  const broken = new Error("broken");
  const { temporary, seen } = fileTo(broken);
  const parts = { openTemporary: async () => temporary, free: async () => LARGE };
  await assert.rejects(zipIntoDownload(zipOf(LARGE).job, parts), broken);
  assert.deepEqual([seen.discarded, downloads], [true, []]);
});

test("more than memory may hold is refused with both numbers, before a byte is read", async (context) => {
  const downloads = playDownloads(context);
  const { job, seen } = zipOf(MEMORY_LIMIT_BYTES + 1);
  const parts = { openTemporary: never, free: async () => 0 };
  await assert.rejects(zipIntoDownload(job, parts), /It would be 1 GB; .* up to 1 GB\.$/);
  assert.deepEqual([seen.given, seen.progress, downloads], [1, [], []]);
});

// The ZIP's bytes, read back by a reader of our own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { streamZip, zipBlob } from "../../web/src/lib/zip.js";
import { downloadZip } from "./deps.js";
import { readZip, writtenAt } from "./zip-reader.js";

const UTF8_FLAG = 0x0800;
const LAST_MODIFIED = new Date(2024, 4, 6, 7, 8, 10);

function entry(name, bytes, lastModified = LAST_MODIFIED) {
  return { name, blob: new Blob([Uint8Array.from(bytes)]), lastModified };
}

const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

test("names, sizes, checksums, times and bytes come back as they went in", async () => {
  const big = Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251);
  const entries = [entry("shoot/Füße 🐈.png", [1, 2, 3]), entry("empty.png", []), entry("big.png", big)];
  const blob = await zipBlob(downloadZip, entries);
  assert.equal(blob.type, "application/zip");
  const read = readZip(await bytesOf(blob));
  assert.deepEqual(
    read.map(({ name, size, bytes }) => ({ name, size, bytes: [...bytes] })),
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
  const read = readZip(
    await bytesOf(
      await zipBlob(
        downloadZip,
        dates.map((date, index) => entry(`${index}.png`, [1], date)),
      ),
    ),
  );
  assert.deepEqual(read.map(writtenAt), ["1980-01-01 00:00:00", "1980-01-01 00:00:00", "2107-12-31 23:59:58"]);
});

test("the stream holds the same bytes as the blob", async () => {
  const entries = [entry("a.png", [1]), entry("b.png", [2])];
  const streamed = await new Response(streamZip(downloadZip, entries)).arrayBuffer();
  assert.deepEqual(new Uint8Array(streamed), await bytesOf(await zipBlob(downloadZip, entries)));
});

test("an entry that cannot be read rejects: no ZIP with a hole", async () => {
  const broken = new Blob([Uint8Array.of(1, 2)]);
  broken.stream = () =>
    new ReadableStream({
      pull(controller) {
        controller.error(new Error("the file is gone"));
      },
    });
  const entries = [entry("a.png", [1]), { name: "b.png", blob: broken, lastModified: LAST_MODIFIED }];
  await assert.rejects(zipBlob(downloadZip, entries), /the file is gone/);
});

test("a ZIP that was cut short, or lacks an entry, is refused", async () => {
  const entries = [entry("a.png", [1]), entry("b.png", [2])];
  const whole = await bytesOf(await zipBlob(downloadZip, entries));
  await assert.rejects(
    zipBlob(() => new Response(whole.subarray(0, -1)), entries),
    /expected 2 files, found no end/,
  );
  await assert.rejects(
    zipBlob(() => new Response(new Uint8Array(3)), entries),
    /found no end/,
  );
  await assert.rejects(
    zipBlob((given) => downloadZip([...given].slice(1)), entries),
    /expected 2 files, found 1/,
  );
});

test("a response without a body is an error", () => {
  assert.throws(() => streamZip(() => new Response(null), []), /without a body/);
});

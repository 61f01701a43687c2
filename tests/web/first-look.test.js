// The look at a file's first bytes: who decides, what it costs, and that it never stands in a photo's way. That it answers as
// Python does is tests/contract's.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createFirstLook } from "../../web/src/worker-client/first-look.js";

const TABLE = JSON.parse(
  await readFile(new URL("../../pyodide_pkg/cutout/formats/first_bytes.json", import.meta.url), "utf8"),
);
const look = createFirstLook(async () => TABLE);
const file = (/** @type {any[]} */ ...parts) => new Blob(parts);

test("an empty file, a known one and an unknown one are refused; what may be a photo is not", async () => {
  assert.equal((await look(file()))?.code, "empty-file");
  const gif = await look(file("GIF89a", new Uint8Array(9000)));
  assert.equal(gif?.code, "unsupported-format");
  assert.deepEqual(gif?.found, { case: "picture", name: "a GIF picture" });
  assert.equal((await look(file(Uint8Array.of(1, 2, 3, 255))))?.code, "unrecognised-file");
  assert.equal(await look(file(Uint8Array.of(0xff, 0xd8, 0xff), "damaged")), null);
});

test("only the start is read, however large the file is", async () => {
  const slices = /** @type {any[]} */ ([]);
  const large = {
    size: 8e9,
    slice(/** @type {number} */ from, /** @type {number} */ to) {
      slices.push([from, to]);
      return file("GIF87a");
    },
  };
  assert.equal((await look(/** @type {any} */ (large)))?.code, "unsupported-format");
  assert.deepEqual(slices, [[0, TABLE.probe_bytes]]);
});

test("a file that cannot be read, or not soon, is left to the worker", async (context) => {
  const gone = {
    size: 3,
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) }),
  };
  assert.equal(await look(/** @type {any} */ (gone)), null);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = { size: 3, slice: () => ({ arrayBuffer: () => new Promise(() => {}) }) };
  const answer = look(/** @type {any} */ (silent));
  await Promise.resolve();
  context.mock.timers.tick(60_000);
  assert.equal(await answer, null);
});

test("without its table it decides nothing, and asks again for the next file", async () => {
  let asked = 0;
  const late = createFirstLook(async () => {
    asked += 1;
    if (asked < 2) throw new TypeError("Failed to fetch");
    return TABLE;
  });
  assert.equal(await late(file("GIF89a")), null);
  assert.equal((await late(file("GIF89a")))?.code, "unsupported-format");
});

// A worker trusts no snapshot that is not byte for byte what an earlier worker took.

import assert from "node:assert/strict";
import { test } from "node:test";
import { packSnapshot, readSnapshot } from "../../web/src/worker/snapshot.js";

const MEMORY = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

test("what was packed is read again, byte for byte", async () => {
  assert.deepEqual(await readSnapshot(await packSnapshot(MEMORY)), MEMORY);
});

test("one turned bit, a byte less or a byte more, and Python starts the long way", async () => {
  const { sha256 } = await packSnapshot(MEMORY);
  const turned = MEMORY.slice();
  turned[500] = Number(turned[500]) ^ 1;
  for (const spoilt of [turned, MEMORY.subarray(1), new Uint8Array([...MEMORY, 0]), new Uint8Array()]) {
    assert.equal(await readSnapshot({ snapshot: new Blob([spoilt]), sha256 }), null);
  }
});

test("where the browser could not compute a checksum, there is nothing to compare with", async () => {
  assert.deepEqual(await readSnapshot({ snapshot: new Blob([MEMORY]), sha256: null }), MEMORY);
});

test("no kit, no snapshot in it, and one that the browser lost are all the same", async () => {
  const lost = /** @type {Blob} */ ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) });
  assert.equal(await readSnapshot(null), null);
  assert.equal(await readSnapshot(await packSnapshot(null)), null);
  assert.equal(await readSnapshot({ snapshot: lost, sha256: null }), null);
});

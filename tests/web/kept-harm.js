// What a disk, a crash or another program does to kept files, past the page. For the tests of what is kept.

import assert from "node:assert/strict";
import { createTimeLimit } from "../../web/src/lib/time-limit.js";
import { createFolder } from "../../web/src/storage/folder.js";
import { fakeFolder } from "./fake-files.js";
import { fakeTimers } from "./fake-timers.js";

/** A device whose files a test can reach past the page. */
export function reachable() {
  const raw = fakeFolder();
  return { raw, home: createFolder(raw, createTimeLimit(fakeTimers())) };
}

/**
 * Changes one byte of each kept file of a kind whose name begins so.
 *
 * @param {any} raw
 * @param {string} kind
 * @param {string} start
 */
export async function damage(raw, kind, start) {
  let count = 0;
  for await (const [, session] of (await raw.getDirectoryHandle("sessions")).entries()) {
    const folder = await session.getDirectoryHandle(kind);
    for await (const [name, file] of folder.entries()) {
      if (!name.startsWith(start)) continue;
      const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
      bytes[bytes.length >> 1] ^= 1;
      const writable = await file.createWritable();
      await writable.write(bytes);
      await writable.close();
      count += 1;
    }
  }
  assert.ok(count > 0, "nothing was damaged");
}

/** @param {any} raw @param {string} kind @param {string} start */
export async function removeFiles(raw, kind, start) {
  for await (const [, session] of (await raw.getDirectoryHandle("sessions")).entries()) {
    const folder = await session.getDirectoryHandle(kind);
    for await (const name of folder.keys()) if (name.startsWith(start)) await folder.removeEntry(name);
  }
}

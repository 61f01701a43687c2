// The snapshot of Python's memory as bytes with their checksum: reading one that a worker before has left, and offering
// one. How Python starts from it is pyodide-start.js's.

import { sha256Of } from "../shared/digest.js";

/** @import { StartKit } from "../shared/protocol.js" */

/**
 * @param {Pick<StartKit, "snapshot" | "sha256"> | null} kit
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where there is none, or it is not what it was when it was taken:
 *   then Python starts the long way, and the snapshot taken after that replaces this one
 */
export async function readSnapshot(kit) {
  if (kit === null || kit.snapshot === null) return null;
  try {
    const bytes = new Uint8Array(await kit.snapshot.arrayBuffer());
    return kit.sha256 === null || kit.sha256 === (await sha256Of(bytes)) ? bytes : null;
  } catch {
    // The browser lost what it kept.
    return null;
  }
}

/**
 * @param {Uint8Array<ArrayBuffer> | null} bytes
 * @returns {Promise<Pick<StartKit, "snapshot" | "sha256">>}
 */
export async function packSnapshot(bytes) {
  return bytes === null
    ? { snapshot: null, sha256: null }
    : { snapshot: new Blob([bytes]), sha256: await sha256Of(bytes) };
}

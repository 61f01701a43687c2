// Is a stored file still what its build says? Asked once in the life of a service worker, of each file at its first use: a
// disk, or a browser that was ended while it wrote, may have cut it short. It stores nothing.

import { sha256Of } from "../shared/digest.js";

/** @import { FileFacts } from "./plan.js" */

/** @returns {(key: string, facts: FileFacts, read: () => Promise<Response | undefined>) => Promise<boolean>} */
export function createIntactCheck() {
  /** @type {Set<string>} */
  const trusted = new Set();

  return async (key, { bytes, sha256 }, read) => {
    if (trusted.has(key)) return true;
    try {
      const content = new Uint8Array((await (await read())?.arrayBuffer()) ?? []);
      if (content.byteLength !== bytes || (await sha256Of(content)) !== sha256) return false;
    } catch {
      return false;
    }
    trusted.add(key);
    return true;
  };
}

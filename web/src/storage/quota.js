// How much room there is on this device, asked before it runs out. Words about it are the page's.

import { createTimeLimit } from "../lib/time-limit.js";

/** @import { TimeLimit } from "../lib/time-limit.js" */

const LIMIT_MS = 5000;

/** Left alone for the journal and whatever else the page has to write: running into the wall helps nobody. */
const RESERVE_BYTES = 20_000_000;

/**
 * @typedef {object} Quota
 * @property {() => Promise<number>} free bytes that may be used; Infinity where the browser does not say, or not in time
 * @property {() => Promise<void>} askToPersist asks the browser, once, not to clear this page's files when it is short of space
 */

/**
 * @param {StorageManager} storage
 * @param {TimeLimit} limit
 * @returns {Quota}
 */
export function createQuota(storage = navigator.storage, limit = createTimeLimit()) {
  let isAsked = false;
  return {
    async free() {
      try {
        const { quota, usage } = await limit(storage.estimate(), LIMIT_MS, "The browser’s storage");
        if (quota === undefined || usage === undefined) return Number.POSITIVE_INFINITY;
        return Math.max(0, quota - usage - RESERVE_BYTES);
      } catch {
        return Number.POSITIVE_INFINITY;
      }
    },
    async askToPersist() {
      if (isAsked) return;
      isAsked = true;
      try {
        await storage.persist();
      } catch {
        // Not asked, or refused: the files are then as safe as the browser keeps them anyway.
      }
    },
  };
}

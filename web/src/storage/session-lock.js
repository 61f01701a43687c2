// Who works on a session: the tab that holds its lock. The browser lets go of it when the tab ends, however it ends.

import { createTimeLimit } from "../lib/time-limit.js";

/** @import { TimeLimit } from "../lib/time-limit.js" */

/** How long a person's press waits for a lock that another page may only be glancing at. */
const PATIENCE_MS = 2000;

/** Asked for a lock "if it is free", a browser answers at once; one that does not has none to give. */
const LIMIT_MS = 5000;

/** @param {string} id */
const lockName = (id) => `cutroom.session.${id}`;

/**
 * @param {string} id
 * @param {LockOptions} options
 * @returns {Promise<(() => void) | null>} lets go of the lock; null where somebody else has it
 */
function request(id, options) {
  return new Promise((resolve) => {
    navigator.locks
      .request(lockName(id), options, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise((release) => resolve(() => release(undefined)));
      })
      .catch(() => resolve(null));
  });
}

/**
 * @param {Promise<(() => void) | null>} asked
 * @param {TimeLimit} limit
 */
async function inTime(asked, limit) {
  try {
    return await limit(asked, LIMIT_MS, "The browser’s lock");
  } catch {
    // One that is given late is nobody's: whoever asked has gone on without it.
    asked.then((release) => release?.());
    return null;
  }
}

/** @param {string} id @param {TimeLimit} [limit] @returns {Promise<(() => void) | null>} */
export const lockIfFree = (id, limit = createTimeLimit()) => inTime(request(id, { ifAvailable: true }), limit);

/** @param {string} id @param {TimeLimit} [limit] @returns {Promise<(() => void) | null>} */
export const lockSoon = (id, limit = createTimeLimit()) =>
  inTime(request(id, { signal: AbortSignal.timeout(PATIENCE_MS) }), limit);

/** Waits for as long as another tab has it. @param {string} id @returns {Promise<(() => void) | null>} */
export const lockWhenFree = (id) => request(id, {});

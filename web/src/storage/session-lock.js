// Who works on a session: the tab that holds its lock. The browser lets go of it when the tab ends, however it ends.

/** How long a person's press waits for a lock that another page may only be glancing at. */
const PATIENCE_MS = 2000;

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

/** @param {string} id @returns {Promise<(() => void) | null>} */
export const lockIfFree = (id) => request(id, { ifAvailable: true });

/** @param {string} id @returns {Promise<(() => void) | null>} */
export const lockSoon = (id) => request(id, { signal: AbortSignal.timeout(PATIENCE_MS) });

/** Waits for as long as another tab has it. @param {string} id @returns {Promise<(() => void) | null>} */
export const lockWhenFree = (id) => request(id, {});

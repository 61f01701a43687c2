// A look at a photo's first bytes before a worker is started for it: what they refuse fails at once, however many there are.
// The rules are the table's (shared/first-bytes.js); what cannot be looked at here is the worker's matter.

import { refusal } from "../shared/first-bytes.js";

/** @import { Failure } from "../shared/errors.js" */
/** @import { FirstBytes } from "../shared/first-bytes.js" */

/** A file on a disk that sleeps, or in a cloud, may take long. Then the worker reads it, which has a time limit and words. */
const READ_LIMIT_MS = 2000;

/** @typedef {(file: Blob) => Promise<Failure | null>} FirstLook null: a worker has to see it */

/**
 * @param {() => Promise<unknown>} fetchTable the table as JSON
 * @returns {FirstLook}
 */
export function createFirstLook(fetchTable) {
  const fetchOnce = () => fetchTable().catch(() => null);
  // At once: a server that is gone later, or built anew, cannot take it away.
  let table = fetchOnce();

  return async (file) => {
    const rules = /** @type {FirstBytes | null} */ (await table);
    if (rules === null) {
      table = fetchOnce();
      return null;
    }
    const head = await readStart(file, rules.probe_bytes);
    return head === null ? null : refusal(rules, head, file.size);
  };
}

/**
 * @param {Blob} file
 * @param {number} bytes
 * @returns {Promise<Uint8Array | null>} null where it cannot be read, or not soon
 */
async function readStart(file, bytes) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, READ_LIMIT_MS, null);
  });
  try {
    const read = file.slice(0, bytes).arrayBuffer();
    read.catch(() => {});
    const buffer = /** @type {ArrayBuffer | null} */ (await Promise.race([read, late]));
    return buffer === null ? null : new Uint8Array(buffer);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

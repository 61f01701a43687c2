// Whether there is room for the program on this device. It stores nothing.

import { createTimeLimit } from "../lib/time-limit.js";

const LIMIT_MS = 5000;

/** Cutouts need room too: the program may take at most this share of what is free. */
const LARGEST_SHARE = 0.5;

/**
 * @param {number} bytes
 * @param {Partial<Pick<StorageManager, "estimate">> | undefined} storage WebKitGTK has none in a service worker, and Safari
 *   before 17 has no estimate
 * @returns {Promise<boolean>} true where the browser does not say: the attempt itself will show
 */
export async function isRoomFor(bytes, storage, limit = createTimeLimit()) {
  const asked = Promise.resolve(storage?.estimate?.());
  // What never answers does not say either.
  const { quota, usage } = (await limit(asked, LIMIT_MS, "The browser’s storage").catch(() => undefined)) ?? {};
  return quota === undefined || usage === undefined || bytes <= (quota - usage) * LARGEST_SHARE;
}

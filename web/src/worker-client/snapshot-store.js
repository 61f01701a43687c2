// Keeps the snapshot of Python's memory from one visit to the next, in the browser's Cache API: the first photo of a later
// visit then starts as quickly as every other. It never holds a photo, because it is taken before there is one.

/** @import { Units } from "../shared/config.js" */

const CACHE_NAME = "cutroom-start";
const CHECKSUM = "cutroom-sha256";

/** @typedef {{ snapshot: Blob, sha256: string | null }} Snapshot sha256: hex; null where the browser could not compute it */

/**
 * @typedef {object} SnapshotStore
 * @property {() => Promise<Snapshot | null>} read null where there is none for these units in this browser. Its bytes are
 *   not looked at: whoever uses them compares the checksum
 * @property {(snapshot: Snapshot) => Promise<void>} write takes the place of every other one
 * @property {() => Promise<void>} remove
 */

/**
 * @param {Pick<Units, "pyodide" | "python">} units what a snapshot depends on, with the browser's version
 * @param {string} agent
 * @param {() => Promise<Cache | null>} [openCache]
 * @returns {SnapshotStore}
 */
export function createSnapshotStore({ pyodide, python }, agent, openCache = open) {
  const address = `${pyodide}snapshot?${new URLSearchParams({ python, agent })}`;

  async function remove() {
    const cache = await openCache();
    for (const request of (await cache?.keys()) ?? []) {
      await cache?.delete(request);
    }
  }

  return {
    remove,
    async read() {
      const kept = await (await openCache())?.match(address);
      const sha256 = kept?.headers.get(CHECKSUM) ?? null;
      // Without one it could not be checked: an older version of the page kept it.
      return kept === undefined || sha256 === null ? null : { snapshot: await kept.blob(), sha256 };
    },
    async write({ snapshot, sha256 }) {
      await remove();
      if (sha256 === null) return;
      try {
        await (await openCache())?.put(address, new Response(snapshot, { headers: { [CHECKSUM]: sha256 } }));
      } catch {
        // A full disk or a private window: the next visit starts the long way.
      }
    },
  };
}

/** @returns {Promise<Cache | null>} null where the browser has none: http on a LAN address, some private windows */
async function open() {
  try {
    return await globalThis.caches.open(CACHE_NAME);
  } catch {
    return null;
  }
}

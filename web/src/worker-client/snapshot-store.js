// Keeps the snapshot of Python's memory from one visit to the next, in the browser's Cache API: the first photo of a later
// visit then starts as quickly as every other. It never holds a photo, because it is taken before there is one.

/** @import { Units } from "../shared/config.js" */

const CACHE_NAME = "cutroom-start";

/**
 * @typedef {object} SnapshotStore
 * @property {() => Promise<Blob | null>} read null where there is none for these units in this browser
 * @property {(snapshot: Blob) => Promise<void>} write takes the place of every other one
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
      return (await kept?.blob()) ?? null;
    },
    async write(snapshot) {
      await remove();
      try {
        await (await openCache())?.put(address, new Response(snapshot));
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

// One file of a model as this browser keeps it: pieces in the Cache API, and a note once all are there and were checked.
// Where nothing can be kept (no Cache API, no room) it says so and holds nothing.

import { isOfFile, keptOf, MODEL_CACHE, pieceName, piecesOf, wholeName } from "../shared/model-pieces.js";

/** @typedef {Awaited<ReturnType<typeof openKeptFile>>} KeptFile */

/** @returns {Promise<Cache | null>} null where the browser has none: http on a LAN address, some private windows */
export async function openModelCache() {
  try {
    return await globalThis.caches.open(MODEL_CACHE);
  } catch {
    return null;
  }
}

/**
 * @param {Cache | null} cache
 * @param {{ url: string, bytes: number }} file
 */
export async function openKeptFile(cache, file) {
  let canKeep = cache !== null;

  async function names() {
    const requests = (await cache?.keys().catch(() => [])) ?? [];
    return requests.map(({ url }) => {
      const { pathname, search } = new URL(url);
      return `${pathname}${search}`;
    });
  }

  /** @param {(name: string) => boolean} isMeant */
  async function remove(isMeant) {
    for (const name of (await names()).filter((each) => isOfFile(file.url, each) && isMeant(each))) {
      await cache?.delete(name).catch(() => false);
    }
  }

  return {
    canKeep: () => canKeep,
    /** @returns {Promise<{ pieces: Blob[], isWhole: boolean }>} the pieces from the first byte on, unread */
    async read() {
      const found = await names();
      const { isWhole } = keptOf(file, found);
      const pieces = [];
      for (const { name, start, end } of piecesOf(file.url, found)) {
        const blob = await cache?.match(name).then((response) => response?.blob());
        // What the browser lost or cut short ends what can be used.
        if (end > file.bytes || blob?.size !== end - start) return { pieces, isWhole: false };
        pieces.push(blob);
      }
      return { pieces, isWhole };
    },
    /** @param {number} start @param {Blob} piece */
    async add(start, piece) {
      if (cache === null || !canKeep) return;
      try {
        await cache.put(pieceName(file.url, start, start + piece.size), new Response(piece));
      } catch {
        // A full disk: what was kept of it gives its room back, because it would never be whole.
        canKeep = false;
        await remove(() => true);
      }
    },
    /** All pieces were checked. Other versions of the file go, and pieces that nothing leads to. */
    async finish() {
      if (cache === null || !canKeep) return;
      const wanted = new Set(piecesOf(file.url, await names()).map(({ name }) => name));
      await remove((name) => !wanted.has(name));
      try {
        await cache.put(wholeName(file.url), new Response(""));
      } catch {
        canKeep = false;
      }
    },
    /** Begins anew. */
    forget: () => remove(() => true),
  };
}

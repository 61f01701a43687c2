// One file of a model as this browser keeps it: pieces in the Cache API, and a note with their checksums once all are there
// and the file's own was right. It compares none; load-file.js does.
// Where nothing can be kept (no Cache API, no room) it says so and holds nothing.

import {
  isOfFile,
  keptOf,
  MODEL_CACHE,
  pieceName,
  piecesOf,
  sumsFromText,
  sumsToText,
  wholeName,
} from "../shared/model-pieces.js";

/** @import { PieceSum } from "../shared/model-pieces.js" */

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
    /**
     * @returns {Promise<{ pieces: Blob[], sums: PieceSum[] | null }>} the pieces from the first byte on, unread, and what
     *   their checksums have to be; null where pieces are missing or were never checked
     */
    async read() {
      const found = await names();
      const { isWhole } = keptOf(file, found);
      const ranges = piecesOf(file.url, found);
      const pieces = [];
      for (const { name, start, end } of ranges) {
        const blob = await cache?.match(name).then((response) => response?.blob());
        // What the browser lost or cut short ends what can be used.
        if (end > file.bytes || blob?.size !== end - start) return { pieces, sums: null };
        pieces.push(blob);
      }
      const note = isWhole ? await cache?.match(wholeName(file.url)).then((response) => response?.text()) : "";
      return { pieces, sums: sumsFromText(note ?? "", ranges) };
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
    /**
     * The file's checksum was right. Other versions of it go, and pieces that nothing leads to.
     *
     * @param {readonly PieceSum[]} sums of its pieces
     */
    async finish(sums) {
      if (cache === null || !canKeep) return;
      const wanted = new Set(sums.map(({ start, end }) => pieceName(file.url, start, end)));
      await remove((name) => !wanted.has(name));
      try {
        await cache.put(wholeName(file.url), new Response(sumsToText(sums)));
      } catch {
        canKeep = false;
      }
    },
    /** Begins anew. */
    forget: () => remove(() => true),
  };
}

// Which models this browser has kept, how far, and how one is removed. Loading them is the model worker's work; the page
// reads no byte of them here.

import { modelFiles } from "../shared/model.js";
import { isOfFile, keptOf, MODEL_CACHE } from "../shared/model-pieces.js";

/** @import { ModelDescriptor } from "../shared/model.js" */

/** @typedef {{ bytes: number, isWhole: boolean, canKeep: boolean }} KeptModel bytes: kept of what a visit has to fetch */

/**
 * @param {ModelDescriptor} entry
 * @returns {Promise<KeptModel>}
 */
export async function keptModel(entry) {
  const cache = await openCache();
  if (cache === null) return { bytes: 0, isWhole: false, canKeep: false };
  const names = await namesIn(cache);
  const kept = modelFiles(entry).map((file) => keptOf(file, names));
  return {
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    isWhole: kept.every(({ isWhole }) => isWhole),
    canKeep: true,
  };
}

/**
 * All its variants, whole or not, older versions too.
 *
 * @param {ModelDescriptor} entry
 */
export async function removeKeptModel(entry) {
  const cache = await openCache();
  if (cache === null) return;
  const files = modelFiles(entry);
  for (const name of await namesIn(cache)) {
    if (files.some(({ url }) => isOfFile(url, name))) await cache.delete(name);
  }
}

/** @returns {Promise<Cache | null>} null where the browser has none: http on a LAN address, some private windows */
async function openCache() {
  try {
    return await globalThis.caches.open(MODEL_CACHE);
  } catch {
    return null;
  }
}

/** @param {Cache} cache */
async function namesIn(cache) {
  return (await cache.keys()).map(({ url }) => {
    const { pathname, search } = new URL(url);
    return `${pathname}${search}`;
  });
}

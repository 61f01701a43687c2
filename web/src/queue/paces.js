// How fast this batch's jobs were in what depends on the settings: seconds per megapixel of the work on edges and of each kind of
// file. What was measured stays known after its cutouts were made anew in another way. Pure.

import { counts } from "../shared/options.js";
import { withCutouts } from "./selectors.js";

/** @import { Options } from "../shared/options.js" */
/** @import { Item, ItemResult } from "./item.js" */

/** @typedef {Readonly<Record<string, number>>} Paces seconds per megapixel, by the kind of work */

/** @param {Options} options */
export const edgesKind = ({ clean_edges: clean, edges }) =>
  clean || edges === "fine" ? `edges, ${edges}` : "no edges";
/** @param {Options} options */
export const isExact = (options) => options.lossless || !counts("lossless", options);
/** @param {Options} options */
export const fileKind = (options) => `${options.format}, ${isExact(options) ? "exact" : "lossy"}`;
/** @param {ItemResult} result */
export const megapixels = ({ width, height }) => (width * height) / 1e6;

/**
 * @param {readonly Item[]} items
 * @param {Paces} [earlier] measured before in this batch
 * @returns {Paces}
 */
export function pacesOf(items, earlier = {}) {
  /** @type {Record<string, { seconds: number, size: number }>} */
  const seen = {};
  for (const { result } of withCutouts(items)) {
    const { foreground, encode, verify } = result.timings;
    note(edgesKind(result.options), foreground, megapixels(result));
    if (encode !== undefined) note(fileKind(result.options), encode + (verify ?? 0), megapixels(result));
  }

  /** @param {string} kind @param {number | undefined} seconds @param {number} size */
  function note(kind, seconds, size) {
    if (seconds === undefined) return;
    const before = seen[kind] ?? { seconds: 0, size: 0 };
    seen[kind] = { seconds: before.seconds + seconds, size: before.size + size };
  }
  const now = Object.entries(seen).map(([kind, { seconds, size }]) => [kind, seconds / size]);
  return { ...earlier, ...Object.fromEntries(now) };
}

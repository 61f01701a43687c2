// The items of an earlier batch with their cutouts, for a ZIP. Where the batch's list is of no use, the cutouts that were
// found get names of their own.

import { extensionOf } from "../shared/export-types.js";
import { DEFAULT_OPTIONS } from "../shared/options.js";

/** @import { Item } from "../queue/item.js" */
/** @import { SavedBatch } from "../storage/saved-batch.js" */

/**
 * @param {SavedBatch} batch
 * @returns {{ items: Item[], cutoutOf: (item: Item) => Blob }}
 */
export function looseItems({ items, results, loose }) {
  const cutouts = new Map([...results].map(([id, { blobs }]) => [id, blobs.cutout]));
  const nameless = loose.map((file, index) => {
    const item = finishedItem(file, `cutout ${index + 1}`);
    cutouts.set(item.id, file);
    return item;
  });
  return {
    items: [...items, ...nameless],
    cutoutOf({ id, name }) {
      const cutout = cutouts.get(id);
      if (cutout === undefined) throw new Error(`The cutout of ${name} is no longer on this device.`);
      return cutout;
    },
  };
}

/**
 * @param {File} file
 * @param {string} name
 * @returns {Item}
 */
function finishedItem(file, name) {
  const result = {
    bytes: file.size,
    width: 1,
    height: 1,
    extension: extensionOf(file.name),
    mediaType: file.type,
    timings: {},
    details: {},
    options: { ...DEFAULT_OPTIONS },
    model: null,
  };
  return {
    id: `loose ${file.name}`,
    name,
    path: name,
    bytes: 0,
    status: "done",
    stage: null,
    fraction: null,
    attempt: 1,
    reduced: false,
    provider: null,
    threads: null,
    error: null,
    result,
    startedAt: null,
    endedAt: null,
  };
}

// The items of an earlier batch with their cutouts, for a ZIP. What is not as it was kept is left out and called failed.
// Where the batch's list is of no use, the cutouts that were found get names of their own.

import { givenUp, newItem, withoutResult } from "../queue/item.js";
import { failureOf } from "../shared/errors.js";
import { extensionOf } from "../shared/export-types.js";
import { DEFAULT_OPTIONS } from "../shared/options.js";
import { nothingDoubtful } from "../shared/result.js";
import { isIntact } from "../storage/checked-file.js";

/** @import { Item } from "../queue/item.js" */
/** @import { SavedBatch } from "../storage/saved-batch.js" */

/**
 * @param {SavedBatch} batch
 * @returns {Promise<{ items: Item[], cutoutOf: (item: Item) => Blob }>}
 */
export async function looseItems({ items, results, loose }) {
  /** @type {Map<string, Blob>} */
  const cutouts = new Map();
  for (const [id, { blobs, files }] of results) {
    if (await isIntact(files.cutout, blobs.cutout)) cutouts.set(id, blobs.cutout);
  }
  const good = [];
  for (const file of loose) if (await isIntact(file.name, file)) good.push(file);
  const nameless = good.map((file, index) => {
    const item = finishedItem(file, `cutout ${index + 1}`);
    cutouts.set(item.id, file);
    return item;
  });
  return {
    items: [
      ...items.map((item) => (item.result !== null && !cutouts.has(item.id) ? damaged(item) : item)),
      ...nameless,
    ],
    cutoutOf({ id, name }) {
      const cutout = cutouts.get(id);
      if (cutout === undefined) throw new Error(`The cutout of ${name} is no longer on this device.`);
      return cutout;
    },
  };
}

/**
 * The same as items to go on with, as far as the browser can show them.
 *
 * @param {SavedBatch} batch
 * @returns {Promise<SavedBatch>}
 */
export async function withLooseItems(batch) {
  const items = [...batch.items];
  const results = new Map(batch.results);
  for (const [index, file] of batch.loose.entries()) {
    const picture = await createImageBitmap(file).catch(() => null);
    if (picture === null) continue;
    const item = finishedItem(file, `cutout ${index + 1}`, picture);
    picture.close();
    items.push(item);
    const files = { cutout: file.name, thumbnail: null, originalPreview: null };
    results.set(item.id, { blobs: { cutout: file, thumbnail: null }, files });
  }
  return { ...batch, items, results, loose: [] };
}

/**
 * @param {Item} item
 * @returns {Item}
 */
function damaged(item) {
  // It waited to be changed, and still does.
  if (item.status !== "done") return withoutResult(item);
  return givenUp(item, { ...failureOf("source-not-kept", { case: "cutout-damaged" }), stage: "decode" });
}

/**
 * @param {File} file
 * @param {string} name
 * @param {{ width: number, height: number }} size
 * @returns {Item}
 */
function finishedItem(file, name, { width, height } = { width: 1, height: 1 }) {
  const result = {
    bytes: file.size,
    width,
    height,
    extension: extensionOf(file.name),
    media_type: file.type,
    timings: {},
    facts: nothingDoubtful(),
    looks: [],
    look: null,
    details: {},
    options: { ...DEFAULT_OPTIONS },
    model: null,
    work: /** @type {const} */ ("cut"),
    attempt: 1,
    provider: null,
    threads: null,
    seconds: null,
  };
  return { ...newItem({ id: `loose ${file.name}`, name, path: name, bytes: 0 }), status: "done", result };
}

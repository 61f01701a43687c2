// Hands single cutouts to the browser's download, and remembers which cutouts the person has, by whatever way. Nothing is
// sent anywhere: the files are made from blobs this page already holds.

import { zipNames } from "../lib/zip-names.js";
import { withCutouts } from "../queue/selectors.js";
import { saveFile } from "./saved-file.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ItemWithCutout } from "../queue/selectors.js" */

// One that is made anew comes of another attempt and counts as not downloaded.
const key = (/** @type {Item} */ { id, result }) => `${id} ${result?.attempt}`;

/**
 * @param {{ cutoutOf: (item: Item) => Blob }} parts cutoutOf: throws where the page no longer holds it
 */
export function createCutoutDownloads({ cutoutOf }) {
  /** @type {Set<string>} */
  const handedOver = new Set();

  const isSaved = (/** @type {Item} */ item) => handedOver.has(key(item));
  /** @param {readonly Item[]} items */
  function markSaved(items) {
    for (const item of items) handedOver.add(key(item));
  }

  return {
    isSaved,
    markSaved,
    /** @param {ItemWithCutout} item */
    saveOne(item) {
      const [name = item.name] = zipNames([{ path: item.name, extension: item.result.extension }]);
      saveFile(cutoutOf(item), name);
      markSaved([item]);
    },
    /**
     * @param {readonly Item[]} items
     * @returns {Item[]} those whose cutout was never downloaded
     */
    unsaved: (items) => withCutouts(items).filter((item) => !isSaved(item)),
  };
}

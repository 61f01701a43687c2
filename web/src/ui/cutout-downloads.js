// Hands single cutouts to the browser's download, and remembers which cutouts the person has, by whatever way. Nothing is
// sent anywhere: the files are made from blobs this page already holds.

import { zipNames } from "../lib/zip-names.js";
import { saveFile } from "./saved-file.js";

/** @import { Item } from "../queue/item.js" */

// A cutout is its item's last result: one that is made anew belongs to another attempt and counts as not downloaded.
const key = (/** @type {Item} */ { id, attempt }) => `${id} ${attempt}`;

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
    /** @param {Item} item a done one */
    saveOne(item) {
      const [name = item.name] = zipNames([{ path: item.name, extension: item.result?.extension ?? ".png" }]);
      saveFile(cutoutOf(item), name);
      markSaved([item]);
    },
    /**
     * @param {readonly Item[]} items
     * @returns {Item[]} the done ones whose cutout was never downloaded
     */
    unsaved: (items) => items.filter((item) => item.status === "done" && !isSaved(item)),
  };
}

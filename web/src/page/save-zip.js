// What happens when a person asks for a ZIP: where to, how far, given up or failed in words. Used for the batch on the page
// and for one that an earlier visit left.

import { withCutouts } from "../queue/selectors.js";
import { pickZipFile } from "../ui/save-picker.js";
import { zipFailedMessage, zipWithoutCutoutsMessage } from "../words/zip-words.js";
import { zipContents } from "./zip-contents.js";
import { zipIntoDownload, zipIntoFile } from "./zip-target.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ZipNote } from "../ui/zip-note.js" */
/** @import { OpenZip } from "./zip-stream.js" */
/** @import { TemporaryFile } from "./zip-target.js" */

const ZIP_NAME = "cutouts.zip";

/** @typedef {{ items: readonly Item[], cutoutOf: (item: Item) => Blob }} ZipBatch */

/**
 * @typedef {object} ZipWish
 * @property {() => Promise<ZipBatch>} batch all of it; what an earlier visit kept is checked by then
 * @property {ZipNote} note
 * @property {(fraction: number | null) => void} onFraction null: it is over
 */

/**
 * @param {object} parts
 * @param {OpenZip} parts.open
 * @param {() => Promise<TemporaryFile | null>} parts.openTemporary
 * @param {() => Promise<number>} parts.free
 * @param {{ show: (notice: import("../ui/notices.js").Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(text: string) => void} parts.say to people who listen
 * @returns {(wish: ZipWish) => Promise<Item[]>} the items whose cutouts the person has now; none where it came to nothing
 */
export function createSaveZip({ open, openTemporary, free, notices, say }) {
  return async ({ batch, note, onFraction }) => {
    notices.remove("zip");
    const picking = pickZipFile(ZIP_NAME);
    const controller = new AbortController();
    let words = "";
    /** @type {Item[]} */
    let finished = [];
    try {
      onFraction(0);
      const picked = await picking;
      if (picked === "cancelled") return [];
      note.begin(() => controller.abort());
      const { items, cutoutOf } = await batch();
      controller.signal.throwIfAborted();
      // Held by their own names from here on, so that nothing that happens meanwhile can mix names and pictures.
      finished = withCutouts(items);
      if (finished.length === 0) {
        notices.show(zipWithoutCutoutsMessage());
        return [];
      }
      const entries = zipContents(items, cutoutOf, new Date());
      const job = {
        open,
        entries,
        name: ZIP_NAME,
        signal: controller.signal,
        onBytes(/** @type {number} */ bytes, /** @type {number} */ total) {
          onFraction(bytes / total);
          note.advance(bytes, total);
        },
      };
      words = picked === null ? await zipIntoDownload(job, { openTemporary, free }) : await zipIntoFile(job, picked);
      return finished;
    } catch (error) {
      if (controller.signal.aborted) return [];
      // What went away while it was read is noticed now.
      const left = new Set(withCutouts((await batch().catch(() => ({ items: finished }))).items).map(({ id }) => id));
      const isWhole = finished.every(({ id }) => left.has(id));
      notices.show(isWhole ? zipFailedMessage(error) : zipWithoutCutoutsMessage());
      return [];
    } finally {
      note.end(words);
      if (words !== "") say(words);
      onFraction(null);
    }
  };
}

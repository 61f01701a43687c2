// Found files become queue items, as many as fit; what does not fit or could not be read is said by name, what is
// hidden by its number. The file of an item whose photo is not at hand any more becomes no second item: it is that photo.

import { admit, MAX_ITEMS } from "../queue/limits.js";
import {
  leftOutMessage,
  NOTHING_FOUND,
  nothingFoundMessage,
  passedOverNote,
  photosBackNote,
  unreadableMessage,
} from "../words/intake-words.js";

/** @import { Found } from "../lib/drop-files.js" */
/** @import { Item, Source } from "../queue/item.js" */

/**
 * @param {object} parts
 * @param {() => readonly Item[]} parts.items that are here
 * @param {Map<string, File>} parts.sources where the files are held
 * @param {(sources: Source[]) => void} parts.onAdded
 * @param {(files: ReadonlyMap<string, File>) => void} parts.onBack by the ids of their items, whose photos were not at hand
 * @param {{ show: (notice: import("../ui/notices.js").Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(text: string) => void} parts.note the quiet words about the last addition; empty takes them away
 * @returns {(found: Found) => void}
 */
export function createAddPhotos({ items, sources, onAdded, onBack, notices, note }) {
  // Ids are unlike those of any other visit, because photos of an earlier one may join these.
  const visit = Math.random().toString(36).slice(2, 8);
  let lastNumber = 0;

  return ({ files, skipped, unreadable }) => {
    if (files.length > 0) notices.remove(NOTHING_FOUND);
    if (unreadable.length > 0) notices.show(unreadableMessage(unreadable));
    else if (files.length === 0) notices.show(nothingFoundMessage(skipped.length > 0));
    const { back, fresh } = withoutKnown(files, items(), (id) => sources.has(id));
    note(
      [
        photosBackNote([...back.keys()].map(({ name, result }) => ({ name, hasCutout: result !== null }))),
        passedOverNote(skipped),
      ]
        .filter((text) => text !== "")
        .join(" "),
    );
    if (back.size > 0) onBack(new Map([...back].map(([{ id }, file]) => [id, file])));
    const { accepted, leftOut } = admit(items().length, fresh);
    if (leftOut.length > 0) {
      const paths = leftOut.map(({ path }) => path);
      notices.show(leftOutMessage(paths, MAX_ITEMS));
    }
    onAdded(
      accepted.map(({ file, path }) => {
        lastNumber += 1;
        const id = `photo-${visit}-${lastNumber}`;
        sources.set(id, file);
        return { id, name: file.name, path, bytes: file.size, lastModified: file.lastModified };
      }),
    );
  };
}

/**
 * Tells the files of items whose photos are not at hand any more from those that are new.
 *
 * @template {{ file: File, path: string }} Each
 * @param {readonly Each[]} files
 * @param {readonly Item[]} items
 * @param {(id: string) => boolean} isAtHand
 * @returns {{ back: Map<Item, File>, fresh: Each[] }}
 */
function withoutKnown(files, items, isAtHand) {
  const missing = items.filter(({ id }) => !isAtHand(id));
  /** @type {Map<Item, File>} */
  const back = new Map();
  const fresh = files.filter(({ file, path }) => {
    const alike = missing.filter(
      (item) =>
        !back.has(item) &&
        item.name === file.name &&
        item.bytes === file.size &&
        item.lastModified === file.lastModified,
    );
    // It may be given without its folder now.
    const same = alike.find((item) => item.path === path) ?? alike[0];
    if (same !== undefined) back.set(same, file);
    return same === undefined;
  });
  return { back, fresh };
}

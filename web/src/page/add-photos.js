// Found files become queue items, as many as fit; what does not fit or could not be read is said by name, what is
// hidden by its number.

import { admit, MAX_ITEMS } from "../queue/limits.js";
import {
  leftOutMessage,
  NOTHING_FOUND,
  nothingFoundMessage,
  passedOverNote,
  unreadableMessage,
} from "../words/intake-words.js";

/** @import { Found } from "../lib/drop-files.js" */
/** @import { Source } from "../queue/item.js" */

/**
 * @param {object} parts
 * @param {() => number} parts.count of the items that are here
 * @param {Map<string, File>} parts.sources where the files are held
 * @param {(sources: Source[]) => void} parts.onAdded
 * @param {{ show: (notice: import("../ui/notices.js").Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(text: string) => void} parts.note the quiet words about the last addition; empty takes them away
 * @returns {(found: Found) => void}
 */
export function createAddPhotos({ count, sources, onAdded, notices, note }) {
  // Ids are unlike those of any other visit, because photos of an earlier one may join these.
  const visit = Math.random().toString(36).slice(2, 8);
  let lastNumber = 0;

  return ({ files, skipped, unreadable }) => {
    if (files.length > 0) notices.remove(NOTHING_FOUND);
    if (unreadable.length > 0) notices.show(unreadableMessage(unreadable));
    else if (files.length === 0) notices.show(nothingFoundMessage(skipped.length > 0));
    note(passedOverNote(skipped));
    const { accepted, leftOut } = admit(count(), files);
    if (leftOut.length > 0) {
      const paths = leftOut.map(({ path }) => path);
      notices.show(leftOutMessage(paths, MAX_ITEMS));
    }
    onAdded(
      accepted.map(({ file, path }) => {
        lastNumber += 1;
        const id = `photo-${visit}-${lastNumber}`;
        sources.set(id, file);
        return { id, name: file.name, path, bytes: file.size };
      }),
    );
  };
}

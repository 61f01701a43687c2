// One photo in a journal: its queue item as plain data and the names of its files. Pure. It is read as what it is, something
// that another version wrote or a crash left: an entry that makes no sense is refused, not guessed at.

import { expectArray, expectRecord, expectText } from "../shared/validate.js";
import { readItem } from "./journal-item.js";
import { numberOrNull, textOrNull } from "./journal-values.js";

/** @import { Item } from "../queue/item.js" */

/** @typedef {{ cutout: string, thumbnail: string | null, originalPreview: string | null }} ResultFiles names of files */
/** @typedef {{ file: string, type: string, lastModified: number }} SourceFile file: its name; the others as the photo had them */

/**
 * @typedef {object} Entry
 * @property {Item} item
 * @property {ResultFiles | null} files of the result; null where it is not kept (yet)
 * @property {SourceFile | null} source the copy of the photo; null where there is none (yet, or any more)
 * @property {readonly string[]} mattes names of their files, in the order of the looks; none where there are none (yet)
 * @property {boolean} saved the cutout was handed to the person once
 */

/**
 * @param {unknown} value
 * @returns {Entry | null} null where it makes no sense
 */
export function readEntry(value) {
  try {
    const { item, files, source, mattes, saved } = expectRecord(value, "entry");
    const copy = source === null ? null : readSource(expectRecord(source, "source"));
    return {
      // Before items said it themselves, their copies did.
      item: readItem({ lastModified: copy?.lastModified, ...expectRecord(item, "item") }),
      files: files === null ? null : readFiles(expectRecord(files, "files")),
      source: copy,
      // Until version 3 there was one, of a kind that no version of a model asks for any more.
      mattes: mattes === undefined ? [] : expectArray(mattes, "mattes").map((name) => expectText(name, "matte")),
      saved: saved === true,
    };
  } catch {
    return null;
  }
}

/**
 * @param {Record<string, unknown>} given
 * @returns {ResultFiles}
 */
function readFiles({ cutout, thumbnail, originalPreview }) {
  return {
    cutout: expectText(cutout, "cutout"),
    thumbnail: textOrNull(thumbnail),
    originalPreview: textOrNull(originalPreview),
  };
}

/**
 * @param {Record<string, unknown>} given
 * @returns {SourceFile}
 */
function readSource({ file, type, lastModified }) {
  return {
    file: expectText(file, "file"),
    type: typeof type === "string" ? type : "",
    lastModified: numberOrNull(lastModified) ?? 0,
  };
}

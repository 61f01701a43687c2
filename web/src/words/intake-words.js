// What the page says about files that were added: what did not fit, could not be read or was hidden, and that there was
// nothing. Only words.

import { formatCount } from "../lib/format.js";

/** @import { Message } from "./message.js" */

/**
 * @param {readonly string[]} paths of the files that did not fit
 * @param {number} limit
 * @returns {Message}
 */
export function leftOutMessage(paths, limit) {
  const one = paths.length === 1;
  return {
    key: "left-out",
    tone: "info",
    title: `${formatCount(paths.length, "photo")} did not fit`,
    text:
      `Cutroom works on up to ${limit} photos at a time; the first ones that fitted were added. ` +
      `When these are done and downloaded, press Clear and add ${one ? "the other one" : "the others"}.`,
    list: { summary: one ? "Which one was left out" : "Which ones were left out", lines: paths },
  };
}

/**
 * @param {readonly string[]} paths
 * @returns {Message}
 */
export function unreadableMessage(paths) {
  return {
    key: "unreadable",
    tone: "error",
    title: `${formatCount(paths.length, "file or folder", "files or folders")} could not be read`,
    text: "The browser was not allowed to open them, or they moved meanwhile. Choose them with the button instead.",
    list: { summary: "Which", lines: paths },
  };
}

/**
 * @param {readonly string[]} skipped paths of what is hidden; of folders with "/" at the end
 * @returns {string} for example "3 hidden files were passed over."; empty where there were none
 */
export function passedOverNote(skipped) {
  if (skipped.length === 0) return "";
  const folders = skipped.filter((path) => path.endsWith("/")).length;
  const files = skipped.length - folders;
  const parts = [
    ...(files > 0 ? [formatCount(files, "hidden file")] : []),
    ...(folders > 0 ? [formatCount(folders, "hidden folder")] : []),
  ];
  return `${parts.join(" and ")} ${skipped.length === 1 ? "was" : "were"} passed over.`;
}

/**
 * @param {readonly { name: string, hasCutout: boolean }[]} back photos that were not at hand any more, and were added again
 * @returns {string} for example "dog.jpg is there again: it can be changed now."; empty where there is none
 */
export function photosBackNote(back) {
  const sentence = (
    /** @type {readonly { name: string }[]} */ photos,
    /** @type {[string, string]} */ [one, several],
  ) => {
    const [first] = photos;
    if (first === undefined) return [];
    return [
      photos.length === 1
        ? `${first.name} is there again: it ${one}.`
        : `${photos.length} photos are there again: they ${several}.`,
    ];
  };
  return [
    ...sentence(
      back.filter(({ hasCutout }) => hasCutout),
      ["can be changed now", "can be changed now"],
    ),
    ...sentence(
      back.filter(({ hasCutout }) => !hasCutout),
      ["is cut out in its old row", "are cut out in their old rows"],
    ),
  ].join(" ");
}

export const NOTHING_FOUND = "nothing-found";

/**
 * @param {boolean} isHidden was there something that is hidden?
 * @returns {Message}
 */
export function nothingFoundMessage(isHidden) {
  if (isHidden) {
    return {
      key: NOTHING_FOUND,
      tone: "info",
      title: "There were only hidden files in what you added",
      text: "Inside a folder they are passed over. Drop or choose the files themselves to add them.",
    };
  }
  return {
    key: NOTHING_FOUND,
    tone: "info",
    title: "There was no file in what you added",
    text: "Pictures dragged from another web page often arrive as a link only. Save the picture first, then add the file.",
  };
}

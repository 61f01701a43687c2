// From the paths of pictures to the names of entries in a ZIP: the same names with another extension, each only once,
// and such that every system can unpack them. Nothing is opened or written here.

import { withoutPictureExtension } from "./picture-extensions.js";
import { byteLength, cleaned, fitted, NAME_BYTES, withoutEnd } from "./portable-name.js";

/** What a name becomes when nothing of it is left. */
const NAMELESS = "cutout";

/**
 * For all folders together. macOS has 1,024 bytes for a whole path: a file's name takes up to 255 of them, and a person
 * unpacks into some folder.
 */
const FOLDER_BYTES = 512;

/** @typedef {{ folder: string, stem: string, extension: string }} Wanted folder: "" or with "/" at its end */

/**
 * Entry names in the order of the files, as near to the given paths as a name can be that Windows, macOS and Linux all take.
 *
 * Names that differ only in case or in how accents are encoded are the same file on Windows and macOS, so the second
 * becomes "name (2).png", and so on. The first one given keeps its plain name, and no numbered name takes one that
 * another file has by itself.
 *
 * @param {readonly { path: string, extension: string }[]} files path: with "/" between its parts; extension: with its dot, as ".png"
 * @returns {string[]}
 */
export function zipNames(files) {
  const wanted = files.map(splitName);
  const taken = new Set(wanted.flatMap((name) => foldersOf(name.folder).map(sameFileKey)));
  const plain = new Set(wanted.map((name) => sameFileKey(named(name))));
  return wanted.map((each) => {
    let name = named(each);
    for (let number = 2; taken.has(sameFileKey(name)) || (number > 2 && plain.has(sameFileKey(name))); number += 1) {
      name = named(each, ` (${number})`);
    }
    taken.add(sameFileKey(name));
    return name;
  });
}

/**
 * @param {Wanted} wanted
 * @param {string} [number]
 */
function named({ folder, stem, extension }, number = "") {
  const end = number + extension;
  return folder + fitted(stem, NAME_BYTES - byteLength(end)) + end;
}

/**
 * @param {{ path: string, extension: string }} file
 * @returns {Wanted} stem: the base name without a picture's extension
 */
function splitName({ path, extension }) {
  const parts = path.split("/").map(cleaned);
  const base = parts.pop() ?? "";
  // Nothing but dots leads out of a folder, or is no name.
  const stem = withoutEnd(base) === "" ? NAMELESS : withoutPictureExtension(base);
  const folders = shortened(parts.map(withoutEnd).filter((part) => part !== ""));
  return { folder: folders.map((part) => `${part}/`).join(""), stem, extension };
}

/**
 * The same for every file of a folder, so that they stay together.
 *
 * @param {string[]} folders
 * @returns {string[]} all of them as long as there is room for a piece of each; else the inner ones
 */
function shortened(folders) {
  for (let room = NAME_BYTES; room >= 16; room = Math.floor(room / 2)) {
    const short = folders.map((part) => fitted(part, room));
    if (byteLength(short.join("/")) <= FOLDER_BYTES) return short;
  }
  return shortened(folders.slice(1));
}

/**
 * @param {string} folder
 * @returns {string[]} "a/b/" gives "a" and "a/b": a file of such a name could not be unpacked beside the folder
 */
function foldersOf(folder) {
  const parts = folder.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/**
 * Equal for names that some file system takes for one. Lower then upper case folds pairs that either alone would miss;
 * older macOS disks do not compare joiners.
 *
 * @param {string} name
 */
function sameFileKey(name) {
  return name
    .replace(/\u200c|\u200d|\ufeff/g, "")
    .normalize("NFD")
    .toLowerCase()
    .toUpperCase();
}

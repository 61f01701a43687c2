// From the paths of source files to the names of entries in a ZIP: the same names with another extension, each only once.
// Nothing is opened or written here.

/** What a name becomes when nothing safe is left of it. */
const NAMELESS = "cutout";

/**
 * Entry names in the order of the files. Folders and base names stay as they are; only what could lead out of the folder
 * that a person unpacks into is removed.
 *
 * Names that differ only in case or in how accents are encoded are the same file on Windows and macOS, so the second
 * becomes "name (2).png", and so on. The first one given keeps its plain name, and no numbered name takes one that
 * another file has by itself.
 *
 * @param {readonly { path: string, extension: string }[]} files extension: with its dot, as ".png"
 * @returns {string[]}
 */
export function zipNames(files) {
  const wanted = files.map((file) => splitName(file));
  const taken = new Set(wanted.flatMap((name) => foldersOf(name.stem).map(sameFileKey)));
  const plain = new Set(wanted.map((name) => sameFileKey(name.stem + name.extension)));
  return wanted.map(({ stem, extension }) => {
    let name = stem + extension;
    for (let number = 2; taken.has(sameFileKey(name)) || (number > 2 && plain.has(sameFileKey(name))); number += 1) {
      name = `${stem} (${number})${extension}`;
    }
    taken.add(sameFileKey(name));
    return name;
  });
}

/**
 * @param {{ path: string, extension: string }} file
 * @returns {{ stem: string, extension: string }} stem: folders and base name, without the old extension
 */
function splitName({ path, extension }) {
  const segments = safeSegments(path);
  const base = segments.pop() ?? NAMELESS;
  const dot = base.lastIndexOf(".");
  // A dot in front is part of the name: ".hidden" has no extension.
  segments.push(dot > 0 ? base.slice(0, dot) : base);
  return { stem: segments.join("/"), extension };
}

/**
 * @param {string} path
 * @returns {string[]} without "..", ".", empty parts, a drive letter in front, or backslashes
 */
function safeSegments(path) {
  /** @type {string[]} */
  const segments = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    const segment = segments.length === 0 ? part.replace(/^(?:[A-Za-z]:)+/, "") : part;
    // Windows ignores dots and spaces at the end of a name, so ".. " is ".." there.
    if (!/^[. ]*$/.test(segment)) {
      // Half a surrogate pair cannot be written as UTF-8. Every encoder replaces it; doing so here keeps names unique.
      segments.push(segment.replace(/\p{Surrogate}/gu, "\uFFFD"));
    }
  }
  return segments;
}

/**
 * @param {string} stem
 * @returns {string[]} "a/b/c" gives "a" and "a/b": a file of such a name could not be unpacked beside the folder
 */
function foldersOf(stem) {
  const parts = stem.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/**
 * Equal for names that some file system takes for one. Lower then upper case folds pairs that either alone would miss.
 *
 * @param {string} name
 */
function sameFileKey(name) {
  return name.normalize("NFD").toLowerCase().toUpperCase();
}

// The files of a drop or of a file input, folders walked to their end, each with its path inside the dropped folder.
// What kind of files they are is nobody's business here, except for what is hidden inside a folder, and the litter that file
// managers leave there. A file or a folder that somebody chose or dropped itself is taken, whatever its name.

/** @typedef {{ file: File, path: string }} FoundFile */

/**
 * @typedef {object} Found
 * @property {FoundFile[]} files in natural order ("2.jpg" before "10.jpg")
 * @property {string[]} skipped paths of hidden files and of litter; of whole folders with "/" at the end
 * @property {string[]} unreadable paths of files and folders that could not be read
 */

/** @typedef {{ entry: FileSystemEntry | null, file: File | null }} Dropped */

const LITTER = new Set(["thumbs.db", "desktop.ini", "__macosx"]);
const NATURAL = new Intl.Collator("en", { numeric: true });

/**
 * Call this in the drop event itself: the browser empties the list of items as soon as the event is over.
 *
 * @param {DataTransfer} dataTransfer
 * @returns {Promise<Found>}
 */
export function fromDrop(dataTransfer) {
  const dropped = takeItems(dataTransfer);
  return walkAll(dropped);
}

/**
 * @param {Iterable<File>} fileList
 * @returns {Found}
 */
export function fromInput(fileList) {
  /** @type {Found} */
  const found = { files: [], skipped: [], unreadable: [] };
  // The browser gives every file of a hidden folder; the folder is named once.
  const allSkipped = new Set();
  for (const file of fileList) {
    const path = file.webkitRelativePath || file.name;
    const skipped = litterIn(path);
    if (skipped === null) found.files.push({ file, path });
    else allSkipped.add(skipped);
  }
  return sorted({ ...found, skipped: [...allSkipped] });
}

/**
 * Everything that has to be asked for before the first await. Some browsers give no entries for some sources (a picture
 * dragged out of an archive), and some entries cannot be read although the plain file can: so both are kept.
 *
 * @param {DataTransfer} dataTransfer
 * @returns {Dropped[]}
 */
function takeItems(dataTransfer) {
  // An item that is text gives neither an entry nor a file.
  const dropped = [...(dataTransfer.items ?? [])].map((item) => ({
    entry: item.webkitGetAsEntry?.() ?? null,
    file: item.getAsFile(),
  }));
  const isUsable = dropped.some(({ entry, file }) => entry !== null || file !== null);
  return isUsable ? dropped : [...dataTransfer.files].map((file) => ({ entry: null, file }));
}

/** @param {readonly Dropped[]} dropped */
async function walkAll(dropped) {
  /** @type {Found} */
  const found = { files: [], skipped: [], unreadable: [] };
  for (const { entry, file } of dropped) {
    if (entry !== null) {
      await walk(entry, "", file, found);
    } else if (file !== null) {
      found.files.push({ file, path: file.name });
    }
  }
  return sorted(found);
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} parent path of its folder, with a "/" at the end, or ""
 * @param {File | null} plainFile the same file without its entry, where there is one
 * @param {Found} found is added to
 * @returns {Promise<void>}
 */
async function walk(entry, parent, plainFile, found) {
  const path = parent + entry.name;
  if (parent !== "" && isLitter(entry.name)) {
    found.skipped.push(isDirectory(entry) ? `${path}/` : path);
    return;
  }
  if (isDirectory(entry)) {
    const { children, complete } = await readFolder(entry);
    if (!complete) {
      found.unreadable.push(path);
    }
    for (const child of children) {
      await walk(child, `${path}/`, null, found);
    }
    return;
  }
  try {
    found.files.push({ file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)), path });
  } catch {
    if (plainFile === null) {
      found.unreadable.push(path);
    } else {
      found.files.push({ file: plainFile, path });
    }
  }
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<{ children: FileSystemEntry[], complete: boolean }>} what was read before a failure is kept
 */
async function readFolder(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  try {
    // One call gives at most 100 entries in Chrome; an empty answer means the end.
    for (;;) {
      const batch = await readBatch(reader);
      if (batch.length === 0) {
        return { children, complete: true };
      }
      children.push(...batch);
    }
  } catch {
    return { children, complete: false };
  }
}

/**
 * @param {FileSystemDirectoryReader} reader
 * @returns {Promise<FileSystemEntry[]>}
 */
function readBatch(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/**
 * @param {FileSystemEntry} entry
 * @returns {entry is FileSystemDirectoryEntry}
 */
function isDirectory(entry) {
  return entry.isDirectory;
}

/**
 * @param {string} path its first part was chosen by hand
 * @returns {string | null} the path as far as what is hidden or litter, with "/" at the end where that is a folder
 */
function litterIn(path) {
  const parts = path.split("/");
  const index = parts.findIndex((part, depth) => depth > 0 && isLitter(part));
  if (index < 0) return null;
  return parts.slice(0, index + 1).join("/") + (index < parts.length - 1 ? "/" : "");
}

/** @param {string} name */
function isLitter(name) {
  return name.startsWith(".") || LITTER.has(name.toLowerCase());
}

/**
 * @param {Found} found
 * @returns {Found}
 */
function sorted({ files, skipped, unreadable }) {
  return {
    files: files.toSorted((a, b) => comparePaths(a.path, b.path)),
    skipped: skipped.toSorted(comparePaths),
    unreadable: unreadable.toSorted(comparePaths),
  };
}

/**
 * Folder by folder, so that "a/2" comes before "a b/1" whatever a collator thinks of "/" and spaces.
 *
 * @param {string} a
 * @param {string} b
 */
function comparePaths(a, b) {
  const left = a.split("/");
  const right = b.split("/");
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = NATURAL.compare(left[index] ?? "", right[index] ?? "");
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

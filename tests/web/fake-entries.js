// What a browser hands over in a drop, imitated: items that can be emptied, entries, folders read in portions.

const PORTION = 100;

/** @param {string} name @param {string} [webkitRelativePath] */
export function file(name, webkitRelativePath = "") {
  const made = new File(["x"], name);
  Object.defineProperty(made, "webkitRelativePath", { value: webkitRelativePath });
  return made;
}

/** @typedef {{ name: string, isFile: boolean, isDirectory: boolean }} Entry as far as the page asks */

/** @param {string} name @param {{ error?: Error | null }} [options] */
export function fileEntry(name, { error = null } = {}) {
  return {
    name,
    isFile: true,
    isDirectory: false,
    file: (/** @type {(file: File) => void} */ resolve, /** @type {(error: Error) => void} */ reject) =>
      queueMicrotask(() => (error === null ? resolve(file(name)) : reject(error))),
  };
}

/**
 * @param {string} name
 * @param {Entry[]} children
 * @param {{ failAfter?: number }} [options] how many portions can be read before reading fails
 */
export function folderEntry(name, children, { failAfter = Number.POSITIVE_INFINITY } = {}) {
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      let portion = 0;
      return {
        /** @param {(entries: Entry[]) => void} resolve @param {(error: Error) => void} reject */
        readEntries(resolve, reject) {
          const index = portion;
          portion += 1;
          queueMicrotask(() =>
            index >= failAfter
              ? reject(new DOMException("no access", "NotReadableError"))
              : resolve(children.slice(index * PORTION, (index + 1) * PORTION)),
          );
        },
      };
    },
  };
}

/**
 * @param {{ entry?: Entry | null, file?: File | null }[]} drops an entry may be null, as some browsers give none
 * @returns {DataTransfer} with what the page uses of one
 */
export function dataTransfer(drops) {
  const items = drops.map((drop) => ({
    kind: "file",
    webkitGetAsEntry: () => drop.entry ?? null,
    getAsFile: () => drop.file ?? null,
  }));
  const transfer = {
    items: [{ kind: "string", getAsFile: () => null }, ...items],
    files: drops.flatMap((drop) => drop.file ?? []),
  };
  return /** @type {any} */ (transfer);
}

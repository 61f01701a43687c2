// What a browser hands over in a drop, imitated: items that can be emptied, entries, folders read in portions.

const PORTION = 100;

export function file(name, webkitRelativePath = "") {
  const made = new File(["x"], name);
  Object.defineProperty(made, "webkitRelativePath", { value: webkitRelativePath });
  return made;
}

export function fileEntry(name, { error = null } = {}) {
  return {
    name,
    isFile: true,
    isDirectory: false,
    file: (resolve, reject) => queueMicrotask(() => (error === null ? resolve(file(name)) : reject(error))),
  };
}

/** `failAfter`: how many portions can be read before reading fails. */
export function folderEntry(name, children, { failAfter = Number.POSITIVE_INFINITY } = {}) {
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      let portion = 0;
      return {
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

/** `drops`: { entry, file } each; an entry may be null, as some browsers give none. */
export function dataTransfer(drops) {
  const items = drops.map((drop) => ({
    kind: "file",
    webkitGetAsEntry: () => drop.entry ?? null,
    getAsFile: () => drop.file ?? null,
  }));
  return {
    items: [{ kind: "string", getAsFile: () => null }, ...items],
    files: drops.flatMap((drop) => drop.file ?? []),
  };
}

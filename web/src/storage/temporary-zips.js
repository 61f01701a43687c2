// The files that ZIPs are built in where a person's own file cannot be written to. A browser that is handed one as a
// download copies it and does not say when it has finished; until then it must stay. Each goes when its time is over.

/** @import { Folder } from "./folder.js" */

/** @typedef {Awaited<ReturnType<ReturnType<typeof createTemporaryZips>["open"]>>} TemporaryZip */

/** Browsers start to copy at once, also while they ask where to; Safari first asks whether. */
const START_MS = 60_000;
/** A slow card or stick: 5 MB a second. */
const COPY_MS_PER_BYTE = 1 / 5000;

/**
 * @param {Folder} folder
 * @param {(act: () => void, milliseconds: number) => void} [later]
 */
export function createTemporaryZips(folder, later = (act, milliseconds) => setTimeout(act, milliseconds)) {
  /** @type {Set<Promise<void>>} */
  const waiting = new Set();
  /** @type {Set<string>} */
  const own = new Set();

  return {
    async open() {
      // What an earlier visit left: its downloads ended with it, or have read what they need.
      for (const name of await folder.names()) if (!own.has(name)) await folder.remove(name);
      const name = `${Math.random().toString(36).slice(2)}.zip`;
      own.add(name);
      const { handle, writable, discard } = await folder.openWritable(name);
      /** @type {() => void} */
      let over = () => {};
      const gone = new Promise((/** @type {(nothing: void) => void} */ resolve) => {
        over = resolve;
      });
      waiting.add(gone);
      void gone.then(() => waiting.delete(gone));
      return {
        handle,
        writable,
        discard: () => discard().finally(over),
        /** @param {number} bytes of it: the browser was told to copy it just now */
        handedOver(bytes) {
          later(() => void folder.remove(name).finally(over), START_MS + bytes * COPY_MS_PER_BYTE);
        },
      };
    },
    /** Fulfilled once none is being built or has to stay. */
    settled: async () => {
      await Promise.all([...waiting]);
    },
  };
}

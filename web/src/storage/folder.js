// One folder of the page's private files (origin private file system): files and folders in it, one call at a time, each
// with a limit, because storage that never answers must not stop the page. What the files mean is not known here.

/** @import { TimeLimit } from "../lib/time-limit.js" */

/** @typedef {{ handle: FileSystemFileHandle, writable: FileSystemWritableFileStream, discard: () => Promise<void> }} OpenFile */

/**
 * @typedef {object} Folder
 * @property {(name: string) => Promise<Folder>} open a folder in it, made where it is not there
 * @property {(name: string) => Promise<void>} remove a file, or a folder with everything in it. What is not there, or cannot
 *   go now, is no error: the next visit looks again
 * @property {(name: string) => Promise<OpenFile>} openWritable
 * @property {(name: string, content: Blob) => Promise<File>} write whole or not at all: the browser puts the new content in
 *   place when it is closed. The file reads nothing until it is asked to
 * @property {(name: string) => Promise<File | null>} read null where there is none
 * @property {() => Promise<string[]>} names of files and folders, sorted
 * @property {() => Promise<string[]>} folders
 */

const QUICK_MS = 10_000;
/** Slower than any disk; it only has to end what would never end. */
const WRITE_MS_PER_BYTE = 1 / 1000;

const WHAT = "The browser’s storage";

/** @param {unknown} error */
export function isOutOfSpace(error) {
  return error instanceof Error && error.name === "QuotaExceededError";
}

/**
 * @param {FileSystemDirectoryHandle} handle
 * @param {TimeLimit} limit
 * @returns {Folder}
 */
export function createFolder(handle, limit) {
  /** @type {<T>(promise: Promise<T>) => Promise<T>} */
  const quick = (promise) => limit(promise, QUICK_MS, WHAT);

  async function list() {
    /** @type {[string, FileSystemHandle][]} */
    const found = [];
    for await (const entry of handle.entries()) found.push(entry);
    return found;
  }

  /** @param {string} name */
  async function remove(name) {
    try {
      await quick(handle.removeEntry(name, { recursive: true }));
    } catch {
      // See the type.
    }
  }

  /** @param {string} name */
  async function openWritable(name) {
    const file = await quick(handle.getFileHandle(name, { create: true }));
    /** @type {FileSystemWritableFileStream | null} */
    let writable = null;
    const discard = async () => {
      // Fails where the stream has ended by itself, which is as good.
      if (writable !== null) await quick(writable.abort()).catch(() => {});
      await remove(name);
    };
    const asked = file.createWritable();
    try {
      writable = await quick(asked);
      return { handle: file, writable, discard };
    } catch (error) {
      // An answer that comes late would keep the file locked.
      asked.then((late) => late.abort()).catch(() => {});
      await discard();
      throw error;
    }
  }

  return {
    open: async (name) => createFolder(await quick(handle.getDirectoryHandle(name, { create: true })), limit),
    remove,
    openWritable,
    async write(name, content) {
      const { writable, handle: file, discard } = await openWritable(name);
      const milliseconds = QUICK_MS + content.size * WRITE_MS_PER_BYTE;
      try {
        await limit(writable.write(content), milliseconds, WHAT);
        await limit(writable.close(), milliseconds, WHAT);
        return await quick(file.getFile());
      } catch (error) {
        await discard();
        throw error;
      }
    },
    async read(name) {
      try {
        return await quick((await quick(handle.getFileHandle(name))).getFile());
      } catch {
        return null;
      }
    },
    names: async () => (await quick(list())).map(([name]) => name).sort(),
    folders: async () => (await quick(list())).flatMap(([name, { kind }]) => (kind === "directory" ? [name] : [])),
  };
}

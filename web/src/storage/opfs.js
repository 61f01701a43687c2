// The browser's private files for this page (origin private file system): is it usable, and one file at a time written,
// read and removed. What the files mean is not known here.

const HOME = "cutroom";

/** @typedef {{ home: FileSystemDirectoryHandle, canWrite: boolean }} Storage canWrite: false where it can only be read */

/**
 * Finds out by trying once. A full disk is no reason to say no: there may be room again later, and each write copes by
 * itself.
 *
 * @returns {Promise<Storage | null>} null where the browser has none: old ones, http on a LAN address, some private windows
 */
export async function openStorage() {
  try {
    // Without locks nobody could tell a batch that was left behind from one that another tab is working on.
    if (navigator.locks === undefined) return null;
    const root = await navigator.storage.getDirectory();
    const home = await root.getDirectoryHandle(HOME, { create: true });
    return { home, canWrite: await tryToWrite(home) };
  } catch {
    return null;
  }
}

/** @param {FileSystemDirectoryHandle} home */
async function tryToWrite(home) {
  // A name of its own: two tabs may try at the same time.
  const name = `try-${Math.random().toString(36).slice(2)}`;
  try {
    const file = await writeFile(home, name, new Blob(["try"]));
    return (await file.text()) === "try";
  } catch (error) {
    return isOutOfSpace(error);
  } finally {
    await removeEntry(home, name);
  }
}

/** @param {unknown} error */
export function isOutOfSpace(error) {
  return error instanceof Error && error.name === "QuotaExceededError";
}

/**
 * Whole or not at all: the browser puts the new content in place when it is closed.
 *
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @param {Blob} content
 * @returns {Promise<File>} on disk; reads nothing until it is asked to
 */
export async function writeFile(folder, name, content) {
  const { writable, handle, discard } = await openWritable(folder, name);
  try {
    await writable.write(content);
    await writable.close();
    return await handle.getFile();
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 */
export async function openWritable(folder, name) {
  const handle = await folder.getFileHandle(name, { create: true });
  /** @type {FileSystemWritableFileStream | null} */
  let writable = null;
  const discard = async () => {
    // Fails where the stream has ended by itself, which is as good.
    await writable?.abort().catch(() => {});
    await removeEntry(folder, name);
  };
  try {
    writable = await handle.createWritable();
    return { handle, writable, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @returns {Promise<File | null>} null where there is none
 */
export async function readFile(folder, name) {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch {
    return null;
  }
}

/**
 * A file, or a folder with everything in it. What is not there, or cannot go now, is no error: the next visit looks again.
 *
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 */
export async function removeEntry(folder, name) {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch {
    // See above.
  }
}

// Does this browser keep files for this page, and where? Found out once a visit, by trying. What is kept is not known here.

import { createTimeLimit } from "../lib/time-limit.js";
import { createFolder, isOutOfSpace } from "./folder.js";

/** @import { TimeLimit } from "../lib/time-limit.js" */
/** @import { Folder } from "./folder.js" */

const HOME = "cutroom";
const LIMIT_MS = 10_000;

/** @typedef {{ home: Folder, canWrite: boolean }} Storage canWrite: false where it can only be read */

/**
 * A full disk is no reason to say no: there may be room again later, and each write copes by itself. Storage that does not
 * answer is as good as none.
 *
 * @param {TimeLimit} [limit]
 * @returns {Promise<Storage | null>} null where the browser has none: old ones, http on a LAN address, some private windows
 */
export async function openStorage(limit = createTimeLimit()) {
  try {
    // Without locks nobody could tell a batch that was left behind from one that another tab is working on.
    if (navigator.locks === undefined) return null;
    const root = await limit(navigator.storage.getDirectory(), LIMIT_MS, "The browser’s storage");
    const home = await createFolder(root, limit).open(HOME);
    return { home, canWrite: await tryToWrite(home) };
  } catch {
    return null;
  }
}

/** @param {Folder} home */
async function tryToWrite(home) {
  // A name of its own: two tabs may try at the same time.
  const name = `try-${Math.random().toString(36).slice(2)}`;
  try {
    const file = await home.write(name, new Blob(["try"]));
    return (await file.text()) === "try";
  } catch (error) {
    return isOutOfSpace(error);
  } finally {
    await home.remove(name);
  }
}

// One session: a folder with the journal of a batch, copies of its photos, their mattes and results. A tab that has one
// open holds its lock. Which photo is in which session, and what is written when, is decided elsewhere.

import { createJournalFile } from "./journal-file.js";
import { createTemporaryZips } from "./temporary-zips.js";

/** @import { Folder } from "./folder.js" */

const SESSIONS = "sessions";

/** @typedef {"sources" | "results" | "thumbnails" | "originals" | "mattes"} Kind */
const KINDS = /** @type {const} */ (["sources", "results", "thumbnails", "originals", "mattes"]);
const ZIP = "zip";

/** @typedef {Awaited<ReturnType<typeof openSession>>} Session */

/** @param {Folder} home @returns {Promise<string[]>} */
export const sessionIds = async (home) => (await home.open(SESSIONS)).folders();

/**
 * Only under its lock.
 *
 * @param {Folder} home
 * @param {string} id
 * @returns {Promise<boolean>} false where something of it could not go now
 */
export async function removeSession(home, id) {
  const sessions = await home.open(SESSIONS);
  await sessions.remove(id);
  if (!(await sessions.names()).includes(id)) return true;
  // Something in it is in use: everything else goes now.
  const folder = await sessions.open(id);
  for (const name of await folder.names()) await folder.remove(name);
  await sessions.remove(id);
  return !(await sessions.names()).includes(id);
}

/**
 * Only under its lock.
 *
 * @param {Folder} home
 * @param {string} id of one that is there, or of a new one
 */
export async function openSession(home, id) {
  const folder = await (await home.open(SESSIONS)).open(id);
  const opened = await Promise.all(KINDS.map(async (kind) => /** @type {const} */ ([kind, await folder.open(kind)])));
  const folders = /** @type {Record<Kind, Folder>} */ (Object.fromEntries(opened));
  const zips = await folder.open(ZIP);
  const journal = createJournalFile(folder);
  const temporaryZips = createTemporaryZips(zips);
  /** What is being written. @type {Set<Promise<unknown>>} */
  const pending = new Set();
  let isEnded = false;

  /** @template T @param {() => Promise<T>} write @returns {Promise<T>} */
  async function whileOpen(write) {
    if (isEnded) throw new Error("The batch was cleared.");
    const writing = write();
    pending.add(writing);
    return writing.finally(() => pending.delete(writing));
  }

  return {
    id,
    isEnded: () => isEnded,
    journal: {
      read: journal.read,
      /** @param {Parameters<typeof journal.write>[0]} content */
      write: (content) => whileOpen(() => journal.write(content)),
    },
    /** @param {Kind} kind @param {string} name @param {Blob} content */
    write: (kind, name, content) => whileOpen(() => folders[kind].write(name, content)),
    /** @param {Kind} kind @param {string} name */
    read: (kind, name) => folders[kind].read(name),
    /** @param {Kind} kind @param {string} name */
    remove: (kind, name) => folders[kind].remove(name),
    /** @param {Kind} kind */
    names: (kind) => folders[kind].names(),
    openZip: () => whileOpen(temporaryZips.open),
    /** Nothing of it stays. A ZIP that the browser may still be reading goes last, when it has had its time. */
    async end() {
      isEnded = true;
      await Promise.allSettled([...pending]);
      // The names of the photos first.
      await journal.remove();
      for (const kind of KINDS) await folder.remove(kind);
      await temporaryZips.settled();
      await removeSession(home, id);
    },
  };
}

// One session: a folder with the journal of a batch, copies of its unfinished photos, and its results. A tab that has one
// open holds its lock. Which photo is in which session, and what is written when, is decided elsewhere.

import { createJournalFile } from "./journal-file.js";
import { openWritable, readFile, removeEntry, writeFile } from "./opfs.js";

const SESSIONS = "sessions";

/** @typedef {"sources" | "results" | "thumbnails" | "originals"} Kind */
export const KINDS = /** @type {const} */ (["sources", "results", "thumbnails", "originals"]);
const ZIP = "zip";

/** @typedef {Awaited<ReturnType<typeof openSession>>} Session */

/** @param {FileSystemDirectoryHandle} home */
const sessionsFolder = (home) => home.getDirectoryHandle(SESSIONS, { create: true });

/**
 * @param {FileSystemDirectoryHandle} home
 * @returns {Promise<string[]>}
 */
export async function sessionIds(home) {
  const ids = [];
  for await (const [name, handle] of (await sessionsFolder(home)).entries()) {
    if (handle.kind === "directory") ids.push(name);
  }
  return ids;
}

/**
 * Only under its lock.
 *
 * @param {FileSystemDirectoryHandle} home
 * @param {string} id
 */
export async function removeSession(home, id) {
  await removeEntry(await sessionsFolder(home), id);
}

/**
 * Only under its lock.
 *
 * @param {FileSystemDirectoryHandle} home
 * @param {string} id of one that is there, or of a new one
 */
export async function openSession(home, id) {
  const folder = await (await sessionsFolder(home)).getDirectoryHandle(id, { create: true });
  const [sources, results, thumbnails, originals, zips] = await Promise.all(
    [...KINDS, ZIP].map((name) => folder.getDirectoryHandle(name, { create: true })),
  );
  if (!sources || !results || !thumbnails || !originals || !zips) throw new Error("unreachable");
  const folders = { sources, results, thumbnails, originals };

  return {
    id,
    journal: createJournalFile(folder),
    /** @param {Kind} kind @param {string} name @param {Blob} content */
    write: (kind, name, content) => writeFile(folders[kind], name, content),
    /** @param {Kind} kind @param {string} name */
    read: (kind, name) => readFile(folders[kind], name),
    /** @param {Kind} kind @param {string} name */
    remove: (kind, name) => removeEntry(folders[kind], name),
    /** @param {Kind} kind */
    async names(kind) {
      const names = [];
      for await (const name of folders[kind].keys()) names.push(name);
      return names.sort();
    },
    /** A file for a ZIP. The last one before it stays, because the browser may still be copying it to its downloads. */
    async openZip() {
      const names = [];
      for await (const name of zips.keys()) names.push(name);
      for (const name of names.sort().slice(0, -1)) await removeEntry(zips, name);
      return openWritable(zips, `${Date.now()}-${Math.random().toString(36).slice(2)}.zip`);
    },
  };
}

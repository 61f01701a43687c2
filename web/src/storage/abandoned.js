// Sessions that no tab holds any more: found, taken over or thrown away. What is offered to people about them is the page's.

import { readSavedBatch } from "./saved-batch.js";
import { openSession, removeSession, sessionIds } from "./session.js";
import { lockIfFree, lockSoon, lockWhenFree } from "./session-lock.js";

/** @import { Folder } from "./folder.js" */
/** @import { SavedBatch } from "./saved-batch.js" */
/** @import { Session } from "./session.js" */

/** @typedef {{ session: Session, batch: SavedBatch, release: () => void }} Taken release: of the lock that this page holds now */

/**
 * Hands over each session that was left behind, the newest first; later also one whose tab ends while this page is open.
 * One that holds nothing is removed.
 *
 * @param {Folder} home
 * @param {(batches: SavedBatch[]) => void} onFound
 */
export async function findAbandoned(home, onFound) {
  const found = [];
  for (const id of await sessionIds(home)) {
    const release = await lockIfFree(id);
    if (release === null) void lockWhenFree(id).then(async (later) => onFound(await lookAt(home, id, later)));
    else found.push(...(await lookAt(home, id, release)));
  }
  onFound(found.sort((one, other) => other.savedAt - one.savedAt));
}

/**
 * @param {Folder} home
 * @param {string} id
 * @param {(() => void) | null} release of its lock, which is let go of at the end; null where it could not be had
 * @returns {Promise<SavedBatch[]>} none where it holds nothing
 */
async function lookAt(home, id, release) {
  if (release === null) return [];
  try {
    // Removed by another tab meanwhile: opening it would make it anew.
    if (!(await sessionIds(home)).includes(id)) return [];
    const batch = await readSavedBatch(await openSession(home, id));
    if (!holdsNothing(batch)) return [batch];
    await removeSession(home, id);
    return [];
  } catch {
    // Not readable now: it stays for the next visit.
    return [];
  } finally {
    release();
  }
}

/** @param {SavedBatch} batch */
function holdsNothing({ problem, items, loose, lost }) {
  return (problem === null || problem === "none") && items.length === 0 && loose.length === 0 && lost.records === 0;
}

/**
 * @param {Folder} home
 * @param {string} id
 * @returns {Promise<Taken | null>} null where another tab has it
 */
export async function takeOver(home, id) {
  const release = await lockSoon(id);
  if (release === null) return null;
  try {
    if (!(await sessionIds(home)).includes(id)) throw new Error("It was removed by another tab.");
    const session = await openSession(home, id);
    return { session, batch: await readSavedBatch(session), release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * @param {Folder} home
 * @param {string} id
 * @returns {Promise<boolean>} false where another tab has it
 */
export async function throwAway(home, id) {
  const release = await lockSoon(id);
  if (release === null) return false;
  try {
    if (await removeSession(home, id)) return true;
    throw new Error("Some of its files are in use. Close the other tabs of this page and try again.");
  } finally {
    release();
  }
}
